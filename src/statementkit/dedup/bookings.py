"""Bookings: the transactions of one row of a file, and the hash of what they say."""

from __future__ import annotations

import json
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from statementkit.model import Transaction


@attrs.frozen
class Booking:
    """A transaction with the fees that were charged for it: what a bank books as one.

    `account` is the own account in the form of `account_number`; `fingerprint` is the hash of what
    the bank says about the booking, without its id and its balance.
    """

    account: str
    main: Transaction
    fees: tuple[Transaction, ...] = ()
    fingerprint: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "fingerprint", fingerprint(self.account, self.main, self.fees))


def bookings(transactions: Iterable[Transaction], account: str | None = None) -> list[Booking]:
    """Return transactions as bookings, in their order; every fee goes with its parent.

    `account` is the account of transactions that name none of their own.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> order = Transaction(date(2024, 2, 1), Decimal("-12.50"), "EUR", name="Tartu Raamat")
    >>> fee = Transaction(date(2024, 2, 1), Decimal("-0.30"), "EUR", kind="fee", parent=order)
    >>> [booking] = bookings([order, fee], "EE38 2200 2210 2014 5685")
    >>> booking.account, booking.fees == (fee,)
    ('EE382200221020145685', True)
    """
    mains: dict[int, tuple[Transaction, list[Transaction]]] = {}
    for transaction in transactions:
        if transaction.parent is not None and id(transaction.parent) in mains:
            mains[id(transaction.parent)][1].append(transaction)
        else:
            mains[id(transaction)] = transaction, []
    return [
        Booking(account_number(main.own_account or account or ""), main, tuple(fees))
        for main, fees in mains.values()
    ]


def account_number(text: str) -> str:
    """Return an account number without the spaces and the case by which writings of it differ.

    >>> account_number("ee38 2200 2210 2014 5685")
    'EE382200221020145685'
    """
    return "".join(text.split()).upper()


def fingerprint(account: str, main: Transaction, fees: Sequence[Transaction] = ()) -> str:
    """Return the hash of a booking: account, day, money, other party and text, and the fees.

    Texts count without the white space, the case and the compatibility forms of Unicode in which
    exports of one bank differ; amounts count by their value. What goes in, and how, may never
    change: stored keys are made of it.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik")
    >>> same = Transaction(date(2024, 2, 1), Decimal("-3.2"), "EUR", name="KOHVIK  HOMMIK ")
    >>> fingerprint("EE38", coffee) == fingerprint("EE38", same)
    True
    """
    said = [
        account,
        main.booked_on.isoformat(),
        _number(main.amount),
        main.currency or "",
        _text(main.name),
        _text(main.account),
        _text(main.description),
        _text(main.reference),
        *(_number(fee.amount) for fee in fees),
    ]
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _text(text: str | None) -> str:
    if not text:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _number(amount: Decimal) -> str:
    """Return an amount so that equal ones are equal texts, whatever zeros they end in."""
    digits = format(amount, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
