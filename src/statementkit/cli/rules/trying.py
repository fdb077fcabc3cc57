"""`statementkit rules test`: what rules say of payments, before anything is imported."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs
import click
from rich.style import Style

from statementkit.cli import report
from statementkit.cli.options import Command, given, key_options, layout_option
from statementkit.cli.output import console, standard_output, to_option
from statementkit.cli.program import PROBLEMS
from statementkit.cli.rules.home import home_and_rest, home_option
from statementkit.cli.rules.payments import Payments
from statementkit.cli.table import Column, Table
from statementkit.errors import RuleError
from statementkit.export import plain, to_record
from statementkit.rules import Posting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.model import Transaction
    from statementkit.rules import Assignment, Reason, RuleBook

    Said = tuple[Transaction, Assignment, tuple[Posting, ...]]


@click.command(cls=Command)
@click.argument("named_things", nargs=-1, metavar="[RULES] [FILE]…")
@to_option("table", "jsonl", help="Form; jsonl holds every key and every reason.")
@home_option
@layout_option
@key_options
def command(
    named_things: Sequence[str], to: str, address: str | None, layout: str | None, **options: Any
) -> int:
    """Print what RULES say of the payments of statements, and by which rule; nothing is written.

    Without statements, the rules of a store are tried on its transactions.

    In the table, payments of which a rule says something are green. The last column names the rules
    that decide, the rules that match too and do not, and tells where a default decides.

    Exits with 0 when all rows were read, with 1 when some are problems or a split does not
    fit, with 2 when the rules or a
    file cannot be used.
    """
    home, files = home_and_rest(named_things, address)
    if not files and address is None:
        raise click.UsageError("name a statement")
    book = home.book()
    payments = Payments(files, layout, given(options), drawn=to != "table")
    tally: Counter[bool] = Counter()
    unfit: list[Diagnostic] = []
    said = _said(book, payments if files else home.payments(), tally, unfit)
    if to == "jsonl":
        for each in said:
            record = _record(*each)
            standard_output().write(json.dumps(record, ensure_ascii=False) + "\n")
    else:
        Table(console(standard_output()), _COLUMNS).write(_rows(said))
    report.findings(unfit)
    report.sentence(f"{tally[True]:,} payments by rules, {tally[False]:,} by defaults or nothing")
    return PROBLEMS if unfit else payments.exit_code


def _said(
    book: RuleBook,
    payments: Iterable[Transaction],
    tally: Counter[bool],
    unfit: list[Diagnostic],
) -> Iterator[Said]:
    """Yield what is said of every payment; a split that does not fit it is noted instead."""
    for transaction in payments:
        assignment = book.assign(transaction)
        tally[assignment.is_by_rule] += 1
        postings: tuple[Posting, ...] = ()
        try:
            postings = assignment.postings(transaction)
        except RuleError as error:
            unfit += (each.at(line=transaction.line) for each in error.diagnostics)
        yield transaction, assignment, postings


def _record(
    transaction: Transaction, assignment: Assignment, postings: Sequence[Posting]
) -> dict[str, Any]:
    booked = [
        {
            "amount": plain(each.amount),
            "wallet": each.wallet,
            "category": each.category,
            "project": each.project,
        }
        for each in postings
    ]
    return {
        **to_record(transaction),
        "kind": assignment.kind or transaction.kind,
        "name": assignment.name or transaction.name,
        "is_by_rule": assignment.is_by_rule,
        "postings": booked,
        "reasons": {field: str(reason) for field, reason in assignment.reasons.items()},
    }


@attrs.frozen
class _Row:
    """A payment, or one part of it; what concerns the whole stands on the row of the first part."""

    transaction: Transaction
    assignment: Assignment
    posting: Posting
    is_first: bool

    def once(self, text: str | None) -> str:
        """Return a text on the row of the first part alone."""
        return (text or "") if self.is_first else ""


def _rows(said: Iterable[Said]) -> Iterator[_Row]:
    for transaction, assignment, postings in said:
        for posting in postings or (Posting(transaction.amount),):
            is_first = not postings or posting is postings[0]
            yield _Row(transaction, assignment, posting, is_first)


_GREEN, _PLAIN = map(Style.parse, ("green", ""))


def _style(row: _Row) -> Style:
    return _GREEN if row.assignment.is_by_rule else _PLAIN


_COLUMNS = (
    Column("date", lambda row: row.once(row.transaction.booked_on.isoformat())),
    Column("amount", lambda row: plain(row.posting.amount), right=True),
    Column("", lambda row: row.once(row.transaction.currency)),
    Column(
        "name",
        lambda row: row.once(row.assignment.name or row.transaction.name),
        flexible=True,
    ),
    Column("description", lambda row: row.once(row.transaction.description), flexible=True),
    Column("wallet", lambda row: row.posting.wallet or "", flexible=True, style=_style),
    Column("category", lambda row: row.posting.category or "", flexible=True, style=_style),
    Column("project", lambda row: row.posting.project or "", flexible=True, style=_style),
    Column("by", lambda row: row.once(_short(row.assignment.reasons.values())), style=_style),
)


def _short(reasons: Collection[Reason]) -> str:
    """Return in short which rules and defaults decide, and which rules they beat."""
    winners = dict.fromkeys(each.rule for each in reasons if each.rule is not None)
    beaten = dict.fromkeys(number for each in reasons for number in each.beaten)
    others = [str(number) for number in beaten if number not in winners]
    beats = [f"not {', '.join(others)}"] if others else []
    default = ["default"] if any(each.default is not None for each in reasons) else []
    numbers = ", ".join(map(str, winners))
    rules = [f"{'rule' if len(winners) == 1 else 'rules'} {numbers}"] if winners else []
    return "; ".join([*rules, *beats, *default])
