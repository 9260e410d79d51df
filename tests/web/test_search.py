"""What a search shows is published now, quoted exactly, narrowed truly and explained, also while the index lags."""

from __future__ import annotations

from typing import Any

import pytest

from plurivox import model
from plurivox.model import Answer as Noun
from plurivox.model import Expert
from tests.web.finding_situations import gout
from tests.web.situations import NOW, answer, compare, entry, store
from web.finding import actions
from web.finding.found import Filters, Searched, read_filters
from web.finding.queries import DEPTH, NEAREST, PER_PAGE, search
from web.questions import actions as questions
from web.questions.models import Answer, Question

pytestmark = pytest.mark.django_db


def found(text: str, number: str = "", **filters: str) -> Searched:
    return search(text, Filters(**filters), number)


def slugs(searched: Searched) -> list[str]:
    return [one.slug for one in searched.results]


def hives(key: str = "hives", text: str = "What helps against hives?") -> Any:
    return entry(key, answer("a1", "Hives Clinic", "Antihistamines calm the itch.", date="2020-01-01"), text=text)


def test_every_reason_and_reading_is_told_in_known_words() -> None:
    """A slip is read as the word that stands in what was found, and the reason says what decided."""
    gout()
    searched = found("colchicin for gout")
    assert ("colchicin", "Colchicine") in {(read.words, read.read_as) for read in searched.read}
    (one,) = searched.results
    said = {reason.why.value: reason.words for reason in one.reasons}
    assert said["statement"] == ("colchicine",)
    assert one.quote is not None
    assert one.quote.exact == "Colchicine calms the attack."


def test_what_is_taken_back_is_found_no_more_though_the_index_still_has_it() -> None:
    """The index lags behind on purpose: without a word of the withdrawn answer, and without the question at the end."""
    (row,) = gout()
    assert found("colchicine gout").results[0].quote is not None
    for count, answered in enumerate(Answer.objects.filter(question=row).order_by("-key"), 1):
        questions.take_back(answer=answered, state=Answer.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)
        compare()
        left = found("colchicine gout").results
        assert [one.experts for one in left] == ([1] if count == 1 else [])
        assert all(one.quote is None for one in left), "the index is not in step: no quote"
    actions.keep_up()
    assert not found("colchicine gout").results


def test_what_is_gone_leaves_no_hole() -> None:
    """Ten of twelve are taken back while the index lags: the other two are there, and nearby at best."""
    rows = store(*(hives(f"hives-{n}", f"What helps against hives in week {n}?") for n in range(12)))
    actions.keep_up()
    first = slugs(found("hives"))
    gone = [row for row in rows if row.slug in first]
    for answered in Answer.objects.filter(question__in=gone):
        questions.take_back(answer=answered, state=Answer.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)
    left = found("hives")
    assert set(slugs(left)) == {row.slug for row in rows} - set(first)
    assert len(left.results) == left.total == 2
    assert left.answered == "nearby"


def test_filters_count_what_they_lead_to() -> None:
    """Each choice leads to as many as it says; and what is chosen can be taken back."""
    gout(hives(), hives("more", "What helps against gout and hives together?"))
    every = found("gout hives")
    assert every.total == 3
    assert {(one.kind, one.value, one.name, one.count) for one in every.options} >= {
        ("topic", "joints", "Joints", 1),
        ("expert", "dr-ben-test", "Dr Ben Test", 1),
        ("expert", "hives-clinic", "Hives Clinic", 2),
        ("agreement", "agreed", "agreed", 1),
        ("since", "2025", "2025", 1),
    }
    for option in every.options:
        narrowed = found("gout hives", **{option.kind: option.value})
        assert narrowed.total == option.count, option
        assert [(one.kind, one.name) for one in narrowed.chosen] == [(option.kind, option.name)]
        assert option.kind not in {one.kind for one in narrowed.options}
    assert found("gout hives", topic="nowhere").total == 0


def test_an_answer_that_no_longer_fits_a_filter_is_left_out() -> None:
    """The index still has it under the expert; the database knows better."""
    (row,) = gout()
    assert found("gout", expert="dr-ben-test").total == 1
    ben = Answer.objects.get(question=row, key="a2")
    questions.take_back(answer=ben, state=Answer.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)
    assert found("gout", expert="dr-ben-test").total == 0
    assert found("gout", since="2025").total == 0
    assert found("gout", since="2021").total == 1


