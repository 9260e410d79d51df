"""What every search engine must do (plurivox.search.SearchEngine), as tests that a test file inherits for its engine.

A small library of our own words; the ids are no words of it, so that no text can hide behind an id.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from plurivox import answers, sources, statements, vectors
from plurivox.model import Role
from plurivox.search import Answered, Index, Listing, Made, Said, SearchEngine, Why, reading
from plurivox.search.results import mixed
from plurivox.terms.words import read
from tests import pace

LIBRARY = (
    Listing(
        "q1",
        "What are the treatments for diarrhea?",
        "Diarrhea",
        "Digestive system",
        said=(
            Said("a1.1", "Drink plenty of fluids so that you do not dry out.", "e1"),
            Said("a1.2", "Loperamide slows the bowel.", "e2"),
        ),
        tags=frozenset({"topic:digestion", "expert:e1", "expert:e2", "agreed"}),
    ),
    Listing("q2", "What causes diarrhea?", "Diarrhea", "Digestive system", tags=frozenset({"topic:digestion"})),
    Listing(
        "q3",
        "What is high blood pressure?",
        "High blood pressure",
        "Heart",
        synonyms=("Hypertension", "HTN"),
        said=(Said("a3.1", "A reading of 140 over 90 or more is high.", "e1"),),
        tags=frozenset({"topic:heart", "expert:e1"}),
    ),
    Listing("q4", "How is high blood pressure treated?", "High blood pressure", "Heart", synonyms=("Hypertension",)),
    Listing("q5", "What are the symptoms of gout?", "Gout", "Joints", said=(Said("a5.1", "The big toe burns.", "e3"),)),
    Listing("q6", "Is cystic fibrosis inherited?", "Cystic fibrosis", "Lungs"),
)

TEXTS = {listing.id: listing.text for listing in LIBRARY}


SAMPLES = Path(__file__).parents[2] / "web" / "samples" / "library.jsonl"


@cache
def sample_library() -> tuple[Listing, ...]:
    """The sample library as listings, with the statements that its answers are cut into."""
    found = []
    for entry in answers.admit(sources.read_path(SAMPLES)):
        question = entry.question
        said = tuple(
            Said(statement.id, statement.quote.exact, answer.expert.id if answer.expert else "")
            for answer in entry.answers
            for statement in statements.split(answer)
            if statement.role is Role.STATEMENT
        )
        tags = frozenset(f"expert:{one.voice}" for one in said)
        found.append(
            Listing(question.key, question.text, question.subject, question.topic, question.kind, said=said, tags=tags)
        )
    return tuple(found)


@cache
def sample_messages() -> tuple[str, ...]:
    """What people may ask of the sample library: its questions, told with a slip and a story, and words of answers."""
    asked = []
    for listing in sample_library():
        slip = re.sub(r"([a-z]{3})([a-z])([a-z])([a-z]{2})", r"\1\3\2\4", listing.text, count=1)
        story = f"Hello, my sister is worried and has not slept for days. {slip} Thank you so much!"
        asked += [listing.text, slip, story, listing.subject, f"Tell me about {listing.subject}."]
        asked += [said.text for said in listing.said[:1]]
    return tuple(asked)


def shown(ids: Sequence[str]) -> Mapping[str, str]:
    """The texts as a site would give them now."""
    return {key: TEXTS[key] for key in ids if key in TEXTS}


def first(engine: SearchEngine, text: str) -> str:
    """The question found first."""
    found = engine.search(text).found
    return found[0].question if found else ""


class WordVectors:
    """An encoder that needs no model: the sum of a vector drawn from each word's hash, as bags of words are alike."""

    sha256 = "words"
    parts = ("words", "words", "words")

    def encode(self, texts: Sequence[str]) -> vectors.Vectors:
        rows = np.zeros((len(texts), vectors.SIZE), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for stem in read(text).stems:
                if stem in reading.manners().stop:
                    continue
                seed = int.from_bytes(hashlib.sha256(reading.token(stem).encode()).digest()[:8], "big")
                row += np.random.default_rng(seed).standard_normal(vectors.SIZE).astype(np.float32)
            row /= max(1e-6, float(np.linalg.norm(row)))
        return rows

    def liken(self, asked: str, pairs: Sequence[vectors.Pair]) -> vectors.Vectors:
        cosines = [float(one @ other) for one, other in (self.encode(pair) for pair in pairs)]
        return np.array([[4 * c - 2, 4 * c - 2, c, c, c] for c in cosines], np.float32).reshape(len(pairs), 5)

    def judge(self, pairs: Sequence[vectors.Pair]) -> vectors.Vectors:
        raise NotImplementedError


class Contract:
    """Inherit, and give a fixture `engine`: an empty engine."""

    @pytest.fixture
    def full(self, engine: SearchEngine) -> SearchEngine:
        engine.add(LIBRARY)
        return engine

    def test_an_empty_engine_finds_nothing(self, engine: SearchEngine) -> None:
        """Nothing in, nothing out, and it says so."""
        results = engine.search("What is gout?")
        assert (results.found, results.answered) == ((), Answered.NOT_YET)
        assert engine.suggest("go") == engine.related("q1") == engine.similar("gout", shown) == ()
        assert engine.ids() == engine.statements() == frozenset()

    @pytest.mark.parametrize(
        ("text", "question"),
        [
            ("How is diarrhea treated?", "q1"),
            ("Hi, my mom has had diahrrea for days and I am so worried. How can it be treated? Thank you!", "q1"),
            ("what brings on diarrhoea", "q2"),
            ("hypertension", "q3"),
            ("whats HTN", "q3"),
            ("how do you treat hypertention", "q4"),
            ("¿Cómo se trata la presión alta?", "q4"),
            ("sintomas de la gota", "q5"),
            ("runs cystic fibrosys in families", "q6"),
        ],
    )
    def test_people_find_what_they_ask(self, full: SearchEngine, text: str, question: str) -> None:
        """Consumer words, synonyms, abbreviations, slips, a story and Spanish lead to the question asked."""
        assert first(full, text) == question

    def test_a_word_of_an_answer_finds_its_question(self, full: SearchEngine) -> None:
        """A drug that only one answer names leads to the question, with that statement and its voice."""
        found = full.search("loperamide").found[0]
        assert (found.question, found.statement, found.voice) == ("q1", "a1.2", "e2")
        assert Why.STATEMENT in {why for why, _ in found.because}

    def test_reasons_stand_in_words_of_the_message(self, full: SearchEngine) -> None:
        """Each reason is of the closed list, and its words are the reader's own."""
        results = full.search("how do you treat hypertention")
        reasons = dict(results.found[0].because)
        assert reasons[Why.SIDE] == "treatments"
        assert reasons[Why.SUBJECT] == "hypertention"
        assert (Made.MENDED, "hypertention", "hypertension") in results.query.made

    def test_it_says_that_there_is_no_answer_yet(self, full: SearchEngine) -> None:
        """A message about something else is not answered by whatever is nearest."""
        assert full.search("How do I renew my passport?").answered is not Answered.YES
        assert full.search("What are the treatments for diarrhea?").answered is Answered.YES

    def test_a_drug_that_only_answers_name_leads_near(self, full: SearchEngine) -> None:
        """Few questions name a drug; the one whose answers do is told as near, and not as if nothing were there."""
        results = full.search("loperamide")
        assert (results.answered, results.found[0].question) == (Answered.NEARBY, "q1")
        assert full.search("amoxicillin").answered is Answered.NOT_YET

    def test_another_name_of_its_subject_answers(self, engine: SearchEngine) -> None:
        """An abbreviation that no question has, alone or beside other words, in capitals or not."""
        engine.add((*LIBRARY, Listing("q7", "What is atrial fibrillation?", "Atrial fibrillation", "Heart")))
        for text in ("afib", "A-fib", "AF", "AF heart", "what is afib", "¿Qué es la fibrilación auricular?"):
            results = engine.search(text)
            assert (results.answered, results.found[0].question) == (Answered.YES, "q7"), text

    def test_search_is_narrowed_by_all_tags(self, full: SearchEngine) -> None:
        """Only questions with every tag are found; an unknown tag finds nothing."""
        assert {f.question for f in full.search("treatments", tags=["topic:digestion"]).found} == {"q1"}
        assert {f.question for f in full.search("high", tags=["expert:e1", "topic:heart"]).found} == {"q3"}
        assert full.search("high blood pressure", tags=["nobody"]).found == ()

    def test_what_is_removed_is_found_no_more(self, full: SearchEngine) -> None:
        """After removal neither the question nor a statement of it is found, in any way."""
        full.remove(["q1", "unknown"])
        assert "q1" not in {f.question for f in full.search("How is diarrhea treated? loperamide fluids").found}
        assert "q1" not in full.suggest("diarrh")
        assert "q1" not in {f.question for f in full.related("q2")}
        assert "q1" not in {s.question for s in full.similar("How is diarrhea treated?", shown)}
        assert full.ids() == TEXTS.keys() - {"q1"}
        assert full.statements() == {"a3.1", "a5.1"}

    def test_an_edit_is_found_at_once_and_the_old_words_no_more(self, full: SearchEngine) -> None:
        """A question that is added again replaces what was there."""
        full.add([Listing("q5", "What is sciatica?", "Sciatica", said=(Said("a5.2", "A nerve is pressed.", "e3"),))])
        assert first(full, "sciatica") == "q5"
        assert "q5" not in {f.question for f in full.search("gout toe").found}
        assert full.statements() == {"a1.1", "a1.2", "a3.1", "a5.2"}
        assert full.ids() == TEXTS.keys()

    def test_many_edits_leave_one_of_each(self, engine: SearchEngine) -> None:
        """However often a question is edited, it is found once, by its last words."""
        for n in range(20):
            engine.add([Listing("k", f"What is gout of kind {n}?", "Gout"), Listing(f"o{n % 3}", "What is asthma?")])
        found = [f.question for f in engine.search("gout").found]
        assert found.count("k") == 1
        assert engine.ids() == {"k", "o0", "o1", "o2"}

    def test_the_same_calls_give_the_same_answers(self, full: SearchEngine) -> None:
        """Nothing is drawn by lot."""
        for text in ("blood", "diarrhea gout", "how is it treated"):
            assert full.search(text) == full.search(text)

    def test_suggestions_come_from_half_a_word(self, full: SearchEngine) -> None:
        """The right question is among the first three while the last word is being typed, slips included."""
        for typed in ("gou", "symptoms of g", "high bl", "what causes diarrh", "diahrrea", "cystic fibr"):
            wanted = {"g": "q5", "h": "q3", "s": "q5", "w": "q2", "d": "q1", "c": "q6"}[typed[0]]
            assert wanted in full.suggest(typed)[:3], typed
        assert full.suggest("") == full.suggest("?!") == ()

    def test_similar_questions_come_with_a_probability(self, full: SearchEngine) -> None:
        """The paraphrase comes first, and what may not be shown is left out."""
        similar = full.similar("How can diarrhoea be treated, what treatments are there?", shown)
        assert similar[0].question == "q1"
        assert all(0 <= s.probability <= 1 for s in similar)
        assert [s.probability for s in similar] == sorted((s.probability for s in similar), reverse=True)
        assert full.similar("How can diarrhoea be treated?", lambda ids: {}) == ()

    def test_related_questions_lead_on(self, full: SearchEngine) -> None:
        """Other sides of the same subject come with the reason; never the question itself."""
        related = full.related("q1")
        assert related[0].question == "q2"
        assert related[0].because[0].why is Why.SUBJECT
        assert "q1" not in {f.question for f in related}
        assert full.related("unknown") == ()
        for few in range(6):
            assert mixed(full.related("q1", most=20), few) == full.related("q1", most=few)

    def test_every_engine_finds_the_same(self, engine: SearchEngine) -> None:
        """Over the sample library each engine says what the embedded one says: the same first question and statement,
        for the same reasons, and how far it answers; as does a search that is narrowed.
        """
        reference = Index(engine.encoder)  # type: ignore[attr-defined]
        for one in (reference, engine):
            one.add(sample_library())
        some = sorted(sample_library()[0].tags)[:1]
        for n, text in enumerate(sample_messages()):
            for tags in ((), some) if n % 5 == 0 else ((),):
                wanted, found = (one.search(text, tags=tags) for one in (reference, engine))
                assert found.query == wanted.query, text
                assert found.answered is wanted.answered, text
                assert [f.question for f in found.found[:3]] == [f.question for f in wanted.found[:3]], text
                assert found.found[:1] == wanted.found[:1], text
        for listing in sample_library():
            typed = listing.text[: len(listing.text) // 2]
            assert engine.suggest(typed) == reference.suggest(typed), typed
            assert engine.related(listing.id) == reference.related(listing.id), listing.id

    def test_a_whole_library_replaces_what_was_there(self, full: SearchEngine) -> None:
        """Built anew, it holds the new library alone, and is edited as before."""
        full.build(iter(sample_library()))  # type: ignore[attr-defined]
        assert full.ids() == {listing.id for listing in sample_library()}
        assert full.statements() == {said.id for listing in sample_library() for said in listing.said}
        assert "q5" not in {f.question for f in full.search("What are the symptoms of gout?").found}
        assert "q5" not in full.suggest("gou")
        first_one = sample_library()[0]
        assert first(full, first_one.text) == first_one.id
        full.add(LIBRARY)
        assert first(full, "What are the symptoms of gout?") == "q5"
        full.remove([first_one.id])
        assert full.ids() == {listing.id for listing in (*sample_library()[1:], *LIBRARY)}

    @pytest.mark.parametrize("most", [1, 2])
    def test_no_more_are_given_than_asked_for(self, full: SearchEngine, most: int) -> None:
        """`most` is kept to everywhere."""
        assert len(full.search("high blood pressure", most=most).found) <= most
        assert len(full.suggest("what", most=most)) <= most
        assert len(full.similar("What causes diarrhea?", shown, most=most)) <= most
        assert len(full.related("q1", most=most)) <= most

    def test_hostile_text_neither_raises_nor_takes_a_second(self, full: SearchEngine) -> None:
        """Whatever stands in the address: 100,000 characters of it, halves of characters, NUL, operators."""
        for piece in (*EVIL, *OPERATORS):
            text = (piece * (100_000 // len(piece) + 1))[:100_000]
            pace.assert_within(1, lambda text=text: (full.search(text), full.suggest(text)))
            assert full.search("gout", title=piece, tags=[text]).found == full.related(text) == ()
        full.similar("\ud800 \x00 gout", shown)
        full.remove(["\ud800", "\x00"])
        assert full.ids() == TEXTS.keys()

    def test_what_hostile_listings_hold_is_found_or_left_out(self, engine: SearchEngine) -> None:
        """A text that no database can hold is no reason to refuse the others."""
        evil = "What is gout \x00 \ud800x ?"
        engine.add([Listing("e", evil, "Gout\ud800", "a\x00b", said=(Said("e.1", evil, "e"),)), LIBRARY[1]])
        assert first(engine, "What causes diarrhea?") == "q2"
        assert first(engine, "gout") == "e"


#: What query languages and LIKE patterns read as orders.
OPERATORS: Sequence[str] = (
    "gout & !toe | (", "gout:* ", "<-> ", "'gout' ", "%", "_", "{gout,toe} ", "\ud800", "\udfff\ud800 ", "E'\\\\' ",
    "$$ ",
)  # fmt: skip

#: Shapes that break parsers; each is given by a piece that is repeated.
EVIL: Sequence[str] = (
    "a", "a ", "((((", "\\", '"', "?.", "\x00", "🙂", "é" * 3, "aaaa@", "-_- ", "0123456789", "' OR 1=1 --", "%s{}",
    "diahrrea ", "xqzwv ", "\u202e", "a\n", "]]>", "*:* AND ~2 ",
)  # fmt: skip
