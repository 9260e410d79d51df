"""Readers follow a question by mail: confirmed, told of kinds and counts alone, ended at once (feature D15)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from tests.web.asking_situations import hidden, reader, words
from tests.web.situations import NOW, answer, entry, store
from web.asking import actions, jobs
from web.asking.models import Follower
from web.asking.views import public
from web.questions import actions as questions
from web.questions.models import Answer, Question

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def question() -> Question:
    return store(entry("q", answer("a1", "Dr Ada Test", "Honey helps."), text="Does honey help?"))[0]


def send(client: Client, question: Question, email: str = "reader@example.org", language: str = ""):  # type: ignore[no-untyped-def]
    address = f"{language}/q/{question.slug}/follow"
    return client.post(address, {"ticket": hidden(client.get(address), "ticket"), "email": email})


def followed(question: Question, at=NOW) -> Follower:  # type: ignore[no-untyped-def]
    actions.follow(question=question, email="reader@example.org", language="en", at=at)
    row = Follower.objects.get()
    actions.confirm_follower(follower=row, at=at)
    row.refresh_from_db()
    return row


def test_following_is_confirmed_by_the_address_itself(question: Question) -> None:
    """A link is mailed; pressed, the follower is told from then on."""
    client = reader()
    assert send(client, question).headers["Location"] == f"/q/{question.slug}/follow?sent"
    assert not client.cookies
    row = Follower.objects.get()
    assert row.confirmed_at is None
    jobs.mail_follower(at=NOW, follower=row.pk)
    (letter,) = mail.outbox
    assert f"/follow/{row.token}" in letter.body
    assert "honey" not in (letter.body + letter.subject).lower()
    assert client.get(f"/follow/{row.token}").status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at is None, "a program that opens links confirms nothing"
    assert client.post(f"/follow/{row.token}/confirm").status_code == 303
    row.refresh_from_db()
    assert row.confirmed_at == NOW


def test_nobody_learns_who_follows(question: Question) -> None:
    """A new address, one that waits and one that is confirmed get the same answer."""
    client = reader()
    first = send(client, question)
    actions.confirm_follower(follower=Follower.objects.get(), at=NOW)
    again = send(client, question, "READER@example.org")
    other = send(client, question, "other@example.org")
    assert first.status_code == again.status_code == other.status_code == 303
    assert first.headers["Location"] == again.headers["Location"] == other.headers["Location"]
    assert Follower.objects.count() == 2


def test_followers_are_told_once_of_kinds_and_counts(question: Question) -> None:
    """Of what happened since; with a link to end it; and of nothing that they were told before."""
    row = followed(question)
    assert jobs.tell_followers(at=NOW + DAY) == 0
    live = Answer.objects.get()
    questions.take_back(answer=live, state=Answer.State.WITHDRAWN, reason="canaryword honey", by=None, at=NOW + DAY / 2)
    assert jobs.tell_followers(at=NOW + DAY) == 1
    (letter,) = mail.outbox
    assert "1 answer was taken back" in letter.body
    assert f"/follow/{row.token}" in letter.body
    assert f"/q/{question.slug}" in letter.body
    assert "canaryword" not in letter.body + letter.subject
    assert jobs.tell_followers(at=NOW + 2 * DAY) == 0


def test_who_has_not_confirmed_is_told_nothing_and_forgotten(question: Question) -> None:
    """After some days."""
    actions.follow(question=question, email="reader@example.org", language="en", at=NOW)
    questions.take_back(
        answer=Answer.objects.get(), state=Answer.State.WITHDRAWN, reason="Gone.", by=None, at=NOW + DAY / 2
    )
    assert jobs.tell_followers(at=NOW + DAY) == 0
    assert jobs.forget_askers(at=NOW + 7 * DAY) == 0
    assert jobs.forget_askers(at=NOW + 8 * DAY) == 1
    assert not Follower.objects.exists()


def test_a_follower_ends_it_with_one_press(question: Question) -> None:
    """The address is gone, and the link leads nowhere after that."""
    row = followed(question)
    assert "Your address is erased" in words(reader().post(f"/follow/{row.token}/end"))
    assert not Follower.objects.exists()
    assert reader().get(f"/follow/{row.token}").status_code == 404


def test_letters_speak_the_language_of_the_page(question: Question) -> None:
    """Links too."""
    send(reader(), question, language="/es")
    row = Follower.objects.get()
    jobs.mail_follower(at=NOW, follower=row.pk)
    assert f"/es/follow/{row.token}" in mail.outbox[0].body


def test_a_flood_of_addresses_is_told_to_wait(question: Question) -> None:
    """Nobody uses us to write to strangers."""
    client = reader()
    for n in range(public.FOLLOWS.times):
        assert send(client, question, f"r{n}@example.org").status_code == 303
    page = send(client, question, "one@example.org")
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert Follower.objects.count() == public.FOLLOWS.times


def test_what_is_no_address_is_refused(question: Question) -> None:
    """In a sentence; there is nothing to follow where there is no page."""
    page = send(reader(), question, "nonsense")
    assert page.status_code == 400
    assert "no e-mail address" in words(page)
    assert reader().get("/q/nothing/follow").status_code == 404