def test_whoever_is_chosen_is_quoted() -> None:
    """Narrowed to an expert or a specialty, a result shows what they say, or nothing of anybody else."""
    gout()
    assert {one.quote.expert.name for one in found("crystals rest gout").results if one.quote} == {"Dr Ada Test"}
    (ben,) = found("crystals rest gout", expert="dr-ben-test").results
    assert ben.quote is not None
    assert (ben.quote.expert.name, ben.quote.exact) == ("Dr Ben Test", "Rest the joint.")
    assert ("rest",) in [reason.words for reason in ben.reasons]
    assert found("crystals", expert="dr-ben-test").results[0].quote is None


def test_whoever_loses_letters_in_an_address_is_chosen_alone() -> None:
    """Experts and specialties in any script, and a specialty as long as an import takes it, narrow a search."""
    said = {"Dr. Иванов": ("хирург", "Rest the joint."), "Dr. Петров": ("терапевт" * 2 + " x" * 490, "Cool the joint.")}
    experts = [Expert(name, specialty=specialty) for name, (specialty, _text) in said.items()]
    texts = [text for _specialty, text in said.values()]
    given = [Noun(f"a{n}", text, one) for n, (text, one) in enumerate(zip(texts, experts, strict=True))]
    store(entry("joint", *given, text="What helps a sore joint?"))
    actions.keep_up()
    for one, text in zip(experts, texts, strict=True):
        for asked in ({"expert": one.id}, {"specialty": model.slug(one.specialty)}):
            assert read_filters(asked).chosen == asked
            (result,) = found("sore joint", **asked).results
            assert result.quote is not None
            assert (result.quote.expert.name, result.quote.exact) == (one.name, text)


def test_an_open_question_is_found_and_said_to_be_open() -> None:
    """Somebody asked it already: experts are asked, nobody has answered."""
    (row,) = gout()
    for answered in Answer.objects.filter(question=row):
        questions.take_back(answer=answered, state=Answer.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)
    Question.objects.filter(pk=row.pk).update(open=True)
    actions.rebuild()
    searched = found("What helps against gout?")
    assert (searched.answered, searched.waiting, searched.results[0].experts) == ("yes", True, 0)


def test_the_list_ends_and_says_so() -> None:
    """So many pages and no more; the last says that there may be others."""
    store(*(hives(f"hives-{n}", f"What helps against hives number {n}?") for n in range(DEPTH + 12)))
    actions.keep_up()
    pages = [found("hives", str(number)) for number in range(1, 7)]
    assert [one.number for one in pages] == [1, 2, 3, 4, 5, 5]
    assert {(one.total, one.pages, one.more) for one in pages} == {(DEPTH, DEPTH // PER_PAGE, True)}
    assert len({slug for one in pages for slug in slugs(one)}) == DEPTH


def test_names_of_topics_and_experts_are_found() -> None:
    """Whole in a question, or by a part of the name."""
    gout()
    for text in ("joints", "What is good for my joints?"):
        assert [one.name for one in found(text).topics] == ["Joints"]
    assert [one.name for one in found("dr ada test").experts] == ["Dr Ada Test"]
    assert {one.name for one in found("test").experts} == {"Dr Ada Test", "Dr Ben Test"}
    assert not found("What helps against gout?").experts


def test_a_name_is_found_by_whole_words_only() -> None:
    """A word that happens to begin a name, or to stand in one, names nobody."""
    gout(entry("diet", answer("a1", "Sample dietitian", "Eat less."), text="What should I eat?", topic="High pressure"))
    for text in ("i want to die", "die", "tist", "igh"):
        assert (found(text).experts, found(text).topics) == ((), ()), text
    assert [one.name for one in found("dietitian").experts] == ["Sample dietitian"]
    assert [one.name for one in found("pressures").topics] == ["High pressure"]


def test_nothing_near_is_said_openly() -> None:
    """No question, or few that are near, and no filter for them."""
    gout(hives())
    assert found("how do I fix a bicycle").results == ()
    searched = found("zzzz")
    assert (searched.answered, searched.total, searched.options) == ("not-yet", 0, ())
    assert len(found("the colour of my cat").results) <= NEAREST
