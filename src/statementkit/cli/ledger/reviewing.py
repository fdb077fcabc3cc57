"""`statementkit review`: what an import of a file would do."""

from __future__ import annotations

import sys
from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from statementkit.cli import report
from statementkit.cli.ledger.options import (
    opened_store,
    read_statement,
    rule_book,
    statement_options,
)
from statementkit.cli.ledger.plan_rows import ENOUGH, NARROW, WIDE
from statementkit.cli.options import Command
from statementkit.cli.output import console, standard_output, to_option
from statementkit.cli.program import OK, PROBLEMS
from statementkit.cli.table import Table
from statementkit.reviewing import load_edits, review, save
from statementkit.reviewing.table import csv_text, json_lines, note_of

if TYPE_CHECKING:
    from statementkit.reviewing import Plan


@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@to_option("table", "jsonl", "csv", help="What to print; csv and jsonl can be edited.")
@click.option("--save", "path", metavar="PATH", help="Save the plan for editing: CSV, or .jsonl.")
@click.option("--plan", "edits", metavar="PATH", help="Take the edits of a plan that was saved.")
@click.option("--interactive", "-i", is_flag=True, help="Walk the rows in the terminal.")
@statement_options
def command(
    file: str,
    to: str,
    path: str | None,
    edits: str | None,
    interactive: bool,
    layout: str | None,
    rules: str | None,
    ids: Any,
    address: str | None,
    **options: Any,
) -> int:
    """Show what an import of a file would do; nothing is written into the store.

    In a terminal, what a rule says is green, what a person has set is blue, and what defaults say
    is white. Where there is little room, the second column has two marks: what becomes of the row
    (+ new, = duplicate, ~ changed, ? unsure, ! problem, - skipped, x left out), and who says what
    it is booked on (r rule, d default, y you).

    A saved plan can be edited in a spreadsheet: decision (new, same or skip), wallet, category,
    project, set_name, set_kind and split. `statementkit import FILE --plan PATH` takes it.

    With --interactive a person walks the rows, corrects them, makes rules, and imports exactly what
    is shown; the keys are at the foot of the screen.

    Exits with 0 when every row is known or can be imported, with 1 when some are problems or wait.
    """
    if interactive:
        _check_terminal(asks_for_output=path is not None or to != "table")
    with closing(opened_store(address, create=True)) as store:
        statement = read_statement(file, layout, options)
        plan = review(statement, store, rule_book(rules, store), ids=ids)
        if edits is not None:
            plan = load_edits(plan, edits)
        if interactive:
            from statementkit.cli.desk import walk

            return walk(plan, store, file, rules)
    if path is not None:
        save(plan, path)
    else:
        _write(plan, to)
    report.sentence(f"{file}: {_summary(plan)}")
    return PROBLEMS if plan.waiting or plan.counts["problem"] else OK


def _check_terminal(*, asks_for_output: bool) -> None:
    if asks_for_output:
        raise click.UsageError("--interactive prints nothing: leave --to and --save out")
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise click.UsageError("--interactive takes a terminal: use --save, and import --plan")


def _write(plan: Plan, to: str) -> None:
    out = standard_output()
    if to == "csv":
        out.write(csv_text(plan).replace("\r\n", "\n"))
    elif to == "jsonl":
        out.writelines(json_lines(plan))
    else:
        screen = console(out)
        Table(screen, WIDE if screen.width >= ENOUGH else NARROW).write(plan.rows)
        _write_notes(plan)


def _write_notes(plan: Plan) -> None:
    """Say once for all rows that it goes for why they have their status."""
    notes = defaultdict(list)
    for row in plan.rows:
        if note := note_of(row):
            notes[note].append(row.number)
    for note, numbers in notes.items():
        shown = ", ".join(map(str, numbers[:5])) + (", …" if len(numbers) > 5 else "")
        report.sentence(f"{'row' if len(numbers) == 1 else 'rows'} {shown}: {note}")


def _summary(plan: Plan) -> str:
    said = ", ".join(f"{number:,} {status}" for status, number in plan.counts.items() if number)
    gone = sum(change.new is True for change in plan.vanished)
    more = f"; {report.counted(gone, 'row')} of the store gone from the bank's books"
    return f"{said or 'no rows'}{more if gone else ''}"
