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
from statementkit.formats.onec.permuting import permuted
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
        (HIDE.account, "006780000008", slice(1), "0[0-9]{11}"),
        (HIDE.account, "40702.810.1.0000.0000017", slice(12), "40702.810.1.[0-9]{4}.[0-9]{7}"),
        (HIDE.account, "KZ86 125K ZT50 0410 0100", slice(5, 9), "KZ.. 125K ZT(.{2} .{4} .{4})"),
        (HIDE.digits, "007", slice(1), "0[0-9]{2}"),
        (HIDE.digits, "2023", slice(0), "(19|20)[0-9]{2}"),
        (HIDE.digits, "４２", slice(0), "[１-９][０-９]"),
        (HIDE.account, "KZ86125KZT5004100100", slice(4, 8), "KZ[0-9]{5}KZT[0-9]{10}"),
        (HIDE.account, "KZ61125KZT5004100100", slice(4, 8), "KZ[0-9]{2}125KZT[0-9]{10}"),
        (HIDE.digits, "А-90/9", slice(0, 2), "А-[0-9]{2}/[0-9]"),
        (HIDE.text, "За дом", slice(0, 3), "За [а-я]+"),
        (HIDE.text, "за K7P9x", slice(0, 3), "за [A-Z][0-9][A-Z][0-9][a-z]"),
        (HIDE.text, "Ромашка", slice(0), "[А-Я][а-я]{4,}"),
        (HIDE.text, "РОМАШКА", slice(0), "[А-Я]{5,}"),
        (HIDE.text, "Ромашковый", slice(-2, None), "[А-Я][а-я]{8,}"),
        (HIDE.text, "chamomile", slice(0), "[a-z]{9,}"),
        (HIDE.text, "McDonald", slice(0), "[A-Z][a-z][A-Z][a-z]{6,}"),
        (HIDE.text, "R&Kask; paid", slice(2), "R&[A-Z][a-z]+; [a-z]+"),
        (HIDE.word_as_long, "Иванова", slice(0), "[А-Я][а-я]{6}"),
        (HIDE.word_as_long, "KASK", slice(0), "[A-Z]{4}"),
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


def test_numbers_of_any_length_stay_as_many_as_they_are() -> None:
    for length in (2, 3, 4):
        numbers = [f"{number:0{length}}" for number in range(10**length)]
        hidden = [*map(HIDE.text, numbers)]
        assert set(map(len, hidden)) == {length}
        assert len(set(hidden)) == len(numbers)
        assert sum(map(str.__eq__, numbers, hidden)) < len(numbers) / 20 + 205


IDS = st.one_of(
    st.from_regex(r"[0-9]{1,25}", fullmatch=True),
    st.from_regex(r"[٠-٩]{2,5}|[０-９]{2,5}", fullmatch=True),
    st.from_regex(r"[A-Z]{1,2}[0-9][A-Z]{1,2}[0-9]", fullmatch=True),
    st.from_regex(r"([0-9][а-я]){3}", fullmatch=True),
    st.from_regex(r"[a-z]{3,5}|[A-Z][a-z]{2,4}|[А-Я][а-я]{2,3}", fullmatch=True),
    st.from_regex(r"[0-9]{2}-[0-9]{3}|[A-Z]{3}[0-9]{3}", fullmatch=True),
)


@given(st.lists(IDS, unique=True, max_size=40), st.binary(min_size=1, max_size=3))
def test_different_ids_stay_different_and_equal_ones_equal(ids: list[str], key: bytes) -> None:
    hide, again = Anonymiser(key), Anonymiser(key)
    hidden = [hide.text(each) for each in ids]
    assert len(set(hidden)) == len(ids)
    assert [again.text(each) for each in ids] == hidden
    assert [again.text(each) for each in reversed(ids)] == hidden[::-1]


@given(st.lists(st.from_regex(r"[A-Z]{3,6}|[а-я]{3,6}", fullmatch=True), unique=True))
def test_words_of_a_width_stay_different(words: list[str]) -> None:
    hide = Anonymiser(b"a secret")
    hidden = [hide.word_as_long(each) for each in words]
    assert [*map(len, hidden)] == [*map(len, words)]
    assert len(set(hidden)) == len(words)


def test_words_that_meet_get_others() -> None:
    hide = Anonymiser(b"a secret")
    words = [f"{a}{b}{c}ова" for a in "бвгдж" for b in "аеиоуы" for c in "клмнпрстфх"]
    words += [f"{word}{end}" for word in words for end in "абвгдежз"]
    hidden = [*map(hide.text, words)]
    assert len(set(hidden)) == len(words) == 2_700
    assert [*map(hide.text, words)] == hidden


def test_where_a_width_has_no_more_words_two_become_one() -> None:
    hide = Anonymiser(b"a secret")
    hidden = {hide.word_as_long(each) for each in ("张三", "王小", "李小")}
    assert len(hidden) == 3
    assert len({hide.word_as_long(chr(each)) for each in range(0x4E00, 0x4E20)}) == 13


@given(st.from_regex(r"[0-9]{2}[A-Z0-9]{12,18}", fullmatch=True))
def test_an_iban_stays_valid_or_wrong(number: str) -> None:
    hidden = HIDE.account(f"EE{number}")
    assert (hidden[:2], hidden[4:8], len(hidden)) == ("EE", number[2:6], len(number) + 2)
    assert iban_rest(hidden) == iban_rest(f"EE{number}") or number[:2] in ("00", "01", "99")


def iban_rest(number: str) -> int:
    return int("".join(str(int(each, 36)) for each in number[4:] + number[:4])) % 97


@given(
    st.from_regex(r"[0-9]{9}", fullmatch=True),
    st.lists(st.from_regex(r"[0-9]{11}", fullmatch=True), unique=True, max_size=30),
)
def test_different_accounts_stay_different(bank: str, numbers: list[str]) -> None:
    assert len({HIDE.account(f"{bank}{each}") for each in numbers}) == len(numbers)


@given(st.integers(1, 400), st.integers())
def test_all_numbers_below_a_size_change_their_places(size: int, key: int) -> None:
    def drawn(text: str) -> int:
        return hash((key, text)) % 2**64

    found = [permuted(number, size, drawn) for number in range(size)]
    assert sorted(found) == [*range(size)]


@pytest.mark.parametrize("gap", [" ", "\xa0", "\u202f", ".", "-"])
@pytest.mark.parametrize("number", ["40702810100000000017", "KZ86125KZT5004100100"])
def test_an_account_in_groups_is_the_same_account(number: str, gap: str) -> None:
    grouped = gap.join([number[:5], number[5:8], number[8], number[9:13], number[13:]])
    hidden = HIDE.account(grouped)
    assert hidden.replace(gap, "") == HIDE.account(number)
    assert [*map(len, hidden.split(gap))] == [5, 3, 1, 4, 7]
    assert number.startswith("KZ") or HIDE.text(f"на {grouped}!") == f"на {hidden}!"


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
