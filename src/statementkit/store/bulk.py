"""Many rows at once, by the shortest way that each database has."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Column, Connection


T = TypeVar("T")

CHUNK = 500
"""How many values one statement names."""


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield the values in lists of a size.

    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def insert_rows(
    connection: Connection, columns: Sequence[Column[Any]], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert rows that have a value for each of these columns of a table; days are texts.

    What SQLAlchemy does for every value of every row takes longer than all the rest.
    """
    names = connection.dialect.identifier_preparer
    listed = ", ".join(names.format_column(column) for column in columns)
    target = f"{names.format_table(columns[0].table)} ({listed})"
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {target} FROM STDIN", rows)
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {target} VALUES ({marks})"  # noqa: S608 - names of our tables
    if values := list(rows):
        connection.exec_driver_sql(statement, values)


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
