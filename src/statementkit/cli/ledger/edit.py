"""`statementkit edit`: what is said of a stored transaction."""

from __future__ import annotations

from contextlib import closing
from typing import get_args

import click

from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.options import Command
from statementkit.cli.output import standard_output
from statementkit.cli.program import OK
from statementkit.model import Kind
from statementkit.store import OWN_FIELDS


@click.command(cls=Command)
@click.argument("key", metavar="KEY")
@click.option("--wallet", metavar="NAME", help="The cash account.")
@click.option("--category", metavar="NAME", help="The category of income or expense.")
@click.option("--project", metavar="NAME", help="The project.")
@click.option("--name", metavar="NAME", help="What the other party is called.")
@click.option("--kind", type=click.Choice([*get_args(Kind), ""]), help="What it is.")
@store_option
def command(key: str, address: str | None, **values: str | None) -> int:
    """Set what is said of a stored transaction; no import changes it again.

    KEY is the key that `statementkit export` shows. A blank text takes a value away.
    """
    edits = {field: values[field] or None for field in OWN_FIELDS if values[field] is not None}
    if not edits:
        raise click.UsageError(f"give one of {', '.join(f'--{field}' for field in OWN_FIELDS)}")
    with closing(opened_store(address)) as store:
        entry = store.edit(key, **edits)
    said = ", ".join(f"{field} = {getattr(entry.assignment, field) or '(none)'}" for field in edits)
    standard_output().write(f"{entry.key}: {said}\n")
    return OK
