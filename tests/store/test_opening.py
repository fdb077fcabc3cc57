"""Stores that are older, newer, none, read-only, full, or lost in the middle."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from statementkit import StoreError
from statementkit.reviewing import review
from statementkit.store import Store, open_store, schema, upgrades
from tests.store.databases import new_address
from tests.store.importer import export, take
from tests.store.statements import books, everything, row, statement
from tests.store.test_processes import ROOT, start

if TYPE_CHECKING:
    from pathlib import Path


def _refused(code: str, address: str, **options: Any) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(address, **options)
    assert caught.value.code == code


def _run(address: str, statement: str) -> list[Any]:
    engine = create_engine(
        address.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool
    )
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        return list(result) if result.returns_rows else []


@pytest.fixture
def older(address: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make a store with books in it an older one; what is returned says which upgrades ran."""
    with open_store(address) as store:
        review(statement(row(0)), store).commit(store)
    ran: list[str] = []

    def add_column(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE account ADD COLUMN nickname TEXT"))
        ran.append("nickname")

    monkeypatch.setattr(upgrades, "UPGRADES", {schema.VERSION: add_column})
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    return ran


def test_an_older_store_is_upgraded_and_keeps_its_books(older: list[str], address: str) -> None:
    with open_store(address, create=False) as store:
        assert books(store).total() == 1
    open_store(address).close()
    assert older == ["nickname"]
    assert _run(address, "SELECT nickname FROM account") == [(None,)]
    assert _run(address, "SELECT version FROM statementkit_store") == [(schema.VERSION,)]


def test_an_upgrade_that_fails_changes_nothing(
    older: list[str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE account ADD COLUMN nickname TEXT"))
        connection.execute(text("SELECT nothing FROM nowhere"))

    monkeypatch.setattr(upgrades, "UPGRADES", {schema.VERSION - 1: fail})
    _refused("SK743", address)
    assert _run(address, "SELECT version FROM statementkit_store") == [(schema.VERSION - 1,)]
    with pytest.raises(Exception, match="nickname"):
        _run(address, "SELECT nickname FROM account")


def test_a_newer_store_is_refused(store: Store, address: str) -> None:
    _run(address, "UPDATE statementkit_store SET version = 99")
    _refused("SK742", address)
    assert _run(address, "SELECT version FROM statementkit_store") == [(99,)]


def test_a_database_of_something_else_is_left_alone(address: str) -> None:
    _run(address, "CREATE TABLE batch (beer TEXT)")
    _refused("SK741", address)
    assert _run(address, "SELECT beer FROM batch") == []


def test_a_database_beside_something_else_is_a_store(address: str) -> None:
    _run(address, "CREATE TABLE beers (name TEXT)")
    open_store(address).close()


def test_nothing_is_made_where_nothing_is_to_be_made(address: str) -> None:
    _refused("SK740", address, create=False)


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Milk and bread. " * 100)
    _refused("SK741", f"sqlite:///{tmp_path / 'notes.txt'}")
    assert (tmp_path / "notes.txt").read_text() == "Milk and bread. " * 100


@pytest.mark.parametrize(
    "address",
    ["oracle://x/y", "mysql://x/y", "postgresql+nothing://x/y", "sqlite:////no/such/folder/x.db",
     "postgresql://ada:hush@127.0.0.1:1/books", "postgresql://x:notaport/y"],
)  # fmt: skip
def test_addresses_of_no_store(address: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(address)
    assert caught.value.code == "SK740"
    assert "hush" not in str(caught.value)


def test_a_path_is_an_address(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "books.db")) as store:
        review(statement(row(0)), store).commit(store)
    with open_store(f"sqlite:///{tmp_path / 'books.db'}") as store:
        assert books(store).total() == 1


def test_a_read_only_store_can_be_read_and_not_written(tmp_path: Path) -> None:
    address = new_address("sqlite", tmp_path)
    with open_store(address) as store:
        take(store, export(0))
    with open_store(f"{address.replace(':///', ':///file:')}?mode=ro&uri=true") as store:
        before = everything(store)
        with pytest.raises(StoreError) as caught:
            take(store, export(100))
        assert caught.value.code == "SK740"
        assert everything(store) == before


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    """The importing process may write no file beyond a size, as on a disk that has no more."""
    address = new_address("sqlite", tmp_path)
    with open_store(address) as store:
        take(store, export(0))
        before = everything(store)
        size = os.path.getsize(address.removeprefix("sqlite:///"))  # noqa: PTH202
        limit = f"ulimit -f {size // 1024 + 4}; exec "
        process = start(address, 100, 600, before=limit)
        _, said = process.communicate(timeout=60)
        assert process.returncode != 0
        assert "SK743" in said
        done = len(store.batches())
        assert books(store).total() == done * 100
        if done == 1:
            assert everything(store) == before


@pytest.mark.parametrize("state", ["active", "idle in transaction"])
def test_a_lost_connection_leaves_the_store_before_or_after(tmp_path: Path, state: str) -> None:
    """The connection is cut within a transaction; between two of them a new one is made."""
    address = new_address("postgresql", tmp_path)
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_xid IS NOT NULL "  # noqa: S608
        f"AND application_name = current_schema AND state = '{state}'"
    )
    with open_store(address) as store:
        process = start(address, 0, 60_000)
        # One that is cut when its transaction has just ended goes on with a new connection.
        while process.poll() is None:
            _run(address, kill)
        _, said = process.communicate(timeout=120)
        assert "SK74" in said
        assert "statementkit.errors.StoreError" in said
        done = store.batches()
        assert len(done) < 600
        assert books(store).total() == 100 * len(done)


def test_a_full_disk_for_temporary_files_is_a_sentence(tmp_path: Path) -> None:
    """Nothing is asked of the store then."""
    code = """
import resource
from statementkit import import_stream, iter_transactions, open_store
from statementkit.reviewing import spool
from tests.store.importer import KEYS
spool._MEGABYTES = 0
lines = "".join(f"2024-03-01,{n}.00,Kohvik\\n" for n in range(1, 2_000)).encode()
with open_store("sqlite://") as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    try:
        import_stream(iter_transactions(lines, **KEYS), store)
    finally:
        print(store.accounts(), store.batches())
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "[] []\n"
    assert "SK743 the bookings of the file cannot be laid aside" in done.stderr


def test_a_locked_database_is_waited_for_and_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("statementkit.store.database.PATIENCE", 0.1)
    address = new_address("sqlite", tmp_path)
    with open_store(address) as store, closing(sqlite3.connect(address[10:])) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            take(store, export(0))
        assert caught.value.code == "SK743"
        other.rollback()
        take(store, export(0))
