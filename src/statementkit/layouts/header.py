"""Header lines: found by the names they hold, and compared with the header a layout expects."""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, FormatError, quoted
from statementkit.model import Fact
from statementkit.order.plan import numbered_columns
from statementkit.order.rearrange import rearranged
from statementkit.order.unparse import unparse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from statementkit.layouts.layout import Layout
    from statementkit.layouts.rows import Row
    from statementkit.order.nodes import Order

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


@cache
def normals(names: tuple[str, ...]) -> frozenset[str]:
    """Return names in the form in which they are compared; worked out once for each header."""
    return frozenset(map(normal, names))


def absent(row: Sequence[str], names: Iterable[str]) -> list[str]:
    """Return the names that do not stand in the row.

    >>> absent(["Date", "Amount ", "Name"], ["amount", "payee"])
    ['payee']
    """
    there = {normal(cell) for cell in row}
    return [name for name in names if normal(name) not in there]


def searched_names(layout: Layout) -> Sequence[str]:
    """Return the names by which a header is found, none when it is the first record."""
    if isinstance(layout.header, tuple):
        return layout.header
    return (layout.header and layout.header_fingerprint) or ()


def header_facts(header: Header | None, names: Sequence[str]) -> list[Fact]:
    """Return where a header was found by its names."""
    if header is None or not names:
        return []
    evidence = f"line {header.line} holds {len(names) - len(absent(header.cells, names))}"
    evidence += f" of the {len(names)} names"
    return [Fact("header", header.line, evidence, (header.line,))]


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


def check_header(
    header: Header | None, layout: Layout, order: Order | None = None
) -> list[Diagnostic]:
    """Return what is odd about the header of a file beside the one its layout was written for.

    A column that `order` reads by position (without an order: any column) and that stands elsewhere
    raises `FormatError`, which proposes the order for the columns as they stand now, if all that
    the order reads were found.
    """
    expected = layout.header_fingerprint
    if header is None or not expected:
        return []
    needed = None if order is None else numbered_columns(order)
    findings = compare_header(header, expected, needed)
    errors = [each for each in findings if each.severity == "error"]
    if not errors:
        return findings
    if order is not None and (proposal := _proposal(header, expected, order)) is not None:
        errors[-1] = errors[-1].at(hint=proposal)
    elif _is_renamed(header.cells, expected):
        names = json.dumps(header.cells, ensure_ascii=False)
        hint = "all others are where they were; if it is the same under a new name, this key fits "
        errors[-1] = errors[-1].at(
            hint=f"{hint}the layout to the file:\nheader_fingerprint = {names}"
        )
    raise FormatError(*errors)


def _is_renamed(found: Sequence[str], expected: Sequence[str]) -> bool:
    """Tell whether one column alone differs, by a name that no other has."""
    if len(found) != len(expected):
        return False
    pairs = zip(map(normal, found), map(normal, expected), strict=True)
    differing = [new for new, old in pairs if new != old]
    return (
        len(differing) == 1
        and differing[0] != ""
        and [*map(normal, found)].count(differing[0]) == 1
    )


def _proposal(header: Header, expected: Sequence[str], order: Order) -> str | None:
    """Return the two keys that fit the layout to a header, `None` where a column is not found."""
    stands: dict[tuple[str, int], int] = {}
    for number, key in enumerate(_numbered(header.cells), 1):
        stands[key] = number
    moves = {
        number: stands[key]
        for number, key in enumerate(_numbered(expected), 1)
        if key in stands and _is_sure(key[0], header.cells, expected)
    }
    if not numbered_columns(order) <= moves.keys():
        return None
    text = json.dumps(unparse(rearranged(order, moves)), ensure_ascii=False)
    names = json.dumps(header.cells, ensure_ascii=False)
    return (
        "the bank moved its columns; with these keys the layout fits the file again:\n"
        f"order = {text}\nheader_fingerprint = {names}"
    )


def _numbered(names: Iterable[str]) -> list[tuple[str, int]]:
    """Return each name with how often it stood before: names may repeat."""
    seen: defaultdict[str, int] = defaultdict(int)
    keys = []
    for name in map(normal, names):
        keys.append((name, seen[name]))
        seen[name] += 1
    return keys


def _is_sure(name: str, found: Sequence[str], expected: Sequence[str]) -> bool:
    """Tell whether a name says which column is meant: it repeats as often as it did."""
    return [*map(normal, found)].count(name) == [*map(normal, expected)].count(name)


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
    strange = absent(expected, filter(str.strip, found))
    findings = []
    for place, name in enumerate(expected, 1):
        if place <= len(found) and normal(found[place - 1]) == normal(name):
            continue
        is_error = needed is None or place in needed
        message, hint = _difference(name, place, header, places.get(normal(name)), strange)
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


def _difference(
    name: str, place: int, header: Header, moved: int | None, strange: Sequence[str]
) -> tuple[str, str]:
    if moved is not None:
        return (
            f"{quoted(name)} stands in column {moved}, not in {place}",
            "the bank moved its columns: change the order and header_fingerprint to fit",
        )
    cell = header.cells[place - 1] if place <= len(header.cells) else ""
    message = f"there is no {quoted(name)}"
    message += f"; column {place} is {quoted(cell)}" if cell.strip() else ""
    return message, _renamed(name, cell, header, strange)


def _renamed(name: str, cell: str, header: Header, strange: Sequence[str]) -> str:
    """Return what a column may be called now, the one in its place first."""
    likely = difflib.get_close_matches(normal(name), map(normal, strange), 1, _ALIKE)
    if normal(cell) in likely:
        return "it was renamed: change header_fingerprint"
    if likely:
        number = next(n for n, each in enumerate(header.cells, 1) if normal(each) == likely[0])
        called = quoted(header.cells[number - 1])
        return (
            f"column {number}, {called}, is likely the same under a new name: if it is, change "
            "the order and header_fingerprint to fit"
        )
    if cell.strip():
        return "look whether this is the export that the layout is for"
    return "the bank left it out, or this is another export"


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
