"""People and roles: who gives them, for which topic, and what a closed account or an ended role can do (feature O5)."""

from __future__ import annotations

import io

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from selectolax.lexbor import LexborHTMLParser

from tests.web.accounts_situations import PASSWORD, SECRET, at_the_desk, links, work
from tests.web.situations import NOW, account, signed_in
from web.accounts import actions, roles
from web.accounts.models import Account, Grant, Role
from web.audit.models import Event
from web.questions.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Account:
    return account("root", Role.ADMINISTRATOR)


@pytest.fixture
def heart() -> Topic:
    return Topic.objects.create(slug="heart", name="Heart")


def words(response) -> str:  # type: ignore[no-untyped-def]
    return " ".join(LexborHTMLParser(response.content.decode()).css_first("main").text().split())


@pytest.mark.parametrize("role", Role)
def test_a_role_of_one_topic_is_none_of_another(role: Role, heart: Topic) -> None:
    """It opens the pages of that work, and its topic alone."""
    if role == Role.ADMINISTRATOR:
        with pytest.raises(ValidationError, match="whole site"):
            account("ada", role, topic=heart.pk)
        return
    ada = account("ada", role, topic=heart.pk)
    kidney = Topic.objects.create(slug="kidney", name="Kidney")
    assert roles.holds(ada, role, topic=heart.pk)
    assert roles.holds(ada, role, anywhere=True)
    assert not roles.holds(ada, role, topic=kidney.pk)
    assert not roles.holds(ada, role)
    assert [row.pk for row in roles.holders(role, topic=heart.pk)] == [ada.pk]
    assert roles.holders(role, topic=kidney.pk) == []
    for other in set(Role) - {role}:
        assert not roles.holds(ada, other, topic=heart.pk)
    with pytest.raises(PermissionDenied, match=str(role.label)):
        roles.check_holds(ada, role, topic=kidney.pk)


def test_a_role_of_all_topics_holds_for_each(heart: Topic) -> None:
    """And for questions that have no topic."""
    ada = account("ada", Role.REVIEWER)
    assert roles.holds(ada, Role.REVIEWER, topic=heart.pk)
    assert roles.holds(ada, Role.REVIEWER)


def test_a_closed_account_holds_nothing(heart: Topic) -> None:
    """Nor is it told or asked."""
    ada = account("ada", Role.REVIEWER)
    actions.suspend_account(name="ada", by=None, at=NOW)
    assert not roles.holds(Account.objects.get(), Role.REVIEWER)
    assert roles.holders(Role.REVIEWER) == []
    assert ada.grants.filter(ended_at__isnull=True).exists(), "and holds it again once it is opened"


