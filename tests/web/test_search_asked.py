"""How well people find answers of the sample library in their own words (features R13 to R15), and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.consumers import ASKED, MISSPELT
from web.finding.engine import encoder
from web.finding.found import Filters, Searched
from web.finding.queries import search
from web.questions.models import Answer, Question

#: Questions of thirty whose answer must be among the first three, and slips of fifty that must lead to the same.
TOP_THREE, SAME_TOP = 27, 48


def found(text: str, **filters: str) -> Searched:
    return search(text, Filters(**filters), "")


def slugs(searched: Searched) -> list[str]:
    return [one.slug for one in searched.results]


@pytest.mark.skipif(encoder() is None, reason="the sentence model is not there")
def test_people_find_the_answer_in_their_own_words(library: list[Question]) -> None:
    """Feature R13: thirty questions as people ask them; the right one is among the first three."""
    slug = {row.key: row.slug for row in library}
    missed = [text for text, key in ASKED.items() if slug[key] not in slugs(found(text))[:3]]
    assert len(ASKED) == 30
    assert len(ASKED) - len(missed) >= TOP_THREE, missed


def test_a_slip_leads_to_the_same(library: list[Question]) -> None:
    """Feature R15: fifty misspelt names; the first result is that of the name well spelt."""
    missed = [slip for slip, name in MISSPELT.items() if slugs(found(slip))[:1] != slugs(found(name))[:1]]
    assert len(MISSPELT) == 50
    assert len(MISSPELT) - len(missed) >= SAME_TOP, missed
    assert all(slugs(found(name)) for name in MISSPELT.values())


def test_other_names_and_words_of_one_answer_find_too(library: list[Question]) -> None:
    """Feature R14: by another name that is in no title; by a word that is in one answer alone, not an early one."""
    slug = {row.key: row.slug for row in library}
    titles = " ".join(f"{row.text} {row.topic}" for row in library).lower()
    for name, key in {"hypertension": "high-blood-pressure/what-number", "rubeola": "measles/symptoms"}.items():
        assert name not in titles
        assert slug[key] in slugs(found(name))[:3], name
    for word, key, answer in (
        ("liquorice", "high-blood-pressure/measure-at-home", "a5"),
        ("grapefruit", "metastatic-breast-cancer/treatments", "a4"),
        ("conjunctivitis", "measles/symptoms", "a4"),
        ("morphine", "migraine/attack-treatment", "a7"),
        ("topiramate", "migraine/contraceptive-pill", "a5"),
    ):
        (only,) = Answer.objects.filter(live__body__icontains=word)
        assert (only.key, only.question.key) == (answer, key)
        first = found(word).results[0]
        assert first.slug == slug[key], word
        assert first.quote is not None
        assert first.quote.answer == answer, word


def test_what_merely_shares_a_common_word_is_left_out(library: list[Question]) -> None:
    """Cells that move through the blood are no answer on high blood pressure, though "blood" stands there."""
    listed = slugs(found("hypertention"))
    assert len(listed) >= 5
    assert not [slug for slug in listed if "breast" in slug or "measles" in slug]


def test_a_result_quotes_exactly_what_is_published(library: list[Question]) -> None:
    """Each quote is a slice of an answer of that question, by the expert who is named."""
    seen = 0
    for text in ASKED:
        for one in found(text).results:
            if one.quote:
                row = Answer.objects.select_related("live", "author").get(question__slug=one.slug, key=one.quote.answer)
                assert row.live is not None
                assert row.author is not None
                assert one.quote.exact in row.live.body
                assert one.quote.expert.name == row.author.name
                seen += 1
    assert seen > 100


def test_a_search_costs_so_many_queries(library: list[Question], django_assert_max_num_queries: Any) -> None:
    """Whatever it finds, and however it is narrowed."""
    found("warm")
    for text in [*list(ASKED)[:6], "migraine", "a" * 2000, "what " * 400, "zzzz"]:
        with django_assert_max_num_queries(8):
            found(text)
    with django_assert_max_num_queries(8):
        found("cancer", since="2024", agreement="agreed", topic="metastatic-breast-cancer")
