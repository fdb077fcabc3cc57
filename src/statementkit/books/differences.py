"""What may explain that the bank says another balance than the books."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from statementkit.values import negate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from statementkit.books.balances import Balance, Break
    from statementkit.store import Batch, Covered, Entry

_SHOWN = 3
"""How many rows are named that may be the one."""


def explain(
    balance: Balance,
    found: Break,
    entries: Iterable[Entry],
    covered: Iterable[Covered],
    batches: Iterable[Batch],
) -> list[str]:
    """Return sentences about what may be missing or too much before a break of a balance.

    Days that no import holds, imports that left rows out, rows of just this amount that vanished
    from the bank's books or may be there twice; without all these, the imports whose files lack
    something themselves. None of them may be the reason.
    """
    first, last = found.since or balance.first, found.day - timedelta(1)
    held = [
        each
        for each in covered
        if each.account == balance.account and first <= each.cover.last and each.cover.first <= last
    ]
    mine = [
        each
        for each in entries
        if each.transaction.own_account == balance.account
        and (each.transaction.currency or "") == balance.currency
        and first <= each.transaction.booked_on <= last
    ]
    reasons = [
        *_days_that_nobody_holds(held, first, last),
        *_rows_left_out(held, batches),
        *_rows_of_that_amount(found, mine),
    ]
    return reasons or [f"batch {number} holds these days, and left nothing out" for number in
                       sorted({each.batch for each in held})]  # fmt: skip


def _days_that_nobody_holds(held: Sequence[Covered], first: date, last: date) -> Iterator[str]:
    day = first
    for each in sorted(held, key=lambda each: each.cover.first):
        if each.cover.first > day:
            yield f"no import holds {_span(day, each.cover.first - timedelta(1))}"
        day = max(day, each.cover.last + timedelta(1))
    if day <= last:
        yield f"no import holds {_span(day, last)}"


def _span(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _rows_left_out(held: Sequence[Covered], batches: Iterable[Batch]) -> Iterator[str]:
    numbers = {each.batch for each in held}
    for batch in batches:
        if batch.id in numbers and (left := batch.problems + batch.waiting):
            yield f"batch {batch.id} left out {left} {'row' if left == 1 else 'rows'}"


def _rows_of_that_amount(found: Break, entries: Sequence[Entry]) -> Iterator[str]:
    missing = [each for each in entries if each.vanished]
    twice = [each for each in entries if not each.vanished]
    for rows, amount, what in (
        (missing, found.difference, "has this amount and vanished from the bank's books"),
        (twice, negate(found.difference), "has this amount and may be there twice"),
    ):
        fitting = [each for each in rows if each.transaction.amount == amount]
        for each in fitting[:_SHOWN]:
            yield f"{each.key} of {each.transaction.booked_on} {what}"
