"""Commands and settings that the documents name are there, and settings that are there are documented."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from plurivox import cli

ROOT = Path(__file__).parents[2]
PAGES = [
    page
    for page in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "web").rglob("*.md")])
    if page.name != "CHANGELOG.md"
]
#: Code in documents: fenced blocks and words between backticks.
CODE = re.compile(r"^```\w*\n(.*?)^```|`([^`\n]+)`", re.M | re.S)
SETTING = re.compile(r"\b(?:PLURIVOX_[A-Z_]+|DATABASE_URL)\b")
#: Read by tests, benchmarks and the demo's tools, and described where those are.
NOT_OF_THE_SITE = {"PLURIVOX_DATA", "PLURIVOX_CHROMIUM"}


def commands(page: Path, program: str) -> list[list[str]]:
    """The command lines in a page's code that start with this program, as words."""
    found = []
    for block, inline in CODE.findall(page.read_text(encoding="utf-8")):
        for line in (block or inline).splitlines():
            words = line.strip().removeprefix(".venv/bin/").removeprefix("python ")
            if words.split()[:1] == [program]:
                found.append(shlex.split(words, comments=True)[1:])
    return found


def command_line() -> dict[str, str]:
    """The commands of plurivox with what their help says of their options."""
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    parts = re.split(r"^## plurivox ?", reference, flags=re.M)[1:]
    return {part.split("\n", 1)[0].strip(): part for part in parts}


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_make_targets_exist(document: Path) -> None:
    """Every `make ...` that a document names is a target of the Makefile."""
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {word for words in commands(document, "make") for word in words if "=" not in word}
    assert named <= targets


def test_contributing_names_every_make_target() -> None:
    """CONTRIBUTING lists each command that `make help` lists and a contributor would type."""
    listed = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {words[0] for words in commands(ROOT / "CONTRIBUTING.md", "make") if words}
    assert listed - named <= {"help", "clean", "serve", "medquad"}


def test_every_command_has_its_place_in_the_reference() -> None:
    """What the command line takes is what its reference shows, with the words of its help."""
    documented = command_line()
    assert documented.keys() == cli.parsers(()).keys()
    for command in documented.keys() - {""}:
        assert f"usage: plurivox {command} " in documented[command]


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_plurivox_commands_exist(document: Path) -> None:
    """Every `plurivox ...` that a document names is a command, with options that its help knows."""
    if not (ROOT / "docs" / "reference" / "cli.md").exists():
        pytest.skip("the generated reference is not written yet: make docs")
    known = command_line()
    outside = known[""].partition("Installed beside the engine:")[2].partition("(")[0]
    for words in commands(document, "plurivox"):
        if not words or not words[0].isalpha() or words[0].isupper():
            continue
        if words[0] in known:
            options = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert not [option for option in options if option not in known[words[0]]], words
        else:
            assert words[0] in re.findall(r"\w+", outside), words


def test_manage_commands_exist() -> None:
    """Every `manage.py ...` that a document names is a command of ours or of Django."""
    ours = {path.stem for path in (ROOT / "web").glob("*/management/commands/*.py")}
    for page in PAGES:
        for words in commands(page, "manage.py"):
            assert words[0] in ours | {"migrate", "collectstatic", "check", "changepassword"}, (page.name, words)


def test_settings_are_documented() -> None:
    """What the site reads from the environment is what the page on running a site lists."""
    read = set(SETTING.findall((ROOT / "web" / "settings.py").read_text(encoding="utf-8")))
    listed = set(SETTING.findall((ROOT / "docs" / "how-to" / "run-a-site.md").read_text(encoding="utf-8")))
    assert read == listed


def test_settings_named_in_documents_exist() -> None:
    """No document names a setting that nothing reads."""
    read = set(SETTING.findall((ROOT / "web" / "settings.py").read_text(encoding="utf-8"))) | NOT_OF_THE_SITE
    for page in PAGES:
        named = set(SETTING.findall(page.read_text(encoding="utf-8")))
        assert named <= read, page.name


def test_what_measures_needs_no_site() -> None:
    """`plurivox bench --help` runs in a process of its own, without the site's settings."""
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "plurivox.cli", "bench", "--help"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "usage: plurivox bench" in done.stdout
