"""A plan as a table: for eyes, for programs, and for a spreadsheet that edits it.

The file holds the bank's values to be looked at, and columns to be edited. What is committed later
is the plan of the same statement with those edits: amounts and ids never pass through the
spreadsheet. `saved` takes them back.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statementkit.errors import Diagnostic, StoreError
from statementkit.replacing import replace_file
from statementkit.reviewing.parts import split_line
from statementkit.values import guarded, guarded_inside, unguarded, unguarded_inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.reviewing.plan import Plan
    from statementkit.reviewing.row import Row

EDITED = {"wallet": "wallet", "category": "category", "project": "project",
          "set_name": "name", "set_kind": "kind", "split": "split"}  # fmt: skip
"""The columns that can be edited, and what they set; `decision` can be edited too."""

COLUMNS = (
    "plan", "row", "status", "decision", "line", "booked_on", "amount", "currency", "name",
    "description", "wallet", "category", "project", "set_name", "set_kind", "split", "by", "note",
    "key",
)  # fmt: skip
"""The columns of the table, in their order."""

_NUMBERS = ("row", "line", "booked_on", "amount")

_CHANGEABLE = re.compile(r"'.*|(?=\D*\d)[\d\s.,:/+\-%'()$€£¥]+(?:e[+\-]?\d+)?", re.I | re.S)
"""Texts that a spreadsheet takes for a number or a day, and writes in another way: 0012, 1/2, 7e5.

What begins with an apostrophe is one of them, so that the mark can be told from a text.
"""


def by_whom(row: Row) -> str | None:
    """Return who says what a row is booked on: `you`, a `rule`, a `default`, or nobody.

    Green is what a rule says; a person comes before rules, and rules before defaults.
    """
    if row.edited:
        return "you"
    if row.assignment.is_by_rule:
        return "rule"
    return "default" if row.assignment.reasons else None


def note_of(row: Row) -> str | None:
    """Return why a row has its status, what does not fit it, and whether it is a transfer."""
    return "; ".join(filter(None, (row.note, row.misfit, row.transfer))) or None


def records(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the rows of a plan under `COLUMNS`; absent is `None`."""
    token = plan.token
    for row in plan.rows:
        transaction, assignment = row.transaction, row.assignment
        yield {
            "plan": token,
            "row": row.number,
            "status": row.status,
            "decision": row.decision,
            "line": row.line,
            "booked_on": transaction.booked_on.isoformat() if transaction else None,
            "amount": format(transaction.amount, "f") if transaction else None,
            "currency": transaction.currency if transaction else None,
            "name": transaction.name if transaction else None,
            "description": transaction.description if transaction else None,
            "wallet": assignment.wallet,
            "category": assignment.category,
            "project": assignment.project,
            "set_name": assignment.name,
            "set_kind": assignment.kind,
            "split": split_line(assignment.split) or None,
            "by": by_whom(row),
            "note": note_of(row),
            "key": row.key or None,
        }


def save(plan: Plan, path: str | Path) -> None:
    """Save a plan for editing: as JSON Lines if the name ends in `.jsonl`, else as CSV.

    Raises `StoreError` SK753 if the file cannot be written.
    """
    is_json = Path(path).suffix.lower() == ".jsonl"
    text = "".join(json_lines(plan)) if is_json else f"{_BOM}{csv_text(plan)}"
    try:
        replace_file(Path(path), text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"the plan cannot be saved: {reason}"
        finding = Diagnostic(code="SK753", message=message, hint="choose another place")
        raise StoreError(finding.at(file=str(path))) from error


_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Tells Excel that a file is in UTF-8."""


def json_lines(plan: Plan) -> Iterator[str]:
    """Yield the rows of a plan as lines of JSON."""
    return (json.dumps(each, ensure_ascii=False) + "\n" for each in records(plan))


def csv_text(plan: Plan) -> str:
    """Return a plan as CSV, with a mark before texts that a spreadsheet would compute or change."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for record in records(plan):
        writer.writerow(_as_cell(column, value) for column, value in record.items())
    return out.getvalue()


def _as_cell(column: str, value: Any) -> Any:
    return value if column in _NUMBERS or value is None else marked(value)


def marked(text: str) -> str:
    """Return a text as it stands in a cell, so that a spreadsheet leaves it as it is.

    >>> marked("0012"), marked("2024-17"), marked("=1+1"), marked("Kohvik 12")
    ("'0012", "'2024-17", "'=1+1", 'Kohvik 12')
    """
    return guarded_inside(f"'{text}") if _CHANGEABLE.fullmatch(text) else guarded(text)


def unmarked(cell: str) -> str:
    """Return the text that was marked.

    >>> unmarked(marked("0012")), unmarked("'t Hoekje")
    ('0012', "'t Hoekje")
    """
    rest = unguarded_inside(cell)[1:]
    if cell[:1] == "'" and _CHANGEABLE.fullmatch(rest):
        return rest
    return unguarded(cell)
