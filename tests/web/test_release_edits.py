"""What reviewers do to a draft before its release, what moved and why, and the work that waits for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from plurivox.editing import Confirm, Merge, Of, Reject, Relate, Split
from plurivox.model import RelationKind
from tests.web.review_situations import agreed, compared, draft, edit, gout, opposed, released, two
from tests.web.situations import NOW, compare
from web.questions.models import Question
from web.review import actions, drafts, queries
from web.review.actions import Words
from web.review.models import Edit
from web.review.seconds import kappa
from web.review.states import EditKind, Move

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def question() -> Question:
    return compared()


def test_every_edit_is_done_to_the_draft_and_can_be_taken_back(question: Question) -> None:
    """What stood before stands again, to the very hash; the lineage keeps who did what to which words, and why."""
    rita, _ = two()
    before = draft(question)
    names = agreed(question)
    a, b = opposed(question)
    steps = [
        Split(names, (names[:1], names[1:])),
        Merge((names[:1], names[1:])),
        Relate(a, b, RelationKind.QUALIFIES),
        Reject((a, b), Of.RELATION),
        Confirm(names),
    ]
    hashes = [before.sha256]
    for number, change in enumerate(steps, 1):
        made = edit(question, change, rita, NOW + number * DAY, "Read again.")
        assert (made.number, made.reason) == (number, "Read again.")
        assert {tuple(place) for place in made.places.values()} <= set(drafts.places(before.machine).values())
        hashes.append(draft(question).sha256)
    assert len(set(hashes)) == len(hashes)
    for number in range(len(steps), 0, -1):
        actions.undo_edit(question=question, number=number, by=rita, at=NOW + DAY)
        assert draft(question).sha256 == hashes[number - 1]
    assert draft(question).comparison == before.machine
    with pytest.raises(ValidationError, match="already"):
        actions.undo_edit(question=question, number=1, by=rita, at=NOW + DAY)
    assert Edit.objects.count() == len(steps)


def test_a_line_says_who_confirmed_it(question: Question) -> None:
    """So does one that a person made, and not one that was changed since."""
    rita, _ = two()
    names = agreed(question)
    assert draft(question).confirmed == 0
    edit(question, Confirm(names), rita)
    assert [line.by for line in draft(question).lines if line.statements == names] == [rita.pk]
    edit(question, Split(names, (names[:1], names[1:])), rita)
    assert {line.statements for line in draft(question).lines if line.by} == {names[:1], names[1:]}


def test_an_edit_that_does_not_fit_is_refused(question: Question) -> None:
    """With the engine's sentence; and one made on an older comparison is, too."""
    rita, _ = two()
    names, (a, b) = agreed(question), opposed(question)
    with pytest.raises(ValidationError, match="No point is made"):
        edit(question, Confirm(names[:1]), rita)
    with pytest.raises(ValidationError, match="opposed"):
        edit(question, Merge(((a,), (b,))), rita)
    with pytest.raises(ValidationError, match="no statement a9"):
        edit(question, Confirm(("a9.1",)), rita)
    with pytest.raises(ValidationError, match="changed since"):
        actions.edit_line(question=question, change=Confirm(names), base="0" * 64, by=rita, at=NOW)


def test_edits_are_carried_over_where_their_words_stand_unchanged(question: Question) -> None:
    """A changed answer opens a new draft: what touches it is to be judged again, the rest holds."""
    rita, _ = two()
    names, pair = agreed(question), opposed(question)
    edit(question, Split(names, (names[:1], names[1:])), rita)
    edit(question, Reject(pair, Of.RELATION), rita)
    actions.add([gout(a3="Gout stays for life. Wear soft shoes.")])
    assert queries.draft(question) is None
    compare()
    found = draft(question)
    assert [row.kind for row in found.again] == ["split", "reject"]
    actions.add([gout(a1="Drink plenty of water. Gout is a painful kind of arthritis.")])
    compare()
    kept = draft(question)  # the pair of the rejected relation stands in two answers that are as they were
    assert [row.kind for row in kept.again] == ["split"]
    assert [row.kind for row in kept.edits] == ["reject"]
    assert not kept.comparison.relations


