"""`statementkit 1c anonymise`: files that can be shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from statementkit.cli.onec.options import lang_option, output_option
from statementkit.cli.onec.telling import file_name, folder_for, say, write_bytes
from statementkit.cli.options import Command
from statementkit.cli.showing import beside, key_option
from statementkit.formats.onec.anonymising import Anonymiser, secret_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.formats.onec.problems import Language


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@output_option
@click.option("--into", metavar="FOLDER", help="Write each file there, under its own name.")
@key_option
@lang_option
def command(
    files: Sequence[str], output: str | None, into: str | None, key: str | None, lang: Language
) -> None:
    """Replace who is named in FILEs: names, INN, KPP, accounts, and what purposes tell.

    The same party is replaced alike in all files of a call. INN and accounts stay valid where they
    are. Amounts, dates, numbers of documents, kinds and the names of banks stay, so what a file
    comes to stays too. Look through the result before it is shown: a name may stand where no name
    is expected.
    """
    if into is None and len(files) > 1:
        raise click.UsageError("several files need a folder: add --into FOLDER")
    if into is not None and output is not None:
        raise click.UsageError("--output and --into contradict each other")
    hide = Anonymiser(secret_of(key))
    targets = _targets(files, into)
    for file in files:
        target = targets.get(file) or beside(file, output)
        write_bytes(hide.pieces(file), target, "--into" if into else "--output")
    if into is not None:
        say("files: {count}, in {folder}", lang, count=len(files), folder=into)


def _targets(files: Sequence[str], into: str | None) -> dict[str, str]:
    """Return where each file goes; two of one name, or one over itself, are refused."""
    if into is None:
        return {}
    folder = folder_for(into, "--into")
    targets = {file: folder / file_name(file) for file in files}
    if len(set(targets.values())) < len(set(files)):
        raise click.UsageError("two of the files have the same name; anonymise them one by one")
    for file, target in targets.items():
        if file != "-" and target.resolve() == Path(file).resolve():
            raise click.UsageError(f"{file} would be written over itself; name another folder")
    return {file: str(target) for file, target in targets.items()}
