"""`statementkit 1c split`: a file for each account of a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statementkit.cli.onec.options import lang_option
from statementkit.cli.onec.telling import file_name, folder_for, say, write_bytes
from statementkit.cli.options import Command
from statementkit.cli.output import standard_output
from statementkit.formats.onec.reading import read_exchange
from statementkit.formats.onec.splitting import split

if TYPE_CHECKING:
    from statementkit.formats.onec.problems import Language
    from statementkit.formats.onec.splitting import Part


@click.command(cls=Command)
@click.argument("file")
@click.option(
    "--into", metavar="FOLDER", default=".", help="Where the files go: [the current folder]."
)
@lang_option
def command(file: str, into: str, lang: Language) -> None:
    """Make a file for each account of FILE, and one for documents that belong to no account.

    The files are named after FILE and the account, and their paths are printed. Documents stand in
    them as they stood in FILE. A transfer between two accounts of FILE stands in both files, each
    with its own print of it where FILE has two.
    """
    parts = split(read_exchange(file))
    folder, stem = folder_for(into, "--into"), Path(file_name(file)).stem
    for part in parts:
        path = folder / f"{stem}-{_name(part)}.txt"
        write_bytes([part.content], str(path), "--into")
        standard_output().write(f"{path}\n")
    if not parts:
        say("nothing was written: the file has no accounts and no documents", lang)
    homeless = sum(part.documents for part in parts if part.account is None)
    if homeless:
        say("documents of no account: {count}, in a file of their own", lang, count=homeless)


def _name(part: Part) -> str:
    """Return what tells a part from the others, fit for the name of a file."""
    return "unknown" if part.account is None else re.sub(r"\W", "_", part.account)
