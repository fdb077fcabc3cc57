"""How a row of a plan looks, on paper and on the screen alike: green by rule, white by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from statementkit.cli.table import Column
from statementkit.export import plain
from statementkit.reviewing.table import by_whom

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.reviewing import Row

MARKS: Mapping[str, str] = {
    "new": "+",
    "duplicate": "=",
    "changed": "~",
    "unsure": "?",
    "problem": "!",
    "skipped": "-",
}
"""The statuses in one character, where there is no room for a word."""

LEFT_OUT = "x"
"""The mark of a row that a person leaves out."""

BY: Mapping[str | None, str] = {"you": "y", "rule": "r", "default": "d", None: " "}
"""Who says what a row is booked on, in one character."""

_WHITE, _GREEN, _BLUE, _DIM, _YELLOW, _RED = map(
    Style.parse, ("", "green", "cyan", "dim", "yellow", "red")
)
_BY_STATUS: Mapping[str, Style] = {"unsure": _YELLOW, "problem": _RED, "changed": _YELLOW}


def what_becomes(row: Row) -> str:
    """Return the status of a row, and what a person has decided of it."""
    return f"{row.status}: {row.decision}" if row.decision else row.status


def mark(row: Row) -> str:
    """Return the status of a row in one character, and who says what it is booked on in another.

    A row that was decided has the mark of what it is now.
    """
    decided = {"skip": LEFT_OUT, "new": MARKS["new"], "same": MARKS["duplicate"]}
    sign = decided[row.decision] if row.decision else MARKS[row.status]
    return sign + (BY[by_whom(row)] if row.can_be_edited else "")


def by(row: Row) -> str:
    """Return who says what a row is booked on: the numbers of rules, defaults, or a person."""
    if not row.can_be_edited:
        return ""
    reasons = row.assignment.reasons.values()
    rules = [str(number) for number in dict.fromkeys(each.rule for each in reasons if each.rule)]
    said = [f"{'rule' if len(rules) == 1 else 'rules'} {', '.join(rules)}"] if rules else []
    if row.edited:
        return ", ".join(["you", *said])
    return ", ".join(said or (["default"] if reasons else []))


def status_style(row: Row) -> Style:
    """Return the colour of a status: what waits and what fails stands out."""
    if row.is_left_out or row.status in ("duplicate", "skipped"):
        return _DIM
    return _WHITE if row.decision else _BY_STATUS.get(row.status, _WHITE)


def booked_style(row: Row, field: str) -> Style:
    """Return the colour of a thing that a row is booked on: green by rule, blue by hand."""
    if row.is_left_out or not row.can_be_edited:
        return _DIM
    fields = {field, "split"} if row.assignment.split else {field}
    if fields & row.edited:
        return _BLUE
    reasons = (row.assignment.reasons.get(each) for each in fields)
    return _GREEN if any(it and it.rule for it in reasons) else _WHITE


def _date(row: Row) -> str:
    return row.transaction.booked_on.isoformat() if row.transaction else ""


def _amount(row: Row) -> str:
    return plain(row.transaction.amount) if row.transaction else ""


def _name(row: Row) -> str:
    """Return whom a payment is with or, where nobody is named, what it is about."""
    it = row.transaction
    return row.assignment.name or (it and (it.name or it.description)) or ""


def _booked(field: str) -> Column:
    """Return the column of a thing that a row, or each part of it, is booked on."""

    def text(row: Row) -> str:
        whole = getattr(row.assignment, field)
        parts = [getattr(part, field) or whole for part in row.assignment.split]
        return " + ".join(dict.fromkeys(filter(None, parts or [whole])))

    return Column(field, text, flexible=True, style=lambda row: booked_style(row, field))


_ROW = Column("row", lambda row: str(row.number), right=True, style=lambda _: _DIM)
_FACTS = (
    Column("date", _date, style=status_style),
    Column("amount", _amount, right=True, always=True, style=status_style),
)
_BOOKED = (
    Column("name", _name, flexible=True, style=status_style),
    *map(_booked, ("wallet", "category", "project")),
)

NARROW = (_ROW, Column("", mark, always=True, style=status_style), *_FACTS, *_BOOKED)
"""The columns where there is little room."""

WIDE = (
    _ROW,
    Column("status", what_becomes, always=True, style=status_style),
    *_FACTS,
    Column("", lambda row: (row.transaction and row.transaction.currency) or ""),
    *_BOOKED,
    Column("by", by, style=lambda row: _DIM if row.is_left_out else _WHITE),
)
"""The columns where there is room for words."""

ENOUGH = 100
"""The width from which on there is room for words."""
