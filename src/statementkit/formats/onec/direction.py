"""Which way a document moves money, for whom, on which day, and how that is known.

The account decides first: some banks put ДатаСписано on documents that bring money. What cannot be
told stays `unknown`; nothing here takes the likelier side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.formats.onec.counterparty import Counterparty, counterparty
from statementkit.formats.onec.names import split_name
from statementkit.formats.onec.purpose import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from statementkit.formats.onec.keys import Side
    from statementkit.formats.onec.model import Document, Party

Direction = Literal["in", "out", "transfer", "unknown"]
Reason = Literal["account", "caller", "amount", "dates", "inn", "turnover"]
"""How a direction is known: an account of the file or one that the caller names, the sum for money
in or out (in files of Kazakhstan), the dates, the caller's INN, or turnovers with one side empty.
"""


@attrs.frozen
class Turnover:
    """What the sections of an account say came in and went out; `None` where one of them does not.

    An account whose `spent` is zero has no documents that take money from it.
    """

    received: Decimal | None
    spent: Decimal | None


@attrs.frozen
class Owner:
    """Whose statement a file is.

    `stated` are the accounts that the file is about, `given` those that the caller knows to be the
    owner's, `tax_ids` the owner's INNs as the caller knows them. `turnovers` are those of the
    stated accounts. `trusts_dates` is false for banks that put ДатаСписано on every document.
    """

    stated: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    tax_ids: frozenset[str] = frozenset()
    turnovers: Mapping[str, Turnover] = attrs.field(factory=dict)
    trusts_dates: bool = True
    accounts: frozenset[str] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "accounts", frozenset(self.stated) | frozenset(self.given))

    @property
    def only_account(self) -> str | None:
        """The account that a document belongs to which names none of the owner's."""
        accounts = self.stated or self.given
        return accounts[0] if len(accounts) == 1 else None


@attrs.frozen(slots=False)  # There is one for each document: with slots it takes twice the time.
class Leg:
    """What a document does to one account of the owner.

    `side` is the owner's part in the document. `account` is `None` where only the direction is
    known. `booked_on` is `None` where the document has no date that can be read.
    """

    document: Document
    side: Side
    account: str | None
    booked_on: date | None
    other: Counterparty

    @property
    def amount(self) -> Decimal | None:
        """The signed amount: + is money in; `None` where the document's cannot be read."""
        amount = self.document.amount
        if amount is None or self.side == "payee":
            return amount
        return amount.copy_negate() if amount else amount


@attrs.frozen(slots=False)
class Movement:
    """A document with its direction, and one leg for each account of the owner that it moves.

    A transfer between two accounts of the file has two legs, that of the payer first; a document
    with an unknown direction has none. `repeats` is the line of the document that moved this money
    already, see `Directions`.
    """

    document: Document
    direction: Direction
    reason: Reason | None
    legs: tuple[Leg, ...] = ()
    repeats: int | None = None

    @property
    def account(self) -> str | None:
        """The account of the owner; of a transfer that of the payer, where the file is about it."""
        return self.legs[0].account if self.legs else None

    @property
    def counterparty(self) -> Counterparty | None:
        """The other party, `None` where the direction is unknown."""
        return self.legs[0].other if self.legs else None

    @property
    def booked_on(self) -> date | None:
        """The day of the booking; with an unknown direction only where it is that of both sides."""
        if self.legs:
            return self.legs[0].booked_on
        days = {booking_date(self.document, "payer"), booking_date(self.document, "payee")}
        return days.pop() if len(days) == 1 else None


class Directions:
    """Decides documents one after another.

    A file about several accounts may print a transfer between two of them once for each. The second
    print moves nothing: its `repeats` is the line of the first. Two transfers that have even their
    number in common are not known to exist; without a number nothing is a repeat.
    """

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self._prints: dict[Print, int] = {}

    def __call__(self, document: Document) -> Movement:
        """Return which way a document moves money, and whether an earlier one already did."""
        movement = decide(document, self.owner)
        if (common := print_of(movement)) is None or common.number is None:
            return movement
        if (first := self._prints.pop(common, None)) is None:
            self._prints[common] = document.line
            return movement
        return attrs.evolve(movement, repeats=first)


@attrs.frozen
class Print:
    """What the prints of one transfer have in common, in the statements of both its accounts."""

    accounts: tuple[str | None, ...]
    kind: str
    number: str | None
    date: date | None
    amount: Decimal | None
    purpose: str


