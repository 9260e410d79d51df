"""`python -m plurivox.vectors build --from WHEEL_OR_FOLDER [--to FOLDER]`: writes the sentence model's graph."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from plurivox import vectors
from plurivox.errors import STATUS, PlurivoxError


def main() -> int:
    """Build the graph; prints its path, or one sentence that says why not. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m plurivox.vectors", description="The sentence model.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write the int8 graph from the official weights")
    build.add_argument(
        "--from", dest="source", type=Path, required=True, help="wheel, or folder that holds wheel or files"
    )
    build.add_argument("--to", dest="folder", type=Path, default=vectors.folder(), help="default: %(default)s")
    options = parser.parse_args()
    try:
        print(vectors.build(options.source, options.folder))
    except PlurivoxError as refusal:
        print(refusal, file=sys.stderr)
        return STATUS[refusal.code][0]
    return 0


if __name__ == "__main__":
    sys.exit(main())
