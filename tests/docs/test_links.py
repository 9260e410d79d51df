"""Every link between our own documents leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "web").rglob("*.md"), *(ROOT / "bench").rglob("*.md")]
)
LINK = re.compile(r"\]\(([^()\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def anchors(text: str) -> set[str]:
    """The names under which a page's headings can be linked to."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_relative_links_resolve(document: Path) -> None:
    """Every relative link leads to a file of this repository, and its anchor to a heading there."""
    broken = []
    for link in LINK.findall(FENCE.sub("", document.read_text(encoding="utf-8"))):
        if ":" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        inside = target.is_relative_to(ROOT)
        if not inside or not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    assert not broken


def test_every_document_can_be_found() -> None:
    """Every page under docs is linked from another page, or its folder is."""
    linked: set[Path] = set()
    for page in PAGES:
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            if ":" not in link:
                linked.add((page.parent / link.partition("#")[0]).resolve())
    lost = [p for p in (ROOT / "docs").rglob("*.md") if p not in linked and p.parent not in linked]
    generated = ROOT / "docs" / "reference"
    assert not [page for page in lost if page.parent != generated]
