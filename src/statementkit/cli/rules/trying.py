"""`statementkit rules test`: what rules say of payments, before anything is imported."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from statementkit.cli import report
from statementkit.cli.grid import grid
from statementkit.cli.options import Command, given, key_options, layout_option
from statementkit.cli.output import console, standard_output
from statementkit.cli.program import PROBLEMS
from statementkit.cli.rules.payments import Payments
from statementkit.errors import RuleError
from statementkit.export import plain, to_record
from statementkit.rules import Posting, read_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.model import Transaction
    from statementkit.rules import Assignment, Reason, RuleBook

    Said = tuple[Transaction, Assignment, tuple[Posting, ...]]

_PAGE = 500


@click.command(cls=Command)
@click.argument("rules", metavar="RULES")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--to",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="Form; jsonl holds every key and every reason.",
)
@layout_option
@key_options
def command(rules: str, files: Sequence[str], to: str, layout: str | None, **options: Any) -> int:
    """Print what RULES say of the payments of statements, and by which rule; nothing is written.

    In the table, payments of which a rule says something are green. The last column names the rules
    and defaults that decide, and the rules that match too and do not.

    Exits with 0 when all rows were read, with 1 when some are problems or a split does not
    fit, with 2 when the rules or a
    file cannot be used.
    """
    book = read_rules(rules)
    payments = Payments(files, layout, given(options), drawn=to != "table")
    tally: Counter[bool] = Counter()
    unfit: list[Diagnostic] = []
    said = _said(book, payments, tally, unfit)
    if to == "jsonl":
        for each in said:
            record = _record(*each)
            standard_output().write(json.dumps(record, ensure_ascii=False) + "\n")
    else:
        _print(said)
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


def _print(said: Iterator[Said]) -> None:
    out = console(standard_output())
    while page := list(islice(said, _PAGE)):
        table = grid(
            "date", ">amount", "", "name…", "description…", "wallet", "category…", "project", "by…"
        )
        for each in page:
            for row in _rows(*each):
                table.add_row(*row)
        out.print(table)


def _rows(
    transaction: Transaction, assignment: Assignment, postings: Sequence[Posting]
) -> Iterator[tuple[Text | str, ...]]:
    """Yield the row of a payment, or one for each of its parts."""
    style = "green" if assignment.is_by_rule else ""
    reasons = _short(assignment.reasons.values())
    about = (
        Text(assignment.name or transaction.name or ""),
        Text(transaction.description or ""),
    )
    day = transaction.booked_on.isoformat()
    for posting in postings or (Posting(transaction.amount),):
        yield (
            day,
            plain(posting.amount),
            transaction.currency or "",
            *about,
            Text(posting.wallet or "", style),
            Text(posting.category or "", style),
            Text(posting.project or "", style),
            Text(reasons, style),
        )
        day, reasons, about = "", "", (Text(), Text())


def _short(reasons: Collection[Reason]) -> str:
    """Return in short which rules and defaults decide, and which rules they beat."""
    winners = dict.fromkeys(each.rule for each in reasons if each.rule is not None)
    beaten = dict.fromkeys(number for each in reasons for number in each.beaten)
    others = [str(number) for number in beaten if number not in winners]
    beats = [f"not {', '.join(others)}"] if others else []
    defaults = dict.fromkeys(each.default for each in reasons if each.default is not None)
    return "; ".join([*(f"rule {number}" for number in winners), *beats, *defaults])
