"""An answer is handed to the reviewers once, whole, and its author stands behind each statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from plurivox import compare as engine
from plurivox.model import Role as Kind
from plurivox.statements import split
from tests.web.checking_situations import fact_checked, voted
from tests.web.situations import NOW, account, compare
from tests.web.writing_situations import VIDEO, WHOLE, author, open_question, saved, saved_answer, started, submitted
from web.accounts.models import Role
from web.checking import actions as checking
from web.checking.models import Verdict
from web.letters.models import Notice
from web.questions import queries as questions
from web.questions.models import Answer, Statement
from web.writing import actions, content, queries
from web.writing.errors import BaseStale, SentBefore
from web.writing.models import Confirmation, Submission
from web.writing.sources import Source

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def refused(answer: Answer) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        submitted(answer)
    assert not Submission.objects.exists()
    return error.value.message_dict


def returned(submission: Submission) -> Submission:
    """The same, sent back by the fact checker."""
    who = account("carla", Role.FACT_CHECKER)
    checking.check_facts(
        submission=submission, verdict=Verdict.RETURNED, reason="Name the dose.", by=who, at=submission.at
    )
    return submission


def test_a_submission_lacks_nothing() -> None:
    """Every missing part is named at once, by its field (feature E1); conflicts must be answered (feature E9)."""
    bare = content.Content(applies_to="Adults.")
    assert set(refused(saved_answer(content=bare))) == {
        "short_answer", "reasons", "seek_care", "citations", "licence", "conflicts", "machine_help",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (Source("trial", "A trial", "11.1000/x"), "is no DOI"),
        (Source("trial", "A trial", "10.12/x"), "is no DOI"),
        (Source("trial", "A trial", "10.1000/x y"), "is no DOI"),
        (Source("trial", "A trial", "", "0123"), "is no PMID"),
        (Source("trial", "A trial", "", "123456789"), "is no PMID"),
        (Source("trial", "A trial", "", "", "ftp://example.org"), "https://"),
    ],
)
def test_a_source_with_a_wrong_number_is_refused(source: Source, said: str) -> None:
    """By its form alone, without asking anybody (feature E17); a draft with it is saved."""
    problems = refused(saved_answer(citations=(source,)))
    assert list(problems) == ["citations"]
    assert said in problems["citations"][0]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("# Colds\n\n### Rest\n\nRest helps.", "level 2"),
        ("<h2>Colds</h2><h4>Rest</h4> Rest helps.", "level 3"),
        ("Rest helps. ![](cold.png)", "description"),
        ("Rest helps. <img src='cold.png'>", "description"),
        ("Rest helps. <img src='cold.png' alt=''>", "description"),
    ],
)
def test_what_keeps_readers_out_is_refused_with_the_fix(text: str, fix: str) -> None:
    """A heading that skips a level, or a picture without words (feature O14)."""
    problems = refused(saved_answer(reasons=text))
    assert fix in problems["reasons"][0]
    saved_answer(author("Dr B"), open_question("b"), reasons="# Colds\n\n## Rest\n\nRest. ![Rest in bed](bed.png)")


def test_only_who_is_verified_and_disclosed_submits() -> None:
    """A draft may be written before; it goes no further."""
    answer = saved_answer(author(ready=False))
    with pytest.raises(ValidationError) as error:
        submitted(answer)
    assert error.value.code == "unverified"


def test_an_editor_saves_but_does_not_submit() -> None:
    """Who hands in is who stands behind it."""
    answer, editor = saved_answer(), account("edda", Role.EDITOR)
    with pytest.raises(PermissionDenied):
        actions.submit(answer=answer, number=1, key="k", note="", declined=(), by=editor, at=NOW)


def test_the_same_key_is_the_same_submission() -> None:
    """A form sent twice is one submission (invariant I11)."""
    answer = saved_answer()
    assert submitted(answer, key="k") == submitted(answer, key="k")
    assert Submission.objects.count() == 1


def test_a_key_of_another_answer_is_refused() -> None:
    """A key names one form."""
    who = author()
    first, second = saved_answer(who), saved_answer(who, open_question("second"))
    submitted(first, key="k")
    with pytest.raises(ValidationError) as error:
        submitted(second, key="k")
    assert error.value.code == "key-taken"


def test_the_same_text_without_a_key_is_asked_about() -> None:
    """Within two minutes "again?" is asked; nothing is stored twice (promise R21)."""
    answer = saved_answer()
    submitted(answer, key="")
    saved(answer, replace(WHOLE, licence="CC0"))
    with pytest.raises(SentBefore) as error:
        submitted(answer, key="", at=NOW + timedelta(seconds=119))
    assert error.value.status == 409
    assert submitted(answer, key="", at=NOW + timedelta(seconds=120)).revision.number == 2


def test_the_same_revision_is_not_submitted_twice() -> None:
    """Whatever the key: it is with the reviewers already."""
    answer = saved_answer()
    submitted(answer, key="k")
    with pytest.raises(ValidationError) as error:
        submitted(answer, key="l")
    assert error.value.code == "same"


def test_only_the_last_revision_is_submitted() -> None:
    """Who looked at an older text is shown the newer one first."""
    answer = saved_answer()
    saved(answer, replace(WHOLE, reasons="Newer."))
    with pytest.raises(BaseStale):
        actions.submit(answer=answer, number=1, key="k", note="", declined=(), by=answer.keeper, at=NOW)


def test_statements_are_cut_once_and_confirmed() -> None:
    """What is asked about is what the engine would quote; all are confirmed but those declined (feature E7)."""
    answer = saved_answer()
    submitted(answer, declined=(2,))
    revision = queries.latest(answer)
    assert revision is not None
    rows = actions.cut(revision=revision)
    said = split(questions.as_answer(answer, revision))
    assert [(row.exact, row.start) for row in rows] == [(s.quote.exact, s.quote.start) for s in said]
    verdicts = queries.latest_confirmations(revision)
    assert [verdicts[row.pk] for row in rows] == ["confirmed", "declined", "confirmed", "confirmed", "confirmed"]
    assert Statement.objects.count() == len(rows)


def test_what_is_declined_is_set_aside_by_the_engine() -> None:
    """From the same moment the answer as the engine reads it has the stretch; and no longer when it is confirmed."""
    answer = saved_answer()
    submitted(answer, declined=(1,))
    revision = queries.latest(answer)
    assert revision is not None
    answer.refresh_from_db()
    noun = questions.as_answer(answer, revision)
    assert noun.declined == ((0, len(WHOLE.short_answer)),) == queries.declined(revision)
    assert split(noun)[0].role is Kind.DECLINED
    first = queries.statements_of(revision)[0]
    actions.confirm(statement=first, verdict="confirmed", by=answer.keeper, at=NOW + DAY)
    answer.refresh_from_db()
    assert answer.declined is None
    assert [row.verdict for row in first.confirmations.order_by("number")] == ["declined", "confirmed"]


def test_what_is_declined_leaves_the_lists(db: None) -> None:
    """A comparison that quotes it is stale in the same moment, and the next one has it in no list (feature E7)."""
    answer = voted(fact_checked(submitted())).answer
    answer.refresh_from_db()
    row = answer.question
    compare()
    first = next(questions.entries([row]))[1]
    said = engine.compare(first.question, first.answers)
    assert WHOLE.short_answer in {s.quote.exact for s in said.statements}
    statement = queries.statements_of(answer.live)[0]
    actions.confirm(statement=statement, verdict="declined", by=answer.keeper, at=NOW + DAY)
    later = next(questions.entries([row]))[1]
    assert engine.input_digest(later.question, later.answers, "") != said.input_digest
    again = engine.compare(later.question, later.answers)
    assert WHOLE.short_answer not in {s.quote.exact for s in again.statements}
    assert WHOLE.short_answer in {s.quote.exact for s in again.set_aside}
    assert compare() == 1


def test_confirming_again_adds_nothing() -> None:
    """The same word once more is no new row."""
    answer = saved_answer()
    submitted(answer)
    count = Confirmation.objects.count()
    statement = Statement.objects.first()
    assert statement is not None
    actions.confirm(statement=statement, verdict="confirmed", by=answer.keeper, at=NOW)
    assert Confirmation.objects.count() == count


def test_of_an_earlier_engine_the_same_sentence_stays_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of the engine cuts anew; what it cuts at the same place needs no new word, and no old is lost."""
    answer = saved_answer()
    submitted(answer, declined=(2,))
    revision = queries.latest(answer)
    assert revision is not None
    monkeypatch.setattr("web.writing.queries.ENGINE_VERSION", "next")
    monkeypatch.setattr("web.writing.actions.submissions.ENGINE_VERSION", "next")
    assert queries.statements_of(revision) == []
    answer.refresh_from_db()
    revision.answer = answer
    rows = actions.cut(revision=revision)
    verdicts = queries.latest_confirmations(revision)
    assert [verdicts[row.pk] for row in rows] == ["confirmed", "declined", "confirmed", "confirmed", "confirmed"]


