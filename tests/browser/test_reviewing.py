"""Others look at an answer before readers do: one checks the facts, two vote without knowing of each other."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.scenes import ANSWERS
from tests.browser.test_expert import judge, public
from tests.browser.test_journeys import Visit

WRITTEN = {written.account: written for written in ANSWERS}


def opened(visit: Visit, who: str, author: str, **how: object) -> Page:
    """The page on which this account judges the answer of this author."""
    page = visit("/desk/to-check?list=all", who=who, **how)
    page.get_by_role("link", name=WRITTEN[author].question).click()
    return page


def test_two_votes_that_nobody_sees_before_both_are_in_publish_an_answer(visit: Visit) -> None:
    """Given an answer, when a checker passes it and two reviewers vote, then readers see it with names and dates.

    The second reviewer is not told what the first said, nor that it was the first who voted.
    """
    written = WRITTEN["author"]
    reader = visit(public(written.question))
    assert written.short not in reader.content()
    judge(visit, "checker", written.question, sound=True)
    first = judge(visit, "reviewer", written.question, sound=True, why="The trial of 2025 says so too.")
    expect(first.get_by_role("button", name="Vote")).to_have_count(0)
    expect(first.get_by_text("You have voted on this. A vote stays as it is.")).to_be_visible()
    second = opened(visit, "second", "author")
    assert "The trial of 2025 says so too." not in second.content()
    assert "Sample reviewer" not in second.get_by_role("region", name="What was said of it").inner_text()
    reader.reload()
    assert written.short not in reader.content()
    second.get_by_label("In order").check()
    second.get_by_role("button", name="Vote").click()
    expect(second.get_by_role("region", name="What was said of it")).to_contain_text("The trial of 2025 says so too.")
    reader.reload()
    answer = reader.locator("article.answer")
    expect(answer).to_contain_text(written.short)
    expect(answer).to_contain_text(
        re.compile(
            r"Medically reviewed on \d+ \w+ \d{4} by Sample reviewer.* and Second sample reviewer.*; "
            r"next review due \d+ \w+ \d{4}\."
        )
    )
    expect(answer).to_contain_text("Facts checked by Sample fact checker")


def test_a_reviewer_with_a_keyboard_sends_an_answer_back(visit: Visit) -> None:
    """Given the keyboard alone, when I send it back without a reason, then I am told; with one its author reads it."""
    page = opened(visit, "reviewer", "late")
    page.locator("#main").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
        if page.evaluate("document.activeElement.name") == "verdict":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("In order")).not_to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Say what is to be changed")
    page.get_by_role("alert").get_by_role("link").press("Enter")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("Say from which day on.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have voted on this.")).to_be_visible()
    judge(visit, "second", WRITTEN["late"].question, sound=True)
    mine = visit("/desk/answers", who="late")
    mine.get_by_role("link", name=WRITTEN["late"].question).click()
    expect(mine.get_by_role("region", name="The reviewers sent it back")).to_contain_text("Say from which day on.")


def test_a_fact_check_works_without_javascript_on_a_phone(visit: Visit) -> None:
    """Given no script, when I send an answer back with a reason, then it waits for its author and not for reviewers."""
    page = opened(visit, "checker", "sent", script=False, width=360, height=740)
    page.get_by_text(re.compile(r"\d+ statements, as they would be quoted")).click()
    expect(page.locator(".exact").first).to_be_visible()
    page.get_by_label("Back to the author").check()
    page.get_by_label("Reason").fill("Which viruses?")
    page.get_by_role("button", name="Store the fact check").click()
    expect(page.get_by_role("region", name="What was said of it")).to_contain_text("Which viruses?")
    queue = visit("/desk/to-check", who="reviewer")
    expect(queue.get_by_role("link", name=WRITTEN["sent"].question)).to_have_count(0)


def test_nobody_checks_what_they_wrote(visit: Visit) -> None:
    """Given every role and an answer of mine, when others decide on it, then I am let in after, and never asked."""
    question = WRITTEN["both"].question
    queue = visit("/desk/to-check?list=all", who="both")
    expect(queue.get_by_role("link", name=question)).to_have_count(0)
    address = opened(visit, "checker", "both").url
    mine = visit(address, who="both")
    expect(mine.get_by_role("heading", level=1)).to_have_text("There is no page at this address.")
    judge(visit, "checker", question, sound=True)
    mine.reload()
    expect(mine.get_by_role("heading", level=1)).to_have_text("There is no page at this address.")
    for who in ("reviewer", "second"):
        judge(visit, who, question, sound=True)
    mine.reload()
    expect(mine.get_by_text("Your answer", exact=True)).to_be_visible()
    expect(mine.get_by_role("region", name="What was said of it")).to_contain_text("Second sample reviewer")
    expect(mine.locator(".desk-page form")).to_have_count(0)
