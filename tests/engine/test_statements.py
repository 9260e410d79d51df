"""Step 2: spans over the untouched text, roles, headings; laws for any text, and time."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import data_folder
from plurivox import quotes
from plurivox.model import Answer, Expert, Medium, Role
from plurivox.statements import sentences, split
from plurivox.statements.pieces import BULLETS
from tests import pace
from tests.engine.cutting import cut, roles, said

PARTS = st.sampled_from(
    [
        "It is not so. ",
        "Take 4 g. a day",
        "\n",
        "- Fever ",
        " - Pain",
        "They include ",
        "Dr. ",
        "e.g. ",
        "(see. ",
        ") ",
        "🙂",
        "\u0301",
        "👩\u200d👩",
        "\u00a0",
        "   ",
        "Overview\n",
        "What is it?\n",
        "1. ",
        "• ",
        "90% ",
        "。",
        '." ',
        "See the following links:\n",
        "X",
    ]
)


TEXTS = st.one_of(
    st.lists(PARTS, max_size=30).map("".join),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=300),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_split_of_any_text_loses_nothing(text: str) -> None:
    """Every character but white space and bullets is in exactly one span; spans are ordered, exact, numbered from 1."""
    spans = cut(text)
    answer = Answer("a", text, Expert("Sample"))
    places = [i for span in spans for i in range(span.quote.start, span.quote.end)]
    assert places == sorted(set(places))
    assert all(text[i].isspace() or text[i] in BULLETS for i in set(range(len(text))) - set(places))
    for n, span in enumerate(spans, 1):
        quotes.verify(span.quote, answer)
        assert span.id == f"a.{n}"
        assert span.voice == "sample"
        if span.heading:
            quotes.verify(span.heading, answer)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_split_never_cuts_inside_a_grapheme_cluster(text: str) -> None:
    """No span starts with an accent, joiner or skin tone whose bearer lies before it."""
    for span in cut(text):
        start = span.quote.start
        if start and sentences.extends(text[start]):
            assert text[start - 1] in "\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def test_split_keeps_a_wrapped_sentence_whole() -> None:
    """A line break inside a sentence is no end: "does\\nnot" stays together."""
    text = "Metastatic cancer is usually treatable, but it is\nnot curable. Ask about\ntrials."
    assert said(text) == ["Metastatic cancer is usually treatable, but it is\nnot curable.", "Ask about\ntrials."]


def test_split_makes_list_items_statements_under_their_lead() -> None:
    """Dash runs inside a line, as flattened pages have them: each item on its own, under its lead."""
    spans = cut("Other risk factors include - Smoking - Obesity - Race. Older men are at higher risk.")
    assert [(s.role, s.quote.exact, s.heading and s.heading.exact) for s in spans] == [
        (Role.HEADING, "Other risk factors include", None),
        (Role.STATEMENT, "Smoking", "Other risk factors include"),
        (Role.STATEMENT, "Obesity", "Other risk factors include"),
        (Role.STATEMENT, "Race.", "Other risk factors include"),
        (Role.STATEMENT, "Older men are at higher risk.", None),
    ]


def test_split_keeps_a_lead_that_says_something() -> None:
    """ "There are three types:" is a statement; "Symptoms may include:" says nothing alone."""
    assert roles("There are three types:\n- Mild\n- Severe")[0][0] == "statement"
    assert roles("Symptoms may include:\n- Fever\n- Pain")[0][0] == "heading"


def test_split_cuts_prose_off_the_last_item() -> None:
    """A page that lost its line breaks: the sentence after the list is not part of the last item."""
    assert said("They include - Tremor - Poor balance Doctors use tests to find out.")[1:] == [
        "Poor balance",
        "Doctors use tests to find out.",
    ]


def test_split_leaves_dashes_in_prose() -> None:
    """A dash that no list announces is an aside, and a range of numbers is no list."""
    for text in ("The ring - a brown ring - is typical.", "It affects 5 - 10 percent - or fewer."):
        assert said(text) == [text]


def test_split_keeps_unmarked_lines_under_a_colon() -> None:
    """Lines under a colon are items, even without marks."""
    spans = cut("It depends on:\nYour age\nYour weight\nTreatment starts early. It works.")
    assert [s.heading.exact for s in spans if s.quote.exact.startswith("Your") and s.heading] == ["It depends on:"] * 2


def test_split_sets_headings_aside_and_hangs_statements_under_them() -> None:
    """A heading line and a question line are set aside and head what follows."""
    spans = cut("How might it be treated?\nRest helps.\n\nOutlook\nMost people recover.")
    assert [(s.role.value, s.heading and s.heading.exact) for s in spans] == [
        ("heading", None),
        ("statement", "How might it be treated?"),
        ("heading", None),
        ("statement", "Outlook"),
    ]


@pytest.mark.parametrize("text", ["Liver and lung", "Yes", "Rest", "Bone, brain.", "No"])
def test_split_keeps_a_short_answer(text: str) -> None:
    """An answer that is one unpunctuated line is no heading."""
    assert said(text) == [text]


def test_a_question_behind_the_last_list_item_is_a_heading() -> None:
    """In lines that lost their breaks; a question of a list of questions to ask is none."""
    text = "It causes - a cough - a fever. Who Is at Risk? Smokers are. It is rare."
    assert roles(text)[3:5] == [("heading", "Who Is at Risk?"), ("statement", "Smokers are.")]
    asked = "Ask about - your pain - your tests. What Is My GFR? What Was My GFR? Bring the list."
    assert "What Is My GFR?" in said(asked)


def test_split_of_a_video_yields_no_statements() -> None:
    """The text beside a video points at it; the expert said nothing in it."""
    spans = cut("Dr. Sample explains it. Watch the video.", medium=Medium.VIDEO)
    assert {span.role for span in spans} == {Role.BOILERPLATE}


def test_split_of_nothing_is_nothing() -> None:
    """White space alone holds no span."""
    assert cut(" \n\u00a0\t ") == ()


UNITS = [
    ".",
    " ",
    "\n",
    "- A",
    " - a",
    "(",
    ")",
    "(. ",
    "word ",
    "It is 4 g. per day. ",
    "line\n",
    '"',
    "• ",
    "Ab AB, ",
    "a.",
    "a.b-",
    "http://a.b ",
    "include - X The a ",
    ".\u00a0",
    "\u0301 ",
    "1. ",
    "- x (The a ",
    "www.",
    "!? ",
    "9% A",
    "     A",
]


@pytest.mark.parametrize("unit", UNITS)
def test_split_takes_linear_time(unit: str) -> None:
    """Twice the text takes about twice the time, whatever is in it."""

    pace.assert_linear(lambda size: cut(unit * (size // len(unit))), 12_000)


def test_split_of_a_megabyte_of_lines_ends_soon() -> None:
    """1 MB in 100,000 lines is cut in seconds."""
    lines = "It hurts.\n" * 100_000
    pace.assert_within(20, lambda: cut(lines))
    assert len(cut(lines)) == 100_000


@pytest.mark.data
@pytest.mark.parametrize(("part", "boundaries", "kept"), [("train", 0.98, 0.995), ("dev", 0.98, 0.99)])
def test_split_agrees_with_annotated_sentences(part: str, boundaries: float, kept: float) -> None:
    """Annotated sentence ends are hit, and hardly a sentence that says something is set aside."""
    path = data_folder() / "points" / f"{part}.jsonl"
    if not path.exists():
        pytest.skip(f"no annotated points at {path}; name their folder with PLURIVOX_DATA")
    hits = ends = keeps = wanted = 0
    for question in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        for answer in question["answers"]:
            spans = split(Answer(answer["id"], answer["text"], Expert(answer["source"])))
            mine = {span.quote.end for span in spans}
            stated = [span.quote for span in spans if span.role is Role.STATEMENT]
            for sentence in answer["sentences"]:
                ends += 1
                hits += sentence["end"] in mine
                if sentence["id"] not in question["boilerplate"]:
                    wanted += 1
                    keeps += any(
                        2 * (min(q.end, sentence["end"]) - max(q.start, sentence["start"]))
                        >= min(q.end - q.start, sentence["end"] - sentence["start"])
                        for q in stated
                    )
    assert hits / ends >= boundaries
    assert keeps / wanted >= kept


@pytest.mark.data
def test_split_of_the_seed_page_reads_clean() -> None:
    """The page the project started from: whole sentences, its disclaimers and video pointer set aside."""
    path = data_folder() / "seed" / "what-is-metastatic-breast-cancer.txt"
    if not path.exists():
        pytest.skip(f"no seed page at {path}; name its folder with PLURIVOX_DATA")
    text = path.read_text(encoding="utf-8")
    spans = cut(text)
    assert sum(span.role is Role.DISCLAIMER for span in spans) == 6
    assert all(
        span.quote.exact.endswith(".") for span in spans if span.role is Role.STATEMENT and len(span.quote.exact) > 30
    )
    linder = [span for span in spans if span.quote.start > text.index("Stuart A. Linder")]
    assert [span.role for span in linder[:4]] == [Role.HEADING, *[Role.STATEMENT] * 3]
    assert list(itertools.pairwise(spans))


@given(text=TEXTS, stretches=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4))
def test_split_with_declined_stretches_changes_nothing_but_roles(text: str, stretches: list[tuple[int, int]]) -> None:
    """A statement is set aside exactly when it shares a character with a declined stretch; nothing else moves."""
    declined = tuple((start, start + length) for start, length in stretches)
    free, bound = cut(text), split(Answer("a", text, Expert("Sample"), declined=declined))
    assert [(s.id, s.quote) for s in free] == [(s.id, s.quote) for s in bound]
    for before, after in zip(free, bound, strict=True):
        touched = any(start < before.quote.end and before.quote.start < end for start, end in declined)
        wanted = Role.DECLINED if touched and before.role is Role.STATEMENT else before.role
        assert (after.role, after.heading) == (wanted, before.heading if wanted is before.role else None)


def test_split_of_a_transcript_is_that_of_a_text() -> None:
    """What is spoken and captioned can be quoted; a page that only points at a video cannot."""
    text = "Rest helps most people with a cold. Drink plenty of water."
    assert cut(text, medium=Medium.TRANSCRIPT) == cut(text)
    assert {s.role for s in cut(text, medium=Medium.VIDEO)} == {Role.BOILERPLATE}
