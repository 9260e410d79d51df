"""An expert whose answer was imported writes one here: readers see one of them, and what was stays in the history."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.web.checking_situations import STEP, asked, fact_checked, in_review, published_answer, staff, verified, voted
from tests.web.every_guard import triggers
from tests.web.situations import NOW, answer, entry, signed_in, store
from web import clock
from web.accounts.models import Account
from web.asking import actions as asking
from web.checking import queries
from web.checking.actions import settle
from web.experts import actions as experts
from web.guards import guarded
from web.questions.models import Answer, AnswerStatus, Expert, Question
from web.review import actions
from web.writing import actions as writing
from web.writing.changes import How

pytestmark = pytest.mark.django_db

AT = NOW + 10 * STEP

OLD = "High blood pressure begins at 130/80 mmHg."
NEW = "High blood pressure begins at 140/90 mmHg."


@pytest.fixture
def ada() -> tuple[Expert, Account]:
    return verified("Dr Ada Test")


def imported(key: str = "pressure", text: str = OLD, *more: str) -> Question:
    """A question as an import stores it: an answer of Ada's, and more of them, and one of another's."""
    hers = [answer(f"a{n}", "Dr Ada Test", body) for n, body in enumerate((text, *more), 1)]
    return store(entry(key, *hers, answer("b1", "Dr Ben Test", "It begins at 140/90 mmHg.")))[0]


def shown(question: Question) -> list[tuple[str, str]]:
    """Who stands on the page, and whence."""
    rows = Answer.objects.filter(question=question, live__isnull=False).order_by("pk")
    return [(row.author.name, row.origin) for row in rows if row.author]


def test_what_is_written_here_takes_the_place_of_what_was_imported(ada: tuple[Expert, Account]) -> None:
    """With the vote that publishes it, every imported answer of the expert leaves the page, and the other's stays."""
    question = imported("pressure", OLD, "Salt raises it.")
    submission = fact_checked(in_review(NEW, question=question, author=ada))
    assert shown(question) == [("Dr Ada Test", "imported")] * 2 + [("Dr Ben Test", "imported")]
    voted(submission)
    assert shown(question) == [("Dr Ben Test", "imported"), ("Dr Ada Test", "desk")]
    question.refresh_from_db()
    assert question.voices == 2
    (last,) = AnswerStatus.objects.filter(answer__key="a1")
    assert (last.state, last.revision.body, str(last.by)) == ("replaced", OLD, "ravi")  # type: ignore[union-attr]


