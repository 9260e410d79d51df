"""Who names what: laws that hold whatever the vocabulary holds, and a person's count of the real page."""

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plurivox import answers, sources, statements, terms
from plurivox.model import Answer, Expert, Mention, Question, Role, Statement
from plurivox.terms import abbreviations, lexicon, vocabulary, words
from tests import pace

DATA = Path(os.environ.get("PLURIVOX_DATA", Path(__file__).parents[2] / "../shared/data"))
QUESTION = Question("q", "What is sample disease?", subject="Sample disease")
SAID = (
    "Symptoms include fever, throwing up and pain in the belly. Sample disease (SD) spreads to the liver and lungs.",
    "Signs are vomiting, a high temperature and abdominal pain.\n- It spreads to the lungs, liver or bones 🙂.",
    "It does not spread to the brain, but to bone and liver. Common symptoms are cough, nausea and fever.",
)
#: Words that stand near the rules: names, cues, joints, denials, and what is none of them.
NEAR = (
    "liver lungs bone brain breast fever cough vomiting pain trouble walking speaking problems with to the and or , . ;"
    " ( ) : - spread spreads from through symptoms include causes caused by treated aspirin no insulin not is avoided"
    " SD (SD) gene BRCA1 FLNA disease sample of in 🙂 é"
)
WORDS = [*NEAR.split(), "\n"]


def said_by(*texts: str) -> list[Statement]:
    found = [Answer(f"a{n}", text, Expert(f"Expert {n}")) for n, text in enumerate(texts, 1)]
    return [s for answer in found for s in statements.split(answer) if s.role is Role.STATEMENT]


def named_by(found: tuple[Mention, ...]) -> dict[tuple[str, str], list[str]]:
    """Which answers name a term, as a reader reads it off the table."""
    table: dict[tuple[str, str], set[str]] = {}
    for mention in found:
        table.setdefault((mention.kind.value, mention.term), set()).add(mention.statement.partition(".")[0])
    return {place: sorted(who) for place, who in table.items()}


texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), min_size=1, max_size=4)


@given(texts)
@settings(max_examples=60, deadline=None)
def test_every_mention_lies_in_its_statement(drawn: list[str]) -> None:
    """A mention is words of the answer inside the statement it names, and no statement names a term twice."""
    said = said_by(*SAID, *drawn)
    spans = {s.id: s.quote for s in said}
    found = terms.mentions(said, QUESTION)
    assert found
    for mention in found:
        quote = spans[mention.statement]
        assert quote.start <= mention.start < mention.end <= quote.end
        words_named = quote.exact[mention.start - quote.start : mention.end - quote.start]
        assert words_named.strip() == words_named
    assert len({(m.statement, m.kind, m.term) for m in found}) == len(found)


@given(texts)
@settings(max_examples=40, deadline=None)
def test_order_of_answers_changes_nothing_but_order(drawn: list[str]) -> None:
    """Whoever answers first, the same terms are named at the same places."""
    found = [Answer(f"a{n}", text, Expert(f"Expert {n}")) for n, text in enumerate((*SAID, *drawn), 1)]
    split = {a.id: [s for s in statements.split(a) if s.role is Role.STATEMENT] for a in found}
    ahead = terms.mentions([s for i in split for s in split[i]], QUESTION)
    back = terms.mentions([s for i in reversed(split) for s in split[i]], QUESTION)
    assert sorted(map(repr, ahead)) == sorted(map(repr, back))
    assert ahead == terms.mentions([s for i in split for s in split[i]], QUESTION)


@given(texts)
@settings(max_examples=40, deadline=None)
def test_case_changes_no_lower_case_name(drawn: list[str]) -> None:
    """Symptoms and sites are found whatever the case, for headings shout."""
    plain = [text for text in drawn if not any(c.isupper() or c == "." for c in text)]
    said = [*SAID[1:], *plain]

    def by_term(*texts_: str) -> set[tuple[str, str, str]]:
        return {(m.kind.value, m.term, m.statement) for m in terms.mentions(said_by(*texts_), QUESTION)}

    title = [text.replace("fever", "Fever").replace("liver", "LIVER").replace("pain", "Pain") for text in said]
    assert by_term(*said) == by_term(*title)


