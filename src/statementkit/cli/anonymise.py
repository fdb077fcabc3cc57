"""`statementkit anonymise`: a file that can be shown."""

from __future__ import annotations

from typing import Any

import click

from statementkit.cli.onec.options import output_option
from statementkit.cli.onec.telling import write_bytes
from statementkit.cli.options import Command, given, key_options, layout_option
from statementkit.cli.showing import beside, key_option
from statementkit.testing.anonymising import anonymise


@click.command(cls=Command)
@click.argument("file")
@layout_option
@output_option
@key_option
@key_options
def command(
    file: str, layout: str | None, output: str | None, key: str | None, **options: Any
) -> None:
    """Replace in FILE who is named: names, texts, accounts, tax ids, references.

    Amounts, dates, currencies, types and the words by which the order decides stay, and so does the
    shape of the file: the same layout reads it as before. Equal values stay equal; account numbers
    and tax ids that are valid stay valid. Look through the result before it is shown.

    \b
    statementkit anonymise march.csv --layout swedbank-ee --output shown.csv
    """
    write_bytes([anonymise(file, layout, key=key, **given(options))], beside(file, output))
