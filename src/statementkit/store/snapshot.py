"""One state of a store, as the review of a file looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from sqlalchemy import and_, func, or_, select

from statementkit.dedup import Cover, id_key
from statementkit.store import feeds
from statementkit.store.bulk import chunks
from statementkit.store.records import GLANCE, from_row, glance
from statementkit.store.rules import book
from statementkit.store.schema import ACCOUNTS, BATCHES, COVERS, SIGHTINGS, TRANSACTIONS
from statementkit.store.transfers import Side, decisions, own_accounts, sides

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from statementkit.dedup import Glance
    from statementkit.rules import RuleBook
    from statementkit.store.records import Entry


@attrs.frozen
class Account:
    """An own account: its number, and whether the bank's ids tell its bookings apart.

    `revision` grows with every change of the account; 0 stands for an account without any.
    """

    number: str
    use_ids: bool = True
    revision: int = 0


class Snapshot:
    """One state of a store. What an import under way has added so far, as `batch`, is left out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.batch: int | None = None

    def rules(self) -> RuleBook:
        """Return the rules of the store."""
        return book(self._connection)

    def own_accounts(self) -> frozenset[str]:
        """Return the numbers of the accounts of the store."""
        return own_accounts(self._connection)

    def sides(self, own: Collection[str], first: date, last: date) -> list[Side]:
        """Return the movements of these days that may be sides of transfers."""
        return list(sides(self._connection, own, (first, last)))

    def decisions(self) -> dict[tuple[str, str], bool]:
        """Return what a person said of pairs of keys: whether they are one transfer."""
        return decisions(self._connection)

    def account(self, number: str) -> Account | None:
        """Return an account, `None` if nothing of it is stored."""
        query = select(ACCOUNTS).where(ACCOUNTS.c.number == number)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else Account(*row)

    def covers(self, number: str) -> list[Cover]:
        """Return which days of an account imports and feeds have brought before."""
        query = select(COVERS.c.first, COVERS.c.last, COVERS.c.whole_days, COVERS.c.gaps)
        rows = self._connection.execute(query.where(COVERS.c.account == number))
        return [*(Cover(*row) for row in rows), *feeds.covers(self._connection, number)]

    def batches_of(self, digest: str | None) -> Sequence[int]:
        """Return the imports of this very file that were not undone."""
        return self._connection.scalars(select(BATCHES.c.id).where(of_file(digest))).all()

    def days(self, number: str, first: date, last: date) -> Mapping[date, int]:
        """Return how many transactions are stored of each day."""
        day = TRANSACTIONS.c.booked_on
        query = select(day, func.count()).where(self._of(number, first, last)).group_by(day)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def between(self, number: str, first: date, last: date) -> dict[str, Entry]:
        """Return what is stored from `first` to `last`, by key."""
        return self._found(self._of(number, first, last))

    def glances(self, number: str, first: date, last: date) -> dict[str, Glance]:
        """Return what is to be seen at one glance of these days, fees apart, by key."""
        mains = self._of(number, first, last) & TRANSACTIONS.c.parent.is_(None)
        rows = self._connection.execute(select(*GLANCE).where(mains))
        return {row[0]: glance(row) for row in rows}

    def with_keys(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Return what is stored under these keys, by key."""
        found: dict[str, Entry] = {}
        for some in chunks(keys):
            found |= self._found(TRANSACTIONS.c.key.in_(some))
        return found

    def with_ids(self, number: str, bank_ids: Iterable[str]) -> dict[str, Entry]:
        """Return what is stored under these ids of the bank, by key."""
        found: dict[str, Entry] = {}
        for ids in chunks(bank_ids):
            found |= self._found(and_(self._of(number), TRANSACTIONS.c.bank_id.in_(ids)))
        return found

    def fees(self, parents: Iterable[str]) -> dict[str, Entry]:
        """Return the fees of stored transactions, by key."""
        found: dict[str, Entry] = {}
        for keys in chunks(parents):
            found |= self._found(TRANSACTIONS.c.parent.in_(keys))
        return found

    def sighted(self, batches: Sequence[int], number: str, first: date, last: date) -> set[str]:
        """Return the keys of what is stored of these days and was met by some imports again."""
        query = (
            select(SIGHTINGS.c.key)
            .join(TRANSACTIONS, TRANSACTIONS.c.key == SIGHTINGS.c.key)
            .where(SIGHTINGS.c.batch.in_(batches), self._of(number, first, last))
        )
        return set(self._connection.scalars(query))

    def displaced(self, number: str) -> Iterable[str]:
        """Return the keys of bookings of which the bank says something else by now."""
        key, fingerprint = TRANSACTIONS.c.key, TRANSACTIONS.c.fingerprint
        bank_id = func.coalesce(TRANSACTIONS.c.bank_id, "")
        prefix = id_key(number, "").removesuffix("#1")
        start = len(prefix) + 1
        by_text = key.like("h1:%") & (func.substr(key, 4, func.length(fingerprint)) != fingerprint)
        by_id = func.substr(key, 1, start - 1) == prefix
        by_id &= (func.substr(key, start, func.length(bank_id)) != bank_id) | (
            func.substr(key, start + func.length(bank_id), 1) != "#"
        )
        query = select(key).where(self._of(number), TRANSACTIONS.c.parent.is_(None))
        return self._connection.scalars(query.where(or_(by_text, by_id)))

    def _of(
        self, number: str, first: date | None = None, last: date | None = None
    ) -> ColumnElement[bool]:
        """Return the condition that a transaction is of an account, and of these days."""
        condition = TRANSACTIONS.c.own_account == number
        if self.batch is not None:
            condition &= TRANSACTIONS.c.batch != self.batch
        if first is not None and last is not None:
            condition &= TRANSACTIONS.c.booked_on.between(first, last)
        return condition

    def _found(self, condition: ColumnElement[bool]) -> dict[str, Entry]:
        rows = self._connection.execute(select(TRANSACTIONS).where(condition)).all()
        return {row[0]: from_row(row) for row in rows}


def of_file(digest: str | None) -> ColumnElement[bool]:
    """Return the condition that a batch is of this very file and was not undone."""
    return and_(BATCHES.c.digest == (digest or ""), BATCHES.c.status == "done")
