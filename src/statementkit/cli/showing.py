"""What the subcommands share that make files which can be shown."""

from __future__ import annotations

from pathlib import Path

import click


def _not_blank(_: click.Context, __: click.Parameter, key: str | None) -> str | None:
    if key is not None and not key.strip():
        raise click.BadParameter("a blank key keeps no secret")
    return key


def beside(file: str, output: str | None) -> str | None:
    """Return where the result goes; over the statement itself is refused."""
    if output and file != "-" and Path(output).resolve() == Path(_unpacked(file)).resolve():
        message = f"{output} would be written over itself; name another file"
        raise click.BadParameter(message, param_hint="--output")
    return output


def _unpacked(file: str) -> str:
    """Return the file that a path leads to, which may go on into an archive."""
    return file if Path(file).exists() else file.rpartition("!")[0] or file


key_option = click.option(
    "--key",
    metavar="TEXT",
    callback=_not_blank,
    help="A secret: the same one gives the same replacements in another call.",
)
