"""`statementkit export`: what a store holds, as records."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import attrs
import click

from statementkit import export
from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.program import OK
from statementkit.dedup import account_number

if TYPE_CHECKING:
    from datetime import datetime

    from statementkit.store import Entry

KEYS = (
    *export.KEYS, "own_account", "wallet", "category", "project", "set_name", "set_kind", "split",
    "rule", "edited", "vanished", "key", "batch",
)  # fmt: skip
"""The keys of a record: those of `read`, then what the store knows beside them."""


@click.command(cls=Command)
@click.option(
    "--to", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True, help="Format."
)
@click.option("--output", "-o", metavar="PATH", help="Write into this file.")
@click.option("--account", metavar="NUMBER", help="Only the transactions of this own account.")
@click.option("--first", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")
@click.option("--last", type=click.DateTime(["%Y-%m-%d"]), help="Only up to this day.")
@store_option
def command(
    to: str,
    output: str | None,
    account: str | None,
    first: datetime | None,
    last: datetime | None,
    address: str | None,
) -> int:
    """Print the transactions of the store by day, with what is said of them and their keys."""
    number = account_number(account) if account else None
    days = (day.date() if day else None for day in (first, last))
    with closing(opened_store(address)) as store:
        write_records(map(to_record, store.entries(number, *days)), KEYS, to, output)
    return OK


def to_record(entry: Entry) -> dict[str, Any]:
    """Return a stored transaction as plain values under `KEYS`; a fee's parent is a key."""
    assignment = entry.assignment
    rules = {reason.rule for reason in assignment.reasons.values() if reason.rule is not None}
    return {
        **export.to_record(entry.transaction),
        "parent": entry.parent,
        "own_account": entry.transaction.own_account,
        "wallet": assignment.wallet,
        "category": assignment.category,
        "project": assignment.project,
        "set_name": assignment.name,
        "set_kind": assignment.kind,
        "split": [attrs.asdict(part) for part in assignment.split] or None,
        "rule": sorted(rules) or None,
        "edited": sorted(entry.edited) or None,
        "vanished": entry.vanished,
        "key": entry.key,
        "batch": entry.batch,
    }
