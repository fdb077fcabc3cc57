"""A report as a value: lines of amounts by period, for each currency apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.export import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

Kind = Literal["cashflow", "pnl"]
Step = Literal["month", "week"]
Section = Literal[
    "opening", "income", "expense", "transfer", "result", "movements", "closing"
]  # fmt: skip

DIMENSIONS = ("wallet", "category", "project")
"""By what the lines of a report can be told apart."""


@attrs.frozen
class Line:
    """Amounts of one thing, one for each period, and their total.

    `income` and `expense` are what came in and went out, `transfer` what moved between own
    accounts, `result` income and expense together. These have `labels`, one for each dimension of
    the report, `None` where nothing is said. `opening`, `movements` and `closing` are of an
    `account`: in every period the first two add up to the third.
    """

    section: Section
    amounts: tuple[Decimal, ...]
    total: Decimal
    labels: tuple[str | None, ...] = ()
    account: str | None = None

    def title(self, dimensions: Sequence[str]) -> str:
        """Return what the line is of, in the dimensions of its report.

        >>> from decimal import Decimal
        >>> Line("income", (), Decimal(0), ("Rent", None)).title(["category", "project"])
        'Rent · no project'
        """
        if self.account is not None:
            return self.account
        named = zip(self.labels, dimensions, strict=False)
        return " · ".join(label or f"no {name}" for label, name in named) or "all"


@attrs.frozen
class Sheet:
    """The lines of one currency; amounts of different currencies are never added."""

    currency: str
    lines: tuple[Line, ...]

    def of(self, section: Section) -> list[Line]:
        """Return the lines of a section."""
        return [line for line in self.lines if line.section == section]


@attrs.frozen
class Report:
    """Cash flow, or profit and loss, of some periods: months `2024-03` or ISO weeks `2024-W09`.

    `breaks` are sentences about what does not come out: days at which the balances of the bank are
    not what the books come to, and payments that cannot be divided as their rule says. `notes` are
    about what else limits the report.
    """

    kind: Kind
    dimensions: tuple[str, ...]
    periods: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    breaks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of `records`."""
        return ("currency", "section", "account", *self.dimensions, *self.periods, "total")

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the lines as plain values under `keys`: exact decimal texts, `None` for absent."""
        for sheet in self.sheets:
            for line in sheet.lines:
                labels = line.labels or (None,) * len(self.dimensions)
                values = map(plain, (*line.amounts, line.total))
                row = (sheet.currency or None, line.section, line.account, *labels, *values)
                yield dict(zip(self.keys, row, strict=True))