def test_synonyms_are_one_term() -> None:
    """Throwing up is vomiting, a high temperature is fever, lungs are the lung; each named by exactly who names it."""
    assert named_by(terms.mentions(said_by(*SAID), QUESTION)) == {
        ("symptom", "fever"): ["a1", "a2", "a3"],
        ("symptom", "vomiting"): ["a1", "a2"],
        ("symptom", "abdominal pain"): ["a1", "a2"],
        ("symptom", "cough"): ["a3"],
        ("symptom", "nausea"): ["a3"],
        ("body-site", "liver"): ["a1", "a2", "a3"],
        ("body-site", "lung"): ["a1", "a2"],
        ("body-site", "bone"): ["a2", "a3"],
    }


def test_what_one_voice_alone_enumerates_makes_no_table() -> None:
    """Two answers of one expert are one voice; a table needs two that enumerate."""
    said = said_by("Symptoms include fever and cough.")
    assert terms.mentions(said, QUESTION) == ()
    twice = [Answer(f"a{n}", "Symptoms include fever and cough.", Expert("One")) for n in (1, 2)]
    spans = [s for answer in twice for s in statements.split(answer)]
    assert terms.mentions(spans, QUESTION) == ()


def test_list_items_under_one_heading_enumerate() -> None:
    """Items of a list need no comma between them."""
    listed = "Symptoms may include:\n\n- fever\n- a dry cough\n- nausea\n"
    found = terms.mentions(said_by(listed, "Signs are cough, nausea and fever."), QUESTION)
    assert named_by(found) == {("symptom", term): ["a1", "a2"] for term in ("fever", "cough", "nausea")}


def test_a_term_once_enumerated_counts_where_it_is_named_alone() -> None:
    """Who names one symptom in passing its cue is counted with those who list it."""
    said = said_by("Symptoms are fever and cough.", "Signs are fever and cough.", "The first symptom is a cough.")
    assert named_by(terms.mentions(said, QUESTION))["symptom", "cough"] == ["a1", "a2", "a3"]


def test_sites_of_spread_and_of_origin_are_not_mixed() -> None:
    """Where a disease arises stands in no table of where it spreads."""
    said = said_by(
        "It spreads to the lungs and bones. It is found in the legs and arms.",
        "It spreads to the bones and lungs.",
        "It spreads to the bones or lungs. It begins in the legs, arms and feet.",
    )
    assert named_by(terms.mentions(said, QUESTION)) == {
        ("body-site", "lung"): ["a1", "a2", "a3"],
        ("body-site", "bone"): ["a1", "a2", "a3"],
    }


@pytest.mark.parametrize(
    "hostile",
    [
        "fever, ",
        "liver ",
        "spread from ",
        "(AB) ",
        "trouble walking and ",
        "pain in the ",
        "no ",
        "of the ",
        "A1",
        "('",
    ],
)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    """Twice the text takes about twice the time, up to 100,000 characters in one statement."""

    def work(size: int) -> None:
        text = ("gene " + hostile * size)[:size]
        said = said_by(*SAID)
        spans = [*said, *said_by(*SAID, "x")[-1:]]
        last = spans[-1]
        quote = type(last.quote)(0, len(text), text, "", "")
        spans[-1] = Statement("a4.1", "a4", "hostile", quote)
        terms.mentions(spans, QUESTION)

    pace.assert_linear(work, 100_000)


def test_abbreviations_are_read_where_they_are_defined() -> None:
    """A short form is the words before its bracket that start with its letters, and nothing else is."""
    assert abbreviations.read("Enzyme replacement therapy (ERT) and a heart attack (see below) or x (AB).") == {
        "ERT": "enzyme replacement therapy"
    }


def test_abbreviation_of_one_answer_says_nothing_in_another() -> None:
    """MS is multiple sclerosis where an answer says so, and mitral stenosis where another does."""
    said = said_by(
        "Causes include stroke, lupus and mitral stenosis (MS). It may be due to MS.",
        "Causes include multiple sclerosis (MS), stroke and lupus.",
    )
    table = named_by(terms.mentions(said, QUESTION))
    assert table["cause", "multiple sclerosis"] == ["a2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tumours", "tumor"),
        ("oesophagus", "esophagus"),
        ("Parkinson's disease", "parkinson disease"),
        ("X-rays", "x ray"),
        ("diarrhoea", "diarrhea"),
        ("haemorrhages", "hemorrhage"),
        ("biopsies", "biopsy"),
        ("metastases", "metastasis"),
        ("feet", "foot"),
        ("Guillain-Barré", "guillain barre"),
        ("behavioural", "behavioral"),
        ("fibres", "fiber"),
    ],
)
def test_spellings_of_one_word_share_a_key(one: str, other: str) -> None:
    """Plurals, possessives, hyphens, case, accents, British and American spellings meet."""
    assert words.key(one) == words.key(other)


