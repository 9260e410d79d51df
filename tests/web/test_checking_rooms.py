"""What is due, and what stands beside an answer that readers see."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.web.checking_situations import (
    STEP,
    asked,
    fact_checked,
    in_review,
    published_answer,
    staff,
    verified,
    voted,
)
from tests.web.reading import source as read
from tests.web.situations import NOW, account, signed_in
from tests.web.writing_situations import WHOLE
from web.accounts.models import Role
from web.checking.models import Correction, Endorsement, Mark, Verdict
from web.experts import actions as experts
from web.experts.models import Seat
from web.questions.models import Answer
from web.writing.models import Retraction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():  # type: ignore[no-untyped-def]
    """It is the day of the stories."""
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


def send(client: Client, address: str, **typed: str):  # type: ignore[no-untyped-def]
    return client.post(address, typed)


def test_the_overview_counts_what_the_database_holds() -> None:
    """Each list its own query, each line where the work is done, and all of it as a file (D9)."""
    soon = published_answer("Soon.")
    orphan = published_answer("Orphan.")
    experts.end_seat(seat=Seat.objects.get(account=orphan.keeper), by=None, at=NOW + STEP * 5)
    returned = voted(fact_checked(in_review()), Verdict.RETURNED, Verdict.RETURNED)
    asked("nobody", text="=Who answers this?")
    with time_machine.travel(soon.due_at - timedelta(days=20), tick=False):
        html = read(signed_in(staff().editor), "/desk/overview")
    counts = dict(re.findall(r'href="#(\w+)">[^<]*\((\d+)\)', html))
    unanswered = Answer.objects.filter(live__isnull=True).count() + 1
    assert counts == {
        "dangerous": "0",
        "overdue": "0",
        "soon": "2",
        "retracted": "0",
        "returned": "1",
        "orphaned": "1",
        "unanswered": str(unanswered),
    }
    assert f'href="/desk/noted/{soon.pk}"' in html
    assert f'href="/desk/to-check/{returned.pk}"' in html
    assert f'href="/desk/experts/{orphan.author.slug}"' in html
    with time_machine.travel(soon.due_at + timedelta(days=1), tick=False):
        editor = signed_in(staff().editor)
        html = read(editor, "/desk/overview")
        assert dict(re.findall(r'href="#(\w+)">[^<]*\((\d+)\)', html))["overdue"] == "2"
        response = editor.get("/desk/overview/all.csv")
        text = b"".join(response.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(int(count) for count in counts.values()) == len(rows)
    assert {row["list"] for row in rows} == {"overdue", "returned", "orphaned", "unanswered"}
    assert "'=Who answers this?" in [row["question"] for row in rows]
    assert all(row["address"].startswith("http://testserver/desk/") for row in rows)


def test_an_answer_whose_source_was_retracted_is_a_task() -> None:
    """Once the list of retractions names it (E15)."""
    answer = published_answer()
    editor = signed_in(staff().editor)
    assert "source was retracted (0)" in read(editor, "/desk/overview")
    Retraction.objects.create(doi=WHOLE.citations[0].doi, pmid="", notice="Retracted", at=NOW)
    html = read(editor, "/desk/overview")
    assert "source was retracted (1)" in html
    assert f'href="/desk/noted/{answer.pk}"' in html


def test_an_editor_of_one_topic_sees_what_is_due_there() -> None:
    """And nothing of the others."""
    answer = published_answer(question=asked(topic="Feet"))
    other = published_answer(question=asked(topic="Colds"))
    editor = account("ed", Role.EDITOR, topic=answer.question.topic_id)
    with time_machine.travel(answer.due_at - timedelta(days=3), tick=False):
        html = read(signed_in(editor), "/desk/overview")
    assert f'href="/desk/noted/{answer.pk}"' in html
    assert f'href="/desk/noted/{other.pk}"' not in html


def test_an_answer_is_marked_corrected_and_endorsed_at_its_page() -> None:
    """By whom the rules allow; what is refused keeps what was typed."""
    answer = published_answer()
    expert, writer = verified("Dr Peer")
    address = f"/desk/noted/{answer.pk}"
    peer, editor = signed_in(writer), signed_in(staff().editor)
    assert send(peer, f"{address}/endorse", expert=expert.slug).status_code == 303
    assert "1 verified peer endorses" in read(peer, address)
    assert send(peer, f"{address}/mark", kind="dangerous", reason=" ", expert=expert.slug).status_code == 400
    typed = send(peer, f"{address}/mark", kind="", reason="The dose is fatal.", expert=expert.slug)
    assert typed.status_code == 400
    assert "The dose is fatal.</textarea>" in typed.content.decode()
    done = send(peer, f"{address}/mark", kind="dangerous", reason="The dose is fatal.", expert=expert.slug)
    assert done.status_code == 303
    mark = Mark.objects.get()
    assert (mark.kind, mark.expert) == ("dangerous", expert)
    assert "The dose is fatal." in read(editor, address)
    assert send(editor, f"{address}/correct", text="The dose was wrong.").status_code == 303
    assert send(editor, f"{address}/correct", text="The dose was wrong.").status_code == 400
    assert send(editor, f"{address}/marks/{mark.pk}/end", text="Corrected.").status_code == 303
    assert "The dose is fatal." not in read(editor, address)
    endorsement = Endorsement.objects.get()
    assert send(editor, f"{address}/endorsements/{endorsement.pk}/end").status_code == 404
    assert send(peer, f"{address}/endorsements/{endorsement.pk}/end").status_code == 303
    assert "0 verified peers endorse" in read(peer, address)
    assert Correction.objects.count() == 1


def test_nobody_speaks_in_anothers_name() -> None:
    """A mark or an endorsement for an expert for whom one does not write finds nothing here."""
    answer = published_answer()
    expert, _writer = verified("Dr Peer")
    _other, stranger = verified("Dr Stranger")
    browser = signed_in(stranger)
    for step, typed in (("mark", {"kind": "outdated", "reason": "x"}), ("endorse", {})):
        assert send(browser, f"/desk/noted/{answer.pk}/{step}", expert=expert.slug, **typed).status_code == 404
    assert send(browser, f"/desk/noted/{answer.pk}/correct", text="x").status_code == 404


def test_what_readers_never_saw_has_no_page_of_notes() -> None:
    """A draft is nobody else's business."""
    submission = in_review()
    read(signed_in(staff().editor), f"/desk/noted/{submission.answer_id}", 404)
