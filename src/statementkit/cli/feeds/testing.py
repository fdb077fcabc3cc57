"""`statementkit feeds test`: whether banks answer, and what a token may see."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import attrs
import click

from statementkit.cli import report
from statementkit.cli.feeds.options import CREDENTIALS, PARTIAL, Config, config_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import to_option
from statementkit.cli.program import OK
from statementkit.errors import StatementKitError
from statementkit.feeds import AuthError, FeedAccount, ScopeError
from statementkit.feeds.clocks import SystemClock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.feeds.config import Connection

KEYS = ("name", *(field.name for field in attrs.fields(FeedAccount) if field.name != "name"))


@click.command(cls=Command, name="test")
@click.argument("names", nargs=-1, metavar="[NAME…]")
@to_option("table", "jsonl", "csv", help="What to print.")
@config_option
def command(names: Sequence[str], to: str, config: str | None) -> int:
    """Ask banks which accounts each token may see, and print them. Nothing is written.

    Exits with 0 when every bank has answered, with 4 when a person has to do something about a
    token, with 3 when a bank could not be asked for another reason.
    """
    home = Config.at(config)
    rows: list[dict[str, Any]] = []
    code = OK
    for connection in home.connections(names):
        try:
            rows += _accounts(home, connection)
        except StatementKitError as error:
            report.findings(error.diagnostics)
            is_of_a_person = isinstance(error, AuthError | ScopeError)
            code = max(code, CREDENTIALS if is_of_a_person else PARTIAL)
    write_records(rows, KEYS, to)
    return code


def _accounts(home: Config, connection: Connection) -> list[dict[str, Any]]:
    with closing(connection.open(home.secrets, clock=SystemClock())) as feed:
        return [attrs.asdict(each) | {"name": connection.name} for each in feed.accounts()]
