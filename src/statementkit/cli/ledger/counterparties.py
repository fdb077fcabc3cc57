"""`statementkit counterparties`: who the other parties are."""

from __future__ import annotations

from contextlib import closing

import attrs
import click

from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import to_option
from statementkit.cli.program import OK
from statementkit.store import Party

KEYS = tuple(field.name for field in attrs.fields(Party))


@click.command(cls=Command)
@to_option("table", "jsonl", "csv", help="What to print.")
@click.option("--rename", nargs=2, metavar="ID NAME", help="Give one a name; blank takes it away.")
@click.option("--merge", nargs=2, metavar="ID INTO", help="Let one count as another.")
@store_option
def command(
    to: str, rename: tuple[str, str] | None, merge: tuple[str, str] | None, address: str | None
) -> int:
    """List the other parties of all transactions, by tax id or else by account.

    ID and INTO are identifiers of the list, as tax:7707083893.
    """
    with closing(opened_store(address)) as store:
        if rename is not None:
            store.rename_counterparty(rename[0], rename[1] or None)
        if merge is not None:
            store.merge_counterparties(*merge)
        write_records(map(attrs.asdict, store.counterparties()), KEYS, to)
    return OK
