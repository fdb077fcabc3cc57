"""Which documents explain why an account does not come out at what its sections state.

Each cause is tried alone, on each side alone: a difference that takes two causes to explain is
told as what it is, missing or too much, and the sections that lack it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from functools import reduce
from itertools import accumulate
from typing import TYPE_CHECKING

import attrs

from statementkit import values
from statementkit.formats.onec.identity import Identities
from statementkit.formats.onec.reconciliation import Cause, Explanation, by_account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from statementkit.formats.onec.direction import Movement
    from statementkit.formats.onec.keys import Side
    from statementkit.formats.onec.model import AccountSection
    from statementkit.formats.onec.reconciliation import Reconciliation

    Candidates = list[tuple[int, Decimal]]
    """Lines of documents, and what each of them could change its side by."""


def explain(
    accounts: Iterable[Reconciliation],
    movements: Iterable[Movement],
    sections: Iterable[AccountSection],
) -> tuple[Reconciliation, ...]:
    """Return reconciliations with what explains their differences; those that hold stay so.

    `movements` are all documents of the file, gone through once, `sections` all its sections.
    """
    listed, file = by_account(sections), _File()
    accounts = tuple(accounts)
    cases = {
        each.account: _Case(listed.get(each.account, ()), file)
        for each in accounts
        if differs(each)
    }
    for movement in movements:
        file.add(movement, cases)
    return tuple(
        attrs.evolve(each, explanations=tuple(_explanations(cases[each.account], _missing(each))))
        if each.account in cases
        else each
        for each in accounts
    )


def differs(account: Reconciliation) -> bool:
    """Tell whether the documents of an account are others than its sections state."""
    return any(_missing(account).values())


def _missing(account: Reconciliation) -> dict[Side, Decimal | None]:
    return {"payee": account.missing_in, "payer": account.missing_out}


@attrs.frozen
class _Entry:
    """What a document may explain: its line, its amount, its day, and whether it is a twin."""

    line: int
    amount: Decimal | None
    day: date | None = None
    is_twin: bool = False


@attrs.frozen
class _File:
    """What may explain the difference of any account.

    `unknown` are documents whose direction is not known, `repeats` the second prints of transfers.
    """

    unknown: list[_Entry] = attrs.field(factory=list)
    repeats: list[_Entry] = attrs.field(factory=list)
    _identity: Identities = attrs.field(factory=Identities)

    def add(self, movement: Movement, cases: Mapping[str, _Case]) -> None:
        """Take the next document of the file, and give it to the accounts that it is about."""
        document = movement.document
        if movement.direction == "unknown":
            self.unknown.append(_Entry(document.line, document.amount))
        elif movement.repeats is not None:
            self.repeats.append(_Entry(document.line, document.amount))
        else:
            for leg in movement.legs:
                if (case := cases.get(leg.account or "")) is not None:
                    is_twin = self._identity(leg).count(":") > 1
                    entry = _Entry(document.line, document.amount, leg.booked_on, is_twin)
                    case.legs[leg.side].append(entry)


@attrs.frozen
class _Case:
    """What is known about an account that does not come out: `legs` are its documents by sides."""

    sections: Sequence[AccountSection]
    file: _File
    legs: Mapping[Side, list[_Entry]] = attrs.field(factory=lambda: {"payer": [], "payee": []})


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
    unreadable = [entry.line for entry in case.legs[side] if entry.amount is None]
    if amount > 0 and unreadable:
        return "unreadable", tuple(unreadable)
    return None


def _candidates(case: _Case, side: Side) -> Iterator[tuple[Cause, Candidates]]:
    legs = case.legs[side]
    yield "duplicated", [_less(entry) for entry in legs if entry.is_twin]
    yield "outside", [_less(entry) for entry in _outside(case, legs)]
    yield "unknown", _more(case.file.unknown)
    yield "printed_twice", _more(case.file.repeats)


def _less(entry: _Entry) -> tuple[int, Decimal]:
    return entry.line, values.negate(entry.amount or Decimal(0))


def _more(entries: Iterable[_Entry]) -> Candidates:
    return [(each.line, each.amount) for each in entries if each.amount is not None]


def _outside(case: _Case, entries: Iterable[_Entry]) -> Iterator[_Entry]:
    """Yield what was booked on a day that no section covers; one without days covers all."""
    spans = [(each.start, each.end or each.start) for each in case.sections]
    known = sorted((start, end) for start, end in spans if start is not None and end is not None)
    if len(known) < len(spans):
        return
    starts = [start for start, _ in known]
    ends = list(accumulate((end for _, end in known), max))
    for entry in entries:
        if entry.day is not None:
            before = bisect_right(starts, entry.day)
            if not before or ends[before - 1] < entry.day:
                yield entry


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
    lines = tuple(entry.line for entry in case.legs[side] if entry.amount == amount)
    if lines:
        yield Explanation("reversed", side, values.negate(amount), lines)


def _sections(case: _Case, side: Side) -> Iterator[int]:
    """Yield the sections whose own turnover differs from the documents of their days."""
    sums = _by_day(case.legs[side])
    days = sorted(sums)
    for section in case.sections:
        stated = section.received if side == "payee" else section.spent
        if stated is None or section.start is None:
            continue
        first = bisect_left(days, section.start)
        last = bisect_right(days, section.end or section.start)
        if _total(sums[day] for day in days[first:last]) != stated:
            yield section.line


def _by_day(entries: Iterable[_Entry]) -> dict[date, Decimal]:
    days: dict[date, Decimal] = {}
    for entry in entries:
        if entry.day is not None and entry.amount is not None:
            days[entry.day] = values.add(days.get(entry.day, Decimal(0)), entry.amount)
    return days


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return reduce(values.add, amounts, Decimal(0))
