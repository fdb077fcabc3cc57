"""`statementkit sync`: what banks have, into a store, as often as one likes."""

from __future__ import annotations

from contextlib import closing
from datetime import time
from typing import TYPE_CHECKING, Any

import attrs
import click

from statementkit.cli import report
from statementkit.cli.feeds.bars import bar
from statementkit.cli.feeds.options import (
    CREDENTIALS,
    PARTIAL,
    Config,
    config_option,
    store_or_none,
)
from statementkit.cli.ledger.options import opened_store, store_option, unsure_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import iso_day, to_option
from statementkit.cli.program import OK, UNUSABLE
from statementkit.errors import StatementKitError
from statementkit.feeds.clocks import SystemClock
from statementkit.feeds.days import today
from statementkit.rules import read_rules
from statementkit.syncing import AccountResult, Wish, daily, next_run, sync, worst

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from statementkit.store import Store
    from statementkit.syncing.summary import Status

KEYS = tuple(field.name for field in attrs.fields(AccountResult))

_COUNTS = ("added", "changed", "known", "waiting", "problems", "held", "skipped")
_SELDOM = _COUNTS[3:]
"""What has a column only where there is any: a table of all is wider than terminals are."""

_CODES: Mapping[Status, int] = {
    "ok": OK,
    "partial": PARTIAL,
    "failed": PARTIAL,
    "credentials": CREDENTIALS,
}

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME…]")
@click.option("--since", type=_DAY, help="The first day to read. [where the last run ended]")
@click.option("--until", type=_DAY, help="The last day to read. [today]")
@click.option("--account", "accounts", metavar="NUMBER", multiple=True, help="Only this account.")
@click.option("--dry-run", is_flag=True, help="Read, print what would be done, and write nothing.")
@click.option("--rules", metavar="FILE", help="What payments are booked on. [the store's rules]")
@unsure_option
@click.option("--daily", metavar="HH:MM", help="Keep running, and read at this time of every day.")
@click.option("--tz", default="Europe/Moscow", show_default=True, help="The zone of --daily.")
@to_option("table", "jsonl", "csv", help="What to print.")
@config_option
@store_option
def command(
    names: Sequence[str],
    since: datetime | None,
    until: datetime | None,
    accounts: Sequence[str],
    dry_run: bool,
    rules: str | None,
    unsure: Any,
    daily: str | None,
    tz: str,
    to: str,
    config: str | None,
    address: str | None,
) -> int:
    """Read what banks have, of all connections or those that are NAMEd, into a store.

    A run begins some days before the last sure one, because banks still change what they said, and
    adds nothing twice. It may be killed at any moment: the next one goes on. An account that was
    never read begins ninety days ago, or at --since.

    Exits with 0 when all was read, with 3 when an account failed or something was left out, with 4
    when a person has to do something about a token, with 2 when a call, the list of connections or
    the store cannot be used.
    """
    if since and until and since > until:
        raise click.UsageError("--since is later than --until")
    if since and since.date() > today(SystemClock()):
        raise click.UsageError("--since has not come yet")
    wish = Wish(
        since=_day(since),
        until=_day(until),
        accounts=frozenset(accounts),
        rules=None if rules is None else read_rules(rules),
        decision=None if unsure == "wait" else unsure,
        is_trial=dry_run,
    )
    call = _Call(Config.at(config), tuple(names), wish, to, address)
    if daily is None:
        return call.run()
    if since or until:
        raise click.UsageError("--daily reads on from where the last run ended")
    return call.keep_running(_time(daily), _zone(tz))


@attrs.frozen
class _Call:
    """What one call says about all of its runs."""

    config: Config
    names: Sequence[str]
    wish: Wish
    to: str
    address: str | None

    def run(self) -> int:
        """Read all accounts, print what became of them, and return the exit code."""
        clock = SystemClock()
        sources = self.config.sources(self.names, clock)
        with closing(self._store()) as store, bar() as watcher:
            results = list(sync(sources, store, clock, self.wish, watcher))
        for result in results:
            report.findings(result.findings)
        write_records(map(_record, results), KEYS, self.to, shown=self._shown(results))
        if any(each.waiting for each in results):
            report.sentence(
                "rows wait for a decision: say with --unsure whether they are new or the stored "
                "ones; their days are read again until then"
            )
        return _CODES[worst(results)]

    def _store(self) -> Store:
        is_trial = self.wish.is_trial
        return store_or_none(self.address) if is_trial else opened_store(self.address, create=True)

    def _shown(self, results: Sequence[AccountResult]) -> tuple[str, ...]:
        counts = (
            f">{count}"
            for count in _COUNTS
            if count not in _SELDOM or any(getattr(each, count) for each in results)
        )
        return ("source", "account", "status", "first", *counts, "until")

    def keep_running(self, at: time, zone: tzinfo) -> int:
        """Run at a time of every day; what stops one run does not stop the next."""
        clock = SystemClock()
        self.config.sources(self.names, clock)
        report.sentence(f"the first run is at {_told(next_run(clock.now(), at, zone), zone)}")
        for _ in daily(at, zone, clock):
            try:
                self.run()
            except StatementKitError as error:
                report.findings(error.diagnostics)
            report.sentence(f"the next run is at {_told(next_run(clock.now(), at, zone), zone)}")
        return UNUSABLE


def _record(result: AccountResult) -> dict[str, Any]:
    record = attrs.asdict(result, recurse=False)
    days = {name: iso_day(record[name]) for name in ("first", "last", "until")}
    return record | days | {"findings": [each.to_dict() for each in result.findings]}


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _told(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(" ", "minutes")


def _time(text: str) -> time:
    try:
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError:
        raise click.BadParameter("write a time as 23:00", param_hint="--daily") from None


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = f"{name!r} is no zone: write one as Europe/Moscow"
        raise click.BadParameter(hint, param_hint="--tz") from None
