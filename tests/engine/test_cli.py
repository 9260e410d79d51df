"""The command line: what a person types, what is printed, and what it exits with."""

import io
import json
import os
import sys
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from plurivox import answers, cli, relations, report, sources
from plurivox.compare import compare
from plurivox.errors import STATUS
from plurivox.points import weighing

SAMPLE = Path(__file__).parents[2] / "web/samples/library.jsonl"

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
    printed = capsys.readouterr().out
    assert "in one point: yes" in printed
    assert "the matcher gives" in printed


def test_explain_says_in_a_sentence_which_rule_decided(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reviewer reads why, not a code; and why a pair was not held against each other at all."""
    arguments = ["explain", str(library), "--key", "sample/what-is", "a1.1"]
    assert cli.main([*arguments, "a1.2"]) == 0
    printed = capsys.readouterr().out
    assert any(sentence in printed for sentence in relations.EXPLANATIONS.values())
    assert "one voice" in printed
    assert cli.main([*arguments, "a2.2"]) == 0
    printed = capsys.readouterr().out
    assert "too little in common" in printed or "the matcher gives" in printed


def test_explain_tells_the_reason_for_which_a_pair_is_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a comparison lists, explain explains: its kind and its reason, quoting first the statement named first."""
    monkeypatch.setenv("PLURIVOX_MODEL", str(tmp_path / "none"))
    listed = [
        (entry.question.key, relation)
        for entry in answers.admit(sources.read_path(SAMPLE))
        for relation in compare(entry.question, entry.answers).relations
    ]
    assert len(listed) > 10
    for at, (key, relation) in enumerate(listed):
        a, b, why = relation.a, relation.b, relation.why
        if at % 2:
            a, b, why = b, a, replace(why, a=why.b, b=why.a)
        assert cli.main(["explain", str(SAMPLE), a, b, "--key", key]) == 0
        printed = capsys.readouterr().out
        assert f"\n  {report.KINDS[relation.kind]}: {why}\n" in printed
        assert f"listed in the comparison: {report.KINDS[relation.kind]}" in printed


def test_explain_judges_with_the_subject_of_the_question(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two sentences that share but the words of their subject speak of different things, though the question does not
    name it."""
    said = ["One breast cancer in six is found in women in their forties.",
            "Ask your family on both sides about breast and ovarian cancer."]  # fmt: skip
    given = [{**answer, "text": text} for answer, text in zip(LINE["answers"], said, strict=True)]  # type: ignore[call-overload, dict-item]
    line = {"key": "k", "question": "At what age should I start having mammograms?", "answers": given}
    for subject, found in (("", "cannot be compared"), ("breast cancer", "speak of different things: nothing-shared")):
        library.write_text(json.dumps({**line, "subject": subject}), encoding="utf-8")
        assert cli.main(["explain", str(library), "a1.1", "a2.1"]) == 0
        printed = capsys.readouterr().out
        assert f"  {found}" in printed
        assert "listed in the comparison: no relation" in printed


def test_explain_of_an_unknown_statement_is_refused(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A statement id that does not exist is named, with what ids look like."""
    assert cli.main(["explain", str(library), "--key", "sample/what-is", "a7.1"]) == STATUS["statement-unknown"][0]
    assert "a7.1" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["nope", ""])
def test_a_key_that_is_not_there_is_refused_with_those_that_are(
    library: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    """An empty key is a key too, and is not passed over."""
    assert cli.main(["compare", str(library), "--key", key]) == STATUS["statement-unknown"][0]
    assert "such as sample/what-is, sample/other" in capsys.readouterr().err


def test_settling_one_of_several_questions_takes_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--key picks the question whose answers are settled; where none is picked, the refusal says how to."""
    path = tmp_path / "library.jsonl"
    nobody = {**LINE["answers"][0], "expert": None}  # type: ignore[index,dict-item]
    other = {**LINE, "key": "sample/other", "question": "What else?", "answers": [nobody]}
    path.write_text(json.dumps(LINE) + "\n" + json.dumps(other) + "\n", encoding="utf-8")
    settle = [str(path), "--settle", "a1=Ann Bee"]
    for command, way_out in (
        ("compare", "pick one with --key (such as sample/what-is"),
        ("check", "a file of its own"),
    ):
        assert cli.main([command, *settle]) == STATUS["attribution-uncertain"][0]
        assert way_out in capsys.readouterr().err
    for key, said in (("sample/what-is", "nothing is left to settle"), ("sample/other", "candidates are: nobody")):
        cli.main(["compare", *settle, "--key", key])
        assert said in capsys.readouterr().err


def test_check_prints_books_that_balance(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Checking counts what was read, what would be taken, and proves every quote."""
    assert cli.main(["check", str(library)]) == 0
    printed = capsys.readouterr().out
    assert "read 4 = accepted 4 + duplicate 0 + refused 0" in printed
    assert "every quote exact" in printed


def test_check_counts_the_statements_of_a_comparison_and_makes_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers are cut and their quotes proved; nothing is held against anything, for that takes longer by far."""
    entries = answers.admit(sources.read_path(SAMPLE))
    cut = sum(len(compare(entry.question, entry.answers).statements) for entry in entries)
    monkeypatch.delattr(cli, "compare")
    assert cli.main(["check", str(SAMPLE)]) == 0
    assert f"questions {len(entries)}, statements {cut}, every quote exact" in capsys.readouterr().out


def test_check_of_a_bad_file_names_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with two faults is refused whole and both are named."""
    path = tmp_path / "bad.jsonl"
    empty = {**LINE, "answers": [{**LINE["answers"][0], "text": ""}]}  # type: ignore[index,dict-item]
    path.write_text(json.dumps(empty) + "\n{broken\n", encoding="utf-8")
    assert cli.main(["check", str(path)]) == STATUS["records-refused"][0]
    printed = capsys.readouterr()
    assert "line 1" in printed.out + printed.err
    assert "line 2" in printed.out + printed.err


def test_check_tells_each_problem_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is refused is said once, and the way out is a command that exists."""
    path = tmp_path / "bad.jsonl"
    path.write_text("{broken\n", encoding="utf-8")
    assert cli.main(["check", str(path)]) == STATUS["records-refused"][0]
    printed = capsys.readouterr()
    assert (printed.out + printed.err).count("json-broken") == 1
    assert "plurivox import --partly" in printed.out


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe, a device, a folder without documents and a name too long are a sentence each."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, code, words in (
        (tmp_path / "pipe", "source-unreadable", "pipe"),
        ("/dev/zero", "source-unreadable", "device"),
        (tmp_path / "folder", "format-unknown", "folder"),
        ("a" * 5000, "source-unreadable", "too long"),
        ("a\0b", "source-unreadable", "null"),
    ):
        assert cli.main(["check", str(name)]) == STATUS[code][0]
        printed = capsys.readouterr().err
        assert words in printed
        assert len(printed) < 500
    with pytest.raises(SystemExit):
        cli.main(["check", ""])


def test_settling_is_checked_as_strictly_as_it_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Check settles as compare does: an unknown answer and one answer settled twice are refused, what is left open
    still stands among the uncertain."""
    path = tmp_path / "page.txt"
    said = [f"Answer {n} says that sample disease is an infection of the lungs, and that it mostly clears by itself."
            for n in range(4)]  # fmt: skip
    names = ["Ann Bee, MD", "Carl Dee, DO"]
    path.write_text("\n".join(["What is it?", "", said[0], names[0], *said[1:3], names[1], said[3]]), encoding="utf-8")
    uncertain = STATUS["attribution-uncertain"][0]
    assert cli.main(["check", str(path)]) == uncertain
    assert capsys.readouterr().out.count("uncertain:") == 2
    assert cli.main(["check", str(path), "--settle", "a9=Ann Bee"]) == uncertain
    assert cli.main(["check", str(path), "--settle", "a1=Ann Bee", "--settle", "a1=Ann Bee, MD"]) == uncertain
    assert "twice" in capsys.readouterr().err
    assert cli.main(["check", str(path), "--settle", "a1=Ann Bee"]) == uncertain
    assert capsys.readouterr().out.count("uncertain:") == 1
    assert cli.main(["check", str(path), "--settle", "a1=Ann Bee", "--settle", "a3=Carl Dee"]) == 0


def test_terminal_without_the_characters_gets_their_codes(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Output in another encoding shows a character's code instead of a traceback or of another character."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert cli.main(["compare", str(library), "--json"]) == 0
    stream.seek(0)
    assert json.loads(stream.read().replace("\\U0001f600", "😀"))


def test_full_disk_is_a_sentence(library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                 capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """Output that cannot be written is said, and is no success."""
    if not Path("/dev/full").exists():
        pytest.skip("this machine has no /dev/full")
    with capsys.disabled(), Path("/dev/full").open("w") as full, (tmp_path / "said").open("w+") as said:
        monkeypatch.setattr(sys, "stdout", full)
        monkeypatch.setattr(sys, "stderr", said)
        assert cli.main(["compare", str(library)]) == 1
        said.seek(0)
        assert "No space left" in said.read()


def test_usage_without_a_command_is_two() -> None:
    """No command is a usage error."""
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 2


def test_weighing_names_what_spoke_for_and_against() -> None:
    """Of the sample library's first question, a pair in one point has more for it, one in none more against it."""
    entry = answers.admit(sources.read_path(SAMPLE))[0]
    comparison = compare(entry.question, entry.answers)
    said = {statement.id: statement for statement in comparison.statements}
    one, other = next(
        (a, b)
        for point in comparison.points
        for a in point.statements
        for b in point.statements
        if said[a].voice != said[b].voice
    )
    found = weighing.weigh(comparison.statements, entry.question, one, other)
    assert found is not None
    assert found.likely > 0
    assert found.speaks_for
    assert found == weighing.weigh(comparison.statements[::-1], entry.question, other, one)
    assert weighing.weigh(comparison.statements, entry.question, one, one) is None


def test_every_figure_of_a_pair_has_a_name_for_people() -> None:
    """No figure of the trained matchers is left without words when it weighed most."""
    matchers = json.loads((resources.files("plurivox.points") / "matchers.json").read_text(encoding="utf-8"))
    for name in {name for entry in matchers for name in entry["names"]}:
        assert any(name.startswith(start) for start in weighing.KINDS), name
