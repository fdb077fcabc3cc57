"""`statementkit feeds add`: one more connection."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from statementkit.cli.feeds.options import Config, config_option
from statementkit.cli.options import Command
from statementkit.cli.output import standard_output
from statementkit.cli.program import OK
from statementkit.feeds.config import Connection, add_connection
from statementkit.feeds.credentials import Reference

if TYPE_CHECKING:
    from collections.abc import Sequence

_WHERE = "env:VARIABLE|keyring:BANK/NAME|file:PATH"


@click.command(cls=Command, name="add")
@click.argument("name", metavar="NAME")
@click.option("--bank", required=True, help="The bank: tbank, tochka, modulbank.")
@click.option("--token", metavar=_WHERE, help="Where the token is kept.")
@click.option("--client-id", help="Tochka: the program that may renew tokens.")
@click.option("--client-secret", metavar=_WHERE, help="Tochka: where its secret is kept.")
@click.option(
    "--refresh-token", metavar="keyring:…|file:…", help="Tochka: where the right is kept."
)
@click.option(
    "--account",
    "accounts",
    metavar="NUMBER",
    multiple=True,
    help="Only this account. Repeat the option for several. [all that the token may see]",
)
@click.option("--method", help="T-Bank: statement, or the older bank-statement. [statement]")
@click.option("--base-url", metavar="URL", help="Another scheme and host, as of a gateway.")
@click.option("--ca-file", metavar="PATH", help="Certificates to trust beside those of the system.")
@click.option("--sandbox", is_flag=True, help="Ask the bank's place for trying things out.")
@click.option(
    "--ask", is_flag=True, help="Ask for the token, or take it from a pipe, and keep it there."
)
@config_option
def command(
    name: str,
    bank: str,
    token: str | None,
    client_id: str | None,
    client_secret: str | None,
    refresh_token: str | None,
    accounts: Sequence[str],
    method: str | None,
    base_url: str | None,
    ca_file: str | None,
    sandbox: bool,
    ask: bool,
    config: str | None,
) -> int:
    """Add a connection to a bank to the list of them.

    \b
    statementkit feeds add main --bank tbank --token env:TBANK_TOKEN
    statementkit feeds add main --bank tbank --token keyring:tbank/main --ask

    The token itself is never an argument, where other users of the machine would see it.
    """
    home = Config.at(config)
    connection = Connection(
        name=name,
        bank=bank,
        token=_reference(token),
        client_id=client_id,
        client_secret=_reference(client_secret),
        refresh_token=_reference(refresh_token),
        accounts=tuple(accounts),
        base_url=base_url,
        ca_file=ca_file,
        method=method,
        sandbox=sandbox,
    )
    connection.check(home.secrets)
    place = connection.token or connection.refresh_token
    if ask and place is not None:
        home.secrets.write(place, _asked())
    add_connection(home.path, connection)
    standard_output().write(
        f"{home.path}: added {name}; `statementkit feeds test {name}` tries it\n"
    )
    return OK


def _reference(text: str | None) -> Reference | None:
    return None if text is None else Reference.of(text)


def _asked() -> str:
    """Return a secret that a person types unseen, or that stands on the first line of a pipe."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Token", hide_input=True, err=True)
        return typed.strip()
    return sys.stdin.readline().strip()
