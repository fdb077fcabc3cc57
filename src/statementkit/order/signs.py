"""From what a bank prints to one signed amount: + is money in.

The table of the order language, section 1.1, in one place for every back end. Amounts are exact;
zero never carries a sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.values import CellError, absolute, negate

if TYPE_CHECKING:
    from decimal import Decimal


def outgoing(amount: Decimal) -> Decimal:
    """Return an amount that a flag calls money out, whatever its own sign.

    >>> from decimal import Decimal
    >>> outgoing(Decimal("26.62")), outgoing(Decimal("-26.62"))
    (Decimal('-26.62'), Decimal('-26.62'))
    """
    return negate(absolute(amount))


def conflicting(amount: Decimal, sign_conflict: str) -> Decimal:
    """Return the amount of a row whose flag says money in and whose sign says money out.

    `sign_conflict` is the layout's key: `flag` and `amount` name the winner, `error` refuses.
    Raises `CellError`.
    """
    if sign_conflict == "error":
        raise CellError(
            "SK314",
            f"{amount} is negative, but the direction flag says money in",
            'say which one counts: sign_conflict = "flag" or "amount"',
        )
    return absolute(amount) if sign_conflict == "flag" else amount


def side(amount: Decimal, negative_sums: str, word: str) -> Decimal:
    """Return one of two sums as it counts: a size in the bank's view of its side.

    `negative_sums` is the layout's key: `error`, `linear` (a negative sum is a reversal) or
    `absolute` (its sign is ignored); `word` is `creditSum` or `debitSum`. Raises `CellError`.
    """
    if amount >= 0 or negative_sums == "linear":
        return amount
    if negative_sums == "absolute":
        return absolute(amount)
    raise CellError(
        "SK313",
        f"{amount} is negative; write {word}divide-1%",
        "where the bank prints every sum of this column negative, divide it by -1; where negative "
        'sums are reversals, set negative_sums = "linear"',
    )


def signed_sum(money_in: Decimal | None, money_out: Decimal | None) -> Decimal | None:
    """Return the amount of a row with money in and money out in columns of their own.

    A blank (`None`) or zero on one side counts as absent; `None` comes back when both are blank.
    Raises `CellError` when both sides are filled.

    >>> from decimal import Decimal
    >>> signed_sum(None, Decimal("5.00"))
    Decimal('-5.00')
    """
    if money_in and money_out:
        raise CellError(
            "SK312",
            f"both sides are filled: {money_in} in and {money_out} out",
            "one row can hold one of them; map one column, or give such rows a branch",
        )
    if money_out:
        return negate(money_out)
    return money_out if money_in is None else money_in
