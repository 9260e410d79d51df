"""Search in PostgreSQL under edits: several writers, a build beside them, what is taken back, what the tables hold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from django.db import connection, connections, transaction

from plurivox import vectors
from plurivox.search import Listing, Said, SearchEngine
from tests.engine.search_contract import LIBRARY, WordVectors, first, sample_library
from tests.postgresql import replica

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="this engine lives in PostgreSQL")


def made(encoder: vectors.Encoder | None = None) -> SearchEngine:
    from web.finding.postgresql import PostgresqlEngine

    return PostgresqlEngine(encoder or WordVectors())


@pytest.fixture
def engine(db: None) -> SearchEngine:
    """The engine with the contract's library; all is taken back afterwards."""
    found = made()
    found.add(LIBRARY)
    return found


@pytest.fixture
def stays(django_db_setup: None, django_db_blocker) -> Iterator[SearchEngine]:  # type: ignore[no-untyped-def]
    """The same where each change is committed, as on a site; emptied afterwards."""
    found = made()
    with django_db_blocker.unblock():
        found.build(LIBRARY)  # type: ignore[attr-defined]
        yield found
        found.build([])  # type: ignore[attr-defined]


def ask(text: str) -> list[tuple[object, ...]]:
    from web.finding.postgresql import tables

    return tables.ask(text, live=tables.state().live)


def alone(call):  # type: ignore[no-untyped-def]
    """Run in a thread whose connection is its own, and closed."""

    def run(*values: object) -> object:
        try:
            return call(*values)
        finally:
            connection.close()

    return run


def assert_counts_hold() -> None:
    """Every count that scores rest on is what the rows say."""
    from web.finding.postgresql import tables

    state = tables.state()
    assert ask("SELECT count(*), coalesce(sum(length), 0) FROM ~question") == [(state.questions, state.question_words)]
    assert ask("SELECT count(*), coalesce(sum(length), 0) FROM ~said") == [(state.said, state.said_words)]
    assert ask("SELECT count(*) FROM ~question_vector") == [(state.questions,)]
    assert ask("SELECT count(*) FROM ~said_vector") == [(state.said,)]
    for table, counted in (("question", "questions"), ("said", "said")):
        held = dict(ask(f"SELECT held, count(*) FROM ~{table}, unnest(words) AS held GROUP BY held"))
        assert dict(ask(f"SELECT number, {counted} FROM ~word WHERE {counted} <> 0")) == held
    for name in ("stem", "subject"):
        held = dict(ask(f"SELECT held, count(*) FROM ~question, unnest({name}s) AS held GROUP BY held"))
        assert dict(ask(f"SELECT {name}, questions FROM ~{name} WHERE questions <> 0")) == held


def test_counts_hold_after_edits(engine: SearchEngine) -> None:
    """However questions come, change and go, the counts are those of what is there; words of nothing are gone."""
    engine.add(sample_library()[:5])
    engine.add([Listing("q1", "What is scurvy?", "Scurvy", said=(Said("n", "It is rare, rare, rare.", "e1"),))])
    engine.add([*LIBRARY, LIBRARY[0]])
    engine.remove(["q2", "q2", "unknown"])
    assert_counts_hold()
    assert ask("SELECT count(*) FROM ~word WHERE word = 'scurvy' OR questions + said = 0") == [(0,)]


def test_what_is_taken_back_was_never_there(engine: SearchEngine) -> None:
    """An edit whose transaction fails is not found, and no word of it is known afterwards."""
    before = engine.search("the symptoms of scurvyosis")
    with transaction.atomic():
        engine.add([Listing("s", "What is scurvyosis?", "Scurvyosis")])
        assert first(engine, "scurvyosys") == "s"
        transaction.set_rollback(True)
    engine.add([Listing("t", "What is rickets?", "Rickets")])
    assert not engine.search("scurvyosys").query.made
    assert first(engine, "ricketts") == "t"
    engine.remove(["t"])
    assert engine.search("the symptoms of scurvyosis") == before


