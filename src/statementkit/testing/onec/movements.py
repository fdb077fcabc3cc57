"""Invented parties and payments: every number carries the check digits that its kind has."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.formats.onec.completing import company_tax_id, keyed_account, person_tax_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from statementkit.testing.onec.shapes import Shape

FIRST_DAY = date(2024, 1, 9)
"""The first day of invented files."""

_ORDER, _BANK_ORDER = "Платежное поручение", "Банковский ордер"
_BANKS = {
    "044525225": ("ПАО СБЕРБАНК", "г. Москва"),
    "044525593": ('АО "АЛЬФА-БАНК"', "г. Москва"),
    "044030723": ('Ф-Л "СЕВЕРНАЯ СТОЛИЦА" АО "РАЙФФАЙЗЕНБАНК"', "г. Санкт-Петербург"),
    "044525974": ("АО «ТБанк»", "г. Москва"),
    "043601607": ("ПОВОЛЖСКИЙ БАНК ПАО СБЕРБАНК", "г. Самара"),
}
_FOREIGN_BANKS = {"BEREKZKX": ("АО «Банк Береке»", ""), "SARYKZKA": ("АО «Банк Сарыарка»", "")}
_COMPANIES = ("Северный ветер", "Лесная поляна", "Ёлка и Ко", "Тихий берег", "Медный всадник")
_PERSONS = ("Соколова Анна Петровна", "Орлов Пётр Ильич", "Зимина Вера Олеговна")
_PURPOSES = (
    "Оплата по счету № {number} от 05.01.2024 за материалы. В том числе НДС 20% - {vat} руб.",
    "Предоплата по договору {number}/24 от 01.01.2024. НДС не облагается.",
    "Возврат излишне уплаченной суммы = {amount}; письмо {number}",
    "Аренда «Ласточка» за январь, без НДС",
)


@attrs.frozen
class Party:
    """One side of a payment. `tax_id` and `kpp` are empty where a party has none."""

    name: str
    tax_id: str
    kpp: str
    account: str
    bic: str
    bank: str
    city: str
    correspondent: str


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
    first = _company(random, shape.currency, *bank)
    others = (_account(random, "40702", shape.currency, shape.bic) for _ in range(number - 1))
    return (first, *(attrs.evolve(first, account=each) for each in others))


def invent_movements(
    shape: Shape, owners: Sequence[Party], number: int, random: Random
) -> Iterator[Movement]:
    """Yield payments on the accounts of `owners`, day by day; some between two of them."""
    parties = [_other_party(shape, random) for _ in range(12)]
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


def _other_party(shape: Shape, random: Random) -> Party:
    banks = _BANKS if shape.currency == "RUB" else _FOREIGN_BANKS
    bank = random.choice(sorted(banks.items()))
    if random.random() < 0.3:
        return _person(random, shape.currency, *bank)
    return _company(random, shape.currency, *bank)


def _company(random: Random, currency: str, bic: str, bank: tuple[str, str]) -> Party:
    name = f'ООО "{random.choice(_COMPANIES)}"'
    tax_id, kpp = _kazakh_tax_id(random), ""
    if currency == "RUB":
        tax_id, kpp = company_tax_id(f"7799{random.randrange(10**5):05}"), "779901001"
    return _party(random, name, tax_id, kpp, "40702", currency, bic, bank)


def _person(random: Random, currency: str, bic: str, bank: tuple[str, str]) -> Party:
    name = random.choice(_PERSONS)
    tax_id = _kazakh_tax_id(random)
    if currency == "RUB":
        tax_id = person_tax_id(f"7799{random.randrange(10**6):06}")
    return _party(random, name, tax_id, "", "40817", currency, bic, bank)


def _party(
    random: Random,
    name: str,
    tax_id: str,
    kpp: str,
    balance: str,
    currency: str,
    bic: str,
    bank: tuple[str, str],
) -> Party:
    account = _account(random, balance, currency, bic)
    correspondent = ""
    if currency == "RUB":
        correspondent = keyed_account(f"30101810000000000{bic[6:]}", bic)
    return Party(name, tax_id, kpp, account, bic, *bank, correspondent)


def _account(random: Random, balance: str, currency: str, bic: str) -> str:
    if currency == "RUB":
        return keyed_account(f"{balance}8100{random.randrange(10**11):011}", bic)
    return _iban(f"999{random.randrange(10**13):013}")


def _iban(number: str) -> str:
    """Return the Kazakh IBAN of an account, its check digits those of ISO 13616."""
    check = 98 - int(f"{number}203500") % 97
    return f"KZ{check:02}{number}"


def _kazakh_tax_id(random: Random) -> str:
    """Return a BIN or IIN: eleven digits and the control digit, where there is one for them."""
    while True:
        digits = f"2401{random.choice('456')}{random.randrange(10**6):06}"
        for shift in (0, 2):
            weights = ((index + shift) % 11 + 1 for index in range(11))
            control = sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11
            if control < 10:
                return f"{digits}{control}"
