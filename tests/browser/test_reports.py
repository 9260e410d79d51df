"""A reader says what is wrong with a line, and a reviewer decides: on a phone, without script, by keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_accessibility import RULES
from tests.browser.test_journeys import LONG_QUESTION, LONG_WARNING, QUESTION, Visit

CANARY = "canaryabc"


def follow(page: Page, kind: str) -> None:
    """The first way to report a line of this kind."""
    address = page.locator(f"a.report[href*='line={kind}%3A']").first.get_attribute("href")
    assert address
    page.goto(address)


def send(page: Page, note: str = "") -> None:
    page.get_by_role("radio").first.check()
    page.get_by_label("What should we know?").fill(note)
    page.get_by_role("button", name="Send the report").click()


def test_a_reader_reports_and_a_reviewer_decides_without_javascript(visit: Visit, site: Site) -> None:
    """Given no script and a phone, when I report a line too wordily and mend it, then a reviewer finds my very words.

    The reviewer reads the line as it stands, decides with a reason, and the line leaves the queue.
    """
    page = visit(QUESTION, script=False, width=360, height=740)
    row = page.locator("#agreed .row").first
    quote = row.locator(".exact").first.text_content()
    row.get_by_role("link", name="Report").click()
    expect(page.locator(".reported .exact").first).to_have_text(quote or "")
    expect(page.locator(".urgent")).to_contain_text("call your local emergency number")
    page.get_by_role("radio", name="One of them does not belong here").check()
    page.get_by_label("What should we know?").fill("too many words " * 80)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("1,199 characters")
    expect(page.get_by_label("What should we know?")).to_have_value("too many words " * 80)
    expect(page.get_by_role("radio", name="One of them does not belong here")).to_be_checked()
    page.get_by_label("What should we know?").fill(f"It speaks of another disease, {CANARY}.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    page.get_by_role("link", name="Back to:").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is metastatic breast cancer?")

    desk = visit("/desk/reports", who="rita", script=False, width=360, height=740)
    entry = desk.locator(".rows .row", has_text=quote or "").first
    entry.get_by_role("link", name="What is metastatic breast cancer?").click()
    address = desk.url
    expect(desk.locator(".note")).to_have_text(f"It speaks of another disease, {CANARY}.")
    expect(desk.locator(".reported .exact").first).to_have_text(quote or "")
    desk.get_by_role("radio", name="Kept").check()
    desk.get_by_label("Why?").fill("All four name the same sites.")
    desk.get_by_role("button", name="Store the decision").click()
    expect(desk.locator("ol.next").last).to_contain_text("All four name the same sites.")
    desk.locator(".crumb").get_by_role("link", name="Reported lines").click()
    assert address.removeprefix(site.address) not in [
        link.get_attribute("href") for link in desk.locator(".rows h2 a").all()
    ]
    desk.get_by_role("button", name="Sign out").click()
    desk.goto("/desk/reports")
    expect(desk.get_by_role("button", name="Sign in")).to_be_visible()
    assert CANARY not in site.log.read_text()


def test_a_report_needs_no_mouse(visit: Visit) -> None:
    """Given the keyboard alone, when I tab through the form, then the trap is never on the way and it is sent."""
    page = visit(QUESTION)
    follow(page, "digest")
    page.locator("#main").focus()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.type || ''"))
        if seen[-1] == "reason":
            page.keyboard.press("Space")
        elif seen[-1] == "note":
            page.keyboard.type("By keyboard.")
        elif seen[-1] == "submit":
            page.keyboard.press("Enter")
            break
    assert seen[-3:] == ["reason", "note", "submit"]
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


@pytest.mark.parametrize("address", [QUESTION, LONG_QUESTION, LONG_WARNING])
def test_reports_are_at_hand_and_out_of_the_way(visit: Visit, address: str) -> None:
    """On a phone each line has one small link, large enough for a finger and smaller than the words it is about."""
    page = visit(address, width=360, height=740)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.locator("#agreed .row").count() == page.locator("#agreed a.report").count()
    for link in page.locator("a.report").all():
        box = link.bounding_box()
        assert box
        assert 20 <= box["height"] <= 30
        assert box["width"] <= 80


def axe(page: Page) -> None:
    """No violation, light and dark, with everything opened; and nothing scrolls sideways at 320 pixels."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{page.url} {scheme}{found.generate_report()}"
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 320, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size(size)


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_in_a_report(visit: Visit, width: int) -> None:
    """The form for every kind of line, the form refused, and the thanks."""
    page = visit(LONG_WARNING, width=width)
    kinds = {link.get_attribute("href").partition("line=")[2].partition("%")[0]  # type: ignore[union-attr]
             for link in page.locator("a.report").all()}  # fmt: skip
    assert {"warning", "digest", "agreed", "single"} <= kinds
    for kind in sorted(kinds):
        page.goto(LONG_WARNING)
        follow(page, kind)
        axe(page)
    send(page, "x" * 1001)
    axe(page)
    send(page, "Short.")
    axe(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_on_the_desk(visit: Visit, width: int) -> None:
    """Sign-in, sign-in refused, queue, empty queue, a line with a note, a decision refused and taken, the password."""
    reader = visit(LONG_QUESTION, width=width)
    follow(reader, "digest")
    send(reader, "A note, with\na second line and averylongwordthatneverends" + "s" * 60)
    page = visit("/desk/login", desk=True, width=width)
    axe(page)
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    axe(page)
    page = visit("/desk/reports", who="reviewer", width=width)
    axe(page)
    page.goto("/desk/reports?order=newest")
    page.locator(".rows h2 a").first.click()
    axe(page)
    page.get_by_role("radio").first.check()
    page.get_by_label("Why?").fill("x" * 1001)
    page.get_by_role("button", name="Store the decision").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    page.get_by_label("Why?").fill("The full answer says so.")
    page.get_by_role("button", name="Store the decision").click()
    axe(page)
    page.reload()
    page.locator(".desk-page summary").first.click()
    page.get_by_role("button", name="Erase for good").first.click()
    expect(page.get_by_text("The note was erased.").first).to_be_visible()
    for address in ("/desk/reports?status=dismissed&reason=wrong-name", "/desk/password"):
        page.goto(address)
        axe(page)
