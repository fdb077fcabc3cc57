"""What runs an order on rows: one list of back ends, and one form in which they all answer.

A back end is a function from a mapper and rows to a `Reading`. Every test that must hold for all of
them runs over `BACKENDS`; a new back end joins the tests by joining that list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from statementkit.model import Transaction
from statementkit.order.columns_rows import ColumnMapper, batched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper


@attrs.frozen
class Reading:
    """What became of rows that are counted from line 1.

    Equality of transactions leaves out where they were found and takes 1.5 for 1.50, so a reading
    holds every attribute of every transaction, amounts as text.
    """

    transactions: tuple[Mapping[str, Any], ...]
    skipped: tuple[int, ...]
    problems: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]
    mapped: int


Backend: TypeAlias = "Callable[[RowMapper, Sequence[Row]], Reading]"


def interpreted(mapper: RowMapper, rows: Sequence[Row]) -> Reading:
    """Run the plan on one row after the other."""
    transactions: list[Transaction] = []
    skipped: list[int] = []
    problems: list[Diagnostic] = []
    warnings: list[Diagnostic] = []
    mapped = 0
    for line, row in enumerate(rows, 1):
        outcome = mapper.interpreter.run(row, line)
        transactions += outcome.transactions
        problems += outcome.problems
        warnings += outcome.warnings
        mapped += outcome.result == "mapped"
        if outcome.result == "skipped":
            skipped.append(line)
        if outcome.result == "end":
            skipped += range(line, len(rows) + 1)
            break
    return _reading(transactions, skipped, problems, warnings, mapped)


def generated(mapper: RowMapper, rows: Sequence[Row]) -> Reading:
    """Run the generated code, which hands unusual rows to the interpreter."""
    tally = mapper.tally()
    transactions = list(mapper.map_rows(rows, tally=tally))
    assert tally.transactions == len(transactions)
    return _reading(transactions, tally.skipped, tally.problems, tally.warnings, tally.mapped)


def columnar(mapper: RowMapper, rows: Sequence[Row]) -> Reading:
    """Run the expressions over batches of rows; those they are unsure of go to the functions."""
    tally = mapper.tally()
    columns = ColumnMapper(mapper)
    batches = batched(enumerate(rows, 1), columns.columns, 3)
    transactions = list(columns.map_batches(batches, tally))
    assert tally.transactions == len(transactions)
    return _reading(transactions, tally.skipped, tally.problems, tally.warnings, tally.mapped)


BACKENDS = (interpreted, generated, columnar)


def exact(transaction: Transaction, parents: Sequence[Transaction] = ()) -> dict[str, Any]:
    """Return every attribute that is not absent: numbers as text, a parent as its index."""
    values = {
        field.name: getattr(transaction, field.name) for field in attrs.fields(Transaction)
    } | {"parent": _index(transaction.parent, parents)}
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value if isinstance(value, int) else str(value)


def _index(parent: Transaction | None, parents: Sequence[Transaction]) -> int | None:
    if parent is None:
        return None
    return next(index for index, each in enumerate(parents) if each is parent)


def _reading(
    transactions: list[Transaction],
    skipped: list[int],
    problems: list[Diagnostic],
    warnings: list[Diagnostic],
    mapped: int,
) -> Reading:
    return Reading(
        tuple(exact(each, transactions) for each in transactions),
        tuple(skipped),
        tuple(problems),
        tuple(warnings),
        mapped,
    )
