"""The index is kept up with the database: what changes is found, what is taken back is not; both can be verified."""

from __future__ import annotations

import threading
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from plurivox.search import Index, SearchEngine, save
from tests.web.situations import NOW, answer, entry, store
from web.finding import actions
from web.finding.checking import check
from web.finding.engine import engine
from web.finding.keeper import keeper
from web.finding.listings import whole_library
from web.questions import actions as questions
from web.questions.models import Answer, Change, Question

pytestmark = pytest.mark.django_db


def gout(*keys: str) -> list[Question]:
    """Two experts on gout, under each of these keys."""
    given = (
        answer("a1", "Dr Ada Test", "Gout is caused by crystals of uric acid. Rest the joint.", date="2025-02-01"),
        answer("a2", "Dr Ben Test", "Crystals of uric acid cause gout. Colchicine calms the attack."),
    )
    return store(*(entry(key, *given, text=f"What causes gout ({key})?", topic="Joints") for key in keys))


def first(text: str) -> str:
    """The key of the question found first, or nothing."""
    found = current().search(text).found
    return found[0].question if found else ""


def current() -> SearchEngine:
    """The engine of this process."""
    found = engine()
    assert found is not None
    return found


def take_back(question: Question) -> None:
    """Withdraw every answer."""
    for row in Answer.objects.filter(question=question):
        questions.take_back(answer=row, state=Answer.State.WITHDRAWN, reason="Mistaken.", by=None, at=NOW)


def test_what_is_published_is_found_and_what_is_taken_back_is_not() -> None:
    """By a word of an answer, with the statement and who says it; and no more after the answers are gone."""
    (row,) = gout("g")
    assert engine() is None
    assert actions.keep_up() == 1
    found = current().search("colchicine").found[0]
    assert (found.question, found.voice) == ("g", "dr-ben-test")
    assert found.statement.startswith("g/a2.")
    take_back(row)
    actions.keep_up()
    assert current().ids() == current().statements() == frozenset()
    assert Change.objects.count() == 0


def test_a_listing_says_by_what_a_search_is_narrowed() -> None:
    """Topic, experts, year, and that the experts agree."""
    gout("g")
    (listing,) = whole_library()
    assert listing.tags == {"topic:joints", "expert:dr-ada-test", "expert:dr-ben-test", "year:2025", "agreed"}


def test_what_leads_to_a_list_is_not_found_alone() -> None:
    """Its items are, each by itself."""
    body = "There are three kinds of psoriasis:\n\n- Plaque psoriasis is common.\n- Guttate psoriasis follows angina."
    store(entry("p", answer("a1", "Dr Ada Test", body), text="What is psoriasis?"))
    (listing,) = whole_library()
    said = [one.text for one in listing.said]
    assert len(said) == 2
    assert not any(text.endswith(":") for text in said)


def test_changes_stay_until_they_are_laid_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that cannot be written keeps every change, and what is not laid down is not found either."""
    gout("g")
    actions.keep_up()
    gout("h")
    waiting = Change.objects.count()

    def full(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("web.finding.keeper.save", full)
    with pytest.raises(OSError, match="No space"):
        actions.keep_up()
    assert Change.objects.count() == waiting > 0
    assert keeper().current().ids() == {"g"}  # type: ignore[union-attr]
    monkeypatch.undo()
    actions.keep_up()
    assert current().ids() == {"g", "h"}


def test_nothing_is_taken_in_by_two_at_once() -> None:
    """While one keeps it up another does nothing, and loses nothing."""
    gout("g")
    with keeper().alone() as mine:
        assert mine
        assert actions.keep_up() == 0
        with pytest.raises(actions.Busy):
            actions.rebuild()
    assert Change.objects.exists()
    assert actions.keep_up() == 1


def test_a_change_while_the_index_is_made_anew_is_taken_in_too() -> None:
    """Searches go on in the index before, and what is published meanwhile is there afterwards."""
    gout("g")
    actions.keep_up()
    seen = []

    def over() -> Any:
        for listing in list(whole_library()):
            seen.append(first("gout"))
            yield listing
        gout("h")

    assert actions.rebuild(over()) == 2
    assert seen == ["g"]
    assert current().ids() == {"g", "h"}


def test_an_index_of_another_model_is_made_anew(settings: Any) -> None:
    """After the model was exchanged the next that keeps it up makes the whole index; nothing is found by half."""
    gout("g")
    other = Index(None, (), "0" * 64)
    save(other, settings.SEARCH_DIR)
    if keeper().current() is None:  # where there is a model
        assert engine() is None
    actions.keep_up()
    assert current().ids() == {"g"}


def test_readers_in_other_threads_see_the_index_whole() -> None:
    """Eight readers search while it is kept up; each sees it before or after, never half."""
    gout("g")
    actions.keep_up()
    wrong: list[BaseException | frozenset[str]] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                ids = current().ids()
                if "g" not in ids:
                    wrong.append(ids)
        except BaseException as error:
            wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for key in "hijk":
        gout(key)
        actions.keep_up()
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_the_command_makes_it_anew_and_verifies_it() -> None:
    """Each difference is named: what is missing, and what readers do not see."""
    with pytest.raises(CommandError, match="no index yet") as told:
        call_command("search", "verify")
    assert told.value.returncode == 3
    gout("g", "h")
    out = StringIO()
    call_command("search", "rebuild", stdout=out, stderr=StringIO())
    assert "2 questions can be found" in out.getvalue()
    out = StringIO()
    call_command("search", "verify", stdout=out)
    assert "holds exactly what readers see" in out.getvalue()

    row = Question.objects.get(key="h")
    take_back(row)
    gout("i")
    out = StringIO()
    with pytest.raises(CommandError, match="not in step") as told:
        call_command("search", "verify", stdout=out)
    assert told.value.returncode == 1
    assert "question missing: i" in out.getvalue()
    assert "question that readers do not see: h" in out.getvalue()
    assert "statement that readers do not see: h/a2.1" in out.getvalue()
    assert "changes wait to be taken in" in out.getvalue()
    actions.keep_up()
    found = check()
    assert found is not None
    assert found.sound


def test_the_index_may_be_deleted_at_any_time() -> None:
    """It is made anew from the database by the next that keeps it up."""
    gout("g")
    actions.keep_up()
    for path in sorted(settings.SEARCH_DIR.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert engine() is None
    actions.keep_up()
    assert first("colchicine") == "g"
