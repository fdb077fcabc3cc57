"""`statementkit rules import`: rules of another file, taken into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import click

from statementkit.cli import report
from statementkit.cli.options import Command
from statementkit.cli.program import OK
from statementkit.cli.rules.home import home_and_rest, home_option, nothing_more
from statementkit.rules import RuleBook, read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.rules import Rule


@click.command(cls=Command)
@click.argument("source", metavar="SOURCE")
@click.argument("rules", nargs=-1, metavar="[RULES]")
@click.option("--delete", is_flag=True, help="Take rules out of RULES that SOURCE does not have.")
@click.option("--dry-run", is_flag=True, help="Write nothing; only say what would change.")
@home_option
def command(
    source: str, rules: Sequence[str], delete: bool, dry_run: bool, address: str | None
) -> int:
    """Take the rules and defaults of SOURCE into RULES, whose comments are kept.

    A rule with a number takes the place of the rule that has it; one without a number is added,
    unless the very same rule is there. RULES is made if there is none.

    \b
    statementkit rules export rules.toml -o rules.csv     then edit the table
    statementkit rules import rules.csv rules.toml --delete
    statementkit rules import rules.toml --store books.db
    """
    home, rest = home_and_rest(rules, address, create=True)
    nothing_more(rest)

    def merged(before: RuleBook) -> RuleBook:
        return _merged(before, read_rules(source, after=before.last_number), delete=delete)

    before, after = home.change((lambda book: book) if dry_run else merged)
    counts = _counts(before, merged(before) if dry_run else after)
    report.sentence(f"{home.name}: {counts}{'; nothing was written' if dry_run else ''}")
    return OK


def _merged(before: RuleBook, given: RuleBook, *, delete: bool) -> RuleBook:
    """Return a book with the rules and defaults of another one taken into it."""
    same = {_unnumbered(rule): rule for rule in before.rules}
    taken = {
        rule.number: rule
        for each in given.rules
        for rule in [same.get(_unnumbered(each), each) if _is_added(each, before) else each]
    }
    kept = {} if delete else {rule.number: rule for rule in before.rules}
    defaults = given.defaults if given.defaults.to_dict() else before.defaults
    return RuleBook({**kept, **taken}.values(), defaults, after=before.last_number)


def _is_added(rule: Rule, before: RuleBook) -> bool:
    """Tell whether a rule has a number only because a book has none like it."""
    return (rule.number or 0) > before.last_number


def _unnumbered(rule: Rule) -> Rule:
    return attrs.evolve(rule, number=None)


def _counts(before: RuleBook, after: RuleBook) -> str:
    old = {rule.number: rule for rule in before.rules}
    new = {rule.number: rule for rule in after.rules}
    changed = sum(old[each] != new[each] for each in old.keys() & new)
    added = report.counted(len(new.keys() - old), "rule")
    return f"{added} added, {changed} changed, {len(old.keys() - new)} deleted"
