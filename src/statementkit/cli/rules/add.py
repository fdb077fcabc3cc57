"""`statementkit rules add`: one rule more."""

from __future__ import annotations

from typing import Any, get_args

import click

from statementkit.cli import report
from statementkit.cli.options import Command
from statementkit.cli.program import OK
from statementkit.cli.rules.saving import book_in, named, save
from statementkit.model import Kind
from statementkit.rules import Rule, check_rules


@click.command(cls=Command)
@click.argument("rules", metavar="RULES")
@click.argument("match")
@click.option("--wallet", help="The cash account.")
@click.option("--category", help="The category of income or expense.")
@click.option("--project", help="The project.")
@click.option("--name", help="Name of the other party, as it is to be shown.")
@click.option("--kind", type=click.Choice(get_args(Kind)), help="What kind of movement it is.")
@click.option("--priority", type=int, default=0, help="Wins before rules of smaller priority. [0]")
def command(rules: str, match: str, **says: Any) -> int:
    r"""Add a rule to RULES for the payments that pass MATCH; the file is made if there is none.

    \b
    statementkit rules add rules.toml 'tax_id=7707083893, amount<0' --category Rent

    Rules that say several things, or split a payment, are written in the file itself. Exits with 0
    when the rule was added, with 2 when it or the file cannot be used.
    """
    before = book_in(rules)
    book = before.with_rule(Rule(match=match, **says))
    number = (set(book.rules) - set(before.rules)).pop().number
    save(book, rules)
    known = check_rules(before)
    report.findings(named((each for each in check_rules(book) if each not in known), rules))
    report.sentence(f"{rules}: rule {number} added")
    return OK
