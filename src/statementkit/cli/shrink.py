"""`statementkit shrink`: the smallest file that shows a problem."""

from __future__ import annotations

from typing import Any

import click

from statementkit.cli.onec.options import output_option
from statementkit.cli.onec.telling import write_bytes
from statementkit.cli.options import Command, chosen, key_options, layout_option
from statementkit.cli.showing import beside, key_option
from statementkit.testing.shrinking import cuttable, shrink


@click.command(cls=Command)
@click.argument("file")
@click.argument("code")
@layout_option
@output_option
@key_option
@key_options
def command(
    file: str,
    code: str,
    layout: str | None,
    output: str | None,
    key: str | None,
    **options: Any,
) -> None:
    """Make FILE as small as can be while it shows the problem CODE, and anonymise it.

    CODE is that of a problem or a warning, as SK301; the result is what a report of a fault needs.

    \b
    statementkit shrink march.csv SK301 --layout swedbank-ee
    """
    source, target = cuttable(file), beside(file, output)
    write_bytes([shrink(source, chosen(layout, options), code.upper(), key=key)], target)
