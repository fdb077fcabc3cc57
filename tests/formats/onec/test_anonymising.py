"""Anonymised files: nobody is named, the same party is the same, every check says what it said."""

from __future__ import annotations

import contextlib
import re
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import EncodingError, UnknownFormatError
from statementkit.formats.onec.anonymising import Anonymiser
from statementkit.formats.onec.digits import account_fits_bic, is_tax_id
from statementkit.testing.onec import DIALECTS, Invention, invent, inventions
from statementkit.testing.onec.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FIRST = "1CClientBankExchange\n"
HIDE = Anonymiser(b"a secret")
STAYS = (
    *(
        "Номер",
        "Дата",
        "Сумма",
        "ДатаСписано",
        "ДатаПоступило",
        "НачальныйОстаток",
        "ВерсияФормата",
    ),
    *("ПлательщикБИК", "ПолучательБИК", "ПлательщикБанк1", "ПолучательКорсчет", "ПоказательКБК"),
    *("СекцияДокумент", "ВидОплаты", "СуммаПриход", "НомерДокумента", "Валюта"),
)


def pairs(content: bytes, dialect: str) -> Iterator[tuple[str, str]]:
    for line in content.decode(SHAPES[dialect].codec).splitlines():
        key, _, value = line.partition("=")
        yield key, value


@given(inventions())
def test_lines_and_keys_stay_and_so_does_what_carries_the_arithmetic(invention: Invention) -> None:
    before = list(pairs(invention.content, invention.dialect))
    after = list(pairs(HIDE.file(invention.content), invention.dialect))
    assert [key for key, _ in before] == [key for key, _ in after]
    for (key, old), (_, new) in zip(before, after, strict=True):
        if key in STAYS:
            assert old == new


@pytest.mark.parametrize("dialect", [each for each in DIALECTS if SHAPES[each].sender])
def test_banks_and_programs_stay_and_so_does_the_dialect(dialect: str) -> None:
    hidden = dict(pairs(HIDE.file(invent(dialect).content), dialect))
    assert (hidden["Отправитель"] == SHAPES[dialect].sender) == (dialect != "kz")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nobody_is_named(dialect: str) -> None:
    invention = invent(dialect, documents=30, accounts=2)
    hidden = HIDE.file(invention.content).decode(SHAPES[dialect].codec)
    for movement in invention.movements:
        for party in (movement.payer, movement.payee):
            assert party.tax_id not in hidden
            assert party.account not in hidden
            for word in re.findall(r"\w{3,}", party.name.replace("ООО", "")):
                assert not re.search(rf"\b{word}\b", hidden)


@pytest.mark.parametrize("dialect", [each for each in DIALECTS if each != "kz"])
def test_numbers_stay_valid(dialect: str) -> None:
    hidden = HIDE.file(invent(dialect, documents=30).content)
    found: dict[str, str] = {}
    checked = 0
    for key, value in pairs(hidden, dialect):
        found[key] = value
        if key.endswith("ИНН"):
            assert is_tax_id(value)
        if key == "КонецДокумента":
            for side in ("Плательщик", "Получатель"):
                assert account_fits_bic(found[f"{side}Счет"], found[f"{side}БИК"])
                checked += 1
    assert checked == 60


@given(st.from_regex(r"[0-9]{20}", fullmatch=True), st.from_regex(r"04[0-9]{7}", fullmatch=True))
def test_an_account_fits_every_bank_that_it_fitted(account: str, bic: str) -> None:
    hidden = HIDE.account(account)
    assert hidden[:9] == account[:9]
    if account_fits_bic(account, bic) is not None:
        assert account_fits_bic(hidden, bic) == account_fits_bic(account, bic)


@given(st.from_regex(r"[1-9][0-9]{9}([0-9]{2})?", fullmatch=True))
def test_a_wrong_tax_number_stays_wrong(text: str) -> None:
    hidden = HIDE.tax_id(text)
    assert len(hidden) == len(text)
    assert is_tax_id(hidden) == is_tax_id(text)


@pytest.mark.parametrize("text", ["", "0", "4", "000000000000"])
def test_placeholders_stay(text: str) -> None:
    assert HIDE.tax_id(text) == text
    assert HIDE.kpp(text) == text or len(text) > 9


