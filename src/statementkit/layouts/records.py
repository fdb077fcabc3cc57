"""What every reader of rows gives, whatever the format of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.errors import Diagnostic
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
    def problems(self) -> list[Diagnostic]:
        """The records that could not be read, each once."""

    def close(self) -> None:
        """Close the file before its end, at which it is closed anyway."""

    def head(self, count: int) -> Sequence[Row]:
        """Return the first rows, which the iteration will give again."""

    def __iter__(self) -> Iterator[Row]: ...

    def __next__(self) -> Row: ...
