"""What a bank refuses an order for: the shape of each value, check digits, characters, doubles.

Reading, these things are warnings at most, because files hold them; writing, they are errors.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from statementkit.formats.onec.digits import account_fits_bic, fits_correspondent, is_tax_id
from statementkit.formats.onec.keys import KEYS
from statementkit.formats.onec.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ENCODING = "cp1251"
"""What the standard calls `Кодировка=Windows`."""

_NEEDED = (
    *("Номер", "Плательщик1", "ПлательщикСчет", "ПлательщикИНН", "ПлательщикБИК"),
    *("ПлательщикБанк1", "ПлательщикКорсчет"),
    *("Получатель1", "ПолучательСчет", "ПолучательБИК", "ПолучательБанк1"),
    "НазначениеПлатежа",
)
_NEEDED_BY_BUDGET = (
    *("ПолучательИНН", "ПолучательКПП", "ПлательщикКПП", "СтатусСоставителя"),
    *("ПоказательКБК", "ОКАТО", "ПоказательОснования", "ПоказательПериода"),
    *("ПоказательНомера", "ПоказательДаты"),
)

_REPEATS = re.compile("Плательщик|Получатель|НазначениеПлатежа[1-6]|.*РасчСчет")
"""Keys whose values are made of those of other keys."""

_NUMBER = re.compile(r"(?!0+$)[0-9]{1,6}")
_AMOUNT = re.compile(r"(?=.*[1-9])[0-9]{1,15}(?:\.[0-9]{1,2})?")
_SHAPES = {
    "account": r"[0-9]{5}[0-9A-Z][0-9]{14}",
    "correspondent_account": r"[0-9]{20}",
    "bic": r"[0-9]{9}",
    "kpp": r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}|0",
    "payment_id": r"0|.{4}|.{20}|.{25}",
    "purpose_code": r"[1-5]?",
    "priority": r"[1-5]",
    "payer_status": r"[0-9]{2}",
    "kbk": r"[0-9]{20}|0",
    "oktmo": r"[0-9]{8}|[0-9]{11}|0",
    "basis": r"[А-Я0-9]{2}|0",
    "period": r"(?:МС|КВ|ПЛ|ГД|Д[1-3])\.[0-9]{2}\.[0-9]{4}|[0-9]{2}\.[0-9]{2}\.[0-9]{4}|[0-9]{8}|0",
    "date_text": r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}|00?",
}
"""How the values of attributes look that are codes."""

_CODES = {
    key.name: re.compile(_SHAPES[name])
    for key in KEYS
    if key.section == "document"
    and key.variant is None
    and (name := key.attribute.rpartition(".")[2]) in _SHAPES
}
_LONGEST = {"НазначениеПлатежа": 210, "Плательщик1": 160, "Получатель1": 160}

Order = dict[str, str]
"""The values of an order by the keys of the standard."""


def check_orders(orders: Sequence[Order]) -> Iterator[Problem]:
    """Yield what is wrong with orders that are to go into one file; they count from 1."""
    if not orders:
        yield Problem(code="SK661")
    seen = set()
    for number, order in enumerate(orders, 1):
        for code, key, words in _check(order):
            yield Problem(code=code, place="document", number=number, key=key, words=words)
        if (same := (order["Номер"], order["Дата"])) in seen:
            yield _double(number, order["Номер"])
        seen.add(same)


def _double(number: int, value: str) -> Problem:
    words = {"value": value}
    return Problem(code="SK660", place="document", number=number, key="Номер", words=words)


Finding = tuple[str, str, dict[str, str]]
"""A code, the key it is about, and the words of its sentence."""


def _check(order: Order) -> Iterator[Finding]:
    for key, value in order.items():
        if not _REPEATS.fullmatch(key):
            yield from check_text(key, value)
    is_budget = "СтатусСоставителя" in order
    for key in (*_NEEDED, *(_NEEDED_BY_BUDGET if is_budget else ())):
        if not order[key]:
            yield "SK650", key, {}
    yield from _shapes(order)
    for side in ("Плательщик", "Получатель"):
        yield from _side(order, side)


def check_text(key: str, value: str) -> Iterator[Finding]:
    """Yield what keeps a value from standing in a line of a file in cp1251.

    >>> [(code, words["character"]) for code, key, words in check_text("Плательщик1", "Ёж ₽")]
    [('SK657', '₽')]
    """
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in value):
        yield "SK658", key, {"value": value}
        return
    for place, character in enumerate(value):
        if not character.encode(ENCODING, "ignore"):
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            yield "SK657", key, {"character": character, "name": name, "before": value[:place]}


def _shapes(order: Order) -> Iterator[Finding]:
    if order["Номер"] and not _NUMBER.fullmatch(order["Номер"]):
        yield "SK651", "Номер", {"value": order["Номер"]}
    if not _AMOUNT.fullmatch(order["Сумма"]):
        yield "SK652", "Сумма", {"value": order["Сумма"]}
    for key, pattern in _CODES.items():
        if order.get(key) and not pattern.fullmatch(order[key]):
            yield "SK654", key, {"value": order[key]}
    for key, longest in _LONGEST.items():
        if len(order[key]) > longest:
            yield "SK659", key, {"value": order[key]}


def _side(order: Mapping[str, str], side: str) -> Iterator[Finding]:
    tax_id, account, bic = (order[f"{side}{key}"] for key in ("ИНН", "Счет", "БИК"))
    correspondent = order[f"{side}Корсчет"]
    if tax_id not in ("", "0") and not is_tax_id(tax_id):
        yield "SK653", f"{side}ИНН", {"value": tax_id}
    if account_fits_bic(account, bic) is False:
        yield "SK655", f"{side}Счет", {"value": account, "bic": bic}
    if fits_correspondent(correspondent, bic) is False:
        yield "SK656", f"{side}Корсчет", {"value": correspondent, "bic": bic}
