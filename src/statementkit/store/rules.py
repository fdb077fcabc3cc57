"""The rules of a store: as they are, and as they were when they decided something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from statementkit.rules import Defaults, Rule, RuleBook
from statementkit.store.database import next_revision
from statementkit.store.records import split_from, split_text
from statementkit.store.schema import DEFAULTS, RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection, Table

    from statementkit.store.database import Database

_COLUMNS = ("number", "match", "wallet", "category", "project", "name", "kind", "priority")
"""What of a rule has a column of its own; its split is JSON."""

_SAYS = ("wallet", "category", "project")
"""What a default can say."""


class RuleTable:
    """The book of rules that a store holds.

    A rule keeps its number when it is changed, and no other rule ever gets it. What was in force
    before is kept: `at` returns it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def book(self) -> RuleBook:
        """Return the rules and defaults in force; a book without any if there are none."""
        with self._database.reading() as connection:
            return book(connection)

    def at(self, revision: int) -> RuleBook:
        """Return the rules and defaults that were in force at a revision of the store."""
        with self._database.reading() as connection:
            return book(connection, revision)

    def change(self, change: Callable[[RuleBook], RuleBook]) -> tuple[RuleBook, RuleBook]:
        """Replace the book by what `change` makes of it; return it as it was, and as it is.

        Nobody else changes rules in between. What `change` raises is let out, and nothing is
        written then.

        >>> from statementkit.store import open_store
        >>> with open_store("sqlite://") as store:
        ...     rent = Rule(match="tax_id=7707083893", category="Rent")
        ...     _, book = store.rules.change(lambda book: book.with_rule(rent))
        ...     store.rules.book() == book, book.rules[0].number
        (True, 1)
        """
        with self._database.writing() as connection:
            revision = next_revision(connection)
            before = book(connection)
            after = change(before)
            _replace(connection, RULES, "number", _rule_rows(before), _rule_rows(after), revision)
            _replace(
                connection, DEFAULTS, "name", _default_rows(before), _default_rows(after), revision
            )
        return before, after.at(revision)


def book(connection: Connection, revision: int | None = None) -> RuleBook:
    """Return the book of rules in force now or, if it is given, at a revision of the store."""
    rules = [
        Rule(
            **{name: getattr(row, name) for name in _COLUMNS},
            split=split_from(row.split),
        )
        for row in _in_force(connection, RULES, revision)
    ]
    defaults = {
        row.name: {key: said for key in _SAYS if (said := getattr(row, key))}
        for row in _in_force(connection, DEFAULTS, revision)
    }
    return RuleBook(
        rules,
        Defaults.from_named(defaults),
        after=connection.execute(select(func.max(RULES.c.number))).scalar_one() or 0,
        revision=_last_change(connection) if revision is None else revision,
    )


def _last_change(connection: Connection) -> int | None:
    """Return the revision of the store that changed its rules last, `None` if it never had any."""
    changes = [
        connection.execute(select(func.max(table.c[column]))).scalar_one()
        for table in (RULES, DEFAULTS)
        for column in ("since", "until")
    ]
    return max((each for each in changes if each is not None), default=None)


def _in_force(connection: Connection, table: Table, revision: int | None) -> Iterator[Any]:
    query = select(table)
    if revision is None:
        query = query.where(table.c.until.is_(None))
    else:
        ended = or_(table.c.until.is_(None), table.c.until > revision)
        query = query.where(table.c.since <= revision, ended)
    yield from connection.execute(query)


def _replace(
    connection: Connection,
    table: Table,
    name: str,
    before: Mapping[Any, Any],
    after: Mapping[Any, Any],
    revision: int,
) -> None:
    """Let rows that are not the same any more end, and others begin, at a revision."""
    for key, row in before.items():
        if after.get(key) != row:
            mine = (table.c[name] == key) & table.c.until.is_(None)
            connection.execute(update(table).where(mine).values(until=revision))
    begun = [row | {"since": revision} for key, row in after.items() if before.get(key) != row]
    if begun:
        connection.execute(insert(table), begun)


def _rule_rows(book: RuleBook) -> dict[int | None, dict[str, Any]]:
    return {rule.number: _rule_row(rule) for rule in book.rules}


def _rule_row(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in _COLUMNS} | {"split": split_text(rule.split)}


def _default_rows(book: RuleBook) -> dict[str, dict[str, Any]]:
    return {
        name: {"name": name, **{key: getattr(default, key) for key in _SAYS}}
        for name, default in book.defaults.named().items()
    }
