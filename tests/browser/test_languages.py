"""A reader of Spanish, in a real browser: on a phone, by keyboard, without script, and heard by axe."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_accessibility import RULES
from tests.browser.test_journeys import PAGES, QUESTION, Visit


def test_a_reader_of_spanish_changes_the_language_and_reports_a_line(visit: Visit) -> None:
    """Given a page in English, when I follow “Español” by keyboard, then all that I meet until my report is Spanish."""
    page = visit(QUESTION, width=360, height=740, script=False)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Español")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/es{QUESTION}$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".digest blockquote").first).to_have_attribute("lang", "en")
    page.locator(".digest a.report").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Qué está mal en esta línea?")
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Enviar el reporte").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gracias.")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you.")
    assert page.context.cookies() == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_in_spanish_scrolls_sideways(visit: Visit, address: str) -> None:
    """Spanish words are longer than English ones; on a phone they still fit."""
    page = visit(f"/es{address}", width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("address", ["/es/", f"/es{QUESTION}", "/es/method", "/es/nowhere"])
def test_axe_finds_no_violation_in_spanish(visit: Visit, address: str) -> None:
    """WCAG 2.2 A and AA and best practice, with every wording opened; languages of page and of parts among them."""
    page = visit(address, width=360)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