def test_a_fact_checker_is_told_once() -> None:
    """Whoever checks facts of the topic, and never who writes for the author."""
    checker, who = account("carla", Role.FACT_CHECKER), author()
    submission = submitted(saved_answer(who), key="k")
    submitted(submission.answer, key="k")
    assert [notice.account for notice in Notice.objects.filter(kind="to-check")] == [checker]


def test_what_came_back_is_appealed_once() -> None:
    """With a reason, on the same text; and an appeal that came back is no reason for another."""
    submission = returned(submitted())
    by = submission.answer.keeper
    assert queries.judged(submission).reasons == ("Name the dose.",)
    with pytest.raises(ValidationError, match="why the reviewers"):
        actions.appeal(submission=submission, reason=" ", key="a", by=by, at=NOW + DAY)
    made = actions.appeal(submission=submission, reason="The dose stands there.", key="a", by=by, at=NOW + DAY)
    assert (made.kind, made.appeals, made.revision) == ("appeal", submission, submission.revision)
    assert actions.appeal(submission=submission, reason="x", key="a", by=by, at=NOW + DAY) == made
    with pytest.raises(ValidationError):
        actions.appeal(submission=submission, reason="Again.", key="b", by=by, at=NOW + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(
            answer=made.answer,
            revision=made.revision,
            kind="appeal",
            appeals=submission,
            note="x",
            key="c",
            by=by,
            at=NOW,
        )


def test_what_waits_is_not_appealed() -> None:
    """Nobody has said anything yet."""
    submission = submitted()
    with pytest.raises(ValidationError) as error:
        actions.appeal(submission=submission, reason="Why?", key="a", by=submission.answer.keeper, at=NOW)
    assert error.value.code == "not-returned"


def test_of_one_vote_the_author_learns_nothing() -> None:
    """Reasons are told when both votes are in."""
    submission = fact_checked(submitted())
    voted(submission, Verdict.RETURNED)
    assert queries.judged(submission).reasons == ()
    assert queries.judged(submission).outcome.value == "waiting"


def test_an_answer_is_published_renewed_and_withdrawn() -> None:
    """From the second vote on readers see it; the author asks for the next review, and takes it back with a reason."""
    submission = voted(fact_checked(submitted()))
    answer = submission.answer
    answer.refresh_from_db()
    assert answer.state == "published"
    by = answer.keeper
    made = actions.renew(answer=answer, key="r", by=by, at=NOW + 30 * DAY)
    assert (made.kind, made.revision) == ("renewal", submission.revision)
    assert actions.renew(answer=answer, key="r", by=by, at=NOW + 30 * DAY) == made
    with pytest.raises(ValidationError, match="already"):
        actions.renew(answer=answer, key="s", by=by, at=NOW + 30 * DAY)
    with pytest.raises(ValidationError, match="for readers"):
        actions.withdraw(answer=answer, reason="", by=by, at=NOW + 31 * DAY)
    actions.withdraw(answer=answer, reason="The advice has changed.", by=by, at=NOW + 31 * DAY)
    assert answer.state == "withdrawn"
    assert not questions.published().filter(pk=answer.pk).exists()
    with pytest.raises(ValidationError):
        actions.withdraw(answer=answer, reason="Again.", by=by, at=NOW + 31 * DAY)


def test_a_draft_is_neither_renewed_nor_withdrawn() -> None:
    """Readers never saw it."""
    answer = saved_answer()
    with pytest.raises(ValidationError, match="Submit it first"):
        actions.renew(answer=answer, key="r", by=answer.keeper, at=NOW)
    with pytest.raises(ValidationError, match="do not see"):
        actions.withdraw(answer=answer, reason="No.", by=answer.keeper, at=NOW)


def test_a_video_is_submitted_with_captions_only() -> None:
    """Without them, or with others than WebVTT, it is refused; its transcript is cut into statements (feature E16)."""
    assert list(refused(saved_answer(content=replace(VIDEO, captions="")))) == ["captions"]
    answer = Answer.objects.get()
    saved(answer, replace(VIDEO, captions="Rest helps."))
    assert list(refused(answer)) == ["captions"]
    saved(answer, replace(VIDEO, url="http://video.example.org"))
    assert list(refused(answer)) == ["url"]
    saved(answer, VIDEO)
    submission = submitted(answer)
    rows = queries.statements_of(submission.revision)
    assert [row.exact for row in rows] == [
        "Rest helps most people recover from a cold.", "Drink water.", "See a doctor if you cannot breathe well.",
    ]  # fmt: skip
    assert [queries.time_of(submission.revision, row.start) for row in rows] == [0.0, 2.5, 65.25]


def test_mended_captions_are_a_new_revision() -> None:
    """What was quoted before keeps its own text and times."""
    answer = saved_answer(content=VIDEO)
    second = saved(answer, replace(VIDEO, captions=VIDEO.captions.replace("a cold", "the common cold")))
    first = queries.revision(answer, 1)
    assert first is not None
    assert "a cold" in first.body
    assert "the common cold" in second.body
    assert second.number == 2


def test_a_video_may_have_a_short_answer_beside_its_transcript() -> None:
    """Both are one text; only what is spoken has a time."""
    answer = saved_answer(content=replace(VIDEO, short_answer="Yes, it does."))
    revision = queries.latest(answer)
    assert revision is not None
    assert list(queries.parts_of(revision)) == ["short_answer", "transcript"]
    assert queries.time_of(revision, 0) is None
    assert queries.time_of(revision, revision.body.index("Drink")) == 2.5


def test_help_of_a_program_is_declared_for_machines_too() -> None:
    """The IPTC's word for it, and none for people's own text (feature D17)."""
    answer = saved_answer(machine_help="helped")
    kind = queries.declared(queries.latest(answer)).digital_source_type  # type: ignore[arg-type]
    assert kind.endswith("compositeWithTrainedAlgorithmicMedia")
    own = saved(answer, WHOLE)
    assert queries.declared(own).digital_source_type == ""


def test_a_request_ends_when_it_is_answered() -> None:
    """One message to whom it asks; declined with a reason that who asked can read (feature E11)."""
    editor, who, question = account("edda", Role.EDITOR), author(specialty="Cardiology"), open_question()
    facts = {"question": question, "by": editor, "at": NOW}
    by_name = actions.ask_expert(expert=who.expert, facet="prognosis", **facts)
    assert actions.ask_expert(expert=who.expert, facet="prognosis", **facts) == by_name
    assert Notice.objects.filter(kind="answer-wanted").count() == 1
    by_specialty = actions.ask_expert(specialty="cardiology", **facts)
    with pytest.raises(ValidationError, match="one expert, or one specialty"):
        actions.ask_expert(**facts)
    with pytest.raises(ValidationError, match="Nobody"):
        actions.ask_expert(specialty="Urology", **facts)
    with pytest.raises(ValidationError, match="Say in a sentence"):
        actions.decline_request(request=by_name, reason="", by=who.account, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.decline_request(request=by_specialty, reason="No.", by=who.account, at=NOW)
    actions.decline_request(request=by_name, reason="Not my field.", by=who.account, at=NOW)
    assert (by_name.state, by_name.reason) == ("declined", "Not my field.")
    assert Notice.objects.get(kind="request-declined").account == editor
    answer = started(who, question)
    saved(answer)
    submitted(answer)
    by_specialty.refresh_from_db()
    assert (by_specialty.state, by_specialty.ended_by) == ("answered", who.account)


def test_only_an_editor_asks() -> None:
    """Neither an expert nor a reviewer."""
    who, question = author(), open_question()
    with pytest.raises(PermissionDenied):
        actions.ask_expert(question=question, expert=who.expert, by=who.account, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.ask_expert(question=question, expert=who.expert, by=account("rita", Role.REVIEWER), at=NOW)