@pytest.mark.parametrize("role", [None, Role.FACT_CHECKER, Role.REVIEWER, Role.EDITOR])
def test_only_administrators_keep_people(role: Role | None, root: Account) -> None:
    """Whatever the door: the rule stands in the action."""
    ada, ben = account("ada", *([role] if role else [])), account("ben", Role.EDITOR)
    grant = ben.grants.get()
    for act in (
        lambda: actions.grant(account=ben, role=Role.REVIEWER, by=ada, at=NOW),
        lambda: actions.end_grant(grant=grant, by=ada, at=NOW),
        lambda: actions.suspend_account(name="ben", by=ada, at=NOW),
        lambda: actions.restore_account(name="ben", by=ada, at=NOW),
        lambda: actions.reset_factor(account=ben, by=ada, at=NOW),
        lambda: actions.lift_freeze(account=ben, by=ada, at=NOW),
        lambda: actions.mail_link(account=ben, by=ada, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Account.objects.get(username="ben").is_active


def test_nobody_helps_themselves(root: Account) -> None:
    """No role, no closing, no reset of one's own."""
    for act in (
        lambda: actions.grant(account=root, role=Role.REVIEWER, by=root, at=NOW),
        lambda: actions.suspend_account(name="root", by=root, at=NOW),
        lambda: actions.reset_factor(account=root, by=root, at=NOW),
        lambda: actions.lift_freeze(account=root, by=root, at=NOW),
    ):
        with pytest.raises(ValidationError):
            act()


def test_an_administrator_is_left(root: Account) -> None:
    """The last one cannot end their own role; with a second, they can."""
    with pytest.raises(ValidationError, match="last administrator"):
        actions.end_grant(grant=root.grants.get(), by=root, at=NOW)
    account("other", Role.ADMINISTRATOR)
    actions.end_grant(grant=root.grants.get(), by=root, at=NOW)
    assert not roles.holds(root, Role.ADMINISTRATOR)


def test_giving_and_ending_a_role(root: Account, heart: Topic) -> None:
    """For a topic and for all; given twice it is one; both are in the log with who did it."""
    ada, client = account("ada"), signed_in(root)
    address = f"/desk/people/{ada.pk}"
    for _ in range(2):
        assert client.post(address, {"role": "reviewer", "topic": heart.pk}).status_code == 303
    assert client.post(address, {"role": "editor", "topic": ""}).status_code == 303
    assert sorted((g.role, g.topic_id) for g in Grant.objects.filter(account=ada)) == [
        ("editor", None), ("reviewer", heart.pk),
    ]  # fmt: skip
    page = words(client.get(address))
    assert "Medical reviewer Heart" in page
    assert "Editor all topics" in page
    for typed in ({"role": "king", "topic": ""}, {"role": "editor", "topic": "999"}, {"topic": ""}):
        assert client.post(address, typed).status_code == 400
    whole = client.post(address, {"role": "administrator", "topic": heart.pk})
    assert whole.status_code == 400
    assert "administers the whole site" in words(whole)
    grant = ada.grants.get(role="reviewer")
    assert client.post(f"{address}/roles/{grant.pk}/end").status_code == 303
    assert not roles.holds(ada, Role.REVIEWER, topic=heart.pk)
    assert [e.by for e in Event.objects.filter(noun="role", verb__in=("granted", "ended"), by=root)] == [root] * 3
    for number in (grant.pk + 99, root.grants.get().pk):
        assert client.post(f"{address}/roles/{number}/end").status_code == 404


def test_a_role_that_ends_is_gone_with_the_next_request(root: Account) -> None:
    """No session remembers it."""
    ada = account("ada", Role.REVIEWER)
    client = signed_in(ada)
    assert client.get("/desk/reports").status_code == 200
    actions.end_grant(grant=ada.grants.get(), by=root, at=NOW)
    assert client.get("/desk/reports").status_code == 404


def test_adding_somebody(root: Account) -> None:
    """They are mailed a link to set a password; a name or address that is taken is refused beside its field."""
    client = signed_in(root)
    added = client.post("/desk/people/add", {"name": "ada.test", "email": "Ada@Example.org", "shown": "Dr Ada"})
    row = Account.objects.get(username="ada.test")
    assert added.headers["Location"] == f"/desk/people/{row.pk}"
    assert (row.email, row.name) == ("ada@example.org", "Dr Ada")
    work()
    assert [(m.to, m.subject) for m in mail.outbox] == [(["ada@example.org"], "Your account at Plurivox")]
    assert links()
    for typed, said in (
        ({"name": "ADA.test", "email": "new@example.org"}, "of that name already"),
        ({"name": "new", "email": "ADA@example.org"}, "with that address already"),
        ({"name": "a b", "email": "new@example.org"}, "valid"),
        ({"name": "x@example.org", "email": "new@example.org"}, "with an @"),
        ({"name": "new", "email": ""}, "Type the address to which the link"),
    ):
        refused = client.post("/desk/people/add", typed)
        assert refused.status_code == 400
        assert said in words(refused)
    assert Account.objects.count() == 2
    assert client.post(f"/desk/people/{row.pk}/mail-link").status_code == 303
    work()
    assert mail.outbox[0].to == ["ada@example.org"]


def test_closing_and_opening(root: Account) -> None:
    """By another administrator; the page says how the account stands."""
    ada, client = account("ada"), signed_in(root)
    assert client.post(f"/desk/people/{ada.pk}/close").status_code == 303
    assert "closed" in words(client.get(f"/desk/people/{ada.pk}"))
    assert client.post(f"/desk/people/{ada.pk}/open").status_code == 303
    assert Account.objects.get(username="ada").is_active
    own = client.post(f"/desk/people/{root.pk}/close")
    assert own.status_code == 400
    assert "another administrator" in words(own)
    for address in (f"/desk/people/{ada.pk}/promote", "/desk/people/999/close", "/desk/people/999"):
        assert client.post(address, {"role": "editor"}).status_code == 404


def test_looking_for_people(root: Account, heart: Topic, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    """By name or address, fifty a page, in a number of queries that does not grow with them."""
    for number in range(60):
        account(f"person{number:02}", Role.EDITOR)
    client = signed_in(root)
    with django_assert_max_num_queries(20):
        first = client.get("/desk/people")
    tree = LexborHTMLParser(first.content.decode())
    assert len(tree.css("tbody tr")) == 50
    assert "61 accounts" in words(first)
    assert len(LexborHTMLParser(client.get("/desk/people?page=2").content.decode()).css("tbody tr")) == 11
    (onward,) = LexborHTMLParser(client.get("/desk/people?q=person").content.decode()).css("a[rel=next]")
    assert onward.attributes["href"] == "?q=person&page=2"
    assert "person07" in words(client.get("/desk/people?q=PERSON07@example"))
    assert "Nobody of that name" in words(client.get("/desk/people?q=zoe"))


def test_the_command_gives_roles_by_topic(heart: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    """A topic that is not there is refused, and nothing is stored."""
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    call_command("add_account", "ada", "--role=reviewer", "--topic=heart", stdout=io.StringIO())
    assert Grant.objects.get().topic == heart
    for options in (["--role=reviewer", "--topic=liver"], ["--role=administrator", "--topic=heart"]):
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        with pytest.raises(CommandError):
            call_command("add_account", "ben", *options)
    assert Account.objects.count() == 1


def test_the_command_knows_a_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a demonstration; a secret that is none is refused, and nothing is stored."""
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    call_command("add_account", "ada", f"--totp-secret={SECRET}", stdout=io.StringIO())
    assert at_the_desk("ada").get("/desk/").status_code == 200
    for secret in ("no base32!", "JBSWY3DP"):
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        with pytest.raises(CommandError, match="base32"):
            call_command("add_account", "ben", f"--totp-secret={secret}")
    assert Account.objects.count() == 1
