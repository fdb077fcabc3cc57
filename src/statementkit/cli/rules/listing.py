"""`statementkit rules list`: the rules of a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.options import Command
from statementkit.cli.output import console, standard_output
from statementkit.cli.program import OK
from statementkit.cli.rules.home import home_option, only_home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.rules import Rule, RuleBook

_SAYS = ("wallet", "category", "project", "name", "kind")


@click.command(cls=Command)
@click.argument("rules", nargs=-1, metavar="[RULES]")
@click.option(
    "--to", type=click.Choice(["table", "jsonl"]), default="table", show_default=True, help="Form."
)
@home_option
def command(rules: Sequence[str], to: str, address: str | None) -> int:
    """Print the rules of RULES, those first that win where several match.

    The table ends with the defaults; jsonl has the rules alone, by their numbers.
    """
    book = only_home(rules, address).book()
    if to == "jsonl":
        for rule in book.rules:
            standard_output().write(json.dumps(rule.to_dict(), ensure_ascii=False) + "\n")
    else:
        _print(book)
    return OK


def _print(book: RuleBook) -> None:
    out = console(standard_output())
    table = grid(">rule", ">priority", "match…", "says…")
    for rule in dict.fromkeys(rule for rule, _ in book.ranked()):
        table.add_row(
            str(rule.number),
            str(rule.priority or ""),
            Text(rule.match, "cyan"),
            Text("\n".join(_said(rule))),
        )
    for name, default in book.defaults.named().items():
        said = (f"{key}: {value}" for key, value in default.to_dict().items())
        table.add_row("", "", Text(name, "dim"), Text("\n".join(said)))
    out.print(table)


def _said(rule: Rule) -> list[str]:
    lines = [f"{field}: {value}" for field in _SAYS if (value := getattr(rule, field))]
    for part in rule.split:
        on = ", ".join(filter(None, (part.wallet, part.category, part.project)))
        lines.append(f"{part.size}: {on or 'as it is'}")
    return lines
