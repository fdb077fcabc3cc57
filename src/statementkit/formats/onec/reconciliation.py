"""The proof by totals: what an account had, what its documents brought and took, what it has now.

In a whole file three things hold for every account: each section's opening balance plus what came
in minus what went out is its closing balance; each section opens with what the one before closed
with; and the turnovers are the sums of the documents. Where one of them does not, the file is cut,
doubled or edited, and the documents that explain the difference are named.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import attrs

from statementkit import values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from statementkit.formats.onec.direction import Movement
    from statementkit.formats.onec.keys import Side
    from statementkit.formats.onec.model import AccountSection

Cause = Literal["duplicated", "reversed", "unreadable", "unknown", "printed_twice", "outside",
                "missing", "surplus"]  # fmt: skip
"""Why documents and turnovers differ: a document stands twice; counts on the wrong side; has no
amount; has no known direction; was taken for the second print of a transfer; is of a day that no
section covers; is not in the file; or is in the file and not in the turnover.
"""


_ZERO = Decimal(0)


@attrs.frozen
class Gap:
    """Days between two sections of an account, first and last."""

    start: date
    end: date


@attrs.frozen
class Explanation:
    """What would make the documents of one side add up to the turnover.

    `side` is `payer` for money out and `payee` for money in. `amount` is what the documents are to
    be changed by. `lines` are the documents; where they are missing, the sections that lack them.
    """

    cause: Cause
    side: Side
    amount: Decimal
    lines: tuple[int, ...] = ()


@attrs.frozen
class Reconciliation:
    """What the sections of an account state, and what its documents come to.

    `opening` is that of the first section, `closing` that of the last, `received` and `spent` are
    the turnovers of all; `None` where the file does not say. `documents_in` and `documents_out` are
    the sums of the documents, `computed` the opening balance with them applied, `difference` what
    the closing balance has more than that. `breaks` are the lines of sections that do not add up in
    themselves or do not open with what the one before closed with, `line` is that of the first
    section.
    """

    account: str
    opening: Decimal | None = None
    received: Decimal | None = None
    spent: Decimal | None = None
    closing: Decimal | None = None
    documents_in: Decimal = Decimal(0)
    documents_out: Decimal = Decimal(0)
    sections: int = 0
    line: int | None = None
    gaps: tuple[Gap, ...] = ()
    breaks: tuple[int, ...] = ()
    explanations: tuple[Explanation, ...] = ()

    @property
    def computed(self) -> Decimal | None:
        """The closing balance that the documents lead to."""
        if self.opening is None:
            return None
        moved = values.add(self.documents_in, values.negate(self.documents_out))
        return values.add(self.opening, moved)

    @property
    def difference(self) -> Decimal | None:
        """What the stated closing balance has more than the computed one."""
        return _minus(self.closing, self.computed)

    @property
    def missing_in(self) -> Decimal | None:
        """What the stated money in has more than the documents."""
        return _minus(self.received, self.documents_in)

    @property
    def missing_out(self) -> Decimal | None:
        """What the stated money out has more than the documents."""
        return _minus(self.spent, self.documents_out)

    @property
    def is_balanced(self) -> bool | None:
        """Whether everything that can be checked holds; `None` where nothing can."""
        known = [self.difference, self.missing_in, self.missing_out]
        differences = [each for each in known if each is not None]
        if self.breaks:
            return False
        return not any(differences) if differences else None


def _minus(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    if first is None or second is None:
        return None
    return values.add(first, values.negate(second))


class Sums:
    """Adds up the documents of every account, in constant memory."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str | None, Side], Decimal] = {}

    def add(self, movement: Movement) -> None:
        """Take the next document of a file."""
        amount = movement.document.amount
        if amount is None or movement.repeats is not None:
            return
        for leg in movement.legs:
            key = (leg.account, leg.side)
            self._sums[key] = values.add(self._sums.get(key, _ZERO), amount)

    def reconcile(
        self, accounts: Iterable[str], sections: Iterable[AccountSection]
    ) -> tuple[Reconciliation, ...]:
        """Hold the sums against the sections of a file, account by account, in this order."""
        listed = by_account(sections)
        return tuple(
            attrs.evolve(
                chain(listed.get(account, ()), account),
                documents_in=self._sums.get((account, "payee"), Decimal(0)),
                documents_out=self._sums.get((account, "payer"), Decimal(0)),
            )
            for account in accounts
        )


def by_account(sections: Iterable[AccountSection]) -> dict[str | None, list[AccountSection]]:
    """Return the sections of each account, in the order of the file."""
    found: dict[str | None, list[AccountSection]] = {}
    for section in sections:
        found.setdefault(section.account, []).append(section)
    return found


def chain(sections: Iterable[AccountSection], account: str) -> Reconciliation:
    """Merge the sections of an account: by day, for the days that moved, or one for the interval.

    A section that says what another says already counts once.
    """
    listed = list(sections)
    if not listed:
        return Reconciliation(account)
    ordered = in_order(listed)
    pairs = list(pairwise(ordered))
    overlap = any(_overlap(*pair) for pair in pairs)
    return Reconciliation(
        account,
        opening=ordered[0].opening,
        received=None if overlap else _sum(each.received for each in ordered),
        spent=None if overlap else _sum(each.spent for each in ordered),
        closing=ordered[-1].closing,
        sections=len(listed),
        line=listed[0].line,
        gaps=tuple(gap for pair in pairs if (gap := _gap(*pair))),
        breaks=tuple(_breaks(ordered, pairs)),
    )


def in_order(sections: Sequence[AccountSection]) -> list[AccountSection]:
    """Return the sections by their first day, each once; without a day they keep their order."""
    once = list({_content(each): each for each in reversed(sections)}.values())[::-1]
    if any(each.start is None for each in once):
        return once
    return sorted(once, key=lambda each: (each.start, each.end or each.start))


def _content(section: AccountSection) -> tuple[object, ...]:
    s = section
    return (s.start, s.end, s.opening, s.received, s.spent, s.closing)


def _overlap(before: AccountSection, after: AccountSection) -> bool:
    """Tell whether two sections share days; one that goes on where the other ends does not."""
    end = before.end or before.start
    shares = end is not None and after.start is not None and after.start <= end
    return shares and _minus(after.opening, before.closing) != 0


def _gap(before: AccountSection, after: AccountSection) -> Gap | None:
    end = before.end or before.start
    if end is None or after.start is None:
        return None
    day = timedelta(days=1)
    return Gap(end + day, after.start - day) if after.start > end + day else None


def _breaks(
    sections: Sequence[AccountSection],
    pairs: Iterable[tuple[AccountSection, AccountSection]],
) -> Iterator[int]:
    broken = {each.line for each in sections if not adds_up(each)}
    broken |= {after.line for before, after in pairs if breaks_with(before, after)}
    yield from sorted(broken)


def breaks_with(before: AccountSection, after: AccountSection) -> bool:
    """Tell whether a section opens with something else than the one before closed with."""
    return bool(_minus(after.opening, before.closing))


def adds_up(section: AccountSection) -> bool:
    """Tell whether a section is right in itself; one that leaves a number out is not wrong."""
    moved = _minus(section.received, section.spent)
    if moved is None or section.opening is None or section.closing is None:
        return True
    return values.add(section.opening, moved) == section.closing


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total = values.add(total, amount)
    return total
