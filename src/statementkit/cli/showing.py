"""The option of the subcommands that make files which can be shown."""

from __future__ import annotations

import click

key_option = click.option(
    "--key",
    metavar="TEXT",
    help="A secret: the same one gives the same replacements in another call.",
)