def test_no_table_holds_a_text(engine: SearchEngine) -> None:
    """What lies in the tables holds words, sorted, and ids, and nothing that could be shown (I9)."""
    from web.finding.postgresql import tables

    engine.build([*LIBRARY, *sample_library()])
    engine.add(LIBRARY[:1])
    rows = "\n".join(repr(row) for name in tables.NAMES for row in ask(f"SELECT * FROM ~{name}"))
    for listing in (*LIBRARY, *sample_library()):
        for text in (listing.text, *(said.text for said in listing.said)):
            if len(text.split()) > 2:
                assert " ".join(text.split()[:3]) not in rows


def test_writers_beside_each_other_lose_nothing(stays: SearchEngine) -> None:
    """Four writers, some of them on the same question, and readers meanwhile: all is found, and every count holds."""

    def write(n: int) -> None:
        for k in range(5):
            own = Said(f"w{n}.{k}", f"Statement {k} of writer {n}.", "e")
            stays.add([Listing(f"w{n}-{k}", f"What is gout of kind {n} and {k}?", "Gout", said=(own,)), LIBRARY[4]])
            assert f"w{n}-{k}" in stays.ids()
        stays.remove([f"w{n}-0", "q6"])

    def read(_: int) -> None:
        for _ in range(15):
            assert first(stays, "What causes diarrhea?") == "q2"

    with ThreadPoolExecutor(6) as pool:
        for done in [*pool.map(alone(write), range(4)), *pool.map(alone(read), range(2))]:
            assert done is None
    wanted = {f"w{n}-{k}" for n in range(4) for k in range(1, 5)} | {one.id for one in LIBRARY} - {"q6"}
    assert stays.ids() == wanted
    assert_counts_hold()


def test_a_library_is_built_while_others_search_and_edit(stays: SearchEngine) -> None:
    """Until the new library stands the one before is found, edits included; afterwards the new one, edits included."""
    seen = []

    @alone
    def meanwhile() -> None:
        seen.append(first(stays, "What are the symptoms of gout?"))
        stays.add(
            [Listing("edited", "What is sciatica?", "Sciatica", said=(Said("e.1", "A nerve is pressed.", "e9"),))]
        )
        stays.remove(["q2"])
        seen.append(first(stays, "sciatica"))

    def library() -> Iterator[Listing]:
        yield from LIBRARY[:4]
        with ThreadPoolExecutor(1) as pool:
            pool.submit(meanwhile).result(timeout=20)
        yield from sample_library()

    stays.build(library())
    assert seen == ["q5", "edited"]
    assert stays.ids() == {"q1", "q3", "q4", "edited"} | {one.id for one in sample_library()}
    found = stays.search("sciatica pressed nerve").found[0]
    assert (found.question, found.statement, found.voice) == ("edited", "e.1", "e9")
    assert_counts_hold()
    from web.finding.postgresql import tables

    assert tables.ask("SELECT count(*) FROM ~question", live=tables.state().idle) == [(0,)]


def test_a_build_that_fails_changes_nothing(stays: SearchEngine) -> None:
    """Where the library cannot be read to its end, the one before stays, and the next build goes through."""

    def broken() -> Iterator[Listing]:
        yield from sample_library()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        stays.build(broken())
    assert stays.ids() == {one.id for one in LIBRARY}
    assert first(stays, "gout symptoms") == "q5"
    stays.build([*LIBRARY, LIBRARY[2]])
    assert stays.ids() == {one.id for one in LIBRARY}
    assert_counts_hold()


def test_a_replica_is_searched_instead(stays: SearchEngine) -> None:
    """The engine reads from a real replica alone, writes to the site's database, and finds an edit once it is there."""
    from web.finding.postgresql import PostgresqlEngine

    own = connections["default"].settings_dict
    with replica(int(own["PORT"])) as server:
        connections.databases["replica"] = own | {"PORT": str(server.port)}
        try:
            engine = PostgresqlEngine(WordVectors(), reads="replica")
            with connections["replica"].cursor() as cursor:
                cursor.execute("SELECT pg_is_in_recovery()")
                assert cursor.fetchone() == (True,)
            for text in ("gout symptoms", "whats HTN", "loperamide"):
                assert engine.search(text) == stays.search(text)
            engine.add([Listing("q5", "What is sciatica?", "Sciatica")])
            assert first(stays, "sciatica") == "q5"
            for _ in range(100):
                if first(engine, "sciatica") == "q5":
                    break
                time.sleep(0.1)
            assert engine.search("sciatica") == stays.search("sciatica")
        finally:
            connections["replica"].close()
            del connections.databases["replica"]


