"""Orders for a bank: a file the standard describes, or every reason why there is none."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from statementkit import WriteError
from statementkit.formats.onec.checks import check_document
from statementkit.formats.onec.completing import company_tax_id, keyed_account
from statementkit.formats.onec.dialects import recognise
from statementkit.formats.onec.model import Budget as AsRead
from statementkit.formats.onec.order_files import read_orders
from statementkit.formats.onec.ordering import (
    OrderBook,
    OrderBudget,
    OrderParty,
    PaymentOrder,
    document,
    purpose_lines,
)
from statementkit.formats.onec.reading import read_exchange

SBER, ALFA = "044525225", "044525593"
COMPANY = OrderParty(
    'ООО "Тихий берег"',
    keyed_account("40702810000000000017", SBER),
    SBER,
    "ПАО СБЕРБАНК",
    "г. Москва",
    "30101810400000000225",
    company_tax_id("779900001"),
    "779901001",
)
SUPPLIER = OrderParty(
    'ООО "Ёлка и Ко"',
    keyed_account("40702810000000000018", ALFA),
    ALFA,
    'АО "АЛЬФА-БАНК"',
    "г. Москва",
    "30101810200000000593",
    company_tax_id("779900002"),
    "779901001",
)
TREASURY = OrderParty(
    "Казначейство России (ФНС России)",
    "03100643000000018500",
    "017003983",
    "ОТДЕЛЕНИЕ ТУЛА БАНКА РОССИИ//УФК по Тульской области",
    "г. Тула",
    "",
    "7727406020",
    "770801001",
)
TAX = OrderBudget("01", "18201061201010000510", "0")
MORNING = datetime(2024, 2, 1, 9, 30)  # noqa: DTZ001 - the format has local times
DAY = date(2024, 2, 1)


def book(*orders: PaymentOrder, payer: OrderParty = COMPANY) -> OrderBook:
    return OrderBook(payer, orders=list(orders))


def order(**changes: Any) -> PaymentOrder:
    usual: dict[str, Any] = {
        "number": "7",
        "date": DAY,
        "amount": Decimal("1500.50"),
        "payee": SUPPLIER,
        "purpose": "Оплата по счету № 5 от 01.02.2024. НДС не облагается",
    }
    return PaymentOrder(**usual | changes)


def text(*orders: PaymentOrder) -> list[str]:
    return book(*orders).write(MORNING).content.decode("cp1251").split("\r\n")


def codes(*orders: PaymentOrder, payer: OrderParty = COMPANY) -> list[tuple[str, str | None]]:
    return [(each.code, each.key) for each in book(*orders, payer=payer).problems()]


def test_a_file_has_the_shape_of_the_standard() -> None:
    lines = text(order(), order(number="8", date=date(2024, 1, 30)))
    assert lines[:12] == [
        "1CClientBankExchange",
        "ВерсияФормата=1.03",
        "Кодировка=Windows",
        "Отправитель=statementkit",
        "Получатель=",
        "ДатаСоздания=01.02.2024",
        "ВремяСоздания=09:30:00",
        "ДатаНачала=30.01.2024",
        "ДатаКонца=01.02.2024",
        f"РасчСчет={COMPANY.account}",
        "Документ=Платежное поручение",
        "СекцияДокумент=Платежное поручение",
    ]
    assert lines[-3:] == ["КонецДокумента", "КонецФайла", ""]
    assert lines.count("КонецДокумента") == 2


def test_an_order_says_who_twice_as_1c_does() -> None:
    lines = text(order())
    assert f"Плательщик=ИНН {COMPANY.tax_id} {COMPANY.name}" in lines
    assert f"Плательщик1={COMPANY.name}" in lines
    assert f"ПолучательРасчСчет={SUPPLIER.account}" in lines
    assert "НазначениеПлатежа1=Оплата по счету № 5 от 01.02.2024." in lines
    assert "НазначениеПлатежа2=НДС не облагается" in lines
    assert not [line for line in lines if line.startswith("СтатусСоставителя")]


def test_count_and_control_sum_are_exact() -> None:
    amounts = [Decimal("0.10")] * 3
    file = book(*(order(number=n, amount=a) for n, a in enumerate(amounts, 1))).write(MORNING)
    assert (file.count, file.total) == (3, Decimal("0.30"))


def test_a_payment_to_the_state_has_its_block() -> None:
    lines = text(order(payee=TREASURY, budget=TAX))
    assert lines[lines.index("СтатусСоставителя=01") + 3] == "ПоказательКБК=18201061201010000510"
    assert "ОКАТО=0" in lines


PAYER_TABLE = """
[payer]
name = "ООО Луч"
account = "1"
bic = "2"
"""
PAYMENT_TABLE = """
[[payment]]
number = 7
date = 2024-02-01
amount = 15
purpose = "Единый налоговый платеж"
payee = { name = "Казначейство России (ФНС России)", account = "3", bic = "4" }
budget = { payer_status = "01", kbk = "18201061201010000510", oktmo = "0" }
"""


def test_a_payment_to_the_state_keeps_its_block_in_a_file_of_orders() -> None:
    [found] = read_orders((PAYER_TABLE + PAYMENT_TABLE).encode()).orders
    assert found.budget == TAX
    assert document(COMPANY, found)["ПоказательКБК"] == "18201061201010000510"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PAYER_TABLE + PAYMENT_TABLE.replace("kbk", "kkb"), "SK676 payment 1, budget: there is no"),
        (f"payment = 7{PAYER_TABLE}", "SK678 payment: '7' cannot stand here"),
        (f"payment = [7]{PAYER_TABLE}", "SK678 payment 1: '7' cannot stand here"),
        (f"payment = {{ number = 7 }}{PAYER_TABLE}", "SK678 payment: '{…}' cannot stand here"),
        ("payer = [1, 2]", "SK678 payer: '[…]' cannot stand here"),
        ('receiver = """', "orders.toml:1: SK675 the file is no TOML in UTF-8 from here on: 'Unt"),
    ],
)
def test_what_is_wrong_with_a_file_of_orders_is_said_where_it_is(content: str, said: str) -> None:
    with pytest.raises(WriteError) as caught:
        read_orders(content.encode(), "orders.toml")
    assert said in str(caught.value)


