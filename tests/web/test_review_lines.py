"""Lines of a comparison, as reviewers change them at the desk."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from plurivox.editing import Merge, Of, Reject, Relate, Split
from plurivox.model import Comparison, Reason, Relation, RelationKind
from tests.web.reading import read
from tests.web.review_situations import agreed, base, compared, draft, edit, gout, line_address, opposed, two
from tests.web.situations import reviewer, signed_in, store
from web.accounts.models import Account
from web.questions.models import Question
from web.review import actions, workers
from web.review.actions import Words
from web.review.models import Edit
from web.review.states import EditKind

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def question() -> Question:
    return compared()


@pytest.fixture
def rita() -> Account:
    return reviewer()


def test_a_reviewer_confirms_splits_joins_and_rejects(question: Question, rita: Account) -> None:
    """Each from the page of the line, without script; the lineage stands below, with the way back."""
    client = signed_in(rita)
    names = agreed(question)
    here = line_address(question, client, "Gout is a painful kind")
    tree = read(client, here)
    assert len(tree.css("input[name=chosen]")) == 3 * len(names)
    common = {"base": base(question)}
    assert client.post(here, {"do": "confirm", **common}).status_code == 303
    missing = client.post(here, {"do": "split", **common})
    assert missing.status_code == 400
    assert "not all of them" in missing.content.decode()
    assert (
        client.post(here, {"do": "split", "chosen": names[:1], "reason": "Kind, not form.", **common}).status_code
        == 303
    )
    gone = client.get(here)
    assert gone.status_code == 404
    assert "changed or is gone" in gone.content.decode()
    alone = line_address(question, client, "Gout is a painful kind", "single")
    other = next(p.id for p in draft(question).comparison.points if p.statements == names[1:])
    assert "Kind, not form." in client.get(alone).content.decode()
    assert client.post(alone, {"do": "merge", **common}).status_code == 400
    assert client.post(alone, {"do": "merge", "other": other, **common}).status_code == 303
    assert agreed(question) == names
    pair = line_address(question, client, "Gout stays for life", "differing")
    assert client.post(pair, {"do": "relate", **common}).status_code == 400
    assert client.post(pair, {"do": "relate", "stands": "qualifies", **common}).status_code == 303
    assert client.post(pair, {"do": "reject", **common}).status_code == 303
    assert not draft(question).comparison.relations
    drink = line_address(question, client, "Drink plenty", "single")
    against = {"own": "a1.2", "against": "a3.2", "stands": "incomparable"}
    assert client.post(drink, {"do": "relate", **against, **common}).status_code == 303
    assert [r.kind.value for r in draft(question).comparison.relations] == ["incomparable"]
    undo = read(client, f"/desk/comparisons/{question.slug}?list=edits").css_first("form[action*=undo]")
    assert client.post(undo.attributes["action"]).status_code == 303
    assert not draft(question).comparison.relations
    assert client.post(undo.attributes["action"]).status_code == 400
    assert Edit.objects.count() == 6


def test_what_may_be_opposed_waits_for_a_reviewer(monkeypatch: pytest.MonkeyPatch, rita: Account) -> None:
    """The desk alone shows it; the form knows the two already; however they stand, it is gone, and back when undone."""

    def doubting(*given: object) -> Comparison:
        pairs = (
            ("a1.2", "a3.2", Reason("sides", "Drink", "stays", 0.9)),
            ("a1.1", "a2.1", Reason("denial", score=0.7)),
        )
        found = tuple(Relation(RelationKind.OPPOSES, *pair) for pair in pairs)
        return replace(made(*given), doubts=found)  # type: ignore[arg-type]

    made = workers.compare
    monkeypatch.setattr(workers, "compare", doubting)
    question, client = compared(), signed_in(rita)
    desk = f"/desk/comparisons/{question.slug}?list=doubts"
    rows = read(client, desk).css("li.row")
    assert [len(row.css("blockquote")) for row in rows] == [2, 2]
    assert [mark.text() for mark in rows[0].css("mark")] == ["Drink", "stays"]
    assert "split it first" in rows[1].text()
    split = str(rows[1].css_first("a[href*=split]").attributes["href"]).partition("#")
    assert split[2] == "split"
    assert "open" in read(client, split[0]).css_first("#split").attributes
    here = str(rows[0].css_first(".buttons a").attributes["href"]).partition("#")[0]
    form = read(client, here).css_first("#relate")
    assert "open" in form.attributes
    assert form.css_first("input[name=own][checked]").attributes["value"] == "a1.2"
    assert form.css_first("option[selected]").attributes["value"] == "a3.2"
    assert "In full: Dr Cara Test: Gout stays for life." in re.sub(r"\s+", " ", form.text())
    typed = {"do": "relate", "base": base(question), "own": "a1.2", "against": "a3.2", "stands": "unrelated"}
    stored = client.post(here, typed)
    assert "list=doubts" in stored.headers["location"]
    assert landed(client, stored)[1]
    assert len(read(client, desk).css("li.row")) == 1
    assert not draft(question).content["comparison"]["doubts"]
    undo = read(client, f"/desk/comparisons/{question.slug}?list=edits").css_first("form[action*=undo]")
    client.post(undo.attributes["action"])
    assert len(read(client, desk).css("li.row")) == 2
    confirm = read(client, desk).css("li.row")[1].css_first("form")
    sent = {field.attributes["name"]: field.attributes["value"] for field in confirm.css("input")}
    stored = client.post(confirm.attributes["action"], sent)
    assert (stored.status_code, "list=doubts" in stored.headers["location"]) == (303, True)
    assert [row.css("mark")[0].text() for row in read(client, desk).css("li.row")] == ["Drink"]
    for route in ("question", "question.json"):
        shown = Client().get(reverse(route, args=[question.slug]))
        assert (shown.status_code, b"oubt" in shown.content) == (200, False)


def test_what_stands_alone_is_joined_with_what_says_the_same(monkeypatch: pytest.MonkeyPatch, rita: Account) -> None:
    """One press joins two, another says that they differ; either way the pair is gone, and back when undone."""

    def asking(*given: object) -> Comparison:
        pairs = (("a1.2", "a3.2"), ("a1.1", "a3.2"), ("a1.1", "a2.1"))
        found = tuple(Relation(RelationKind.SAME, *pair, Reason("wording", score=0.4)) for pair in pairs)
        return replace(made(*given), doubts=found)  # type: ignore[arg-type]

    made = workers.compare
    monkeypatch.setattr(workers, "compare", asking)
    question, client = compared(), signed_in(rita)
    desk = f"/desk/comparisons/{question.slug}?list=near"

    def pairs() -> list[list[str]]:
        rows = read(client, desk).css("li.row")
        return [[quote.text(strip=True) for quote in row.css(".sides blockquote")] for row in rows]

    def press(words: str) -> None:
        form = next(form for form in read(client, desk).css("li.row form") if words in form.text())
        typed = {field.attributes["name"]: field.attributes["value"] for field in form.css("input")}
        stored = client.post(form.attributes["action"], typed)
        assert "list=near" in stored.headers["location"]
        assert landed(client, stored)[1]

    def undo() -> None:
        form = read(client, f"/desk/comparisons/{question.slug}?list=edits").css_first("form[action*=undo]")
        client.post(form.attributes["action"])

    drink, kind = "Drink plenty of water.", "Gout is a painful kind of arthritis."
    asked = [[drink, "Gout stays for life."], ["Gout stays for life.", kind]]
    assert pairs() == asked
    assert "2 more quotes in the row of the second" in re.sub(r"\s+", " ", read(client, desk).css("li.row")[1].text())
    press("They do not say the same")
    assert pairs() == asked[1:]
    assert not draft(question).content["comparison"]["doubts"]
    undo()
    assert pairs() == asked
    press("Join: they say the same")
    assert pairs() == []
    assert {"a1.2", "a3.2"} in [set(point.statements) for point in draft(question).comparison.points]
    undo()
    assert pairs() == asked
    for route in ("question", "question.json"):
        assert b'"doubts"' not in Client().get(reverse(route, args=[question.slug])).content


def test_words_are_written_over_quotes(question: Question, rita: Account) -> None:
    """Errors stand at the field, what was typed stays, and the words stand over the line."""
    client = signed_in(rita)
    here, names = line_address(question, client, "Gout is a painful kind"), agreed(question)
    typed = {"do": "heading", "base": base(question), "text": "They say “stays for life”."}
    refused = client.post(here, {**typed, "chosen": names})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "Dr Cara Test" in re.sub(r"\s+", " ", page.partition("refused")[2].partition("</ul>")[0])
    tree = LexborHTMLParser(page)
    area = tree.css_first("#heading-text")
    assert area.attributes["aria-invalid"] == "true"
    assert "heading-error" in area.attributes["aria-describedby"]
    assert "stays for life" in area.text()
    assert client.post(here, typed).status_code == 400
    assert client.post(here, {**typed, "text": "Gout hurts.", "chosen": names}).status_code == 303
    assert client.post(here, {**typed, "do": "plain", "text": "It hurts.", "chosen": names}).status_code == 303
    shown = client.get(f"/desk/comparisons/{question.slug}?list=agreed").content.decode()
    assert "Gout hurts." in shown
    assert "It hurts." in shown


def test_what_was_typed_is_kept_where_a_colleague_was_faster(question: Question, rita: Account) -> None:
    """At the row where the quotes stand now, from which it can be stored; else on a page that leads back."""
    client, names = signed_in(rita), agreed(question)
    edit(question, Split(names, (names[:2], names[2:])), two()[1])
    here = line_address(question, client, "Gout is a painful kind")
    typed = {"do": "plain", "base": base(question), "text": "It hurts.", "chosen": names[:2]}
    edit(question, Merge((names[:2], names[2:])), two()[1])
    refused = client.post(here, typed)
    assert refused.status_code == 409
    tree = LexborHTMLParser(refused.content.decode())
    assert tree.css_first("nav[aria-label=Desk]")
    assert "has changed since you opened it" in tree.css_first(".refused").text()
    form = tree.css_first("#plain form")
    assert form.css_first("textarea").text().strip() == "It hurts."
    chosen = [each.attributes["value"] for each in form.css("input[name=chosen][checked]")]
    assert chosen == list(names[:2])
    assert client.post(form.attributes["action"], {**typed, "chosen": chosen}).status_code == 303
    assert {line.plain for line in draft(question).lines} == {"", "It hurts."}
    lost = client.post(here, {"do": "reject", "base": base(question), "reason": "Not alike.", "list": "agreed"})
    assert lost.status_code == 409
    tree = LexborHTMLParser(lost.content.decode())
    assert "Not alike." in tree.css_first(".desk-page").text()
    assert f"/desk/comparisons/{question.slug}?list=agreed#lines" in lost.content.decode()
    actions.add([gout(a1="Gout is something else.")])
    unfit = client.post(here, typed)
    assert (unfit.status_code, "It hurts." in unfit.content.decode()) == (409, True)
    assert client.get(here).status_code == 404
    assert client.get("/desk/comparisons/nowhere/lines/p1").status_code == 404


def landed(client: Client, sent: HttpResponse) -> tuple[LexborHTMLParser, str, str]:
    """The page that a form led to, the id of the place there that the address names, and what it says is stored.

    No id where the page has no such place, or says it elsewhere.
    """
    assert sent.status_code == 303
    address, _, fragment = sent.headers["location"].partition("#")
    tree = read(client, address)
    told = tree.css("#stored")
    assert len(told) == 1
    place = tree.css_first(f"#{fragment}")
    inside = place is not None and (fragment == "stored" or bool(place.css("#stored")))
    return tree, fragment if inside else "", told[0].text(strip=True)


def test_every_step_returns_to_the_next_line(rita: Account) -> None:
    """On the page of the list that it came from, or the next one; there it says what was stored."""
    many = [f"Patients with type {n} gout have {word}." for n, word in enumerate("abcdefghijklmnop")]
    (row,) = store(gout("long", a1=" ".join(many)))
    client, desk = signed_in(rita), f"/desk/comparisons/{row.slug}?list=single"

    def lines(page: int) -> list[str]:
        return [str(each.attributes["id"]) for each in read(client, f"{desk}&page={page}").css("li.row")]

    def confirmed(page: int, key: str) -> HttpResponse:
        form = read(client, f"{desk}&page={page}").css_first(f"#{key} form")
        typed = {field.attributes["name"]: field.attributes["value"] for field in form.css("input")}
        return client.post(form.attributes["action"], typed)

    first, second = lines(1), lines(2)
    assert len(first) == 10
    tree, place, told = landed(client, confirmed(2, second[1]))
    assert place == second[2]
    assert "confirmed" in told
    assert tree.css_first(".tabs [aria-current]").text().startswith("Only one says")
    _, place, _ = landed(client, confirmed(1, first[-1]))
    assert place == second[0]
    tree, place, _ = landed(client, confirmed(2, second[-1]))
    assert place == "stored"
    assert tree.css_first(f"#{second[-1]}")
    link = read(client, f"{desk}&page=2").css_first(f"#{second[1]} .buttons a").attributes["href"]
    here = read(client, link)
    assert f"page=2#{second[1]}" in here.css_first(".crumb a").attributes["href"]
    form = here.css_first("#plain form")
    typed = {field.attributes["name"]: field.attributes["value"] for field in form.css("input")}
    _, place, told = landed(client, client.post(form.attributes["action"], {**typed, "text": "It says so."}))
    assert place == second[2]
    assert told == "Your edit is stored."
    undo = read(client, link).css_first("form[action*=undo]")
    typed = {field.attributes["name"]: field.attributes["value"] for field in undo.css("input")}
    _, place, told = landed(client, client.post(undo.attributes["action"], typed))
    assert place == second[1]
    assert "taken back" in told
    undo = read(client, f"/desk/comparisons/{row.slug}?list=edits").css("form[action*=undo]")[1]
    tree, place, _ = landed(client, client.post(undo.attributes["action"]))
    assert "Taken back by rita" in tree.css_first(f"#{place}").text()
    sent = {"verdict": "approved", "content_sha256": draft(row).sha256}
    _, place, told = landed(client, client.post(f"/desk/comparisons/{row.slug}", sent))
    assert (place, told) == ("stored", "Your vote is stored.")


def test_a_row_that_is_split_is_not_returned_to(question: Question, rita: Account) -> None:
    """It is two others now: the status stands above the lists."""
    client, names = signed_in(rita), agreed(question)
    here = line_address(question, client, "Gout is a painful kind")
    sent = client.post(here, {"do": "split", "base": base(question), "chosen": names[:1]})
    _, place, told = landed(client, sent)
    assert place == "stored"
    assert told == "Your edit is stored."


def test_words_that_later_ones_replaced_are_not_shown_as_taken_back(question: Question, rita: Account) -> None:
    """The list of edits says so, over the quotes that each rests on."""
    names = agreed(question)
    edit(question, Words(EditKind.PLAIN, names, "It hurts."), rita)
    edit(question, Words(EditKind.PLAIN, names[:1], "It hurts a lot."), rita)
    new, old = read(signed_in(rita), f"/desk/comparisons/{question.slug}?list=edits").css("li.row")
    assert "Replaced by a later one" in old.text()
    assert "Taken back" not in old.text() + new.text()
    assert [len(row.css("blockquote")) for row in (new, old)] == [1, 3]


def test_edits_say_what_was_decided(question: Question, rita: Account) -> None:
    """How two statements stand, in words; which quotes went where; and a join by that name."""
    names, pair = agreed(question), opposed(question)
    edit(question, Reject(pair, Of.RELATION), rita)
    for kind in (RelationKind.OPPOSES, RelationKind.QUALIFIES, RelationKind.INCOMPARABLE, RelationKind.UNRELATED):
        edit(question, Relate(*pair, kind), rita)
    edit(question, Split(names, (names[:1], names[1:])), rita)
    edit(question, Merge((names[:1], names[1:])), rita)
    rows = read(signed_in(rita), f"/desk/comparisons/{question.slug}?list=edits").css("li.row")
    joined, split, unrelated, apart, depends, opposes, rejected = (" ".join(row.text().split()) for row in rows)
    assert joined.startswith("Join ")
    first, second = split.split("Row 1 ")[1].split(" Row 2 ")
    assert first == "Gout is a painful kind of arthritis."
    assert second.count("Gout is a") == 2
    assert "They do not concern each other" in unrelated
    assert "They cannot be compared" in apart
    assert "It depends: on whom, how much or when" in depends
    assert "They oppose each other" in opposes
    assert rejected.startswith("Reject rita")
    assert "not set against each other" in rejected
