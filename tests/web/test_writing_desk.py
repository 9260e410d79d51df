"""The composer at the desk, as a browser meets it; with a script and without."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.checking_situations import fact_checked, voted
from tests.web.situations import NOW, account, signed_in
from tests.web.test_writing_submission import returned
from tests.web.writing_situations import CAPTIONS, WHOLE, author, open_question, saved, saved_answer, started, submitted
from web import clock
from web.accounts.models import Role
from web.questions.models import Answer
from web.writing import actions, content, queries
from web.writing.models import Request, Submission

pytestmark = pytest.mark.django_db


class Fields(HTMLParser):
    """What a browser would send of the page's form that begins with this id or comes first."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.described: dict[str, str] = {}
        self.ids: list[str] = []
        self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
            if "aria-describedby" in given:
                self.described[given["id"]] = given["aria-describedby"]
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in ("submit", "file"):
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.sent[name] = given.get("value", "")
        elif tag == "textarea":
            self.area = name
            self.sent[name] = ""
        elif tag == "option" and "selected" in given:
            self.sent[self.select] = given.get("value", "")
        elif tag == "select":
            self.select = name

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self.area] = self.sent[self.area].removeprefix("\n")
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] += data


def fields(html: bytes) -> dict[str, str]:
    return Fields(html.decode()).sent


@pytest.fixture
def answer(db: None) -> Answer:
    return saved_answer()


@pytest.fixture
def browser(answer: Answer) -> Client:
    return signed_in(answer.keeper)


def test_an_author_begins_from_the_list_of_open_questions(db: None) -> None:
    """They choose a question, and stand in the composer with the licence of their organisation."""
    who = author("Sample Hospital", "organisation")
    who.expert.licence = "CC BY-SA 4.0"
    who.expert.save()
    question = open_question(text="Does rest help a cold?")
    browser = signed_in(who.account)
    assert b"Does rest help a cold?" in browser.get("/desk/answers/new?q=cold").content
    assert b"Does rest help a cold?" not in browser.get("/desk/answers/new?q=measles").content
    reply = browser.post("/desk/answers/new", {"question": question.slug, "expert": who.expert.slug})
    assert reply.status_code == 303
    assert fields(browser.get(reply.url).content)["licence"] == "CC BY-SA 4.0"


def test_the_form_sent_as_it_is_changes_nothing(browser: Client, answer: Answer) -> None:
    """What a browser sends of the page that it was given is what is stored."""
    address = f"/desk/answers/{answer.pk}"
    reply = browser.post(address, fields(browser.get(address).content))
    assert reply.status_code == 303
    assert answer.revisions.count() == 1


def test_a_save_is_kept_and_said(browser: Client, answer: Answer) -> None:
    """Without a script: the button saves, and the page says so in a status line."""
    address = f"/desk/answers/{answer.pk}"
    typed = fields(browser.get(address).content) | {"reasons": "Otherwise."}
    reply = browser.post(address, typed, follow=True)
    assert b"Revision 2, saved on" in reply.content
    assert re.search(rb'id="saved"\s+role="status"', reply.content)
    assert content.of(queries.latest(answer)).reasons == "Otherwise."  # type: ignore[arg-type]


def test_the_script_is_answered_in_json(browser: Client, answer: Answer) -> None:
    """Number and time of the save, and hints; a refusal says what and where."""
    address, json = f"/desk/answers/{answer.pk}", {"accept": "application/json"}
    typed = fields(browser.get(address).content)
    good = browser.post(address, typed | {"reasons": "ABCD helps."}, headers=json).json()
    assert good["number"] == 2
    assert any("ABCD" in hint for hint in good["hints"])
    assert browser.post(address, typed | {"base": "", "reasons": "x"}, headers=json).status_code == 428
    stale = browser.post(address, typed | {"reasons": "Another."}, headers=json)
    assert stale.status_code == 409
    assert "ABCD helps." in stale.json()["theirs"]
    assert "Another." in stale.json()["yours"]
    long = browser.post(address, typed | {"base": "2", "reasons": "x" * 100_001}, headers=json)
    assert (long.status_code, list(long.json()["fields"])) == (413, ["reasons"])
    assert "100,000" in long.json()["message"]
    assert answer.revisions.count() == 2


def test_a_form_without_its_list_of_sources_is_refused(browser: Client, answer: Answer) -> None:
    """A half-sent form must not take an answer's sources away."""
    typed = fields(browser.get(f"/desk/answers/{answer.pk}").content)
    cut = {name: value for name, value in typed.items() if not name.startswith("sources-")}
    assert browser.post(f"/desk/answers/{answer.pk}", cut | {"reasons": "New."}).status_code == 400
    assert answer.revisions.count() == 1


