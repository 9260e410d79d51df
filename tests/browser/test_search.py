"""Searching in a real browser: by keyboard, without script, on a phone, and axe finds nothing."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import RULES
from tests.browser.test_journeys import Visit

#: A message as people write it: with a greeting, a story, a slip and a question.
STORY = (
    "Hello, thank you for reading. I am 54 and a bus driver. Last year my doctor told me that my presure was 150 over "
    "95, and I am scared of tablets. How can I bring my blood pressure down without medicine?"
)
#: What stands on a page -> what was asked for.
SEARCHES = {
    "results": {"q": "migrane"},
    "narrowed": {"q": "blood pressure", "topic": "high-blood-pressure", "specialty": "cardiology"},
    "near": {"q": "is the mmr jab ok for my toddler"},
    "nothing": {"q": "how do I mend a bicycle"},
    "urgent": {"q": "my dad has crushing chest pain and his left arm is numb"},
    "long": {"q": STORY},
    "too long": {"q": "pain " * 500},
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", SEARCHES)
def test_axe_finds_no_violation_in_a_search(visit: Visit, name: str, width: int) -> None:
    """WCAG 2.2 A and AA and best practice, light and dark, with the filters open; nothing is wider than the screen."""
    page = visit(f"/search?{urlencode(SEARCHES[name])}", width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, scheme + found.generate_report()


def tab_to(page: Page, words: str) -> None:
    """Tab on until what has the focus begins with these words; each step shows where I am."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
        if (focused.text_content() or "").strip().startswith(words):
            return
    raise AssertionError(f"the focus never came to {words!r}")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reader_with_a_keyboard_narrows_a_search_and_goes_back(visit: Visit, width: int) -> None:
    """Given no script and no mouse, when I search, choose a filter and remove it, then I have all results again."""
    page = visit("/search", script=False, width=width, height=740)
    page.get_by_label("What do you want to know?").focus()
    page.keyboard.type("hypertention")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Searched for “hypertension” instead of “hypertention”.")).to_be_visible()
    all_of_them = page.locator(".rows > .row").count()
    tab_to(page, "Narrow these results")
    page.keyboard.press("Enter")
    tab_to(page, "Nephrology")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Narrowed to")).to_contain_text("Specialty: Nephrology")
    assert 0 < page.locator(".rows > .row").count() < all_of_them
    tab_to(page, "Remove")
    page.keyboard.press("Enter")
    expect(page.locator(".rows > .row")).to_have_count(all_of_them)
    tab_to(page, "What blood pressure is too high?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What blood pressure is too high?")


def test_a_result_leads_to_the_very_words(visit: Visit) -> None:
    """Given a phone, when I follow the quote of a result, then the same words are marked in the full answer."""
    page = visit(f"/search?{urlencode({'q': STORY})}", script=False, width=360, height=740)
    quote = page.locator(".rows .quote").first
    words = quote.locator(".exact").text_content()
    quote.locator("a.place").click()
    target = page.locator(":target")
    assert target.text_content() == words
    expect(target).to_be_in_viewport()


def test_who_finds_nothing_asks_the_experts_the_same(visit: Visit) -> None:
    """Given no answer, when I ask the experts, then my words stand before me once more and in no address."""
    page = visit(f"/search?{urlencode({'q': 'Does honey mend a broken bicycle?'})}", script=False)
    expect(page.get_by_role("heading", name="Not answered here yet")).to_be_visible()
    page.get_by_role("button", name="Ask the experts this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look once more")
    expect(page.locator(".note")).to_have_text("Does honey mend a broken bicycle?")
    assert "honey" not in page.url
