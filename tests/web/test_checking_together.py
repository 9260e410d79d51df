"""Reviewers who vote at the same moment: two votes count, one review is made, and who comes late reads why."""

from __future__ import annotations

from pathlib import Path

from tests.web.processes import empty_database, tell

#: Submissions on which three reviewers vote at once, each of them twice.
ROUNDS = 8

STORY = """
from django.core.exceptions import ValidationError
from tests.web import checking_situations as checking
from tests.web.situations import NOW, account
from web.accounts.models import Role
from web.checking import actions
from web.checking.models import Review, Verdict, Vote
from web.questions.models import Answer

people = checking.staff()
voters = [people.first, people.second, account("third", Role.REVIEWER)]
told = []


def votes(voter, submission, together):
    together.wait(60)
    try:
        actions.vote(submission=submission, verdict=Verdict.PASSED, reason="", by=voter, at=NOW + 5 * checking.STEP)
        told.append("voted")
    except ValidationError as error:
        told.append(error.code)
    except Exception as error:
        told.append(repr(error))
    finally:
        connection.close()


author = checking.verified("Dr Together")
for number in range(int(sys.argv[1])):
    submission = checking.fact_checked(checking.in_review(author=author))
    together = threading.Barrier(2 * len(voters))
    threads = [threading.Thread(target=votes, args=(each, submission, together)) for each in voters * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(*sorted(told))
print(Vote.objects.count(), Review.objects.count(), Answer.objects.filter(state="published").count())
"""


def test_who_votes_at_the_same_moment_is_one_of_two(tmp_path: Path) -> None:
    """No vote is lost, none counts twice, and nobody meets an error of the database."""
    with empty_database(tmp_path, "votes") as env:
        told, counted = tell(STORY, env, ROUNDS)
    assert counted == f"{2 * ROUNDS} {ROUNDS} {ROUNDS}"
    said = told.split()
    assert said.count("voted") == 2 * ROUNDS
    assert set(said) <= {"voted", "voted-already", "decided-already"}
