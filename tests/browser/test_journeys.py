"""What a reader does, in a real browser: by mouse, by keyboard, without script, on a phone, on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

QUESTION = "/q/what-is-metastatic-breast-cancer"
LONG_QUESTION = "/q/should-i-take-aspirin-every-day-if-i-have-high-blood-pressure"
LONG_WARNING = "/q/is-the-measles-vaccine-safe"
PAGES = (
    "/",
    "/topics",
    "/t/metastatic-breast-cancer",
    QUESTION,
    "/e/sample-oncologist",
    "/search",
    "/search?q=breast",
    "/search?q=nothing+at+all",
    "/about",
    "/method",
    "/nowhere",
)

Visit = Callable[..., Page]


def test_a_reader_without_javascript_gets_from_question_to_full_answer(visit: Visit) -> None:
    """Given no script, when I search, open a question and follow a quote, then its place is marked in the answer."""
    page = visit("/", script=False, width=360, height=740)
    page.get_by_label("What do you want to know?").fill("metastatic breast cancer")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="What is metastatic breast cancer?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is metastatic breast cancer?")
    quote = page.locator(".digest .quote").first
    words = quote.locator(".exact").text_content()
    quote.locator("a.place").click()
    target = page.locator(":target")
    assert target.text_content() == words
    assert target.is_visible()
    assert target.evaluate("node => getComputedStyle(node).backgroundColor") != "rgba(0, 0, 0, 0)"
    box = target.bounding_box()
    assert box
    assert 0 <= box["y"] <= 740


def test_a_reader_with_a_keyboard_opens_wordings_and_follows_a_quote(visit: Visit) -> None:
    """Given the keyboard alone, when I skip to the content and tab on, then every step shows where I am."""
    page = visit(QUESTION)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        outline = focused.evaluate("node => getComputedStyle(node).outlineStyle")
        assert outline != "none", focused.evaluate("node => node.outerHTML")
        if focused.evaluate("node => node.tagName") == "SUMMARY":
            break
    wordings = page.locator("details:has(> summary:focus)")
    page.keyboard.press("Enter")
    expect(wordings).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    words = link.evaluate("node => node.closest('.quote').querySelector('.exact').textContent")
    page.keyboard.press("Enter")
    assert page.locator(":target").text_content() == words


@pytest.mark.parametrize("address", [QUESTION, LONG_QUESTION, LONG_WARNING])
def test_the_first_screen_of_a_phone_begins_to_answer(visit: Visit, address: str) -> None:
    """A frightened patient at 360 x 740 sees the question, the first warning and two lines of the short answer."""
    page = visit(address, width=360, height=740)
    for part in ("h1", ".state", ".warnings > .quote >> nth=0"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] + box["height"] <= 740, part
    answer = page.locator(".digest .exact").first
    line = answer.evaluate("node => parseFloat(getComputedStyle(node).lineHeight)")
    box = answer.bounding_box()
    assert box
    assert box["y"] + 2 * line <= 740
    assert answer.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") >= 18


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(visit: Visit, address: str) -> None:
    """At 320 pixels, which is 400 % zoom of 1280, only tables scroll inside their own frame."""
    page = visit(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_carries_all_four_lists(visit: Visit) -> None:
    """Print: every list and every wording open, names and dates and disclaimers there, no navigation."""
    page = visit(QUESTION, width=800)
    page.emulate_media(media="print")
    for id in ("agreed", "differing", "single", "unaddressed", "answers"):
        expect(page.locator(f"#{id} h2").first).to_be_visible()
    for hidden in (".contents", ".top nav", ".search", "a.place", "a.report", ".state a"):
        assert page.locator(hidden).filter(visible=True).count() == 0, hidden
    quotes = page.locator(".quote .exact")
    heights = quotes.evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().height)")
    assert heights
    assert min(heights) > 0
    expect(page.locator("aside")).to_be_visible()
    expect(page.locator(".emergency")).to_be_visible()


def test_a_browser_keeps_nothing(visit: Visit) -> None:
    """No cookie (checked on leaving every page), no storage."""
    page = visit(QUESTION)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_what_is_searched_for_is_in_no_log(visit: Visit, site) -> None:  # type: ignore[no-untyped-def]
    """Promise R47: a canary typed into the search box reaches no log line."""
    visit("/search?q=canaryxyz")
    visit("/canaryxyz-nowhere?q=canaryxyz")
    assert "canaryxyz" not in site.log.read_text()


def test_the_page_has_the_order_a_reader_needs(visit: Visit) -> None:
    """Question, short answer, the four lists, then all answers: the same for eyes and for screen readers."""
    page = visit(QUESTION)
    headings = [heading.strip() for heading in page.locator("main h1, main h2").all_text_contents()]
    assert headings[0] == "What is metastatic breast cancer?"
    wanted = [
        "The short answer, in the experts’ words",
        "What the experts agree on",
        "Where they differ",
        "What only one says",
        "What nobody addressed",
        "All answers in full",
        "Continue learning",
    ]
    assert [heading for heading in headings if heading in wanted] == wanted
