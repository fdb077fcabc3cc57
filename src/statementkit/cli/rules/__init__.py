"""`statementkit rules`: files of rules, and what they say of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import click

from statementkit.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS = {
    "add": "Add a rule to a file.",
    "check": "Say what is doubtful about rules, alone or against statements.",
    "export": "Print rules as a table for a spreadsheet, or as TOML.",
    "import": "Take rules of another file into a file, its comments kept.",
    "list": "Print the rules of a file.",
    "test": "Print what rules say of the payments of statements, and why.",
}
"""What the subcommands do."""


class Group(LazyGroup):
    """The subcommands of `rules`."""

    table = COMMANDS
    package = "statementkit.cli.rules"
    modules: ClassVar[Mapping[str, str]] = {
        "export": "exporting",
        "import": "importing",
        "list": "listing",
        "test": "trying",
    }


@click.command(cls=Group, name="rules")
def command() -> None:
    """Work with files of rules: on which wallet, category and project payments are booked.

    RULES is a TOML file, or a table whose name ends in .csv.
    """
