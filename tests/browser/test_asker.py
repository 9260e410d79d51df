"""Somebody asks without account, cookie or name, and an editor decides: by mouse, by keyboard, without script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_journeys import Visit

LOOKS_LIKE = "What blood pressure would be too high?"
STANDS_HERE = "What blood pressure is too high?"
PERSONAL = "My name is Ada Test, call me on 555-010-0199. Which pillow helps a stiff neck in the morning?"
URGENT = "My uncle has crushing chest pain and his left arm is numb. What should we do?"
TO_DECLINE = "Which hospital in our town has the best cook?"
TO_PUBLISH = "Does a humid room help a dry cough at night?"


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.get_by_role("button", name="Go on").click()


def send(page: Page, email: str = "") -> str:
    """Agree and send what was looked at; the secret address of the question."""
    page.get_by_label("Others may read my question").check()
    if email:
        page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send my question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your question is with our editors.")
    address = page.get_by_role("link", name="The address of this page, to keep").get_attribute("href")
    assert address
    return address


def decide(visit: Visit, text: str) -> Page:
    """The editor's page of what was asked with these words."""
    page = visit("/desk/asked", who="editor")
    page.get_by_role("link", name=text).click()
    return page


def keeps_nothing(page: Page) -> None:
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_who_asks_what_stands_here_is_led_there(visit: Visit) -> None:
    """Given a published question, when I ask it in other words, then I am offered it and read it without sending."""
    page = visit("/ask")
    ask(page, LOOKS_LIKE)
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    page.get_by_role("link", name=STANDS_HERE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(STANDS_HERE)
    keeps_nothing(page)


def test_who_names_a_person_sees_what_others_would_see(visit: Visit) -> None:
    """Given a question with a name and a number, when I look at it, then both are masked, and stay mine to change."""
    page = visit("/ask")
    ask(page, PERSONAL)
    shown = page.locator(".note")
    expect(shown).to_contain_text("Which pillow helps a stiff neck in the morning?")
    expect(shown).not_to_contain_text("555-010-0199")
    expect(shown).not_to_contain_text("Ada Test")
    page.get_by_role("button", name="Send my question").click()
    expect(page.get_by_role("alert")).to_contain_text("Say that others may read it")
    page.get_by_text("Change my question").click()
    expect(page.get_by_label("Your question")).to_have_value(PERSONAL)


def test_who_may_be_in_danger_reads_what_to_do_before_anything_else(visit: Visit) -> None:
    """Given urgent words on a phone, when I go on, then help stands first, and I can still send my question."""
    page = visit("/ask", width=360, height=740)
    ask(page, URGENT)
    advice = page.get_by_role("alert")
    expect(advice).to_contain_text("This may be urgent. Please get help now.")
    expect(advice).to_contain_text("chest pain")
    expect(advice.get_by_role("heading")).to_be_in_viewport()
    ahead = advice.bounding_box()
    title = page.get_by_role("heading", level=1).bounding_box()
    assert ahead
    assert title
    assert ahead["y"] < title["y"]
    page.get_by_label("Others may read my question").check()
    page.get_by_role("button", name="I am safe for now. Send my question").click()
    expect(page.get_by_text("Do not wait for an answer here")).to_be_visible()
    queue = visit("/desk/asked", who="editor")
    expect(queue.locator(".row", has_text="My uncle has crushing chest pain")).to_contain_text("Emergency")
    keeps_nothing(page)


def test_who_asked_follows_a_refusal_and_a_publication_by_a_secret_address(visit: Visit) -> None:
    """Given two questions of mine, when an editor declines one and publishes the other, then I read both, with why.

    I have no script and leave an address; it is gone when I say so, and my question too when I say so.
    """
    page = visit("/ask", script=False)
    ask(page, TO_DECLINE)
    declined = send(page)
    page.goto("/ask")
    ask(page, TO_PUBLISH)
    published = send(page, "reader@example.org")
    page.goto(declined)
    expect(page.locator("ol.next")).to_contain_text("Waiting")

    desk = decide(visit, TO_DECLINE)
    desk.get_by_role("button", name="Decline, with this reason").click()
    expect(desk.get_by_role("alert")).to_contain_text("Say why in a sentence")
    desk.get_by_label("Why?").fill("We answer what experts in medicine can answer.")
    desk.get_by_role("button", name="Decline, with this reason").click()
    expect(desk.get_by_role("status")).to_have_text("Declined. Whoever asked reads why.")
    desk.get_by_role("link", name=TO_PUBLISH).click()
    desk.get_by_label("Topic").select_option(index=1)
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_role("status")).to_contain_text("Published. Experts can answer it now")

    page.goto(declined)
    expect(page.locator("ol.next")).to_contain_text("We answer what experts in medicine can answer.")
    page.goto(published)
    page.get_by_role("link", name=TO_PUBLISH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TO_PUBLISH)
    expect(page.get_by_text("Nobody has answered this question yet.")).to_be_visible()
    page.goto(published)
    expect(page.get_by_text("reader@example.org")).to_be_visible()
    page.get_by_role("button", name="Erase my address").click()
    expect(page.get_by_role("status")).to_have_text("Your e-mail address is erased.")
    assert "reader@example.org" not in page.content()
    page.goto(declined)
    page.get_by_text("Erase my question").click()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("It was erased, and with it everything that pointed to you.")).to_be_visible()
    assert TO_DECLINE not in page.content()
    assert page.context.cookies() == []


def test_asking_needs_no_mouse(visit: Visit, site: Site) -> None:
    """Given the keyboard alone, when I tab through both steps, then the trap is never on the way and it is sent."""
    page = visit("/ask")
    page.get_by_label("Your question").focus()
    page.keyboard.type("Does chewing gum help a full ear on a plane?")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look once more")
    page.locator("#main").focus()
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.type || ''"))
        if seen[-1] == "agree":
            page.keyboard.press("Space")
        elif seen[-1] == "submit":
            page.keyboard.press("Enter")
            break
    assert seen[-3:] == ["agree", "email", "submit"]
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your question is with our editors.")
    assert "chewing gum" not in site.log.read_text()
