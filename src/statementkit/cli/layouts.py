"""`statementkit layouts`: which layouts are shipped, and what they say."""

from __future__ import annotations

import click
from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.options import Command
from statementkit.cli.output import console, standard_output
from statementkit.layouts import find_layout, shipped_layouts, write_layout


@click.command(cls=Command)
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the shipped layouts, or print one as a layout file to start from.

    \b
    statementkit layouts paypal > my-paypal.toml
    """
    if name is None:
        _list()
    else:
        standard_output().write(write_layout(find_layout(name)))


def _list() -> None:
    table = grid("name", "country", "bank…")
    for name, layout in shipped_layouts().items():
        table.add_row(Text(name, "cyan"), layout.country, Text(layout.bank or ""))
    console(standard_output()).print(table)
