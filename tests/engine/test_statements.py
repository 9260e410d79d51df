"""Step 2: spans over the untouched text, roles, headings; laws for any text, and time."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import data_folder
from plurivox import quotes
from plurivox.model import Answer, Expert, Medium, Question, Role, Statement
from plurivox.statements import sentences, split
from plurivox.statements.pieces import BULLETS
from tests import pace

QUESTION = Question("k", "What is sample disease?")


def cut(text: str, disclaimer: str = "", medium: Medium = Medium.TEXT) -> tuple[Statement, ...]:
    return split(Answer("a", text, Expert("Sample"), disclaimer=disclaimer, medium=medium), QUESTION)


def said(text: str) -> list[str]:
    return [s.quote.exact for s in cut(text) if s.role is Role.STATEMENT]


def roles(text: str) -> list[tuple[str, str]]:
    return [(s.role.value, s.quote.exact) for s in cut(text)]


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


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("These resources address the diagnosis or management of it:\n- Gene Review: It\n- Drug Therapy", Role.LINKS),
        ("Click the link to view the list.", Role.LINKS),
        ("See the following PDQ summaries for more information:\n- Lung Cancer Treatment", Role.LINKS),
        ("https://www.example.org/a/b", Role.LINKS),
        ("Watch the video to learn more about shingles.", Role.LINKS),
        ("The contents of this website are for informational purposes only.", Role.DISCLAIMER),
        ("1Smith AB, Jones C. Sample disease.\nN Engl J Med. 2010;362:726-38.", Role.LINKS),
        ("NIH: National Cancer Institute", Role.BOILERPLATE),
        (")\n.", Role.BOILERPLATE),
    ],
)
def test_split_sets_aside_what_says_nothing(text: str, role: Role) -> None:
    """Pointers, disclaimers, citations and credits are kept as spans, but are no statements."""
    found = {span.role for span in cut(text)}
    assert Role.STATEMENT not in found or "Smith" in text
    assert role in found or "Smith" in text


@pytest.mark.parametrize(
    "text",
    [
        "Watch for fever after surgery.",
        "Visit your doctor every year.",
        "Go to the emergency room if you cannot breathe.",
        "See your doctor if the lump grows.",
        "Sources of lead are paint and old pipes.",
        "Call 911 if someone has chest pain.",
        "This treatment is not a substitute for surgery.",
        "Figure on six weeks of rest.",
    ],
)
def test_split_keeps_advice_that_looks_like_a_pointer(text: str) -> None:
    """Advice is never taken for a pointer: losing a warning is worse than showing a link."""
    assert said(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Go to the emergency room and bring information about every tablet you take.",
        "Visit the emergency department and say what is wrong.",
        "Watch a child who hit its head, and go to hospital if the information sheet says so.",
        "Watch your feet for sores and note what is new.",
        "To find a comfortable position, try what is easiest on your back.",
        "Hello, call 112 if your chest hurts.",
        "Hi, do not give this syrup to a baby.",
        "Dear parents, stop the drops when the eye swells.",
        "Thank you for asking: this tablet must never be halved.",
        "Thanks for writing, and yes, most people with a mild sprain walk again within a week.",
        "I hope this helps: avoid grapefruit with these tablets.",
        "Good luck with the diet, which lowers the pressure in about half of all patients.",
        "Updated vaccines protect against the newest strains.",
        "Updated guidelines advise a first scan at 45.",
        "Revised criteria find the disease earlier.",
        "Accessed early, treatment saves the eye.",
        "References to pain are common in these letters.",
        "See more than one surgeon before you decide.",
        "Read more slowly if your eyes tire.",
        "Check the list of ingredients for nuts.",
        "See the doctor for a new dose.",
        "(See the nurse if the wound opens.)",
        "The following chart shows that one in four is ill.",
        "The following table shows a dose of 5 mg for adults.",
        "National programmes for screening find most of these tumors.",
        "Centers of the lesion turn pale.",
        "Who smokes is at risk.",
    ],
)
def test_no_first_words_set_advice_aside(text: str) -> None:
    """Advice, danger and fact stay statements where they open like a pointer, a greeting or a date of revision."""
    assert said(f"It is a common question. {text} That is all.")[1] == text


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Go to the website for information about clinics.", Role.LINKS),
        ("Visit www.example.org to find out what is new.", Role.LINKS),
        ("Read more about the heart.", Role.LINKS),
        ("See more information about scans.", Role.LINKS),
        ("Thank you for your question.", Role.BOILERPLATE),
        ("See Drugs Approved for Lung Cancer for more information.", Role.BOILERPLATE),
        ("See the Treatment Options section that follows.", Role.BOILERPLATE),
        ("(See the PDQ summary on another tumor for more.)", Role.BOILERPLATE),
        ("Check the list of NCI-supported trials that take patients now.", Role.BOILERPLATE),
        ("General information about clinical trials is available from a website.", Role.BOILERPLATE),
        ("For more in-depth information about ticks, please visit a page.", Role.BOILERPLATE),
        ("The following chart shows the chances of a child.", Role.BOILERPLATE),
        ("The following table lists foods.", Role.BOILERPLATE),
        ("Dear Anna, good morning.", Role.BOILERPLATE),
        ("Updated March 3, 2019.", Role.BOILERPLATE),
        ("Revised: 2019-03-03.", Role.BOILERPLATE),
        ("Accessed on 3/3/2019.", Role.BOILERPLATE),
    ],
)
def test_pointers_courtesies_and_stamps_are_set_aside(text: str, role: Role) -> None:
    """What the same first words open and what holds neither advice nor fact."""
    spans = cut(f"Rest the ankle. {text} Then walk.")
    assert [span.role for span in spans] == [Role.STATEMENT, role, Role.STATEMENT]


@pytest.mark.parametrize(
    "name",
    ["Centers for Disease Control and Prevention", "Food and Drug Administration", "National Sample Institute (NSI)"],
)
def test_a_bare_name_of_an_organisation_is_set_aside(name: str) -> None:
    """It is the end of a page or a label, and says nothing; what the organisation recommends is said by a sentence."""
    assert said(f"Rest the ankle.\n{name}") == ["Rest the ankle."]
    assert said(f"The {name} recommends rest.") == [f"The {name} recommends rest."]
    assert (
        said("Risks are\n- Black\n- American Indian or Alaska Native\n- Old age")[1]
        == "American Indian or Alaska Native"
    )


def test_a_question_behind_the_last_list_item_is_a_heading() -> None:
    """In lines that lost their breaks; a question of a list of questions to ask is none."""
    text = "It causes - a cough - a fever. Who Is at Risk? Smokers are. It is rare."
    assert roles(text)[3:5] == [("heading", "Who Is at Risk?"), ("statement", "Smokers are.")]
    asked = "Ask about - your pain - your tests. What Is My GFR? What Was My GFR? Bring the list."
    assert "What Is My GFR?" in said(asked)


def test_items_below_a_chart_or_a_pointer_stay_statements() -> None:
    """What follows such a line may be the treatments themselves."""
    for lead in ("The following chart shows the problems:", "See Drugs Approved for Gout for more information."):
        assert said(f"{lead}\n- Sore gums bleed.\n- Dry mouth hurts.") == ["Sore gums bleed.", "Dry mouth hurts."]


def test_split_sets_the_answers_own_disclaimer_aside() -> None:
    """The answer's own disclaimer, wherever it starts, is a disclaimer to the character."""
    own = "Ask your nurse. We are not liable"
    spans = cut(f"It is mild. {own} ever. Rest.", disclaimer=own)
    assert [(s.role, s.quote.exact) for s in spans] == [
        (Role.STATEMENT, "It is mild."),
        (Role.DISCLAIMER, "Ask your nurse."),
        (Role.DISCLAIMER, "We are not liable"),
        (Role.STATEMENT, "ever."),
        (Role.STATEMENT, "Rest."),
    ]


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
            spans = split(Answer(answer["id"], answer["text"], Expert(answer["source"])), QUESTION)
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


