"""Editors look after what the public asks: the queue, one question, merging, and whom to ask."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from plurivox.model import Facet
from tests.web.asking_situations import PERSONAL, PLAIN, URGENT, asked, editor, forget_model, read, words
from tests.web.experts_situations import verified_expert, writer_of
from tests.web.situations import NO_MODEL, NOW, account, answer, compare, entry, signed_in, store
from web.accounts.models import Account, Role
from web.asking import actions, moderation, queries
from web.asking.models import Asked, AskedState, Follower
from web.audit.models import Event
from web.finding import actions as finding
from web.letters.models import Notice
from web.questions import actions as of_questions
from web.questions import queries as questions
from web.questions.models import Answer, Expert, Question, Topic
from web.review import queries as review
from web.writing import actions as writing
from web.writing.models import Request

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):  # type: ignore[no-untyped-def]
    settings.MODEL_DIR = NO_MODEL
    forget_model()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def edith() -> Account:
    return editor()


@pytest.fixture
def desk(edith: Account) -> Client:
    return signed_in(edith)


def two() -> tuple[Question, Question]:
    """Two questions that ask the same, with two answers each; one name in both, one key in both."""
    first, second = store(
        entry(
            "one",
            answer("a1", "Dr Ada Test", "Honey helps children over one year with a cough.", date="2024-03-01"),
            answer("a2", "Dr Ben Test", "Give honey to children over one year for a cough.", date="2024-04-01"),
            text="Does honey help a cough?",
        ),
        entry(
            "two",
            answer("a1", "Dr Cid Test", "Never give honey to babies under one year.", date="2023-05-01"),
            answer("b9", "Dr Ada Test", "Honey soothes the throat.", date="2023-06-01"),
            text="Is honey good for a cough?",
        ),
    )
    return first, second


# --- The queue.


def test_the_queue_counts_what_waits_and_nothing_else(desk: Client, edith: Account) -> None:
    """Decided and erased questions are gone from it, urgent ones stand first (feature D1)."""
    rows = [asked(f"{PLAIN} {n}") for n in range(4)]
    late = asked(URGENT, urgent=("emergency",), at=NOW + timedelta(hours=1))
    actions.decline(asked=rows[0], reason="No.", by=edith, at=NOW)
    actions.erase_question(asked=rows[1], at=NOW)
    page = desk.get("/desk/asked")
    assert f"({queries.pending().count()})" in words(page)
    assert [row.pk for row in queries.pending()] == [late.pk, rows[2].pk, rows[3].pk]
    links = [a.attributes["href"] for a in read(page).css(".rows h2 a")]
    assert links == [f"/desk/asked/{pk}" for pk in (late.pk, rows[2].pk, rows[3].pk)]
    assert [row.pk for row in queries.decided()] == [rows[0].pk]
    assert "Declined" in words(desk.get("/desk/asked?state=decided"))


def test_only_editors_moderate(edith: Account) -> None:
    """For others there is no such page, and the actions refuse them whatever the door."""
    row = asked()
    (first, second) = two()
    for role in (Role.FACT_CHECKER, Role.REVIEWER, Role.ADMINISTRATOR):
        other = account(f"x-{role.value}", role)
        client = signed_in(other)
        for address in ("/desk/asked", f"/desk/asked/{row.pk}", "/desk/questions", f"/desk/questions/{first.slug}"):
            assert client.get(address).status_code == 404
        for act in ("reword", "publish", "merge", "decline"):
            assert client.post(f"/desk/asked/{row.pk}/{act}").status_code == 404
        for refused in (
            lambda by=other: actions.reword(asked=row, masked="Other words here.", by=by, at=NOW),
            lambda by=other: actions.publish(asked=row, wording="Is it?", topic=None, subject="", by=by, at=NOW),
            lambda by=other: actions.merge(asked=row, question=first, by=by, at=NOW),
            lambda by=other: actions.decline(asked=row, reason="No.", by=by, at=NOW),
            lambda by=other: actions.merge_questions(question=first, into=second, by=by, at=NOW),
            lambda by=other: actions.set_open(question=first, open=True, by=by, at=NOW),
        ):
            with pytest.raises(PermissionDenied):
                refused()
    assert Client().get("/desk/asked").status_code == 302
    assert queries.pending().count() == 1


def test_an_editor_of_one_topic_keeps_to_it(edith: Account) -> None:
    """They read what comes in; they file, open and merge under their own topic alone."""
    heart, kidney = (Topic.objects.create(slug=name, name=name.title()) for name in ("heart", "kidney"))
    ed = account("ed", Role.EDITOR, topic=heart.pk)
    row = asked()
    assert signed_in(ed).get(f"/desk/asked/{row.pk}").status_code == 200
    for topic in (None, kidney):
        with pytest.raises(PermissionDenied):
            actions.publish(asked=row, wording="Is it?", topic=topic, subject="", by=ed, at=NOW)
    made = actions.publish(asked=row, wording="Is it?", topic=heart, subject="", by=ed, at=NOW)
    actions.set_open(question=made, open=False, by=ed, at=NOW)
    Question.objects.filter(pk=made.pk).update(topic=kidney)
    with pytest.raises(PermissionDenied):
        actions.set_open(question=Question.objects.get(pk=made.pk), open=True, by=ed, at=NOW)


# --- One question.


def test_the_original_stands_beside_what_others_see(desk: Client) -> None:
    """An editor changes the wording; what was asked stays."""
    row = asked(PERSONAL, masked="My name is [name], call me on [phone number]. Does honey help with a cough?")
    page = desk.get(f"/desk/asked/{row.pk}")
    assert "555-010-0199" in words(page)
    assert "[phone number]" in read(page).css_first("#reword_masked").text()
    assert desk.post(f"/desk/asked/{row.pk}/reword", {"masked": "Does honey help with a cough?"}).status_code == 303
    row.refresh_from_db()
    assert row.text == PERSONAL
    assert row.masked == "Does honey help with a cough?"
    assert Event.objects.get(verb="reworded").detail == {}
    empty = desk.post(f"/desk/asked/{row.pk}/reword", {"masked": ""})
    assert empty.status_code == 400
    assert read(empty).css_first("#reword_masked").attributes["aria-invalid"] == "true"


def test_a_question_is_published_open(desk: Client, client: Client) -> None:
    """Under its topic, in the editor's wording, for experts to answer; readers see it at once."""
    topic = Topic.objects.create(slug="colds", name="Colds")
    row = asked()
    page = desk.get(f"/desk/asked/{row.pk}")
    assert PLAIN in read(page).css_first("#publish_wording").text()
    typed = {"wording": " Does honey help\na cough? ", "topic": topic.pk, "subject": "Cough"}
    published = desk.post(f"/desk/asked/{row.pk}/publish", typed)
    made = Question.objects.get()
    assert (published.status_code, published.headers["Location"]) == (
        303,
        f"/desk/questions/{made.slug}?done=published",
    )
    there = desk.get(published.headers["Location"])
    assert "nobody is told of it yet: ask one below" in words(there)
    assert read(there).css_first(f'form[action="/desk/questions/{made.slug}/ask"]') is not None
    assert (made.text, made.topic, made.subject, made.open) == ("Does honey help a cough?", topic, "Cough", True)
    assert made.slug == "does-honey-help-a-cough"
    row.refresh_from_db()
    assert row.question == made
    assert made in questions.shown_questions()
    assert client.get(f"/q/{made.slug}").status_code == 200
    assert desk.post(f"/desk/asked/{row.pk}/publish", typed).status_code == 400
    assert Question.objects.count() == 1


