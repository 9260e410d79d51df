"""The command line: what a person types, what is printed, and what it exits with."""

import json
from pathlib import Path

import pytest

from plurivox import cli
from plurivox.errors import STATUS

LINE = {
    "key": "sample/what-is",
    "question": "What is sample disease?",
    "topic": "Sample disease",
    "answers": [
        {
            "id": "a1",
            "text": "😀 Sample disease is an infection of the lungs. Symptoms include cough and fever.",
            "expert": {"name": "Sample lung doctor", "kind": "person", "credentials": "MD"},
        },
        {
            "id": "a2",
            "text": "Sample disease is an infection of the lungs. Symptoms include cough and fever.",
            "expert": {"name": "Sample hospital", "kind": "organisation"},
        },
    ],
}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two questions in a file, and no sentence model."""
    monkeypatch.setenv("PLURIVOX_MODEL", str(tmp_path / "none"))
    path = tmp_path / "library.jsonl"
    other = {**LINE, "key": "sample/other", "question": "What else?"}
    path.write_text(json.dumps(LINE) + "\n" + json.dumps(other) + "\n", encoding="utf-8")
    return path


def test_compare_jsonl_prints_one_comparison_a_line(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line is a whole comparison whose quotes are slices of the answers, counted in code points."""
    assert cli.main(["compare", str(library), "--jsonl"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["key"] for line in lines] == ["sample/what-is", "sample/other"]
    for line in lines:
        texts = {answer["id"]: answer["text"] for answer in line["answers"]}
        assert line["statements"]
        for statement in line["statements"]:
            assert texts[statement["answer"]][statement["start"] : statement["end"]] == statement["exact"]
        wanted = {"answers", "statements", "points", "relations", "lists", "mentions", "digest"}
        assert wanted <= line.keys()
        assert {"agreed", "differing", "single", "unaddressed"} == line["lists"].keys()


def test_compare_without_a_model_says_so_and_goes_on(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the model file the engine works by words alone, and says it."""
    assert cli.main(["compare", str(library), "--key", "sample/what-is"]) == 0
    printed = capsys.readouterr()
    assert "words alone" in printed.err
    assert "2 of 2 experts" in printed.out


def test_compare_of_a_missing_file_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is one sentence and exit code 3, not a traceback."""
    assert cli.main(["compare", str(tmp_path / "gone.jsonl")]) == STATUS["source-unreadable"][0]
    assert "gone.jsonl" in capsys.readouterr().err


def test_explain_names_role_facet_and_point(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Explaining a statement prints its quote, what it was read as, and the point it stands in."""
    arguments = ["explain", str(library), "--key", "sample/what-is", "a2.1"]
    assert cli.main(arguments) == 0
    printed = capsys.readouterr().out
    assert "“Sample disease is an infection of the lungs.”" in printed
    assert "point p" in printed
    assert cli.main([*arguments, "a1.1"]) == 0
    assert "in one point: yes" in capsys.readouterr().out


def test_explain_of_an_unknown_statement_is_refused(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A statement id that does not exist is named, with what ids look like."""
    assert cli.main(["explain", str(library), "--key", "sample/what-is", "a7.1"]) == STATUS["statement-unknown"][0]
    assert "a7.1" in capsys.readouterr().err


def test_check_prints_books_that_balance(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Checking counts what was read, what would be taken, and proves every quote."""
    assert cli.main(["check", str(library)]) == 0
    printed = capsys.readouterr().out
    assert "read 4 = accepted 4 + duplicate 0 + refused 0" in printed
    assert "every quote exact" in printed


def test_check_of_a_bad_file_names_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with two faults is refused whole and both are named."""
    path = tmp_path / "bad.jsonl"
    empty = {**LINE, "answers": [{**LINE["answers"][0], "text": ""}]}  # type: ignore[index,dict-item]
    path.write_text(json.dumps(empty) + "\n{broken\n", encoding="utf-8")
    assert cli.main(["check", str(path)]) == STATUS["records-refused"][0]
    printed = capsys.readouterr()
    assert "line 1" in printed.out + printed.err
    assert "line 2" in printed.out + printed.err


def test_usage_without_a_command_is_two() -> None:
    """No command is a usage error."""
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 2
