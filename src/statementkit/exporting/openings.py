"""What a journal says beside its movements: opening balances, and those that the bank says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from statementkit.books import Balance

EQUITY = "Equity:Opening-Balances"
"""The account that opening balances come from."""


@attrs.frozen
class Level:
    """What was on an own account at the end of a day."""

    account: str
    currency: str
    day: date
    amount: Decimal


def openings(balances: Iterable[Balance]) -> list[Level]:
    """Return what was on the accounts the day before their first movement, by day.

    >>> from decimal import Decimal
    >>> from statementkit.books import Balance
    >>> day = date(2024, 2, 1)
    >>> [level] = openings([Balance("EE38", "EUR", day, day, Decimal(5), Decimal(-3))])
    >>> level.day, level.amount
    (datetime.date(2024, 1, 31), Decimal('5'))
    """
    found = [
        Level(each.account, each.currency, _before(each.first), each.opening)
        for each in balances
        if each.opening
    ]
    return sorted(found, key=_place)


def assertions(balances: Iterable[Balance]) -> list[Level]:
    """Return what the bank says was there, where the books say so too, by day.

    One of each month is enough, the last: all that come before it are right if it is.
    """
    last: dict[tuple[str, str, int, int], Level] = {}
    for each in balances:
        for morning, amount in sorted(each.proved.items()):
            if morning > each.first:
                level = Level(each.account, each.currency, _before(morning), amount)
                last[each.account, each.currency, level.day.year, level.day.month] = level
    return sorted(last.values(), key=_place)


def _before(day: date) -> date:
    return day - timedelta(day > date.min)


def _place(level: Level) -> tuple[object, ...]:
    return level.day, level.account, level.currency
