"""Published questions are offered while somebody types: by keyboard, by mouse, read aloud, and without a script."""

from __future__ import annotations

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Site
from tests.browser.test_accessibility import RULES
from tests.browser.test_journeys import Visit

#: Seconds until the index of the demo stands: the first one loads the sentence model.
PATIENCE = 120

SEARCH, ASK = "What do you want to know?", "Your question"
STANDS_HERE = "What blood pressure is too high?"
URGENT = "My uncle has crushing chest pain and his left arm is numb. What should we do?"

#: How people might say what stands in the sample library, and what stands there (feature R20).
PARAPHRASES = {
    "my readings at the chemist were 150 over 95, is that blood pressure too high?": STANDS_HERE,
    "what brings on migraines?": "What triggers a migraine?",
    "is it possible for type 2 diabetes to go into remission": "Can type 2 diabetes go away?",
    "how to bring my blood pressure down without tablets": "How can I lower my blood pressure without medicine?",
    "Is the measels vaccination dangerous for my child?": "Is the measles vaccine safe?",
    "How many years can a person live with metastatic breast cancer?": (
        "How long do people live with metastatic breast cancer?"
    ),
}


@pytest.fixture(autouse=True)
def _indexed(visit: Visit) -> None:
    """The demo makes its index in the background."""
    page = visit("/suggest?q=migraine")
    for _ in range(PATIENCE):
        if page.locator("a").count():
            break
        time.sleep(1)
        page.reload()


def typed(page: Page, words: str) -> None:
    """Type into the search box, key by key."""
    page.get_by_label(SEARCH).press_sequentially(words)


def selected(page: Page) -> str:
    """The option that is active, as a screen reader finds it; "" for none."""
    active = page.get_by_label(SEARCH).get_attribute("aria-activedescendant")
    if not active:
        assert page.locator("[aria-selected=true]").count() == 0
        return ""
    option = page.locator(f"#{active}")
    expect(option).to_have_attribute("aria-selected", "true")
    assert page.locator("[aria-selected=true]").count() == 1
    return option.inner_text()


def test_a_question_is_chosen_with_the_keyboard(visit: Visit) -> None:
    """Given half a question, when I press arrows and Enter, then I read it; Escape leaves me with my words."""
    page = visit("/")
    field = page.get_by_label(SEARCH)
    expect(field).to_have_attribute("aria-expanded", "false")
    typed(page, "blood pressure too hi")
    options = page.get_by_role("option")
    expect(options.first).to_have_text(STANDS_HERE)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text(f"{options.count()} questions. Choose with the arrow keys.")
    assert selected(page) == ""
    page.keyboard.press("ArrowUp")
    assert selected(page) == options.last.inner_text()
    page.keyboard.press("ArrowDown")
    assert selected(page) == "", "back in the field"
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("blood pressure too hi")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert selected(page) == STANDS_HERE
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(STANDS_HERE)


def test_what_is_typed_is_searched_for_unless_one_is_chosen(visit: Visit) -> None:
    """Given open suggestions, when I press Enter in the field, then my own words are searched for."""
    page = visit("/")
    typed(page, "migraine")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=migraine")
    page.get_by_label(SEARCH).fill("")
    typed(page, "migr")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_a_question_is_chosen_on_a_phone(visit: Visit) -> None:
    """Given 360 pixels, when I tap a suggestion, then I read it; the list stays within the screen."""
    page = visit("/es/", width=360, height=740)
    page.locator("#q").press_sequentially("what triggers a mig")
    option = page.get_by_role("option", name="What triggers a migraine?")
    expect(option).to_have_attribute("lang", "en")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = option.bounding_box()
    assert box
    assert box["height"] >= 24
    option.click()
    page.wait_for_url("**/es/q/what-triggers-a-migraine")


def test_typing_on_leaves_earlier_suggestions_behind(visit: Visit) -> None:
    """Given words typed at once, when I clear the field, then nothing is left; requests are few, none of a story."""
    page = visit("/")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/suggest" in request.url else None)
    typed(page, "metastatic breast cancer")
    expect(page.get_by_role("option").first).to_be_visible()
    assert len(asked) < len("metastatic breast cancer") / 2
    before = len(asked)
    page.get_by_label(SEARCH).fill("A long story, which is nobody's address. " * 6)
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert len(asked) == before
    page.get_by_label(SEARCH).fill("")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")


