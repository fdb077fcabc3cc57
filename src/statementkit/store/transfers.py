"""Movements between own accounts: what of them is stored, and what a person says of two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import case, delete, func, insert, select, tuple_

from statementkit.dedup import account_number
from statementkit.errors import quoted
from statementkit.store.database import next_revision, refuse
from statementkit.store.money import LARGEST, from_units
from statementkit.store.schema import ACCOUNTS, TRANSACTIONS, TRANSFERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import ColumnElement, Connection, Select

    from statementkit.model import Transaction
    from statementkit.store.database import Database


@attrs.frozen
class Side:
    """A movement on an own account that may be one side of a transfer to another.

    `other` is the number of the other party's account as the bank names it, blank if it does not;
    `number` is a reference, or the number of a document or cheque.
    """

    key: str
    account: str
    day: date
    amount: Decimal
    currency: str | None
    other: str = ""
    number: str = ""


def side_of(key: str, transaction: Transaction, kind: str | None) -> Side | None:
    """Return a transaction as a side, `None` if it is a fee or its `kind` says that it is none.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> saved = Transaction(date(2024, 2, 1), Decimal(-50), account="lv80 bank", own_account="EE38")
    >>> side_of("key", saved, None).other
    'LV80BANK'
    """
    if kind == "payment" or (kind or transaction.kind) == "fee":
        return None
    return Side(
        key,
        account_number(transaction.own_account or ""),
        transaction.booked_on,
        transaction.amount,
        transaction.currency,
        account_number(transaction.account or ""),
        transaction.reference or transaction.check_number or "",
    )


class TransferTable:
    """What a store knows of transfers between its accounts."""

    def __init__(self, database: Database, now: Callable[[], str]) -> None:
        self._database = database
        self._now = now

    def sides(self) -> list[Side]:
        """Return the movements that may be sides of transfers.

        They name an account of the store, or they name none and an opposite amount stands on
        another account.
        """
        with self._database.reading() as connection:
            return list(sides(connection, own_accounts(connection)))

    def decisions(self) -> dict[tuple[str, str], bool]:
        """Return what a person said of pairs of keys: whether they are one transfer."""
        with self._database.reading() as connection:
            return decisions(connection)

    def pair(self, key: str, other: str) -> None:
        """Say that two movements are one transfer. Raises `StoreError` SK745 or SK755."""
        self._decide(key, other, is_pair=True)

    def unpair(self, key: str, other: str) -> None:
        """Say that two movements are not one transfer. Raises `StoreError` SK745 or SK755."""
        self._decide(key, other, is_pair=False)

    def _decide(self, key: str, other: str, *, is_pair: bool) -> None:
        pair = sorted((key, other))
        with self._database.writing() as connection:
            next_revision(connection)
            _check_sides(*(_side(connection, each) for each in pair))
            if is_pair:
                _check_free(connection, pair)
            same = (TRANSFERS.c.one == pair[0]) & (TRANSFERS.c.other == pair[1])
            connection.execute(delete(TRANSFERS).where(same))
            row = {"one": pair[0], "other": pair[1], "is_pair": is_pair, "at": self._now()}
            connection.execute(insert(TRANSFERS).values(row))


def own_accounts(connection: Connection) -> frozenset[str]:
    """Return the numbers of the accounts of a store."""
    return frozenset(connection.execute(select(ACCOUNTS.c.number)).scalars())


def decisions(connection: Connection) -> dict[tuple[str, str], bool]:
    """Return what a person said of pairs of keys, the smaller key first."""
    rows = connection.execute(select(TRANSFERS))
    return {(row.one, row.other): row.is_pair for row in rows}


def sides(
    connection: Connection, own: Collection[str], days: tuple[date, date] | None = None
) -> Iterator[Side]:
    """Yield the movements that may be sides of transfers between own accounts.

    They name one of the accounts, or none where the opposite amount stands on another account.
    `days` are the first and the last day to look at; something that is not stored yet may be the
    other side then, and so all are yielded that name none.
    """
    if len(own) < 2:
        return
    decided = {key for pair, is_pair in decisions(connection).items() if is_pair for key in pair}
    columns = TRANSACTIONS.c
    query = _candidates()
    bare = func.coalesce(columns.account, "") == ""
    if days is not None:
        query = query.where(columns.booked_on.between(*days))
    elif (meeting := _amounts_that_meet(connection)) is not None:
        bare &= meeting
    query = query.where(bare | _compact(columns.account).in_(own) | columns.key.in_(decided))
    with connection.execution_options(yield_per=1_000).execute(query) as rows:
        yield from map(_side_of_row, rows)


def _compact(number: ColumnElement[str | None]) -> ColumnElement[str | None]:
    """Return an account number without spaces and in capitals, as `account_number` does."""
    for blank in (" ", "\N{NO-BREAK SPACE}", "\t"):
        number = func.replace(number, blank, "")
    return func.upper(number)


def _candidates() -> Select[Any]:
    columns = TRANSACTIONS.c
    kind = columns.own_kind
    return select(
        *(columns.key, columns.own_account, columns.booked_on, columns.units, columns.decimals),
        *(columns.currency, columns.account, columns.reference, columns.check_number),
    ).where(
        ~columns.vanished,
        (kind == "transfer") | (kind.is_(None) & (columns.kind != "fee")),
    )


def _amounts_that_meet(connection: Connection) -> ColumnElement[bool] | None:
    """Return the condition that the opposite of an amount stands on another account.

    Amounts are compared as integers with the most decimals that there are; `None` is returned
    where these would be too large for a database.
    """
    columns = TRANSACTIONS.c
    largest: dict[int, int] = {
        row[0]: row[1]
        for row in connection.execute(
            select(columns.decimals, func.max(func.abs(columns.units))).group_by(columns.decimals)
        )
    }
    most = max(largest, default=0)
    if any(units * 10 ** (most - decimals) > LARGEST for decimals, units in largest.items()):
        return None
    units = columns.units * case(
        *((columns.decimals == decimals, 10 ** (most - decimals)) for decimals in largest),
        else_=1,
    )
    size = func.coalesce(columns.currency, ""), func.abs(units)
    met = (
        select(*size)
        .where(units != 0)
        .group_by(*size)
        .having(
            func.min(units) < 0,
            func.max(units) > 0,
            func.min(columns.own_account) != func.max(columns.own_account),
        )
    )
    return tuple_(*size).in_(met)


def _side(connection: Connection, key: str) -> Side:
    row = connection.execute(_candidates().where(TRANSACTIONS.c.key == key)).one_or_none()
    if row is None:
        hint = "`statementkit transfers` and `statementkit export` show the keys"
        raise refuse("SK745", f"no movement that may be a transfer has the key {quoted(key)}", hint)
    return _side_of_row(row)


def _side_of_row(row: Any) -> Side:
    return Side(
        row.key,
        row.own_account,
        row.booked_on,
        from_units(row.units, row.decimals),
        row.currency,
        account_number(row.account or ""),
        row.reference or row.check_number or "",
    )


def _check_sides(one: Side, other: Side) -> None:
    hint = "of anything else say so by itself: `statementkit edit KEY --kind transfer`"
    if one.account == other.account:
        message = "both movements are on one account"
    elif one.currency != other.currency:
        message = f"one movement is in {one.currency}, the other in {other.currency}"
    elif one.amount != other.amount.copy_negate():
        message = f"the amounts {one.amount} and {other.amount} do not cancel each other out"
    else:
        return
    raise refuse("SK755", message, hint)


def _check_free(connection: Connection, pair: list[str]) -> None:
    for (one, other), is_pair in decisions(connection).items():
        taken = {one, other} & set(pair)
        if is_pair and len(taken) == 1:
            message = f"{one} and {other} were said to be one transfer"
            raise refuse("SK755", message, "take that back first, with --unpair")
