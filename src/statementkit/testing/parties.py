"""Invented parties: every number of a taxpayer and of an account carries its check digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.formats.onec.completing import company_tax_id, keyed_account, person_tax_id

if TYPE_CHECKING:
    from random import Random

_BANKS = {
    "044525225": ("ПАО СБЕРБАНК", "г. Москва"),
    "044525593": ('АО "АЛЬФА-БАНК"', "г. Москва"),
    "044030723": ('Ф-Л "СЕВЕРНАЯ СТОЛИЦА" АО "РАЙФФАЙЗЕНБАНК"', "г. Санкт-Петербург"),
    "044525974": ("АО «ТБанк»", "г. Москва"),
    "043601607": ("ПОВОЛЖСКИЙ БАНК ПАО СБЕРБАНК", "г. Самара"),
}
_FOREIGN_BANKS = {"BEREKZKX": ("АО «Банк Береке»", ""), "SARYKZKA": ("АО «Банк Сарыарка»", "")}
_NUMBERS = {"RUB": "810", "USD": "840", "EUR": "978", "CNY": "156"}
"""What stands for a currency in the account numbers of Russian banks."""
_COMPANIES = ("Северный ветер", "Лесная поляна", "Ёлка и Ко", "Тихий берег", "Медный всадник")
_PERSONS = ("Соколова Анна Петровна", "Орлов Пётр Ильич", "Зимина Вера Олеговна")


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


def invent_party(random: Random, currency: str) -> Party:
    """Return a company, or now and then a person, at a bank of the country of a currency."""
    banks = _FOREIGN_BANKS if currency == "KZT" else _BANKS
    bank = random.choice(sorted(banks.items()))
    if random.random() < 0.3:
        return invent_person(random, currency, *bank)
    return invent_company(random, currency, *bank)


def invent_company(random: Random, currency: str, bic: str, bank: tuple[str, str]) -> Party:
    """Return a company with an account at a bank, whose name and city `bank` is."""
    name = f'ООО "{random.choice(_COMPANIES)}"'
    tax_id, kpp = _kazakh_tax_id(random), ""
    if currency != "KZT":
        tax_id, kpp = company_tax_id(f"7799{random.randrange(10**5):05}"), "779901001"
    return _party(random, name, tax_id, kpp, "40702", currency, bic, bank)


def invent_person(random: Random, currency: str, bic: str, bank: tuple[str, str]) -> Party:
    """Return a person with an account at a bank."""
    name = random.choice(_PERSONS)
    tax_id = _kazakh_tax_id(random)
    if currency != "KZT":
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
    account = invent_account(random, balance, currency, bic)
    correspondent = ""
    if currency != "KZT":
        correspondent = keyed_account(f"30101810000000000{bic[6:]}", bic)
    return Party(name, tax_id, kpp, account, bic, *bank, correspondent)


def invent_account(random: Random, balance: str, currency: str, bic: str) -> str:
    """Return an account number: `balance` are its first five digits, which say whose it is."""
    if currency != "KZT":
        return keyed_account(f"{balance}{_NUMBERS[currency]}0{random.randrange(10**11):011}", bic)
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
