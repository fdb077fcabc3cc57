"""Running balances in columns: what the rows of a frame come to, compared all at once.

Let the sum of a row be that of all amounts down to it. Where rows run oldest first, balances hold
if each less the sum of its row is that of the row above; where they run newest first, if each plus
the sum of the row above is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from statementkit import values
from statementkit.model import Transaction
from statementkit.order.columns_needs import DIGITS
from statementkit.reader.balance import Row, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.reader.balance import BalanceChecker

_ACCOUNT = ("own_account", "currency")
_NUMBERS = ("amount", "balance")
_ROW = (*_ACCOUNT, "line", *_NUMBERS)


def follow(checker: BalanceChecker, frame: pl.DataFrame) -> None:
    """Let a checker take the rows of a frame of transactions, whole rows with their fees."""
    rows = frame.select(*_ROW, "parent")
    if _can_be_summed(rows):
        for of_account in _stretches(_with_fees(rows)):
            checker.extend(*of_account)
    else:
        _follow_singly(checker, frame)


def _can_be_summed(rows: pl.DataFrame) -> bool:
    """Return whether no sum of these numbers has more digits than a column holds."""
    largest = rows.select(pl.max_horizontal(pl.col(*_NUMBERS).abs().max())).item()
    scale = getattr(rows.schema["amount"], "scale", 0)
    return largest is None or largest * (rows.height + 2) < 10 ** (DIGITS - scale)


def _follow_singly(checker: BalanceChecker, frame: pl.DataFrame) -> None:
    """Let a checker take row by row: what no column can sum, Python can."""
    head: Transaction | None = None
    for day, parent, *numbers in frame.select("booked_on", "parent", *_ROW).iter_rows():
        given = dict(zip(_ROW, numbers, strict=True))
        each = Transaction(day, **given, parent=None if parent is None else head)
        head = head if each.parent else each
        checker.add(each)


def _with_fees(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each row of the file: a fee belongs to the row above it."""
    is_head = rows["parent"].is_null()
    if is_head.all():
        return rows
    heads = rows.with_columns(head=is_head.cum_sum()).group_by("head", maintain_order=True)
    return heads.agg(pl.col(*_ACCOUNT, "line", "balance").first(), pl.col("amount").sum())


def _stretches(rows: pl.DataFrame) -> Iterator[tuple[str | None, str | None, Stretch]]:
    """Yield the rows of each account as one."""
    rows = rows.with_columns(sum=pl.col("amount").cum_sum().over(_ACCOUNT))
    stating = rows.filter(pl.col("balance").is_not_null()).with_columns(
        oldest_first=pl.col("balance") - pl.col("sum"),
        newest_first=pl.col("balance") + pl.col("sum") - pl.col("amount"),
    )
    above = pl.col("oldest_first").shift(1).over(_ACCOUNT)
    below = pl.col("newest_first").shift(-1).over(_ACCOUNT)
    stated = (
        stating.with_columns(
            is_broken=(pl.col("oldest_first") != above).fill_null(value=False),
            is_broken_below=(pl.col("newest_first") != below).fill_null(value=False),
        )
        .group_by(_ACCOUNT)
        .agg(
            pl.struct("line", "amount", "balance", "sum").first().alias("first"),
            pl.struct("line", "amount", "balance", "sum").last().alias("last"),
            (pl.len() - 1).alias("between"),
            pl.col("line").filter("is_broken").alias("forward"),
            pl.col("line").filter("is_broken_below").alias("backward"),
        )
    )
    sums = rows.group_by(_ACCOUNT, maintain_order=True).agg(pl.col("sum").last())
    whole = sums.join(stated, on=_ACCOUNT, how="left", nulls_equal=True, maintain_order="left")
    for own_account, currency, total, *found in whole.iter_rows():
        yield own_account, currency, _stretch(total, *found)


def _stretch(
    total: Any, first: Any, last: Any, between: int | None, forward: Any, backward: Any
) -> Stretch:
    """Return rows that come to a `total`; all else is null where none states a balance."""
    if first is None or last is None or between is None:
        return Stretch(total)
    above, below = values.negate(first["amount"]), values.negate(last.pop("sum"))
    lead, rest = values.add(first.pop("sum"), above), values.add(total, below)
    return Stretch(lead, Row(**first), Row(**last), rest, between, forward, backward)
