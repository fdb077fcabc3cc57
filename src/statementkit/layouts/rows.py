"""From text to rows: the csv module's reading, its cost paid only where a line needs it.

A line without a quote is split at the delimiter, which gives what the csv module gives in a third
of the time; so does a line whose every cell is quoted. Any other line goes through the csv module.
"""

from __future__ import annotations

import csv
from collections import deque
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import ReadError
from statementkit.layouts.text import SPACE, TOO_LONG, Soundness
from statementkit.source import Block, Encoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[int, list[str]]
"""The line on which a record begins, counted from 1 in the file, and its cells."""

MAX_LINES = 100
"""How many lines one quoted cell may span: beyond it, the quote is taken for a forgotten one."""

MAX_CELL = csv.field_size_limit()
"""How many characters a cell may have."""

_NEVER = "\ud800"
"""Stands for the quote where there is none: no text holds it."""


@attrs.frozen
class Dialect:
    """How lines are cut into cells; `quote` is `None` where quotes are plain text."""

    delimiter: str
    quote: str | None = '"'

    def reader(self, lines: Iterator[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Return the csv module's reader of these lines in this dialect."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            quoting=csv.QUOTE_NONE if self.quote is None else csv.QUOTE_MINIMAL,
            strict=strict,
        )


_OPEN_QUOTE = (
    "SK409",
    "a quoted cell begins on this line and is not closed",
    "close the quote in the file; if quotes are plain text, write quote = 'none' in the layout",
)


class _UnfinishedError(Exception):
    """A record goes on after its first line."""


_UTF8 = Encoding("utf-8")


class RowReader:
    """Rows of blocks of text, with what became of every line that is in none.

    Lines that begin with `comment`, records whose cells are all blank, and repetitions of the
    `header` (which joined files have) are left out and counted. A record that cannot be read (an
    open quote, damaged bytes, too long a line) is one entry of `problems`; where a quote is not
    closed it is the first line alone, and reading goes on with the next.
    """

    def __init__(
        self,
        blocks: Iterator[Block],
        dialect: Dialect,
        encoding: Encoding = _UTF8,
        *,
        comment: str | None = None,
        header: Sequence[str] | None = None,
        file: str | None = None,
    ) -> None:
        self.blank_lines = 0
        self.comment_lines = 0
        self.repeated_headers = 0
        self._soundness = Soundness(encoding, file)
        self.problems = self._soundness.problems
        self._blocks = self._unbroken(blocks)
        self.dialect = dialect
        self.comment = comment
        self.header = list(header) if header else None
        self._header_mark = max(header, key=len) if header else ""
        self._quote = dialect.quote or _NEVER
        self._blank = dialect.delimiter + SPACE
        self._faint = self._blank + self._quote
        self._begun: Iterator[Row] = iter(())
        self._lines: Iterator[tuple[int, str]] = iter(())
        self._untried = self._lines
        self._tried: deque[tuple[int, str]] = deque()
        self._line: str | None = None
        self._single = dialect.reader(self._feed())
        self._is_suspect = False
        self._has_only_rows = False

    def rows(self) -> Iterator[Row]:
        """Yield the records, in order."""
        return chain.from_iterable(map(self._rows_of, self._blocks))

    def rows_of(self, block: Block) -> list[Row]:
        """Return the rows that begin in a block; one that goes on takes the blocks behind it."""
        return list(self._rows_of(block))

    def _rows_of(self, block: Block) -> Iterator[Row]:
        """Return the rows that begin in a block; no Python runs for those of a plain one."""
        if self._is_plain(block) and self._quote not in block.text:
            cells = map(str.split, block.lines, repeat(self.dialect.delimiter))
            self._begun = enumerate(cells, block.line)
        else:
            self._is_suspect = False
            self._take(block)
            self._begun = self._careful_rows()
        return self._begun

    def _unbroken(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """Yield the blocks; where the file breaks off, that is the last problem."""
        try:
            yield from blocks
        except ReadError as error:
            self.problems += error.diagnostics

    def _is_plain(self, block: Block) -> bool:
        """Return whether every line without a quote is a row as it stands."""
        text, comment = block.text, self.comment
        return (
            not block.is_damaged
            and "\0" not in text
            and (comment is None or comment not in text)
            and (self.header is None or self._header_mark not in text)
            and all(map(str.lstrip, block.lines, repeat(self._blank)))
        )

    def _take(self, block: Block) -> None:
        self._lines = self._untried = enumerate(block.lines, block.line)
        self._is_suspect |= block.is_damaged or "\0" in block.text
        self._has_only_rows = self._is_plain(block)

    def _careful_rows(self) -> Iterator[Row]:
        """Yield the rows of the lines at hand, which may become others on the way."""
        delimiter, quote = self.dialect.delimiter, self._quote
        between = f"{quote}{delimiter}{quote}"
        lines = None
        while lines is not self._lines:
            lines, is_plain = self._lines, self._has_only_rows
            for number, line in lines:
                if quote not in line:
                    row = line.split(delimiter)
                    if is_plain:
                        yield number, row
                        continue
                elif self._is_comment(line):
                    row = []
                else:
                    row = line[1:-1].split(between)
                    if line.count(quote) != 2 * len(row) or not line[0] == line[-1] == quote:
                        row = self._parsed(number, line)
                if self._is_record(number, line, row):
                    yield number, row
                if lines is not self._lines:
                    break

    def _is_comment(self, line: str) -> bool:
        return self.comment is not None and line.startswith(self.comment)

    def _is_record(self, number: int, line: str, row: list[str]) -> bool:
        """Return whether a row is one of the file's records; count or report it if not."""
        if self._is_comment(line):
            self.comment_lines += 1
        elif not line.lstrip(self._faint) and self._is_blank(row):
            pass
        elif row == self.header:
            self.repeated_headers += 1
        elif row:
            return not (
                self._is_suspect
                and self._soundness.is_unsound(number, self.dialect.delimiter.join(row))
            )
        return False

    def _is_blank(self, row: list[str]) -> bool:
        if not row or any(cell.strip(SPACE) for cell in row):
            return False
        self.blank_lines += 1 + "".join(row).count("\n")
        return True

    def _parsed(self, number: int, line: str) -> list[str]:
        self._line = line
        try:
            return next(self._single)
        except csv.Error:
            self._soundness.report(number, *TOO_LONG)
        except _UnfinishedError:
            self._single = self.dialect.reader(self._feed())
            return self._spanning(number, line)
        return []

    def _feed(self) -> Iterator[str]:
        """Give the csv module one line for each record, and no more."""
        while self._line is not None:
            line, self._line = self._line, None
            yield line
        raise _UnfinishedError

    def _spanning(self, number: int, line: str) -> list[str]:
        """Return the row of a record that goes on after its first line.

        Read strictly: where a forgotten quote swallows lines, the next quote stands at a place
        where none may close a cell. The lines that were tried are then read again as records.
        """
        tried: list[tuple[int, str]] = []

        def feed() -> Iterator[str]:
            yield f"{line}\n"
            for each in islice(self._following(), MAX_LINES - 1):
                tried.append(each)
                yield f"{each[1]}\n"

        try:
            return next(self.dialect.reader(feed(), strict=True))
        except csv.Error:
            self._tried.extendleft(reversed(tried))
            self._lines = chain(_taken(self._tried), self._untried)
            # They may be of other blocks than the last one, which alone may be plain.
            self._has_only_rows = False
        self._soundness.report(number, *_OPEN_QUOTE)
        return []

    def _following(self) -> Iterator[tuple[int, str]]:
        yield from self._lines
        for block in self._blocks:
            self._take(block)
            yield from self._lines


def _taken(lines: deque[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    while lines:
        yield lines.popleft()