@pytest.mark.parametrize(
    "refusal", [{"status": 429}, {"status": 403, "body": "<p>No.</p>"}, {"body": "<p>Not ours</p>"}]
)
def test_a_failure_is_silent(visit: Visit, refusal: dict[str, object]) -> None:
    """Given a server that offers nothing, when I type, then nothing is said, and the search works."""
    page = visit("/")
    page.route("**/suggest?*", lambda route: route.fulfill(**refusal))
    with page.expect_response("**/suggest?*"):
        typed(page, "migraine")
    page.wait_for_timeout(200)
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=migraine")


@pytest.mark.parametrize("words", PARAPHRASES)
def test_a_paraphrase_shows_the_question_among_the_first_three(visit: Visit, words: str) -> None:
    """Given a question that stands here, when I write it in other words, then I see it below the field (R20)."""
    page = visit("/ask")
    page.get_by_label(ASK).fill(words)
    links = page.locator(".similar a")
    expect(links.first).to_be_visible()
    assert PARAPHRASES[words] in links.all_inner_texts()[:3]


def test_similar_questions_are_said_and_reached_with_the_keyboard(visit: Visit, site: Site) -> None:
    """Given the keyboard, when I stop typing, then how many there are is said, and Tab leads to the first."""
    page = visit("/ask")
    field = page.get_by_label(ASK)
    field.press_sequentially("which blood pressure would be too high?")
    links = page.locator(".similar a")
    expect(links.first).to_have_text(STANDS_HERE)
    expect(field).to_be_focused()
    expect(page.get_by_role("status").last).to_contain_text("may be the same")
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(STANDS_HERE)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert "which blood pressure" not in site.log.read_text()


def test_urgent_words_are_met_while_they_are_written(visit: Visit) -> None:
    """Given urgent words on a phone, when I stop typing, then help stands below the field before I send anything."""
    page = visit("/ask", width=360, height=740)
    field = page.get_by_label(ASK)
    field.fill(URGENT)
    advice = page.get_by_role("alert")
    expect(advice.get_by_role("heading", name="This may be urgent. Please get help now.")).to_be_in_viewport()
    page.evaluate("document.querySelector('[role=alert]').dataset.stays = 'yes'")
    with page.expect_response("**/ask/beside"):
        field.press_sequentially(" He is 60.")
    page.wait_for_timeout(200)
    expect(advice).to_have_attribute("data-stays", "yes"), "said once, and not with every key"
    with page.expect_response("**/ask/beside"):
        field.fill("Which pillow helps a stiff neck in the morning?")
    expect(advice).to_have_count(0)
    assert page.locator("[id]").evaluate_all("nodes => nodes.length === new Set(nodes.map(n => n.id)).size")


@pytest.mark.parametrize("address", ["/", "/search", "/ask", "/es/ask"])
def test_without_a_script_both_are_plain_fields(visit: Visit, address: str) -> None:
    """Given no script, when I type, then nothing is offered, nothing is missing, and no role promises a list."""
    page = visit(address, script=False, width=360, height=740)
    assert page.locator("[role=combobox], [role=listbox], .similar").count() == 0
    form = page.locator("form[data-suggest], form[data-beside]")
    form.locator("input[name=q], textarea").fill("What triggers a migraine?")
    form.get_by_role("button").first.click()
    expect(page.locator("main").get_by_role("link", name="migraine").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_in_what_is_offered(visit: Visit, width: int) -> None:
    """With the list open and an option chosen, and with advice and similar questions below the form; light and dark."""
    home = visit("/", width=width)
    typed(home, "what blood press")
    expect(home.get_by_role("option").first).to_be_visible()
    home.keyboard.press("ArrowDown")
    ask = visit("/ask", width=width)
    ask.get_by_label(ASK).fill(f"{STANDS_HERE} {URGENT}")
    expect(ask.get_by_role("alert")).to_be_visible()
    ask_similar = visit("/es/ask", width=width)
    ask_similar.locator("textarea").fill("What blood pressure would be too high?")
    expect(ask_similar.locator(".similar a").first).to_be_visible()
    for page in (home, ask, ask_similar):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, scheme + found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
