"""Bookings: the transactions of one row of a file, and the hash of what they say."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b
from itertools import chain
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Protocol

import attrs

from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from statementkit.model import Transaction

as_json: Callable[[str], str] = encode_basestring
"""A text as JSON, letters as they are."""


class Booked(Protocol):
    """A booking as it is compared: a `Booking`, or one that was laid aside."""

    @property
    def account(self) -> str:
        """The own account, in the form of `account_number`."""

    @property
    def main(self) -> Transaction:
        """The transaction, fees apart."""

    @property
    def bank_id(self) -> str | None:
        """The id that the bank gives it."""

    @property
    def fingerprint(self) -> str:
        """The hash of what the bank says about it."""


@attrs.frozen
class Booking:
    """A transaction with the fees that were charged for it: what a bank books as one.

    `account` is the own account in the form of `account_number`; `fingerprint` is the hash of what
    the bank says about the booking, without its id and its balance. `place` counts the transactions
    of the file up to it, from 1.
    """

    account: str
    main: Transaction
    fees: tuple[Transaction, ...]
    fingerprint: str
    place: int = attrs.field(default=1, eq=False)

    @property
    def bank_id(self) -> str | None:
        """The id that the bank gives it."""
        return self.main.bank_id


def bookings(transactions: Iterable[Transaction], account: str | None = None) -> list[Booking]:
    """Return transactions as bookings, in their order; every fee goes with its parent.

    `account` is the account of transactions that name none of their own. In `iter_bookings` fees
    must stand right behind their parent, as they do in what is read from files.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> order = Transaction(date(2024, 2, 1), Decimal("-12.50"), "EUR", name="Tartu Raamat")
    >>> fee = Transaction(date(2024, 2, 1), Decimal("-0.30"), "EUR", kind="fee", parent=order)
    >>> [booking] = bookings([order, fee], "EE38 2200 2210 2014 5685")
    >>> booking.account, booking.fees == (fee,)
    ('EE382200221020145685', True)
    """
    groups: list[list[Transaction]] = []
    of_parent: dict[int, list[Transaction]] = {}
    for transaction in transactions:
        group = of_parent.get(id(transaction.parent)) if transaction.parent is not None else None
        if group is None:
            group = of_parent[id(transaction)] = []
            groups.append(group)
        group.append(transaction)
    return list(iter_bookings(chain.from_iterable(groups), account))


def iter_bookings(
    transactions: Iterable[Transaction], account: str | None = None
) -> Iterator[Booking]:
    """Yield what `bookings` returns, of transactions whose fees stand right behind them."""
    numbers = _AccountNumbers()
    fallback, place = account or "", 1
    main: Transaction | None = None
    fees: list[Transaction] = []
    for transaction in transactions:
        if main is None:
            main = transaction
        elif transaction.parent is main:
            fees.append(transaction)
        else:
            yield _booking(numbers[main.own_account or fallback], main, fees, place)
            place += 1 + len(fees)
            main, fees = transaction, []
    if main is not None:
        yield _booking(numbers[main.own_account or fallback], main, fees, place)


def _booking(account: str, main: Transaction, fees: list[Transaction], place: int) -> Booking:
    return Booking(account, main, tuple(fees), fingerprint(account, main, fees), place)


class _AccountNumbers(dict[str, str]):
    """Account numbers by how they were written: a file writes few, on many rows."""

    def __missing__(self, text: str) -> str:
        self[text] = account_number(text)
        return self[text]


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
        _NORMAL[main.name],
        _NORMAL[main.account],
        _normal(main.description),
        _normal(main.reference),
        *(f'"{_number(fee.amount)}"' for fee in fees),
    ]
    # What `json.dumps` writes for a list of texts, at a fraction of its time.
    day, amount = main.booked_on.isoformat(), _number(main.amount)
    head = f'[{_EXACT[account]},"{day}","{amount}",{_EXACT[main.currency]}'
    return digest(f"{head},{','.join(said)}]")


def digest(content: str) -> str:
    """Return the hash of what is said of a booking, written as JSON."""
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def normal_text(text: str | None) -> str:
    """Return a text without the differences in which exports of one bank write it."""
    if not text:
        return ""
    # ASCII is its own compatibility form, and to ask for that takes as long as all the rest.
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.casefold().split())


def _number(amount: Decimal) -> str:
    """Return an amount so that equal ones are equal texts, whatever zeros they end in."""
    digits = format(amount, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _normal(text: str | None) -> str:
    """Return a text as it goes into a fingerprint."""
    return as_json(normal_text(text)) if text else '""'


class _Forms(Cache[str | None, str]):
    """Texts as they go into a fingerprint. Statements repeat names, but for long ones."""

    def __missing__(self, text: str | None) -> str:
        is_long = text is not None and len(text) > _SHORT
        return self.make(text) if is_long else super().__missing__(text)


_SHORT = 200

_NORMAL = _Forms(_normal)
_EXACT = _Forms(lambda text: as_json(text or ""))
