"""The index's arrays: words score as BM25 says, vectors are found as by comparing all, and the disk keeps what was laid
down, whole or not at all.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox.errors import SourceUnreadable
from plurivox.search import Index, Listing, Said, meaning, open_folder, save, version, words
from plurivox.vectors import SIZE
from tests.engine.search_contract import LIBRARY, WordVectors

TEXTS = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=6), min_size=1, max_size=12)
ASKED = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([0.5, 1.0, 2.0]), max_size=5)

#: What one byte for a part of a score may cost, for one word of weight 1 and rarity 1.
BYTE = 2.2 / 255


def postings(texts: list[list[str]]) -> words.Words:
    """The words of these texts."""
    writer = words.Writer()
    for text in texts:
        writer.add(text)
    return writer.done()


def bm25(texts: list[list[str]], query: dict[str, float]) -> list[float]:
    """Okapi BM25, written out (Robertson and Zaragoza 2009, equation 3.15)."""
    mean = max(1.0, sum(map(len, texts)) / len(texts))
    holding = Counter(word for text in texts for word in set(text))
    scores = []
    for text in texts:
        counts, score = Counter(text), 0.0
        for word, weight in query.items():
            n = holding[word]
            rare = math.log(1 + (len(texts) - n + 0.5) / (n + 0.5))
            times = counts[word]
            score += weight * rare * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(text) / mean)) if times else 0.0
        scores.append(score)
    return scores


@given(TEXTS, ASKED)
def test_words_score_as_bm25_says(texts: list[list[str]], query: dict[str, float]) -> None:
    """The best texts and their scores are those of the formula, up to the byte that a part is kept in."""
    held = postings(texts)
    weighed = words.weighed(query, [held])
    exact = bm25(texts, query)
    numbers, scores = held.best(weighed, 5)
    room = BYTE * sum(weighed.values()) + 1e-5
    for number, score in zip(numbers.tolist(), scores.tolist(), strict=True):
        assert abs(exact[number] - score) <= room
    found = {n for n, score in enumerate(exact) if score > 0}
    assert set(numbers.tolist()) <= found
    assert len(numbers) == min(5, len(found))
    left_out = [exact[n] for n in found - set(numbers.tolist())]
    assert max(left_out, default=0.0) <= min((exact[n] for n in numbers.tolist()), default=99) + 2 * room
    assert np.allclose(held.scores(weighed, numbers), scores)


def test_common_words_order_what_rare_words_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word beyond what may be walked still counts in the scores."""
    texts = [["rare", "common" if n == 40 else "other"] if n % 10 == 0 else ["common", "other"] for n in range(100)]
    held = postings(texts)
    weighed = words.weighed({"rare": 1.0, "common": 1.0}, [held])
    whole = held.best(weighed, 3)[0].tolist()
    monkeypatch.setattr(words, "WALKED", 12)
    assert held.best(weighed, 3)[0].tolist() == whole
    assert whole[0] == 40


@given(TEXTS, TEXTS, st.data())
def test_parts_join_as_if_written_together(one: list[list[str]], other: list[list[str]], data: st.DataObject) -> None:
    """Joined parts hold what is kept of each, word for word and text for text."""
    kept = [data.draw(st.sets(st.integers(0, len(part) - 1))) for part in (one, other)]
    parts = [(postings(part), np.array(sorted(own), np.int64)) for part, own in zip((one, other), kept, strict=True)]
    joined = words.join(parts)
    texts = [part[n] for part, own in zip((one, other), kept, strict=True) for n in sorted(own)]
    assert joined.count == len(texts)
    for word in "abcdefg":
        assert joined.holding(word) == sum(word in text for text in texts)


