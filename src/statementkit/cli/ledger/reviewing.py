"""`statementkit review`: what an import of a file would do."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click

from statementkit.cli import report
from statementkit.cli.ledger.options import (
    opened_store,
    read_statement,
    rule_book,
    statement_options,
)
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import to_option
from statementkit.cli.program import OK, PROBLEMS
from statementkit.reviewing import COLUMNS, records, review, save

_SHOWN = (
    ">row", "status", "booked_on", ">amount", "currency", "name…", "wallet", "category", "project",
    "by", "note…",
)  # fmt: skip


@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@to_option("table", "jsonl", "csv", help="What to print.")
@click.option("--save", "path", metavar="PATH", help="Save the plan for editing: CSV, or .jsonl.")
@statement_options
def command(
    file: str,
    to: str,
    path: str | None,
    layout: str | None,
    rules: str | None,
    ids: Any,
    address: str | None,
    **options: Any,
) -> int:
    """Show what an import of a file would do; nothing is written into the store.

    A saved plan can be edited in a spreadsheet: decision (new or same) of unsure rows, wallet,
    category, project, set_name and set_kind. `statementkit import FILE --plan PATH` takes it.

    Exits with 0 when every row is known or can be imported, with 1 when some are problems or wait.
    """
    with closing(opened_store(address, create=True)) as store:
        statement = read_statement(file, layout, options)
        plan = review(statement, store, rule_book(rules), ids=ids)
    if path is None:
        write_records(records(plan), COLUMNS, to, shown=_SHOWN)
    else:
        save(plan, path)
    counts = plan.counts
    said = ", ".join(f"{number:,} {status}" for status, number in counts.items() if number)
    gone = report.counted(sum(change.new is True for change in plan.vanished), "row")
    report.sentence(f"{file}: {said or 'no rows'}; {gone} of the store gone from the bank's books")
    return PROBLEMS if counts["unsure"] or counts["problem"] else OK
