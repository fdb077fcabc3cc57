"""What became of one row. What there is to say about it is put into words when somebody asks.

A file that is read by a layout of another has as many problems as rows, and most are only counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import attrs

from statementkit.errors import Diagnostic
from statementkit.order.cells import shown
from statementkit.order.nodes import Check, ColumnNumber, Place
from statementkit.order.plan import Input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.model import Transaction
    from statementkit.order.cells import Row
    from statementkit.order.plan import Plan
    from statementkit.values import CellError

Result = Literal["mapped", "skipped", "end", "problem"]

_FROM_AN_ORDER = (Input, Check)


class CheckSeen(NamedTuple):
    """A check that was tried: the cell it saw and whether it held."""

    branch: int
    check: Check
    cell: str
    holds: bool


class CellSeen(NamedTuple):
    """A cell that was read: for which word and place, its text, and the value made of it."""

    input: Input
    cell: str
    value: Any


class Remark(NamedTuple):
    """Why a row is refused, or read with a doubt: what is wrong, and with what.

    It is about what an input or a check read, about a place, or about the row itself (`None`). Of
    a check, `cell` is what it saw.
    """

    error: CellError
    about: Input | Check | Place | None = None
    cell: str | None = None


@attrs.define
class Outcome:
    """What became of one row, and everything that was looked at on the way.

    `line` is that of the row, `branch` the number of the branch taken, `None` for the default
    layout. `refusals` say why a row gives nothing, `doubts` what was noticed about one that was
    mapped. `tried` are the checks that were tried, each with the number of its branch, the cell it
    saw and whether it held, and `read` the inputs that were read, each with its value.
    """

    result: Result
    line: int | None = None
    row: Row = ()
    plan: Plan | None = None
    branch: int | None = None
    transactions: tuple[Transaction, ...] = ()
    refusals: Sequence[Remark] = ()
    doubts: Sequence[Remark] = ()
    tried: Sequence[tuple[int, Check, str, bool]] = ()
    read: Sequence[tuple[Input, Any]] = ()

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """The refusals in words."""
        return tuple(map(self.told, self.refusals))

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The doubts in words."""
        return tuple(map(self.told, self.doubts))

    def at(self, line: int | None) -> Outcome:
        """Return what becomes of a row alike on another line, which is refused as well."""
        return Outcome(
            self.result,
            line,
            self.row,
            self.plan,
            self.branch,
            refusals=self.refusals,
            tried=self.tried,
            read=self.read,
        )

    @property
    def checks(self) -> tuple[CheckSeen, ...]:
        """The checks that were tried."""
        return tuple(CheckSeen(*each) for each in self.tried)

    @property
    def cells(self) -> tuple[CellSeen, ...]:
        """The cells that were read."""
        return tuple(CellSeen(each, shown(self.row, each), value) for each, value in self.read)

    def told(self, remark: Remark, file: str | None = None) -> Diagnostic:
        """Return a refusal or a doubt in words."""
        error, about, cell = remark
        order = source = span = word = None
        place = about
        if self.plan and isinstance(about, _FROM_AN_ORDER):
            place = about.place
            order, source = self.plan.text or None, self.plan.source
            span = about.span if order else None
        if isinstance(about, Input):
            word, cell = about.word, shown(self.row, about)
        return Diagnostic(
            code=error.code,
            message=error.message,
            severity="warning" if self.result == "mapped" else "error",
            hint=error.hint,
            source=source,
            order=order,
            span=span,
            file=file,
            line=self.line,
            column=place.number if isinstance(place, ColumnNumber) else None,
            field=word,
            cell=cell,
        )
