"""One's own question by its secret address: where it stands, what is kept, erasing it; and what is kept nowhere."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from plurivox import urgency
from tests.web.asking_situations import PLAIN, asked, editor, forget_model, hidden, look, reader, send, words
from tests.web.situations import NO_MODEL, NOW, answer, entry, store
from web import errors
from web.asking import actions, jobs, queries
from web.asking.forms import seal
from web.asking.models import Asked, AskedState, AskedStatus, Asker
from web.asking.states import TRANSITIONS
from web.audit.models import Event
from web.letters.models import Notice
from web.questions.models import Question

pytestmark = pytest.mark.django_db

CANARY = "canaryword"


@pytest.fixture(autouse=True)
def _no_model(settings):  # type: ignore[no-untyped-def]
    """What the site promises must not depend on the sentence model."""
    settings.MODEL_DIR = NO_MODEL
    forget_model()
    with time_machine.travel(NOW, tick=False):
        yield
    forget_model()


# --- One's own question.


def test_whoever_asked_sees_where_it_stands() -> None:
    """That it waits; why it was declined; where it stands once it is published (feature R22)."""
    edith = editor()
    waiting, declined, published = asked(urgent=("emergency",)), asked(), asked()
    actions.decline(asked=declined, reason="It names a person.", by=edith, at=NOW)
    made = actions.publish(asked=published, wording="Does honey help?", topic=None, subject="", by=edith, at=NOW)
    page = words(reader().get(f"/asked/{waiting.public_id}"))
    assert "Waiting for an editor" in page
    assert "to be looked at first" not in page
    assert "It names a person." in words(reader().get(f"/asked/{declined.public_id}"))
    page = reader().get(f"/asked/{published.public_id}")
    assert f"/q/{made.slug}" in page.content.decode()
    assert "edith" not in words(page)


def test_a_merged_question_leads_on() -> None:
    """Also where what it was merged into was merged again."""
    edith = editor()
    row = asked()
    first, second = store(entry("a", text="Does honey help?"), entry("b", text="Does honey soothe?"))
    actions.merge(asked=row, question=first, by=edith, at=NOW)
    actions.merge_questions(question=first, into=second, by=edith, at=NOW)
    assert f"/q/{second.slug}" in reader().get(f"/asked/{row.public_id}").content.decode()


def test_nobody_finds_anothers_question() -> None:
    """A wrong secret is no page, whatever its length; pages are kept by no cache and found by no search."""
    row = asked()
    for wrong in ("x", "x" * 43, row.public_id[:-1], str(row.pk)):
        assert reader().get(f"/asked/{wrong}").status_code == 404
    page = reader().get(f"/asked/{row.public_id}")
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"


def test_the_asker_is_told_once_and_only_that_it_was_decided() -> None:
    """The letter holds a link, and no word of the question or the reason."""
    row = asked(email="reader@example.org")
    actions.decline(asked=row, reason=f"{CANARY} reason", by=editor(), at=NOW)
    jobs.tell_asker(at=NOW, asked=row.pk)
    (letter,) = mail.outbox
    assert letter.to == ["reader@example.org"]
    assert f"/asked/{row.public_id}" in letter.body
    assert CANARY not in letter.body + letter.subject
    assert "honey" not in letter.body + letter.subject
    assert "account" not in letter.body


def test_a_letter_speaks_the_language_of_the_question() -> None:
    """Its link too."""
    row = asked(email="reader@example.org", language="es")
    actions.decline(asked=row, reason="No es una pregunta de salud.", by=editor(), at=NOW)
    jobs.tell_asker(at=NOW, asked=row.pk)
    assert f"/es/asked/{row.public_id}" in mail.outbox[0].body


def test_an_address_is_erased_on_demand_and_after_a_time(settings) -> None:  # type: ignore[no-untyped-def]
    """By whoever asked, at once; by the clock, some days after the decision, and not before."""
    settings.ASKER_DAYS = 30
    edith = editor()
    own, decided, waiting = (asked(email=f"r{n}@example.org") for n in range(3))
    assert "r0@example.org" in words(reader().get(f"/asked/{own.public_id}"))
    assert reader().post(f"/asked/{own.public_id}/erase-address").status_code == 303
    assert "r0@example.org" not in words(reader().get(f"/asked/{own.public_id}"))
    actions.decline(asked=decided, reason="No.", by=edith, at=NOW)
    assert jobs.forget_askers(at=NOW + timedelta(days=30)) == 0
    assert jobs.forget_askers(at=NOW + timedelta(days=30, seconds=1)) == 1
    assert list(Asker.objects.values_list("asked", flat=True)) == [waiting.pk]
    assert Event.objects.filter(verb="erased", noun="asker").count() == 2


def test_a_question_is_erased_for_good() -> None:
    """Its words, its masked words and the address; what was published in an editor's words stays, tied to nobody."""
    edith = editor()
    row = asked(f"{CANARY} does honey help?", email="reader@example.org", urgent=("emergency",))
    made = actions.publish(asked=row, wording="Does honey help?", topic=None, subject="", by=edith, at=NOW)
    assert reader().post(f"/asked/{row.public_id}/erase").status_code == 303
    row.refresh_from_db()
    assert (row.text, row.masked, row.urgent, row.question) == ("", "", "", None)
    assert not Asker.objects.exists()
    assert "was erased" in words(reader().get(f"/asked/{row.public_id}"))
    assert Question.objects.get(pk=made.pk).text == "Does honey help?"
    assert not queries.asked().exists()
    with connection.cursor() as cursor:
        for model in (Asked, AskedStatus, Asker, Event, Notice):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            assert CANARY not in str(cursor.fetchall())
    assert reader().post(f"/asked/{row.public_id}/erase").status_code == 303
    assert Event.objects.filter(verb="erased", noun="asked").count() == 1


