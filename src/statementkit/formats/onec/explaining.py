"""Which documents explain why an account does not come out at what its sections state.

Each cause is tried alone, on each side alone: a difference that takes two causes to explain is
told as what it is, missing or too much, and the sections that lack it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING

import attrs

from statementkit import values
from statementkit.formats.onec.identity import Identities
from statementkit.formats.onec.reconciliation import Cause, Explanation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from statementkit.formats.onec.direction import Leg, Movement
    from statementkit.formats.onec.keys import Side
    from statementkit.formats.onec.model import AccountSection
    from statementkit.formats.onec.reconciliation import Reconciliation

    Candidates = list[tuple[int, Decimal]]
    """Lines of documents, and what each of them could change its side by."""


def explain(
    account: Reconciliation,
    movements: Iterable[Movement],
    sections: Iterable[AccountSection],
) -> Reconciliation:
    """Return a reconciliation with what explains its differences; one that holds is left as it is.

    `movements` are all documents of the file, `sections` all its sections.
    """
    sides: dict[Side, Decimal | None] = {"payee": account.missing_in, "payer": account.missing_out}
    if not any(sides.values()):
        return account
    case = _Case(
        account.account, list(movements), [s for s in sections if s.account == account.account]
    )
    return attrs.evolve(account, explanations=tuple(_explanations(case, sides)))


@attrs.frozen
class _Case:
    """All that is known about an account that does not come out."""

    account: str
    movements: Sequence[Movement]
    sections: Sequence[AccountSection]

    def legs(self, side: Side) -> list[Leg]:
        counted = (movement for movement in self.movements if movement.repeats is None)
        legs = (leg for movement in counted for leg in movement.legs)
        return [leg for leg in legs if leg.account == self.account and leg.side == side]


def _explanations(case: _Case, missing: dict[Side, Decimal | None]) -> Iterator[Explanation]:
    if reversed_legs := list(_reversed(case, missing)):
        yield from reversed_legs
        return
    for side, amount in missing.items():
        if amount:
            yield _explanation(case, side, amount)


def _explanation(case: _Case, side: Side, amount: Decimal) -> Explanation:
    if found := _documents(case, side, amount):
        cause, lines = found
        return Explanation(cause, side, amount, lines)
    cause = "missing" if amount > 0 else "surplus"
    return Explanation(cause, side, amount, tuple(_sections(case, side)))


def _documents(case: _Case, side: Side, amount: Decimal) -> tuple[Cause, tuple[int, ...]] | None:
    """Return the first cause that explains an amount to the kopeck, with its documents."""
    for cause, candidates in _candidates(case, side):
        if lines := _that_come_to(amount, candidates):
            return cause, lines
    unreadable = [leg.document.line for leg in case.legs(side) if leg.document.amount is None]
    if amount > 0 and unreadable:
        return "unreadable", tuple(unreadable)
    return None


def _candidates(case: _Case, side: Side) -> Iterator[tuple[Cause, Candidates]]:
    yield "duplicated", [_less(leg) for leg in _twins(case.legs(side))]
    yield "outside", [_less(leg) for leg in case.legs(side) if _is_outside(case, leg)]
    yield "unknown", _more(each for each in case.movements if each.direction == "unknown")
    yield "printed_twice", _more(each for each in case.movements if each.repeats is not None)


def _less(leg: Leg) -> tuple[int, Decimal]:
    return leg.document.line, values.negate(leg.document.amount or Decimal(0))


def _more(movements: Iterable[Movement]) -> Candidates:
    documents = (each.document for each in movements)
    return [(each.line, each.amount) for each in documents if each.amount is not None]


def _twins(legs: Iterable[Leg]) -> Iterator[Leg]:
    identity = Identities()
    return (leg for leg in legs if identity(leg).count(":") > 1)


def _is_outside(case: _Case, leg: Leg) -> bool:
    """Tell whether a document was booked on a day that no section covers."""
    day = leg.booked_on
    intervals = [(each.start, each.end or each.start) for each in case.sections]
    return day is not None and not any(
        start is None or end is None or start <= day <= end for start, end in intervals
    )


def _that_come_to(amount: Decimal, candidates: Candidates) -> tuple[int, ...]:
    """Return the candidates that make an amount: one of them, or all together."""
    for line, change in candidates:
        if change == amount:
            return (line,)
    total = _total(change for _, change in candidates)
    return tuple(line for line, _ in candidates) if candidates and total == amount else ()


def _reversed(case: _Case, missing: dict[Side, Decimal | None]) -> Iterator[Explanation]:
    """Yield the documents that would have to stand on the other side for both sides to come out."""
    money_in, money_out = missing["payee"], missing["payer"]
    if not money_in or not money_out or values.add(money_in, money_out):
        return
    side: Side = "payee" if money_in < 0 else "payer"
    amount = abs(money_in)
    lines = tuple(leg.document.line for leg in case.legs(side) if leg.document.amount == amount)
    if lines:
        yield Explanation("reversed", side, values.negate(amount), lines)


def _sections(case: _Case, side: Side) -> Iterator[int]:
    """Yield the sections whose own turnover differs from the documents of their days."""
    days = _by_day(case.legs(side))
    for section in case.sections:
        stated = section.received if side == "payee" else section.spent
        if stated is None or section.start is None:
            continue
        end = section.end or section.start
        total = _total(amount for day, amount in days.items() if section.start <= day <= end)
        if total != stated:
            yield section.line


def _by_day(legs: Iterable[Leg]) -> dict[date, Decimal]:
    days: dict[date, Decimal] = {}
    for leg in legs:
        if leg.booked_on is not None and leg.document.amount is not None:
            before = days.get(leg.booked_on, Decimal(0))
            days[leg.booked_on] = values.add(before, leg.document.amount)
    return days


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return reduce(values.add, amounts, Decimal(0))