@pytest.mark.parametrize("wording", ["", "x" * 501])
def test_a_wording_fits_a_heading(desk: Client, wording: str) -> None:
    """Refused beside its field, and what was typed stays."""
    row = asked()
    page = desk.post(f"/desk/asked/{row.pk}/publish", {"wording": wording, "subject": "Cough"})
    assert page.status_code == 400
    assert read(page).css_first("#publish_wording").attributes["aria-invalid"] == "true"
    assert read(page).css_first("#publish_subject").attributes["value"] == "Cough"
    assert not Question.objects.exists()


@pytest.mark.parametrize("left", ["555-010-0199", "ada@example.org", "NHS 943 476 5919", "12345678Z"])
def test_what_points_to_a_person_is_not_published(desk: Client, edith: Account, left: str) -> None:
    """Whatever an editor types: numbers and addresses of people are refused with a word (feature D12)."""
    row = asked()
    page = desk.post(f"/desk/asked/{row.pk}/publish", {"wording": f"Does honey help? Call me: {left}"})
    assert page.status_code == 400
    assert "still points to a person" in words(page)
    with pytest.raises(ValidationError, match="points to a person"):
        actions.publish(asked=row, wording=f"Honey? {left}", topic=None, subject="", by=edith, at=NOW)
    assert not Question.objects.exists()


