"""One booking told twice: by a file for 1C and by the bank's interface, say, in other words.

Banks write names and purposes differently into each of their exports. What stays is the day, the
money, the number of the document, and the other party's tax id or account.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from statementkit.dedup.bookings import account_number, normal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from statementkit.dedup.matching import Stored
    from statementkit.model import Transaction

    Traits = Callable[[Transaction], Iterator[tuple[object, ...]]]

S = TypeVar("S", bound="Stored")


def told_twice(
    incoming: Mapping[int, Transaction], stored: Mapping[str, S]
) -> Iterator[tuple[int, S, bool]]:
    """Yield which incoming transactions are told by stored bookings too, each of both once.

    The last value says whether the numbers of their documents agree: two payments do not have that
    in common. Without numbers they agree in text, and in party if both name one, as equal payments
    of a day may.
    """
    open_, free = dict(incoming), dict(stored)
    for traits, by_number in _ROUNDS:
        pools: dict[tuple[object, ...], list[S]] = defaultdict(list)
        for each in free.values():
            for trait in traits(each.transaction):
                pools[trait].append(each)
        for number, transaction in list(open_.items()):
            found = (each for trait in traits(transaction) for each in pools.get(trait, ()))
            for each in found:
                if each.key in free and _may_be_one(transaction, each.transaction, by_number):
                    yield number, each, by_number
                    del open_[number], free[each.key]
                    break


def document_number(transaction: Transaction) -> str:
    """Return the number of the document, blank without one; leading zeros are no part of it.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> document_number(Transaction(date(2024, 3, 5), Decimal(1), extra={"number": "00118"}))
    '118'
    """
    extra = transaction.extra
    number = transaction.check_number or (extra.get("number") if extra else None)
    return normal_text(number).lstrip("0") if isinstance(number, str) else ""


def _by_number_and_text(it: Transaction) -> Iterator[tuple[object, ...]]:
    number, text = document_number(it), normal_text(it.description)
    if number and text:
        yield it.booked_on, it.amount, it.currency, number, text


def _by_number_and_party(it: Transaction) -> Iterator[tuple[object, ...]]:
    if number := document_number(it):
        for party in _parties(it):
            yield it.booked_on, it.amount, it.currency, number, party


def _by_text_and_party(it: Transaction) -> Iterator[tuple[object, ...]]:
    if text := normal_text(it.description):
        for party in _parties(it):
            yield it.booked_on, it.amount, it.currency, text, party


def _by_text(it: Transaction) -> Iterator[tuple[object, ...]]:
    if text := normal_text(it.description):
        yield it.booked_on, it.amount, it.currency, text


_ROUNDS: tuple[tuple[Traits, bool], ...] = (
    (_by_number_and_text, True),
    (_by_number_and_party, True),
    (_by_text_and_party, False),
    (_by_text, False),
)


def _parties(it: Transaction) -> list[tuple[str, str]]:
    """Return what identifies the other party, the surer first."""
    found = [
        ("tax", account_number(it.tax_id or "")),
        ("account", account_number(it.account or "")),
    ]
    return [each for each in found if each[1]]


def _may_be_one(one: Transaction, other: Transaction, by_number: bool) -> bool:
    """Tell whether neither the numbers nor the parties of two transactions speak against it.

    Of a card payment one source may name nobody and another the bank. Names alone are written in
    many ways, but where nothing else tells parties apart they must not differ.
    """
    if len({document_number(one), document_number(other)} - {""}) == 2:
        return False
    parties, others = set(_parties(one)), set(_parties(other))
    if parties and others:
        return not parties.isdisjoint(others)
    return by_number or len({normal_text(one.name), normal_text(other.name)} - {""}) < 2
