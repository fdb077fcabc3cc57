"""Invented parties and payments: every number carries the check digits that its kind has."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.testing.parties import Party, invent_account, invent_company, invent_party

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from statementkit.testing.onec.shapes import Shape

FIRST_DAY = date(2024, 1, 9)
"""The first day of invented files."""

_ORDER, _BANK_ORDER = "Платежное поручение", "Банковский ордер"
_PURPOSES = (
    "Оплата по счету № {number} от 05.01.2024 за материалы. В том числе НДС 20% - {vat} руб.",
    "Предоплата по договору {number}/24 от 01.01.2024. НДС не облагается.",
    "Возврат излишне уплаченной суммы = {amount}; письмо {number}",
    "Аренда «Ласточка» за январь, без НДС",
)


@attrs.frozen
class Movement:
    """One payment as the owner of a statement sees it: `amount` is positive, `is_out` the sign.

    `own` is the owner's side, `other` the other one. `budget` holds the keys of a payment to the
    state with their values; it is empty for any other.
    """

    kind: str
    number: str
    day: date
    amount: Decimal
    own: Party
    other: Party
    is_out: bool
    purpose: str
    budget: Mapping[str, str] = attrs.field(factory=dict, hash=False)

    @property
    def payer(self) -> Party:
        """The side that pays."""
        return self.own if self.is_out else self.other

    @property
    def payee(self) -> Party:
        """The side that is paid."""
        return self.other if self.is_out else self.own


def invent_owners(shape: Shape, number: int, random: Random) -> tuple[Party, ...]:
    """Return the same invented company with several accounts at the bank of a dialect."""
    bank = shape.bic, (shape.bank, shape.city)
    first = invent_company(random, shape.currency, *bank)
    others = (invent_account(random, "40702", shape.currency, shape.bic) for _ in range(number - 1))
    return (first, *(attrs.evolve(first, account=each) for each in others))


def invent_movements(
    shape: Shape, owners: Sequence[Party], number: int, random: Random
) -> Iterator[Movement]:
    """Yield payments on the accounts of `owners`, day by day; some between two of them."""
    parties = [invent_party(random, shape.currency) for _ in range(12)]
    day = FIRST_DAY
    for index in range(number):
        day += timedelta(days=random.choice((0, 0, 1, 3)))
        own = owners[index % len(owners)]
        other = random.choice(parties)
        if len(owners) > 1 and index % 7 == 6:
            other = owners[(index + 1) % len(owners)]
        yield _movement(shape, own, other, day, index, random)


def _movement(
    shape: Shape, own: Party, other: Party, day: date, index: int, random: Random
) -> Movement:
    amount = Decimal(random.randrange(1, 30_000_000)) / 100
    number = random.choice((str(100 + index), str(481_000 + index), f"И-{index}/24"))
    purpose = random.choice(_PURPOSES).format(
        number=number, amount=amount, vat=(amount / 6).quantize(Decimal("0.01"))
    )
    order = shape.to_bank or shape.currency == "KZT" or random.random() < 0.7
    kind = _ORDER if order else _BANK_ORDER
    is_out = shape.to_bank or other.account == own.account or random.random() < 0.5
    to_state = shape.currency == "RUB" and order and is_out and random.random() < 0.1
    budget = _budget(day) if to_state and other not in (own,) else {}
    return Movement(kind, number, day, amount, own, other, is_out, purpose, budget)


def _budget(day: date) -> dict[str, str]:
    return {
        "СтатусСоставителя": "01",
        "ПоказательКБК": "18201061201010000510",
        "ОКАТО": "45000000",
        "ПоказательОснования": "ТП",
        "ПоказательПериода": f"МС.{day:%m.%Y}",
        "ПоказательНомера": "0",
        "ПоказательДаты": "0",
        "ПоказательТипа": "",
    }
