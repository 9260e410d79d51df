"""Plain lines of agreed rows, and the page as patients and as professionals read it (feature R28)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.web.checking_situations import fact_checked, in_review, verified, voted
from tests.web.review_situations import agreed, compared, draft, edit, gout, released, two, vote
from tests.web.situations import compare, signed_in, store
from web.questions.models import Question
from web.review.actions import Words
from web.review.models import Release
from web.review.states import EditKind, Verdict

pytestmark = pytest.mark.django_db

PLAIN = "Gout hurts, and it sits in the joints."

LEADS = '<p class="in-plain first">'


@pytest.fixture
def question() -> Question:
    """Released, with one plain line over what all agree on."""
    made = compared()
    written(made)
    released(made)
    return made


def written(question: Question) -> None:
    edit(question, Words(EditKind.PLAIN, agreed(question), PLAIN), two()[0])


def html(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def quotes(page: str) -> list[str]:
    """The ids of the quotes of a page, in their order."""
    return re.findall(r'class="place" href="#(s-[^"]+)"', page)


def row(page: str) -> str:
    """The row with the plain line."""
    return next(part for part in page.split('<li class="row') if PLAIN in part)


def test_plain_words_lead_for_patients_and_quotes_for_professionals(client: Client, question: Question) -> None:
    """The exact quote stands beneath, or above; both pages show the same quotes in the same order."""
    patient = html(client, f"/q/{question.slug}")
    professional = html(client, f"/q/{question.slug}?for=professional")
    assert quotes(patient) == quotes(professional) != []
    assert row(patient).index(PLAIN) < row(patient).index('class="exact"')
    assert row(professional).index(PLAIN) > row(professional).index('class="exact"')
    assert LEADS in patient
    assert LEADS not in professional
    twins = [client.get(f"/q/{question.slug}.json{query}").json() for query in ("", "?for=professional")]
    assert [twin.pop("professional") for twin in twins] == [False, True]
    assert twins[0] == twins[1]
    assert twins[0]["plain"] is True


def test_the_two_ways_lead_to_each_other(client: Client, question: Question) -> None:
    """By links, in both languages; what is no such way is the usual one."""
    address = f"/q/{question.slug}"
    assert f'<a href="{address}?for=professional">' in html(client, address)
    assert f'<a href="{address}">For patients' in html(client, f"{address}?for=professional")
    assert f'<a href="/es{address}?for=professional">' in html(client, f"/es{address}")
    assert row(html(client, f"{address}?for=nobody")) == row(html(client, address))


def test_without_a_plain_line_there_is_nothing_to_choose(client: Client) -> None:
    """The program writes none."""
    made = compared()
    assert "for=professional" not in html(client, f"/q/{made.slug}")
    released(made)
    assert "for=professional" not in html(client, f"/q/{made.slug}")


def test_filters_keep_each_other(client: Client) -> None:
    """Who leaves answers with conflicts out stays a professional, and the other way round."""
    (made,) = store(gout())
    Question.objects.filter(pk=made.pk).update(open=True)
    facts = {"conflicts": "declared", "disclosure": "Paid by a maker of pills."}
    voted(
        fact_checked(
            in_review("Gout is a painful arthritis.", question=made, author=verified("Dr Bound Test"), **facts)
        )
    )
    compare()
    written(made)
    released(made)
    address = f"/q/{made.slug}"

    def links(query: str) -> set[str]:
        found = re.findall(rf'<a href="({address}(?:\?[^"#]*)?)">', html(client, address + query))
        return {each.replace("&amp;", "&") for each in found}

    none, both = f"{address}?conflicts=none", f"{address}?conflicts=none&for=professional"
    assert links("") == {none, f"{address}?for=professional"}
    assert links("?for=professional") == {both, address}
    assert links("?conflicts=none") == {address, both}
    assert links("?conflicts=none&for=professional") == {f"{address}?for=professional", none}
    shown = html(client, both)
    assert "Dr Bound Test" not in shown
    assert LEADS not in shown
    assert PLAIN in shown


@pytest.mark.parametrize(("experts", "voice"), [(3, "dr-bound-test"), (1, "dr-ada-test")])
def test_a_plain_line_that_is_left_out_leaves_nothing_to_choose(client: Client, experts: int, voice: str) -> None:
    """Where its quotes are gone with the answers of who declares conflicts, or nothing is left to compare."""
    whole = gout()
    (made,) = store(replace(whole, answers=whole.answers[:experts]))
    Question.objects.filter(pk=made.pk).update(open=True)
    facts = {"conflicts": "declared", "disclosure": "Paid by a maker of pills."}
    own = "Colchicine eases the pain of an attack within a day."
    voted(fact_checked(in_review(own, question=made, author=verified("Dr Bound Test"), **facts)))
    compare()
    point = next(p for p in draft(made).comparison.points if p.voices == (voice,))
    edit(made, Words(EditKind.PLAIN, point.statements, PLAIN), two()[0])
    released(made)
    address = f"/q/{made.slug}"
    assert "Plain words lead" in html(client, address)
    for query in ("?conflicts=none", "?conflicts=none&for=professional"):
        shown = html(client, address + query)
        assert "is left out" in shown
        assert PLAIN not in shown
        assert "Plain words lead" not in shown
        assert "own words lead" not in shown


def test_reviewers_are_told_which_agreed_lines_have_no_plain_one() -> None:
    """On the line and where they vote; what is written is no longer counted."""
    made = compared()
    rita, _ravi = two()
    browser = signed_in(rita)
    address = f"/desk/comparisons/{made.slug}"
    count = draft(made).unplain
    assert count == len(draft(made).comparison.lists.agreed) > 0
    page = html(browser, f"{address}?list=agreed")
    assert page.count("No plain line") == count
    assert "none in plain words: patients find the quotes alone there." in page
    assert "No plain line" not in html(browser, f"{address}?list=single")
    written(made)
    assert draft(made).unplain == count - 1
    page = html(browser, f"{address}?list=agreed")
    assert page.count("No plain line") == count - 1
    assert PLAIN in page


def test_a_site_may_ask_for_plain_lines_before_it_releases(settings) -> None:  # type: ignore[no-untyped-def]
    """Then no reviewer approves without; sending back is always possible, and what was released before stays."""
    settings.REQUIRE_PLAIN = True
    made = compared()
    rita, ravi = two()
    with pytest.raises(ValidationError, match="no plain one yet"):
        vote(made, rita)
    written(made)
    assert draft(made).unplain == 0
    vote(made, rita)
    vote(made, ravi)
    assert Release.objects.count() == 1
    other = compared("chill")
    vote(other, rita, Verdict.RETURNED)