def test_an_edit_is_found_within_a_second(stays: SearchEngine) -> None:
    """One edit, committed, and found by whoever asks next."""
    start = time.process_time()
    stays.add([Listing("q5", "What is sciatica?", "Sciatica")])
    assert first(stays, "sciatica") == "q5"
    assert time.process_time() - start < 1


def test_another_model_is_told(engine: SearchEngine) -> None:
    """Vectors of one model are never compared with those of another: it is searched by words until it is built anew."""

    class Other(WordVectors):
        sha256 = "other"

    other = made(Other())
    assert (engine.is_current(), other.is_current()) == (True, False)  # type: ignore[attr-defined]
    assert first(other, "What causes diarrhea?") == "q2"
    other.add([Listing("n", "What is rickets?", "Rickets")])
    assert first(engine, "rickets") == first(other, "rickets") == "n"
    other.build(LIBRARY)  # type: ignore[attr-defined]
    assert (engine.is_current(), other.is_current()) == (False, True)  # type: ignore[attr-defined]


@pytest.mark.parametrize("narrowed", [False, True])
def test_many_vectors_are_found_by_lists(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, narrowed: bool) -> None:
    """With lists and sketches nearly all of the nearest are found, and what is added later stands in its list."""
    from web.finding.postgresql import building, drawing, tables

    monkeypatch.setattr(building, "FEWEST", 100)
    monkeypatch.setattr(building, "LIST", 20)
    monkeypatch.setattr(drawing, "PROBES", 12)
    monkeypatch.setattr(drawing, "SKETCHED", 120)
    monkeypatch.setattr(drawing, "FEW", 10)
    words = [f"{a}{b}" for a in "bcdfgklmnprstvz" for b in ("abic", "edol", "itan", "orem", "ulix")]
    rng = np.random.default_rng(3)
    texts = [" ".join(rng.choice(words, 6)) for _ in range(900)]
    engine.build(  # type: ignore[attr-defined]
        Listing(f"k{n}", text, said=(Said(f"k{n}.1", texts[n - 1], "e"),), tags=frozenset({f"t{n % 2}"}))
        for n, text in enumerate(texts)
    )
    assert ask("SELECT count(DISTINCT list) > 20 FROM ~said_vector") == [(True,)]
    engine.add([Listing("late", texts[7], tags=frozenset({"t1"}))])
    state = tables.state()
    drawn = drawing.Drawing(state, drawing.held(state, ()), tags=["t1"] if narrowed else [])
    every = engine.encoder.encode(texts)  # type: ignore[attr-defined]
    names = dict(ask("SELECT number, question FROM ~question"))
    hits = 0
    for n in range(1, 60, 2):
        found = {names[number] for number in drawn.by_meaning(every[n], 5)[0].tolist()}
        assert f"k{n}" in found
        assert not narrowed or all(name == "late" or int(name[1:]) % 2 for name in found)
        near = [k for k in np.argsort(-(every @ every[n])).tolist() if not narrowed or k % 2]
        hits += len(found & {f"k{k}" for k in near[:5]})
    assert hits >= 0.85 * 30 * 5
    assert "late" in {names[number] for number in drawn.by_meaning(every[7], 5)[0].tolist()}


def test_common_words_choose_where_they_stand_together(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every word of a message is too common to be read, questions that hold them together are found first."""
    from web.finding.postgresql import drawing

    monkeypatch.setattr(drawing, "READ", 4)
    engine.add([Listing(f"p{n}", f"What is pain of kind {n}?") for n in range(20)])
    engine.add([Listing(f"c{n}", f"What is coughing of kind {n}?") for n in range(20)])
    engine.add([Listing("both", "What is pain with coughing?")])
    assert first(made(), "coughing pain") == "both"
    assert first(made(), "coughing pain of any kind") == "both"
