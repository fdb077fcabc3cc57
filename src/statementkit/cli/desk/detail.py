"""All that is known of one row of a plan, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from statementkit.cli.ledger.plan_rows import booked_style, status_style, what_becomes
from statementkit.errors import RuleError
from statementkit.export import plain
from statementkit.reviewing.table import note_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.model import Transaction
    from statementkit.reviewing import Row

_DOT = " · "


def detail(row: Row) -> Text:
    """Return what is known of a row: what becomes of it, what the bank says, what is said of it."""
    return Text("\n").join(_lines(row))


def _lines(row: Row) -> Iterator[Text]:
    line = f"{_DOT}line {row.line}" if row.line else ""
    head = Text.assemble((what_becomes(row), status_style(row)), f"{_DOT}row {row.number}{line}")
    if row.transaction is None:
        yield head
        yield Text(note_of(row) or "")
        return
    yield Text.assemble(head, _DOT, _money(row.transaction))
    yield Text(_DOT.join(_party(row.transaction)) or "nobody is named")
    if row.transaction.description:
        yield Text(" ".join(row.transaction.description.split()))
    yield from _booked(row)
    if note := note_of(row):
        yield Text(note, status_style(row))
    if row.stored is not None and row.status in ("unsure", "changed"):
        stored = row.stored.transaction
        yield Text.assemble("stored: ", _money(stored), _DOT, _DOT.join(_party(stored)))


def _money(it: Transaction) -> Text:
    return Text(f"{it.booked_on} {plain(it.amount)} {it.currency or ''}".strip())


def _party(it: Transaction) -> Iterator[str]:
    yield from filter(None, (it.name, it.tax_id, it.account, it.reference))
    if it.kind != "payment":
        yield it.kind


def _booked(row: Row) -> Iterator[Text]:
    said = row.assignment
    values = {
        field: value
        for field in ("wallet", "category", "project", "name", "kind")
        if (value := getattr(said, field)) is not None
    }
    if not values and not said.split:
        yield Text("booked on nothing yet", "dim")
        return
    cells = [
        Text.assemble(
            f"{field} ", (value, booked_style(row, field)), (f" ({_why(row, field)})", "dim")
        )
        for field, value in values.items()
    ]
    if cells:
        yield Text(_DOT).join(cells)
    if said.split:
        style = booked_style(row, "split")
        yield Text.assemble("split ", (_parts(row), style), (f" ({_why(row, 'split')})", "dim"))


def _why(row: Row, field: str) -> str:
    if field in row.edited:
        return "you"
    return str(row.assignment.reasons.get(field, "stored"))


def _parts(row: Row) -> str:
    assert row.transaction is not None  # noqa: S101 - only payments are divided
    try:
        parts = row.assignment.postings(row.transaction)
    except RuleError as error:
        return error.diagnostics[0].message
    return ", ".join(
        " ".join(filter(None, (plain(it.amount), it.category, it.project))) for it in parts
    )
