"""Importing: whole questions or none, again without doubles, and a stop at any time."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from plurivox.errors import AttributionUncertain
from plurivox.model import Entry
from tests.web.situations import NO_MODEL, answer, compare, entry, store
from web.commands import import_
from web.finding.engine import engine
from web.questions import queries
from web.questions.models import Answer, Change, Expert, Question, Revision, Topic
from web.review import actions, workers
from web.review.models import Comparison

pytestmark = pytest.mark.django_db


def sizes() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Question, Answer, Revision, Expert, Comparison))


def test_a_second_import_adds_nothing() -> None:
    """The same file again: no row, no revision, no comparison more."""
    store(entry("one"), entry("two"))
    before = sizes()
    added = actions.add([entry("one"), entry("two")])
    assert (added.questions, added.answers, added.revisions, added.unchanged) == (0, 0, 0, 4)
    assert compare() == 0
    assert sizes() == before


class Cut(list[Entry]):
    """Entries whose reading stops after some, as when a person presses Ctrl-C."""

    def __iter__(self) -> Iterator[Entry]:
        yield from super().__iter__()
        raise KeyboardInterrupt


def test_a_stopped_import_leaves_whole_questions_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stored before the stop is whole; the next run ends where an unbroken one would have."""
    monkeypatch.setattr(actions.comparisons, "BATCH", 2)
    entries = [entry(f"cut-{n}") for n in range(5)]
    with pytest.raises(KeyboardInterrupt):
        actions.add(Cut(entries[:3]))
    assert Question.objects.filter(key__startswith="cut-").count() == 2
    assert all(len(found.answers) == 2 for _, found in queries.entries(Question.objects.filter(key__startswith="cut-")))
    assert actions.add(entries).questions == 3
    compare()
    assert Comparison.objects.filter(question__key__startswith="cut-").count() == 5


def test_a_failing_batch_leaves_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad question of a batch takes its whole batch back; readers see no half."""
    store(entry("bad", answer("a1", "Dr Ada Test", "Rest helps.")))
    with pytest.raises(AttributionUncertain):
        actions.add([entry("good"), entry("bad", answer("a1", "Dr Eve Test", "Rest helps."))])
    assert not Question.objects.filter(key="good").exists()
    assert Answer.objects.get(question__key="bad").author.name == "Dr Ada Test"


def test_a_stopped_comparison_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparisons stored before a stop are kept; the next run makes only the rest."""
    monkeypatch.setattr(actions.comparisons, "BATCH", 1)
    actions.add([entry(f"stop-{n}") for n in range(3)])
    stored = actions.store

    def stopping(batch: list) -> None:  # type: ignore[type-arg]
        stored(batch)
        raise KeyboardInterrupt

    monkeypatch.setattr(actions.comparisons, "store", stopping)
    with pytest.raises(KeyboardInterrupt):
        compare()
    monkeypatch.setattr(actions.comparisons, "store", stored)
    assert compare() == 2


def test_a_changed_text_is_a_new_revision_and_the_old_one_stays() -> None:
    """Correction of an answer: the reader sees the new words, the record keeps both."""
    store(entry("edit", answer("a1", "Dr Ada Test", "Rest helps."), answer("a2", "Dr Ben Test", "Rest is good.")))
    actions.add([entry("edit", answer("a1", "Dr Ada Test", "Rest does not help."))])
    row = Answer.objects.get(question__key="edit", key="a1")
    assert row.live.body == "Rest does not help."
    assert [r.body for r in row.revisions.order_by("number")] == ["Rest helps.", "Rest does not help."]


def test_an_earlier_text_that_comes_again_is_shown_without_a_third_revision() -> None:
    """Back and forth between two texts keeps two revisions."""
    for text in ("Rest helps.", "Rest heals.", "Rest helps."):
        actions.add([entry("back", answer("a1", "Dr Ada Test", text))])
    row = Answer.objects.get(question__key="back", key="a1")
    assert row.live.body == "Rest helps."
    assert row.revisions.count() == 2


def test_an_unconfirmed_answer_is_published_once_it_is_settled() -> None:
    """An editor settles who wrote it; a later import that is unsure again changes nothing."""
    unsure, sure = answer("a1", None, "Rest helps."), answer("a1", "Dr Ada Test", "Rest helps.")
    actions.add([entry("settle", unsure)])
    assert Question.objects.get(key="settle").voices == 0
    for given in (sure, unsure):
        actions.add([entry("settle", given)])
        row = Answer.objects.get(question__key="settle")
        assert (row.state, row.author.name, row.live.author.name) == ("published", "Dr Ada Test", "Dr Ada Test")
    assert row.revisions.count() == 2


def test_a_withdrawn_answer_stays_withdrawn() -> None:
    """A new import cannot bring back what was taken down."""
    store(entry("gone", answer("a1", "Dr Ada Test", "Rest helps.")))
    Answer.objects.filter(question__key="gone").update(state="withdrawn", live=None)
    actions.add([entry("gone", answer("a1", "Dr Ada Test", "Rest really helps."))])
    assert Answer.objects.get(question__key="gone").live is None
    assert Question.objects.get(key="gone").voices == 0


def test_one_name_is_one_expert_whose_facts_are_completed() -> None:
    """Facts that a later answer adds fill gaps and replace nothing."""
    from plurivox.model import Answer as Noun
    from plurivox.model import Expert as Who

    def by(**facts: str) -> Noun:
        return Noun(facts.pop("id"), "Rest helps.", Who("Dr Ada Test", **facts))

    actions.add([entry("x", by(id="a1", credentials="MD")), entry("y", by(id="a1", specialty="Sleep"))])
    actions.add([entry("z", by(id="a1", credentials="PhD"))])
    row = Expert.objects.get(slug="dr-ada-test")
    assert (row.credentials, row.specialty) == ("MD", "Sleep")