def test_two_questions_of_the_same_words_have_two_addresses(edith: Account) -> None:
    """The second is told apart by its key."""
    made = [
        actions.publish(asked=asked(), wording="Does it help?", topic=None, subject="", by=edith, at=NOW)
        for _ in range(2)
    ]
    assert made[0].slug == "does-it-help"
    assert made[1].slug.startswith("does-it-help-")


def test_a_question_is_led_to_one_that_stands_here(desk: Client) -> None:
    """By one press on what asks the same, or by its address; never to one that readers cannot see."""
    first, second = two()
    row = asked("Does honey help against a cough at night?")
    assert "probability" not in words(desk.get(f"/desk/asked/{row.pk}")), "there is no index yet"
    finding.keep_up()
    page = desk.get(f"/desk/asked/{row.pk}")
    assert f'value="{first.slug}"' in page.content.decode()
    told = [int(each) for each in re.findall(r"same question with a probability of (\d+)%", words(page))]
    assert len(told) == 2
    assert 100 >= told[0] >= told[1] >= 20, "the most probable first"
    at_second = words(desk.get(f"/desk/questions/{second.slug}"))
    assert re.search(rf"{re.escape(first.text)} The same question with a probability of \d+%", at_second)
    assert f"{second.text} The same" not in at_second
    for wrong in ("", "nothing", "https://elsewhere.example/q/nothing"):
        assert desk.post(f"/desk/asked/{row.pk}/merge", {"question": wrong}).status_code == 400
    hidden = Question.objects.create(key="h", slug="hidden", text="Hidden?")
    assert "cannot see" in words(desk.post(f"/desk/asked/{row.pk}/merge", {"question": hidden.slug}))
    done = desk.post(f"/desk/asked/{row.pk}/merge", {"question": f"http://testserver/q/{second.slug}?x=1#top"})
    assert done.status_code == 303
    row.refresh_from_db()
    assert row.question == second
    assert queries.one(row.pk).state == AskedState.MERGED


def test_a_decline_needs_a_reason(desk: Client) -> None:
    """The asker reads it."""
    row = asked()
    for reason in ("", " ", "x" * 1001):
        page = desk.post(f"/desk/asked/{row.pk}/decline", {"reason": reason})
        assert page.status_code == 400
        assert read(page).css_first("#decline_reason").attributes["aria-invalid"] == "true"
    assert desk.post(f"/desk/asked/{row.pk}/decline", {"reason": "It is no question of health."}).status_code == 303
    assert queries.one(row.pk).state == AskedState.DECLINED


def test_what_was_erased_is_no_page(desk: Client, edith: Account) -> None:
    """And an editor who has it open is told so."""
    row = asked()
    actions.erase_question(asked=row, at=NOW)
    assert desk.get(f"/desk/asked/{row.pk}").status_code == 404
    with pytest.raises(ValidationError, match="erased"):
        actions.decline(asked=row, reason="No.", by=edith, at=NOW)


