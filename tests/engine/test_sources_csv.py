"""CSV: one row an answer, and no text under another name."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plurivox import answers, sources
from plurivox.errors import RecordsRefused, SourceUnreadable
from plurivox.model import ExpertKind
from plurivox.sources import Reading

HEADER = "key,question,topic,answer_id,text,expert,kind,credentials,specialty,source,url,licence,date,disclaimer"


def read(text: str) -> Reading:
    return sources.read(text.encode(), "answers.csv")


def codes(reading: Reading) -> list[str]:
    books = reading.books
    assert books.read == books.accepted + books.duplicate + books.refused
    return [problem.code for problem in reading.problems]


def test_rows_of_one_key_become_one_question() -> None:
    """Answers keep the order of their rows, and quoted commas, quotes and line ends are text."""
    rows = [
        'k1,What is it?,Sample,a1,"One, ""two""\r\nthree 😀",Ann Lee,person,MD,Cardiology,,https://example.org,CC0,2024,',
        "k1,What is it?,,a2,Other,Sample Clinic,organisation,,,,,,,",
        "k2,Why?,,a1,Because.,Ann Lee,person,MD,,,,,,Not advice.",
    ]
    first, second = answers.admit(read("\r\n".join([HEADER, *rows, ""])))
    assert [a.text for a in first.answers] == ['One, "two"\nthree 😀', "Other"]
    assert [a.expert.kind for a in first.answers if a.expert] == [ExpertKind.PERSON, ExpertKind.ORGANISATION]
    assert (first.question.topic, first.answers[0].date) == ("Sample", "2024")
    assert second.answers[0].disclaimer == "Not advice."


def test_what_a_row_leaves_empty_another_says() -> None:
    """A question's topic may stand in any of its rows; two topics are refused, naming the line that said the first."""
    said = ["", "Gout", "", "Rash"]
    rows = [f"What is gout?,Answer {n}.,Doctor {n},{topic}" for n, topic in enumerate(said)]
    reading = read("\n".join(["question,text,expert,topic", *rows]))
    (entry,) = answers.admit(reading, partly=True)
    assert (entry.question.topic, len(entry.answers)) == ("Gout", 3)
    assert codes(reading) == ["question-differs"]
    assert "line 5: says another topic than answers.csv line 3" in str(reading.problems[0])


@pytest.mark.parametrize("before", ["\n", " \n\u00a0\n", ";;\n", '"";""; \n'])
def test_empty_rows_before_the_header_are_passed_over(before: str) -> None:
    """The header is the first row that holds something, and every line keeps its number."""
    reading = read(f"{before}question;text;expert\nWhat?;It is.;Ann\n\nWhat?;short\n")
    assert codes(reading) == ["row-short"]
    assert reading.problems[0].place == f"answers.csv line {before.count(chr(10)) + 4}"
    (entry,) = answers.admit(reading, partly=True)
    assert entry.answers[0].text == "It is."
    wrong = read(f"{before}question;text\nWhat?;It is.\n").problems[0]
    assert (wrong.code, wrong.place) == ("column-missing", f"answers.csv line {before.count(chr(10)) + 1}")


def test_three_columns_are_enough() -> None:
    """Key, ids and kind of expert follow from question, order and name; other columns are dropped by name."""
    reading = read(
        "question;text;expert;mood\nWhat is it?;It is.;Sample Clinic;good\nWhat is it?;Is it?;Ann Lee, MD;\n"
    )
    (entry,) = answers.admit(reading)
    assert entry.question.key == "what-is-it"
    assert [(a.id, a.expert.name, a.expert.kind.value, a.expert.credentials) for a in entry.answers if a.expert] == [
        ("a1", "Sample Clinic", "organisation", ""),
        ("a2", "Ann Lee", "person", "MD"),
    ]
    assert [dropped.text for dropped in reading.dropped] == ["good"]


