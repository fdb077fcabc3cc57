"""`statementkit rules check`: what is wrong or doubtful about rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from statementkit.cli import report
from statementkit.cli.options import Command, given, key_options, layout_option
from statementkit.cli.output import console, standard_output
from statementkit.cli.rules.home import home_and_rest, home_option, named
from statementkit.cli.rules.payments import Payments
from statementkit.rules import check_rules

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(cls=Command)
@click.argument("named_things", nargs=-1, metavar="[RULES] [FILE]…")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as a JSON array.")
@home_option
@layout_option
@key_options
def command(
    named_things: Sequence[str],
    as_json: bool,
    address: str | None,
    layout: str | None,
    **options: Any,
) -> int:
    """Say what is wrong or doubtful about RULES.

    Rules that contradict each other or themselves, rules that never decide anything, tax numbers
    with wrong check digits; against the payments of statements also rules that match none of them
    or always lose, and tax numbers that stand beside many names. The rules of a store are checked
    against its transactions, unless statements are named.

    \b
    statementkit rules check rules.toml
    statementkit rules check rules.toml kl_to_1c.txt
    statementkit rules check --store books.db

    Exits with 0 when the rules can be used, doubtful or not, with 1 when rows of a file are
    problems, with 2 when the rules or a file cannot be used.
    """
    home, files = home_and_rest(named_things, address)
    book = home.book()
    payments = Payments(files, layout, given(options))
    against = payments if files else tuple(home.payments())
    found = named(check_rules(book, against or None), home)
    out = standard_output()
    if as_json:
        plain = [each.to_dict() for each in found]
        out.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")
    elif found:
        report.findings(found, to=console(out), advice="; see them all with --json")
    else:
        out.write(f"nothing is doubtful about {report.counted(len(book), 'rule')}\n")
    return payments.exit_code