@pytest.mark.parametrize(
    ("hidden", "text", "kept", "shape"),
    [
        (HIDE.kpp, "770701001", slice(4, None), "[1-9][0-9]{8}"),
        (HIDE.kpp, "77070", slice(0), "[1-9][0-9]{4}"),
        (HIDE.tax_id, "12345", slice(0), "[1-9][0-9]{4}"),
        (HIDE.account, "40702810100000000017", slice(9), "[0-9]{20}"),
        (HIDE.account, "4070281O100000000017", slice(7, 8), "[0-9]{7}O[0-9]{12}"),
        (HIDE.account, "006780000008", slice(0), "[1-9][0-9]{11}"),
        (HIDE.account, "KZ86125KZT5004100100", slice(4, 8), "KZ[0-9]{5}KZT[0-9]{10}"),
        (HIDE.account, "KZ61125KZT5004100100", slice(8), "KZ61125KZT[0-9]{10}"),
        (HIDE.digits, "А-90/9", slice(0, 2), "А-[0-9]{2}/[0-9]"),
        (HIDE.text, "За дом", slice(0, 3), "За [а-я]+"),
        (HIDE.text, "за K7P9x", slice(0, 3), "за [A-Z][0-9][A-Z][0-9][a-z]"),
        (HIDE.text, "Ромашка", slice(0), "[А-Я][а-я]{4,}"),
        (HIDE.text, "РОМАШКА", slice(0), "[А-Я]{5,}"),
        (HIDE.text, "Ромашковый", slice(-2, None), "[А-Я][а-я]{8,}"),
        (HIDE.text, "chamomile", slice(0), "[a-z]{7,}"),
    ],
)
def test_what_names_somebody_is_replaced_in_its_shape(
    hidden: Callable[[str], str], text: str, kept: slice, shape: str
) -> None:
    found = hidden(text)
    assert found != text
    assert found[kept] == text[kept]
    assert re.fullmatch(shape, found)


@pytest.mark.parametrize(
    ("hidden", "number"),
    [
        (HIDE.tax_id, "7707083893"),
        (HIDE.tax_id, "770000000082"),
        (HIDE.account, "40702810100000000017"),
        (HIDE.kpp, "770701001"),
        (HIDE.digits, "123456789"),
        (HIDE.digits, "17"),
        (HIDE.text, "Ёлка"),
    ],
)
def test_what_a_text_names_is_replaced_as_in_a_key_of_its_own(
    hidden: Callable[[str], str], number: str
) -> None:
    assert HIDE.text(f"за {number}, без НДС") == f"за {hidden(number)}, без НДС"
    assert HIDE.text(number.replace("Ё", "Е")) == hidden(number)


def test_a_letter_that_utf_16_cannot_have_is_taken() -> None:
    text = f"{FIRST}Плательщик1=Ромашка \ud800\n"
    hidden = HIDE.file(text.encode("utf-16-le", "surrogatepass"))
    assert HIDE.text("Ромашка").encode("utf-16-le") in hidden


@pytest.mark.parametrize(
    ("hidden", "first", "second"),
    [
        (HIDE.account, "40702810100000000017", "40702810100000000018"),
        (HIDE.account, "KZ86125KZT5004100100", "KZ59125KZT5004100101"),
        (HIDE.tax_id, "7707083893", "7700000009"),
        (HIDE.tax_id, "770000000082", "500100732259"),
        (HIDE.digits, "123", "124"),
        (HIDE.text, "Ромашка", "Ласточка"),
        (HIDE.text, "K7P9x", "K7P8x"),
    ],
)
def test_two_that_are_not_the_same_stay_two(
    hidden: Callable[[str], str], first: str, second: str
) -> None:
    # The last digit may be one that the others ask for.
    assert hidden(first)[:-1] != hidden(second)[:-1]


def test_words_may_be_kept_whatever_their_case() -> None:
    assert Anonymiser(b"a secret", ["Ромашка"]).text("за РОМАШКУ, ромашка") == (
        f"за {HIDE.text('РОМАШКУ')}, ромашка"
    )


def test_kazakh_accounts_keep_valid_check_digits() -> None:
    invention = invent("kz", documents=5)
    hidden = HIDE.file(invention.content).decode()
    ibans = set(re.findall(r"KZ\w{18}", hidden))
    assert len(ibans) > 3
    assert all(int(f"{each[4:]}2035{each[2:4]}") % 97 == 1 for each in ibans)
    assert not ibans & {each.account for each in invention.owners}


def test_a_party_is_the_same_in_all_files_of_one_key_and_in_none_of_another() -> None:
    text, codec = f"{FIRST}ПлательщикИНН=7707083893\nПлательщик1=ООО Ёлка\n", "cp1251"
    first, again = (Anonymiser(b"one").file(text.encode(codec)) for _ in "12")
    utf8 = Anonymiser(b"one").file(text.encode()).decode()
    other = Anonymiser(b"two").file(text.encode(codec))
    assert first == again == utf8.encode(codec)
    assert first != other


def test_the_name_is_replaced_alike_wherever_it_stands() -> None:
    name, tax_id = HIDE.text('ООО "Ёлка и Ко"'), HIDE.tax_id("7707083893")
    assert HIDE.text('ИНН 7707083893 ООО "Ёлка и Ко"') == f"ИНН {tax_id} {name}"
    assert HIDE.text("ООО &quot;Ёлка&quot;") == f"ООО &quot;{HIDE.text('Ёлка')}&quot;"
    kpp = HIDE.kpp("770701001")
    assert HIDE.text(r"7707083893\770701001 Ёлка") == rf"{tax_id}\{kpp} {HIDE.text('Ёлка')}"


