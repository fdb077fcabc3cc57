"""`statementkit 1c`: what concerns files of 1CClientBankExchange alone."""

from __future__ import annotations

import click

from statementkit.cli.lazy import LazyGroup

COMMANDS = {
    "anonymise": "Replace names, numbers and texts in files that are to be shown.",
    "check": "Hold a file against its own balances, and say what is wrong in it.",
    "documents": "Print every document of a file, with its direction.",
    "merge": "Make one file of several; what stands in more of them stands there once.",
    "order": "Write payment orders for a bank.",
    "split": "Make a file for each account of a file.",
    "summary": "Say whose file it is, its accounts, balances and number of documents.",
}
"""What the subcommands do; each is the `command` of the module of its name."""


class Group(LazyGroup):
    """The subcommands of `1c`."""

    table = COMMANDS
    package = "statementkit.cli.onec"


@click.command(cls=Group, name="1c")
def command() -> None:
    """Work with files of 1CClientBankExchange: kl_to_1c.txt from a bank, 1c_to_kl.txt to it.

    `statementkit read` prints their transactions as it does for any other statement; these commands
    show what only this format has.
    """
