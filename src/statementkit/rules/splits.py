"""How one payment is divided among categories and projects, to the last cent.

A part takes a share (`70%`), a fixed amount (`1000.00`) or, as the last one, the `rest`. Shares are
of the whole amount and are rounded towards zero to the digits of its currency; what that leaves
goes to the last part. So the parts always add up to the payment, and none has another sign.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Context, Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit import values
from statementkit.errors import Diagnostic, RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence

REST = "rest"
WHOLE = Decimal(100)

_SIZE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15})?)\s*(%?)", re.ASCII)


@attrs.frozen
class Part:
    """One part of a split: how large it is, and what it is booked on.

    `size` is `70%`, `1000.00` or `rest`. What is `None` is as it is for the whole payment.
    """

    size: str
    wallet: str | None = None
    category: str | None = None
    project: str | None = None

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, `None` for other sizes."""
        return Decimal(self.size.rstrip("% ")) if self.size.endswith("%") else None

    @property
    def fixed(self) -> Decimal | None:
        """The fixed amount, without a sign; `None` for other sizes."""
        return None if self.size == REST or self.size.endswith("%") else Decimal(self.size)


@attrs.frozen
class Posting:
    """A part of one payment: its signed amount, and what it is booked on."""

    amount: Decimal
    wallet: str | None = None
    category: str | None = None
    project: str | None = None


def what_is_wrong(parts: Sequence[Part]) -> str | None:
    """Return why these parts cannot be a split, `None` if they can.

    >>> what_is_wrong([Part("60%"), Part("50%")])
    'the shares add up to 110%, not to 100%'
    """
    if len(parts) < 2:
        return "a split has two parts or more"
    for number, part in enumerate(parts, 1):
        if part.size == REST and number < len(parts):
            return f"part {number} is the rest, and {REST} can only be the last part"
        if part.size != REST and not _is_size(part.size):
            return f"part {number} has the size {part.size!r}, which is no size"
    shares = sum((each.percent or Decimal(0) for each in parts), Decimal(0))
    if parts[-1].size == REST:
        return f"the shares add up to {shares}%, so there is no rest" if shares >= WHOLE else None
    if any(each.percent is None for each in parts):
        return f"beside fixed amounts the last part must be the {REST}"
    return None if shares == WHOLE else f"the shares add up to {shares}%, not to 100%"


def _is_size(text: str) -> bool:
    match = _SIZE.fullmatch(text)
    return match is not None and Decimal(match[1]) > 0


def amounts(parts: Sequence[Part], amount: Decimal, currency: str | None) -> list[Decimal]:
    """Return the amounts of the parts, which add up to `amount`.

    Raises `RuleError` SK711 if the parts before the last are more than there is.

    >>> thirds = [Part("33.33%"), Part("33.33%"), Part("rest")]
    >>> [str(each) for each in amounts(thirds, Decimal("-100.00"), "EUR")]
    ['-33.33', '-33.33', '-33.34']
    """
    whole = values.absolute(amount)
    sizes = [_size(part, whole, currency) for part in parts[:-1]]
    rest = whole
    for size in sizes:
        rest = values.add(rest, values.negate(size))
    if rest < 0:
        raise RuleError(
            Diagnostic(
                code="SK711",
                message=f"the split takes {values.add(whole, values.negate(rest))} of {whole}",
                hint="give the rule a limit, as amount<-1000, or take shares for fixed amounts",
            )
        )
    signed = values.negate if amount < 0 else values.absolute
    return [signed(size) for size in (*sizes, rest)]


def _size(part: Part, whole: Decimal, currency: str | None) -> Decimal:
    if (fixed := part.fixed) is not None:
        return fixed
    share = values.multiply(whole, values.multiply(part.percent or WHOLE, Decimal("0.01")))
    digits = max(values.minor_digits(currency), -int(whole.as_tuple().exponent))
    exact = Context(prec=max(share.adjusted(), 0) + digits + 2)
    return share.quantize(Decimal(1).scaleb(-digits), ROUND_DOWN, exact)