def test_the_log_holds_no_word_of_a_question(desk: Client, edith: Account) -> None:
    """Only numbers and words of closed lists."""
    row = asked("canaryword: does honey help?", urgent=("abuse",))
    actions.reword(asked=row, masked="canaryword again: does honey help?", by=edith, at=NOW)
    actions.publish(asked=row, wording="canaryword?", topic=None, subject="canaryword", by=edith, at=NOW)
    actions.decline(asked=asked(), reason="canaryword", by=edith, at=NOW)
    assert "canaryword" not in str(list(Event.objects.values()))
    assert {event.verb for event in Event.objects.filter(noun="asked")} >= {
        "asked",
        "reworded",
        "published",
        "declined",
    }


# --- Two published questions become one.


def test_merging_moves_answers_and_leads_the_address(desk: Client, client: Client) -> None:
    """Authors, dates and words stay, keys are unique, what is compared is stale, the old address leads on (D14)."""
    first, second = two()
    bodies = {(a.author.name, a.live.body, a.live.date) for a in Answer.objects.all()}
    for question in (first, second):
        assert review.fresh(question, questions.entry(question)) is not None
    done = desk.post(f"/desk/questions/{second.slug}/merge", {"question": first.slug})
    assert (done.status_code, done.headers["Location"]) == (303, f"/desk/questions/{first.slug}?done=joined")
    rows = list(Answer.objects.filter(question=first).order_by("position"))
    assert {(a.author.name, a.live.body, a.live.date) for a in rows} == bodies
    assert len({row.key for row in rows}) == len({row.position for row in rows}) == 4
    assert [row.key for row in rows][:2] == ["a1", "a2"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.voices, second.voices) == (3, 0)
    assert second.merged_into == first
    assert questions.moved_to(second.slug) == first.slug
    assert second not in questions.shown_questions()
    assert review.fresh(first, questions.entry(first)) is None, "it is compared anew"
    assert compare() == 1
    moved = client.get(f"/q/{second.slug}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/q/{first.slug}")
    page = client.get(f"/q/{first.slug}").content.decode()
    assert all(name in page for name in ("Dr Ada Test", "Dr Ben Test", "Dr Cid Test"))
    event = Event.objects.get(verb="merged", noun="question")
    assert event.detail == {"into": first.pk, "answers": 2}


def test_a_chain_of_merges_leads_to_the_last(edith: Account) -> None:
    """And nothing is merged into what has no page."""
    first, second = two()
    (third,) = store(entry("three", text="Does honey soothe?"))
    actions.merge_questions(question=first, into=second, by=edith, at=NOW)
    actions.merge_questions(question=second, into=third, by=edith, at=NOW)
    assert questions.moved_to(first.slug) == questions.moved_to(second.slug) == third.slug
    for question, into in ((third, first), (third, third), (first, third)):
        with pytest.raises(ValidationError):
            actions.merge_questions(question=question, into=into, by=edith, at=NOW)


def test_an_author_who_answered_both_here_is_not_merged(edith: Account) -> None:
    """They keep one answer to one question."""
    first, second = two()
    author = Expert.objects.get(name="Dr Ben Test")
    for question in (first, second):
        Answer.objects.create(
            question=question, key=f"d{question.pk}", author=author, position=9, origin="desk", state="draft"
        )
    with pytest.raises(ValidationError, match="Dr Ben Test"):
        actions.merge_questions(question=second, into=first, by=edith, at=NOW)
    assert Answer.objects.filter(question=second).count() == 3


