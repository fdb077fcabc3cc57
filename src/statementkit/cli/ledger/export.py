"""`statementkit export`: what a store holds, as records."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, BinaryIO, TextIO

import attrs
import click

from statementkit.books import balances, from_day, movements, own_transfers
from statementkit.cli import report
from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import opened, to_option
from statementkit.cli.program import OK, PROBLEMS
from statementkit.dedup import account_number
from statementkit.exporting import (
    KEYS,
    to_record,
    write_beancount,
    write_hledger,
    write_ofx,
    write_parquet,
)
from statementkit.masking import hidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from decimal import Decimal

    from statementkit.books import Balance, Movement
    from statementkit.errors import Diagnostic
    from statementkit.store import Entry, Stated, Store


@click.command(cls=Command)
@to_option("jsonl", "csv", "parquet", "ofx", "beancount", "hledger", help="Format.")
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

    As jsonl, csv and parquet they stand as they are. As ofx, beancount and hledger, those that
    vanished from the bank's books are left out, and transfers between own accounts are marked as
    such. Journals have the opening balances that the bank says, and its balances as assertions.

    Exits with 1 when the bank's balances are not what the books come to, or when a payment cannot
    be divided as its rule says: it stands there undivided.
    """
    number = account_number(account) if account else None
    days = first and first.date(), last and last.date()
    with closing(opened_store(address)) as store:
        if to in ("jsonl", "csv"):
            write_records(map(to_record, store.entries(number, *days)), KEYS, to, output)
            return OK
        with opened(output, "--output") as file:
            if to == "parquet":
                write_parquet(store.entries(number, *days), _binary(file))
                return OK
            return _Books(store, number, *days).hand_over(to, file)


def _binary(file: TextIO) -> BinaryIO:
    """Return what takes the bytes of an output. A terminal is none that shows them."""
    if file.isatty():
        raise click.BadParameter("parquet is not for a terminal: write --output", param_hint="--to")
    return file.buffer


@attrs.frozen
class _Books:
    """What of a store is handed to another program."""

    store: Store
    number: str | None
    first: date | None
    last: date | None

    def hand_over(self, to: str, file: TextIO) -> int:
        """Write it in the format of the program, say what is doubtful, return the exit code."""
        found = self._balances()
        misfits: list[Diagnostic] = []
        counted = self._movements(misfits)
        if to == "ofx":
            write_ofx(counted, file, _closings(found))
        else:
            (write_beancount if to == "beancount" else write_hledger)(counted, file, found)
        for sentence in (doubt for each in found for doubt in _doubts(each, to)):
            report.sentence(sentence)
        report.findings(misfits)
        return PROBLEMS if misfits or any(each.breaks for each in found) else OK

    def _movements(self, misfits: list[Diagnostic]) -> Iterator[Movement]:
        entries = self._entries(self.first)
        own = [each.number for each in self.store.accounts()]
        for movement in movements(entries, own, own_transfers(self.store).keys):
            if movement.misfit:
                misfits.append(movement.misfit)
            yield movement

    def _balances(self) -> list[Balance]:
        """Return the balances of the accounts, from the first day that is asked for.

        What the bank says of the days that are asked for counts more than what it said before.
        """
        whole = balances(self._entries(None), self._stated(None))
        if self.first is None or self.first == date.min:
            return whole
        before = list(self.store.entries(self.number, None, self.first - timedelta(1)))
        within = balances(self._entries(self.first), self._stated(self.first))
        said = {(it.account, it.currency): it for it in within if it.opening is not None}
        return [
            said.get((each.account, each.currency)) or from_day(each, self.first, before)
            for each in whole
        ]

    def _entries(self, first: date | None) -> Iterator[Entry]:
        return self.store.entries(self.number, first, self.last)

    def _stated(self, first: date | None) -> list[Stated]:
        return [
            each
            for each in self.store.stated()
            if self.number in (None, each.balance.account)
            and (first is None or each.balance.day >= first)
            and (self.last is None or each.balance.day <= self.last)
        ]


def _closings(found: Iterable[Balance]) -> dict[tuple[str, str], Decimal]:
    """Return the closing balances, those of which no file says anything counted from 0."""
    return {
        (each.account, each.currency): each.movements if each.closing is None else each.closing
        for each in found
    }


def _doubts(balance: Balance, to: str) -> Iterator[str]:
    account = hidden(balance.account)
    if balance.opening is None:
        what = "is counted from 0" if to == "ofx" else "has no opening balance"
        yield f"{account}: the bank says no balance; it {what}"
    if balance.breaks:
        yield (
            f"{account}: the bank's balances are not what the books come to, from "
            f"{balance.breaks[0].day} on; `statementkit balances` tells more"
        )
