"""`statementkit explain`: how one record of a file is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.options import Command, given, key_options, layout_option
from statementkit.cli.output import console, standard_output
from statementkit.cli.report import findings
from statementkit.cli.table import Table
from statementkit.errors import quoted
from statementkit.export import to_record
from statementkit.reader import explain

if TYPE_CHECKING:
    import rich.table
    from rich.console import Console

    from statementkit.order.explain import Explanation


@click.command(cls=Command)
@click.argument("file")
@click.option("--line", type=click.IntRange(min=1), required=True, help="Its line, from 1.")
@layout_option
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as one JSON object.")
@key_options
def command(file: str, line: int, layout: str | None, as_json: bool, **options: Any) -> None:
    """Tell how one record of FILE becomes transactions.

    Prints every check of the order with the cell that it saw, up to the branch that took the
    record; for every field its value, its column and the text there; and the transactions made.

    \b
    statementkit explain statement.csv --layout paypal --line 7
    """
    explanation = explain(file, line, layout, **given(options))
    out = standard_output()
    if as_json:
        made = [to_record(each) for each in explanation.transactions]
        record = {**explanation.to_dict(), "transactions": made}
        out.write(json.dumps(record, ensure_ascii=False) + "\n")
    else:
        _print(explanation, console(out))


def _print(explanation: Explanation, out: Console) -> None:
    taken = f" by {explanation.taken}" if explanation.taken else ""
    out.print(Text.assemble((explanation.result, "bold"), taken))
    if explanation.checks:
        out.print()
        out.print(_checks(explanation))
    if explanation.fields:
        out.print()
        out.print(_fields(explanation))
    out.print()
    Table(out).write(explanation.transactions)
    findings(explanation.warnings + explanation.problems, to=out)


def _checks(explanation: Explanation) -> rich.table.Table:
    table = grid(">branch", "check…", "looks at", "cell…", "holds")
    for check in explanation.checks:
        holds = Text("yes", "green") if check.holds else Text("no", "dim")
        table.add_row(
            str(check.branch), Text(check.check), Text(check.place), Text(quoted(check.cell)), holds
        )
    return table


def _fields(explanation: Explanation) -> rich.table.Table:
    table = grid("fills", "value…", "word", "looks at", "cell…")
    for field in explanation.fields:
        word = field.word + "".join(f" {step}" for step in field.transforms)
        table.add_row(
            Text(field.attribute or "", "cyan"),
            Text("" if field.value is None else str(field.value)),
            Text(word),
            Text(field.place),
            Text(quoted(field.cell)),
        )
    return table
