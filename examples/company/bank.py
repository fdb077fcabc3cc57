"""The account of «Светлый дом» at T-Bank, for a fake bank that serves it on this machine.

Everything is invented. April and May 2024 have eight and eleven movements that are booked.
The last night has a card payment with an id that the bank changes at three in the morning, one that
is authorised a day before it is booked, and one that is cancelled.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from statementkit.testing.fakebank import Account, Entry, Ledger
from statementkit.testing.parties import Party

if TYPE_CHECKING:
    from statementkit.testing.fakebank.entries import Kind

    Movement = tuple[str, str, str, Kind, Party | None, str]

KPP = "780101001"
TBANK = "044525974", "АО «ТБанк»", "г. Москва", "30101810900000000974"
BAY = "044030795", "АО «Банк Залив»", "г. Санкт-Петербург", "30101810400000000795"
BRIDGE = "044525225", "АО «Банк Верный»", "г. Москва", "30101810400000000225"
PIER = "044525593", "АО «Банк Пирс»", "г. Москва", "30101810200000000593"


def party(name: str, tax_id: str, account: str, bank: tuple[str, str, str, str]) -> Party:
    """Return one side of a payment."""
    return Party(name, tax_id, KPP, account, *bank)


OWNER = party('ООО "Светлый дом"', "7801883103", "40702810500000005501", TBANK)
SAVINGS = party('ООО "Светлый дом"', "7801883103", "40702810500000007702", BAY)
HOTEL = party('ООО "Гостиница Мыс"', "7802883201", "40702810400000001101", BRIDGE)
CAFE = party('ООО "Кафе Утро"', "7803883300", "40702810400000001303", BAY)
LANDLORD = party('ООО "Площадь Труда"', "7804883408", "40702810000000001404", BRIDGE)
GLASS = party('ООО "Стекло и свет"', "7805883506", "40702810200000001202", PIER)
PAPER = party('ООО "Канцелярия"', "7806883604", "40702810800000001505", PIER)
BANK = party("АО «ТБанк»", "7701883100", "70601810000000001707", TBANK)
TREASURY = party(
    "Казначейство России (ФНС России)",
    "7727994157",
    "03100643000000018500",
    ("017003983", "ОКЦ № 7 БАНКА РОССИИ", "г. Тула", "40102810445370000059"),
)

MOVEMENTS: list[Movement] = [
    # booked in Moscow, number, amount, kind, the other side, purpose
    ("2024-04-02 10:12", "41", "240000.00", "income", HOTEL, "Оплата по счету № 41, светильники"),
    ("2024-04-04 09:30", "1", "-60000.00", "payment", LANDLORD, "Аренда за апрель, договор № 8"),
    ("2024-04-09 15:47", "2", "-84500.50", "payment", GLASS, "Оплата по счету № 118, плафоны"),
    ("2024-04-15 12:05", "3", "-50000.00", "transfer", SAVINGS, "Перевод собственных средств"),
    ("2024-04-18 11:20", "4", "-3490.00", "payment", PAPER, "Оплата по счету № 7, бумага"),
    ("2024-04-25 10:00", "5", "-21000.00", "tax", TREASURY, "Единый налоговый платеж"),
    ("2024-04-26 16:31", "42", "96000.00", "income", CAFE, "Оплата по счету № 42, лампы"),
    ("2024-04-30 18:00", "901", "-490.00", "fee", BANK, "Комиссия за обслуживание, апрель"),
    ("2024-05-03 10:44", "47", "180000.00", "income", HOTEL, "Оплата по счету № 47, светильники"),
    ("2024-05-06 09:30", "6", "-60000.00", "payment", LANDLORD, "Аренда за май, договор № 8"),
    ("2024-05-14 14:02", "7", "-38250.00", "payment", GLASS, "Оплата по счету № 131, плафоны"),
    ("2024-05-20 08:55", "", "-1250.00", "card", None, "Такси Чайка"),
    ("2024-05-20 19:40", "", "-1250.00", "card", None, "Такси Чайка"),
    ("2024-05-21 13:15", "77", "12400.00", "income", GLASS, "Возврат по счету № 118, бой"),
    ("2024-05-27 10:00", "8", "-21000.00", "tax", TREASURY, "Единый налоговый платеж"),
    ("2024-05-29 17:26", "49", "75000.00", "income", CAFE, "Оплата по счету № 49, лампы"),
    ("2024-05-30 22:40", "", "-890.00", "card", None, "Кофейня «Утро»"),
    ("2024-05-31 10:05", "", "-5600.00", "card", None, "Канцтовары у Павла"),
    ("2024-05-31 12:00", "", "-2000.00", "card", None, "Гостиница у вокзала"),
    ("2024-05-31 18:00", "902", "-490.00", "fee", BANK, "Комиссия за обслуживание, май"),
]
HELD = {"Канцтовары у Павла": "2024-05-30 12:10", "Гостиница у вокзала": "2024-05-30 13:00"}
CANCELLED = {"Гостиница у вокзала"}
NIGHT = {"Кофейня «Утро»"}


def moscow(text: str) -> datetime:
    """Return a moment that is written as people in Moscow write it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Moscow"))


def entry(index: int, movement: Movement) -> Entry:
    """Return a movement as an entry of the ledger."""
    booked, number, amount, kind, other, purpose = movement
    return Entry(
        id=f"b1e5-{index:04}",
        posted_at=moscow(booked),
        amount=Decimal(amount),
        kind=kind,
        purpose=purpose,
        number=number,
        other=other,
        held_at=moscow(HELD[purpose]) if purpose in HELD else None,
        is_cancelled=purpose in CANCELLED,
        night_id=f"night-{index:04}" if purpose in NIGHT else None,
        card="220070******1234" if kind == "card" else None,
    )


def ledger() -> Ledger:
    """Return the ledger of the one account."""
    entries = tuple(entry(index, each) for index, each in enumerate(MOVEMENTS, start=1))
    return Ledger((Account(OWNER, entries, opening=Decimal("350000.00")),))