def test_a_list_said_over_again_is_set_aside() -> None:
    """Archives that lost line breaks end a list by saying all of it once more; a reader needs it once."""
    text = "It can: - raise one value - lower another. raise one value lower another. Ask your doctor."
    spans = split(Answer("a", text, Expert("E")), Question("q", "What is it?"))
    said = [s.quote.exact for s in spans if s.role is Role.STATEMENT]
    assert said[-2:] == ["lower another.", "Ask your doctor."]
    assert any(s.role is Role.BOILERPLATE and s.quote.exact == "raise one value lower another." for s in spans)


@pytest.mark.parametrize("text", ["How might gout be treated?", "It is rare. What Happens to the Joints? They swell."])
def test_a_question_that_an_answer_sets_itself_is_no_statement(text: str) -> None:
    """Neither a question alone nor a titled one inside a line says anything."""
    spans = split(Answer("a", text, Expert("E")), Question("q", "What is gout?"))
    assert all(s.role is Role.HEADING for s in spans if s.quote.exact.endswith("?"))


@given(text=TEXTS, stretches=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4))
def test_split_with_declined_stretches_changes_nothing_but_roles(text: str, stretches: list[tuple[int, int]]) -> None:
    """A statement is set aside exactly when it shares a character with a declined stretch; nothing else moves."""
    declined = tuple((start, start + length) for start, length in stretches)
    free, bound = cut(text), split(Answer("a", text, Expert("Sample"), declined=declined), QUESTION)
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
