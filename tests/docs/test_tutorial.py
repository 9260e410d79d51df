"""The tutorial's example runs and shows what the text says it shows."""

import json
import re
import shlex
from pathlib import Path

import pytest

from plurivox import cli

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "tutorial" / "first-comparison.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"^```json\n(.*?)^```", TEXT, re.M | re.S)[0]
#: The lines of commands on the tutorial's own file, in their order.
COMMANDS = re.findall(r"^\.venv/bin/plurivox (.* cold\.jsonl.*)$", TEXT, re.M)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the reader's file in it, where the commands run; without a sentence model."""
    (tmp_path / "cold.jsonl").write_text(EXAMPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLURIVOX_MODEL", str(tmp_path / "none"))
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("folder")
def test_commands_run(command: str) -> None:
    """Every command of the tutorial runs on the file that the reader wrote, and refuses nothing."""
    assert cli.main(shlex.split(command)) == 0


@pytest.mark.usefixtures("folder")
def test_printed_lines_are_true(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line that the tutorial shows as output is printed."""
    for command in COMMANDS:
        cli.main(shlex.split(command))
    printed = capsys.readouterr().out.splitlines()
    shown = [line for block in re.findall(r"^```text\n(.*?)^```", TEXT, re.M | re.S) for line in block.splitlines()]
    assert shown
    assert [line for line in shown if line not in printed] == []


@pytest.mark.usefixtures("folder")
def test_comparison_is_as_described(capsys: pytest.CaptureFixture[str]) -> None:
    """Viruses are agreed, zinc is in dispute, and the pharmacist's warning leads."""
    cli.main(["compare", "cold.jsonl", "--json"])
    found = json.loads(capsys.readouterr().out)
    exact = {statement["id"]: statement["exact"] for statement in found["statements"]}
    points = {point["id"]: [exact[i] for i in point["statements"]] for point in found["points"]}
    assert any(any("virus" in words for words in points[i]) for i in found["lists"]["agreed"])
    pairs = [{found["relations"][i]["a"], found["relations"][i]["b"]} for i in found["lists"]["differing"]]
    assert {"a1.3", "a3.2"} in pairs
    assert any("Call an ambulance" in exact[i] for i in found["warnings"])


@pytest.mark.usefixtures("folder")
def test_changes_have_the_effect_described(capsys: pytest.CaptureFixture[str]) -> None:
    """The same verb ends the difference, and a single expert is not enough to compare."""
    entry = json.loads(EXAMPLE)
    entry["answers"][2]["text"] = entry["answers"][2]["text"].replace("are recommended", "are not recommended")
    Path("same.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    cli.main(["compare", "same.jsonl", "--json"])
    same = json.loads(capsys.readouterr().out)
    assert not [r for r in same["relations"] if {r["a"], r["b"]} == {"a1.3", "a3.2"} and r["kind"] == "opposes"]
    entry["answers"] = entry["answers"][:1]
    Path("alone.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    cli.main(["compare", "alone.jsonl"])
    assert "Not enough answers" in capsys.readouterr().out
