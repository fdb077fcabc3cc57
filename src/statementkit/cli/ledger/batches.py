"""`statementkit batches`: what was imported when."""

from __future__ import annotations

from contextlib import closing

import attrs
import click

from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import to_option
from statementkit.cli.program import OK
from statementkit.store import Batch

KEYS = tuple(field.name for field in attrs.fields(Batch))

_SHOWN = (">id", "status", "at", "file…", ">added", ">changed", ">known", ">waiting", ">problems")


@click.command(cls=Command)
@to_option("table", "jsonl", "csv", help="What to print.")
@store_option
def command(to: str, address: str | None) -> int:
    """List the imports, oldest first: number, state, file, and what became of its rows."""
    with closing(opened_store(address)) as store:
        write_records(map(attrs.asdict, store.batches()), KEYS, to, shown=_SHOWN)
    return OK
