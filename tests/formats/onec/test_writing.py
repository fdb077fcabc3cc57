"""A file comes out as it went in, and a changed value changes its line alone."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import WriteError
from statementkit.formats.onec.keys import KEYS, READINGS
from statementkit.formats.onec.model import Document
from statementkit.formats.onec.reading import read_exchange
from statementkit.formats.onec.writing import write_exchange
from statementkit.testing.onec import DIALECTS, Invention, invent, inventions

START = "1CClientBankExchange\r\nКодировка=Windows\r\n"
DOCUMENT = """\
СекцияДокумент=Платежное поручение\r
Номер=7\r
 Сумма = 100\r
ПлательщикИНН= 7799000012\r
НазначениеПлатежа=Оплата\r
\r
за март\r
и апрель\r
Код=0\r
КодДебитора=a=b\r
Пустой=   \r
КонецДокумента\r
"""


def lines(document: Document) -> list[str]:
    return document.raw.decode("cp1251").splitlines()


def made(text: str = DOCUMENT) -> Document:
    return Document(text.encode("cp1251"))


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_in_every_encoding(dialect: str, encoding: str) -> None:
    known = invent(dialect, accounts=2, documents=5).content
    text = known.decode(read_exchange(known).encoding.codec).lstrip("\ufeff")
    content = text.encode(encoding, "ignore")
    assert write_exchange(read_exchange(content)) == content


@pytest.mark.parametrize(
    ("name", "value", "line", "written"),
    [
        ("number", "БА-8", 1, "Номер=БА-8"),
        ("amount", Decimal("12.5"), 2, " Сумма =12.50"),
        ("amount", 7, 2, " Сумма =7"),
        ("payer.tax_id", "1", 3, "ПлательщикИНН= 1"),
        ("плательщикинн", "1", 3, "ПлательщикИНН= 1"),
        ("amount", Decimal("12.55"), 2, " Сумма =12.55"),
        ("payment_id", None, 8, "Код="),
        ("КодДебитора", "x=y", 9, "КодДебитора=x=y"),
        ("Пустой", "1", 10, "Пустой=1"),
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_changed_value_changes_its_line_alone(
    name: str, value: object, line: int, written: str, end: str
) -> None:
    document = made(DOCUMENT.replace("\r\n", end))
    changed = document.with_values({name: value})
    before, after = lines(document), lines(changed)
    assert changed.raw.count(end.encode()) == changed.raw.count(end[-1:].encode()) == len(after)
    assert after[line] == written.replace(" Сумма =", " Сумма = ")
    assert before[:line] == after[:line]
    assert before[line + 1 :] == after[line + 1 :]


def test_a_text_of_several_lines_becomes_one() -> None:
    changed = made().with_values(purpose="Возврат")
    assert changed.purpose == "Возврат"
    assert lines(changed)[4:7] == ["НазначениеПлатежа=Возврат", "", "Код=0"]
    assert lines(changed.with_values(payment_id="7", purpose="Оплата"))[4:7] == [
        *("НазначениеПлатежа=Оплата", "", "Код=7"),
    ]
    at_once = made().with_values(purpose="Возврат", payment_id="7")
    assert at_once.raw == changed.with_values(payment_id="7").raw


def test_a_value_that_was_not_there_gets_a_line_where_the_standard_has_it() -> None:
    values = {"date": date(2024, 2, 1), "receipt.time": time(9, 5), "priority": "5"}
    changed = made().with_values(values)
    assert [line.partition("=")[0].strip() for line in lines(changed)] == [
        *("СекцияДокумент", "Номер", "Дата", "Сумма", "КвитанцияВремя", "ПлательщикИНН"),
        *("НазначениеПлатежа", "", "за март", "и апрель", "Код", "Очередность"),
        *("КодДебитора", "Пустой", "КонецДокумента"),
    ]
    assert lines(changed)[4] == "КвитанцияВремя=09:05:00"
    assert changed.raw.count(b"\r\n") == changed.raw.count(b"\n") == 15
    assert (changed.date, changed.priority) == (date(2024, 2, 1), "5")


def test_a_line_is_added_to_a_document_that_is_cut_off() -> None:
    document = Document("СекцияДокумент=Аккредитив\nНомер=7".encode("cp1251"), is_closed=False)
    assert lines(document.with_values(number="8"))[1] == "Номер=8"
    assert lines(document.with_values(payment_id="0"))[1:] == ["Номер=7", "Код=0"]


def test_the_head_and_the_sections_are_changed_alike() -> None:
    content = (START + "СекцияРасчСчет\r\nКонечныйОстаток=1\r\nКонецРасчСчет\r\n").encode("cp1251")
    exchange = read_exchange(content)
    header = exchange.header.with_values(sender="Банк", version="1.03")
    section = exchange.sections[0].with_values(closing=Decimal(2), account="407")
    changed = exchange.replaced(exchange.header, header).replaced(exchange.sections[0], section)
    assert write_exchange(changed).decode("cp1251").split("\r\n") == [
        *("1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "Отправитель=Банк"),
        *("СекцияРасчСчет", "РасчСчет=407", "КонечныйОстаток=2.00", "КонецРасчСчет", ""),
    ]


def test_a_text_that_goes_on_at_once_becomes_one_line() -> None:
    document = made(
        "СекцияДокумент=Чек\nНазначениеПлатежа=Оплата\nза март\nКод=0\nКонецДокумента\n"
    )
    changed = document.with_values(purpose="Возврат", payment_id="7")
    assert lines(changed)[1:] == ["НазначениеПлатежа=Возврат", "Код=7", "КонецДокумента"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_kind_is_written_behind_a_mark_that_has_none(end: str) -> None:
    document = made(f"СЕКЦИЯДОКУМЕНТ {end}НомерДокумента=7{end}КонецДокумента{end}")
    changed = document.with_values({"kind_text": "Выписка", "number": "8"})
    written = f"СЕКЦИЯДОКУМЕНТ =Выписка{end}НомерДокумента=8{end}КонецДокумента{end}"
    assert changed.raw == written.encode("cp1251")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_head_without_its_first_line_gets_lines_before_its_own(end: str) -> None:
    exchange = read_exchange(f"Отправитель=Касса{end}КонецФайла{end}".encode("cp1251"))
    header = exchange.header.with_values(version="1.03", receiver="Банк")
    assert header.raw.decode("cp1251") == end.join(
        ["ВерсияФормата=1.03", "Отправитель=Касса", "Получатель=Банк", ""]
    )


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_line_is_added_behind_one_that_is_cut_off(end: str) -> None:
    document = Document(f"СекцияДокумент=Чек{end}Номер=7".encode("cp1251"), is_closed=False)
    added = document.with_values(payment_id="0").raw
    assert added == f"СекцияДокумент=Чек{end}Номер=7{end}Код=0{end}".encode("cp1251")


@pytest.mark.parametrize(
    ("values", "code", "field", "said"),
    [
        ({"payer_name": "x"}, "SK619", None, "'payer_name'"),
        ({"amount": Decimal("0.001")}, "SK619", "Сумма", "'0.001'"),
        ({"amount": Decimal("NaN")}, "SK619", "Сумма", "'NaN'"),
        ({"amount": 0.5}, "SK619", "Сумма", "'0.5'"),
        ({"purpose": "две\nстроки"}, "SK658", "НазначениеПлатежа", "две"),
        ({"purpose": "100 ₽"}, "SK657", "НазначениеПлатежа", "RUBLE SIGN"),
        ({"number": "\ue000"}, "SK657", "Номер", "U+E000"),
    ],
)
def test_what_cannot_be_written_is_refused(
    values: dict[str, Any], code: str, field: str | None, said: str
) -> None:
    with pytest.raises(WriteError) as caught:
        made().with_values(values)
    [found] = caught.value.diagnostics
    assert (found.code, found.field) == (code, field)
    assert said in found.message


def test_a_block_of_another_file_is_refused() -> None:
    exchange = read_exchange(START.encode("cp1251"))
    with pytest.raises(ValueError, match="not one of this file"):
        exchange.replaced(made(), made())


TEXT_KEYS = [key.name for key in KEYS if key.section == "document" and key.reading == "text"]


@given(
    inventions(),
    st.sampled_from(TEXT_KEYS),
    st.text("абвАБВ =.;\"'19", min_size=1).map(str.strip).filter(bool),
    st.data(),
)
def test_one_changed_line_in_any_file(
    invention: Invention, key: str, value: str, data: st.DataObject
) -> None:
    exchange = read_exchange(invention.content)
    if not exchange.documents:
        return
    document = data.draw(st.sampled_from(exchange.documents))
    changed = document.with_values({key: value})
    assert changed.get(key) == value
    before, after = document.raw.splitlines(keepends=True), changed.raw.splitlines(keepends=True)
    if key in document.names:
        assert sum(a != b for a, b in zip(before, after, strict=True)) <= 1
    else:
        added = [line for line in after if line not in before]
        assert len(added) == 1
        assert [line for line in after if line != added[0]] == before
    others = [name for name in document.names if name != key]
    assert [changed.text(name) for name in others] == [document.text(name) for name in others]
    assert set(others) <= {*READINGS, *document.unknown_keys}