def test_a_request_larger_than_a_form_may_be_is_refused(browser: Client, answer: Answer) -> None:
    """With its file, before it is read; the page says how much is the most (promise R33)."""
    address = f"/desk/answers/{answer.pk}"
    typed = fields(browser.get(address).content)
    file = SimpleUploadedFile("c.vtt", b"WEBVTT\n\n" + b"x" * 1_000_000)
    reply = browser.post(address, typed | {"captions_file": file})
    assert reply.status_code == 413
    assert b"1,000,000 bytes" in reply.content
    assert answer.revisions.count() == 1


def test_whose_keys_were_just_changed_reaches_no_reader(browser: Client, answer: Answer) -> None:
    """They may write; submitting, confirming and withdrawing wait (promise R40)."""
    submission = voted(fact_checked(submitted(answer)))
    saved(answer, replace(WHOLE, reasons="Newer."))
    address = f"/desk/answers/{answer.pk}"
    forms = {page: fields(browser.get(address + page).content) for page in ("/submit", "/statements", "/withdraw")}
    account = answer.keeper
    account.frozen_until = clock.now() + timedelta(days=3)
    account.save()
    assert browser.post(f"{address}/submit", forms["/submit"]).status_code == 409
    declined = browser.post(f"{address}/statements", forms["/statements"] | {"s-1": "declined"})
    assert declined.status_code == 409
    assert b"Your second factor or your address was changed" in declined.content
    assert browser.post(f"{address}/withdraw", {"reason": "It has changed."}).status_code == 400
    assert browser.post(f"{address}/renew", {}).status_code == 409
    assert Submission.objects.get() == submission
    answer.refresh_from_db()
    assert (answer.state, answer.declined) == ("published", None)


def test_only_the_composer_may_run_a_script(browser: Client, answer: Answer) -> None:
    """Our own file, and requests to this site; every other page runs none."""
    policy = browser.get(f"/desk/answers/{answer.pk}").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    for page in ("", "/preview", "/history", "/submit"):
        shown = browser.get(f"/desk/answers/{answer.pk}{page}")
        assert shown.status_code == 200
        assert ("script-src 'none'" in shown.headers["Content-Security-Policy"]) is bool(page)
        assert b"<script" not in shown.content.replace(b'<script src="/static/plurivox/desk.js" defer></script>', b"")


@pytest.mark.parametrize(
    ("then", "wanted"),
    [
        ("both", f"{WHOLE.reasons}\n\nMine."),
        ("", "Mine."),
    ],
)
def test_of_two_texts_nothing_is_lost(browser: Client, answer: Answer, then: str, wanted: str) -> None:
    """The page shows both side by side; its buttons keep both, or mine, and the other stays in the history."""
    address = f"/desk/answers/{answer.pk}"
    typed = fields(browser.get(address).content)
    theirs = replace(WHOLE, short_answer="Theirs.")
    saved(answer, theirs)
    reply = browser.post(address, typed | {"reasons": "Mine."})
    assert reply.status_code == 409
    assert b"Theirs." in reply.content
    assert b"Mine." in reply.content
    done = browser.post(address, fields(reply.content) | {"then": then})
    assert done.status_code == 303
    last = queries.latest(answer)
    assert last is not None
    assert last.number == 3
    kept = content.of(last)
    assert kept.reasons == wanted
    assert kept.short_answer == (f"Theirs.\n\n{WHOLE.short_answer}" if then else WHOLE.short_answer)
    assert kept.citations == WHOLE.citations
    assert queries.revision(answer, 2).body.startswith("Theirs.")  # type: ignore[union-attr]


def test_what_is_missing_is_tied_to_its_field(browser: Client, answer: Answer) -> None:
    """Each error stands beside its field, is named by aria-describedby, and linked from the top (feature E1)."""
    address = f"/desk/answers/{answer.pk}"
    typed = fields(browser.get(address).content) | {"short_answer": "", "sources-0-doi": "11.5/x", "then": "submit"}
    typed |= {"conflicts": ""}
    reply = browser.post(address, typed)
    assert reply.status_code == 400
    html = reply.content.decode()
    page = Fields(html)
    for field in ("short_answer", "conflicts", "citations"):
        assert f"{field}_error" in page.described[field].split()
        assert f"{field}_error" in page.ids
        assert f'href="#{field}"' in html
    assert not Submission.objects.exists()
    assert page.sent["reasons"] == WHOLE.reasons


