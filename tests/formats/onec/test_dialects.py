"""Dialects: each is known by what tells it, and deviates in what its generator is known for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from statementkit.formats.onec.dialects import is_for_bank, recognise
from statementkit.formats.onec.reading import read_exchange
from statementkit.testing.onec import DIALECTS, invent

if TYPE_CHECKING:
    from statementkit.formats.onec.dialects import Recognition
    from statementkit.formats.onec.model import Exchange


def exchange(dialect: str) -> Exchange:
    return read_exchange(invent(dialect, documents=30).content)


def found(text: str) -> Recognition:
    return recognise(read_exchange(f"1CClientBankExchange\n{text}\nКонецФайла\n".encode()))


def deviations(recognition: Recognition) -> set[tuple[str, str | None]]:
    return {(each.code, each.key) for each in recognition.deviations}


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_is_recognised(name: str) -> None:
    recognition = recognise(exchange(name))
    assert recognition.dialect is not None
    assert recognition.dialect.name == name


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        *((name, "sender") for name in ("sber", "tbank", "alfa", "1c", "oebs")),
        *((name, "bank") for name in ("raiffeisen", "gpb", "unicredit")),
        ("vtb", "keys"),
        ("kz", "version"),
    ],
)
def test_the_evidence_is_told(name: str, evidence: str) -> None:
    recognition = recognise(exchange(name))
    assert recognition.evidence == evidence
    assert recognition.text


def test_1c_itself_deviates_in_nothing() -> None:
    assert recognise(exchange("1c")).deviations == ()


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("sber", ("SK667", "РасчСчет")),
        ("tbank", ("SK669", "ДатаСписано")),
        ("vtb", ("SK666", "ДатаНачала")),
        ("raiffeisen", ("SK665", "Кодировка")),
        ("gpb", ("SK667", "ДатаСоздания")),
        ("unicredit", ("SK668", "ПлательщикКорсчет")),
        ("kz", ("SK668", "СекцияДокумент")),
    ],
)
def test_what_a_dialect_is_known_for(name: str, deviation: tuple[str, str]) -> None:
    recognition = recognise(exchange(name))
    assert deviation in deviations(recognition)
    assert {each.severity for each in recognition.deviations} == {"info"}


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Cбербанк Бизнес Онлайн", "sber"),  # with a Latin C
        ("ТИНЬКОФФ БАНК", "tbank"),
        ("АО «ТБанк»", "tbank"),
        ("Банк ВТБ (ПАО)", "vtb"),
        ("Альфа-Банк", "alfa"),
        ("1C:Предприятие", "1c"),  # with a Latin C
        ("Бухгалтерия предприятия, редакция 3.0", "1c"),
        ('ООО "Ёлка и Ко"', None),
        ("", None),
    ],
)
def test_senders(sender: str, name: str | None) -> None:
    dialect = found(f"Отправитель={sender}").dialect
    assert (dialect.name if dialect else None) == name


def test_a_file_without_documents_and_sender_is_nobodys() -> None:
    recognition = found("ВерсияФормата=1.03")
    assert (recognition.dialect, recognition.evidence, recognition.text) == (None, None, None)


@pytest.mark.parametrize(
    ("declared", "is_told"),
    [("Windows", False), ("DOS", False), ("windows-1251", True), ("dos", True)],
)
def test_the_standard_has_two_names_of_encodings(declared: str, is_told: bool) -> None:
    told = deviations(found(f"Кодировка={declared}"))
    assert (("SK665", "Кодировка") in told) is is_told


def test_what_is_demanded_depends_on_who_gets_the_file() -> None:
    document = "СекцияДокумент=Платежное поручение\nНомер=1\nКонецДокумента"
    order = deviations(found(f"Документ=Платежное поручение\n{document}"))
    statement = deviations(found(document))
    assert ("SK666", "Плательщик1") in order - statement
    assert ("SK666", "Дата") in order & statement


def test_the_block_of_a_payment_to_the_state_is_demanded_where_it_begins() -> None:
    document = "СекцияДокумент=Платежное поручение\nСтатусСоставителя={}\nОКАТО=0\nКонецДокумента"
    told = deviations(found(document.format("01")))
    assert ("SK666", "ПоказательКБК") in told
    assert ("SK666", "ОКАТО") not in told
    assert ("SK666", "ПоказательКБК") not in deviations(found(document.format("")))


def test_the_first_key_that_stands_too_late_is_told_with_the_one_before_it() -> None:
    keys = ("Номер=1", "Сумма=5", "Дата=09.01.2024", "Свой=1", "Код=0", "ВидОплаты=01")
    lines = "\n".join(("СекцияДокумент=Чек", *keys, "КонецДокумента"))
    told = [each for each in found(lines).deviations if each.code == "SK667"]
    assert [(each.key, each.words, each.line) for each in told] == [("Дата", {"after": "Сумма"}, 5)]


@pytest.mark.parametrize(
    ("days", "is_told"),
    [
        ("ДатаСписано=09.01.2024", True),
        ("ДатаСписано=09.01.2024\nДатаПоступило=09.01.2024", False),
        ("ДатаПоступило=09.01.2024", False),
        ("ДатаСписано=", False),
    ],
)
@pytest.mark.parametrize(("payer", "payee"), [("1", "2"), ("2", "1"), ("1", "1"), ("2", "2")])
def test_a_date_of_leaving_on_what_comes_in(
    days: str, is_told: bool, payer: str, payee: str
) -> None:
    accounts = f"ПлательщикСчет={payer}\nПолучательСчет={payee}"
    told = found(f"РасчСчет=1\nСекцияДокумент=Чек\n{accounts}\n{days}\nКонецДокумента")
    comes_in = (payer, payee) == ("2", "1")
    assert (("SK669", "ДатаСписано") in deviations(told)) is (is_told and comes_in)


def test_a_deviation_is_said_once() -> None:
    said = [(each.code, each.place, each.key) for each in recognise(exchange("sber")).deviations]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("name", DIALECTS)
def test_orders_and_statements_are_told_apart(name: str) -> None:
    assert is_for_bank(exchange(name)) == (name in ("1c", "oebs"))


def test_version_2_alone_is_not_kazakhstan() -> None:
    text = "1CClientBankExchange\nВерсияФормата=2.00\nСекцияДокумент=Платеж\nПлатникОКПО=12345678\n"
    recognition = recognise(read_exchange(text.encode("cp1251")))
    assert recognition.dialect is None


def test_the_bank_that_orders_are_for_has_not_written_them() -> None:
    text = invent("oebs").content.decode("cp1251").replace("Отправитель=OEBS", "Отправитель=Касса")
    recognition = recognise(read_exchange(text.encode("cp1251")))
    assert (recognition.dialect, recognition.evidence) == (None, None)
