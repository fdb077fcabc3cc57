"""What every reader of rows gives, whatever the format of its file."""

from __future__ import annotations

from collections import deque
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from io import BufferedReader

    from statementkit.errors import Diagnostic, Findings
    from statementkit.model import Fact
    from statementkit.order.nodes import ColumnNumber, Place
    from statementkit.source import Source

Row = tuple[int, "Sequence[str] | str"]
"""The line on which a record begins, counted from 1 in the file, and its cells; a fixed-width
record is one text."""


class Rows(Protocol):
    """The rows of one file: an iterator of lines and records, and what was found about the file.

    `left_out` and `problems` grow while rows are taken.
    """

    source: Source
    encoding: str
    facts: list[Fact]
    warnings: list[Diagnostic]
    header_line: int | None

    @property
    def header(self) -> Sequence[str] | None:
        """The names of the columns, `None` where the file has none."""

    @property
    def places(self) -> Mapping[Place, ColumnNumber]:
        """The columns of a row in which the order's places stand that are none themselves."""

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many lines so far are no records, by what they are."""

    @property
    def problems(self) -> Findings:
        """The records that could not be read, each once."""

    def close(self) -> None:
        """Close the file before its end, at which it is closed anyway."""

    def head(self, count: int) -> Sequence[Row]:
        """Return the first rows, which the iteration will give again."""

    def __iter__(self) -> Iterator[Row]: ...

    def __next__(self) -> Row: ...


class Replayable:
    """Rows of which the first can be looked at before they are taken.

    `footer_lines` are the last rows, which are left out and counted by `footer_rows`.
    """

    def __init__(
        self, rows: Iterator[Row], stream: BufferedReader | None, footer_lines: int = 0
    ) -> None:
        self.footer_rows = 0
        self._stream = stream
        self._untaken = self._without_footer(rows, footer_lines) if footer_lines else rows
        self._seen: Iterator[Row] = iter(())
        self._rows = self._untaken

    def head(self, count: int) -> list[Row]:
        """Return the first rows, which the iteration will give again."""
        first = list(islice(self._rows, count))
        self._seen = chain(first, self._seen)
        self._rows = chain(self._seen, self._untaken)
        return first

    def close(self) -> None:
        """Close the file before its end, at which it is closed anyway."""
        if self._stream is not None:
            self._stream.close()

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def __next__(self) -> Row:
        return next(self._rows)

    def _without_footer(self, rows: Iterator[Row], count: int) -> Iterator[Row]:
        ring: deque[Row] = deque(maxlen=count)
        for row in rows:
            if len(ring) == count:
                yield ring[0]
            ring.append(row)
        self.footer_rows = len(ring)
