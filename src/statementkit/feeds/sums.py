"""The bank's own sums of some days, held against the operations that were read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.feeds.readings import in_minor_units, signed
from statementkit.model import StatedBalance
from statementkit.values import CellError, add, negate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from statementkit.errors import Diagnostic
    from statementkit.feeds.protocol import Page
    from statementkit.feeds.windows import Window

_HINT = "an operation may be missing: these days are to be read again"


@attrs.frozen
class Sums:
    """The balances `before` and `after` some days, and what `came` and `went` meanwhile.

    What a bank does not say is `None`. `are_sure` is false where its documents do not tell what the
    sums are: they count only if all of them are there and come out by themselves.
    """

    before: Decimal | None = None
    after: Decimal | None = None
    came: Decimal | None = None
    went: Decimal | None = None
    are_sure: bool = True

    def close(self, page: Page, window: Window, today: date) -> Page:
        """Return the last page of a window with its balances, and with what does not come out."""
        agree = self._agree()
        if agree is None and not self.are_sure:
            return page
        if agree is False:
            return _doubted(page, [_contradiction(window)]) if self.are_sure else page
        stated = tuple(self._stated(window, today))
        return _doubted(attrs.evolve(page, stated=stated), list(self._differences(window)))

    def _agree(self) -> bool | None:
        """Tell whether the bank's sums agree with each other, `None` if one of them is missing."""
        if self.before is None or self.after is None or self.came is None or self.went is None:
            return None
        return add(self.before, add(self.came, negate(self.went))) == self.after

    def _differences(self, window: Window) -> Iterator[Diagnostic]:
        for word, said, read in (
            ("came in", self.came, window.came),
            ("went out", self.went, window.went),
            ("is left", self.after, self._left(window)),
        ):
            if said is not None and read is not None and said != read:
                yield window.doubt(
                    "SK825",
                    f"the operations from {window.since} to {window.until} do not add up: "
                    f"{read} {word}, {said} by the bank's own sum",
                    _HINT,
                )

    def _left(self, window: Window) -> Decimal | None:
        if self.before is None:
            return None
        return add(self.before, add(window.came, negate(window.went)))

    def _stated(self, window: Window, today: date) -> Iterator[StatedBalance]:
        of = window.account
        if self.before is not None:
            yield StatedBalance(window.since, self.before, False, of.number, of.currency)
        # A day that is not over has no balance at its end yet.
        if self.after is not None and window.until < today:
            yield StatedBalance(window.until, self.after, True, of.number, of.currency)


def _contradiction(window: Window) -> Diagnostic:
    message = "the bank's sums contradict each other: before, in, out and after"
    return window.doubt("SK825", message, _HINT)


def _doubted(page: Page, doubts: list[Diagnostic]) -> Page:
    problems = (*page.problems, *doubts)
    return attrs.evolve(page, problems=problems, complete=page.complete and not doubts)


def sum_at(said: Any, key: str, currency: str) -> Decimal | None:
    """Return a sum that a bank may say, `None` if it does not, or not as an amount.

    >>> sum_at({"saldoIn": "1000"}, "saldoIn", "RUB"), sum_at({}, "saldoIn", "RUB")
    (Decimal('1000.00'), None)
    """
    value = said.get(key) if isinstance(said, dict) else None
    if value is None:
        return None
    try:
        return in_minor_units(signed(value), currency)
    except CellError:
        return None
