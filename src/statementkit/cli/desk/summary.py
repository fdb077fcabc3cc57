"""What an import will write, in a few lines, before anybody says yes."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.text import Text

from statementkit import values
from statementkit.export import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.reviewing import Plan


def summary(plan: Plan, store: str, rules: int = 0) -> Text:
    """Return what the commit of a plan writes into a store, and what it leaves out."""
    return Text("\n".join(_lines(plan, store, rules)))


def _lines(plan: Plan, store: str, rules: int) -> Iterator[str]:
    what = plan.to_import()
    yield f"into {store}"
    yield f"{len(what.entries):>8,} added"
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in what.entries:
        amount = entry.transaction.amount
        side = entry.transaction.currency or "", "out" if amount < 0 else "in"
        sums[side] = values.add(sums[side], amount)
    for (currency, direction), total in sorted(sums.items()):
        yield f"{plain(total):>23} {currency} {direction}"
    changed = len({change.key for change in what.changes if change.field != "vanished"})
    gone = sum(change.new is True for change in what.changes if change.field == "vanished")
    left_out = sum(row.is_left_out for row in plan.rows)
    counts = {
        "changed as the bank says now": changed,
        "known already": len(what.seen) - changed,
        "flagged: gone from the bank's books": gone,
        "left out by you": left_out,
        "waiting for a decision, not imported": what.waiting,
        "with problems, not imported": what.problems,
        "new among the rules": rules,
    }
    yield from (f"{number:>8,} {said}" for said, number in counts.items() if number)
