"""How far the feeds of banks have been read, and what banks are still working on."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import delete, insert, select, update

from statementkit.dedup import Window
from statementkit.store.database import refuse
from statementkit.store.schema import BATCHES, COVERS, FEED_ACCOUNTS, FEED_JOBS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from statementkit.dedup import Cover
    from statementkit.store.database import Database


@attrs.frozen
class FeedState:
    """How far an account of a feed has been read.

    Every booking of the days `since` to `until` is in the store, both included; both are `None` as
    long as no day is sure. `read_at` is the moment, in UTC, of the last reading that succeeded.
    """

    feed: str
    account: str
    since: date | None = None
    until: date | None = None
    read_at: str | None = None

    def with_days(self, first: date, last: date) -> FeedState:
        """Return the state when these days are sure too.

        Days beyond a gap change nothing, and what is sure stays sure: `until` never goes back.
        """
        if last < first:
            return self
        if self.since is None or self.until is None:
            return attrs.evolve(self, since=first, until=last)
        day = timedelta(1)
        if first > self.until + day or last < self.since - day:
            return self
        return attrs.evolve(self, since=min(first, self.since), until=max(last, self.until))


class FeedTable:
    """What a store knows of feeds. Every method but `alone` is one database transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self) -> list[FeedState]:
        """Return how far each account has been read, by feed and account."""
        query = select(FEED_ACCOUNTS).order_by(FEED_ACCOUNTS.c.feed, FEED_ACCOUNTS.c.account)
        with self._database.reading() as connection:
            return [FeedState(*row) for row in connection.execute(query)]

    def state(self, feed: str, account: str) -> FeedState:
        """Return how far an account has been read, perhaps not at all."""
        with self._database.reading() as connection:
            return _state(connection, feed, account)

    def jobs(self, feed: str) -> JobTable:
        """Return where a feed keeps what its bank is still working on."""
        return JobTable(self._database, feed)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from reading feeds into this store, until the end or one's death.

        Raises `StoreError` SK840 if another process does it already.
        """
        with self._database.lock("sync") as is_mine:
            if not is_mine:
                hint = "wait until it is done; nothing was asked of any bank"
                raise refuse("SK840", "another sync into this store is under way", hint)
            yield


class JobTable:
    """Short texts of one feed, by key; what is put is kept at once."""

    def __init__(self, database: Database, feed: str) -> None:
        self._database = database
        self._feed = feed

    def get(self, key: str) -> str | None:
        """Return what was put under a key, or `None`."""
        with self._database.reading() as connection:
            query = select(FEED_JOBS.c.value).where(self._is(key))
            return connection.execute(query).scalar_one_or_none()

    def put(self, key: str, value: str) -> None:
        """Keep a value under a key."""
        with self._database.writing() as connection:
            connection.execute(delete(FEED_JOBS).where(self._is(key)))
            row = {"feed": self._feed, "key": key, "value": value}
            connection.execute(insert(FEED_JOBS).values(row))

    def drop(self, key: str) -> None:
        """Forget a key, if it is there."""
        with self._database.writing() as connection:
            connection.execute(delete(FEED_JOBS).where(self._is(key)))

    def _is(self, key: str) -> ColumnElement[bool]:
        return (FEED_JOBS.c.feed == self._feed) & (FEED_JOBS.c.key == key)


def advance(
    connection: Connection, feed: str, account: str, first: date, last: date, at: str
) -> None:
    """Write that an account was read, and that the store has these days, see `with_days`."""
    state = _state(connection, feed, account).with_days(first, last)
    _write(connection, attrs.evolve(state, read_at=at))


def covers(connection: Connection, account: str) -> list[Cover]:
    """Return the days of an account that feeds have brought for sure."""
    query = select(FEED_ACCOUNTS).where(
        FEED_ACCOUNTS.c.account == account, FEED_ACCOUNTS.c.since.is_not(None)
    )
    return [Window(row.since, row.until).cover() for row in connection.execute(query)]


def take_back(connection: Connection, batch: int) -> None:
    """Let the days that a feed brought with a batch, and those after them, be read again."""
    query = (
        select(BATCHES.c.file, COVERS.c.account, COVERS.c.first)
        .join(COVERS, COVERS.c.batch == BATCHES.c.id)
        .where(BATCHES.c.id == batch)
    )
    for file, account, first in connection.execute(query).all():
        for row in connection.execute(
            select(FEED_ACCOUNTS).where(FEED_ACCOUNTS.c.account == account)
        ).all():
            state = FeedState(*row)
            if file == feed_file(state.feed, account) and state.until and state.until >= first:
                _write(connection, _until(state, first - timedelta(1)))


def feed_file(feed: str, account: str) -> str:
    """Return what stands for the file of an import from a feed."""
    return f"{feed}:{account}"


def _until(state: FeedState, last: date) -> FeedState:
    if state.since is None or last < state.since:
        return attrs.evolve(state, since=None, until=None)
    return attrs.evolve(state, until=last)


def _state(connection: Connection, feed: str, account: str) -> FeedState:
    row = connection.execute(select(FEED_ACCOUNTS).where(_named(feed, account))).one_or_none()
    return FeedState(feed, account) if row is None else FeedState(*row)


def _write(connection: Connection, state: FeedState) -> None:
    where = _named(state.feed, state.account)
    values: dict[str, Any] = attrs.asdict(state)
    if not connection.execute(update(FEED_ACCOUNTS).where(where).values(values)).rowcount:
        connection.execute(insert(FEED_ACCOUNTS).values(values))


def _named(feed: str, account: str) -> ColumnElement[bool]:
    return (FEED_ACCOUNTS.c.feed == feed) & (FEED_ACCOUNTS.c.account == account)
