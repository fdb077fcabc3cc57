"""A plan as a table for a spreadsheet, and the edits that come back in it.

The file holds the bank's values to be looked at and five columns to be edited. What is committed
later is the plan of the same statement with those edits: amounts and ids never pass through the
spreadsheet.
"""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statementkit.errors import Diagnostic, StoreError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.reviewing.plan import Plan, Row

EDITED = {"wallet": "wallet", "category": "category", "project": "project",
          "set_name": "name", "set_kind": "kind"}  # fmt: skip
"""The columns that can be edited, and what they set; `decision` is the sixth."""

COLUMNS = (
    "plan", "row", "status", "decision", "line", "booked_on", "amount", "currency", "name",
    "description", "wallet", "category", "project", "set_name", "set_kind", "by", "note", "key",
)  # fmt: skip
"""The columns of the table, in their order."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def records(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the rows of a plan under `COLUMNS`; absent is `None`."""
    token = plan.token
    for row in plan.rows:
        transaction, assignment = row.transaction, row.assignment
        by = {reason.rule is not None for reason in assignment.reasons.values()}
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
            "by": "rule" if True in by else "default" if by else None,
            "note": row.note or None,
            "key": row.key or None,
        }


def save(plan: Plan, path: str | Path) -> None:
    """Save a plan for editing: as JSON Lines if the name ends in `.jsonl`, else as CSV.

    Raises `StoreError` SK753 if the file cannot be written.
    """
    text = _json_text(plan) if Path(path).suffix == ".jsonl" else csv_text(plan)
    try:
        Path(path).write_text(text, "utf-8", newline="")
    except OSError as error:
        raise _refusal(
            f"the plan cannot be saved: {error.strerror}", "choose another place", path
        ) from error


def load_edits(plan: Plan, path: str | Path) -> Plan:
    """Return a plan with the edits and decisions of a file that `save` wrote of it.

    Raises `StoreError` SK753 if the file is no such table, SK754 if it was saved of another plan:
    of another file, or before the store changed.
    """
    try:
        content = Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = "save it in UTF-8, under a name that can be read"
        raise _refusal(f"the edited plan cannot be read: {error}", hint, path) from error
    is_json = Path(path).suffix == ".jsonl"
    rows = _json_rows(content, path) if is_json else _csv_rows(content, path)
    token = plan.token
    for line, record in rows:
        plan = _Edit(plan, record, line, str(path)).applied(token)
    return plan


def csv_text(plan: Plan) -> str:
    """Return a plan as CSV, with a mark before texts that a spreadsheet would compute."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for record in records(plan):
        writer.writerow(_harmless(column, value) for column, value in record.items())
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue()


def _harmless(column: str, value: Any) -> Any:
    is_text = isinstance(value, str) and column != "amount"
    return f"'{value}" if is_text and value.startswith(_FORMULA) else value


def _json_text(plan: Plan) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records(plan))


def _csv_rows(content: str, path: str | Path) -> Iterator[tuple[int, dict[str, Any]]]:
    header = content.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter)
    _check_columns(reader.fieldnames or (), path)
    try:
        for record in reader:
            yield reader.line_num, {key: _without_mark(value) for key, value in record.items()}
    except csv.Error as error:
        raise _refusal(f"the edited plan is no CSV: {error}", "save it as CSV", path) from error


def _without_mark(value: Any) -> Any:
    marked = isinstance(value, str) and value[:1] == "'" and value[1:].startswith(_FORMULA)
    return value[1:] if marked else value


def _json_rows(content: str, path: str | Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in enumerate(content.splitlines(), 1):
        try:
            record = json.loads(text)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise _refusal("this line is no JSON object", "save the plan anew", path, line)
        _check_columns(list(record), path)
        yield line, record


def _check_columns(found: Sequence[str], path: str | Path) -> None:
    unknown = [quoted(name) for name in found if name not in COLUMNS]
    missing = [name for name in ("plan", "row", "amount", "decision", *EDITED) if name not in found]
    if unknown:
        hint = f"the columns are {', '.join(COLUMNS)}"
        raise _refusal(f"unknown columns: {', '.join(unknown)}", hint, path, 1)
    if missing:
        hint = "keep all columns of the saved plan"
        raise _refusal(f"missing columns: {', '.join(missing)}", hint, path, 1)


class _Edit:
    """One row of an edited table, on its way into the plan."""

    def __init__(self, plan: Plan, record: dict[str, Any], line: int, path: str) -> None:
        self.plan = plan
        self.record = record
        self.line = line
        self.path = path

    def applied(self, token: str) -> Plan:
        """Return the plan with what the row says differently."""
        if self.record["plan"] != token:
            message = "this plan was saved of another file, or before the store changed"
            hint = "review the file again; nothing was written"
            found = Diagnostic(code="SK754", message=message, hint=hint)
            raise StoreError(found.at(file=self.path, line=self.line))
        row = self._row()
        self._check_amount(row)
        plan = self.plan
        now = {field: self._text(column) for column, field in EDITED.items()}
        said = {field: getattr(row.assignment, field) for field in now}
        edits = {field: value for field, value in now.items() if value != said[field]}
        try:
            if edits:
                plan = plan.edit(row.number, **edits)
            if (decision := self._text("decision")) != row.decision:
                plan = plan.decide(row.number, decision)  # type: ignore[arg-type]
        except StoreError as error:
            places = (each.at(file=self.path, line=self.line) for each in error.diagnostics)
            raise StoreError(*places) from None
        return plan

    def _row(self) -> Row:
        text = str(self.record["row"])
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= len(self.plan.rows)):
            raise self._refusal(f"the plan has no row {quoted(text)}")
        return self.plan.row(int(text))

    def _check_amount(self, row: Row) -> None:
        """Refuse another amount: what the bank says cannot be edited."""
        text = self._text("amount")
        amount = row.transaction.amount if row.transaction else None
        try:
            same = amount == (None if text is None else Decimal(text.replace(",", ".")))
        except InvalidOperation:
            same = False
        if not same:
            raise self._refusal(f"the amount is {amount} and cannot be made {quoted(text or '')}")

    def _text(self, column: str) -> str | None:
        value = self.record[column]
        return str(value).strip() or None if value is not None else None

    def _refusal(self, message: str) -> StoreError:
        hint = "edit decision, wallet, category, project, set_name and set_kind only"
        return _refusal(message, hint, self.path, self.line)


def _refusal(message: str, hint: str, path: str | Path, line: int | None = None) -> StoreError:
    finding = Diagnostic(code="SK753", message=message, hint=hint, file=str(path), line=line)
    return StoreError(finding)
