"""How an older store becomes a newer one.

The steps are written out: they make the tables of their version, whatever becomes of them later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection


def _to_2(connection: Connection) -> None:
    """Add balances of statements, decisions about transfers, rules, hand-overs, and indexes."""
    for statement in (
        'ALTER TABLE "transaction" ADD COLUMN rules INTEGER',
        "ALTER TABLE batch ADD COLUMN revision INTEGER",
        "ALTER TABLE batch ADD COLUMN reading TEXT",
        """CREATE TABLE stated_balance (
            batch INTEGER NOT NULL REFERENCES batch (id), number INTEGER NOT NULL,
            account TEXT NOT NULL, currency TEXT, day DATE NOT NULL, at_end BOOLEAN NOT NULL,
            units BIGINT NOT NULL, decimals SMALLINT NOT NULL, line INTEGER,
            PRIMARY KEY (batch, number))""",
        """CREATE TABLE transfer (
            one TEXT NOT NULL, other TEXT NOT NULL, is_pair BOOLEAN NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (one, other))""",
        """CREATE TABLE rule (
            number INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER, match TEXT NOT NULL,
            wallet TEXT, category TEXT, project TEXT, name TEXT, kind TEXT, split TEXT,
            priority INTEGER NOT NULL, PRIMARY KEY (number, since))""",
        """CREATE TABLE rule_default (
            name TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, wallet TEXT, category TEXT,
            project TEXT, PRIMARY KEY (name, since))""",
        """CREATE TABLE hand_over (
            sink TEXT NOT NULL, key TEXT NOT NULL, status TEXT NOT NULL, digest TEXT NOT NULL,
            at TEXT NOT NULL, reference TEXT, note TEXT, PRIMARY KEY (sink, key))""",
        """CREATE INDEX transaction_parent ON "transaction" (parent) WHERE parent IS NOT NULL""",
        """CREATE INDEX counterparty_merged_into ON counterparty (merged_into)
            WHERE merged_into IS NOT NULL""",
    ):
        connection.exec_driver_sql(statement)


def _to_3(connection: Connection) -> None:
    """Add how far feeds were read, and what their banks are working on."""
    for statement in (
        """CREATE TABLE feed_account (
            feed TEXT NOT NULL, account TEXT NOT NULL, since DATE, until DATE, read_at TEXT,
            PRIMARY KEY (feed, account))""",
        """CREATE TABLE feed_job (
            feed TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (feed, key))""",
    ):
        connection.exec_driver_sql(statement)


UPGRADES: Mapping[int, Callable[[Connection], None]] = {1: _to_2, 2: _to_3}
"""For each older version, what makes the next one of it; all run in one database transaction."""
