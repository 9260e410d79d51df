"""Who runs the site: an editor lets experts in and takes words off the pages; an administrator looks after accounts."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, telephone
from tests.browser.scenes import ANSWERS, PASSWORD, TOPIC
from tests.browser.test_expert import public
from tests.browser.test_journeys import Visit
from web.pages import demonstration

WRITTEN = {written.account: written for written in ANSWERS}
HONEY = WRITTEN["bee"].question

#: Seconds that background work may take: the first comparison loads the sentence model.
PATIENCE = 90


def until(page: Page, words: str) -> None:
    """Load the page again until it holds these words, for work in the background is under way."""
    for _ in range(PATIENCE):
        if words in page.inner_text("main"):
            return
        time.sleep(1)
        page.reload()
    raise AssertionError(f"{page.url} did not say in {PATIENCE} s: {words}")


def apply(visit: Visit, name: str, **how: object) -> None:
    page = visit("/apply", **how)
    page.get_by_label("A person").check()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address").fill(f"{name.split()[1].lower()}@example.org")
    page.get_by_label("Credentials").fill("MD (sample)")
    page.get_by_label("Specialty").fill("Allergy")
    page.get_by_label("How can we check this?").fill("The sample register, number 12.")
    page.get_by_role("button").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Say whether you have conflicts of interest")
    page.get_by_label("No, none").check()
    page.get_by_role("button").last.click()
    expect(page).to_have_url(re.compile("/apply/sent"))
    assert page.context.cookies() == []


def test_an_applicant_is_let_in_and_verified(visit: Visit) -> None:
    """Given an application and no script, when an editor accepts and checks it, then the expert is verified."""
    apply(visit, "Dr Alma Sample", script=False, width=360, height=740)
    page = visit("/desk/applications", who="editor", script=False)
    page.get_by_role("link", name="Dr Alma Sample").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("Accepted.")
    expect(page.get_by_text("Nothing yet. Until a licence")).to_be_visible()
    page.get_by_role("link", name="Verify something").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("By which evidence?").fill("The sample register, seen today.")
    page.get_by_label("Until when does it hold?").fill("2020-12-31")
    page.get_by_role("button", name="Store the verification").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("By which evidence?")).to_have_value("The sample register, seen today.")
    page.get_by_label("Until when does it hold?").fill("2031-12-31")
    page.get_by_role("button", name="Store the verification").click()
    expect(page.get_by_role("status").first).to_have_text("The verification is stored.")
    expect(page.get_by_role("region", name="What is verified")).to_contain_text("until 31 December 2031")


def test_an_applicant_who_is_refused_gets_the_reason(visit: Visit, site: Site) -> None:
    """Given an application, when an editor refuses it, then it is decided and the letter holds the reason."""
    apply(visit, "Dr Ruth Sample")
    page = visit("/desk/applications", who="editor")
    page.get_by_role("link", name="Dr Ruth Sample").click()
    page.get_by_role("link", name="Refuse, with a reason").click()
    page.get_by_label("Why?").fill("Number 12 of the register is somebody else.")
    page.get_by_role("button", name="Refuse and write to them").click()
    expect(page.locator(".note")).to_have_text("Number 12 of the register is somebody else.")
    for _ in range(PATIENCE):
        if "Number 12 of the register is somebody else." in site.log.read_text():
            break
        time.sleep(1)
    else:
        raise AssertionError("the letter was not sent")


def test_a_suspension_takes_every_word_away_at_once_and_gives_them_back(visit: Visit) -> None:
    """Given the keyboard alone, when I suspend an author, then no page has their words; lifted, they are back."""
    written = WRITTEN["shaky"]
    places = [public(written.question), "/search?q=fly+with+a+cold", "/e/dr-sue-sample"]
    reader = visit(places[0])
    expect(reader.locator("article.answer")).to_contain_text(written.short)
    page = visit("/desk/experts/dr-sue-sample", who="editor")
    page.get_by_role("link", name="Take everything of theirs off the pages").press("Enter")
    page.get_by_label("Why?").press_sequentially("The register has a complaint.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Suspend now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Suspended. Nothing of theirs is on any page.")
    for place in places:
        reader.goto(place)
        assert written.short not in reader.content(), place
    reader.goto(places[0])
    expect(reader.locator("article.gone")).to_contain_text(written.name)
    assert "complaint" not in reader.content()
    page.get_by_role("link", name="Lift the suspension").press("Enter")
    page.get_by_role("button", name="Lift it").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("The suspension is lifted.")
    until(reader, written.short)


def test_a_comparison_is_edited_released_and_falls_with_a_withdrawal(visit: Visit) -> None:
    """Given a comparison, when lines are confirmed, split and joined, then two reviewers release what readers see.

    When one of its experts withdraws, the release is off the page with the next request.
    """
    reader = visit(public(HONEY))
    until(reader, "Compared by computer; not yet medically reviewed.")
    place = f"/desk/comparisons/{public(HONEY).removeprefix('/q/')}"
    page = visit(place, who="editor")
    expect(page.get_by_role("region", name="The short answer")).to_be_visible()
    page.get_by_role("navigation", name="Lists").get_by_role("link", name="Agreed").click()
    rows = page.locator(".desk-page .rows > .row")
    never = rows.filter(has_text="Never give honey to a baby")
    never.get_by_role("button", name="Confirm").click()
    expect(never).to_contain_text("Confirmed")

    never.get_by_role("link", name="Change or write").click()
    page.locator("#split summary").click()
    page.locator("#split").get_by_role("button", name="Split the row").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose some of the quotes, and not all of them.")
    page.locator("#split").get_by_label("Never give honey to a baby").check()
    page.locator("#split").get_by_label("Why?").fill("It names the disease as a reason.")
    page.get_by_role("button", name="Split the row").click()
    expect(never).to_have_count(0)
    page.get_by_role("navigation", name="Lists").get_by_role("link", name="Only one says").click()
    alone = rows.filter(has_text="Never give honey to a baby")
    alone.get_by_role("link", name="Change or write").click()
    page.locator("#merge summary").click()
    other = page.get_by_label("The other row").locator("option", has_text="Do not give honey").first
    value = other.get_attribute("value") if other.count() else None
    if value is None:
        other = page.get_by_label("The other row").locator("option", has_text="Honey is never for babies").first
        value = other.get_attribute("value")
    page.get_by_label("The other row").select_option(value)
    page.get_by_role("button", name="Join the rows").click()
    page.get_by_role("navigation", name="Lists").get_by_role("link", name="Agreed").click()
    expect(never).to_have_count(1)
    never.get_by_role("link", name="Change or write").click()
    page.locator("#heading summary").click()
    page.locator("#heading-text").fill("No honey before the first birthday.")
    page.locator("#heading").get_by_role("button", name="Store").click()
    expect(never).to_contain_text("No honey before the first birthday.")
    expect(page.get_by_role("button", name="Vote")).to_have_count(0)

    for who in ("reviewer", "second"):
        vote = visit(place, who=who)
        vote.get_by_role("radio", name="Release it").check()
        vote.get_by_role("button", name="Vote").click()
        expect(vote.get_by_role("button", name="Vote")).to_have_count(0)
    reader.reload()
    state = reader.locator("header.question .state").first
    expect(state).to_contain_text(re.compile(r"Comparison medically reviewed on \d+ \w+ \d{4} by Sample reviewer"))
    expect(reader.locator("#agreed")).to_contain_text("No honey before the first birthday.")

    mine = visit("/desk/answers", who="wax")
    mine.get_by_role("link", name=HONEY).click()
    mine.get_by_role("link", name="Withdraw this answer").click()
    mine.get_by_label("Why?").fill("I write it anew.")
    mine.get_by_role("button", name="Withdraw it").click()
    reader.reload()
    assert "Comparison medically reviewed" not in reader.content()
    assert WRITTEN["wax"].short not in reader.content()
    expect(reader.locator("article.gone")).to_contain_text("I write it anew.")
    page.goto(place)
    assert "Sugar harms the teeth." not in page.content()


def test_an_administrator_adds_an_account_gives_a_role_and_closes_it(visit: Visit, site: Site) -> None:
    """Given a new account, when its owner follows the mailed link, then password and code open what the role allows.

    The role is for one topic; ended, its page is gone with the next request; closed, so is the session. The log holds
    each step.
    """
    page = visit("/desk/people", who="administrator")
    page.get_by_role("link", name="Add an account").click()
    page.get_by_label("Name to sign in with").fill("newcomer")
    page.get_by_label("E-mail address").fill("newcomer@example.org")
    page.get_by_label("Name that colleagues see").fill("Nia Newcomer")
    page.get_by_role("button", name="Add and mail a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nia Newcomer")
    page.get_by_role("combobox", name="Role").select_option(label="Fact checker")
    page.get_by_role("combobox", name="Topic").select_option(label=TOPIC)
    page.get_by_role("button", name="Give this role").click()
    roles = page.get_by_role("region", name="Roles")
    expect(roles.get_by_role("row", name="Fact checker")).to_contain_text(TOPIC)

    theirs = visit(link(site, "newcomer@example.org"), desk=True)
    theirs.get_by_label("New password", exact=True).fill(PASSWORD)
    theirs.get_by_label("New password once more").fill(PASSWORD)
    theirs.get_by_role("button", name="Set the password").click()
    set_up(theirs, "newcomer")
    theirs.goto("/desk/to-check")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Answers to check")

    roles.get_by_role("button", name="End").click()
    expect(roles).to_contain_text("No role. Give one below.")
    theirs.reload()
    expect(theirs.get_by_text("There is no page at this address.").first).to_be_visible()
    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_text("closed", exact=True)).to_be_visible()
    theirs.goto("/desk/")
    expect(theirs.get_by_role("button", name="Sign in")).to_be_visible()
    page.goto("/desk/log")
    log = page.locator(".sheet")
    for step in ("added account", "granted", "ended", "suspended account"):
        expect(log.get_by_role("row").filter(has_text=step).first).to_be_visible()


def test_who_lost_their_telephone_is_let_in_by_an_administrator(visit: Visit) -> None:
    """Given a lost telephone and no script, when the factor is removed, then its owner sets up another."""
    page = visit("/desk/people?q=lost", who="administrator", script=False)
    page.get_by_role("link", name="Lost").click()
    page.get_by_role("button", name="Remove the second factor").click()
    expect(page.get_by_text("no second factor yet")).to_be_visible()
    theirs = visit("/desk/login", desk=True, script=False)
    set_up(theirs, "lost")
    theirs.get_by_role("link", name="My account").click()
    expect(theirs.get_by_text("nothing that you do reaches readers")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="It was they: lift the freeze").click()
    theirs.reload()
    assert "nothing that you do reaches readers" not in theirs.inner_text("main")


def test_an_administrator_finds_the_way_by_keyboard(visit: Visit) -> None:
    """Given the keyboard alone, when I tab from the top, then the menu leads to each page and shows where I am."""
    page = visit("/desk/", who="administrator")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for name in ("Applications", "Experts", "People and roles", "Log", "Background work"):
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            assert focused.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
            if (focused.text_content() or "").strip() == name:
                break
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.locator(".desk-menu [aria-current=page]")).to_have_text(name)


@pytest.mark.parametrize("name", ["editor", "administrator"])
def test_nobody_gets_in_by_a_password_alone(visit: Visit, name: str) -> None:
    """Given the right password, when I go past the code, then I am at the door again."""
    page = visit("/desk/login", desk=True)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(demonstration.sample()["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Now the code")
    page.goto("/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to the desk")


def link(site: Site, address: str) -> str:
    """The address of the desk in the letter to this one, once it was sent."""
    for _ in range(PATIENCE):
        letter = site.log.read_text().partition(f"To: {address}")[2]
        if found := re.search(r"https?://[^/\s]+(/desk/new-password/\S+)", letter):
            return found[1]
        time.sleep(1)
    raise AssertionError(f"no letter to {address}")


def set_up(page: Page, name: str) -> None:
    """Sign in with a password, and set up a second factor."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Code").fill(telephone(secret.replace(" ", "")))
    page.get_by_role("button", name="Set up").click()
    keep = page.get_by_role("button", name="I keep them: show them no more")
    expect(keep).to_be_visible()
    keep.click()
