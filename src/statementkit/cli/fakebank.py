"""`statementkit fakebank`: banks that exist on this machine alone, to try feeds with."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, get_args

import click

from statementkit.errors import quoted
from statementkit.testing.fakebank import FakeBank, Fault, Ledger
from statementkit.testing.fakebank.clock import RunningClock, moscow_day
from statementkit.testing.fakebank.faults import FaultKind
from statementkit.testing.fakebank.ledger import BANKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.testing.fakebank import Seen

_GLANCE = 0.2
"""Seconds between two looks at the requests that came."""


def _faults(_: click.Context, __: click.Parameter, values: Sequence[str]) -> list[Fault]:
    """Return the faults that texts name."""
    return [_fault(*value.partition(":")) for value in values]


def _fault(kind: str, _: str, after: str) -> Fault:
    kinds: tuple[FaultKind, ...] = get_args(FaultKind)
    for known in kinds:
        if kind == known and (after or "0").isdecimal():
            return Fault(known, after=int(after or 0))
    if kind in kinds:
        raise click.BadParameter(f"{quoted(after)} is not a number of requests")
    raise click.BadParameter(f"{quoted(kind)} is none of {', '.join(kinds)}")


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on. [a free one]"
)
@click.option("--seed", default=1, show_default=True, help="Another number invents other books.")
@click.option(
    "--accounts",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="How many each bank has.",
)
@click.option(
    "--operations",
    type=click.IntRange(0),
    default=200,
    show_default=True,
    help="How many each account has.",
)
@click.option(
    "--days",
    type=click.IntRange(1),
    default=90,
    show_default=True,
    help="Over how many days, up to today.",
)
@click.option(
    "--fault",
    "faults",
    metavar="KIND[:AFTER]",
    callback=_faults,
    multiple=True,
    help="Something that goes wrong, as 429 or reset, after so many requests. May be repeated.",
)
@click.option("--limits", is_flag=True, help="Refuse more requests in a second than a bank takes.")
def command(
    port: int,
    seed: int,
    accounts: int,
    operations: int,
    days: int,
    faults: Sequence[Fault],
    limits: bool,
) -> None:
    """Serve invented accounts as T-Bank, Tochka and Modulbank on this machine, until Ctrl-C.

    \b
    statementkit fakebank
    statementkit fakebank --fault 429 --fault reset:5
    """
    now = datetime.now(UTC)
    first_day = moscow_day(now) - timedelta(days=days - 1)
    ledgers = {
        name: Ledger.invent(
            seed=seed,
            accounts=accounts,
            operations=operations,
            days=days,
            first_day=first_day,
            bank=name,
        )
        for name in BANKS
    }
    try:
        bank = FakeBank(ledgers, faults=faults, clock=RunningClock(now), limits=limits, port=port)
    except OSError as error:
        message = f"cannot listen on port {port}: {error.strerror or error}"
        raise click.BadParameter(message, param_hint="--port") from error
    with bank:
        click.echo("\n".join(_welcome(bank, ledgers)))
        _watch(bank)


def _welcome(bank: FakeBank, ledgers: dict[str, Ledger]) -> Iterator[str]:
    """Yield what a person needs to ask the banks."""
    for name, ledger in ledgers.items():
        variable = f"FAKE_{name.upper()}_TOKEN"
        yield f"{name}: {len(ledger.accounts)} accounts of {ledger.accounts[0].owner.name}"
        yield from (f"  account  {account.number}" for account in ledger.accounts)
        yield f"  address  {bank.url(name)}"
        yield f"  token    {bank.token(name)}"
        yield f"  export {variable}={bank.token(name)}"
        yield (
            f"  statementkit feeds add fake-{name} --bank {name} --token env:{variable}"
            f" --base-url {bank.url(name)}"
        )
    yield "all of it is invented; Ctrl-C ends the bank"


def _watch(bank: FakeBank) -> None:
    """Print the requests as they come, until someone interrupts."""
    shown = 0
    try:
        while True:
            for seen in bank.requests[shown:]:
                click.echo(_line(seen))
                shown += 1
            time.sleep(_GLANCE)
    except KeyboardInterrupt:
        click.echo(f"\nrequests answered: {len(bank.requests)}")


def _line(seen: Seen) -> str:
    notes = ", ".join((*seen.faults, *seen.warnings))
    when = f"{seen.at.astimezone():%H:%M:%S}"
    line = f"{when} {seen.bank or '-'} {seen.method} {seen.path} {seen.status}"
    return f"{line} ({notes})" if notes else line