def test_a_payment_to_the_state_without_parts_of_its_block() -> None:
    budget = OrderBudget("01", "", "", basis="ТПП", period="2024", date_text="вчера")
    assert set(codes(order(payee=attrs.evolve(TREASURY, kpp=""), budget=budget))) == {
        ("SK650", "ПоказательКБК"),
        ("SK650", "ОКАТО"),
        ("SK650", "ПолучательКПП"),
        ("SK654", "ПоказательОснования"),
        ("SK654", "ПоказательПериода"),
        ("SK654", "ПоказательДаты"),
    }


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"number": "И-45"}, ("SK651", "Номер")),
        ({"number": "0"}, ("SK651", "Номер")),
        ({"number": "1234567"}, ("SK651", "Номер")),
        ({"number": ""}, ("SK650", "Номер")),
        ({"amount": Decimal(0)}, ("SK652", "Сумма")),
        ({"amount": Decimal(-5)}, ("SK652", "Сумма")),
        ({"amount": Decimal("0.001")}, ("SK652", "Сумма")),
        ({"amount": Decimal("NaN")}, ("SK652", "Сумма")),
        ({"priority": 6}, ("SK654", "Очередность")),
        ({"payment_id": "123"}, ("SK654", "Код")),
        ({"purpose_code": "9"}, ("SK654", "КодНазПлатежа")),
        ({"purpose": ""}, ("SK650", "НазначениеПлатежа")),
        ({"purpose": "а" * 211}, ("SK659", "НазначениеПлатежа")),
        ({"payee": attrs.evolve(SUPPLIER, name="")}, ("SK650", "Получатель1")),
        ({"payee": attrs.evolve(SUPPLIER, name="я" * 161)}, ("SK659", "Получатель1")),
        ({"payee": attrs.evolve(SUPPLIER, tax_id="7799000021")}, ("SK653", "ПолучательИНН")),
        ({"payee": attrs.evolve(SUPPLIER, tax_id="77990000")}, ("SK653", "ПолучательИНН")),
        ({"payee": attrs.evolve(SUPPLIER, kpp="7799")}, ("SK654", "ПолучательКПП")),
        ({"payee": attrs.evolve(SUPPLIER, bic=SBER)}, ("SK655", "ПолучательСчет")),
        ({"payee": attrs.evolve(SUPPLIER, bic="04452559")}, ("SK654", "ПолучательБИК")),
        ({"payee": attrs.evolve(SUPPLIER, account="4070281")}, ("SK654", "ПолучательСчет")),
        (
            {"payee": attrs.evolve(SUPPLIER, correspondent_account="30101810400000000225")},
            ("SK656", "ПолучательКорсчет"),
        ),
    ],
)
def test_what_a_bank_refuses_is_an_error(changes: Any, found: tuple[str, str]) -> None:
    assert found in codes(order(**changes))
    with pytest.raises(WriteError) as caught:
        book(order(**changes)).write(MORNING)
    assert found[0] in {each.code for each in caught.value.diagnostics}


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": "а" * 210},
        {"payee": attrs.evolve(SUPPLIER, name="я" * 160)},
        {"payee": attrs.evolve(SUPPLIER, tax_id="0", kpp="0")},
        {"number": "999999", "amount": Decimal(5), "payment_type": "Электронно"},
    ],
)
def test_what_is_just_allowed_is_written(changes: Any) -> None:
    assert codes(order(**changes)) == []


def test_an_order_says_how_it_is_sent_and_what_it_is() -> None:
    lines = text(order(payment_type="Срочно", purpose_code="1", payment_id="1" * 20))
    assert {"ВидПлатежа=Срочно", "КодНазПлатежа=1", "ВидОплаты=01", f"Код={'1' * 20}"} <= {*lines}


