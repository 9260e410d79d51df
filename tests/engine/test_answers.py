"""Admission: all or nothing unless asked, and attributions settled by a person's word only."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plurivox import answers, sources
from plurivox.errors import AttributionUncertain, FormatUnknown, PlurivoxError, RecordsRefused, SourceUnreadable
from plurivox.model import Entry
from plurivox.sources.text import NotCanonical, canonical, one_line

FIRST = "The first answer says that the sample disease is an infection, and that it mostly clears without a medicine."
SECOND = "The second answer says that the sample disease needs a doctor, and that it must not be left to clear alone."
PAGE = (
    f'What is it?\n\n{FIRST}\nAnn B. Lee, MD, FACS\nAuthor, "A Sample Guide"\n{SECOND}\nSample Clinic\n{FIRST} Again.'
)


@pytest.fixture
def entry() -> Entry:
    (entry,) = answers.admit(sources.read(PAGE.encode(), "page.txt"))
    return entry


def voices(entry: Entry) -> list[str | None]:
    return [answer.expert.name if answer.expert else None for answer in entry.answers]


@pytest.mark.parametrize(
    "name", ["Ann B. Lee", "ann b. lee, md, facs", 'Ann B. Lee, MD, FACS\nAuthor, "A Sample Guide"', " Ann  B. Lee "]
)
def test_settling_gives_the_name_its_answer_with_all_that_stood_with_it(entry: Entry, name: str) -> None:
    """The name may be given with or without its credentials; these and the author line are kept."""
    settled = answers.settle(entry, {"a2": name})
    assert voices(settled) == [None, "Ann B. Lee", None]
    found = settled.answers[1].expert
    assert found is not None
    assert (found.credentials, found.specialty) == ("MD, FACS", 'Author, "A Sample Guide"')
    assert settled.answers[1].text == entry.answers[1].text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_settled_name_is_as_canonical_as_a_certain_one(form: Literal["NFC", "NFD"]) -> None:
    """However the page and the person write its accents and blanks, the expert is the one that a certain name gives."""
    page = unicodedata.normalize("NFD", PAGE.replace("Sample Clinic", "Zoë  Clinic"))
    reading = sources.read(page.encode(), "page.txt")
    (found,) = answers.admit(reading)
    assert {name.block for name in reading.uncertain} == {block for a in found.answers for block in a.candidates}
    assert "Zoë Clinic" in voices(answers.settle(found, {"a2": unicodedata.normalize(form, "Zoë Clinic")}))


@pytest.mark.parametrize("name", ["Sample Clini\u202ec Hospital", "Sample Clini\u200bc Hospital"])
def test_a_name_to_settle_on_holds_nothing_invisible(name: str) -> None:
    """Settled on or certain, a name that could look like another is refused with its place."""
    reading = sources.read(PAGE.replace("Sample Clinic", name).encode(), "page.txt")
    assert "character-refused" in [problem.code for problem in reading.problems]


def test_a_settled_name_is_a_candidate_nowhere_else(entry: Entry) -> None:
    """One name has one answer, so the other answer loses it, and keeps its other candidates."""
    settled = answers.settle(entry, {"a1": "Ann B. Lee"})
    assert settled.answers[0].candidates == ()
    assert settled.answers[1].candidates == ("Sample Clinic",)
    assert answers.settle(entry, {}) == entry


def test_settling_all_at_once_is_settling_one_by_one(entry: Entry) -> None:
    """Both ways end in the same entry."""
    both = {"a1": "Ann B. Lee", "a2": "Sample Clinic"}
    assert answers.settle(entry, both) == answers.settle(answers.settle(entry, {"a1": both["a1"]}), {"a2": both["a2"]})


@pytest.mark.parametrize(
    "names",
    [
        {"a9": "Ann B. Lee"},
        {"a1": "Sample Clinic"},
        {"a1": "Someone Else"},
        {"a1": ""},
        {"a1": "Ann B. Lee", "a2": "Ann B. Lee"},
    ],
)
def test_a_name_that_is_no_candidate_is_refused(entry: Entry, names: dict[str, str]) -> None:
    """Neither an answer nor a name can be made up, and one name cannot take two answers."""
    with pytest.raises(AttributionUncertain):
        answers.settle(entry, names)


def test_a_settled_answer_is_not_settled_again(entry: Entry) -> None:
    """What is certain needs another act than settling."""
    with pytest.raises(AttributionUncertain, match="nothing is left"):
        answers.settle(answers.settle(entry, {"a1": "Ann B. Lee"}), {"a1": "Ann B. Lee"})


def test_one_answer_is_admitted() -> None:
    """A question with one answer is fine; whether it can be compared is decided later."""
    (entry,) = answers.admit(sources.read(f"What is it?\nSample Clinic\n{FIRST}".encode(), "page.txt"))
    assert voices(entry) == ["Sample Clinic"]


def test_a_reading_without_sound_answers_is_refused_even_partly() -> None:
    """Nothing sound is nothing to admit."""
    with pytest.raises(RecordsRefused, match="no question with a sound answer"):
        answers.admit(sources.read(b"{", "x.jsonl"), partly=True)


def test_refusal_prints_every_problem_with_its_place() -> None:
    """What a person reads names the file, each line, and the way out."""
    with pytest.raises(RecordsRefused) as refused:
        answers.admit(sources.read(b"{broken\n[]", "x.jsonl"))
    first, *rest = str(refused.value).splitlines()
    assert "plurivox import --partly" in first
    assert [line.split(":")[0].strip() for line in rest] == ["x.jsonl line 1", "x.jsonl line 2"]


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("page", PAGE.encode(), "page-text"),
        ("a.TXT", PAGE.encode(), "page-text"),
        ("a", b'{"key": "k", "question": "W?", "answers": []}', "jsonl"),
        ("a", b"<h1>What?</h1>", "html"),
        ("a", b"question,text,expert\nWhat?,It.,Ann\n", "csv"),
    ],
)
def test_format_is_guessed_by_name_or_content(name: str, data: bytes, format: str) -> None:
    """A file's ending says what it is, else its first characters."""
    assert sources.read(data, name).format == format


