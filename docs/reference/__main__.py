"""Write the reference pages from the code, or with --check say which are out of date.

python -m docs.reference [--check]
"""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from pathlib import Path

from plurivox import cli, errors, model

HERE = Path(__file__).parent


def errors_page() -> str:
    """Every way Plurivox refuses: code, exit code, HTTP status, meaning."""
    kinds = {
        kind.code: kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.PlurivoxError)
    }
    lines = ["# Errors", "", "| code | exit code | HTTP | meaning |", "| --- | --- | --- | --- |"]
    for code, (exit_code, status) in errors.STATUS.items():
        lines.append(f"| `{code}` | {exit_code} | {status} | {first_sentence(kinds[code])} |")
    return "\n".join(lines) + "\n"


def words_page() -> str:
    """The closed lists of words that comparisons use."""
    lines = ["# Words of a comparison", ""]
    for kind in (model.Facet, model.Role, model.RelationKind, model.TermKind, model.State):
        lines += [f"## {kind.__name__}", "", inspect.getdoc(kind) or "", ""]
        lines += [f"- `{member.value}`" for member in kind]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def cli_page() -> str:
    """The help of every command, as it prints."""
    lines = ["# Command line", ""]
    for command in cli.parsers(()):
        text = io.StringIO()
        with redirect_stdout(text), suppress(SystemExit):
            cli.main([*command.split(), "--help"])
        lines += [f"## plurivox {command}".rstrip(), "", "```", text.getvalue().rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def first_sentence(kind: type) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


PAGES: dict[str, Callable[[], str]] = {"errors.md": errors_page, "words.md": words_page, "cli.md": cli_page}


def main(arguments: list[str]) -> int:
    stale = []
    for name, write in PAGES.items():
        path, text = HERE / name, write()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    if stale:
        print(f"{'out of date' if '--check' in arguments else 'written'}: {', '.join(stale)}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
