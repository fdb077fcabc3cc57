"""`statementkit read`: the transactions of files."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TextIO

import attrs
import click

from statementkit.cli import report
from statementkit.cli.options import Command, given, key_options, layout_option
from statementkit.cli.output import console, opened
from statementkit.cli.program import OK, PROBLEMS, UNUSABLE
from statementkit.cli.progress import bar
from statementkit.errors import Diagnostic, OrderCheckError, ReadError
from statementkit.export import Csv, JsonLines, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from statementkit.model import Transaction
    from statementkit.reader import Stream

PROBLEM_KEYS = ("code", "message", "line", "column", "field", "cell", "file")
"""The keys of a line of `--problems`."""


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@layout_option
@click.option(
    "--to",
    type=click.Choice(["table", "jsonl", "csv"]),
    default="table",
    show_default=True,
    help="What to print; jsonl and csv hold every key, the table those that fit a line.",
)
@click.option("--output", "-o", metavar="PATH", help="Write the transactions to this file.")
@click.option("--problems", metavar="PATH", help="Write all problems to this file, as JSON Lines.")
@click.option("--verbose", "-v", is_flag=True, help="Say what was decided about a file, and why.")
@key_options
def command(
    files: Sequence[str],
    layout: str | None,
    to: str,
    output: str | None,
    problems: str | None,
    verbose: bool,
    **options: Any,
) -> int:
    """Print the transactions of bank statements.

    FILE is a path, or - for standard input; gzip and zip files are unpacked. How it is read is said
    by --layout, or by --order and other keys. Without them its header must be that of a shipped
    layout.

    Exits with 0 when all rows were read, with 1 when some are problems (the others are printed all
    the same), with 2 when a file or the layout cannot be used.
    """
    keys = given(options)
    with ExitStack() as stack:
        listing = stack.enter_context(opened(problems, "--problems")) if problems else None

        @cache
        def writer() -> Writer:
            return _writer(to, stack.enter_context(opened(output, "--output")))

        readings = (_Reading(file, layout, keys).write(writer) for file in files)
        codes = [_conclude(reading, listing, verbose) for reading in readings]
    return max(codes)


def _writer(to: str, file: TextIO) -> Writer:
    if to == "jsonl":
        return JsonLines(file)
    if to == "csv":
        return Csv(file)
    from statementkit.cli.table import Table

    return Table(console(file))


@attrs.define
class _Reading:
    """One file on its way to the writer; `fatal` is what kept it from being read to its end."""

    file: str
    layout: str | None
    keys: Mapping[str, Any]
    stream: Stream | None = None
    fatal: list[Diagnostic] = attrs.Factory(list)

    def write(self, writer: Callable[[], Writer]) -> Self:
        """Write the transactions of the file, as many as can be had."""
        from statementkit.reader import iter_transactions

        with bar(self.file) as follow:
            try:
                self.stream = iter_transactions(self.file, self.layout, **self.keys)
            except (OrderCheckError, ReadError) as error:
                self.fatal.extend(error.diagnostics)
            else:
                writer().write(follow(self._transactions(self.stream)))
        sys.stdout.flush()
        return self

    def _transactions(self, stream: Stream) -> Iterator[Transaction]:
        try:
            yield from stream
        except ReadError as error:
            self.fatal.extend(error.diagnostics)


def _conclude(reading: _Reading, listing: TextIO | None, verbose: bool) -> int:
    """Say what became of a file and return its exit code."""
    stream = reading.stream
    problems = [*(stream.problems if stream else ()), *reading.fatal]
    if listing is not None:
        _list(problems, listing)
    if stream:
        report.findings(stream.warnings)
    advice = "" if listing else "; write them all with --problems FILE.jsonl"
    report.findings(problems, advice=advice)
    report.summary(reading.file, stream, complete=not reading.fatal, verbose=verbose)
    return UNUSABLE if reading.fatal else PROBLEMS if problems else OK


def _list(problems: Sequence[Diagnostic], listing: TextIO) -> None:
    for problem in problems:
        record = {key: getattr(problem, key) for key in PROBLEM_KEYS}
        listing.write(json.dumps(record, ensure_ascii=False) + "\n")