def test_the_payer_must_be_whole() -> None:
    payer = OrderParty("", "", "", "", "", "", "", "")
    missing = {key for code, key in codes(order(), payer=payer) if code == "SK650"}
    assert missing == {
        *("Плательщик1", "ПлательщикСчет", "ПлательщикИНН", "ПлательщикБИК"),
        *("ПлательщикБанк1", "ПлательщикКорсчет"),
    }


def test_a_character_that_the_encoding_lacks_is_named_with_its_place() -> None:
    found = [each for each in book(order(purpose="Ёж за 5 ₽")).problems() if each.key]
    assert {each.code for each in found} == {"SK657"}
    assert found[0].words == {"character": "₽", "name": "RUBLE SIGN", "before": "Ёж за 5 "}
    nameless = book(order(purpose="\ue000")).problems()[0]
    assert nameless.words["name"] == "U+E000"


@pytest.mark.parametrize("end", ["\n", "\r", "\x0b", "\x85", "\u2028", "\u2029", "\t", "\0"])
def test_no_value_can_begin_a_line_of_its_own(end: str) -> None:
    assert codes(order(purpose=f"Оплата ₽{end}Сумма=1")) == [("SK658", "НазначениеПлатежа")]


def test_two_orders_of_one_number_and_day() -> None:
    [double] = book(order(), order()).problems()
    assert (double.code, double.key) == ("SK660", "Номер")
    assert (double.place, double.number) == ("document", 2)
    assert codes(order(), order(date=date(2024, 2, 2))) == []


def test_an_empty_book_gives_no_file() -> None:
    with pytest.raises(WriteError, match="SK661 there are no orders to write"):
        book().write(MORNING)


def test_every_problem_of_every_order_is_told_with_its_place() -> None:
    with pytest.raises(WriteError) as caught:
        book(order(), order(number="x"), order(number="9", amount=Decimal(0))).write(MORNING)
    assert [(each.code, each.field) for each in caught.value.diagnostics] == [
        ("SK651", "№ 2 Номер"),
        ("SK652", "№ 3 Сумма"),
    ]
    assert {each.place for each in book(order(number="x")).problems()} == {"document"}


@given(st.text(st.characters(codec="cp1251", exclude_categories=["Cc", "Zs"]) | st.just(" ")))
def test_the_lines_of_a_purpose_are_the_purpose(purpose: str) -> None:
    lines = purpose_lines(purpose[:210])
    assert len(lines) <= 6
    assert " ".join(lines).split() == purpose[:210].split()


@pytest.mark.parametrize(
    ("purpose", "number", "longest"),
    [("слово " * 36, 6, 35), ("слово " * 37, 4, 65), (f"За {'я' * 50} и ещё", 3, 50)],
)
def test_lines_are_as_wide_as_the_form_and_wider_only_where_six_are_too_few(
    purpose: str, number: int, longest: int
) -> None:
    lines = purpose_lines(purpose)
    assert (len(lines), max(map(len, lines))) == (number, longest)


def test_a_word_with_a_hyphen_stays_whole() -> None:
    assert purpose_lines("Оплата по договору подряда счета-фактуры") == [
        "Оплата по договору подряда",
        "счета-фактуры",
    ]


@given(
    st.text(st.characters(codec="cp1251", exclude_categories=["Cc"]), min_size=1, max_size=60),
    st.decimals("0.01", "999999999.99", places=2),
)
def test_what_is_written_can_be_read_line_by_line(purpose: str, amount: Decimal) -> None:
    assume(purpose.strip())
    entry = order(purpose=purpose, amount=amount)
    lines = text(entry)
    first = lines.index("СекцияДокумент=Платежное поручение") + 1
    pairs = [line.partition("=")[::2] for line in lines[first : lines.index("КонецДокумента")]]
    assert pairs == list(document(COMPANY, entry).items())
    assert dict(pairs)["НазначениеПлатежа"] == purpose.strip()


@given(st.lists(st.decimals("0.01", "99999999.99", places=2), min_size=1, max_size=5))
def test_what_is_written_reads_back_and_is_as_the_standard_wants(amounts: list[Decimal]) -> None:
    orders = [order(number=n, amount=amount) for n, amount in enumerate(amounts, 1)]
    file = book(*orders, order(number=99, payee=TREASURY, budget=TAX)).write(MORNING)
    exchange = read_exchange(file.content)
    assert exchange.header.accounts == (COMPANY.account,)
    assert [each.amount for each in exchange.documents[:-1]] == amounts
    assert exchange.documents[0].payee.name1 == SUPPLIER.name
    assert exchange.documents[-1].budget == AsRead(**attrs.asdict(TAX) | {"type": None})
    assert sum(each.amount or 0 for each in exchange.documents) == file.total
    assert not exchange.problems
    assert not recognise(exchange).deviations
    assert not [found for each in exchange.documents for found in check_document(each)]