def test_a_word_that_nothing_holds_any_more_is_asked_for_in_vain() -> None:
    """What held a word may be gone when parts are joined, and another part still holds it."""
    gone = words.join([(postings([["gout"], ["toe"]]), np.array([1]))])
    assert gone.holding("gout") == 0
    assert gone.scores({"gout": 1.0, "toe": 1.0}, np.array([0]))[0] > 0
    assert gone.best({"gout": 1.0}, 5)[0].tolist() == []


def near(count: int, seed: int = 3) -> np.ndarray:
    """Vectors in bunches, as texts are."""
    rng = np.random.default_rng(seed)
    middles = rng.standard_normal((max(1, count // 50), SIZE))
    rows = middles[rng.integers(0, len(middles), count)] + 0.7 * rng.standard_normal((count, SIZE))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 60), st.integers(1, 8))
def test_few_vectors_are_compared_each(count: int, most: int) -> None:
    """Below the limit the nearest are the nearest."""
    rows = near(count) if count else np.zeros((0, SIZE), np.float32)
    made = meaning.build(meaning.small(rows))
    query = near(1, seed=9)[0]
    found, cosines = made.nearest(query, most)
    exact = np.sort(rows @ query)[::-1][:most] if count else []
    assert len(found) == min(most, count)
    assert np.allclose(cosines, exact, atol=0.01)


def test_many_vectors_are_found_by_lists_and_sketches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the ten nearest at least nine in ten are found, hidden ones never, and a joined index finds the same."""
    rows = near(12_000)
    made = meaning.build(meaning.small(rows))
    assert len(made.centres) > 0
    hits = 0
    for query in near(30, seed=5):
        exact = set(np.argsort(-(rows @ query))[:10].tolist())
        hits += len(exact & set(made.nearest(query, 10)[0].tolist()))
    assert hits >= 270
    hidden = np.zeros(12_000, bool)
    best = made.nearest(rows[7], 1)[0]
    assert best.tolist() == [7]
    hidden[7] = True
    with monkeypatch.context() as patched:
        patched.setattr(meaning, "EXACT", 100)  # else so few that are shown are compared each
        assert 7 not in made.nearest(rows[7], 10, hidden)[0]
    assert 7 not in made.nearest(rows[7], 10, hidden)[0]
    hidden[:] = True
    hidden[11_000] = False
    assert made.nearest(rows[7], 10, hidden)[0].tolist() == [11_000]
    assert np.array_equal(made.kept(np.array([5, 3])), meaning.small(rows[[5, 3]]))


def test_the_same_build_gives_the_same_files(tmp_path: Path) -> None:
    """Nothing in what is laid down is drawn by lot or hangs on the run."""
    for name in ("one", "two"):
        index = Index(None)
        index.add(LIBRARY)
        save(index, tmp_path / name)
    files = [{p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*")} for n in ("one", "two")]
    assert files[0] == files[1]
    assert version(tmp_path / "one") == version(tmp_path / "two") != ""


def test_no_file_holds_a_text(tmp_path: Path) -> None:
    """What lies on disk holds words and ids, and no sentence that could be shown (I9)."""
    index = Index(None)
    index.add(LIBRARY)
    save(index, tmp_path / "index")
    data = b"".join(p.read_bytes() for p in (tmp_path / "index").rglob("*.*") if p.is_file())
    for listing in LIBRARY:
        for text in (listing.text, *(said.text for said in listing.said)):
            assert text.encode() not in data
            assert " ".join(text.split()[:3]).encode() not in data


def test_a_reader_sees_whole_states(tmp_path: Path) -> None:
    """An index that was opened stays as it was while a later state is laid down; opening again shows that."""
    place = tmp_path / "index"
    writer = Index(None)
    writer.add(LIBRARY)
    save(writer, place)
    reader, before = open_folder(place, None), version(place)
    writer.remove(["q5"])
    writer.add([Listing("q9", "What is sciatica?", "Sciatica")])
    save(writer, place)
    assert "q5" in reader.ids()
    assert reader.search("gout").found[0].question == "q5"
    assert version(place) != before
    again = open_folder(place, None, reader)
    assert again.ids() == writer.ids()
    assert again.segments[0].words is reader.segments[0].words  # what was open is kept open
    assert "q5" in reader.ids()


@pytest.mark.parametrize(
    "changed",
    [
        replace(LIBRARY[4], tags=frozenset({"agreed"})),
        replace(LIBRARY[4], text="What are the symptoms of lupus?"),
        replace(LIBRARY[4], subject="Lupus"),
        replace(LIBRARY[4], said=(Said("a5.1", "The big toe burns.", "e4"),)),
        replace(LIBRARY[4], said=(Said("a5.1", "The big toe aches.", "e3"),)),
    ],
)
def test_a_question_that_changed_in_anything_is_laid_down_anew(tmp_path: Path, changed: Listing) -> None:
    """What is opened is what was saved, however small the change: words, subject, voice or what narrows."""
    place = tmp_path / "index"
    for listing in (LIBRARY[4], changed):
        index = open_folder(place, None) if version(place) else Index(None)
        index.add([listing])
        save(index, place)
    opened = open_folder(place, None)
    asked = changed.said[0].text
    assert opened.search(asked) == index.search(asked)
    assert opened.search(changed.text) == index.search(changed.text)
    assert bool(opened.search(changed.text, tags=["agreed"]).found) == ("agreed" in changed.tags)
    assert len({part.name for part in opened.segments}) == 2


@pytest.mark.parametrize("damage", ["missing", "cut", "empty", "hidden", "format", "model", "list"])
def test_a_damaged_index_is_refused_in_one_sentence(tmp_path: Path, damage: str) -> None:
    """What is not whole is not opened; the sentence says what to do."""
    place = tmp_path / "index"
    index = Index(None)
    index.add(LIBRARY)
    save(index, place)
    manifest = json.loads((place / "manifest.json").read_text())
    if damage == "missing":
        (place / "manifest.json").unlink()
    elif damage == "cut":
        next(place.rglob("words.texts.npy")).write_bytes(b"\x93NUMPY")
    elif damage == "empty":
        next(place.rglob("owner.npy")).write_bytes(b"")
    elif damage == "hidden":
        next(place.glob("*.hidden")).write_bytes(b"")
    elif damage == "list":
        (place / "manifest.json").write_text("[]")
    else:
        manifest[damage] = 99 if damage == "format" else "another"
        (place / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(SourceUnreadable, match="build it anew"):
        open_folder(place, WordVectors())


def test_without_the_model_an_index_is_searched_by_words(tmp_path: Path) -> None:
    """An index with vectors opens where the model is missing, finds by words, and stays the model's."""
    index = Index(WordVectors())
    index.add(LIBRARY)
    save(index, tmp_path / "index")
    found = open_folder(tmp_path / "index", None)
    assert found.search("gout").found[0].question == "q5"
    save(found, tmp_path / "index")
    assert open_folder(tmp_path / "index", WordVectors()).model == WordVectors.sha256


def test_no_file_can_run_anything_when_opened(tmp_path: Path) -> None:
    """An array file that holds a pickle is refused."""
    place = tmp_path / "index"
    index = Index(None)
    index.add(LIBRARY)
    save(index, place)
    np.save(next(place.rglob("owner.npy")), np.array([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(SourceUnreadable):
        open_folder(place, None)


def test_a_listing_is_found_by_any_name_of_its_subject() -> None:
    """Synonyms, names in brackets and names before a dash lead to the question."""
    index = Index(None)
    index.add(
        [
            Listing("a", "What is it?", "Liver cancer - hepatocellular carcinoma", synonyms=("HCC (primary)",)),
            Listing("b", "What is it then?", "Gout", said=(Said("b.1", "It hurts.", "e"),)),
        ]
    )
    for name in ("hepatocellular carcinoma", "liver cancer", "HCC"):
        assert index.search(name).found[0].question == "a"
