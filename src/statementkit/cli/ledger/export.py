"""`statementkit export`: what a store holds, as records."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, TextIO

import click

from statementkit.books import balances, movements, own_transfers
from statementkit.cli import report
from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import opened, to_option
from statementkit.cli.program import OK
from statementkit.dedup import account_number
from statementkit.exporting import KEYS, to_record, write_beancount, write_hledger, write_ofx

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from statementkit.books import Movement
    from statementkit.store import Store


@click.command(cls=Command)
@to_option("jsonl", "csv", "ofx", "beancount", "hledger", help="Format.")
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
    """Print the transactions of the store by day, with what is said of them and their keys.

    As jsonl and csv they stand as they are. As ofx, beancount and hledger, those that vanished from
    the bank's books are left out, and transfers between own accounts are marked as such.
    """
    number = account_number(account) if account else None
    days = first and first.date(), last and last.date()
    with closing(opened_store(address)) as store:
        entries = store.entries(number, *days)
        if to in ("jsonl", "csv"):
            write_records(map(to_record, entries), KEYS, to, output)
        else:
            own = [each.number for each in store.accounts()]
            counted = movements(entries, own, own_transfers(store).keys)
            closings = _closings(store, number, days[1]) if to == "ofx" else {}
            with opened(output, "--output") as file:
                _hand_over(counted, to, file, closings)
    return OK


def _hand_over(
    counted: Iterable[Movement], to: str, file: TextIO, closings: Mapping[tuple[str, str], Decimal]
) -> None:
    """Write movements in the format of another program."""
    if to == "ofx":
        write_ofx(counted, file, closings)
    else:
        (write_beancount if to == "beancount" else write_hledger)(counted, file)


def _closings(
    store: Store, number: str | None, last: date | None
) -> dict[tuple[str, str], Decimal]:
    """Return the closing balances, those of which no file says anything counted from 0."""
    found = balances(store.entries(number, None, last))
    for each in found:
        if each.closing is None:
            report.sentence(f"{each.account}: no row says a balance; it is counted from 0")
    return {
        (each.account, each.currency): each.movements if each.closing is None else each.closing
        for each in found
    }
