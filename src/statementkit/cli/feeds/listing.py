"""`statementkit feeds list`: which connections there are, and how far they were read."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from statementkit.cli.feeds.options import Config, config_option, store_or_none
from statementkit.cli.ledger.options import store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import iso_day, to_option
from statementkit.cli.program import OK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.feeds.config import Connection
    from statementkit.store import FeedState

KEYS = ("name", "bank", "token", "account", "since", "until", "read_at")


@click.command(cls=Command, name="list")
@to_option("table", "jsonl", "csv", help="What to print.")
@config_option
@store_option
def command(to: str, config: str | None, address: str | None) -> int:
    """List the connections, and from when until when each account is in the store for sure.

    No bank is asked, and no token is looked for.
    """
    listed = Config.at(config).connections()
    with closing(store_or_none(address)) as store:
        states = store.feeds.states()
    write_records([row for each in listed for row in _rows(each, states)], KEYS, to)
    return OK


def _rows(connection: Connection, states: list[FeedState]) -> Iterator[dict[str, Any]]:
    row = {"name": connection.name, "bank": connection.bank}
    row["token"] = str(connection.token or connection.refresh_token)
    nothing = dict.fromkeys(("account", "since", "until", "read_at"))
    wanted = connection.accounts
    found = [
        each
        for each in states
        if each.feed == connection.bank and (not wanted or each.account in wanted)
    ]
    for each in found:
        days = {"since": iso_day(each.since), "until": iso_day(each.until), "read_at": each.read_at}
        yield row | nothing | {"account": each.account} | days
    for account in [*wanted] if not found and wanted else [None] if not found else []:
        yield row | nothing | {"account": account}
