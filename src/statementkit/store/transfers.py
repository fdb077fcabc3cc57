"""Movements between own accounts: what of them is stored, and what a person says of two of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import delete, insert, select

from statementkit.dedup import account_number
from statementkit.errors import quoted
from statementkit.store.database import next_revision, refuse
from statementkit.store.money import from_units
from statementkit.store.schema import ACCOUNTS, TRANSACTIONS, TRANSFERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import Connection, Select

    from statementkit.model import Transaction
    from statementkit.store.database import Database

Amount = tuple[str | None, "Decimal"]


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
            own = own_accounts(connection)
            return list(sides(connection, own, among=_amounts_that_meet(connection)))

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
    connection: Connection,
    own: Collection[str],
    days: tuple[date, date] | None = None,
    among: Collection[Amount] | None = None,
) -> Iterator[Side]:
    """Yield the movements that may be sides of transfers between own accounts.

    `days` are the first and the last day to look at. Of movements that name no account, only those
    with one of the amounts are yielded that they are `among`, if that is given.
    """
    if len(own) < 2:
        return
    decided = {key for pair, is_pair in decisions(connection).items() if is_pair for key in pair}
    query = _candidates()
    if days is not None:
        query = query.where(TRANSACTIONS.c.booked_on.between(*days))
    with connection.execution_options(yield_per=1_000).execute(query) as rows:
        for row in rows:
            side = _side_of_row(row)
            names_own = side.other in own and side.other != side.account
            amount = side.currency, abs(side.amount)
            may_meet = not side.other and (among is None or amount in among)
            if names_own or may_meet or side.key in decided:
                yield side


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


def _amounts_that_meet(connection: Connection) -> set[Amount]:
    """Return the sizes of amounts that left an account and came to another."""
    columns = TRANSACTIONS.c
    query = select(
        columns.own_account, columns.currency, columns.units, columns.decimals
    ).distinct()
    left: dict[Amount, set[str]] = defaultdict(set)
    came: dict[Amount, set[str]] = defaultdict(set)
    for row in connection.execute(query.where(columns.units != 0)):
        amount = row.currency, abs(from_units(row.units, row.decimals))
        (left if row.units < 0 else came)[amount].add(row.own_account)
    return {amount for amount in left.keys() & came.keys() if _differ(left, came, amount)}


def _differ(
    left: Mapping[Amount, set[str]], came: Mapping[Amount, set[str]], amount: Amount
) -> bool:
    return len(left[amount] | came[amount]) > 1


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
