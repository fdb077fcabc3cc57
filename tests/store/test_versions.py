"""Stores that older versions have really written: upgraded, they are as if made today.

`versions/version-1.db` and `.sql` are a SQLite file, and what pg_dump says of a PostgreSQL schema,
that the first version made of the same invented statements.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

from statementkit.store import Store, open_store, schema
from tests.store.databases import KINDS, drop, new_address
from tests.store.statements import ACCOUNT, row, statement, take

VERSIONS = Path(__file__).with_name("versions")


def _old_store(kind: str, version: int, folder: Path) -> str:
    """Return the address of a store as an older version has left it."""
    address = new_address(kind, folder)
    if kind == "sqlite":
        shutil.copy(VERSIONS / f"version-{version}.db", address.removeprefix("sqlite:///"))
        return address
    text = (VERSIONS / f"version-{version}.sql").read_text("utf-8")
    with _engine(address).begin() as connection:
        for each in text.split(";\n"):
            if each.strip():
                connection.exec_driver_sql(each.replace("%", "%%"))
    return address


def _engine(address: str) -> Any:
    return create_engine(address.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)


def _shape(address: str) -> dict[str, Any]:
    """Return the tables of a database: columns, primary keys, what they refer to, and indexes."""
    found = inspect(_engine(address))
    return {
        name: (
            [(each["name"], str(each["type"]), each["nullable"]) for each in columns],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (each["constrained_columns"], each["referred_table"])
                for each in found.get_foreign_keys(name)
            ),
            sorted(each["column_names"] for each in found.get_indexes(name)),
        )
        for name in found.get_table_names()
        for columns in [found.get_columns(name)]
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_a_store_of_an_older_version(kind: str, version: int, tmp_path: Path) -> None:
    fresh, old = new_address(kind, tmp_path), _old_store(kind, version, tmp_path)
    open_store(fresh).close()
    with open_store(old, create=False) as store:
        assert _shape(old) == _shape(fresh)
        _check_books(store)
    drop(fresh)
    drop(old)


def _check_books(store: Store) -> None:
    """Check that all is there that the older version wrote, and that importing goes on."""
    entries = list(store.entries())
    assert Counter(each.batch for each in entries) == {1: 7, 2: 1, 4: 1}
    [rent] = [each for each in entries if each.edited]
    assert (rent.assignment.category, len(rent.assignment.split), rent.vanished) == (
        "Office", 2, True,
    )  # fmt: skip
    assert str(rent.assignment.reasons["split"]) == "rule 2"
    assert [each.status for each in store.batches()] == ["done", "done", "undone", "done"]
    assert [each.name for each in store.counterparties()] == ["Hoius", "Hoius", "Puit"]
    receipt = take(store, statement(row(5), row(8), days=True, name="may.csv"))
    assert (receipt.batch, receipt.added, receipt.known) == (5, 1, 1)
    store.undo(5)
    assert list(store.entries()) == entries
    assert [each.number for each in store.accounts()] == [ACCOUNT, "EE471000001020145685"]
