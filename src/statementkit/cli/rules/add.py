"""`statementkit rules add`: one rule more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from statementkit.cli import report
from statementkit.cli.options import Command
from statementkit.cli.program import OK
from statementkit.cli.rules.home import home_and_rest, home_option, named
from statementkit.model import Kind
from statementkit.rules import Rule, check_rules

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(cls=Command)
@click.argument("given", nargs=-1, required=True, metavar="[RULES] MATCH")
@click.option("--wallet", help="The cash account.")
@click.option("--category", help="The category of income or expense.")
@click.option("--project", help="The project.")
@click.option("--name", help="Name of the other party, as it is to be shown.")
@click.option("--kind", type=click.Choice(get_args(Kind)), help="What kind of movement it is.")
@click.option("--priority", type=int, default=0, help="Wins before rules of smaller priority. [0]")
@home_option
def command(given: Sequence[str], address: str | None, **says: Any) -> int:
    """Add a rule to RULES for the payments that pass MATCH; the file is made if there is none.

    \b
    statementkit rules add rules.toml 'tax_id=7707083893, amount<0' --category Rent
    statementkit rules add --store books.db 'name~"landlord"' --category Rent

    Rules that say several things, or split a payment, are written in the file itself. Exits with 0
    when the rule was added, with 2 when it or the file cannot be used.
    """
    home, rest = home_and_rest(given, address, create=True)
    if len(rest) != 1:
        raise click.UsageError("give one MATCH, in quotes, as 'tax_id=7707083893, amount<0'")
    rule = Rule(match=rest[0], **says)
    before, after = home.change(lambda book: book.with_rule(rule))
    known = check_rules(before)
    report.findings(named([each for each in check_rules(after) if each not in known], home))
    report.sentence(f"{home.name}: rule {after.last_number} added")
    return OK
