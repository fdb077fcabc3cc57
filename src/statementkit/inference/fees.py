"""Costs in a column of their own: beside the amount, inside it, or in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.inference.money import ZERO, signs
from statementkit.values import add

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from statementkit.inference.arithmetic import Rows
    from statementkit.inference.columns import Column
    from statementkit.inference.ledger import Ledger
    from statementkit.inference.money import Numbers
    from statementkit.inference.notes import Notes
    from statementkit.inference.verdict import Verdict

COMES_OFF, IS_ADDED = "fee", "feedivide-1%"
"""The words of the order for costs printed positive, and for costs printed negative."""


_CLEARLY = 2
"""How many costs there must be for each that is paid back."""


def find_fee(
    ledger: Ledger, numbers: Numbers, verdict: Verdict, rows: Rows, notes: Notes
) -> tuple[Column, str] | None:
    """Return the column of costs beside the amount, and its word; `None` if arithmetic proves none.

    A column of costs that nothing is known about is not used, and said in a warning.
    """
    proof, shape = verdict.proof, verdict.shape
    if proof is not None and proof.fee is not None:
        return proof.fee, COMES_OFF if proof.side == "off" else IS_ADDED
    if shape is None:
        return None
    for column in ledger.named("fee"):
        pairs = zip(column.lines, numbers.of(column), rows.keep, strict=True)
        charged = [line for line, cost, keep in pairs if cost and keep]
        if not charged or column in shape.columns():
            continue
        for net in ledger.named("net"):
            word = _word(shape.deltas(numbers), numbers.of(column), numbers.of(net))
            if word is not None and net not in shape.columns():
                said = f"the amount and it make {net.title} in every row"
                notes.choose("fee", column.title, said, charged, "proven")
                return column, word
        if proof is not None:
            said = "it is inside the amount: balances follow without it"
            notes.choose("fee", f"{column.title} is not used", said, charged, "proven")
        else:
            notes.warn(
                f"{column.title} is not 0 in {len(charged)} rows, and nothing tells whether it is "
                "inside the amount or beside it: it is not used",
                charged[0],
            )
    return None


def sign_by_fee(ledger: Ledger, numbers: Numbers, amount: Column) -> tuple[bool, str] | None:
    """Return whether positive is money in, by what costs do to amounts, and the evidence.

    A cost makes money in less and money out more: where it brings a positive amount nearer to zero,
    positive is money in. `None` where no column of costs and no net amount tell.
    """
    gross = numbers.of(amount)
    for column in ledger.named("fee"):
        more, less = signs(numbers.of(column))
        for net in ledger.named("net"):
            word = _word(gross, numbers.of(column), numbers.of(net))
            if net is amount or word is None or max(more, less) <= _CLEARLY * min(more, less):
                continue
            said = f"{column.title} is a cost, and with it {amount.title} makes {net.title}"
            return (word == COMES_OFF) is (more > less), said
    return None


def _word(
    deltas: Sequence[Decimal | None],
    costs: Sequence[Decimal | None],
    nets: Sequence[Decimal | None],
) -> str | None:
    """Return the word under which amount and cost make the net amount of every row."""
    rows = [
        (delta, cost or ZERO, net)
        for delta, cost, net in zip(deltas, costs, nets, strict=True)
        if delta is not None and net is not None
    ]
    if rows and all(add(delta, cost) == net for delta, cost, net in rows):
        return IS_ADDED
    if rows and all(add(net, cost) == delta for delta, cost, net in rows):
        return COMES_OFF
    return None
