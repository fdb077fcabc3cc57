"""`statementkit balances`: whether the bank's balances are what the books come to."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import attrs
import click

from statementkit.books import balances, explain
from statementkit.cli import report
from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import to_option
from statementkit.cli.program import OK, PROBLEMS
from statementkit.export import plain
from statementkit.masking import hidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.books import Balance, Break
    from statementkit.store import Batch, Entry, Store

KEYS = (
    "account", "currency", "batch", "file", "first", "last", "opening", "movements", "closing",
    "difference", "breaks",
)  # fmt: skip

_SHOWN = (
    "account…", "currency", "first", "last", ">opening", ">movements", ">closing", ">difference",
)  # fmt: skip


@click.command(cls=Command)
@to_option("table", "jsonl", "csv", help="What to print; jsonl and csv have the breaks too.")
@click.option(
    "--by",
    type=click.Choice(["account", "batch"]),
    default="account",
    show_default=True,
    help="Hold all of an account against its balances, or each import by itself.",
)
@store_option
def command(to: str, by: str, address: str | None) -> int:
    """Print opening balance, movements and closing balance of each account.

    Balances are those that stand on the rows of statements, and those that statements state beside
    them. Every day at which the bank says another balance than the books come to is named, with
    what may explain it.

    Exits with 1 when a balance of the bank is not what the books come to.
    """
    with closing(opened_store(address)) as store:
        look = _Look.of(store)
        found = list(look.by_batch() if by == "batch" else look.by_account())
    shown = (_SHOWN[0], ">batch", *_SHOWN[1:]) if by == "batch" else _SHOWN
    write_records([each.record() for each in found], KEYS, to, shown=shown)
    for each in found:
        for sentence in each.sentences():
            report.sentence(sentence)
    return PROBLEMS if any(each.balance.breaks for each in found) else OK


@attrs.frozen
class _Found:
    """A balance, of all imports or of one, and what may explain each of its breaks."""

    balance: Balance
    reasons: Sequence[Sequence[str]]
    batch: Batch | None = None

    def record(self) -> dict[str, Any]:
        balance = self.balance
        return {
            "account": balance.account,
            "currency": balance.currency or None,
            "batch": self.batch and self.batch.id,
            "file": self.batch and self.batch.file,
            "first": balance.first.isoformat(),
            "last": balance.last.isoformat(),
            "opening": None if balance.opening is None else plain(balance.opening),
            "movements": plain(balance.movements),
            "closing": None if balance.closing is None else plain(balance.closing),
            "difference": None if balance.opening is None else plain(balance.difference),
            "breaks": list(map(_record, balance.breaks, self.reasons)) or None,
        }

    def sentences(self) -> Iterator[str]:
        balance = self.balance
        account = hidden(balance.account)
        where = f"batch {self.batch.id}, {account}" if self.batch else account
        if balance.opening is None:
            yield f"{where}: the bank says no balance in {balance.currency or 'any currency'}"
        for each, reasons in zip(balance.breaks, self.reasons, strict=True):
            said = f" (batch {each.batch}, line {each.line})" if each.batch else ""
            yield (
                f"{where}, before {each.day}: the bank says {plain(each.found)} "
                f"{balance.currency}{said}, the books {plain(each.expected)}: "
                f"{plain(each.difference)} more, {_since(each)}"
            )
            yield from (f"  {reason}" for reason in reasons)


def _since(found: Break) -> str:
    return "and nothing agrees before" if found.since is None else f"since {found.since}"


def _record(found: Break, reasons: Sequence[str]) -> dict[str, Any]:
    return {
        "day": found.day.isoformat(),
        "since": found.since and found.since.isoformat(),
        "expected": plain(found.expected),
        "found": plain(found.found),
        "batch": found.batch,
        "line": found.line,
        "reasons": list(reasons),
    }


@attrs.frozen
class _Look:
    """What is asked of a store for its balances."""

    store: Store
    batches: Sequence[Batch]

    @classmethod
    def of(cls, store: Store) -> _Look:
        return cls(store, [each for each in store.batches() if each.status == "done"])

    def by_account(self) -> Iterator[_Found]:
        yield from self._found(list(self.store.entries()), self.batches)

    def by_batch(self) -> Iterator[_Found]:
        for batch in self.batches:
            yield from self._found(list(self.store.held_by(batch.id)), [batch], batch)

    def _found(
        self, entries: Sequence[Entry], batches: Sequence[Batch], batch: Batch | None = None
    ) -> Iterator[_Found]:
        numbers = {each.id for each in batches}
        stated = [each for each in self.store.stated() if each.batch in numbers]
        covered = [each for each in self.store.covered() if each.batch in numbers]
        for balance in balances(entries, stated):
            reasons = [explain(balance, each, entries, covered, batches) for each in balance.breaks]
            yield _Found(balance, reasons, batch)