def test_all_that_is_kept_of_an_asker_is_theirs_to_have() -> None:
    """Complete, by the secret address; and nothing of who decided (promise R49)."""
    row = asked(email="reader@example.org")
    actions.decline(asked=row, reason="No.", by=editor(), at=NOW)
    page = reader().get(f"/asked/{row.public_id}/kept.json")
    kept = json.loads(page.content)
    assert kept["question"]["text"] == PLAIN
    assert kept["address"]["email"] == "reader@example.org"
    assert [step["state"] for step in kept["steps"]] == ["waiting", "declined"]
    assert "edith" not in page.content.decode()
    actions.erase_question(asked=row, at=NOW)
    kept = json.loads(reader().get(f"/asked/{row.public_id}/kept.json").content)
    assert kept["address"] is None
    assert kept["question"]["text"] == ""


def test_no_public_page_names_an_asker(client: Client) -> None:
    """Neither HTML nor JSON of any page, nor what experts are told (promise R42, feature R19)."""
    edith = editor()
    row = asked(f"{CANARY} asks: does honey help children?", email="canary@example.org")
    made = actions.publish(asked=row, wording="Does honey help children?", topic=None, subject="", by=edith, at=NOW)
    for address in ("/", "/index.json", f"/q/{made.slug}", f"/q/{made.slug}.json", "/search?q=honey"):
        page = client.get(address).content.decode()
        assert "canary" not in page
        assert row.public_id not in page
    assert "canary" not in str(list(Notice.objects.values())).lower()


def test_what_was_asked_is_in_no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when it is taken, refused, checked in vain, or when the database fails (promise R47)."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(errors.Wordless())
    handler.setFormatter(logging.Formatter(site.LOGGING["formatters"]["line"]["format"]))
    loggers = [logging.getLogger(name) for name in ("", "django.request", "web.asking")]
    for logger in loggers:
        logger.addHandler(handler)

    def failing(text: str, vector: object = None) -> None:
        raise IntegrityError(f"DETAIL: Failing row contains ({text})")

    client = reader()
    client.raise_request_exception = False
    text = f"{CANARY} does honey help? My name is Canary Test."
    try:
        send(client, text, email="canaryword@example.org")
        look(client, text * 300)
        monkeypatch.setattr(urgency, "find", failing)
        look(client, text)
        monkeypatch.undo()
        looked = look(client, text)
        monkeypatch.setattr(Asked.objects, "get_or_create", lambda **facts: failing(facts["defaults"]["text"]))
        given = {"ticket": hidden(looked, "ticket"), "seen": seal(text), "text": text, "agree": "on"}
        client.post("/ask", given)
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    logged = stream.getvalue()
    assert "a check for urgency failed: IntegrityError" in logged
    assert "in failing" in logged
    assert CANARY not in logged


# --- What the database itself refuses.


def refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_the_database_keeps_questions_as_they_were_asked() -> None:
    """The words change only by erasure, once; steps follow one another; an asker may go."""
    row = asked(email="reader@example.org")
    rows = Asked.objects.filter(pk=row.pk)
    refused(lambda: rows.update(text="Other words."))
    refused(lambda: rows.update(public_id="x" * 43))
    refused(lambda: rows.update(text="", masked=""))
    refused(lambda: rows.update(masked=""))
    refused(lambda: rows.delete())
    facts = {"asked": row, "state": "declined", "reason": "No.", "at": NOW}
    refused(lambda: AskedStatus.objects.create(number=3, **facts))
    refused(lambda: AskedStatus.objects.create(number=1, **facts))
    refused(lambda: AskedStatus.objects.create(number=2, **facts | {"reason": ""}))
    refused(lambda: AskedStatus.objects.create(number=2, **facts | {"state": "anything"}))
    refused(lambda: AskedStatus.objects.all().update(reason="Other."))
    assert Asker.objects.all().delete()[0] == 1
    assert rows.update(text="", masked="", erased_at=NOW) == 1
    refused(lambda: rows.update(text="Back.", masked="Back.", erased_at=None))


def test_every_state_has_its_way_out() -> None:
    """What waits can be decided in each way; what is decided stays."""
    assert set(TRANSITIONS) == set(AskedState)
    edith = editor()
    (question,) = store(entry("a", answer("a1", "Dr Ada Test", "Honey helps."), text="Does honey help?"))
    acts = {
        "publish": lambda row: actions.publish(
            asked=row, wording="Does it help?", topic=None, subject="", by=edith, at=NOW
        ),
        "merge": lambda row: actions.merge(asked=row, question=question, by=edith, at=NOW),
        "decline": lambda row: actions.decline(asked=row, reason="No.", by=edith, at=NOW),
    }
    for first in acts.values():
        row = asked()
        first(row)
        for second in acts.values():
            with pytest.raises(ValidationError, match="decided on already"):
                second(row)
        with pytest.raises(ValidationError, match="decided on already"):
            actions.reword(asked=row, masked="Other words here.", by=edith, at=NOW)
        assert row.statuses.count() == 2
