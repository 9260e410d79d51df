"""The command line: a second door to the engine, for editors, integrators and operators.

compare, check, relate and explain work on files alone. Commands that need more than the engine (import into a site,
bench) are found by the entry-point group `plurivox.commands`, so that the engine imports neither. See
docs/reference/cli.md.
"""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path

from plurivox import answers, facets, page, quotes, records, relations, report, sources, statements, vectors
from plurivox.compare import compare
from plurivox.errors import STATUS, AttributionUncertain, ModelMissing, PlurivoxError, RecordsRefused, StatementUnknown
from plurivox.model import Answer, Comparison, Entry, Reason, RelationKind, Role, Statement
from plurivox.points.weighing import weigh
from plurivox.sources import pair_lines

#: Answers that `check` lists by name.
MOST_LISTED = 20

#: Keys that a refusal names as examples.
KEYS_LISTED = 5

#: Entry-point group of commands that live outside the engine.
COMMANDS = "plurivox.commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (errors.STATUS). User errors print one sentence on stderr."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    outside = {found.name: found for found in metadata.entry_points(group=COMMANDS)}
    if arguments and arguments[0] in outside:
        return int(outside[arguments[0]].load()(arguments[1:]) or 0)
    options = parsers(sorted(outside))[""].parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show a character shows its code, never another
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(options)
    except BrokenPipeError:  # the reader of our output has seen enough, as `head` does
        _close(sys.stdout, sys.stderr)
        return 0
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        _close(sys.stdout)
        print(f"plurivox: the output could not be written ({error.strerror}); make room, run it again", file=sys.stderr)
        return STATUS[PlurivoxError.code][0]
    except KeyboardInterrupt:
        print("plurivox: interrupted; what was printed is whole", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    """Run the command, its output written to the end."""
    try:
        code = int(options.run(options))
    except PlurivoxError as error:
        code = STATUS[error.code][0]
        _flush()
        print(f"plurivox: {error}", file=sys.stderr)
    _flush()
    return code


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _close(*streams: object) -> None:
    """Let nothing more be written to where nobody reads, so that the interpreter's own last flush is quiet."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def encoder(required: bool = False) -> vectors.Encoder | None:
    """The pinned sentence model, or None with a word on stderr when it is not there."""
    try:
        return vectors.load()
    except ModelMissing as error:
        if required:
            raise
        print(f"plurivox: {error} Matching by words alone.", file=sys.stderr)
        return None


def parsers(outside: Sequence[str]) -> dict[str, argparse.ArgumentParser]:
    """Every command's parser by its name, and under "" the one that reads them all; its help names those `outside`."""
    parser = argparse.ArgumentParser(
        prog="plurivox",
        description="What experts agree on, where they differ, what only one says and what nobody addressed.",
        epilog=f"Installed beside the engine: {', '.join(outside) or 'nothing'} (plurivox NAME --help).",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    def reads_file(added: argparse.ArgumentParser) -> None:
        added.add_argument("file", type=_file, metavar="FILE", help="questions with their answers")
        added.add_argument("--format", choices=sorted(sources.FORMATS), help="default: by the file's name and content")
        added.add_argument(
            "--settle",
            action="append",
            default=[],
            metavar='ANSWER="NAME"',
            help="settle an uncertain attribution: this answer is by this one of its candidates",
        )

    added = command("compare", _compare, "Compare the answers to each question of FILE.")
    reads_file(added)
    form = added.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON document: the comparison, or a list of them")
    form.add_argument("--jsonl", action="store_true", help="one comparison a line")
    added.add_argument("--attributed", action="store_true", help="leave out answers whose expert is to be confirmed")
    added.add_argument("--key", help="only the question of this key")

    added = command("check", _check, "Read FILE and say what would be taken, refused or left to an editor.")
    reads_file(added)

    added = command("relate", _relate, "Judge pairs of statements: same, qualifies, opposes, incomparable, unrelated.")
    added.add_argument("file", type=_file, metavar="PAIRS", help='JSON lines: {"id", "question", "a", "b"}')
    added.add_argument("--jsonl", action="store_true", help="one judgement a line: id, relation, why")

    added = command("explain", _explain, "Say how a statement of FILE was read, and why it stands where it does.")
    reads_file(added)
    added.add_argument("statement", metavar="STATEMENT", help="a statement's id, such as a1.3")
    added.add_argument("other", nargs="?", metavar="OTHER", help="a second statement: how the two stand, and why")
    added.add_argument("--key", help="the question's key, where FILE holds several")
    return {"": parser, **commands.choices}


def _file(name: str) -> Path:
    if not name:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(name)


def _settled(entries: tuple[Entry, ...], pairs: Sequence[str], way_out: str) -> tuple[Entry, ...]:
    """The questions with their attributions settled as asked; `way_out` is said where they are several."""
    if not pairs:
        return entries
    if len(entries) > 1:
        raise AttributionUncertain(f"--settle names answers of one question, and here are {len(entries)}; {way_out}.")
    settled: dict[str, str] = {}
    for pair in pairs:
        answer, equals, name = (part.strip() for part in pair.partition("="))
        if not equals:
            raise AttributionUncertain(f'--settle takes ANSWER="NAME", such as a1="Penn Medicine", not {pair!r}.')
        if answer in settled:
            raise AttributionUncertain(f"--settle names {answer} twice; one answer has one expert.")
        settled[answer] = name.strip('"')
    return (answers.settle(entries[0], settled),)


def _entries(options: argparse.Namespace) -> tuple[Entry, ...]:
    """The questions of the file, or the one that --key picks, with attributions settled as asked."""
    entries = answers.admit(sources.read_path(options.file, options.format))
    keys = ", ".join(entry.question.key for entry in entries[:KEYS_LISTED])
    if options.key is not None:
        entries = tuple(entry for entry in entries if entry.question.key == options.key)
        if not entries:
            raise StatementUnknown(
                f"{options.file} holds no question with the key {options.key!r}; name one that it has (such as {keys})."
            )
    return _settled(entries, options.settle, f"pick one with --key (such as {keys})")


def _comparisons(options: argparse.Namespace) -> Iterator[Comparison]:
    entries = _entries(options)
    model = encoder()
    for done, entry in enumerate(entries, 1):
        given = [a for a in entry.answers if a.expert or not getattr(options, "attributed", False)]
        yield compare(entry.question, given, model)
        if len(entries) > 1 and sys.stderr.isatty():
            print(f"\r{done} of {len(entries)} questions", end="\n" if done == len(entries) else "", file=sys.stderr)


def _compare(options: argparse.Namespace) -> int:
    if options.json:
        found = [records.to_dict(comparison) for comparison in _comparisons(options)]
        print(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1))
        return 0
    for comparison in _comparisons(options):
        if options.jsonl:
            print(json.dumps(records.to_dict(comparison), ensure_ascii=False), flush=True)
        else:
            asked = facets.asked(comparison.question)
            print(report.render(page.build(comparison, asked, editor=True)))
    return 0


def _check(options: argparse.Namespace) -> int:
    """Exit 0 when everything can be taken, 3 when something is refused, 4 when attributions are to be settled."""
    reading = sources.read_path(options.file, options.format)
    books = reading.books
    print(f"read {books.read} = accepted {books.accepted} + duplicate {books.duplicate} + refused {books.refused}")
    for left in reading.left_out:
        print(f"left out: {left.answers} answers, {left.reason} [{left.code}]")
    for dropped in reading.dropped:
        print(f"dropped: {dropped.place}: {dropped.text!r}, {dropped.reason}")
    for note in reading.notes:
        print(f"note: {note}")
    for problem in reading.problems:
        print(f"refused: {problem}")
    if reading.problems:
        print("nothing would be taken; mend the file, or import only what is sound (plurivox import --partly)")
        return STATUS[RecordsRefused.code][0]
    entries = _settled(answers.admit(reading), options.settle, "put that question into a file of its own")
    unsettled = [answer for entry in entries for answer in entry.answers if answer.expert is None]
    open_names = {block for answer in unsettled for block in answer.candidates}
    uncertain = [name for name in reading.uncertain if name.block in open_names or not name.candidates]
    for name in uncertain:
        print(f"uncertain: {name}")
    if unsettled:
        print(f"answers whose expert is to be confirmed: {len(unsettled)}{_some(unsettled)}")
    cut = 0
    for entry in entries:
        for answer in entry.answers:
            for statement in statements.split(answer):
                quotes.verify(statement.quote, answer)
                cut += statement.role is Role.STATEMENT
    print(f"questions {len(entries)}, statements {cut}, every quote exact")
    return STATUS[AttributionUncertain.code][0] if uncertain or open_names else 0


def _some(answers: Sequence[Answer]) -> str:
    listed = ", ".join(answer.id for answer in answers[:MOST_LISTED])
    return f" ({listed}{', ...' if len(answers) > MOST_LISTED else ''})"


def _relate(options: argparse.Namespace) -> int:
    pairs = pair_lines.read(sources.content(options.file), options.file.name)
    model = encoder()
    for pair in pairs:
        kind, why = relations.judge(pair.a, pair.b, pair.question, model)
        if options.jsonl:
            judged = {"id": pair.id, "relation": kind.value, "why": str(why)}
            print(json.dumps(judged, ensure_ascii=False), flush=True)
        else:
            print(f"{pair.id}: {report.KINDS[kind]} ({' '.join(str(why).split())})")
            for text in (pair.a, pair.b):
                print(f"  “{' '.join(text.split())}”")
    return 0


def _explain(options: argparse.Namespace) -> int:
    entries = _entries(options)
    if len(entries) > 1:
        keys = ", ".join(entry.question.key for entry in entries[:KEYS_LISTED])
        raise StatementUnknown(f"{options.file} holds {len(entries)} questions; pick one with --key (such as {keys}).")
    model = encoder()
    comparison = compare(entries[0].question, entries[0].answers, model)
    if options.other is None:
        print(report.explain(comparison, options.statement))
        return 0
    a, b = (report.find(comparison, name) for name in (options.statement, options.other))
    kind, why = _stand(comparison, a, b, model)
    weighing = weigh(comparison.statements, comparison.question, a.id, b.id, model)
    print(report.explain_pair(comparison, a, b, kind, why, weighing))
    return 0


def _stand(
    comparison: Comparison, a: Statement, b: Statement, model: vectors.Encoder | None
) -> tuple[RelationKind, Reason]:
    """How two statements stand: as the comparison lists the pair, and judged by themselves where it does not.

    The reason quotes `a` first, in whichever order the comparison has the two.
    """
    listed = next((r for r in comparison.relations if {r.a, r.b} == {a.id, b.id}), None)
    if listed is None:
        question = comparison.question
        return relations.judge(a.quote.exact, b.quote.exact, f"{question.text} {question.subject}", model)
    why = listed.why
    return listed.kind, why if listed.a == a.id else replace(why, a=why.b, b=why.a)


if __name__ == "__main__":
    sys.exit(main())
