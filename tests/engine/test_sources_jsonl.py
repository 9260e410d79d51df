"""JSON lines: what is read, and every way a line is refused."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from plurivox import answers, sources
from plurivox.errors import RecordsRefused, SourceUnreadable
from plurivox.model import ExpertKind
from plurivox.sources import Reading, limits

DATA = Path(os.environ.get("PLURIVOX_DATA", Path(__file__).parents[2] / "../shared/data"))


def answer(id: str = "a1", text: str = "It is an infection.", **more: Any) -> dict[str, Any]:
    return {"id": id, "text": text, "expert": {"name": f"Doctor {id}", "kind": "person"}, **more}


def question(*given: dict[str, Any], key: str = "sample/what", **more: Any) -> str:
    return json.dumps({"key": key, "question": "What is it?", "answers": list(given or (answer(),)), **more})


def read(*lines: str) -> Reading:
    return sources.read("\n".join(lines).encode("utf-8", "surrogatepass"), "sample.jsonl")


def codes(reading: Reading) -> list[str]:
    books = reading.books
    assert books.read == books.accepted + books.duplicate + books.refused
    return [problem.code for problem in reading.problems]


def test_every_field_is_read() -> None:
    """What a line says of a question, an answer and its expert is what the entry says."""
    line = question(
        answer(
            "X-1",
            "Emoji 😀 first.\r\nThen a <b>tag</b> & more.",
            expert={"name": "Ann Lee", "kind": "person", "credentials": "MD", "specialty": "Cardiology"},
            source="Sample Library",
            url="https://example.org/1",
            licence="CC BY 4.0",
            date="2024-05",
            disclaimer="Not advice.",
        ),
        topic="Sample disease",
        subject="sample disease",
        kind="information",
        disclaimer="For all.",
    )
    (entry,) = answers.admit(read(line))
    assert (entry.question.key, entry.question.topic, entry.question.kind) == (
        "sample/what",
        "Sample disease",
        "information",
    )
    (found,) = entry.answers
    assert found.text == "Emoji 😀 first.\nThen a <b>tag</b> & more.", (
        "newlines are LF and markup is text, kept as it is"
    )
    assert (found.id, found.date, found.licence, found.disclaimer) == ("X-1", "2024-05", "CC BY 4.0", "Not advice.")
    assert found.expert is not None
    assert (found.expert.name, found.expert.credentials, found.expert.specialty) == ("Ann Lee", "MD", "Cardiology")


def test_source_without_expert_is_the_organisation_that_speaks() -> None:
    """An answer with a source and no expert is by that organisation, and the reading says so."""
    reading = read(question({"id": "a1", "text": "It is.", "source": "NHLBI", "doc": "1"}))
    (entry,) = answers.admit(reading)
    assert entry.answers[0].expert is not None
    assert (entry.answers[0].expert.name, entry.answers[0].expert.kind) == ("NHLBI", ExpertKind.ORGANISATION)
    assert "field 'doc' of an answer is not read" in reading.notes


def test_answer_without_expert_and_source_is_unattributed() -> None:
    """Nobody is guessed; the answer waits for an editor."""
    reading = read(question({"id": "a1", "text": "It is."}))
    assert answers.admit(reading)[0].answers[0].expert is None
    assert "only editors see it" in reading.notes[0]


def test_two_answers_of_one_expert_are_two_answers() -> None:
    """One expert may answer twice; the same words twice are one answer and a duplicate in the books."""
    by = {"name": "Ann Lee", "kind": "person"}
    one, two = answer("a1", "First.", expert=by), answer("a2", "Second.", expert=by)
    reading = read(question(one, two, answer("a3", "First.", expert=by)))
    assert [a.id for a in answers.admit(reading)[0].answers] == ["a1", "a2"]
    assert (reading.books.read, reading.books.accepted, reading.books.duplicate) == (3, 2, 1)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (question(answer("a1"), answer("a1", "Another text.")), "id-repeats"),
        ('{"key": "k", "key": "l", "question": "What?", "answers": []}', "json-key-repeats"),
        (question(answer(score=float("nan"))), "json-not-finite"),
        ("[" * 100_000, "too-deep"),
        ('{"a":' * 65 + "1" + "}" * 65, "too-deep"),
        ('{"key": "k"', "json-broken"),
        ('"only a text"', "json-shape"),
        ('{"key": "k", "question": "What?"}', "answers-missing"),
        ('{"key": "k", "question": "What?", "answers": []}', "answers-missing"),
        (question(answer(id="")), "id-missing"),
        (question(answer("a1", "")), "text-missing"),
        (question(answer("a1", " \n")), "text-missing"),
        (question(answer("a1", "x" * (limits.ANSWER + 1))), "too-large"),
        (question(answer("a1", "x" * 1_000_000)), "too-large"),
        (question(answer("a1", "nul \x00")), "character-refused"),
        (question(answer("a1", "bell \x07")), "character-refused"),
        (question(answer("a1", "half an emoji \ud83d")), "character-refused"),
        (question(answer(id=7)), "json-shape"),
        (question(answer(expert={"name": "", "kind": "person"})), "name-missing"),
        (question(answer(expert={"name": "Ann", "kind": "robot"})), "kind-unknown"),
        (question(answer(expert={"name": "Ann"})), "kind-unknown"),
        (question(answer(expert={"name": "Ann\u202eeeL", "kind": "person"})), "character-refused"),
        (question(answer(expert={"name": "Ann\u200b Lee", "kind": "person"})), "character-refused"),
        (question(answer(url="javascript:alert(1)")), "url-not-web"),
        (question(answer(date="yesterday")), "date-not-iso"),
        (question(answer(medium="song")), "medium-unknown"),
        (question(key=""), "key-missing"),
        (question(key="k" * 301), "too-large"),
        ('{"n": ' + "9" * 5000 + "}", "json-broken"),
        ("[" + question() + "]", "json-shape"),
        (question(answer(date="2023-02-30")), "date-not-iso"),
        (question(answer(date="0000")), "date-not-iso"),
        (question(answer(date="２０２４")), "date-not-iso"),
    ],
    ids=range(33),
)  # fmt: skip
def test_bad_line_is_refused_with_its_reason_and_the_good_one_is_counted(line: str, code: str) -> None:
    """One bad line stops the import, is named by line and reason, and the books balance."""
    reading = read(question(key="good"), line)
    assert codes(reading) == [code]
    assert "sample.jsonl line 2" in str(reading.problems[0])
    assert reading.books.accepted >= 1
    with pytest.raises(RecordsRefused, match=code):
        answers.admit(reading)
    assert answers.admit(reading, partly=True)[0].question.key == "good"


def test_the_limit_of_a_line_counts_bytes() -> None:
    """As its page says; a line of fewer characters that take more bytes is refused before it is parsed."""
    line = '{"key": "' + "é" * (limits.LINE_BYTES // 2) + '"'
    assert len(line) < limits.LINE_BYTES
    (problem,) = read(line).problems
    assert problem.code == "too-large"
    assert f"has {len(line.encode()):,} bytes, the limit is 10,000,000" in problem.reason


def test_all_reasons_are_told_at_once() -> None:
    """A file with several faults is refused once, with each fault."""
    reading = read(question(answer("", "", url="x", date="y")), "{", question(key="b"))
    assert codes(reading) == ["id-missing", "text-missing", "url-not-web", "date-not-iso", "json-broken"]
    with pytest.raises(RecordsRefused) as refused:
        answers.admit(reading)
    assert len(refused.value.problems) == 5


def test_every_answer_of_the_wrong_shape_is_told_and_counted() -> None:
    """A fault of shape in one answer hides neither the faults of the others nor the sound ones."""
    reading = read(question(answer("a1"), answer("a2", date=2024), answer("a3", expert={"name": ""}), answer("a4", "")))
    assert sorted(codes(reading)) == ["json-shape", "name-missing", "text-missing"]
    assert (reading.books.accepted, reading.books.refused) == (1, 3)


@pytest.mark.parametrize("indent", [None, 1])
def test_json_document_is_refused_once_with_the_way_out(indent: int | None) -> None:
    """A list of questions, or a question written over many lines, is one problem and not one a line."""
    reading = read(*json.dumps([json.loads(question())], indent=indent).splitlines())
    (problem,) = reading.problems
    assert "line of its own" in problem.reason
    assert len(read(*json.dumps(json.loads(question()), indent=1).splitlines()).problems) == 1


def test_wrong_value_is_repeated_short() -> None:
    """A refusal names the wrong value, and no more of it than a person reads."""
    reading = read(question(answer(expert={"name": "Ann", "kind": "k" * 100_000})))
    assert "'kkk" in reading.problems[0].reason
    assert len(str(reading.problems[0])) < 250


def test_same_line_twice_is_a_duplicate_and_same_key_with_other_content_is_refused() -> None:
    """A key names one question."""
    reading = read(question(), question())
    assert (codes(reading), reading.books.duplicate) == ([], 1)
    assert codes(read(question(), question(answer("a2")))) == ["key-repeats"]


def test_wrong_encoding_names_the_byte_and_the_line() -> None:
    """Bytes that are not UTF-8 refuse the file; nothing is replaced."""
    with pytest.raises(SourceUnreadable, match=r"line 2: byte \d+ \(0xE9\)"):
        sources.read(question().encode() + b'\n{"key": "caf\xe9"}', "sample.jsonl")
    with pytest.raises(SourceUnreadable, match="UTF-16"):
        sources.read(question().encode("utf-16"), "sample.jsonl")
    with pytest.raises(SourceUnreadable, match="UTF-16"):
        sources.read(question().encode("utf-16-le"), "sample.jsonl")
    with pytest.raises(SourceUnreadable, match="UTF-32"):
        sources.read(question().encode("utf-32"), "sample.jsonl")


def test_byte_order_mark_and_mixed_newlines_are_read_and_noted() -> None:
    """They change no character of an answer, and the reading says that they were there."""
    text = question(key="a") + "\r\n" + question(key="b") + "\n" + question(key="c") + "\r"
    reading = sources.read(b"\xef\xbb\xbf" + text.encode(), "sample.jsonl")
    assert reading.books.accepted == 3
    assert len(reading.notes) == 2
    assert "mixed" in reading.notes[1]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(data: bytes) -> None:
    """Nothing to import is an error, not an empty success."""
    with pytest.raises(RecordsRefused, match="empty"):
        sources.read(data, "sample.jsonl")


def test_thousand_answers_are_read() -> None:
    """A question with 1,000 answers is one entry with 1,000 answers."""
    reading = read(question(*(answer(f"a{n}", f"Answer {n}. " * 100) for n in range(1000))))
    assert len(answers.admit(reading)[0].answers) == 1000


@pytest.mark.data
@pytest.mark.parametrize("part", ["train", "dev"])
def test_annotated_points_are_read_whole_with_their_texts_untouched(part: str) -> None:
    """Ids, keys and texts stay exactly as given, so that the annotators' offsets count into them."""
    path = DATA / "points" / f"{part}.jsonl"
    if not path.exists():
        pytest.skip(f"the annotated questions that PLURIVOX_DATA should hold are not there: {path}")
    entries = answers.admit(sources.read_path(path))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [e.question.key for e in entries] == [line["key"] for line in lines]
    for entry, line in zip(entries, lines, strict=True):
        assert [(a.id, a.text) for a in entry.answers] == [(a["id"], a["text"]) for a in line["answers"]]