def test_words_are_tied_to_quotes(question: Question) -> None:
    """Without a quote they cannot be stored, and they go when a quote that they rest on does (feature D18)."""
    rita, _ = two()
    names = agreed(question)
    with pytest.raises(ValidationError, match="at least one quote"):
        edit(question, Words(EditKind.HEADING, (), "Gout hurts."), rita)
    with pytest.raises(ValidationError, match="Write the words"):
        edit(question, Words(EditKind.HEADING, names, "  "), rita)
    with pytest.raises(ValidationError, match="shorten"):
        edit(question, Words(EditKind.HEADING, names, "x" * 161), rita)
    with pytest.raises(ValidationError, match="one row"):
        edit(question, Words(EditKind.HEADING, opposed(question), "Two things."), rita)
    edit(question, Words(EditKind.HEADING, names[:1], "Gout hurts."), rita)
    edit(question, Words(EditKind.HEADING, names, "Gout is painful."), rita)
    assert {line.heading for line in draft(question).lines} == {"", "Gout is painful."}
    edit(question, Reject(names), rita)
    assert {line.heading for line in draft(question).lines} == {""}
    assert [row.text for row in draft(question).again] == ["Gout is painful."]


def test_words_do_not_speak_for_quotes_that_came_later(question: Question) -> None:
    """Whether a reviewer joined them or an answer brought them; over a part of their row they stand."""
    rita, _ = two()
    names = agreed(question)
    edit(question, Split(names, (names[:2], names[2:])), rita)
    edit(question, Words(EditKind.PLAIN, names[:1], "Gout hurts."), rita)
    assert draft(question).unplain == 0
    edit(question, Merge((names[:2], names[2:])), rita)
    joined = draft(question)
    assert (joined.unplain, [row.text for row in joined.again]) == (1, ["Gout hurts."])
    edit(question, Words(EditKind.PLAIN, names, "It hurts."), rita)
    assert (draft(question).unplain, draft(question).again) == (0, ())  # judged again
    for number in (4, 3):
        actions.undo_edit(question=question, number=number, by=rita, at=NOW + DAY)
    assert {line.plain for line in draft(question).lines} == {"", "Gout hurts."}
    edit(question, Split(names[:2], (names[:1], names[1:2])), rita)
    assert {line.plain: line.statements for line in draft(question).lines}["Gout hurts."] == names[:1]


def test_words_over_a_row_that_an_answer_joined_are_judged_again(question: Question) -> None:
    """The machine may join quotes too, once answers change."""
    rita, _ = two()
    actions.add([gout(a3="Gout stays for life.")])
    compare()
    edit(question, Words(EditKind.HEADING, agreed(question), "Gout hurts."), rita)
    assert "Gout hurts." in {line.heading for line in draft(question).lines}
    actions.add([gout()])
    compare()
    found = draft(question)
    assert ({line.heading for line in found.lines}, [row.text for row in found.again]) == ({""}, ["Gout hurts."])


@pytest.mark.parametrize("kind", drafts.WORDS)
def test_words_taken_back_leave_those_before(question: Question, kind: EditKind) -> None:
    """New ones take the place of those that stood, and nobody took these back; nor do they come back by themselves."""
    rita, ravi = two()
    names = agreed(question)

    def shown() -> set[str]:
        return {getattr(line, kind.value) for line in draft(question).lines} - {""}

    edit(question, Words(kind, names[:1], "Gout hurts."), ravi)
    edit(question, Words(kind, names, "Gout is painful."), ravi)
    edit(question, Words(kind, names[1:], "Gout pains."), rita)
    assert shown() == {"Gout pains."}
    assert not Edit.objects.filter(ended_by__isnull=False)
    actions.undo_edit(question=question, number=3, by=rita, at=NOW + DAY)
    assert shown() == {"Gout is painful."}
    edit(question, Reject(names), rita)
    assert (shown(), [row.number for row in draft(question).again]) == (set(), [2])
    actions.undo_edit(question=question, number=4, by=rita, at=NOW + DAY)
    actions.undo_edit(question=question, number=2, by=rita, at=NOW + DAY)
    assert (shown(), draft(question).again) == ({"Gout hurts."}, ())


def test_quoted_words_are_the_experts_own(question: Question) -> None:
    """Words in quotation marks that none of the quotes holds are refused, and the sentence says where they are."""
    rita, _ = two()
    names = agreed(question)
    with pytest.raises(ValidationError, match=r"in none of the quotes.*found in the answer of Dr Ben"):
        edit(question, Words(EditKind.PLAIN, names, "They say “cured with the right drugs”."), rita)
    with pytest.raises(ValidationError, match="very words"):
        edit(question, Words(EditKind.PLAIN, names, 'They say "nonsense".'), rita)
    assert edit(question, Words(EditKind.PLAIN, names, "All say “arthritis”."), rita).text == "All say “arthritis”."


