"""`plurivox relate`: pairs in, judgements out; a bad file is refused whole, with every reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plurivox import cli, relations
from plurivox.errors import RecordsRefused
from plurivox.sources import pair_lines
from plurivox.vectors import Encoder

GOOD = [
    {"id": "p1", "question": "How is it inherited?", "a": "It is recessive.", "b": "It is dominant.", "label": "x"},
    {
        "id": "p2",
        "question": "What is giant axonal neuropathy?",
        "a": "It is inherited in an autosomal recessive pattern.",
        "b": "It is inherited in an autosomal dominant pattern.",
    },
]


def _file(folder: Path, lines: list[str]) -> Path:
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_each_pair_is_judged_by_the_code_of_the_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line a pair, in order: its id, its relation, and why; the same as `relations.judge`."""
    monkeypatch.setattr(cli, "encoder", lambda: None)
    path = _file(tmp_path, [json.dumps(pair) for pair in GOOD])
    assert cli.main(["relate", str(path), "--jsonl"]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in printed] == ["p1", "p2"]
    assert printed[1]["relation"] == "opposes"
    for line, pair in zip(printed, GOOD, strict=True):
        kind, why = relations.judge(pair["a"], pair["b"], pair["question"])
        assert (line["relation"], line["why"]) == (kind.value, str(why))
    assert cli.main(["relate", str(path)]) == 0
    assert "opposes" in capsys.readouterr().out


def test_every_problem_is_named_and_nothing_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Broken JSON, a missing side, a repeated id, a line that is no object: all told at once, with their lines."""
    lines = [json.dumps(GOOD[0]), "{not json", json.dumps({"id": "p3", "question": "Why?", "a": "One."}), "[1]"]
    lines += [json.dumps(GOOD[0]), json.dumps({**GOOD[1], "a": "\x00"})]
    path = _file(tmp_path, lines)
    with pytest.raises(RecordsRefused) as refused:
        pair_lines.read(path.read_bytes(), path.name)
    places = [(problem.place, problem.code) for problem in refused.value.problems]
    assert places == [
        ("pairs.jsonl line 2", "json-broken"),
        ("pairs.jsonl line 3", "field-missing"),
        ("pairs.jsonl line 4", "not-an-object"),
        ("pairs.jsonl line 5", "id-repeats"),
        ("pairs.jsonl line 6", "text-refused"),
    ]
    assert cli.main(["relate", str(path), "--jsonl"]) == 3
    streams = capsys.readouterr()
    assert streams.out == ""
    assert "line 5" in streams.err


def test_no_line_of_the_output_can_be_forged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An id holds no line break, a reason and a statement are printed on one line: three lines a pair."""
    path = _file(tmp_path, [json.dumps({**GOOD[0], "id": "1\n2: opposes (figures)"})])
    assert cli.main(["relate", str(path)]) == 3
    assert "1 problem, so no pair was judged" in capsys.readouterr().err
    words = {"question": "How long?", "a": "It lasts two\nweeks in adults.", "b": "It lasts six weeks in adults."}
    path = _file(tmp_path, [json.dumps({"id": "1", **words})])
    assert cli.main(["relate", str(path)]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert "two weeks / six weeks" in first
    assert len(rest) == 2


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    """No pair is no judgement."""
    path = tmp_path / "pairs.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RecordsRefused, match="holds no pair"):
        pair_lines.read(path.read_bytes(), path.name)


def test_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read says so in one sentence."""
    assert cli.main(["relate", str(tmp_path)]) == 3
    assert "is a folder" in capsys.readouterr().err


@pytest.mark.model
def test_a_line_break_within_a_statement_changes_nothing(model: Encoder) -> None:
    """To the sentence model a line break ends context; a wrapped line is none."""
    a, b = "Take the tablets with a full meal every day.", "Take the tablets on an empty stomach every day."
    wrapped = "Take the tablets\non an empty stomach\nevery day."
    question = "How should I take them?"
    one, other = (relations.judge(a, each, question, model) for each in (b, wrapped))
    assert (one[0], one[1].score) == (other[0], other[1].score)