def test_no_reader_meets_a_page_without_the_expert(ada: tuple[Expert, Account], monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Both happen in one transaction: what cannot be published replaces nothing."""
    question = imported()
    submission = fact_checked(in_review(NEW, question=question, author=ada))

    def fails(*_args: object, **_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("web.checking.actions.deciding._tell_author", fails)
    with pytest.raises(RuntimeError):
        voted(submission)
    assert ("Dr Ada Test", "imported") in shown(question)


@pytest.mark.guards("answer_said_once")
def test_the_database_refuses_both_at_once(ada: tuple[Expert, Account]) -> None:
    """Whether the imported one comes back, or is moved beside the other."""
    question, elsewhere = imported(), imported("elsewhere")
    published_answer(NEW, question=question, author=ada)
    old = Answer.objects.get(question=question, key="a1")
    beside = Answer.objects.get(question=elsewhere, key="a1")
    for change in (
        lambda: Answer.objects.filter(pk=old.pk).update(state="published", live=old.revisions.get()),
        lambda: Answer.objects.filter(pk=beside.pk).update(question=question, key="a9"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_two_imported_answers_of_one_expert_stand_as_their_source_gave_them(ada: tuple[Expert, Account]) -> None:
    """A source may hold two; they count as one voice."""
    question = imported("pressure", OLD, "Salt raises it.")
    assert shown(question)[:2] == [("Dr Ada Test", "imported")] * 2
    question.refresh_from_db()
    assert question.voices == 2


def test_a_later_import_brings_nothing_of_the_expert_back(ada: tuple[Expert, Account]) -> None:
    """Neither the same file, nor a changed text, nor another answer of theirs; it is counted and kept."""
    question = imported()
    written = published_answer(NEW, question=question, author=ada)
    new = answer("a2", "Dr Ada Test", "Salt raises it.")
    for text in (OLD, "High blood pressure begins at 120/80 mmHg."):
        added = actions.add([entry("pressure", answer("a1", "Dr Ada Test", text), new)])
        assert added.replaced == 2
        assert shown(question) == [("Dr Ben Test", "imported"), ("Dr Ada Test", "desk")]
    assert Answer.objects.get(key="a1").revisions.count() == 2
    assert Answer.objects.get(key="a2").state == Answer.State.REPLACED
    writing.withdraw(answer=written, reason="I erred.", by=ada[1], at=AT)
    actions.add([entry("pressure", answer("a1", "Dr Ada Test", OLD), new)])
    assert shown(question) == [("Dr Ben Test", "imported")]


def test_a_draft_takes_no_place(ada: tuple[Expert, Account]) -> None:
    """While it is written and reviewed, the import goes on as before."""
    question = imported()
    in_review(NEW, question=question, author=ada)
    actions.add([entry("pressure", answer("a1", "Dr Ada Test", "It begins at 120/80 mmHg."))])
    assert Answer.objects.get(key="a1").live.body == "It begins at 120/80 mmHg."


def test_what_was_suspended_meanwhile_does_not_come_back_beside_it(ada: tuple[Expert, Account]) -> None:
    """The job that brings answers back finds it replaced."""
    question = imported()
    submission = fact_checked(in_review(NEW, question=question, author=ada))
    experts.suspend_expert(expert=ada[0], reason="Complaint.", by=staff().editor, at=AT)
    experts.lift_suspension(expert=ada[0], by=staff().editor, at=AT + STEP)
    voted(submission, at=AT + 2 * STEP)
    settle(AT + 3 * STEP)
    assert shown(question) == [("Dr Ben Test", "imported"), ("Dr Ada Test", "desk")]


def test_what_stood_twice_before_the_database_refused_it_is_put_right(ada: tuple[Expert, Account]) -> None:
    """By the job that settles answers, on a site that was in use before."""
    question = imported()
    published_answer(NEW, question=question, author=ada)

    def run(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    step = guarded({"answer_said_once": triggers()["answer_said_once"]})
    editor = SimpleNamespace(connection=connection, execute=run)
    step.reverse_code(None, editor)
    old = Answer.objects.get(key="a1")
    Answer.objects.filter(pk=old.pk).update(state="published", live=old.revisions.get())
    step.code(None, editor)
    settle(AT)
    assert shown(question) == [("Dr Ben Test", "imported"), ("Dr Ada Test", "desk")]


def test_questions_that_are_merged_keep_one_answer_of_the_expert(ada: tuple[Expert, Account]) -> None:
    """What they wrote to one takes the place of what was imported of them to the other."""
    question, other = imported(), asked("other")
    published_answer(NEW, question=other, author=ada)
    asking.merge_questions(question=question, into=other, by=staff().editor, at=AT)
    assert set(shown(other)) == {("Dr Ben Test", "imported"), ("Dr Ada Test", "desk")}


def test_what_was_imported_stays_in_the_history(ada: tuple[Expert, Account], client: Client) -> None:
    """Word by word under "What has changed"; a link to the old text says that it was replaced; no tombstone."""
    question = imported()
    text = Answer.objects.get(key="a1").live.sha256
    written = published_answer(NEW, question=question, author=ada)
    changed = queries.history_of(written, clock.now())
    assert changed is not None
    second, first = changed.revisions
    assert (first.number, first.changed) == (1, ())
    words = [(each.how, each.text) for each in second.changed]
    assert (How.REMOVED, "130") in words
    assert (How.ADDED, "140") in words
    assert queries.tombstones_of(question, clock.now()) == ()
    standing = queries.standing(text, clock.now())
    assert standing is not None
    assert (standing.answer, standing.shown, standing.replaced) == (written.key, False, True)
    page = client.get(f"/q/{question.slug}/changes").content.decode()
    assert "<del>130</del>" in page
    assert "130" not in client.get(f"/q/{question.slug}").content.decode()
    writing.withdraw(answer=written, reason="I erred.", by=ada[1], at=clock.now())
    assert [stone.answer for stone in queries.tombstones_of(question, clock.now())] == [written.key]
    assert "130" not in client.get(f"/q/{question.slug}/changes").content.decode()


def test_the_desk_shows_the_expert_what_stands_imported(ada: tuple[Expert, Account]) -> None:
    """Under "My answers", beside the question, and above the answer that takes its place."""
    question = imported()
    browser = signed_in(ada[1])
    mine = browser.get("/desk/answers").content.decode()
    assert "Imported under your name" in mine
    assert question.text in mine
    assert "yours takes its place" in browser.get("/desk/answers/new").content.decode()
    reply = browser.post("/desk/answers/new", {"question": question.slug, "expert": ada[0].slug})
    assert OLD in browser.get(reply.url).content.decode()
    published_answer(NEW, question=question, author=ada)
    assert "Imported under your name" not in browser.get("/desk/answers").content.decode()
    assert OLD not in browser.get(reply.url).content.decode()


def test_an_expert_withdraws_what_was_imported_under_their_name(ada: tuple[Expert, Account]) -> None:
    """With a reason, as their own; nobody else does, and it is not edited as if it were written here."""
    question = imported()
    row = Answer.objects.get(key="a1")
    address = f"/desk/answers/{row.pk}/withdraw"
    assert signed_in(verified("Dr Other")[1]).get(address).status_code == 404
    browser = signed_in(ada[1])
    assert browser.get(f"/desk/answers/{row.pk}").status_code == 404
    assert browser.post(address, {"reason": "This is out of date.", "key": "k"}).status_code == 303
    assert shown(question) == [("Dr Ben Test", "imported")]


def test_who_checks_sees_what_it_would_stand_in_the_place_of(ada: tuple[Expert, Account]) -> None:
    """Held against the imported text at first, and still when it was published."""
    question = imported()
    submission = in_review(NEW, question=question, author=ada)
    browser = signed_in(staff().checker)
    for _when in ("before", "after"):
        page = browser.get(f"/desk/to-check/{submission.pk}").content.decode()
        assert "Against what was imported" in page
        assert "130" in page
        if _when == "before":
            voted(fact_checked(submission))
