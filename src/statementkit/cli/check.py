"""`statementkit check`: what is wrong or doubtful about a layout, and what it makes of a sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click
from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.options import Command, chosen, given, key_options
from statementkit.cli.output import console, standard_output
from statementkit.cli.program import OK, PROBLEMS, UNUSABLE
from statementkit.cli.report import equation, findings, styled
from statementkit.errors import Diagnostic, StatementKitError
from statementkit.layouts.checking import check_layout
from statementkit.reader.sample import sample_of_exchange, take_sample

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from statementkit.reader.sample import Sample


@attrs.frozen
class _Checked:
    """What a check found about a layout, and what became of a sample where one was read."""

    findings: tuple[Diagnostic, ...]
    sample: Sample | None = None
    has_layout: bool = True

    @property
    def exit_code(self) -> int:
        if any(each.severity == "error" for each in self.findings):
            return UNUSABLE
        return PROBLEMS if self.sample and self.sample.counts.problems else OK

    def to_dict(self) -> dict[str, Any]:
        return {
            "findings": [each.to_dict() for each in self.findings],
            "sample": None if self.sample is None else dict(self.sample.to_dict()),
        }


@click.command(cls=Command)
@click.argument("layout", required=False, metavar="[LAYOUT]")
@click.option("--sample", metavar="FILE", help="Also say what the layout makes of this file.")
@click.option("--json", "as_json", is_flag=True, help="Print what is found as one JSON object.")
@key_options
def command(layout: str | None, sample: str | None, as_json: bool, **options: Any) -> int:
    """Check a layout or an order, before or against a file.

    LAYOUT is the name of a shipped layout or a layout file; --order stands in its place. With a
    sample it also tells how wide the records are, which cells do not read, and how many records
    each branch took. A file for 1C needs no layout and may stand in its place: what is said is
    about the file alone.

    Exits with 0 when nothing is wrong, with 1 when records of the sample are problems, with 2 when
    the layout or the sample cannot be used. Warnings change nothing about that.
    """
    checked = _check(layout, options, sample)
    out = standard_output()
    if as_json:
        out.write(json.dumps(checked.to_dict(), ensure_ascii=False, default=str) + "\n")
    else:
        _print(checked, console(out))
    return checked.exit_code


def _check(name: str | None, options: dict[str, Any], file: str | None) -> _Checked:
    found: list[Diagnostic] = []
    try:
        alone = None if given(options) else _alone(name, file)
        if alone is not None and (sample := sample_of_exchange(alone)) is not None:
            return _Checked((), sample, has_layout=False)
        layout = chosen(name, options)
        found += check_layout(layout)
        if file is not None and not any(each.severity == "error" for each in found):
            return _Checked(tuple(found), take_sample(file, layout))
    except StatementKitError as error:
        found += error.diagnostics
    return _Checked(tuple(found))


def _alone(name: str | None, file: str | None) -> str | None:
    """Return the file that stands alone, as one that needs no layout does."""
    if name is None:
        return file
    return name if file is None and Path(name).is_file() else None


def _print(checked: _Checked, out: Console) -> None:
    for finding in checked.findings:
        out.print(styled(finding), end="\n\n", soft_wrap=True)
    if not checked.findings and checked.has_layout:
        out.print("nothing is wrong with the layout", style="green")
    if checked.sample is not None:
        _print_sample(checked.sample, out)


def _print_sample(sample: Sample, out: Console) -> None:
    """Print what became of a sample, the counts first and the details of its problems last."""
    out.print()
    out.print(Text.assemble((sample.file, "bold"), ": ", equation(sample.counts)), soft_wrap=True)
    for fact in sample.facts:
        out.print(Text(f"  {fact}", "dim"), soft_wrap=True)
    for table in (_widths(sample), _branches(sample)) if sample.branches else ():
        out.print()
        out.print(table)
    if sample.untaken:
        out.print(f"\nno branch took {sample.untaken:,} of the records", style="red")
    for found in (sample.warnings, sample.problems):
        if found.number:
            out.print()
            findings(found.first, found.number, to=out)


def _widths(sample: Sample) -> Table:
    table = grid(">columns", ">records", ">first line")
    for width in sample.widths:
        table.add_row(str(width.columns), f"{width.records:,}", str(width.first_line))
    return table


def _branches(sample: Sample) -> Table:
    table = grid(">branch", ">records", ">first line", "takes…")
    for use in sample.branches:
        takes = Text("all others" if use.number is None else use.checks)
        if use.action != "map":
            takes.append(f" → {use.action}", "dim")
        table.add_row(
            str(use.number or "default"),
            f"{use.records:,}" if use.records else Text("never", "yellow"),
            str(use.first_line or ""),
            takes,
        )
    return table
