"""`statementkit rules export`: rules in another form."""

from __future__ import annotations

import click

from statementkit.cli.options import Command
from statementkit.cli.output import opened
from statementkit.cli.program import OK
from statementkit.rules import read_rules, rules_to_csv, rules_to_toml

_FORMS = {"csv": rules_to_csv, "toml": rules_to_toml}


@click.command(cls=Command)
@click.argument("rules", metavar="RULES")
@click.option("--to", type=click.Choice(list(_FORMS)), default="csv", show_default=True)
@click.option("--output", "-o", metavar="PATH", help="Write to this file.")
def command(rules: str, to: str, output: str | None) -> int:
    r"""Print RULES as a table for a spreadsheet, or as TOML, without a loss.

    \b
    statementkit rules export rules.toml -o rules.csv
    """
    text = _FORMS[to](read_rules(rules))
    with opened(output, "--output") as file:
        file.write(text)
    return OK
