"""Decisions are numbered, short, and end with what enforces them; some are enforced here."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
#: Half a page with a table, in words.
LONGEST = 420
#: Bytes of style as written, of what readers load and of what the desk loads beside it: decision 0016.
STYLE = {"site.css": 18_000, "desk.css": 14_000}
#: Marks of a health service whose design system we do not use.
FOREIGN_MARKS = re.compile(r"\bNHS\b|nhs\.uk|nhsuk|frutiger", re.I)


def test_decisions_are_numbered() -> None:
    """Records carry the numbers 0001, 0002, ... without a gap, in file name and title."""
    assert [path.name[:4] for path in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    for path in DECISIONS:
        assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} ")


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_ends_with_what_enforces_it(path: Path) -> None:
    """A record is half a page, has a decision, and its last paragraph says what enforces it."""
    text = path.read_text(encoding="utf-8")
    assert "**Decision.**" in text
    assert text.strip().split("\n\n")[-1].startswith("*Enforced by*")
    assert len(text.split()) <= LONGEST


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_what_enforces_a_decision_exists(path: Path) -> None:
    """Every file that a record names in its last paragraph is there."""
    last = path.read_text(encoding="utf-8").strip().split("\n\n")[-1]
    for name in re.findall(r"`([\w./-]+/[\w./-]+)`", last):
        assert (ROOT / name).exists(), name


def test_no_cms() -> None:
    """Decision 0001: no content management system among the dependencies."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").lower()
    assert not re.search(r'"(wagtail|django-cms|mezzanine)', project)


def test_no_node() -> None:
    """Decision 0005: nothing of Node stands in the repository."""
    names = {path.name for folder in (ROOT, ROOT / "web", ROOT / "docs") for path in folder.glob("*")}
    assert not names & {"package.json", "package-lock.json", "node_modules", "yarn.lock", "pnpm-lock.yaml"}


def test_style_is_small() -> None:
    """Decision 0012: all style together is under 16 kB as written."""
    sizes = {path.name: path.stat().st_size for path in (ROOT / "web").rglob("*.css")}
    assert sizes.keys() == STYLE.keys()
    assert all(sizes[name] <= most for name, most in STYLE.items()), sizes


def test_no_foreign_marks() -> None:
    """Decision 0005: nothing that is served names another health service's mark."""
    served = [p for p in (ROOT / "web").rglob("*") if p.suffix in {".css", ".html", ".svg", ".js", ".jsonl"}]
    assert not [path.name for path in served if FOREIGN_MARKS.search(path.read_text(encoding="utf-8"))]
