"""A suspension, or the end of a verification, while a vote or an import publishes: nothing stays on a page."""

from __future__ import annotations

from pathlib import Path

from tests.web.processes import empty_database, tell

#: Whoever publishes holds the transaction open for so long, in seconds, while the other begins.
WHILE = 1.5

STORY = """
from tests.web import checking_situations as checking
from tests.web.experts_situations import editor
from tests.web.situations import NOW, answer, entry
from web.checking import actions as votes
from web.checking.models import Verdict
from web.experts import actions
from web.experts.models import Verification
from web.questions.models import Answer
from web.review.actions import add

def tell(published, acted):
    submission = checking.fact_checked(checking.in_review())
    people, by, expert = checking.staff(), editor(), submission.answer.author
    passed = {"submission": submission, "verdict": Verdict.PASSED, "reason": "", "at": NOW + 3 * checking.STEP}
    votes.vote(by=people.first, **passed)
    begun = threading.Event()

    def publishes():
        with transaction.atomic():
            if published == "import":
                add([entry("imported", answer("a1", expert.name, "Rest helps most people."))])
            else:
                votes.vote(by=people.second, **passed)
            begun.set()
            time.sleep(float(sys.argv[1]))
        connection.close()

    thread = threading.Thread(target=publishes)
    thread.start()
    assert begun.wait(60)
    later = NOW + 4 * checking.STEP
    if acted == "suspend":
        actions.suspend_expert(expert=expert, reason="Complaint.", by=by, at=later)
    else:
        row = Verification.objects.get(expert=expert)
        actions.end_verification(verification=row, reason="Struck off.", by=by, at=later)
    thread.join()
    found = Answer.objects.filter(author=expert).order_by("pk").last()
    print(published, acted, found.state, found.live_id)

tell("vote", "suspend")
tell("vote", "end")
tell("import", "suspend")
"""


def test_what_is_published_meanwhile_is_taken_back(tmp_path: Path) -> None:
    """The one who acts waits for the vote or the import, then sees what it published (promises R07 and R41)."""
    with empty_database(tmp_path, "experts_together") as env:
        told = tell(STORY, env, WHILE)
    assert told[-3:] == [
        "vote suspend suspended None",
        "vote end lapsed None",
        "import suspend suspended None",
    ]
