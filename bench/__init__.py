"""Quality and speed, measured: every figure beside the mark it is held against and the command that repeats it.

`plurivox bench [NAME ...]` runs the parts named (default: all, and then writes docs/reference/quality.md and what the
site's method page shows, web/pages/method.json). Each part is a
file here with `measure(data: Path) -> list[Figure]`; `data` is the folder of measuring data (PLURIVOX_DATA, default
../shared/data), none of which is shipped. Dev parts only; nothing is tuned here.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, table
from plurivox.model import ENGINE_VERSION
from web.pages import method

#: The parts, in the order of the report.
PARTS = (
    "points", "advice", "relations", "keypoints", "claims", "digest", "facets", "unaddressed", "warnings", "terms",
    "sample", "search", "speed",
)  # fmt: skip

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "docs" / "reference" / "quality.md"


def data_folder() -> Path:
    """Where the measuring data lies: PLURIVOX_DATA, or beside the checkout."""
    return Path(os.environ.get("PLURIVOX_DATA", ROOT.parent / "shared" / "data"))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print and, when every part ran, write the report."""
    names = list(sys.argv[1:] if argv is None else argv)
    if not set(names) <= set(PARTS):
        print(f"usage: plurivox bench [{' | '.join(PARTS)}] ...")
        return 0 if names == ["--help"] else 2
    data = data_folder()
    if not data.is_dir():
        print(f"plurivox bench: no measuring data at {data}; name its folder with PLURIVOX_DATA", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in names or PARTS:
        print(f"bench {name} ...", file=sys.stderr, flush=True)
        measured = importlib.import_module(f"bench.{name}").measure(data)
        print(table(measured), flush=True)
        figures += measured
    if not names:
        REPORT.write_text(
            "# Quality and speed\n\nWritten by `make bench`. Annotations were made by language-model readers, not by"
            " clinicians.\nDev parts only; other questions measure the result.\n\n" + table(figures) + "\n",
            encoding="utf-8",
        )
        method.FILE.write_text(_method(figures), encoding="utf-8")
    return 0


def _method(figures: Sequence[Figure]) -> str:
    """What the site's method page tells readers, a figure a line; refused where it is not whole."""
    shown = [dict(figure.shown) for figure in figures if figure.shown]
    method.read({"engine": ENGINE_VERSION, "figures": shown})
    rows = ",\n".join(f"    {json.dumps(row)}" for row in shown)
    return f'{{\n  "engine": "{ENGINE_VERSION}",\n  "figures": [\n{rows}\n  ]\n}}\n'
