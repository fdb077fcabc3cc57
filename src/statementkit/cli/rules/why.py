"""`statementkit rules why`: what decided about a stored transaction, as it was then."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from statementkit.cli.ledger.options import opened_store, store_option
from statementkit.cli.ledger.records import write_records
from statementkit.cli.options import Command
from statementkit.cli.output import to_option
from statementkit.cli.program import OK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.rules import RuleBook
    from statementkit.store import Entry, Store

KEYS = ("field", "value", "reason", "match", "since")

_SAID = ("wallet", "category", "project", "name", "kind", "split")


@click.command(cls=Command)
@click.argument("key", metavar="KEY")
@to_option("table", "jsonl", "csv", help="What to print.")
@store_option
def command(key: str, to: str, address: str | None) -> int:
    """Print why a stored transaction is booked as it is: by which rules, as they were then.

    KEY is the key that `statementkit export` shows. The last column tells what became of the rule
    since. Of rules that came from a file only the numbers are known.
    """
    with closing(opened_store(address)) as store:
        write_records(list(_reasons(store, store.entry(key))), KEYS, to)
    return OK


def _reasons(store: Store, entry: Entry) -> Iterator[dict[str, Any]]:
    then = None if entry.rules is None else store.rules.at(entry.rules)
    now = store.rules.book()
    for field in _SAID:
        value = getattr(entry.assignment, field)
        reason = entry.assignment.reasons.get(field)
        if field in entry.edited or (value and reason is None):
            yield dict(zip(KEYS, (field, _text(value), "a person", None, None), strict=True))
        elif reason is not None:
            match, since = _rule(reason.rule, then, now)
            yield dict(zip(KEYS, (field, _text(value), str(reason), match, since), strict=True))


def _rule(
    number: int | None, then: RuleBook | None, now: RuleBook
) -> tuple[str | None, str | None]:
    """Return the match of a rule at that time, and what became of it since."""
    if number is None or then is None:
        return None, None if number is None else "a rule of a file"
    rule = then.rule(number)
    current = next((each for each in now.rules if each.number == number), None)
    if current is None:
        return rule.match, "deleted"
    return rule.match, "as it was" if current == rule else "changed"


def _text(value: Any) -> str | None:
    return "; ".join(f"{part.size}" for part in value) if isinstance(value, tuple) else value
