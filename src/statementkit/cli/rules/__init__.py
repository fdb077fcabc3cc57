"""`statementkit rules`: rules in files and in stores, and what they say of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import click

from statementkit.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS = {
    "add": "Add a rule.",
    "check": "Say what is doubtful about rules, alone or against statements.",
    "export": "Print rules as a table for a spreadsheet, or as TOML.",
    "import": "Take the rules of a file into another one, its comments kept, or into a store.",
    "list": "Print rules.",
    "test": "Print what rules say of the payments of statements, and why.",
    "why": "Print what decided about a stored transaction, as it was then.",
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
    """Work with rules: on which wallet, category and project payments are booked.

    RULES is a TOML file, or a table whose name ends in .csv. With --store the rules are those of a
    store, which `review` and `import` ask when they are given no others.
    """