GOOD = "k,What is it?,,a1,It is.,Ann,person,,,,,,,"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (f"{HEADER}\n{GOOD}\nk,What is it?,,a2,Cut short,Ben,person\n", "row-short", "line 3"),
        (f"{HEADER}\n{GOOD}\nk,What is it?,,a2,It is, not quoted,Ben,person,,,,,,,\n", "row-long", "line 3"),
        (f"{HEADER}\n{GOOD}\nk,Why?,,a2,Other.,Ben,person,,,,,,,\n", "question-differs", "line 3"),
        (f'{HEADER}\n{GOOD}\nk,What is it?,,a2,"open,Ben,person,,,,,,,\n', "quote-broken", "line 3"),
        (f'{HEADER}\n{GOOD}\nk,What is it?,,a2,"a"b,Ben,person,,,,,,,\n', "quote-broken", "line 3"),
        (f"{HEADER}\n{GOOD}\nk,What is it?,,a2,{'x' * 200_000},Ben,person,,,,,,,\n", "too-large", "line 3"),
        (f"{HEADER}\n{GOOD}\nk,What is it?,,a2,{'x' * 100_001},Ben,person,,,,,,,\n", "too-large", "line 3"),
        (f"{HEADER}\n{GOOD}\nk,What is it?,,a1,Other.,Ben,person,,,,,,,\n", "id-repeats", "line 3"),
        (f"{HEADER}\n{GOOD}\nk,What is it?,,a2,,Ben,person,,,,,,,\n", "text-missing", "line 3"),
        (f"{HEADER}\n{GOOD}\nk,What is it?,,a2,Other.,Ben,robot,,,,,,,\n", "kind-unknown", "line 3"),
        (f"{HEADER}\n{GOOD}\nk,What is it?,,a2,Other.,,person,,,,,,,\n", "name-missing", "line 3"),
    ],
    ids=range(11),
)  # fmt: skip
def test_bad_row_is_refused_with_its_line_and_reason(text: str, code: str, place: str) -> None:
    """A short or long row, a stray quote or a bad cell stops the import and is named; the books balance."""
    reading = read(text)
    assert codes(reading) == [code]
    assert place in reading.problems[0].place
    with pytest.raises(RecordsRefused):
        answers.admit(reading)
    (entry,) = answers.admit(reading, partly=True)
    assert [a.expert.name for a in entry.answers if a.expert] == ["Ann"], "nothing stands under another name"


@pytest.mark.parametrize(
    ("header", "code"),
    [("question,text,expert,text", "column-repeats"), ("question,text,note,mood", "column-missing")],
)
def test_bad_header_refuses_every_row(header: str, code: str) -> None:
    """A header that names a column twice, or not at all, moves no text anywhere."""
    reading = read(f"{header}\nWhat?,It is.,Ann,x\n")
    assert codes(reading) == [code, "header-refused"]
    assert not reading.entries
    with pytest.raises(RecordsRefused):
        answers.admit(reading, partly=True)


def test_same_row_twice_is_a_duplicate() -> None:
    """The second is counted and changes nothing."""
    reading = read(f"{HEADER}\n{GOOD}\n{GOOD}\n")
    assert (codes(reading), reading.books.accepted, reading.books.duplicate) == ([], 1, 1)


def test_empty_header_only_and_wrong_encoding_are_refused() -> None:
    """Nothing to import is an error, and so are bytes that are not UTF-8."""
    with pytest.raises(RecordsRefused, match="empty"):
        read("")
    with pytest.raises(RecordsRefused, match="empty"):
        read(HEADER + "\n")
    with pytest.raises(SourceUnreadable, match="line 2: byte"):
        sources.read(f"{HEADER}\n".encode() + "k,Wofür?".encode("latin-1"), "answers.csv")


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from(',";\n\t'), min_size=1, max_size=40
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_every_character_is_kept_or_named_as_dropped(rows: list[tuple[str, str]]) -> None:
    """Whatever commas, quotes and line ends a text holds, it is kept to the character; other columns are named."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["question", "text", "expert", "mood"])
    writer.writerows(["What?", text, "Ann", mood] for text, mood in rows)
    reading = read(file.getvalue())
    codes(reading)
    said = {unicodedata.normalize("NFC", text) for text, _ in rows if text.strip()}
    assert {a.text for entry in reading.entries for a in entry.answers} == said
    assert [dropped.text for dropped in reading.dropped] == [mood for _, mood in rows]
    assert reading.books.read == len(rows)
