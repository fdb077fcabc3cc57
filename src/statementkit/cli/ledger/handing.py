"""`statementkit hand-over`: the books into another program, each transaction once at most."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import attrs
import click

from statementkit.books import movements, own_transfers
from statementkit.cli import report
from statementkit.cli.ledger.options import agreed, opened_store, store_option, yes_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import standard_output, to_option
from statementkit.cli.program import OK, PROBLEMS, UNUSABLE
from statementkit.dedup import account_number
from statementkit.sinks import hand_over, items, open_sink
from statementkit.store import HandOver, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from statementkit.books import Movement
    from statementkit.sinks import Item, Sink
    from statementkit.store import Store

KEYS = (*(field.name for field in attrs.fields(HandOver)), "changed")

_SHOWN = ("key…", "status", "at", "reference…", "note…", "changed")


@click.command(cls=Command, name="hand-over")
@click.argument("target", metavar="TARGET")
@click.option("--account", metavar="NUMBER", help="Only the transactions of this own account.")
@click.option("--first", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")
@click.option("--last", type=click.DateTime(["%Y-%m-%d"]), help="Only up to this day.")
@click.option("--list", "lists", is_flag=True, help="Hand nothing over; print what became of all.")
@to_option("table", "jsonl", "csv", help="How --list prints.")
@click.option(
    "--settle",
    nargs=2,
    type=(str, click.Choice(["taken", "absent"])),
    metavar="KEY taken|absent",
    help="Say of an unknown transaction whether TARGET has it.",
)
@yes_option
@store_option
def command(
    target: str,
    account: str | None,
    first: datetime | None,
    last: datetime | None,
    lists: bool,
    to: str,
    settle: tuple[str, Any] | None,
    yes: bool,
    address: str | None,
) -> int:
    """Hand the transactions of a store over to another program, each of them once at most.

    TARGET is NAME:ADDRESS. The sink jsonl appends to a file; other packages may bring others.

    \b
    statementkit hand-over jsonl:books.jsonl --yes

    If the program or the connection dies in the middle, it is unknown whether a transaction has
    arrived. It does not leave again until the sink has looked, or until you have and say so with
    --settle.

    Exits with 0 when TARGET has all transactions, with 1 when some were refused, are unknown, were
    changed since, or cannot be divided as their rule says, with 2 when it cannot be used.
    """
    number = account_number(account) if account else None
    with closing(opened_store(address)) as store, closing(open_sink(target)) as sink:
        if settle is not None:
            with store.hand_overs.alone(sink.name):
                store.hand_overs.settle(sink.name, {settle[0]: Outcome(settle[1])})
            return OK
        found = _movements(store, number, first, last)
        report.findings([each.misfit for each in found if each.misfit])
        wanted = list(items(found))
        if lists:
            write_records(list(_states(store, sink, wanted)), KEYS, to, shown=_SHOWN)
            return OK
        code = _handed(store, sink, wanted, yes=yes)
    return max(code, PROBLEMS if len(wanted) < len(found) else OK)


def _movements(
    store: Store, number: str | None, first: datetime | None, last: datetime | None
) -> list[Movement]:
    entries = store.entries(number, first and first.date(), last and last.date())
    own = [each.number for each in store.accounts()]
    return list(movements(entries, own, own_transfers(store).keys))


def _handed(store: Store, sink: Sink, wanted: list[Item], *, yes: bool) -> int:
    known = store.hand_overs.of(sink.name)
    new = sum(each.key not in known for each in wanted)
    said = report.counted(new, "new transaction")
    if not agreed(f"Hand {said} over to {sink.name}?", yes=yes):
        return UNUSABLE
    done = hand_over(store, sink, wanted)
    counts = ", ".join(f"{len(keys):,} {name}" for name, keys in attrs.asdict(done).items())
    standard_output().write(f"{sink.name}: {counts}\n")
    if done.unknown:
        report.sentence(
            "nobody knows whether what is unknown has arrived: look there, and say it with --settle"
        )
    return PROBLEMS if done.refused or done.unknown or done.changed else OK


def _states(store: Store, sink: Sink, wanted: list[Item]) -> Iterator[dict[str, Any]]:
    digests = {each.key: each.digest for each in wanted}
    for key, each in store.hand_overs.of(sink.name).items():
        changed = key in digests and digests[key] != each.digest
        status = "unknown" if each.status == "intended" else each.status
        yield {**attrs.asdict(each), "status": status, "changed": changed}
