"""`statementkit rules export`: rules in another form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from statementkit.cli.options import Command
from statementkit.cli.output import opened
from statementkit.cli.program import OK
from statementkit.cli.rules.home import home_option, only_home
from statementkit.rules import rules_to_csv, rules_to_toml

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMS = ("csv", "toml")


@click.command(cls=Command)
@click.argument("rules", nargs=-1, metavar="[RULES]")
@click.option("--to", type=click.Choice(_FORMS), default="csv", show_default=True)
@click.option("--output", "-o", metavar="PATH", help="Write to this file.")
@home_option
def command(rules: Sequence[str], to: str, output: str | None, address: str | None) -> int:
    """Print RULES as a table for a spreadsheet, or as TOML, without a loss.

    \b
    statementkit rules export rules.toml -o rules.csv
    statementkit rules export --store books.db --to toml -o rules.toml
    """
    book = only_home(rules, address).book()
    text = rules_to_csv(book) if to == "csv" else rules_to_toml(book, with_numbers=bool(address))
    with opened(output, "--output") as file:
        file.write(text)
    return OK
