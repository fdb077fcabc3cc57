"""`statementkit compile`: the Python that is generated for an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.syntax import Syntax

from statementkit.cli.options import Command, chosen, key_options, layout_option
from statementkit.cli.output import console, standard_output
from statementkit.layouts.compiling import AUTO, compile_layout
from statementkit.reader import open_stream

if TYPE_CHECKING:
    from statementkit.layouts import Layout


@click.command(cls=Command)
@layout_option
@click.option(
    "--sample",
    metavar="FILE",
    help="A file of the layout: its header says where [names] stand, its cells what auto means.",
)
@key_options
def command(layout: str | None, sample: str | None, **options: Any) -> None:
    """Print the Python function that reads the rows of an order.

    \b
    statementkit compile --order 'date|name|amount' --date-format dd.MM.yyyy
    """
    source = _source(chosen(layout, options), sample)
    out = console(standard_output())
    if out.is_terminal:
        out.print(Syntax(source, "python").highlight(source.rstrip()), soft_wrap=True)
    else:
        out.file.write(source)


def _source(layout: Layout, sample: str | None) -> str:
    if sample is not None:
        stream = open_stream(sample, layout)
        stream.close()
        return stream.mapper.source
    if layout.date_format == AUTO:
        raise click.UsageError(
            "the layout leaves date_format to the file: name one with --sample, or a --date-format"
        )
    names = layout.header if isinstance(layout.header, tuple) else None
    return compile_layout(layout, columns=layout.header_fingerprint or names).source
