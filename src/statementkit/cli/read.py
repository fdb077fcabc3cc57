"""`statementkit read`: the transactions of files."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, closing
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import attrs
import click

from statementkit.cli import report
from statementkit.cli.options import Command, given, key_options, layout_option
from statementkit.cli.output import console, opened, to_option
from statementkit.cli.program import OK, PROBLEMS, UNUSABLE
from statementkit.cli.progress import bar
from statementkit.cli.table import COLUMNS, COLUMNS_OF_SEVERAL, Table, columns_of
from statementkit.errors import Diagnostic, OrderCheckError, ReadError, RowError
from statementkit.export import Columnar, Csv, JsonLines
from statementkit.order.columns_needs import DIGITS, SCALE
from statementkit.reader import iter_transactions, own_accounts
from statementkit.reader.scanning import frames_of_stream
from statementkit.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.cli.progress import Follow
    from statementkit.export import Writer
    from statementkit.reader import AnyStream
    from statementkit.rules import RuleBook

_Item = TypeVar("_Item")

PROBLEM_KEYS = ("code", "message", "line", "column", "field", "cell", "file")
"""The keys of a line of `--problems`."""


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@layout_option
@to_option(
    "table",
    "jsonl",
    "csv",
    "parquet",
    "arrow",
    help="What to print; jsonl and csv hold every key, the table those that fit a line; parquet "
    "and arrow are for files or pipes.",
)
@click.option("--output", "-o", metavar="PATH", help="Write the transactions to this file.")
@click.option(
    "--raw",
    is_flag=True,
    help="CSV: leave texts that begin with =, +, - or @ as they are. A spreadsheet may compute "
    "them; without this they get an apostrophe.",
)
@click.option(
    "--scale",
    type=click.IntRange(0, DIGITS),
    metavar="NUMBER",
    help=f"Parquet and Arrow: decimals of their numbers, of {DIGITS} digits in all; none is "
    f"rounded. [{SCALE}]",
)
@click.option(
    "--tax-id",
    metavar="INN",
    multiple=True,
    help="INN of the owner, for files for 1C that do not name the account; may be repeated.",
)
@click.option(
    "--rules",
    metavar="RULES",
    help="Say by this file of rules what each transaction is booked on: wallet, category, project.",
)
@click.option(
    "--problems",
    metavar="PATH",
    help="Write the problems to this file, as JSON Lines: the first 10,000 of each file.",
)
@click.option("--verbose", "-v", is_flag=True, help="Say what was decided about a file, and why.")
@key_options
def command(
    files: Sequence[str],
    layout: str | None,
    to: str,
    output: str | None,
    raw: bool,
    scale: int | None,
    tax_id: Sequence[str],
    rules: str | None,
    problems: str | None,
    verbose: bool,
    **options: Any,
) -> int:
    """Print the transactions of bank statements.

    FILE is a path, or - for standard input; gzip and zip files are unpacked. How it is read is said
    by --layout, or by --order and other keys. Without them it is a file for 1C, or its header must
    be that of a shipped layout.

    Exits with 0 when all rows were read, with 1 when some are problems (the others are printed all
    the same), with 2 when a file or the layout cannot be used.
    """
    if scale is not None and to not in ("parquet", "arrow"):
        raise click.BadParameter("only parquet and arrow have a scale", param_hint="--scale")
    book = None if rules is None else read_rules(rules)
    keys = given(options) | ({"tax_id": tax_id} if tax_id else {})
    on_screen = output in (None, "-") and sys.stdout.isatty()
    with ExitStack() as stack:
        listing = stack.enter_context(opened(problems, "--problems")) if problems else None

        decimals = SCALE if scale is None else scale
        writers = _Writers(to, output, raw, decimals, book, stack)
        call = _Call(layout, keys, writers, listing, verbose, on_screen)
        return max([call.read(file) for file in files])


@attrs.define(slots=False)
class _Writers:
    """What writes the rows of each file of a call, to one output.

    The output is opened when it is first wanted, so that a call that can read nothing leaves an
    older file alone. Rows tell whose they are where a file is about several accounts.
    """

    to: str
    output: str | None
    raw: bool
    scale: int
    book: RuleBook | None
    stack: ExitStack
    _csv: Csv | None = None

    def of(self, stream: AnyStream) -> Writer:
        """Return what writes the rows of the next file."""
        several = len(own_accounts(stream)) > 1
        if self.to == "jsonl":
            return JsonLines(self._file, own_account=several, book=self.book)
        if self.to == "csv":
            return self._under_one_header(several)
        if self.to == "table":
            columns = COLUMNS_OF_SEVERAL if several else COLUMNS
            booked = columns_of(self.book) if self.book else ()
            return Table(console(self._file), (*columns, *booked))
        return self._columnar

    @cached_property
    def _file(self) -> TextIO:
        return self.stack.enter_context(opened(self.output, "--output"))

    @cached_property
    def _columnar(self) -> Columnar:
        return self.stack.enter_context(closing(self._columns()))

    def _columns(self) -> Columnar:
        """Return what writes bytes to an output. A terminal is none that shows them."""
        if self._file.isatty():
            message = f"{self.to} is not for a terminal: write --output"
            raise click.BadParameter(message, param_hint="--to")
        form: Any = self.to
        return Columnar(self._file.buffer, form, self.book, self.scale)

    def _under_one_header(self, several: bool) -> Csv:
        if self._csv is None:
            self._csv = Csv(self._file, raw=self.raw, own_account=several, book=self.book)
        if several and not self._csv.own_account:
            raise click.UsageError(
                "a file about several accounts cannot follow one about a single account as csv: "
                "name it first, or write jsonl"
            )
        return self._csv


@attrs.frozen
class _Call:
    """What one call says about all of its files.

    `on_screen` says that the transactions run down a terminal.
    """

    layout: str | None
    keys: Mapping[str, Any]
    writers: _Writers
    listing: TextIO | None
    verbose: bool
    on_screen: bool

    def read(self, file: str) -> int:
        """Write the transactions of a file, say what became of it, and return its exit code."""
        stream = None
        fatal: list[Diagnostic] = []
        with bar(file, drawn=not self.on_screen) as follow:
            try:
                stream = iter_transactions(file, self.layout, **self.keys)
            except (OrderCheckError, ReadError) as error:
                fatal += error.diagnostics
            else:
                self._gap()
                with closing(stream):
                    self._write(stream, follow, fatal)
                sys.stdout.flush()
                self._gap()
        return self._conclude(file, stream, fatal)

    def _write(self, stream: AnyStream, follow: Follow, fatal: list[Diagnostic]) -> None:
        """Write transactions; into columns as columns, unless rules have to see each of them."""
        writer = self.writers.of(stream)
        if not isinstance(writer, Columnar) or not writer.takes_frames:
            writer.write(follow(_until_error(stream, fatal)))
            return
        frames = _until_error(frames_of_stream(stream, writer.scale), fatal)
        for frame in follow(frames, _last_line, 1):
            writer.write_frame(frame)

    def _conclude(self, file: str, stream: AnyStream | None, fatal: list[Diagnostic]) -> int:
        problems = [*(stream.problems if stream else ()), *fatal]
        if self.listing is not None:
            _list(problems, self.listing)
        if stream is None:
            report.findings(fatal)
        else:
            advice = "" if self.listing else "; write them to a file with --problems FILE.jsonl"
            report.trouble(stream, fatal, advice=advice)
        report.summary(file, stream, complete=not fatal, verbose=self.verbose)
        return UNUSABLE if fatal else PROBLEMS if problems else OK

    def _gap(self) -> None:
        if self.on_screen:
            report.gap()


def _last_line(frame: Any) -> int | None:
    return frame["line"][-1] if frame.height else None


def _until_error(items: Iterable[_Item], fatal: list[Diagnostic]) -> Iterator[_Item]:
    """Yield what can be had of a file; what ends it before its end goes to `fatal`.

    A number that a column cannot hold ends the writing, too.
    """
    try:
        yield from items
    except RowError:
        raise
    except ReadError as error:
        fatal += error.diagnostics


def _list(problems: Sequence[Diagnostic], listing: TextIO) -> None:
    for problem in problems:
        record = {key: getattr(problem, key) for key in PROBLEM_KEYS}
        listing.write(json.dumps(record, ensure_ascii=False) + "\n")
