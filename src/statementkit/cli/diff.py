"""`statementkit diff`: where two layouts disagree, with a row as the counter-example."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs
import click
from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.options import Command
from statementkit.cli.output import console, standard_output
from statementkit.cli.program import OK, PROBLEMS
from statementkit.cli.report import counted
from statementkit.errors import Diagnostic, LayoutError, quoted
from statementkit.layouts import Layout, find_layout
from statementkit.reader.differences import Compared, changed_keys, compare_on

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from statementkit.reader.differences import Difference, Reading


@attrs.frozen
class _Found:
    """Two layouts, the keys by which they differ, and what a comparison of rows found."""

    names: tuple[str, str]
    keys: list[tuple[str, Any, Any]]
    compared: Compared
    sample: str | None

    def to_dict(self) -> dict[str, Any]:
        found = self.compared.difference
        readings = zip(self.names, found.readings, strict=True) if found else ()
        return {
            "equal": found is None,
            "rows": self.compared.rows,
            "sample": self.sample,
            "row": None if found is None else list(found.row),
            "line": None if found is None else found.line,
            "readings": [{"layout": name, **attrs.asdict(each)} for name, each in readings],
            "keys": [{"key": key, "values": [ours, theirs]} for key, ours, theirs in self.keys],
        }


@click.command(cls=Command)
@click.argument("first", metavar="LAYOUT")
@click.argument("second", metavar="LAYOUT")
@click.option("--sample", metavar="FILE", help="Compare on the rows of this file.")
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    default=1_000,
    show_default=True,
    help="How many rows to try at most, without a sample.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what is found as one JSON object.")
def command(first: str, second: str, sample: str | None, examples: int, as_json: bool) -> int:
    """Show where two layouts disagree: the smallest row of which they make different things.

    LAYOUT is the name of a shipped layout or a layout file. The row is taken from a sample, or
    searched for among rows that are made for both orders.

    Exits with 0 when no row was found, with 1 when one was, with 2 when a layout or the sample
    cannot be used. That none was found in a search is no proof.
    """
    layouts = find_layout(first), find_layout(second)
    compared = compare_on(sample, *layouts) if sample else _search(*layouts, examples)
    found = _Found((first, second), changed_keys(*layouts), compared, sample)
    out = standard_output()
    if as_json:
        out.write(json.dumps(found.to_dict(), ensure_ascii=False, default=str) + "\n")
    else:
        _print(found, console(out))
    return PROBLEMS if compared.difference else OK


def _search(first: Layout, second: Layout, examples: int) -> Compared:
    """Search for a row; only files with columns have rows that can be made up."""
    if not changed_keys(first, second):
        return Compared(0, 0, None)
    if any(each.format in ("fixed", "xml") for each in (first, second)):
        raise click.UsageError(
            "layouts of format fixed and xml are compared on a file: add --sample FILE"
        )
    try:
        from statementkit.testing import find_difference
    except ImportError:
        raise LayoutError(
            Diagnostic(
                code="SK440",
                message="rows are searched for with the help of hypothesis, which is not installed",
                hint="pip install 'statementkit[testing]', or compare on a file with --sample FILE",
            )
        ) from None
    return find_difference(first, second, examples=examples)


def _print(found: _Found, out: Console) -> None:
    compared, where = found.compared, found.sample or "the search"
    rows = counted(compared.rows, "row")
    if not found.keys:
        out.print("no difference: all keys are the same", style="green")
    elif compared.difference is None:
        out.print(f"no difference in {rows} of {where}", style="green", soft_wrap=True)
    else:
        if found.sample:
            out.print(f"{compared.differing:,} of {rows} of {where} differ; the smallest:")
        _print_difference(found.names, compared.difference, out)
    if found.keys:
        out.print()
        out.print(_keys(found))


def _print_difference(names: tuple[str, str], found: Difference, out: Console) -> None:
    if found.line:
        out.print(f"line {found.line}")
    out.print(_cells(found))
    out.print()
    out.print(_readings(names, *found.readings))


def _cells(found: Difference) -> Table:
    """Return the cells of a row that hold anything."""
    table = grid(">column", "name…", "cell…")
    cells = [found.row] if isinstance(found.row, str) else found.row
    for number, cell in enumerate(cells, 1):
        if cell.strip() or len(cells) == 1:
            name = found.columns[number - 1] if number <= len(found.columns) else ""
            table.add_row(str(number), Text(name), Text(quoted(cell)))
    return table


def _readings(names: tuple[str, str], first: Reading, second: Reading) -> Table:
    """Return what both layouts make of a row, the attributes on which they agree left out."""
    table = grid("", *(f"{name}…" for name in names))
    table.add_row("result", *(Text(each.result) for each in (first, second)))
    most = max(len(first.transactions), len(second.transactions))
    for number in range(most):
        ours, theirs = (dict(_nth(each, number)) for each in (first, second))
        for key in sorted({*ours, *theirs}):
            if ours.get(key) != theirs.get(key):
                label = key if most == 1 else f"{number + 1}. {key}"
                table.add_row(label, *(Text(str(each.get(key, ""))) for each in (ours, theirs)))
    if first.problems or second.problems:
        table.add_row("problem", *(Text("; ".join(each.problems)) for each in (first, second)))
    return table


def _nth(reading: Reading, number: int) -> Any:
    return reading.transactions[number] if number < len(reading.transactions) else {}


def _keys(found: _Found) -> Table:
    table = grid("key", *(f"{name}…" for name in found.names))
    for key, ours, theirs in found.keys:
        table.add_row(key, *(Text("" if each is None else str(each)) for each in (ours, theirs)))
    return table
