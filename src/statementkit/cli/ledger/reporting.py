"""`statementkit report`: cash flow, and profit and loss, of a store."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, TextIO

import click

from statementkit.books import own_transfers
from statementkit.cli import report as aside
from statementkit.cli.grid import grid
from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import console, opened, to_option
from statementkit.cli.program import OK, PROBLEMS
from statementkit.errors import shorten
from statementkit.masking import masked
from statementkit.reports import DIMENSIONS, make_report, to_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from statementkit.reports import Report

_EACH = "\0"
"""What an option of a dimension holds that is given without a name; no name has it."""

_PERIODS = 6
"""How many periods stand side by side in a table for eyes."""


def _dimensions(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in reversed(DIMENSIONS):
        command = click.option(
            f"--{name}",
            is_flag=False,
            flag_value=_EACH,
            metavar="[NAME]",
            help=f"A line for each {name}; with a name, only what is booked on it.",
        )(command)
    return command


@click.command(cls=Command)
@click.argument("kind", type=click.Choice(["cashflow", "pnl"]))
@click.option(
    "--by",
    type=click.Choice(["month", "week"]),
    default="month",
    show_default=True,
    help="Periods.",
)
@_dimensions
@to_option("table", "csv", "html", help="What to write; html is one page with charts.")
@click.option("--output", "-o", metavar="PATH", help="Write into this file.")
@store_option
def command(
    kind: Any, by: Any, to: str, output: str | None, address: str | None, **asked: str | None
) -> int:
    """Print the cash flow, or profit and loss (pnl), of a store.

    Lines are told apart by category unless --wallet, --category or --project say otherwise.
    Transfers between own accounts are neither income nor expense.

    Exits with 1 when the bank's balances are not what a cash flow comes to, or when a payment
    cannot be divided as its rule says.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    only = {name: value for name, value in given.items() if value != _EACH}
    with closing(opened_store(address)) as store:
        made = make_report(
            list(store.entries()),
            [each.number for each in store.accounts()],
            kind,
            by=by,
            dimensions=tuple(given) or ("category",),
            only=only,
            paired=own_transfers(store).keys,
            stated=store.stated(),
        )
    if to == "csv":
        write_records(made.records(), made.keys, to, output)
    else:
        with opened(output, "--output") as file:
            if to == "html":
                file.write(to_html(made))
            else:
                _print(made, file)
    for sentence in (*made.breaks, *made.notes):
        aside.sentence(masked(sentence))
    return PROBLEMS if made.breaks else OK


def _print(made: Report, file: TextIO) -> None:
    """Print tables for eyes, of a few periods each, so that no amount is cut.

    A line is of an account or of a category, so both stand in one column. A currency that is the
    only one stands above.
    """
    rows = list(made.records())
    currencies = {row["currency"] for row in rows}
    facts = ("section",) if len(currencies) < 2 else ("currency", "section")
    first, *others = made.dimensions
    columns = (*made.periods, "total")
    screen = console(file)
    if len(currencies) == 1 and (currency := rows[0]["currency"]):
        screen.print(f"in {currency}")
    for start in range(0, len(columns), _PERIODS):
        some = columns[start : start + _PERIODS]
        labels = (f"{label}…" for label in made.dimensions)
        table = grid(*facts, *labels, *(f">{column}" for column in some))
        for row in rows:
            said = (row["account"] or row[first], *(row[other] for other in others))
            table.add_row(
                *(row[fact] for fact in facts),
                *(shorten(each or "", 40) for each in said),
                *(row[column] for column in some),
            )
        screen.print(table)