def print_of(movement: Movement) -> Print | None:
    """Return what a transfer between two accounts prints twice, `None` for another movement."""
    if len(movement.legs) < 2:
        return None
    accounts = tuple(leg.account for leg in movement.legs)
    if len(set(accounts)) < 2:
        return None
    document = movement.document
    return Print(
        accounts,
        said(document.kind_text).replace("ё", "е"),
        document.number,
        document.date,
        document.amount,
        said(document.full_purpose),
    )


def decide(document: Document, owner: Owner) -> Movement:
    """Return which way a document moves money for an owner."""
    payer = _own_account(document.payer, owner)
    payee = _own_account(document.payee, owner)
    if payer and payee:
        return _between(document, owner, payer, payee)
    if payer or payee:
        side: Side = "payer" if payer else "payee"
        account = payer or payee
        reason: Reason = "account" if account in owner.stated else "caller"
        if _side_by_amount(document) not in (None, side):
            return Movement(document, "unknown", None)
        return _one_way(document, owner, side, account, reason)
    return _without_account(document, owner)


def _own_account(party: Party, owner: Owner) -> str | None:
    for account in (party.account, party.settlement_account, party.name2):
        if account in owner.accounts:
            return account
    return None


def _one_way(
    document: Document, owner: Owner, side: Side, account: str | None, reason: Reason
) -> Movement:
    direction: Direction = "out" if side == "payer" else "in"
    leg = _leg(document, owner, side, account)
    return Movement(document, direction, reason, (leg,))


def _leg(
    document: Document,
    owner: Owner,
    side: Side,
    account: str | None,
) -> Leg:
    other = document.payee if side == "payer" else document.payer
    return Leg(
        document,
        side,
        account,
        booking_date(document, side),
        counterparty(other, owner.accounts),
    )


def _between(document: Document, owner: Owner, payer: str, payee: str) -> Movement:
    """Return a transfer between two accounts of the owner: a leg for each the file is about."""
    sides: tuple[tuple[Side, str], ...] = (("payer", payer), ("payee", payee))
    stated = tuple(each for each in sides if each[1] in owner.stated)
    legs = tuple(_leg(document, owner, side, account) for side, account in stated or sides)
    return Movement(document, "transfer", "account" if stated else "caller", legs)


def _without_account(document: Document, owner: Owner) -> Movement:
    """Decide a document that names no account of the owner; witnesses must not disagree."""
    witnesses = list(_witnesses(document, owner))
    # What is cut off may be the account that would have decided.
    if not document.is_closed or len({side for side, _ in witnesses}) != 1:
        return Movement(document, "unknown", None)
    side, reason = witnesses[0]
    return _one_way(document, owner, side, owner.only_account, reason)


def _witnesses(document: Document, owner: Owner) -> Iterator[tuple[Side, Reason]]:
    by: tuple[tuple[Side | None, Reason], ...] = (
        (_side_by_amount(document), "amount"),
        (_side_by_dates(document) if owner.trusts_dates else None, "dates"),
        (_side_by_tax_id(document, owner), "inn"),
        (_side_by_turnover(owner), "turnover"),
    )
    yield from ((side, reason) for side, reason in by if side is not None)


def _side_by_amount(document: Document) -> Side | None:
    return _side_that_has(document.amount_out, document.amount_in)


def _side_by_dates(document: Document) -> Side | None:
    return _side_that_has(document.debited_on, document.credited_on)


def _side_that_has(payer: object, payee: object) -> Side | None:
    if bool(payer) == bool(payee):
        return None
    return "payer" if payer else "payee"


def _side_by_tax_id(document: Document, owner: Owner) -> Side | None:
    if not owner.tax_ids:
        return None
    return _side_that_has(
        _tax_id(document.payer) in owner.tax_ids, _tax_id(document.payee) in owner.tax_ids
    )


def _tax_id(party: Party) -> str | None:
    return party.tax_id or split_name(party.name or "").tax_id


def _side_by_turnover(owner: Owner) -> Side | None:
    """Return the side of all documents of an account that only received, or only spent."""
    turnover = owner.turnovers.get(owner.only_account or "")
    if turnover is None or turnover.received is None or turnover.spent is None:
        return None
    return _side_that_has(turnover.spent, turnover.received)


def booking_date(document: Document, side: Side) -> date | None:
    """Return the day of the booking on the account of the payer or of the payee.

    Each side has a date of its own; where it is missing, the other one counts, and last the date of
    the document itself, which may be months before.
    """
    if side == "payer":
        day = document.debited_on or document.credited_on
    else:
        day = document.credited_on or document.debited_on
    return day or document.booked_on or document.date
