"""An answer is begun, saved, and nothing of it is ever lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.situations import NOW, account
from tests.web.writing_situations import VIDEO, WHOLE, author, open_question, saved, saved_answer, started
from web.accounts.models import Role
from web.audit.models import Event
from web.letters.models import Notice
from web.questions.models import Answer
from web.writing import actions, content, queries
from web.writing.content import Content
from web.writing.errors import BaseMissing, BaseStale
from web.writing.sources import Source, merged

pytestmark = pytest.mark.django_db

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


def test_the_body_is_the_parts_and_a_blank_line_between_them() -> None:
    """No heading of ours stands in what an expert is quoted from, and every part is an exact slice of it."""
    answer = saved_answer(applies_to="")
    revision = queries.latest(answer)
    assert revision is not None
    assert revision.body == "\n\n".join([WHOLE.short_answer, WHOLE.reasons, WHOLE.seek_care])
    parts = {"short_answer": WHOLE.short_answer, "reasons": WHOLE.reasons, "seek_care": WHOLE.seek_care}
    assert queries.parts_of(revision) == parts
    assert (revision.number, revision.saved_by, revision.author) == (1, answer.keeper, answer.author)


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(WORDS, min_size=4, max_size=4))
def test_what_is_saved_comes_back_as_it_was(parts: list[str]) -> None:
    """Of any text the stored parts make the very content again, and its body again."""
    said = dict(zip(content.PARTS, parts, strict=True))
    if not any(part.strip() for part in parts):
        return
    taken = content.taken(replace(WHOLE, **said))  # type: ignore[arg-type]
    body = content.body(taken)
    assert {name: body.text[start:end] for name, start, end in body.parts} == {
        name: getattr(taken, name) for name in content.PARTS if getattr(taken, name)
    }
    assert content.taken(taken) == taken


def test_a_stored_revision_is_read_back_whole() -> None:
    """What the form shows is what was saved, with sources, declarations and captions."""
    answer = saved_answer(disclaimer="Not for children.", conflicts="declared", disclosure="Acme paid a talk.")
    first = queries.latest(answer)
    assert first is not None
    assert content.of(first) == replace(
        WHOLE, disclaimer="Not for children.", conflicts="declared", disclosure="Acme paid a talk."
    )
    second = saved(answer, VIDEO)
    assert content.of(second) == content.taken(VIDEO)
    assert content.body(content.of(second)).text == second.body


def test_saving_the_same_again_adds_nothing() -> None:
    """A save that changes nothing is answered with what is there, whatever its base: an answer got lost on the way."""
    answer = saved_answer()
    again = actions.save(answer=answer, base=0, content=WHOLE, by=answer.keeper, at=NOW)
    assert (again.number, answer.revisions.count()) == (1, 1)


def test_what_was_said_before_may_be_said_again() -> None:
    """Back to an earlier text is one revision more."""
    answer = saved_answer()
    saved(answer, replace(WHOLE, reasons="Otherwise."))
    assert saved(answer, WHOLE).number == 3
    assert saved(answer, replace(WHOLE, reasons="Otherwise.")).number == 4


def test_a_save_without_a_base_is_refused() -> None:
    """It might overwrite what it never saw (status 428)."""
    answer = saved_answer()
    with pytest.raises(BaseMissing) as refused:
        actions.save(answer=answer, base=None, content=replace(WHOLE, reasons="New."), by=answer.keeper, at=NOW)
    assert refused.value.status == 428
    assert answer.revisions.count() == 1


def test_a_save_on_an_older_base_is_refused_with_both_texts() -> None:
    """Two who began from the same text: the second sees both (status 409), and nothing is stored."""
    answer = saved_answer()
    saved(answer, replace(WHOLE, reasons="The first."))
    mine = replace(WHOLE, reasons="The second.")
    with pytest.raises(BaseStale) as refused:
        actions.save(answer=answer, base=1, content=mine, by=answer.keeper, at=NOW)
    assert refused.value.status == 409
    assert refused.value.latest is not None
    assert refused.value.latest.number == 2
    assert refused.value.yours == mine
    assert answer.revisions.count() == 2


def test_a_base_that_is_yet_to_come_is_refused() -> None:
    """A number that nobody has saved is no base."""
    answer = saved_answer()
    with pytest.raises(BaseStale):
        actions.save(answer=answer, base=7, content=replace(WHOLE, reasons="New."), by=answer.keeper, at=NOW)


@pytest.mark.parametrize(
    ("parts", "field", "code"),
    [
        ({"reasons": "x" * 100_001}, "reasons", "too-long"),
        ({"reasons": "x" * 60_000, "seek_care": "y" * 60_000}, "short_answer", "too-long"),
        ({"reasons": "a\x00b"}, "reasons", "not-canonical"),
        ({"reasons": "a\ud800b"}, "reasons", "not-canonical"),
        ({"url": "https://exam\nple.org"}, "url", "not-canonical"),
        ({"licence": "x" * 1_001}, "licence", "too-long"),
        ({"machine_help": "some"}, "machine_help", "unknown"),
        ({"medium": "transcript"}, "medium", "unknown"),
        ({"conflicts": "none", "disclosure": "Acme."}, "disclosure", "disclosure-contradicts"),
        ({"citations": (Source("other", "x" * 1_001),)}, "citations", "too-long"),
    ],
)
def test_what_no_text_may_hold_is_refused_with_its_place(parts: dict[str, object], field: str, code: str) -> None:
    """Never cut and never repaired: the limit of 100,000 characters is named (promise R33)."""
    answer = started()
    with pytest.raises(ValidationError) as refused:
        saved(answer, replace(WHOLE, **parts))  # type: ignore[arg-type]
    assert [error.code for error in refused.value.error_dict[field]] == [code]
    assert answer.revisions.count() == 0
    if code == "too-long" and field in ("reasons", "short_answer"):
        assert "100,000" in str(refused.value)


def test_an_answer_of_exactly_the_limit_is_stored_whole() -> None:
    """100,000 characters are taken, to the last."""
    answer = saved_answer(content=Content(short_answer="é" * 100_000))
    assert queries.latest(answer).body == "é" * 100_000  # type: ignore[union-attr]


def test_nothing_at_all_is_not_saved() -> None:
    """An empty form adds no revision, and says what to do."""
    answer = started()
    with pytest.raises(ValidationError, match="first line"):
        saved(answer, Content(short_answer=" \n "))


def test_only_who_has_a_seat_begins_and_saves() -> None:
    """Another expert's account is refused, on this answer and in this name."""
    answer, other = saved_answer(), author("Dr Ben Other")
    with pytest.raises(PermissionDenied):
        actions.start(question=answer.question, expert=answer.author, by=other.account, at=NOW)
    with pytest.raises(PermissionDenied):
        saved(answer, replace(WHOLE, reasons="New."), by=other.account)


