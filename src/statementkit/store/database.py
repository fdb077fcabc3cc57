"""The door to a database: its address, its transactions, and its refusals in user words."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    exc,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool, StaticPool

from statementkit.errors import Diagnostic, StoreError, shorten
from statementkit.masking import masked
from statementkit.store import schema, upgrades
from statementkit.store.schema import METADATA, STORE

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60
"""Seconds to wait for another writer to finish."""

_LOCK = 0x73_6B_31
"""The number of the advisory lock under which tables are made."""

_MEGABYTES = 32
"""How much of a SQLite file may be kept in memory: indexes are written all over the file."""

_SILENT: Final = {"hide_parameters": True, "logging_name": "statementkit"}
"""What keeps values out of the errors and the log of SQLAlchemy; rows need a filter as well."""

_MEMORY = (None, "", ":memory:")


def refuse(code: str, message: str, hint: str, where: str | None = None) -> StoreError:
    """Return the error that says why a store cannot do what was asked."""
    return StoreError(Diagnostic(code=code, message=message, hint=hint, file=where))


class Database:
    """A database that holds a store of the present version, made where there was none."""

    def __init__(self, address: str, *, create: bool = True) -> None:
        url = _url(address)
        self.name = url.render_as_string(hide_password=True)
        self._path = url.database
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite and not create and not Path(url.database or "").exists():
            raise _nothing_here(self.name)
        self._engine = _engine(url, self.name)
        try:
            self._make_ready(create=create)
        except BaseException:
            self.close()
            raise

    def _make_ready(self, *, create: bool) -> None:
        """Make or upgrade the tables, if they are not there as they should be."""
        with self.reading() as connection:
            version = _version(connection, self.name)
        if version == schema.VERSION:
            return
        if version is None and not create:
            raise _nothing_here(self.name)
        with self.writing() as connection:
            _prepare(connection, self.name)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database, whatever others write."""
        with self._refusals(), self._engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection that writes alone, and whose work is kept whole or not at all."""
        with (
            self._refusals(),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def lock(self, name: str) -> Iterator[bool]:
        """Yield whether no other process holds the lock of this name; hold it until the end.

        The lock of a process that dies goes with it. It keeps nobody from reading or writing.
        """
        if self.is_sqlite:
            with _file_lock(self._path, self.name, name) as is_mine:
                yield is_mine
            return
        with self._refusals(), self._engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            schema_name = connection.execute(select(func.current_schema())).scalar_one()
            number = _number_of(f"{schema_name}: {name}")
            lock, unlock = func.pg_try_advisory_lock(number), func.pg_advisory_unlock(number)
            is_mine = bool(connection.execute(select(lock)).scalar_one())
            try:
                yield is_mine
            finally:
                if is_mine:
                    connection.execute(select(unlock))

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Turn what the database refuses into sentences, asked by SQLAlchemy or by its driver."""
        driver = self._engine.dialect.loaded_dbapi
        try:
            yield
        except exc.DBAPIError as error:
            # The cause would print the values that were to be written.
            raise _refusal(error.orig or error, self.name) from None
        except driver.Error as error:
            raise _refusal(error, self.name) from None
        except UnicodeEncodeError as error:
            message, hint = "a text has characters that no store keeps", "leave such characters out"
            raise refuse("SK743", message, hint, self.name) from error

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _number_of(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


@contextmanager
def _file_lock(path: str | None, store: str, name: str) -> Iterator[bool]:
    """Yield whether an empty database beside that of the store could be locked."""
    if path in _MEMORY:
        yield True
        return
    place = (path or "").removeprefix("file:").partition("?")[0]
    beside = f"{place}-{_number_of(name) % 2**32:08x}.lock"
    try:
        connection = sqlite3.connect(beside, timeout=0, isolation_level=None)
    except sqlite3.OperationalError as error:
        hint = "check whether you may write there"
        raise refuse("SK740", f"{beside}: {error}", hint, store) from error
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True


def next_revision(connection: Connection) -> int:
    """Lock the store against other writers until the end of the transaction; count one change."""
    revision: int = connection.execute(select(STORE.c.revision).with_for_update()).scalar_one() + 1
    connection.execute(update(STORE).values(revision=revision))
    return revision


def _nothing_here(name: str) -> StoreError:
    hint = "check the address; the first `statementkit import` makes a store"
    return refuse("SK740", "there is no store here", hint, name)


def _url(address: str) -> URL:
    """Return the URL of an address, which may also be the path of a SQLite file."""
    if "://" not in address:
        return URL.create("sqlite", database=str(Path(address).expanduser()))
    try:
        url = make_url(address)
        url.get_dialect()
    except (exc.ArgumentError, exc.NoSuchModuleError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
        scheme = shorten(address.split("://")[0])
        hint = "write sqlite:///path/to/books.db or postgresql://user@host/database"
        raise refuse("SK740", f"a store cannot be at an address with {scheme}://", hint)
    return url


def _is_no_row(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def _engine(url: URL, name: str) -> Engine:
    logging.getLogger("sqlalchemy.engine.Engine.statementkit").addFilter(_is_no_row)
    if url.get_backend_name() == "sqlite":
        in_memory = url.database in _MEMORY
        pool: Any = StaticPool if in_memory else NullPool
        engine = create_engine(url, poolclass=pool, connect_args={"timeout": PATIENCE}, **_SILENT)
        event.listen(engine, "connect", _take_over)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        return create_engine(url, pool_pre_ping=True, **_SILENT)
    except ModuleNotFoundError as error:
        hint = "pip install 'statementkit[postgres]'"
        raise refuse("SK749", f"PostgreSQL needs the package {error.name}", hint, name) from None


def _take_over(connection: Any, _: Any) -> None:
    """Keep the driver from beginning transactions, which it does too late and not for all."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_MEGABYTES}000")


def _begin(connection: Connection) -> None:
    """Begin a transaction; a writer locks at once, for a later lock could only fail."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(connection: Connection, name: str) -> int | None:
    """Return the version of the store, `None` in an empty database; refuse what is no store."""
    tables = set(inspect(connection).get_table_names())
    if STORE.name not in tables:
        if tables.isdisjoint(METADATA.tables):
            return None
        hint = "choose another file or database for the store"
        raise refuse("SK741", "this database has tables of something else", hint, name)
    version: int = connection.execute(select(STORE.c.version)).scalar_one()
    if version > schema.VERSION:
        message = f"the store has version {version}, and this program knows {schema.VERSION}"
        hint = "install a newer statementkit, at least the one that wrote this store"
        raise refuse("SK742", message, hint, name)
    return version


def _prepare(connection: Connection, name: str) -> None:
    """Make the tables where there are none, or upgrade them; others may be about to do the same."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    version = _version(connection, name)
    if version is None:
        METADATA.create_all(connection)
        connection.execute(insert(STORE).values(id=1, version=schema.VERSION, revision=0))
        return
    for older in range(version, schema.VERSION):
        upgrades.UPGRADES[older](connection)
    connection.execute(update(STORE).values(version=schema.VERSION))


def _refusal(error: BaseException, name: str) -> StoreError:
    said = masked(" ".join(str(error).split()))
    if "file is not a database" in said:
        hint = "choose another path for the store"
        return refuse("SK741", "this file is not a store", hint, name)
    if "unable to open" in said or "connection failed" in said or "readonly" in said:
        hint = "check the path or the address, and whether you may write there"
        return refuse("SK740", f"the store cannot be opened: {shorten(said, 200)}", hint, name)
    hint = "nothing is half written; look at `statementkit batches`, and do it again"
    return refuse("SK743", f"the database gave up: {shorten(said, 200)}", hint, name)
