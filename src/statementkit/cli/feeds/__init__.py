"""`statementkit feeds`: connections to banks. `statementkit sync` is here too."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import click

from statementkit.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS = {
    "add": "Add a connection to a bank.",
    "list": "List the connections, and how far their accounts were read.",
    "test": "Ask banks which accounts a token may see.",
}
"""What the subcommands do."""


class Group(LazyGroup):
    """The subcommands of `feeds`."""

    table = COMMANDS
    package = "statementkit.cli.feeds"
    modules: ClassVar[Mapping[str, str]] = {
        "add": "adding",
        "list": "listing",
        "test": "testing",
    }


@click.command(cls=Group, name="feeds")
def command() -> None:
    """Work with connections to banks, which `statementkit sync` reads.

    They stand in a file, feeds.toml, that says where each token is kept and never the token itself.
    """
