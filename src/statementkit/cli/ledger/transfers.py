"""`statementkit transfers`: which movements are the two sides of one transfer."""

from __future__ import annotations

import shlex
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from statementkit.books import own_transfers
from statementkit.books.transfers import STATUSES
from statementkit.cli import report
from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import to_option
from statementkit.cli.program import OK
from statementkit.export import plain

if TYPE_CHECKING:
    from statementkit.books import Transfer

KEYS = (
    "status", "by", "from_day", "to_day", "amount", "currency", "from_account", "to_account",
    "from_key", "to_key", "candidates",
)  # fmt: skip

_TOLD = 5
"""How many suggestions are told as commands; jsonl and csv have the keys of all."""

_SHOWN = (
    "status", "from_day", "to_day", ">amount", "currency", "from_account", "to_account",
)  # fmt: skip


@click.command(cls=Command)
@to_option("table", "jsonl", "csv", help="What to print.")
@click.option("--status", type=click.Choice(STATUSES), help="Only those of this status.")
@click.option("--pair", nargs=2, metavar="KEY KEY", help="Say that two movements are one transfer.")
@click.option("--unpair", nargs=2, metavar="KEY KEY", help="Say that they are not.")
@store_option
def command(
    to: str,
    status: str | None,
    pair: tuple[str, str] | None,
    unpair: tuple[str, str] | None,
    address: str | None,
) -> int:
    """List the transfers between the accounts of a store, by day.

    Two movements are paired if one of them names the account of the other, they cancel each other
    out within a few days, and no other movement fits as well. Where no account is named, a pair is
    only suggested: --pair makes it one. Of an unclear one several movements may be the other side,
    of an open one the other side is not there. What is paired is no income and no expense.
    """
    with closing(opened_store(address)) as store:
        if pair is not None:
            store.transfers.pair(*pair)
        if unpair is not None:
            store.transfers.unpair(*unpair)
        found = own_transfers(store).found
    wanted = [each for each in found if status in (None, each.status)]
    write_records(map(_record, wanted), KEYS, to, shown=_SHOWN)
    counts = {each: sum(it.status == each for it in found) for each in STATUSES}
    said = ", ".join(f"{number:,} {each}" for each, number in counts.items() if number)
    report.sentence(said or "no transfers")
    for keys in [_keys(each) for each in wanted if each.status == "suggested"][:_TOLD]:
        report.sentence(f"if it is one: statementkit transfers --pair {keys}")
    return OK


def _keys(transfer: Transfer) -> str:
    """Return the keys of a suggestion, as a command takes them."""
    keys = [side.key for side in transfer.sides]
    return shlex.join(keys if len(keys) > 1 else [*keys, transfer.candidates[0]])


def _record(transfer: Transfer) -> dict[str, Any]:
    out, into = transfer.out, transfer.into
    some = transfer.sides[0]
    return {
        "status": transfer.status,
        "by": transfer.by,
        "from_day": out and out.day.isoformat(),
        "to_day": into and into.day.isoformat(),
        "amount": plain(abs(some.amount)),
        "currency": some.currency,
        "from_account": out.account if out else some.other or None,
        "to_account": into.account if into else some.other or None,
        "from_key": out and out.key,
        "to_key": into and into.key,
        "candidates": list(transfer.candidates) or None,
    }
