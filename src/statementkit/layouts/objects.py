"""From transactions that are made one by one to frames, with what was found about other rows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import attrs
import polars as pl

from statementkit.errors import RowError
from statementkit.order.columns_frames import EXTRA, frame_of
from statementkit.order.columns_needs import ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.model import Transaction


def slim(transaction: Transaction) -> Transaction:
    """Return a transaction with the extras that have columns.

    Those of a file for 1C are made when they are looked at, of a document that takes much memory.
    """
    extra = transaction.extra
    if extra is None or isinstance(extra, dict):
        return transaction
    return attrs.evolve(transaction, extra={name: extra.get(name) for name in EXTRA})


def frames_of(
    transactions: Iterable[Transaction], scale: int, size: int = ROWS
) -> Iterator[pl.DataFrame]:
    """Yield transactions, `size` at once. Raises `RowError` for a number that does not fit."""
    rest = map(slim, transactions)
    while some := list(islice(rest, size)):
        yield frame_of(some, scale)


def frames_with_problems(
    transactions: Iterable[Transaction],
    found: Callable[[], Iterable[Diagnostic]],
    scale: int,
    file: str | None = None,
    size: int = ROWS,
) -> Iterator[pl.DataFrame]:
    """Yield transactions, `size` at once, and rows that are problems where they stand in the file.

    `found` returns what was found about rows since it was called last; they may stand further down.
    A row with a number that does not fit is a problem, too.
    """
    rest = map(slim, transactions)
    waiting: list[Diagnostic] = []
    while some := list(islice(rest, size)):
        frames, problems = _fitting(_rows(some), scale)
        waiting += found()
        last = some[-1].line or 0
        problems += (each for each in waiting if (each.line or 0) <= last)
        waiting = [each for each in waiting if (each.line or 0) > last]
        whole = pl.concat([*frames, _of_problems(problems, scale, file)])
        yield whole.sort("line", maintain_order=True)
    yield _of_problems([*waiting, *found()], scale, file)


def _rows(transactions: Sequence[Transaction]) -> list[list[Transaction]]:
    """Return transactions row by row: each with its fees."""
    rows: list[list[Transaction]] = []
    for each in transactions:
        if each.parent is None or not rows:
            rows.append([])
        rows[-1].append(each)
    return rows


def _fitting(
    rows: Sequence[list[Transaction]], scale: int
) -> tuple[list[pl.DataFrame], list[Diagnostic]]:
    """Return frames of the rows of which all numbers fit, and what is wrong with the others."""
    try:
        return [frame_of((each for row in rows for each in row), scale)], []
    except RowError as error:
        if len(rows) == 1:
            return [], [*error.diagnostics]
    middle = len(rows) // 2
    above, below = _fitting(rows[:middle], scale), _fitting(rows[middle:], scale)
    return above[0] + below[0], above[1] + below[1]


def _of_problems(problems: Sequence[Diagnostic], scale: int, file: str | None) -> pl.DataFrame:
    return frame_of((), scale, problems).with_columns(file=pl.lit(file))
