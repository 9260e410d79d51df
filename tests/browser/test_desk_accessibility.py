"""The accessibility twin of the journeys at the desk: axe finds nothing on any page of any role, nor where one refuses.

Each page is looked at on a phone and on a screen, in light and in dark, with everything on it opened.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.scenes import PASSWORD
from tests.browser.test_accessibility import RULES
from tests.browser.test_asker import PERSONAL, URGENT, ask
from tests.browser.test_expert import start
from tests.browser.test_journeys import Visit

#: In the dark a page is the same but for its colours.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

#: Pixels, and what is looked at there.
LIGHT, DARK = ("light", RULES), ("dark", COLOURS)
WIDTHS = {1280: (LIGHT,), 360: (LIGHT, DARK)}

#: What in an address is the name of one thing of many; one of each kind is looked at.
ONE = re.compile(
    r"(?<=/)(\d+|[0-9a-f-]{32,36}|[a-z0-9]+(-[a-z0-9]+){2,}|p[0-9a-f]{16}|sample-[a-z-]+|dr-[a-z-]+)(?=/|$)"
)


def look(page: Page) -> None:
    """No violation, at two widths and in two schemes; nothing scrolls sideways; each form can be sent."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    bare = "form[method=post]:not(:has([name=csrfmiddlewaretoken]))"
    if urlsplit(page.url).path.startswith("/desk"):
        assert page.locator(bare).count() == 0, page.url
    for width, schemes in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in schemes:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page, options=rules)
            assert found.violations_count == 0, f"{page.url} {width} {scheme}{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def walk(page: Page, seen: set[str]) -> int:
    """Look at every kind of page that links lead to from here, each kind once; how many there were."""
    begin = urlsplit(page.url).path
    found, ahead = 0, [begin]
    while ahead:
        address = ahead.pop(0)
        kind = ONE.sub("*", address.partition("?")[0])
        new = kind not in seen
        if not new and address != begin:
            continue
        seen.add(kind)
        page.goto(address)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        if new:
            found += 1
            look(page)
        links = page.locator("main a[href^='/desk/']").evaluate_all("nodes => nodes.map(n => n.getAttribute('href'))")
        ahead += [each.partition("#")[0] for each in links if not re.search(r"\.(csv|jsonl)$", each)]
    return found


#: Pages that are the same for everybody: looked at once, with the first who has them.
SHARED: set[str] = set()


@pytest.mark.parametrize(
    ("who", "begin", "least"),
    [
        ("expert", "/desk/", 18),
        ("steward", "/desk/my-profile/sample-stroke-unit", 2),
        ("checker", "/desk/", 1),
        ("reviewer", "/desk/", 6),
        ("editor", "/desk/", 12),
        ("administrator", "/desk/", 4),
    ],
)
def test_axe_finds_no_violation_on_the_pages_of(visit: Visit, who: str, begin: str, least: int) -> None:
    """Every page that this role is led to by links, each kind of page once."""
    assert walk(visit(begin, who=who), SHARED) >= least


def test_axe_finds_no_violation_where_somebody_asks(visit: Visit) -> None:
    """The form, refused, looked at with words masked, urgent, sent; and one's own question."""
    page = visit("/ask")
    look(page)
    ask(page, "")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    ask(page, PERSONAL)
    look(page)
    page.goto("/ask")
    ask(page, URGENT)
    look(page)
    page.get_by_label("Others may read my question").check()
    page.get_by_label("Your e-mail address").fill("reader@example.org")
    page.get_by_role("button", name="Send my question").click()
    look(page)


def test_axe_finds_no_violation_where_an_expert_is_refused(visit: Visit) -> None:
    """The composer before it is complete, two texts beside each other, a submission and an act without a reason."""
    page = start(visit, "axed")
    look(page)
    page.get_by_label("Short answer").fill("Tea is a drink.")
    page.get_by_role("button", name="Save and check before submitting").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    other = visit(page.url.partition("?")[0], who="axed")
    page.goto(other.url)
    page.get_by_label("Short answer").fill("Tea warms.")
    page.get_by_role("button", name="Save", exact=True).click()
    other.get_by_label("Short answer").fill("Tea is warm.")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("heading", name="What you typed")).to_be_visible()
    look(other)
    page.get_by_role("link", name="History").click()
    look(page)


def test_axe_finds_no_violation_where_a_check_or_a_vote_is_refused(visit: Visit) -> None:
    """What goes back without a reason."""
    page = visit("/desk/to-check", who="checker")
    page.locator(".sheet a").last.click()
    page.get_by_label("Back to the author").check()
    page.get_by_role("button", name="Store the fact check").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    page = visit("/desk/comparisons/what-triggers-a-migraine", who="reviewer")
    look(page)
    page.get_by_role("navigation", name="Lists").get_by_role("link", name="Agreed").click()
    page.get_by_role("radio", name="Send it back to the editors").check()
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Change or write").first.click()
    page.locator("#split summary").click()
    page.get_by_role("button", name="Split the row").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)


def test_axe_finds_no_violation_where_an_editor_or_administrator_is_refused(visit: Visit) -> None:
    """A question from a reader, an application and an account, each refused; the public form of applications too."""
    page = visit("/apply")
    look(page)
    page.get_by_role("button").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    page = visit("/desk/asked", who="editor")
    page.locator(".rows h2 a").last.click()
    page.get_by_role("button", name="Decline, with this reason").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    page = visit("/desk/people/add", who="administrator")
    page.get_by_label("Name to sign in with").fill("editor")
    page.get_by_label("E-mail address").fill("somebody@example.org")
    page.get_by_role("button", name="Add and mail a link").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)


def test_axe_finds_no_violation_at_the_door(visit: Visit) -> None:
    """The code, a code that does not fit, a forgotten password, a link that has ended."""
    page = visit("/desk/login", desk=True)
    page.get_by_label("Name").fill("axed")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    look(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    page.goto("/desk/forgotten")
    look(page)
    page.goto("/desk/new-password/MQ/none-such")
    look(page)
