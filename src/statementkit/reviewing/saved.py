"""The edits of a saved plan, taken back from whatever a spreadsheet has made of it.

Spreadsheets write other delimiters, encodings, days and decimal marks than they were given. So a
file is read in every way that it can be, and the right one is that in which the bank's cells are
what they were. What is the bank's comes from the statement anyway: another value in such a cell is
a wish that cannot be met, and refused.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, StoreError, quoted
from statementkit.reviewing.parts import parse_split
from statementkit.reviewing.row import decided, edited
from statementkit.reviewing.sheet import NEEDED, Unusable, readings, text_of, unusable
from statementkit.reviewing.table import COLUMNS, EDITED, records
from statementkit.values import (
    FAMILIAR_PATTERNS,
    CellError,
    NumberFormat,
    amount_reader,
    date_reader,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from statementkit.reviewing.plan import Plan
    from statementkit.reviewing.row import Decision, Row
    from statementkit.reviewing.sheet import Line

_FREE = ("by", "note")
"""Columns that nobody reads again."""


def load_edits(plan: Plan, path: str | Path) -> Plan:
    """Return a plan with the edits and decisions of a file that `save` wrote of it.

    The file is CSV, JSON Lines, or a workbook that was made of the CSV. Columns may stand in any
    order, and those of the bank may be missing; rows may stand in any order, and must all be there:
    a row is left out by the decision `skip`.

    Raises `StoreError` SK753 if the file is no such table, SK754 if it was saved of another plan:
    of another file, or before the store changed, SK752 for an edit that cannot be.
    """
    try:
        sheets = [_Sheet(lines) for lines in readings(path)]
        return _chosen(sheets, plan).taken_into(plan)
    except Unusable as error:
        raise error.at(path) from None


# -- comparing -------------------------------------------------------------------------------------


def _chosen(sheets: Sequence[_Sheet], plan: Plan) -> _Sheet:
    """Return the one reading of a file in which the bank's cells are what they were."""
    if len(sheets) == 1:
        return sheets[0]
    fitting = [sheet for sheet in sheets if not sheet.differences(plan)]
    if not fitting:
        return min(sheets, key=lambda sheet: len(sheet.differences(plan)))
    if any(sheet != fitting[0] for sheet in fitting):
        hint = "save it as UTF-8; a spreadsheet calls it CSV UTF-8"
        raise unusable("the encoding of the edited plan cannot be told", hint)
    return fitting[0]


@attrs.frozen
class _Sheet:
    """An edited table in one reading."""

    lines: Sequence[Line]

    def taken_into(self, plan: Plan) -> Plan:
        """Return the plan with what the table says differently."""
        self._check_rows(plan)
        if found := self.differences(plan):
            raise Unusable(*found)
        was = list(records(plan))
        changed: list[Row] = []
        decisions: dict[int, Decision | None] = {}
        for line in self.lines:
            row = plan.row(int(line.cells["row"]))
            with _located(line):
                changed.append(_edited(row, line, was[row.number - 1]))
                answer: Any = line.cells["decision"].lower() or None
                if answer != was[row.number - 1]["decision"]:
                    decisions[row.number] = decided(row, answer).decision
        with _located():
            return plan.with_rows(changed).decide_each(decisions)

    def _check_rows(self, plan: Plan) -> None:
        token = plan.token
        seen: dict[str, int] = {}
        for line in self.lines:
            number = line.cells["row"]
            if line.cells["plan"] != token:
                message = "this plan was saved of another file, or before the store changed"
                hint = "review the file again; nothing was written"
                raise unusable(message, hint, line.number, "SK754")
            if not _is_row(number, plan):
                hint = "a table of a plan gets no rows; make rules for what is to come"
                raise unusable(f"the plan has no row {quoted(number)}", hint, line.number)
            if number in seen:
                message = f"row {number} stands on line {seen[number]} already"
                raise unusable(message, "delete one of them", line.number)
            seen[number] = line.number
        if missing := [each.number for each in plan.rows if str(each.number) not in seen]:
            shown = ", ".join(map(str, missing[:10])) + (", …" if len(missing) > 10 else "")
            what = f"row {shown} is" if len(missing) == 1 else f"rows {shown} are"
            hint = "keep every row; write skip into decision to leave one out"
            raise unusable(f"{what} missing in the edited plan", hint)

    def differences(self, plan: Plan) -> list[Diagnostic]:
        """Return where a cell of the bank is not what it was."""
        was = {str(record["row"]): record for record in records(plan)}
        pairs = [(line, was[line.cells["row"]]) for line in self.lines if line.cells["row"] in was]
        found: list[Diagnostic] = []
        for column in COLUMNS:
            if column not in (*NEEDED, *_FREE) and all(column in line.cells for line, _ in pairs):
                found += _different(column, [(line, text_of(old[column])) for line, old in pairs])
        return sorted(found, key=lambda each: each.line or 0)


_BANKS = "what the bank says cannot be edited: write it back, or delete the whole column"
_LOST = "the letters were lost when the file was saved: save it as CSV UTF-8"


def _is_row(text: str, plan: Plan) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= len(plan.rows)


def _different(column: str, cells: Sequence[tuple[Line, str]]) -> Iterable[Diagnostic]:
    """Return the cells of a column that differ in the way of writing in which fewest do."""
    ways = _WAYS.get(column, (_same_text,))
    odd = ([each for each in cells if not _same(way, each, column)] for way in ways)
    for line, old in min(odd, key=len):
        now = quoted(line.cells[column]) if line.cells[column] else "blank"
        lost_letters = now.count("?") > old.count("?")
        yield Diagnostic(
            code="SK753",
            message=f"{column} is {quoted(old) if old else 'blank'} and cannot be made {now}",
            hint=_LOST if lost_letters else _BANKS,
            line=line.number,
        )


def _same(way: Callable[[str, str], bool], cell: tuple[Line, str], column: str) -> bool:
    line, old = cell
    now = line.cells[column]
    try:
        return now == old or way(now, old)
    except CellError:
        return False


def _same_text(now: str, old: str) -> bool:
    return " ".join(now.split()) == " ".join(old.split())


def _same_amount(mark: str) -> Callable[[str, str], bool]:
    read, plain = amount_reader(NumberFormat(mark)), amount_reader(NumberFormat("."))
    return lambda now, old: read(now) == plain(old)


def _same_day(pattern: str) -> Callable[[str, str], bool]:
    read = date_reader([pattern])
    return lambda now, old: read(now).isoformat() == old


_WAYS: Mapping[str, Sequence[Callable[[str, str], bool]]] = {
    "amount": [_same_amount(mark) for mark in ".,"],
    "booked_on": [_same_day(pattern) for pattern in FAMILIAR_PATTERNS],
}
"""The ways in which a spreadsheet may have written a column, one for all of its cells."""


# -- editing ---------------------------------------------------------------------------------------


@contextmanager
def _located(line: Line | None = None) -> Iterator[None]:
    """Say on which line of the file stands what cannot be done."""
    try:
        yield
    except StoreError as error:
        number = None if line is None else line.number
        raise Unusable(*(each.at(line=number) for each in error.diagnostics)) from None


def _edited(row: Row, line: Line, was: Mapping[str, Any]) -> Row:
    """Return a row with what its line says differently."""
    edits: dict[str, Any] = {
        field: line.cells[column]
        for column, field in EDITED.items()
        if line.cells[column] != text_of(was[column])
    }
    if "split" in edits:
        edits["split"] = parse_split(edits["split"])
    return edited(row, edits) if edits else row