def test_an_answer_is_submitted_statement_by_statement(browser: Client, answer: Answer) -> None:
    """Saved, checked, and handed in with what is not to be quoted alone."""
    address = f"/desk/answers/{answer.pk}"
    reply = browser.post(address, fields(browser.get(address).content) | {"then": "submit"})
    assert reply.url == f"{address}/submit"
    shown = browser.get(reply.url)
    assert WHOLE.short_answer in shown.content.decode()
    form = fields(shown.content)
    assert form["s-1"] == "confirmed"
    done = browser.post(reply.url, form | {"s-2": "declined", "note": "First."})
    assert done.url == "/desk/answers"
    submission = Submission.objects.get()
    assert (submission.note, submission.key) == ("First.", form["key"])
    assert list(queries.latest_confirmations(submission.revision).values()).count("declined") == 1
    again = browser.post(reply.url, form)
    assert again.status_code == 303
    assert Submission.objects.count() == 1
    assert b"With the reviewers" in browser.get("/desk/answers").content
    changed = fields(browser.get(address).content) | {"seek_care": "Call a doctor when it lasts.", "then": "submit"}
    form = fields(browser.get(browser.post(address, changed).url).content)
    assert [form[f"s-{number}"] for number in (1, 2, 3)] == ["confirmed", "declined", "confirmed"]


def test_the_same_text_without_a_key_asks_again(browser: Client, answer: Answer) -> None:
    """The page asks, with a key of its own (promise R21)."""
    address = f"/desk/answers/{answer.pk}/submit"
    form = fields(browser.get(address).content)
    assert browser.post(address, form | {"key": ""}).status_code == 303
    reply = browser.post(address, form | {"key": ""})
    assert reply.status_code == 409
    assert b"Again?" in reply.content
    assert fields(reply.content)["key"]
    assert Submission.objects.count() == 1


def test_what_came_back_is_shown_and_appealed(browser: Client, answer: Answer) -> None:
    """The reasons stand over the form, with the way to appeal."""
    returned(submitted(answer))
    address = f"/desk/answers/{answer.pk}"
    assert b"Name the dose." in browser.get(address).content
    assert b"Sent back" in browser.get("/desk/answers").content
    form = fields(browser.get(f"{address}/appeal").content)
    assert browser.post(f"{address}/appeal", form).status_code == 400
    assert browser.post(f"{address}/appeal", form | {"reason": "It stands there."}).status_code == 303
    assert Submission.objects.get(kind="appeal").note == "It stands there."


def test_a_published_answer_is_renewed_and_withdrawn_at_the_desk(browser: Client, answer: Answer) -> None:
    """Both from the composer; withdrawing asks for a reason that readers see."""
    voted(fact_checked(submitted(answer)))
    address = f"/desk/answers/{answer.pk}"
    form = fields(browser.get(address).content)
    assert browser.post(f"{address}/renew", form).status_code == 303
    assert Submission.objects.filter(kind="renewal").count() == 1
    assert browser.post(f"{address}/withdraw", {"reason": ""}).status_code == 400
    assert browser.post(f"{address}/withdraw", {"reason": "It has changed."}).status_code == 303
    answer.refresh_from_db()
    assert answer.state == "withdrawn"


def test_confirmations_are_changed_later(browser: Client, answer: Answer) -> None:
    """On the text that readers see, at any time."""
    submitted(answer)
    address = f"/desk/answers/{answer.pk}/statements"
    form = fields(browser.get(address).content)
    assert browser.post(address, form | {"s-1": "declined"}).status_code == 303
    answer.refresh_from_db()
    assert answer.declined == [[1, 0, len(WHOLE.short_answer)]]


def test_the_history_shows_what_changed_word_by_word(browser: Client, answer: Answer) -> None:
    """Any two revisions; gone and new words are told apart in words as well."""
    saved(answer, replace(WHOLE, short_answer="Rest helps few people recover from a cold."))
    html = browser.get(f"/desk/answers/{answer.pk}/history").content.decode()
    assert re.search(r"<del>.*most\s*</del>", html)
    assert re.search(r"<ins>.*few\s*</ins>", html)
    assert "<del>" not in browser.get(f"/desk/answers/{answer.pk}/history?before=2&after=2").content.decode()
    assert browser.get(f"/desk/answers/{answer.pk}/history?before=999&after=x").status_code == 200


