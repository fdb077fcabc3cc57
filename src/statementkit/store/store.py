"""The store: what was imported, read, edited, and taken back."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import attrs
from sqlalchemy import exists, func, insert, or_, select, update

from statementkit.errors import quoted
from statementkit.store import importing
from statementkit.store.database import Database, next_revision, refuse
from statementkit.store.feeds import FeedTable
from statementkit.store.hand_overs import HandOverTable
from statementkit.store.importing import Intake, Receipt
from statementkit.store.records import (
    COLUMN_OF,
    NAMED_FIELDS,
    as_json,
    check_own_values,
    from_json,
    from_row,
)
from statementkit.store.rules import RuleTable
from statementkit.store.schema import (
    ACCOUNTS,
    BATCHES,
    CHANGES,
    COVERS,
    PARTIES,
    SIGHTINGS,
    TRANSACTIONS,
)
from statementkit.store.snapshot import Account, Snapshot, of_file
from statementkit.store.stated import Covered, Stated, covered, stated
from statementkit.store.transfers import TransferTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from statementkit.store.importing import Import, Undone
    from statementkit.store.records import Entry


@attrs.frozen
class Batch:
    """One import: of which file, when, and what became of its rows.

    `status` is `done` or `undone`; `at` is a moment in UTC. `added`, `changed` and `known` count
    transactions, `waiting` those that were left out until a person decides, `problems` and
    `skipped` rows of the file.
    """

    id: int
    status: str
    at: str
    file: str | None
    digest: str | None
    layout: str | None
    added: int
    changed: int
    known: int
    waiting: int
    problems: int
    skipped: int


@attrs.frozen
class HistoryEntry:
    """A change of one field: by a batch or, without one, by a person."""

    at: str
    field: str
    old: Any
    new: Any
    batch: int | None


@attrs.frozen
class Party:
    """A counterparty: `tax:…` or `account:…`, its name, and what it was merged into.

    `name` is the name a person gave it or, without one, that of its first transaction.
    """

    identifier: str
    name: str | None
    merged_into: str | None
    transactions: int


def utc_now() -> datetime:
    """Return the present moment: the clock of a store that is given none."""
    return datetime.now(UTC)


class Store:
    """Books in a database: transactions with what was said about them, and how they came.

    Every method is one database transaction: it does all that it says, or raises `StoreError` and
    has done nothing. A store may be used by several processes at once. `open_store` opens one.

    `rules` is the book of rules that it holds, `transfers` what it knows of transfers between its
    accounts, `hand_overs` what became of transactions that other programs were given, `feeds` how
    far the feeds of banks were read.
    """

    def __init__(
        self, address: str, *, clock: Callable[[], datetime] = utc_now, create: bool = True
    ) -> None:
        self._database = Database(address, create=create)
        self._clock = clock
        self.feeds = FeedTable(self._database)
        self.hand_overs = HandOverTable(self._database, self._now)
        self.rules = RuleTable(self._database)
        self.transfers = TransferTable(self._database, self._now)

    @property
    def name(self) -> str:
        """The address of the store, without a password."""
        return self._database.name

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- reading -----------------------------------------------------------------------------------

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Yield one state of the store, which stays the same while others write."""
        with self._database.reading() as connection:
            yield Snapshot(connection)

    def accounts(self) -> list[Account]:
        """Return the own accounts of which there are transactions, by their numbers."""
        with self._database.reading() as connection:
            query = select(ACCOUNTS).order_by(ACCOUNTS.c.number)
            return [Account(*row) for row in connection.execute(query)]

    def entries(
        self, account: str | None = None, first: date | None = None, last: date | None = None
    ) -> Iterator[Entry]:
        """Yield the transactions by day, of one account and from `first` to `last` if given."""
        columns = TRANSACTIONS.c
        query = select(TRANSACTIONS).order_by(
            columns.booked_on, columns.own_account, columns.batch, columns.line, columns.key
        )
        if account is not None:
            query = query.where(columns.own_account == account)
        if first is not None:
            query = query.where(columns.booked_on >= first)
        if last is not None:
            query = query.where(columns.booked_on <= last)
        with (
            self._database.reading() as connection,
            connection.execution_options(yield_per=1_000).execute(query) as rows,
        ):
            yield from map(from_row, rows)

    def held_by(self, batch: int) -> Iterator[Entry]:
        """Yield the transactions of an import by day: those it added, and those it found again."""
        columns = TRANSACTIONS.c
        found = select(SIGHTINGS.c.key).where(SIGHTINGS.c.batch == batch)
        query = select(TRANSACTIONS).where(or_(columns.batch == batch, columns.key.in_(found)))
        with (
            self._database.reading() as connection,
            connection.execution_options(yield_per=1_000).execute(
                query.order_by(columns.booked_on, columns.own_account, columns.key)
            ) as rows,
        ):
            yield from map(from_row, rows)

    def entry(self, key: str) -> Entry:
        """Return the transaction with this key. Raises `StoreError` SK745 where there is none."""
        with self._database.reading() as connection:
            return _entry(connection, key)

    def batches(self) -> list[Batch]:
        """Return the imports, oldest first."""
        with self._database.reading() as connection:
            columns = (BATCHES.c[field.name] for field in attrs.fields(Batch))
            query = select(*columns).order_by(BATCHES.c.id)
            return [Batch(*row) for row in connection.execute(query)]

    def stated(self) -> list[Stated]:
        """Return the balances that imported files state, by batch."""
        with self._database.reading() as connection:
            return stated(connection)

    def covered(self) -> list[Covered]:
        """Return which days of which accounts the imports have brought."""
        with self._database.reading() as connection:
            return covered(connection)

    def history(self, key: str) -> list[HistoryEntry]:
        """Return what was changed of a transaction since it was imported, oldest first."""
        with self._database.reading() as connection:
            query = select(CHANGES).where(CHANGES.c.key == key).order_by(CHANGES.c.id)
            return [
                HistoryEntry(
                    row.at,
                    row.field,
                    from_json(row.old, row.field),
                    from_json(row.new, row.field),
                    row.batch,
                )
                for row in connection.execute(query)
            ]

    def values_in_use(self) -> Mapping[str, list[str]]:
        """Return the wallets, categories, projects and names that are in use, by their letters."""
        with self._database.reading() as connection:
            return {
                field: list(_in_use(connection, COLUMN_OF.get(field, field)))
                for field in NAMED_FIELDS
            }

    # -- writing -----------------------------------------------------------------------------------

    def write(self, what: Import) -> Receipt:
        """Write a reviewed import; `Plan.commit` calls this.

        Raises `StoreError` SK748 if one of its accounts has changed since the review.
        """
        with self.importing() as intake:
            intake.add(what)
            return intake.finish()

    def repeated(self, digest: str, reading: str) -> Receipt | None:
        """Return what one more import of a file would say if it would change nothing for sure.

        That is so if the file was imported, was read in the same way, all of its rows were sure,
        and since then nothing has changed of its accounts.
        """
        changed_since = exists().where(
            COVERS.c.batch == BATCHES.c.id,
            COVERS.c.account == ACCOUNTS.c.number,
            ACCOUNTS.c.revision != BATCHES.c.revision,
        )
        rows = BATCHES.c.added + BATCHES.c.changed + BATCHES.c.known
        query = select(rows).where(of_file(digest), BATCHES.c.reading == reading, ~changed_since)
        with self._database.reading() as connection:
            known = connection.scalars(query.limit(1)).one_or_none()
        return None if known is None else Receipt(None, known=known)

    @contextmanager
    def importing(self, *, is_trial: bool = False) -> Iterator[Intake]:
        """Yield what takes an import part by part, while no other writes.

        A trial is an import that tells what it would do: in the end all of it is taken back.
        """
        with self._database.writing() as connection:
            yield Intake(connection, self._now())
            if is_trial:
                connection.rollback()

    def undo(self, batch: int, *, discard_edits: bool = False) -> Undone:
        """Take an import back: what it added goes, what it changed is as before.

        What a later import held too stays, and belongs to that. Raises `StoreError` if there is no
        such batch, if it was undone already, if a later one changed the same values, or if a person
        edited what would go, unless `discard_edits` allows it.
        """
        with self._database.writing() as connection:
            return importing.undo(connection, batch, self._now(), discard_edits=discard_edits)

    def edit(self, key: str, **values: str | None) -> Entry:
        """Set what is said of a stored transaction: wallet, category, project, name or kind.

        `None` makes a field blank. No import changes an edited field again. Raises `StoreError` if
        there is no such transaction, field or kind.
        """
        check_own_values(values)
        with self._database.writing() as connection:
            revision = next_revision(connection)
            entry = _entry(connection, key)
            old = {field: getattr(entry.assignment, field) for field in values}
            new = {COLUMN_OF.get(field, field): value for field, value in values.items()}
            new["edited"] = ",".join(sorted(entry.edited | set(values)))
            changed = update(TRANSACTIONS).where(TRANSACTIONS.c.key == key).values(new)
            connection.execute(changed)
            log = [
                {"key": key, "at": self._now(), "field": field, "old": as_json(old[field])}
                | {"new": as_json(value)}
                for field, value in values.items()
            ]
            connection.execute(insert(CHANGES), log)
            number = entry.transaction.own_account
            touched = update(ACCOUNTS).where(ACCOUNTS.c.number == number)
            connection.execute(touched.values(revision=revision))
            return _entry(connection, key)

    # -- counterparties ----------------------------------------------------------------------------

    def counterparties(self) -> list[Party]:
        """Return the other parties of all transactions, by their identifiers."""
        count = func.count(TRANSACTIONS.c.key)
        name = func.coalesce(PARTIES.c.own_name, PARTIES.c.name)
        query = (
            select(PARTIES.c.identifier, name, PARTIES.c.merged_into, count)
            .outerjoin(TRANSACTIONS, TRANSACTIONS.c.party == PARTIES.c.identifier)
            .group_by(PARTIES.c.identifier)
            .order_by(PARTIES.c.identifier)
        )
        with self._database.reading() as connection:
            return [Party(*row) for row in connection.execute(query)]

    def rename_counterparty(self, identifier: str, name: str | None) -> None:
        """Give a counterparty a name; `None` gives back that of the bank."""
        with self._database.writing() as connection:
            next_revision(connection)
            _party(connection, identifier)
            _set_party(connection, identifier, own_name=name)

    def merge_counterparties(self, identifier: str, into: str) -> None:
        """Let one counterparty count as another, with all that was merged into it."""
        with self._database.writing() as connection:
            next_revision(connection)
            _party(connection, identifier)
            root = into
            while (above := _party(connection, root)) is not None:
                root = above
            if root == identifier:
                hint = "merge the other way round, or leave it"
                raise refuse("SK745", f"{identifier} cannot be merged into itself", hint)
            _set_party(connection, identifier, merged_into=root)
            parts = update(PARTIES).where(PARTIES.c.merged_into == identifier)
            connection.execute(parts.values(merged_into=root))

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _entry(connection: Connection, key: str) -> Entry:
    query = select(TRANSACTIONS).where(TRANSACTIONS.c.key == key)
    row = connection.execute(query).one_or_none()
    if row is None:
        hint = "`statementkit export` shows the keys"
        raise refuse("SK745", f"no transaction has the key {quoted(key)}", hint)
    return from_row(row)


def _in_use(connection: Connection, column: str) -> Iterable[str]:
    values = TRANSACTIONS.c[column]
    query = select(values).where(values.is_not(None)).distinct().order_by(values)
    return connection.scalars(query)


def _party(connection: Connection, identifier: str) -> str | None:
    """Return what a counterparty was merged into. Raises `StoreError` where there is none."""
    query = select(PARTIES.c.merged_into).where(PARTIES.c.identifier == identifier)
    row = connection.execute(query).one_or_none()
    if row is None:
        hint = "`statementkit counterparties` lists them"
        raise refuse("SK745", f"there is no counterparty {quoted(identifier)}", hint)
    merged_into: str | None = row.merged_into
    return merged_into


def _set_party(connection: Connection, identifier: str, **values: str | None) -> None:
    connection.execute(update(PARTIES).where(PARTIES.c.identifier == identifier).values(values))