@pytest.mark.parametrize("word", ["virus", "pelvis", "abscess", "diabetes", "gas", "toe", "four", "pus"])
def test_words_that_only_look_plural_or_british_keep_their_own_key(word: str) -> None:
    """No two of them meet by accident."""
    others = ["viru", "pelvi", "absces", "diabet", "ga", "te", "for", "pu"]
    assert words.key(word) not in others


def test_vocabulary_is_large_and_its_rows_are_whole() -> None:
    """At least 20,000 names; every row has kind, preferred name, names and a source, and its keys are current."""
    known = vocabulary.load()
    assert len(known.names) >= 20_000
    folder = Path(vocabulary.__file__).parent
    rows = [
        line.split("\t")
        for name in ("core.tsv", "open.tsv")
        for line in (folder / name).read_text(encoding="utf-8").splitlines()[1:]
    ]
    assert {len(row) for row in rows} == {4}
    assert all(row[0] and row[1] and row[3] for row in rows)
    for _, _, keys, source in rows[::50]:
        if source != "own":
            assert all(words.key(key) == key for key in keys.split("|"))


def test_preferred_name_of_our_own_rows_means_itself() -> None:
    """No row of ours is named by what another row of its kind claims: merging stays one step."""
    ours = vocabulary.core()
    for senses in ours.values():
        for kind, term in senses.items():
            assert ours[words.key(term)][kind] == term, (kind, term)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=30))
@settings(deadline=None)
def test_lexicon_finds_what_a_plain_search_finds(stems: list[str]) -> None:
    """Leftmost and longest, as trying every length at every place would find it."""
    names = {"a": 1, "a b": 2, "a b c": 3, "b c": 4, "c c c c": 5}
    read = words.read(" ".join(stems))
    plain, at = [], 0
    while at < len(stems):
        size = next((n for n in range(len(stems) - at, 0, -1) if " ".join(stems[at : at + n]) in names), 0)
        if size:
            plain.append((at, at + size))
        at += max(1, size)
    assert [(at, end) for at, end, _ in lexicon.build(names).places(read)] == plain


@pytest.mark.data
def test_real_page_reads_like_a_persons_count() -> None:
    """Liver and lung by all who list sites; the others by exactly those who name them."""
    path = DATA / "seed" / "what-is-metastatic-breast-cancer.txt"
    if not path.exists():
        pytest.skip(f"the page that PLURIVOX_DATA should hold is not there: {path}")
    (entry,) = answers.admit(sources.read_path(path))
    spans = [s for a in entry.answers for s in statements.split(a) if s.role is Role.STATEMENT]
    found = terms.mentions(spans, entry.question)
    holds = {a.id: a.text for a in entry.answers}
    place = {i: str(n) for n, i in enumerate(holds, 1)}
    of = {s.id: place[s.answer] for s in spans}
    table: dict[tuple[str, str], set[str]] = {}
    for mention in found:
        table.setdefault((mention.kind.value, mention.term), set()).add(of[mention.statement])
    listing = {"1", "2", "4", "5", "7", "8", "9", "10"}
    assert table == {
        ("body-site", "liver"): listing,
        ("body-site", "lung"): listing,
        ("body-site", "bone"): listing,
        ("body-site", "brain"): {"2", "4", "5", "7", "9", "10"},
        ("body-site", "lymph node"): {"1", "4", "9", "10"},
        ("body-site", "chest wall"): {"4"},
        ("body-site", "breast"): {"4"},
    }
    assert all(
        terms.mentions([s for a in order for s in spans if s.answer == a.id], entry.question)
        for order in itertools.islice(itertools.permutations(entry.answers), 0, 500, 100)
    )


def test_a_drug_is_called_what_most_answers_call_it() -> None:
    """Where all say "paracetamol" the table says paracetamol, whatever the vocabulary prefers."""
    told = ("Treatment is with paracetamol and ibuprofen.", "Doctors prescribe ibuprofen and paracetamol as treatment.")
    named = {term for _, term in named_by(terms.mentions(said_by(*told), QUESTION))}
    assert "paracetamol" in named
    assert "acetaminophen" not in named


def test_medicine_is_no_drug() -> None:
    """ "Medicines" is a kind of treatment; no column of drugs lists it."""
    told = (
        "Treatment is with medicines, ibuprofen and aspirin.",
        "Treatment includes aspirin, ibuprofen and medicines.",
    )
    assert ("drug", "medicine") not in named_by(terms.mentions(said_by(*told), QUESTION))
