"""`statementkit rules import`: rules of another file, taken into a file."""

from __future__ import annotations

import click

from statementkit.cli import report
from statementkit.cli.options import Command
from statementkit.cli.program import OK
from statementkit.cli.rules.saving import book_in, save
from statementkit.rules import RuleBook, read_rules


@click.command(cls=Command)
@click.argument("source", metavar="SOURCE")
@click.argument("rules", metavar="RULES")
@click.option("--delete", is_flag=True, help="Take rules out of RULES that SOURCE does not have.")
@click.option("--dry-run", is_flag=True, help="Write nothing; only say what would change.")
def command(source: str, rules: str, delete: bool, dry_run: bool) -> int:
    r"""Take the rules and defaults of SOURCE into RULES, whose comments are kept.

    A rule with a number takes the place of the rule that has it; one without a number is added.
    RULES is made if there is none.

    \b
    statementkit rules export rules.toml -o rules.csv     then edit the table
    statementkit rules import rules.csv rules.toml --delete
    """
    before = book_in(rules)
    numbers = {rule.number: rule for rule in before.rules}
    given = read_rules(source, after=max(filter(None, numbers), default=0))
    taken = {rule.number: rule for rule in given.rules}
    kept = {} if delete else numbers
    book = RuleBook({**kept, **taken}.values(), given.defaults if _has(given) else before.defaults)
    if not dry_run and book != before:
        save(book, rules)
    added = len(taken.keys() - numbers)
    changed = sum(numbers[each] != taken[each] for each in taken.keys() & numbers)
    deleted = len(before) + added - len(book)
    counts = f"{report.counted(added, 'rule')} added, {changed} changed, {deleted} deleted"
    report.sentence(f"{rules}: {counts}{'; nothing was written' if dry_run else ''}")
    return OK


def _has(book: RuleBook) -> bool:
    return bool(book.defaults.to_dict())
