"""What imported files say beside their transactions: balances, and the days that they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select

from statementkit.dedup import Cover
from statementkit.model import StatedBalance
from statementkit.store.bulk import insert_rows
from statementkit.store.money import from_units, to_units
from statementkit.store.schema import COVERS, STATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


@attrs.frozen
class Stated:
    """A balance that the file of a batch states."""

    batch: int
    balance: StatedBalance


@attrs.frozen
class Covered:
    """The days of an account that a batch brought."""

    batch: int
    account: str
    cover: Cover


def fits(balance: StatedBalance) -> bool:
    """Tell whether a store keeps a stated balance: of a known account, with not too many digits."""
    return bool(balance.account) and to_units(balance.amount) is not None


def add_stated(connection: Connection, batch: int, balances: Sequence[StatedBalance]) -> None:
    """Write the balances that the file of a batch states, of which each `fits`."""
    rows = (
        (batch, number, it.account, it.currency, str(it.day), it.at_end, *(units or ()), it.line)
        for number, it in enumerate(balances, 1)
        for units in [to_units(it.amount)]
    )
    insert_rows(connection, list(STATED.c), rows)


def stated(connection: Connection) -> list[Stated]:
    """Return all stated balances, by batch and in the order of its file."""
    query = select(STATED).order_by(STATED.c.batch, STATED.c.number)
    return [
        Stated(
            row.batch,
            StatedBalance(
                row.day,
                from_units(row.units, row.decimals),
                row.at_end,
                row.account,
                row.currency,
                row.line,
            ),
        )
        for row in connection.execute(query)
    ]


def covered(connection: Connection) -> list[Covered]:
    """Return which days of which accounts were brought, by account and first day."""
    query = select(COVERS).order_by(COVERS.c.account, COVERS.c.first, COVERS.c.batch)
    return [
        Covered(row.batch, row.account, Cover(row.first, row.last, row.whole_days, row.gaps))
        for row in connection.execute(query)
    ]
