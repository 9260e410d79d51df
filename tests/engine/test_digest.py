"""Laws of the digest: distinct statements, distinct points, within its room, whatever the order; and the seed page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import answers, cli, digest, facets, points, quotes, sources, statements
from plurivox.digest import passages
from plurivox.model import Answer, Facet, Point, Question, Role, Statement

QUESTION = Question("asthma", "What is asthma?")
TEXTS = [
    "Asthma is a chronic disease of the airways.",
    "Asthma, also called bronchial asthma, is a long-term disease that narrows the airways.",
    "However, it can be kept under control.",
    "It often begins in childhood.",
    "Symptoms include wheezing, coughing and a tight chest.",
    "Asthma is treated with inhaled steroids and relievers.",
    "These medicines are safe in pregnancy.",
    "Dust, pollen and cold air can set off an attack 😀.",
    "Severe attacks need emergency care.",
    "- Cough",
    "The following signs may occur:",
]


def _said(texts: Sequence[Sequence[str]]) -> list[Statement]:
    return [
        Statement(f"a{n}.{m}", f"a{n}", f"v{n}", quotes.quote(t, 0, len(t)), facet=list(Facet)[(n + m) % 5])
        for n, part in enumerate(texts, 1)
        for m, t in enumerate(part, 1)
    ]


ANSWERS = st.lists(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4), min_size=1, max_size=4)


def _alone(said: Sequence[Statement]) -> list[Point]:
    return [Point(f"p-{s.id}", (s.id,), (s.voice,)) for s in said]


def _paired(said: Sequence[Statement]) -> list[Point]:
    """Statements of equal words in one point."""
    groups: dict[str, list[Statement]] = {}
    for s in said:
        groups.setdefault(s.quote.exact, []).append(s)
    return [
        Point(f"p{n}", tuple(s.id for s in g), tuple(dict.fromkeys(s.voice for s in g)))
        for n, g in enumerate(groups.values())
    ]


@settings(max_examples=150, deadline=None)
@given(ANSWERS, st.integers(5, 150))
def test_digest_makes_no_point_twice_and_keeps_to_its_room(texts: list[list[str]], words: int) -> None:
    """Ids are distinct and known, every one makes a point no earlier one made, and the words fit."""
    said = _said(texts)
    grouped = _paired(said)
    by_id = {s.id: s for s in said}
    chosen = digest.select(QUESTION, said, grouped, words=words)
    home = {i: {p.id for p in grouped if i in p.statements} for i in chosen}
    assert len(set(chosen)) == len(chosen)
    assert sum(len(by_id[i].quote.exact.split()) for i in chosen) <= words
    assert len(set().union(*home.values())) == len(chosen)


@settings(max_examples=100, deadline=None)
@given(ANSWERS)
def test_order_of_statements_changes_no_digest(texts: list[list[str]]) -> None:
    """The same statements in reverse order give the same digest."""
    said = _said(texts)
    assert digest.select(QUESTION, said, _alone(said)) == digest.select(
        QUESTION, list(reversed(said)), _alone(said)[::-1]
    )


def test_definition_leads() -> None:
    """For "What is X?" a sentence that says what X is comes first, and none that leans on another."""
    said = _said([TEXTS[2:6], TEXTS[:1], TEXTS[6:9]])
    chosen = digest.select(QUESTION, said, _alone(said))
    text = {s.id: s.quote.exact for s in said}
    assert text[chosen[0]] == TEXTS[0]


def test_leaning_sentence_is_left_out_while_others_fit() -> None:
    """A sentence that opens with a pronoun or "However" is not shown without the one before it."""
    said = _said([["However, it can be kept under control well."], [TEXTS[0], TEXTS[4]]])
    chosen = digest.select(QUESTION, said, _alone(said), words=20)
    assert "a1.1" not in chosen


def test_agreed_point_comes_before_a_lone_one() -> None:
    """Of statements alike in all else, the point of more experts is chosen."""
    said = _said([["Asthma attacks come at night and in the cold."], ["Asthma symptoms come with pollen and dust."]])
    grouped = [Point("p1", ("a1.1",), ("v1",)), Point("p2", ("a2.1",), ("v2", "v3", "v4"))]
    assert digest.select(QUESTION, said, grouped, words=9) == ("a2.1",)


@pytest.mark.parametrize(
    "text", ["However, it is rare.", "This helps.", "- Cough", "and also the lungs", "Signs include:"]
)
def test_leaning_and_broken_sentences_are_known(text: str) -> None:
    """Pronouns, contrasts, list items and fragments cannot stand alone."""
    assert digest.leans(text)


def test_nothing_to_choose_gives_nothing() -> None:
    """No statements, no digest; no room, no digest."""
    assert digest.select(QUESTION, [], []) == ()
    said = _said([TEXTS[:2]])
    assert digest.select(QUESTION, said, _alone(said), words=3) == ()


def _seed(confirmed: bool) -> tuple[Question, list[Answer]]:
    data = Path(os.environ.get("PLURIVOX_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
    page = data / "seed" / "what-is-metastatic-breast-cancer.txt"
    if not page.is_file():
        pytest.skip(f"no seed page at {page}")
    (entry,) = answers.admit(sources.read_path(page), partly=True)
    return entry.question, [a for a in entry.answers if a.expert or not confirmed]


@pytest.mark.data
@pytest.mark.model
@pytest.mark.parametrize("confirmed", [True, False])
def test_first_screen_of_the_seed_page_answers_the_question(confirmed: bool) -> None:
    """On the page the project started from, the digest says what it is, where it spreads, and that it is stage 4."""
    question, admitted = _seed(confirmed)
    encoder = cli.encoder(required=False)
    if encoder is None:
        pytest.skip("no sentence model; `make model` builds it")
    spans = [s for a in admitted for s in statements.split(a) if s.role is Role.STATEMENT]
    said = facets.classify(spans, question)
    chosen = digest.select(question, said, points.group(said, question, encoder), encoder)
    text = {s.id: s.quote.exact for s in said}
    first, shown = text[chosen[0]].lower(), " ".join(text[i] for i in chosen).lower()
    assert "cancer" in first
    assert "spread" in first
    assert "liver" in shown
    assert "bone" in shown
    assert "stage 4" in shown or "stage iv" in shown


def _first(question: str, texts: Sequence[str], **more: int) -> list[str]:
    """The exact words of the digest of these sentences, each said by another expert."""
    said = _said([[text] for text in texts])
    chosen = digest.select(Question("q", question), said, _alone(said), **more)
    return [s.quote.exact for i in chosen for s in said if s.id == i]


def test_digest_of_a_yes_or_no_question_leads_with_yes_or_no() -> None:
    """Whoever asks "should I" reads the verdict first and not what is said beside it."""
    plain = "No, for most people with gout the answer is no."
    texts = ["Aspirin and gout are often spoken of when people with gout take aspirin.", plain]
    assert _first("Should I take aspirin if I have gout?", texts)[0] == plain


def test_digest_of_a_question_for_an_age_leads_with_an_age() -> None:
    """A question for an age is answered by a sentence that gives one."""
    plain = "Bowel screening begins at age 50."
    texts = ["Bowel screening has harms and benefits for health.", plain]
    assert _first("At what age should bowel screening begin?", texts)[0] == plain


def test_digest_leaves_out_what_is_said_of_another_disease() -> None:
    """A sentence on a disease that shares a part of the name comes after what is said of the one asked about."""
    other = "Ocular albinism is a disease that touches only the eyes."
    plain = "Oculocutaneous albinism is a disease of skin, hair and eyes."
    assert _first("What is oculocutaneous albinism?", [other, plain])[0] == plain
    assert other not in _first("What is oculocutaneous albinism?", [other, plain])


def test_digest_never_asks_a_question_and_ends_no_list_before_it_begins() -> None:
    """A question and the opening of a list are no answers."""
    texts = ["How might gout be treated with drugs?", "Treatments for gout that doctors prescribe include"]
    assert texts[0] not in _first("What are the treatments for gout?", texts)
    assert digest.leans(texts[1])


def test_first_screen_holds_few_quotes() -> None:
    """However many short sentences would fit, a first screen holds no more than seven."""
    texts = [f"Gout of kind {word} is treated with drug {word} daily." for word in "abcdefghijklm"]
    assert len(_first("What are the treatments for gout?", texts)) <= 7


def test_a_figure_with_above_or_below_leans_on_nothing() -> None:
    """ "Above 180/120" and "below 7 percent" point at no other words; "as described above" does."""
    assert not digest.leans("The target is below 140/90 for most adults.")
    assert digest.leans("Treatment is as described above for adults.")


def _long(texts: Sequence[Sequence[str]], words: int) -> list[str]:
    """Ids of the long digest of these answers."""
    said = _said(texts)
    return list(digest.select(QUESTION, said, _alone(said), words=words))


SIDES = ["inhaled steroids", "cold winter air", "house dust mites", "night coughing", "chest tightness", "school sport"]
LONG_ANSWERS = [
    [f"Asthma and {side} are what the {voice} wrote about {n}." for n, side in enumerate(SIDES)]
    for voice in ("nurse", "doctor", "chemist")
]


def test_long_digest_reads_answer_by_answer_in_its_own_order() -> None:
    """More words than a first screen holds are read in passages: no answer is left and taken up again."""
    chosen = [i.split(".") for i in _long(LONG_ANSWERS, 121)]
    answers_read = [answer for answer, _ in chosen]
    assert len(set(answers_read)) > 1
    assert answers_read == [a for a in dict.fromkeys(answers_read) for _ in range(answers_read.count(a))]
    for answer in set(answers_read):
        places = [int(place) for a, place in chosen if a == answer]
        assert places == sorted(places)


def test_long_digest_is_not_filled_by_the_answer_that_names_the_subject_most() -> None:
    """Of an answer close to the question in every line and one that is so once, both are read."""
    said = _said(
        [["It is about asthma and asthma."] * 4, ["Airways swell and narrow in asthma.", "Doctors listen to it."]]
    )
    close = np.array([0.7, 0.7, 0.7, 0.7, 0.5, 0.2], dtype=np.float32)
    unlike = np.eye(len(said), dtype=np.float32)
    read = passages.choose(said, {}, unlike, close, close, words=18)
    assert {said[n].answer for n in read} == {"a1", "a2"}


@settings(max_examples=60, deadline=None)
@given(ANSWERS, st.integers(121, 300))
def test_order_of_statements_changes_no_long_digest(texts: list[list[str]], words: int) -> None:
    """The same statements in reverse order give the same long digest, within its room and without repeats."""
    said = _said(texts)
    chosen = digest.select(QUESTION, said, _alone(said), words=words)
    assert chosen == digest.select(QUESTION, list(reversed(said)), _alone(said)[::-1], words=words)
    exact = {s.id: s.quote.exact for s in said}
    assert len({exact[i] for i in chosen}) == len(chosen)
    assert sum(len(exact[i].split()) for i in chosen) <= words


def test_long_digest_makes_a_point_again_only_in_other_words() -> None:
    """Two experts who make one point in other words may both be read; in nearly the same words, one is."""
    said = _said([[TEXTS[0]], [TEXTS[5]], ["Asthma is a chronic disease of the airways!"]])
    grouped = [Point("p1", tuple(s.id for s in said), ("v1", "v2", "v3"))]
    chosen = digest.select(QUESTION, said, grouped, words=200)
    assert "a2.1" in chosen
    assert len(chosen) == 2
