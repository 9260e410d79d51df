"""The accessibility twin of the journeys: axe finds nothing, on any page, at two widths and in two schemes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_journeys import PAGES, Visit

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_no_violation(visit: Visit, address: str, width: int) -> None:
    """WCAG 2.2 A and AA and best practice, light and dark, with every wording opened."""
    page = visit(address, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, scheme + found.generate_report()
