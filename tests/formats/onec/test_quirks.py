"""What banks and programs do to the format, as data: each oddity with what is made of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import statementkit as sk
from tests.formats.onec.files import (
    OTHER,
    OWN,
    SECOND,
    Keys,
    codes,
    document,
    got,
    paid,
    section,
    text,
)

BARE = {"СекцияДокумент": "Банковский ордер", "Сумма": "5", "ДатаПоступило": "09.01.2024"}


def one(content: str, **settings: Any) -> sk.Transaction:
    """Return the only transaction of a file."""
    statement = sk.read(content.encode("cp1251"), **settings)
    assert statement.problems == ()
    [transaction] = statement.transactions
    return transaction


@pytest.mark.parametrize(
    ("keys", "attribute", "value"),
    [
        # Keys that are not there.
        ({**BARE, "ПолучательСчет": OWN}, "name", None),
        ({**BARE, "ПолучательСчет": OWN}, "tax_id", None),
        ({**BARE, "ПолучательСчет": OWN}, "account", None),
        ({**BARE, "ПолучательСчет": OWN}, "description", None),
        (got(Плательщик="Жук Анна"), "name", "Жук Анна"),
        (got(Плательщик1="Жук Анна"), "name", "Жук Анна"),
        (
            got(НазначениеПлатежа1="Оплата", НазначениеПлатежа2="услуг"),
            "description",
            "Оплата услуг",
        ),
        # Values with spaces before them, and codes that say nothing.
        (got(ПлательщикИНН=" 7707083893"), "tax_id", "7707083893"),
        (got(ПлательщикИНН="7707083893\t"), "tax_id", "7707083893"),
        (got(ПлательщикИНН="0"), "tax_id", None),
        (got(ПлательщикИНН="4"), "tax_id", None),
        (got(ПлательщикИНН="000000000000"), "tax_id", None),
        (got(Код="0"), "reference", None),
        (got(Код="50133547364"), "reference", "50133547364"),
        # Settled through other banks, with the account of the party in its name alone.
        (
            got(ПлательщикСчет="30101810400000000225", Плательщик2=SECOND),
            "account",
            SECOND,
        ),
        (
            got(ПлательщикСчет="30101810400000000225", Плательщик2="филиал"),
            "account",
            "30101810400000000225",
        ),
        # A payer abroad.
        (got(ПлательщикСчет="006780000008", ПлательщикБИК=""), "account", "006780000008"),
        # Amounts as they come; the sign is that of the direction.
        (got("0"), "amount", Decimal(0)),
        (paid("0.00"), "amount", Decimal("0.00")),
        (paid("0,00"), "amount", Decimal("0.00")),
        (paid("0.01"), "amount", Decimal("-0.01")),
        (paid("107728.7"), "amount", Decimal("-107728.7")),
        (paid("15000,00"), "amount", Decimal("-15000.00")),
        (paid("12 500,00"), "amount", Decimal("-12500.00")),
        # Names with what programs and web pages put into them.
        (got(Плательщик="7707083893, ООО"), "name", "ООО"),
        (got(Плательщик1="&quot;ЛУЧ&quot; АО"), "name", '"ЛУЧ" АО'),
        # Purposes hold anything.
        (got(НазначениеПлатежа="a=b {53=33798.03}"), "description", "a=b {53=33798.03}"),
        (
            got(НазначениеПлатежа="Оплата\r\nВ том числе НДС"),
            "description",
            "Оплата В том числе НДС",
        ),
        # Kinds are an open list.
        ({**got(), "СекцияДокумент": "Карточные операции"}, "kind", "payment"),
    ],
)
def test_what_a_document_becomes(keys: Keys, attribute: str, value: object) -> None:
    found = getattr(one(text(keys)), attribute)
    assert found == value
    assert str(found) != "-0"


def test_a_card_payment_is_with_the_bank_and_the_shop_in_the_purpose() -> None:
    found = one(text(paid(ПолучательСчет="30232810500000000001", НазначениеПлатежа="KOHVIK")))
    assert (found.extra or {})["counterparty_kind"] == "bank"
    assert found.description == "KOHVIK"


def test_the_interval_of_the_head_decides_nothing() -> None:
    head = "ДатаНачала=20.08.201819202122\r\nДатаКонца=01.01.2018\r\nКодировка"
    assert one(text(got()).replace("Кодировка", head)).amount == 100


def test_bank_orders_share_number_and_day() -> None:
    blocks = [got("7", Номер="1"), got("8", Номер="1"), paid("9", Номер="1")]
    statement = sk.read(text(*blocks).encode("cp1251"))
    assert [t.amount for t in statement.transactions] == [7, 8, -9]
    identities = {(t.extra or {})["identity"] for t in statement.transactions}
    assert len(identities) == 3
    assert "SK634" not in codes(statement)


def test_accounts_without_a_head_are_those_of_the_sections() -> None:
    content = text(section("0", "100", "0", "100"), got(), accounts=())
    assert one(content).own_account == OWN


def test_two_exports_in_one_file_are_about_the_accounts_of_both() -> None:
    second = text(paid("5", ПлательщикСчет=SECOND), accounts=(SECOND,))
    statement = sk.read((text(got()) + second).encode("cp1251"))
    assert {t.own_account: int(t.amount) for t in statement.transactions} == {OWN: 100, SECOND: -5}
    assert "SK610" in codes(statement)


@pytest.mark.parametrize("last", ["", "КонецВыписки\r\n", "\r\n\r\n"])
def test_the_end_of_the_file_may_be_missing(last: str) -> None:
    content = text(got()).replace("КонецФайла\r\n", last)
    assert one(content).amount == 100


def test_keys_and_marks_in_another_case() -> None:
    content = text(section("0", "100", "0", "100"), got())
    for word in ("СекцияРасчСчет", "КонецРасчСчет", "СекцияДокумент", "НачальныйОстаток"):
        content = content.replace(word, word.upper())
    content = content.replace("ПлательщикСчет=", "ПлательщикСЧЕТ = ")
    statement = sk.read(content.encode("cp1251"))
    assert statement.balance.holds is True
    assert statement.transactions[0].account == OTHER


def test_orders_to_a_bank_are_read_and_said_to_be_unbooked() -> None:
    order = document(ПлательщикСчет=OWN, ПолучательСчет=OTHER, Дата="10.01.2024")
    statement = sk.read(text(order, sender="Бухгалтерия предприятия").encode("cp1251"))
    assert [str(t.booked_on) for t in statement.transactions] == ["2024-01-10"]
    assert "SK631" in codes(statement)