def test_a_caption_file_is_read(browser: Client, answer: Answer) -> None:
    """A file takes the place of what was typed; one in another encoding is refused beside its field."""
    address = f"/desk/answers/{answer.pk}"
    typed = fields(browser.get(address).content) | {"medium": "video", "url": "https://video.example.org/1"}
    bad = SimpleUploadedFile("c.vtt", "WEBVTT\n\nå".encode("utf-16"))
    reply = browser.post(address, typed | {"captions_file": bad})
    assert reply.status_code == 400
    assert "captions_file_error" in Fields(reply.content.decode()).described["captions_file"].split()
    good = SimpleUploadedFile("c.vtt", CAPTIONS.encode())
    assert browser.post(address, typed | {"captions_file": good}).status_code == 303
    last = queries.latest(answer)
    assert last is not None
    assert (last.medium, len(last.times)) == ("video", 3)
    assert b"What is said in the video" in browser.get(f"{address}/preview").content


def test_an_editor_asks_and_an_expert_declines(answer: Answer, browser: Client) -> None:
    """From the question, by name; the expert sees it and says why not; the editor reads it (feature E11)."""
    editor = signed_in(account("edda", Role.EDITOR))
    address = f"/desk/requests?question={answer.question.slug}"
    form = fields(editor.get(address).content)
    assert editor.post("/desk/requests", form).status_code == 400
    assert editor.post("/desk/requests", form | {"expert": answer.author.slug}).status_code == 303
    wanted = Request.objects.get()
    assert b"You are asked to answer" in browser.get("/desk/answers").content
    assert browser.post(f"/desk/requests/{wanted.pk}/decline", {"reason": ""}).status_code == 400
    assert browser.post(f"/desk/requests/{wanted.pk}/decline", {"reason": "Not my field."}).status_code == 303
    assert b"Not my field." in editor.get("/desk/requests").content
    assert b"You are asked to answer" not in browser.get("/desk/answers").content


def test_the_sides_of_a_question_are_named_in_the_readers_language(answer: Answer, browser: Client) -> None:
    """The form, the list of requests and the expert's own list say it in words, and not in a code of ours."""
    edda = account("edda", Role.EDITOR)
    facts = {"question": answer.question, "expert": answer.author, "facet": "see-doctor"}
    actions.ask_expert(**facts, by=edda, at=NOW)
    editor = signed_in(edda)
    address = f"/desk/requests?question={answer.question.slug}"
    for language, named in (("en", "When to seek help"), ("es", "Cuándo buscar ayuda")):
        page = editor.get(address, headers={"accept-language": language}).content.decode()
        assert page.count(named) == 2
        assert not re.search(r">\s*see-doctor\s*<", page)
    assert "When to seek help" in browser.get("/desk/answers").content.decode()


def test_a_request_is_taken_back(answer: Answer) -> None:
    """By an editor, and nothing else is changed by asking twice."""
    who = account("edda", Role.EDITOR)
    wanted = actions.ask_expert(question=answer.question, expert=answer.author, by=who, at=NOW)
    for _twice in range(2):
        assert signed_in(who).post(f"/desk/requests/{wanted.pk}/end").status_code == 303
    wanted.refresh_from_db()
    assert wanted.state == "ended"


@pytest.mark.parametrize("page", ["", "/preview", "/history", "/submit", "/statements", "/appeal", "/withdraw"])
def test_anothers_answer_is_absent(answer: Answer, page: str) -> None:
    """Another expert, a reviewer, and who has not signed in learn nothing of it."""
    address = f"/desk/answers/{answer.pk}{page}"
    assert signed_in(author("Dr Other").account).get(address).status_code == 404
    assert signed_in(account("rita", Role.REVIEWER)).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert signed_in(answer.keeper).get("/desk/answers/999").status_code == 404


def test_an_editor_may_write_and_not_submit(answer: Answer) -> None:
    """The editor has the composer and the history; submitting is the author's."""
    editor = signed_in(account("edda", Role.EDITOR))
    address = f"/desk/answers/{answer.pk}"
    assert editor.get(address).status_code == 200
    for page in ("/submit", "/statements", "/appeal", "/withdraw"):
        assert editor.get(address + page).status_code == 404
    assert editor.post(f"{address}/renew").status_code == 404


def test_an_empty_draft_shows_what_to_do(db: None) -> None:
    """Before the first save there is a form, and no history."""
    answer = started()
    browser = signed_in(answer.keeper)
    assert b"Nothing is saved yet." in browser.get(f"/desk/answers/{answer.pk}").content
    for page in ("/preview", "/submit", "/statements"):
        assert browser.get(f"/desk/answers/{answer.pk}{page}").status_code == 404
    assert browser.get(f"/desk/answers/{answer.pk}/history").status_code == 200