def test_who_follows_and_who_asked_go_along(edith: Account) -> None:
    """Followers follow the second, once; askers are led there."""
    first, second = two()
    for question, email in ((first, "a@example.org"), (second, "a@example.org"), (second, "b@example.org")):
        Follower.objects.create(question=question, email=email, token=f"{question.pk}{email}", at=NOW)
    row = asked()
    actions.merge(asked=row, question=second, by=edith, at=NOW)
    actions.merge_questions(question=second, into=first, by=edith, at=NOW)
    assert sorted(Follower.objects.filter(question=first).values_list("email", flat=True)) == [
        "a@example.org",
        "b@example.org",
    ]
    assert not Follower.objects.filter(question=second).exists()
    assert Asked.objects.get(pk=row.pk).question == first


# --- One question for editors.


def test_a_question_is_opened_and_closed(desk: Client) -> None:
    """Once each; what was merged is neither."""
    first, second = two()
    for wanted, shown in (("yes", True), ("yes", True), ("no", False)):
        assert desk.post(f"/desk/questions/{first.slug}/open", {"open": wanted}).status_code == 303
        assert Question.objects.get(pk=first.pk).open is shown
    assert Event.objects.filter(noun="question", verb__in=("opened", "closed")).count() == 2
    of_questions.merge(question=second, into=first, by=None, at=NOW)
    assert desk.post(f"/desk/questions/{second.slug}/open", {"open": "yes"}).status_code == 400


def test_what_nobody_addressed_is_asked_for_with_one_press(desk: Client, edith: Account) -> None:
    """Each side names whom to ask; asked, they are told and the page says so (feature E11)."""
    expert = verified_expert("Dr Vera Test")
    writer = writer_of(expert)
    Expert.objects.filter(pk=expert.pk).update(specialty="Pediatrics")
    first, _second = two()
    page = moderation.question_page(first, True, "")
    assert page.missing
    facet = page.missing[0].facet
    shown = desk.get(f"/desk/questions/{first.slug}")
    assert "Ask: Pediatrics" in words(shown)
    typed = {"facet": facet.value, "specialty": "Pediatrics"}
    for _ in range(2):
        assert desk.post(f"/desk/questions/{first.slug}/ask", typed).status_code == 303
    request = Request.objects.get()
    assert (request.facet, request.specialty, request.by) == (facet.value, "Pediatrics", edith)
    assert Notice.objects.filter(account=writer, kind="answer-wanted").count() == 1
    again = moderation.question_page(first, True, "")
    assert next(one for one in again.missing if one.facet == facet).asked == ("Pediatrics",)


def test_an_expert_is_asked_by_name_and_a_decline_is_seen(desk: Client) -> None:
    """With their reason; naming nobody is refused in a sentence."""
    expert = verified_expert("Dr Vera Test")
    writer = writer_of(expert)
    first, _second = two()
    assert desk.post(f"/desk/questions/{first.slug}/ask", {}).status_code == 400
    assert desk.post(f"/desk/questions/{first.slug}/ask", {"expert": "nobody"}).status_code == 400
    assert desk.post(f"/desk/questions/{first.slug}/ask", {"expert": expert.slug}).status_code == 303
    writing.decline_request(request=Request.objects.get(), reason="Not my field.", by=writer, at=NOW)
    assert "Not my field." in words(desk.get(f"/desk/questions/{first.slug}"))


def test_every_side_can_be_asked_for(desk: Client) -> None:
    """By its name as readers know it."""
    first, _second = two()
    page = desk.get(f"/desk/questions/{first.slug}")
    options = {option.attributes["value"] for option in read(page).css("#request_facet option")}
    assert options == {"", *(facet.value for facet in Facet)}


def test_editors_find_every_question(desk: Client) -> None:
    """By its words; also those that readers do not see."""
    two()
    Question.objects.create(key="h", slug="hidden", text="Is it hidden from readers?")
    assert "hidden from readers" in words(desk.get("/desk/questions?q=hidden"))
    assert "No question holds these words" in words(desk.get("/desk/questions?q=nothing-like-it"))
    assert desk.get("/desk/questions/absent").status_code == 404