def test_two_questions_of_one_wording_have_two_addresses() -> None:
    """Their keys tell them apart."""
    first, second = store(entry("p", text="Is rest good?"), entry("q", text="Is rest good?"))
    assert first.slug != second.slug


def test_a_comparison_holds_no_words_of_an_answer(library: list[Question]) -> None:
    """Ids, offsets and members of closed lists; the words that decided a relation are the only exception."""
    comparison = Comparison.objects.exclude(content__relations=[]).first() or Comparison.objects.first()
    names = {key for row in comparison.content["statements"] for key in row}
    assert "exact" not in names
    bodies = [a.live.body for a in Answer.objects.filter(question=comparison.question_id, live__isnull=False)]
    content = str({k: v for k, v in comparison.content.items() if k != "relations"})
    assert not any(body[:40] in content for body in bodies)


def test_a_question_that_cannot_be_compared_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named on standard error, skipped and counted; the rest is compared, and the next run tries it again."""
    actions.add([entry(f"f-{n}") for n in range(3)])
    sound = workers.frozen

    def failing(found: Entry, encoder: object) -> dict:  # type: ignore[type-arg]
        if found.question.key == "f-1":
            raise ZeroDivisionError("by a fault of ours")
        return sound(found, encoder)  # type: ignore[arg-type]

    monkeypatch.setattr(workers, "frozen", failing)
    result = actions.compare(NO_MODEL, NO_MODEL, processes=1)
    assert (result.done, result.failed) == (2, 1)
    error = capsys.readouterr().err
    assert "f-1" in error
    assert "by a fault of ours" in error
    assert "Traceback" not in error
    monkeypatch.undo()
    assert compare() == 1


def test_an_import_says_by_its_exit_code_that_a_question_was_not_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, and the line of figures counts it."""
    file = tmp_path / "one.jsonl"
    file.write_text(
        '{"key": "x", "question": "Is rest good?", "answers": [{"id": "a1", "text": "Rest helps.", '
        '"expert": {"name": "Dr Ada Test", "kind": "person"}}]}',
        encoding="utf-8",
    )

    def failing(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(workers, "frozen", failing)
    assert import_([str(file)]) == 1
    assert "not compared 1" in capsys.readouterr().out
    monkeypatch.undo()
    assert import_([str(file)]) == 0


def test_what_was_imported_is_found_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A first import leaves an index, and a second file is found beside the first; nobody waits for a worker."""
    for key, text in (("gout", "What helps against gout?"), ("hives", "What helps against hives?")):
        file = tmp_path / f"{key}.jsonl"
        given = {"id": "a1", "text": "Rest helps.", "expert": {"name": "Dr Ada Test", "kind": "person"}}
        file.write_text(json.dumps({"key": key, "question": text, "answers": [given]}), encoding="utf-8")
        assert import_([str(file)]) == 0
        found = engine()
        assert found is not None
        assert found.search(text).found[0].question == key
    assert {"gout", "hives"} <= found.ids()
    assert not Change.objects.exists()


def test_experts_whose_names_share_their_latin_letters_are_two(client: Client) -> None:
    """Each has a row and a page of their own, and so have questions and topics that lose letters."""
    said = [
        answer("a1", "Dr. Иванов", "Rest helps most people recover from a cold."),
        answer("a2", "Dr. Петров", "Antibiotics do not help against a cold."),
    ]
    asked = {"什么是 COVID-19?": "感冒 (COVID-19)", "如何治疗 COVID-19?": "流感 (COVID-19)"}
    rows = store(*(entry(text, *said, text=text, topic=topic) for text, topic in asked.items()))
    for row, (text, topic) in zip(rows, asked.items(), strict=True):
        page = client.get(f"/q/{row.slug}").content.decode()
        assert all(name in page for name in (text, "Dr. Иванов", "Dr. Петров"))
        assert topic in client.get(f"/t/{row.topic.slug}").content.decode()
    assert len({row.topic_id for row in rows}) == 2
    for given in said:
        shown = client.get(f"/e/{given.expert.id}").content.decode()
        assert given.expert.name in shown
        assert given.text in shown


def test_slugs_of_before_become_those_of_now() -> None:
    """The migration: who lost letters gets the id of their name, and an import finds them under it."""
    row = store(entry("one", answer("a1", "Dr. Иванов", "Rest helps."), topic="感冒 (COVID-19)"))[0]
    ivan, topic = Expert.objects.get(name="Dr. Иванов"), Topic.objects.get(name="感冒 (COVID-19)")
    before = set(Expert.objects.values_list("slug")), set(Topic.objects.values_list("slug"))
    Expert.objects.filter(pk=ivan.pk).update(slug="dr")
    Topic.objects.filter(pk=topic.pk).update(slug="covid-19")
    Change.objects.all().delete()
    importlib.import_module("web.questions.migrations.0007_slugs_that_lose_nothing").renamed(apps, None)
    assert before == (set(Expert.objects.values_list("slug")), set(Topic.objects.values_list("slug")))
    assert [change.question for change in Change.objects.all()] == [row]
    again = actions.add([entry("one", answer("a1", "Dr. Иванов", "Rest helps."), topic="感冒 (COVID-19)")])
    assert (again.unchanged, Question.objects.get(pk=row.pk).topic) == (1, topic)
    assert Expert.objects.filter(name="Dr. Иванов").count() == 1
