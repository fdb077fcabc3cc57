"""`statementkit 1c merge`: one file of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from statementkit.cli.onec.options import lang_option, output_option
from statementkit.cli.onec.telling import aside, findings, say, write_bytes
from statementkit.cli.options import Command
from statementkit.formats.onec.merging import merge
from statementkit.formats.onec.reading import read_exchange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.formats.onec.problems import Language


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@output_option
@lang_option
def command(files: Sequence[str], output: str | None, lang: Language) -> None:
    """Make one file of several: of other days, or of other accounts.

    A document that stands in several files, because their days overlap, stands in the result once,
    and so does a transfer that the files of both its accounts print; what was left out is told.
    Documents that are twins within one file stay twins. The encoding is that of the first file.
    """
    merged = merge([read_exchange(file) for file in files])
    write_bytes([merged.content], output)
    findings(merged.repeats, len(merged.repeats), lambda repeat: repeat.told(lang), lang, aside())
    words = {"documents": merged.documents, "repeated": len(merged.repeats)}
    say("documents: {documents}; left out as repeated: {repeated}", lang, **words)