def test_an_answer_is_begun_once() -> None:
    """The second start finds the first one."""
    who, question = author(), open_question()
    assert started(who, question) == started(who, question)
    assert Answer.objects.filter(question=question).count() == 1


@pytest.mark.parametrize("closed", ["closed", "merged"])
def test_only_an_open_question_is_answered(closed: str) -> None:
    """One that nobody has opened, or that was merged into another, takes no answer."""
    question = open_question()
    question.open = closed == "merged"
    question.merged_into = open_question("other") if closed == "merged" else None
    question.save()
    with pytest.raises(ValidationError) as refused:
        started(author(), question)
    assert refused.value.code == closed


def test_an_editors_save_is_told_to_the_author() -> None:
    """An editor may mend a draft; its author learns of it, with the two revisions to compare (feature E12)."""
    answer, editor = saved_answer(), account("edda", Role.EDITOR)
    saved(answer, replace(WHOLE, reasons="Mended."), by=editor)
    notice = Notice.objects.get(kind="answer-edited")
    assert notice.account == answer.keeper
    assert notice.detail == {"answer": answer.pk, "question": answer.question.slug, "before": 1, "after": 2}
    saved(answer, replace(WHOLE, reasons="By myself."))
    assert Notice.objects.filter(kind="answer-edited").count() == 1


def test_every_save_stands_in_the_log() -> None:
    """Who saved which revision, and none of its words."""
    answer = saved_answer()
    event = Event.objects.get(verb="saved", noun="answer")
    assert (event.key, event.by_id, event.detail) == (str(answer.pk), answer.keeper.pk, {"revision": 1})


def test_sources_named_twice_are_one() -> None:
    """By DOI in any spelling, by PMID, or by the same words; what one of them adds is kept (feature E17)."""
    answer = saved_answer(
        citations=(
            Source("review", "Rest and colds", "https://doi.org/10.1002/ABC", "", ""),
            Source("trial", "Another", "", "123", ""),
            Source("other", "The same", "doi:10.1002/abc", "", "https://example.org"),
            Source("other", "ANOTHER", "", "", ""),
            Source("other", "", "", "", ""),
        )
    )
    revision = queries.latest(answer)
    assert revision is not None
    found = [(s.number, s.kind, s.doi, s.pmid, s.address) for s in queries.sources_of(revision)]
    assert found == [
        (1, "review", "10.1002/abc", "", "https://example.org"),
        (2, "trial", "", "123", "https://pubmed.ncbi.nlm.nih.gov/123/"),
    ]


def test_a_source_with_both_numbers_joins_two_that_had_one_each() -> None:
    """However they are ordered, no number stands twice."""
    assert merged(
        [Source("other", "a", "10.1/x"), Source("other", "b", "", "7"), Source("other", "c", "10.1/x", "7")]
    ) == (Source("other", "a", "10.1/x", "7", ""),)


def test_of_a_source_only_web_addresses_are_opened() -> None:
    """Whatever an author types as address, readers get no script to click."""
    answer = saved_answer(citations=(Source("other", "Bad", "", "", "javascript:alert(1)"),))
    assert queries.sources_of(queries.latest(answer))[0].address == ""  # type: ignore[arg-type]
