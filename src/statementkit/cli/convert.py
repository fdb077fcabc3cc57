"""`statementkit convert`: layouts from the configurations of other programs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statementkit.cli import report
from statementkit.cli.output import opened, standard_output
from statementkit.convert import KINDS, convert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.convert import Conversion

COMPLETE, INCOMPLETE = 0, 1
"""Exit codes: every layout can be used; some must be completed by hand first."""


@click.command()
@click.argument("file")
@click.option("--from", "kind", required=True, type=click.Choice(list(KINDS)), help="Whose it is.")
@click.option("--output", "-o", metavar="FOLDER", help="Write each layout to a file in a folder.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON array.")
def command(file: str, kind: str, output: str | None, as_json: bool) -> int:
    """Turn the configuration of another program into layouts.

    FILE is what that program is configured with. One layout comes out for each bank in it; what a
    layout cannot say stands above it as a comment, and on standard error.

    \b
    statementkit convert --from hledger hansa.csv.rules > hansa.toml
    statementkit convert --from bank2ynab bank2ynab.conf -o layouts

    The exit code is 0 when every layout can be used as it is, 1 when some must be completed first,
    2 when the file is no such configuration.
    """
    found = convert(file if "\n" not in file else Path(file), kind)
    if as_json:
        text = json.dumps([each.to_dict() for each in found], ensure_ascii=False, indent=2)
        standard_output().write(text + "\n")
    elif output is not None:
        _write(found, Path(output))
    else:
        standard_output().write("\n".join(each.to_toml() for each in found))
    incomplete = [each for each in found if any(f.severity == "error" for f in each.findings)]
    if not as_json:
        report.findings([finding for each in found for finding in each.findings])
        made = report.counted(len(found), "layout")
        report.sentence(f"{file}: {made}, {len(incomplete)} to be completed by hand")
    return INCOMPLETE if incomplete else COMPLETE


def _write(found: Sequence[Conversion], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.BadParameter(
            f"cannot make {folder}: {error.strerror or error}", param_hint="--output"
        ) from error
    for name, conversion in zip(_file_names(found), found, strict=True):
        with opened(str(folder / name), "--output") as file:
            file.write(conversion.to_toml())


def _file_names(found: Sequence[Conversion]) -> Iterator[str]:
    """Yield names for the files: the banks' in small letters, numbered where they are the same."""
    seen: dict[str, int] = {}
    for each in found:
        slug = re.sub(r"\W+", "-", (each.layout.name or "").lower()).strip("-_")[:80] or "layout"
        seen[slug] = seen.get(slug, 0) + 1
        yield f"{slug}.toml" if seen[slug] == 1 else f"{slug}-{seen[slug]}.toml"
