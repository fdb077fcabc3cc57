"""`statementkit import`: what is new in files, into a store."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import attrs
import click

from statementkit.cli import report
from statementkit.cli.ledger.options import (
    agreed,
    opened_store,
    read_statement,
    rule_book,
    statement_options,
    unsure_option,
    yes_option,
)
from statementkit.cli.ledger.receipts import sentence
from statementkit.cli.options import Command, given
from statementkit.cli.output import standard_output
from statementkit.cli.program import OK, PROBLEMS, UNUSABLE
from statementkit.reader import iter_transactions
from statementkit.reviewing import import_stream, load_edits, review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.model import Statement
    from statementkit.reviewing import Decision, Plan
    from statementkit.rules import RuleBook
    from statementkit.store import Receipt, Store


@click.command(cls=Command, name="import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--plan", metavar="PATH", help="Take the edits of a plan that `review` saved.")
@unsure_option
@yes_option
@statement_options
def command(
    files: Sequence[str],
    plan: str | None,
    unsure: Any,
    yes: bool,
    layout: str | None,
    rules: str | None,
    ids: Any,
    address: str | None,
    **options: Any,
) -> int:
    """Import bank statements: add what is new, and nothing twice.

    A file is imported whole or not at all, and can be taken back with `statementkit undo`. Rows
    that are unsure are left out, and shown again by the next import of the file.

    Exits with 0 when every row was imported, with 1 when some are problems or wait, with 2 when a
    file, the rules or the store cannot be used.
    """
    decision = None if unsure == "wait" else unsure
    if plan is not None and len(files) != 1:
        raise click.UsageError("--plan is of one file")
    with closing(opened_store(address, create=True)) as store:
        call = _Call(store, rule_book(rules, store), ids, decision, plan, yes, layout, options)
        take = call.take_at_once if yes and plan is None else call.take
        return max([take(file) for file in files])


@attrs.frozen
class _Call:
    """What one call says about all of its files."""

    store: Store
    book: RuleBook
    ids: Any
    unsure: Decision | None
    edits: str | None
    yes: bool
    layout: str | None
    options: Mapping[str, Any]

    def take_at_once(self, file: str) -> int:
        """Import a file as `take` does, unasked, in memory that does not grow with it."""
        stream = iter_transactions(file, self.layout, engine="auto", **given(self.options))
        with closing(stream):
            receipt = import_stream(
                stream, self.store, self.book, ids=self.ids, decision=self.unsure
            )
        report.trouble(stream)
        return _conclusion(file, receipt)

    def take(self, file: str) -> int:
        """Import a file if a person wants it, say what became of it, and return the exit code."""
        plan = self._plan(read_statement(file, self.layout, self.options))
        counts = plan.counts.items()
        said = ", ".join(f"{number:,} {status}" for status, number in counts if number)
        if not agreed(
            f"{file}: {said or 'no rows'}. Import it into {self.store.name}?", yes=self.yes
        ):
            return UNUSABLE
        return _conclusion(file, plan.commit(self.store))

    def _plan(self, statement: Statement) -> Plan:
        plan = review(statement, self.store, self.book, ids=self.ids)
        if self.edits is not None:
            plan = load_edits(plan, self.edits)
        return plan if self.unsure is None else plan.decide_all(self.unsure)


def _conclusion(file: str, receipt: Receipt) -> int:
    """Say what became of a file, and return the exit code."""
    standard_output().write(sentence(file, receipt) + "\n")
    if receipt.waiting:
        wait = "waits" if receipt.waiting == 1 else "wait"
        report.sentence(
            f"{report.counted(receipt.waiting, 'row')} {wait} for a decision: say what becomes of "
            "it with `statementkit review --interactive`, or import with --plan or --unsure"
        )
    return PROBLEMS if receipt.waiting or receipt.problems else OK
