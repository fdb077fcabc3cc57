"""The trial: a layout counts as found only when it reads most records of the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statementkit.errors import LayoutError, OrderError
from statementkit.inference.result import Question
from statementkit.layouts import open_rows
from statementkit.layouts.compiling import compile_layout, tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.inference.notes import Notes
    from statementkit.inference.table import Table
    from statementkit.layouts import Layout
    from statementkit.order.mapper import RowMapper, Tally


def is_tried(layout: Layout, table: Table, known: Mapping[str, Any], notes: Notes) -> bool:
    """Tell whether a layout reads most records of the sample; if not, ask for the order.

    Raises `OrderError` or `LayoutError` for what the caller gave.
    """
    try:
        mapper = compile_layout(layout, columns=table.header[1] if table.header else None)
    except (OrderError, LayoutError) as error:
        if known.keys() & {"order", "date_format"}:
            raise
        _ask(notes, error.diagnostics[0].message)
        return False
    if layout.format == "excel":  # merged cells leave open what columns are called
        open_rows(table.source, layout, tree_of(layout)).close()
    return _reads_most(mapper, table, notes)


def _reads_most(mapper: RowMapper, table: Table, notes: Notes) -> bool:
    tally = mapper.tally("collect", table.source.name)
    mapped = sum(1 for _ in mapper.function([*table.rows, *table.below], tally))
    first = tally.problems[0] if tally.problems else None
    said = f"line {first.line}: {first.message}" if first else "no record is a payment"
    if not mapped or tally.bad > tally.mapped:
        _ask(notes, said)
        return False
    if first is not None:
        notes.warn(f"{_problems(tally)} under this layout: {said}", first.line)
    if tally.warned:
        notes.warn(f"{tally.warned} rows have a sign that their direction contradicts")
    return True


def _problems(tally: Tally) -> str:
    return "1 record is a problem" if tally.bad == 1 else f"{tally.bad} records are problems"


def _ask(notes: Notes, said: str) -> None:
    text = f"what is the order of this file? Few records can be read by what was found: {said}"
    notes.questions.append(Question("order", text))
