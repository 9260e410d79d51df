"""An expert answers: signs in, writes without losing a word, is sent back, submits again, and takes it back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, telephone
from tests.browser.scenes import EXPERTS, PASSWORD, SEEK_CARE, SOURCE
from tests.browser.test_journeys import Visit
from web.pages import demonstration

SHORT = "Warm drinks soothe a sore throat for a while. They do not make a cold shorter."
ALONE = "They do not make a cold shorter."
CAPTIONS = """WEBVTT

00:01.000 --> 00:06.000
Wash your hands with soap for twenty seconds.

00:07.000 --> 00:12.000
Dry them with a towel of your own.
"""


def start(visit: Visit, who: str, **how: object) -> Page:
    """The composer of a new answer to the question of this expert."""
    question = EXPERTS[who][1]
    page = visit(f"/desk/answers/new?q={question}", who=who, **how)
    page.get_by_role("button", name=question).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    return page


def fill(page: Page, short: str) -> None:
    """All that a submission must hold."""
    page.get_by_label("Short answer").fill(short)
    page.get_by_label("Reasons").fill("Warmth relaxes the throat. Saliva flows and keeps it moist.")
    page.get_by_label("When to seek care").fill(SEEK_CARE)
    fill_beside(page)


def fill_beside(page: Page) -> None:
    """What stands beside the words of every answer."""
    page.get_by_role("group", name="Source 1", exact=True).get_by_label("Title, authors, year").fill(SOURCE)
    page.get_by_role("group", name="conflicts of interest").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="Did a program help").get_by_label("No", exact=True).check()
    page.get_by_label("Licence").fill("CC BY 4.0")


def judge(visit: Visit, who: str, question: str, *, sound: bool, why: str = "") -> Page:
    """Check or vote, as this account, on what was handed in."""
    page = visit("/desk/to-check", who=who)
    page.get_by_role("link", name=question).click()
    page.get_by_label("In order" if sound else "Back to the author").check()
    page.get_by_label("Reason").fill(why)
    page.get_by_role("button", name=re.compile("Vote|Store the fact check")).click()
    return page


def public(question: str) -> str:
    """The address of the page that readers see."""
    return "/q/" + re.sub(r"[^a-z]+", "-", question.lower()).strip("-")


@pytest.mark.usefixtures("sessions")
def test_an_expert_writes_is_sent_back_publishes_and_withdraws(visit: Visit) -> None:
    """Given password and code, when I write, then each word is saved as I type, and read once others agree.

    I decline to be quoted with one statement, am sent back with a reason, submit again, and withdraw: the page then
    says so, with my reason and without my words.
    """
    name, question = EXPERTS["writer"]
    page = visit("/desk", desk=True)
    page.get_by_label("Name").fill("writer")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("This code does not fit")
    page.get_by_label("Code").fill(telephone(demonstration.secret("writer")))
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("main").get_by_role("link", name="My answers").last.click()
    page.get_by_role("link", name="Answer a question").click()
    page.get_by_label("Words of the question").fill("sore throat")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name=question).click()
    page.get_by_label("Short answer").press_sequentially("Warm drinks soothe.")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Saved at .+, revision 1\."))
    page.reload()
    expect(page.get_by_label("Short answer")).to_have_value("Warm drinks soothe.")
    page.get_by_role("button", name="Save and check before submitting").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the part “Reasons”.")
    fill(page, SHORT)
    page.get_by_role("button", name="Save and preview").click()
    expect(page.locator("article.answer")).to_contain_text(SHORT)
    page.get_by_role("link", name="Submit").click()
    page.get_by_role("group", name=ALONE).get_by_label("Not to be quoted alone").check()
    page.get_by_role("button", name="Submit to the reviewers").click()
    row = page.locator(".row", has_text=question)
    expect(row).to_contain_text("With the reviewers")

    judge(visit, "checker", question, sound=False, why="Name the review that says so.")
    page.reload()
    expect(row).to_contain_text("Sent back: read why")
    row.get_by_role("link", name=question).click()
    expect(page.get_by_role("region", name="The reviewers sent it back")).to_contain_text("Name the review")
    page.get_by_label("Reasons").fill("Warmth relaxes the throat, a review of 2025 found.")
    page.get_by_role("button", name="Save and check before submitting").click()
    expect(page.get_by_role("group", name=ALONE).get_by_label("Not to be quoted alone")).to_be_checked()
    page.get_by_label("A note to the reviewers").fill("The review is named.")
    page.get_by_role("button", name="Submit to the reviewers").click()

    judge(visit, "checker", question, sound=True)
    judge(visit, "reviewer", question, sound=True)
    judge(visit, "second", question, sound=True)
    reader = visit(public(question))
    expect(reader.locator("article.answer")).to_contain_text(ALONE)
    page.reload()
    expect(row).to_contain_text("Published")
    row.get_by_role("link", name=question).click()
    page.get_by_role("link", name="Withdraw this answer").click()
    page.get_by_label("Why?").fill("A newer review says otherwise.")
    page.get_by_role("button", name="Withdraw it").click()
    reader.reload()
    gone = reader.locator("article.gone")
    expect(gone).to_contain_text(name)
    expect(gone).to_contain_text("A newer review says otherwise.")
    assert ALONE not in reader.content()


def test_two_windows_never_overwrite_each_other(visit: Visit) -> None:
    """Given one answer in two windows, when both save, then both texts stand side by side and neither is lost."""
    first = start(visit, "windows", script=False)
    second = visit(first.url, who="windows", script=False)
    first.get_by_label("Short answer").fill("Steam loosens the nose for an hour.")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator("#saved")).to_contain_text("Revision 1")
    second.get_by_label("Short answer").fill("Steam can burn children.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("alert")).to_be_visible()
    expect(second.get_by_role("region", name="Saved meanwhile")).to_contain_text("Steam loosens the nose for an hour.")
    expect(second.get_by_role("region", name="What you typed")).to_contain_text("Steam can burn children.")
    second.get_by_role("button", name="Keep both, one after the other").click()
    kept = second.get_by_label("Short answer").input_value()
    assert "Steam loosens the nose for an hour." in kept
    assert "Steam can burn children." in kept


def test_what_is_typed_in_two_windows_at_once_is_told_by_the_script(visit: Visit) -> None:
    """Given two open windows, when the other has saved, then mine says so at once and keeps what I typed."""
    first = start(visit, "heard")
    second = visit(first.url, who="heard")
    first.get_by_label("Short answer").press_sequentially("Rest helps.")
    expect(first.locator("#saved")).to_contain_text("revision 1")
    second.get_by_label("Short answer").press_sequentially("Sleep helps.")
    expect(second.locator("#saved")).to_contain_text("Press “Save” to see both texts; nothing is lost.")
    expect(second.get_by_label("Short answer")).to_have_value("Sleep helps.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("region", name="Saved meanwhile")).to_contain_text("Rest helps.")
    second.get_by_role("button", name="Keep mine as the next revision").click()
    second.get_by_role("link", name="History").click()
    expect(second.locator("del")).to_contain_text("Rest")
    expect(second.locator("ins")).to_contain_text("Sleep")


def test_a_video_is_quoted_by_its_captions_and_refused_without(visit: Visit) -> None:
    """Given a video, when I submit it without captions, then I read why not; with them each sentence can be quoted."""
    page = start(visit, "speaker")
    page.get_by_label("By video").check()
    page.get_by_text("For a video: its address and captions").click()
    page.get_by_label("Address of the video").fill("https://video.example.org/hands")
    fill_beside(page)
    page.get_by_role("button", name="Save and check before submitting").click()
    expect(page.get_by_role("alert")).to_contain_text("Add the captions of the video")
    file = {"name": "hands.vtt", "mimeType": "text/vtt", "buffer": CAPTIONS.encode()}
    page.get_by_label("Captions: a WebVTT file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Save and check before submitting").click()
    expect(page.get_by_role("group", name="Wash your hands with soap for twenty seconds.")).to_be_visible()
    expect(page.get_by_role("group", name="Dry them with a towel of your own.")).to_be_visible()
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("link", name="Watch the video")).to_have_attribute(
        "href", "https://video.example.org/hands"
    )
    page.get_by_role("link", name="Submit").click()
    page.get_by_role("button", name="Submit to the reviewers").click()
    expect(page.locator(".row", has_text=EXPERTS["speaker"][1])).to_contain_text("With the reviewers")


def test_an_expert_without_javascript_writes_and_submits(visit: Visit) -> None:
    """Given no script and a phone, when I save and submit, then it is with the reviewers, and sent twice it is one."""
    page = start(visit, "plain", script=False, width=360, height=740)
    fill(page, "Zinc lozenges shorten a cold by about a day in some adults.")
    page.get_by_role("button", name="Save and check before submitting").click()
    page.get_by_role("button", name="Submit to the reviewers").click()
    expect(page.locator(".row", has_text=EXPERTS["plain"][1])).to_contain_text("With the reviewers")
    page.go_back()
    page.get_by_role("button", name="Submit to the reviewers").click()
    queue = visit("/desk/to-check?list=all", who="checker")
    assert queue.get_by_role("link", name=EXPERTS["plain"][1]).count() <= 1


def test_writing_needs_no_mouse(visit: Visit, site: Site) -> None:
    """Given the keyboard alone, when I tab through the composer, then each field shows where I am and I can submit."""
    page = start(visit, "typist")
    typed = {
        "short_answer": "Gargling with salt water eases a sore throat.",
        "reasons": "Salt water thins the slime.",
        "seek_care": SEEK_CARE,
        "sources-0-text": SOURCE,
        "licence": "CC BY 4.0",
    }
    page.locator("#main").focus()
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
        field = page.evaluate("document.activeElement.name || ''")
        if field in typed:
            page.keyboard.press("Control+a")
            page.keyboard.type(typed[field])
        elif field in ("conflicts", "machine_help"):
            page.keyboard.press("Space")
        elif page.evaluate("document.activeElement.value") == "submit":
            page.keyboard.press("Enter")
            break
    expect(page.get_by_role("heading", name="How it would be quoted")).to_be_visible()
    page.get_by_role("button", name="Submit to the reviewers").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".row", has_text=EXPERTS["typist"][1])).to_contain_text("With the reviewers")
    assert "Gargling" not in site.log.read_text()


@pytest.mark.parametrize("address", ["/desk/people", "/desk/log", "/desk/asked", "/desk/to-check", "/desk/comparisons"])
def test_an_expert_finds_no_door_to_what_others_do(visit: Visit, address: str) -> None:
    """Given a seat and no role, when I guess the address of another's work, then there is no such page."""
    page = visit(address, who="typist")
    expect(page.get_by_text("There is no page at this address.").first).to_be_visible()