@pytest.mark.parametrize(
    "text",
    [
        "Оплата по договору от 01.02.2024",
        "В т.ч. НДС(20%) - 1 166-67",
        "Сумма 17000-00, в том числе НДС 20% - 2833.33 руб.",
        "За январь 2024 года без НДС",
    ],
)
def test_words_of_payments_and_vat_stay(text: str) -> None:
    assert HIDE.text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Сумма перевода на счет 40702810100000000017",
        "Сумма 40702810100000000017",
        "Оплата, НДС не облагается ИНН 7707083893",
        "НДС не облагается, тел. 89161234567",
        "Без НДС, договор 12345678",
        "На счет 40817810099910004312 руб",
        "Карта 4276 1234 5678 9012 руб",
        "Паспорт 4509А1Б2В3",
    ],
)
def test_a_number_beside_a_sum_is_no_sum(text: str) -> None:
    number = re.findall(r"\d[\d ]{6,}\d|А1Б2В3", text)
    assert number
    assert not any(each in HIDE.text(text) for each in number)


@pytest.mark.parametrize("key", ["ПлательщикСчет", "ПлательщикИНН", "ПлательщикКПП"])
def test_what_stands_in_place_of_a_number_is_hidden(key: str) -> None:
    line = f"{FIRST}{key}=Ромашка ABCDE\n"
    assert HIDE.file(line.encode()).decode() == line.replace(
        "Ромашка ABCDE", HIDE.text("Ромашка ABCDE")
    )


def test_spaces_unknown_keys_and_line_ends_stay() -> None:
    text = (
        f"{FIRST}  Код = 0 \r\nПлательщикИНН=\t7707083893 \nКодДебитора=Ромашка\r\rОстаток строки\n"
    )
    hidden = HIDE.file(text.encode("cp1251")).decode("cp1251")
    word = HIDE.text("Ромашка")
    assert word != "Ромашка"
    expected = text.replace("7707083893", HIDE.tax_id("7707083893")).replace("Ромашка", word)
    assert hidden == expected.replace("Остаток строки", HIDE.text("Остаток строки"))


def test_lines_in_another_encoding_are_read_in_theirs() -> None:
    body = "1CClientBankExchange\nКодировка=Windows\nПлательщик1=Ромашка\n".encode("cp1251")
    tail = "Получатель1=Ромашка\nКонецФайла".encode()
    hidden = HIDE.file(body + tail)
    assert hidden.count(HIDE.text("Ромашка").encode("cp1251")) == 1
    assert hidden.endswith(f"Получатель1={HIDE.text('Ромашка')}\nКонецФайла".encode())


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "cp866"])
def test_any_encoding_of_the_format(codec: str) -> None:
    text = "1CClientBankExchange\r\nКодировка=Windows\r\nПлательщик1=Ромашка\r\n"
    hidden = HIDE.file(text.encode(codec)).decode(codec)
    assert hidden == text.replace("Ромашка", HIDE.text("Ромашка"))


def test_half_a_character_at_the_end_stays() -> None:
    content = "1CClientBankExchange\r\nПлательщик1=Ромашка\r\n".encode("utf-16")
    for end in (b"\x41", b"\x00\xd8", b"\x00\xd8\x41"):
        assert HIDE.file(content + end) == HIDE.file(content) + end


def test_destroyed_letters_are_said() -> None:
    lost = invent("sber").content.decode("utf-8", "replace").encode()
    with pytest.raises(EncodingError):
        HIDE.file(lost)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken(content: bytes) -> None:
    with contextlib.suppress(EncodingError):
        HIDE.file(FIRST.encode() + content)


@pytest.mark.parametrize("name", ["ООО Клиент", 'ООО "Точка"', "ИП Аренда Март", "АО Альфа"])
def test_a_company_may_be_called_by_a_word_of_purposes_or_programs(name: str) -> None:
    form, *rest = HIDE.name(name).split()
    assert form == name.split()[0]
    assert set(rest).isdisjoint(name.split())
    line = f"{FIRST}Плательщик1={name}\n".encode("cp1251")
    assert HIDE.file(line).decode("cp1251").endswith(f"Плательщик1={HIDE.name(name)}\n")


@pytest.mark.parametrize("name", ['АО "АЛЬФА-БАНК"', "ПАО Сбербанк", "Банк ВТБ (ПАО)"])
def test_a_bank_stays_where_it_is_a_party(name: str) -> None:
    assert HIDE.name(name) == name


@pytest.mark.parametrize(
    "piece", ["сумм_", "сумма ", "ндс", "1a", "1 ", "9", "a\u0300", "मा", "&#", "123 ", "сумм9_"]
)
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    text = piece * 20_000
    started = process_time()
    assert HIDE.text(text)
    assert process_time() - started < 10


def test_other_files_are_refused_by_their_name(tmp_path: Path) -> None:
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes(b"date;amount\n")
    with pytest.raises(UnknownFormatError, match=r"kl_to_1c\.txt: SK600"):
        HIDE.file(path)
    path.write_bytes(f"{FIRST}????????=1\n".encode())
    with pytest.raises(EncodingError, match=r"kl_to_1c\.txt: SK601"):
        HIDE.file(path)
