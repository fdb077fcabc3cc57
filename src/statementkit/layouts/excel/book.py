"""What every kind of workbook gives: sheets, and in them rows of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import attrs

from statementkit.errors import Diagnostic, FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
"""How large a sheet of Excel can be; places beyond do not exist."""


@attrs.frozen
class Flaw:
    """A cell whose value cannot be trusted: the text that stands for it, what is wrong, what to do.

    It is a problem of its row where the order reads its column, and nothing elsewhere.
    """

    text: str
    message: str
    hint: str


Cell = str | Flaw
SheetRow = tuple[int, list[Cell]]
"""The number of a row in its sheet, from 1, and its cells up to the last one."""


@attrs.frozen
class Area:
    """Cells that were merged into one: first and last row, first and last column, from 1."""

    top: int
    bottom: int
    left: int
    right: int


class Sheet(Protocol):
    """One sheet of a workbook; its rows can be taken as often as they are wanted."""

    @property
    def name(self) -> str:
        """What stands on its tab."""

    @property
    def is_hidden(self) -> bool:
        """Whether a person who opens the workbook does not see the sheet."""

    def rows(self) -> Iterator[SheetRow]:
        """Return the rows that the file holds, from top to bottom."""

    def merged(self) -> Sequence[Area]:
        """Return the merged cells."""


UNCALCULATED = (
    "the cell holds a formula that was never calculated",
    "open the workbook in a spreadsheet program and save it: that calculates it",
)

FAILED = ("the formula of the cell failed", "correct it in the workbook, or export it anew")


def failed(text: str) -> Flaw:
    """Return the cell of a formula that failed, which shows `text`: `#REF!`."""
    return Flaw(text, *FAILED)


def uncalculated() -> Flaw:
    """Return the cell of a formula without a value."""
    return Flaw("", *UNCALCULATED)


def damaged(reason: str) -> FormatError:
    """Return the error for a workbook that breaks the rules of its format."""
    return FormatError(
        Diagnostic(
            code="SK441",
            message=f"the workbook is damaged: {reason}",
            hint="fetch it again; if it opens in a spreadsheet program, save it anew there",
        )
    )


def locked() -> FormatError:
    """Return the error for a workbook that only opens with a password."""
    return FormatError(
        Diagnostic(
            code="SK442",
            message="the workbook is locked with a password",
            hint="open it in a spreadsheet program and save it without a password",
        )
    )
