"""Header lines: found by the names they hold, and compared with the header a layout expects."""

from __future__ import annotations

import difflib
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, FormatError, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from statementkit.layouts.rows import Row

_WITHIN = 1000
"""Among how many records from the top a header is searched for."""

_ALIKE = 0.6


@attrs.frozen
class Header:
    """The cells of a header as written, and the line on which it stands."""

    cells: list[str]
    line: int

    @property
    def last_line(self) -> int:
        """The line on which the header ends: its names may hold line breaks."""
        return self.line + "".join(self.cells).count("\n")


def normal(name: str) -> str:
    r"""Return a header name in the form in which names are compared.

    >>> normal(" Betrag\n(EUR)")
    'betrag (eur)'
    """
    return " ".join(name.replace("\ufeff", "").split()).casefold()


def absent(row: Sequence[str], names: Iterable[str]) -> list[str]:
    """Return the names that do not stand in the row.

    >>> absent(["Date", "Amount ", "Name"], ["amount", "payee"])
    ['payee']
    """
    there = {normal(cell) for cell in row}
    return [name for name in names if normal(name) not in there]


def find_header(rows: Iterable[Row], names: Sequence[str], *, exactly: bool) -> Header:
    """Return the first record that holds all the names; the first of all when there are none.

    Unless it must hold them `exactly`, one that holds at least half of them will do where none
    holds them all: the nearest. Raises `FormatError` when there is no such record.

    >>> find_header([(1, ["Statement"]), (3, ["Date", "Sum"])], ["Sum"], exactly=True)
    Header(cells=['Date', 'Sum'], line=3)
    """
    nearest, fewest = None, len(names)
    for line, row in islice(rows, _WITHIN):
        lacking = len(absent(row, names))
        if lacking == 0:
            return Header(row, line)
        if lacking < fewest:
            nearest, fewest = Header(row, line), lacking
    if nearest is None or exactly or fewest * 2 > len(names):
        raise _not_found(names, nearest)
    return nearest


def _not_found(names: Sequence[str], nearest: Header | None) -> FormatError:
    wanted = ", ".join(map(quoted, names))
    message = f"no line holds the header {wanted}" if names else "there is no header"
    hint = "look whether this is the export that the layout is for"
    if nearest is not None:
        lacking = absent(nearest.cells, names)
        hint = f"line {nearest.line} comes nearest; it lacks {', '.join(map(quoted, lacking))}"
        near = difflib.get_close_matches(lacking[0], nearest.cells, 1)
        hint += f", but has {quoted(near[0])}" if near else ""
    return FormatError(Diagnostic(code="SK407", message=message, hint=hint))


def compare_header(
    header: Header, expected: Sequence[str], needed: Collection[int] | None = None
) -> list[Diagnostic]:
    """Return how a header differs from the one a layout was written for, column by column.

    A difference in a column that is `needed` (numbers from 1; `None` stands for all) is an error,
    any other a warning; so is a column more at the end.

    >>> header = Header(["Date", "Sum", "Payee"], 1)
    >>> for each in compare_header(header, ["Date", "Payee", "Amount"]):
    ...     print(each.message)
    'Payee' stands in column 3, not in 2
    there is no 'Amount'; column 3 is 'Payee'
    """
    found = header.cells
    places = {normal(name): place for place, name in reversed(list(enumerate(found, 1)))}
    findings = []
    for place, name in enumerate(expected, 1):
        cell = found[place - 1] if place <= len(found) else ""
        if normal(cell) == normal(name):
            continue
        is_error = needed is None or place in needed
        message, hint = _difference(name, place, cell, places.get(normal(name)))
        findings.append(
            Diagnostic(
                code="SK408",
                severity="error" if is_error else "warning",
                message=message,
                hint=hint,
                line=header.line,
            )
        )
    return findings + _surplus(header, expected)


def _difference(name: str, place: int, cell: str, moved: int | None) -> tuple[str, str]:
    if moved is not None:
        return (
            f"{quoted(name)} stands in column {moved}, not in {place}",
            "the bank moved its columns: change the order and header_fingerprint to fit",
        )
    if not cell.strip():
        return f"there is no {quoted(name)}", "the bank left it out, or this is another export"
    likeness = difflib.SequenceMatcher(None, normal(cell), normal(name)).ratio()
    hint = (
        "it was renamed: change header_fingerprint"
        if likeness > _ALIKE
        else ("look whether this is the export that the layout is for")
    )
    return f"there is no {quoted(name)}; column {place} is {quoted(cell)}", hint


def _surplus(header: Header, expected: Sequence[str]) -> list[Diagnostic]:
    surplus = [name for name in header.cells[len(expected) :] if name.strip()]
    if not surplus:
        return []
    return [
        Diagnostic(
            code="SK408",
            severity="warning",
            message=f"the header goes on with {', '.join(map(quoted, surplus))}",
            hint="the bank added columns at the end: nothing moved by it",
            line=header.line,
        )
    ]