def test_the_history_says_which_lines_moved_and_why(question: Question) -> None:
    """What came, went or moved, by whom it was moved or that an answer changed; words no longer published are blank."""
    rita, _ = two()
    released(question)
    names = agreed(question)
    edit(question, Reject(opposed(question), Of.RELATION), rita, NOW + DAY, "They speak of different things.")
    released(question, NOW + 2 * DAY)
    actions.add([gout(a3="Gout is a kind of arthritis that is painful. Wear soft shoes.")])
    compare()
    released(question, NOW + 3 * DAY)
    third, second, first = queries.history_of(question)
    assert first.first
    assert first.ended_because
    (change,) = second.changes
    assert (change.move, change.before, change.answers_changed) == (Move.WENT, "opposes", False)
    assert (change.edits, change.reasons) == (("reject",), ("They speak of different things.",))
    assert {said.exact for said in change.quotes} == {"Gout can be cured with the right drugs.", ""}
    assert all(change.answers_changed for change in third.changes)
    came = [change for change in third.changes if change.move == Move.CAME]
    assert {said.exact for change in came for said in change.quotes} >= {"Wear soft shoes."}
    assert names


def test_a_share_of_judged_lines_is_judged_again_blind(question: Question) -> None:
    """About one in five is drawn; the second look is another reviewer's, and is taken once (feature D20)."""
    rita, ravi = two()
    drawn = 0
    for number in range(1, 61):
        made = edit(question, Confirm(agreed(question)), rita)
        drawn += hasattr(made, "second_look")
        assert made.number == number
    waiting = queries.second_looks(True)
    assert len(waiting) == drawn
    assert 5 <= drawn <= 20
    with pytest.raises(PermissionDenied):
        actions.look_again(edit=waiting[0].edit, sound=True, by=rita, at=NOW)
    actions.look_again(edit=waiting[0].edit, sound=True, by=ravi, at=NOW)
    with pytest.raises(ValidationError, match="meanwhile"):
        actions.look_again(edit=waiting[0].edit, sound=False, by=ravi, at=NOW)
    assert len(queries.second_looks(False)) == 1
    assert kappa([(True, True), (False, False)]) == 1
    assert kappa([(True, True), (True, True)]) is None


def test_the_queue_of_work_is_compared_by_jobs(question: Question, settings) -> None:  # type: ignore[no-untyped-def]
    """One question by its number, or all that wait; what is fresh is left alone."""
    from web.review import jobs

    settings.MODEL_DIR = settings.VECTORS_DIR = settings.DATA_DIR / "nowhere"
    actions.add([gout(a3="Gout never ends.")])
    jobs.compare_question(question=question.pk, at=timezone.now())
    made = draft(question).machine
    assert {answer.text for answer in made.answers} >= {"Gout never ends."}
    jobs.compare_question(question=question.pk, at=timezone.now())
    jobs.compare_question(question=0, at=timezone.now())
    actions.add([gout(), gout("another")])
    jobs.pending(at=timezone.now())
    assert draft(question).machine.input_digest != made.input_digest
    assert draft(Question.objects.get(key="another")).machine


def test_a_question_that_cannot_be_compared_stops_no_other(question: Question, settings, monkeypatch, caplog) -> None:  # type: ignore[no-untyped-def]
    """It is named in the log by its number, and none of its words is."""
    from web.review import jobs, workers

    settings.MODEL_DIR = settings.VECTORS_DIR = settings.DATA_DIR / "nowhere"
    made = workers.frozen

    def failing(entry, encoder):  # type: ignore[no-untyped-def]
        if entry.question.key == "bad":
            raise ValueError("the words of an answer")
        return made(entry, encoder)

    monkeypatch.setattr(workers, "frozen", failing)
    actions.add([gout("bad"), gout("good")])
    jobs.pending(at=timezone.now())
    assert draft(Question.objects.get(key="good")).machine
    assert queries.draft(Question.objects.get(key="bad")) is None
    assert str(Question.objects.get(key="bad").pk) in caplog.text
    assert "the words of an answer" not in caplog.text