def test_unknown_formats_and_missing_files_are_refused_in_words() -> None:
    """One sentence each, with what to do."""
    with pytest.raises(FormatUnknown, match="--format"):
        sources.read(b"hello", "a.bin")
    with pytest.raises(FormatUnknown, match="page-text"):
        sources.read(b"hello", "a.bin", "docx")
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        sources.read_path("gone.txt")


@given(st.text())
def test_canonical_text_is_nfc_with_lf_and_stays_so(text: str) -> None:
    """Canonical twice is canonical once; nothing but newlines and composition changes; the rest is refused."""
    try:
        found = canonical(text)
    except NotCanonical:
        assert any((c < " " and c not in "\n\t\r") or "\ud800" <= c <= "\udfff" for c in text)
        return
    assert canonical(found) == found
    assert found == unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


@pytest.mark.parametrize("text", ["😀 👩‍⚕️ first", "\u202eodd\u202c", "a\u200bb", "x\u00a0y", "\ufeffmark", "\x85"])
def test_canonical_text_keeps_what_only_looks_odd(text: str) -> None:
    """Emoji, bidi marks and blanks of other kinds are an answer's own."""
    assert canonical(text) == text


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\u2028b", "a\u202eb", "a\u200bb", "a\ufeffb"])
def test_a_name_holds_nothing_invisible(text: str) -> None:
    """A name that could look like another is refused."""
    with pytest.raises(NotCanonical):
        one_line(text)


@given(st.sampled_from(sorted(sources.FORMATS)), st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_a_refusal(format: str, data: bytes) -> None:
    """Whatever a file holds, reading it gives a reading with balanced books or one of our refusals."""
    for given_bytes in (data, b"What is it?\n" + data, b'{"key": "k", "answers": [' + data, b"<h1>W?</h1>" + data):
        try:
            reading = sources.read(given_bytes, "file", format)
        except PlurivoxError:
            continue
        books = reading.books
        assert books.read == books.accepted + books.duplicate + books.refused


@given(st.sampled_from(sorted(sources.FORMATS)), st.text(max_size=300))
def test_no_text_ends_in_anything_but_a_refusal(format: str, text: str) -> None:
    """The same for text that is well encoded, inside the syntax of each format."""
    data = text.encode("utf-8", "replace")
    wrapped = {
        "csv": b"question,text,expert\n" + data,
        "jsonl": b'{"question": "' + data + b'"}',
        "html": b"<h1>W?</h1><p>" + data,
        "medquad": b"<Document>" + data + b"</Document>",
        "page-text": b"What?\n" + data,
    }
    try:
        reading = sources.read(wrapped[format], "file", format)
    except PlurivoxError:
        return
    books = reading.books
    assert books.read == books.accepted + books.duplicate + books.refused
