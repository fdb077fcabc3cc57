"""`statementkit fmt`: layout files tidily written."""

from __future__ import annotations

from pathlib import Path

import click

from statementkit.cli import report
from statementkit.cli.options import Command
from statementkit.cli.output import opened
from statementkit.cli.program import OK, PROBLEMS
from statementkit.layouts import format_layout, read_layout


@click.command(cls=Command)
@click.argument("layout", metavar="PATH")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if it is not tidy.")
@click.option("--output", "-o", metavar="PATH", help="Write to this file, - for standard output.")
def command(layout: str, check: bool, output: str | None) -> int:
    """Rewrite a layout file tidily: its order in canonical spelling, its comments kept.

    The order means the same as before.
    """
    read_layout(layout)
    text = Path(layout).read_text("utf-8-sig")
    tidy = format_layout(text, source=layout)
    if check:
        return _judge(layout, text == tidy)
    if output is None and text == tidy:
        report.sentence(f"{layout} is tidy already")
        return OK
    with opened(output or layout, "--output") as file:
        file.write(tidy)
    if output is None:
        report.sentence(f"{layout} rewritten")
    return OK


def _judge(layout: str, is_tidy: bool) -> int:
    if is_tidy:
        return OK
    report.sentence(f"{layout} is not tidy; `statementkit fmt {layout}` rewrites it")
    return PROBLEMS
