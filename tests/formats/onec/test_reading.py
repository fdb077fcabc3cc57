"""Every quirk of real files, with what is made of it; nothing is lost, and nothing escapes."""

from __future__ import annotations

import gzip
import io
from datetime import date, time
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statementkit.errors import EncodingError, FormatError, StatementKitError, UnknownFormatError
from statementkit.formats.onec import cutting, lines
from statementkit.formats.onec.encoding import decide_encoding, is_sound, own_codec
from statementkit.formats.onec.keys import KEYS
from statementkit.formats.onec.lines import Learner
from statementkit.formats.onec.marks import Marks
from statementkit.formats.onec.model import Document, DocumentKind, Exchange, Pair
from statementkit.formats.onec.problems import TEMPLATES, diagnostic
from statementkit.formats.onec.reading import is_exchange, iter_documents, peek, read_exchange
from statementkit.formats.onec.readings import read_amount, read_date, read_days, read_time
from statementkit.formats.onec.writing import write_exchange
from statementkit.source import Encoding
from statementkit.testing.onec import DIALECTS, Invention, invent, inventions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MARKER = "1CClientBankExchange\n"
HEAD = f"{MARKER}ВерсияФормата=1.03\nКодировка=Windows\nРасчСчет=40702810500000000001\n"
END = "КонецФайла\n"
SECTION = """\
СекцияРасчСчет
ДатаНачала=01.04.2024
РасчСчет=40702810500000000001
НачальныйОстаток=-10.5
КонецРасчСчет
"""


def document(*lines: str, number: int = 1, kind: str = "Банковский ордер") -> str:
    usual = (f"СекцияДокумент={kind}", f"Номер={number}", "Дата=13.04.2024", "Сумма=100.00")
    return "".join(f"{line}\n" for line in (*usual, *lines, "КонецДокумента"))


def read(*parts: str, encoding: str = "cp1251", end: str = END) -> Exchange:
    return read_exchange("".join((HEAD, *parts, end)).encode(encoding))


def codes(exchange: Exchange) -> list[str]:
    return [problem.code for problem in exchange.problems]


def only(exchange: Exchange) -> Document:
    [found] = exchange.documents
    return found


# What is a file of this format


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig", "utf-16", "koi8-r"])
def test_the_bytes_of_the_keys_tell_the_encoding(encoding: str) -> None:
    content = (HEAD + SECTION + document("Плательщик=ООО «Ёж»") + END).encode(encoding, "ignore")
    assert is_exchange(content)
    exchange = read_exchange(content)
    assert exchange.encoding.codec.startswith(encoding.removesuffix("-sig"))
    assert exchange.header.declared_encoding == "Windows"
    assert codes(exchange) == ([] if encoding == "cp1251" else ["SK603"])
    name = "ООО Ёж" if encoding in ("cp866", "koi8-r") else "ООО «Ёж»"
    assert only(exchange).payer.name == name
    assert write_exchange(exchange) == content


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_and_with_half_a_character(order: str) -> None:
    content = (HEAD + document() + END).encode(order) + b"\x0a"
    exchange = read_exchange(content)
    assert only(exchange).amount == 100
    assert write_exchange(exchange) == content


@pytest.mark.parametrize("declared", ["windows", "windows-1251", "WINDOWS"])
def test_other_names_of_the_declared_encoding_are_known(declared: str) -> None:
    head = f"{MARKER}Кодировка={declared}\n"
    assert codes(read_exchange((head + END).encode("cp1251"))) == []


@pytest.mark.parametrize("lost", ["\N{REPLACEMENT CHARACTER}", "?"])
def test_destroyed_letters_are_explained(lost: str, tmp_path: Path) -> None:
    text = "".join(letter if letter.isascii() else lost for letter in HEAD + document())
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes(text.encode())
    with pytest.raises(EncodingError) as caught:
        read_exchange(path)
    assert (caught.value.code, caught.value.diagnostics[0].file) == ("SK601", str(path))


@pytest.mark.parametrize("wrong", ["cp1251", "latin-1"])
@pytest.mark.parametrize("key", ["ВерсияФормата=1.03", "Кодировка=Windows", "СекцияРасчСчет"])
def test_a_file_saved_through_a_wrong_encoding_is_explained(wrong: str, key: str) -> None:
    twice = f"{MARKER}{key}\n".encode("utf-8" if wrong == "cp1251" else "cp1251")
    with pytest.raises(EncodingError):
        read_exchange(twice.decode(wrong, "ignore").encode())


@pytest.mark.parametrize(
    ("raw", "codec", "found"),
    [
        (b"7", "utf-8", True),
        ("Оплата".encode(), "utf-8", True),
        ("Оплата".encode("cp1251"), "utf-8", False),
        ("\N{REPLACEMENT CHARACTER}".encode(), "utf-8", False),
        ("\N{REPLACEMENT CHARACTER}".encode(), "cp1251", False),
        ("\N{CYRILLIC SMALL LETTER YI}жак".encode("cp1251"), "cp1251", True),
        ("±µѕ".encode("cp1251"), "cp1251", True),
        ("о".encode(), "cp866", False),
        (b"\x98", "cp1251", False),
        ("Ш".encode("cp866"), "cp866", True),
    ],
)
def test_bytes_are_sound_where_they_are_text_of_their_encoding(
    raw: bytes, codec: str, found: bool
) -> None:
    assert is_sound(raw, codec) is found


@pytest.mark.parametrize("codec", ["cp1251", "utf-8"])
def test_a_value_that_may_be_in_either_encoding_is_in_the_one_of_single_bytes(codec: str) -> None:
    assert own_codec("а".encode() + b"\xff", codec) == "cp1251"


THREE = (2, 3, 4)
BY_BOM, BY_ZEROS = "the file begins with its byte order mark", "every other byte is 0"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (HEAD.encode("cp1251"), Encoding("cp1251", 0, "3 of 3 keys are known in it", THREE)),
        (
            f"{HEAD}Ёж=а=б\n".encode(),
            Encoding("utf-8", 0, "3 of 4 keys are known in it", (2, 3, 4)),
        ),
        (
            (HEAD + document()).encode("cp866"),
            Encoding("cp866", 0, "8 of 8 keys are known in it", (2, 3, 4, 5, 6)),
        ),
        (HEAD.encode("utf-8-sig"), Encoding("utf-8", 3, BY_BOM, (1,))),
        (b"\xff\xfe" + HEAD.encode("utf-16-le"), Encoding("utf-16-le", 2, BY_BOM, (1,))),
        (b"\xfe\xff" + HEAD.encode("utf-16-be"), Encoding("utf-16-be", 2, BY_BOM, (1,))),
        (HEAD.encode("utf-16-le"), Encoding("utf-16-le", 0, BY_ZEROS)),
        (HEAD.encode("utf-16-be"), Encoding("utf-16-be", 0, BY_ZEROS)),
        (
            MARKER.encode(),
            Encoding("cp1251", 0, "no key is known in any encoding; this is the usual one"),
        ),
    ],
)
def test_how_an_encoding_is_known_is_told(content: bytes, found: Encoding) -> None:
    assert decide_encoding(content) == found


def test_a_letter_that_utf_16_cannot_have_is_kept() -> None:
    text = HEAD + document("НазначениеПлатежа=Оплата \ud800 @") + END
    content = text.encode("utf-16-le", "surrogatepass")
    exchange = read_exchange(content)
    assert (only(exchange).purpose or "").startswith("Оплата ")
    assert write_exchange(exchange) == content


@pytest.mark.parametrize("content", [b"", b"date;amount\n", "Дата;Сумма\n".encode("cp1251")])
def test_other_files_get_one_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    assert not is_exchange(content)
    with pytest.raises(UnknownFormatError) as caught:
        read_exchange(path)
    assert (caught.value.code, caught.value.diagnostics[0].file) == ("SK600", str(path))


def test_a_file_may_be_packed_and_may_be_a_stream() -> None:
    content = (HEAD + document() + END).encode("cp1251")
    for what in (gzip.compress(content), io.BytesIO(content)):
        assert len(read_exchange(what).documents) == 1


# The shape of a file


def test_upper_case_marks_and_keys_in_another_case_are_known() -> None:
    text = document("ПлательщикКорСчет=30101810400000000225").upper()
    found = only(read(text, end="КОНЕЦФАЙЛА\n"))
    assert found.payer.correspondent_account == "30101810400000000225"
    assert found.amount == 100


def test_spaces_around_keys_and_values_do_not_matter() -> None:
    found = only(read(document("  Код = 0", "ПлательщикИНН= 7799000012\t")))
    assert (found.payment_id, found.payer.tax_id) == ("0", "7799000012")


def test_blank_lines_are_anywhere() -> None:
    text = (HEAD + SECTION + document("Код=0") + END).replace("\n", "\n\n  \n")
    exchange = read_exchange(text.encode("cp1251"))
    assert codes(exchange) == []
    assert (only(exchange).payment_id, exchange.sections[0].opening) == ("0", Decimal("-10.5"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_all_line_ends(end: str) -> None:
    text = (HEAD + SECTION + document() + document(number=2) + END).replace("\n", end)
    exchange = read_exchange(text.encode("cp1251"))
    assert codes(exchange) == []
    assert [each.number for each in exchange.documents] == ["1", "2"]
    assert [each.line for each in exchange.documents] == [10, 15]


def test_sections_and_documents_are_interleaved() -> None:
    exchange = read(SECTION, document(), SECTION, document(number=2), SECTION)
    assert codes(exchange) == []
    assert (len(exchange.sections), len(exchange.documents)) == (3, 2)


@pytest.mark.parametrize(
    "end", ["КонецВыписки\n", "КонецФайла", "КонецФайла=\n", "КонецФайла\n\n\n"]
)
def test_other_ends_of_a_file(end: str) -> None:
    assert codes(read(document(), end=end)) == []


def test_a_last_line_without_its_end_is_a_line() -> None:
    whole = document(number=2).removesuffix("\n")
    exchange = read(document(), whole, end="")
    assert codes(exchange) == ["SK606"]
    assert [each.is_closed for each in exchange.documents] == [True, True]
    cut = read(document(), "СекцияДокумент=Чек", end="")
    assert [each.kind_text for each in cut.documents] == ["Банковский ордер", "Чек"]
    assert write_exchange(cut).endswith("=Чек".encode("cp1251"))


def test_what_stands_behind_the_end_takes_it_not_away() -> None:
    assert codes(read(document(), end=f"{END}мусор\n")) == ["SK609"]


def test_a_missing_end_is_a_warning() -> None:
    assert codes(read(document(), end="")) == ["SK606"]


def test_a_document_that_is_cut_off_is_there() -> None:
    cut = document("НазначениеПлатежа=Оплата по сч")[: -len("КонецДокумента\n") - 1]
    exchange = read(cut, end="")
    assert codes(exchange) == ["SK607", "SK606"]
    assert only(exchange).purpose == "Оплата по сч"


def test_sections_that_are_not_closed_end_where_the_next_begins() -> None:
    account, open_document = SECTION.replace("КонецРасчСчет\n", ""), document()[:-15]
    exchange = read(account, open_document, document(number=2), account)
    assert codes(exchange) == ["SK607", "SK607", "SK607"]
    assert [each.number for each in exchange.documents] == ["1", "2"]
    assert [each.account for each in exchange.sections] == ["40702810500000000001"] * 2


def test_an_end_that_closes_nothing_is_passed_over() -> None:
    exchange = read(document("КонецРасчСчет", "Код=0"), "КонецДокумента\n")
    assert codes(exchange) == ["SK608", "SK608"]
    assert only(exchange).payment_id == "0"


def test_lines_outside_of_sections_are_told_and_kept() -> None:
    exchange = read(document(), "Документ=Платежное поручение\n", document(number=2))
    assert [(each.code, each.line) for each in exchange.problems] == [("SK609", 10)]
    assert len(exchange.documents) == 2


def test_several_exports_in_one_file() -> None:
    exchange = read(document(), END, "=== ООО ===\n", HEAD, document(number=2))
    assert codes(exchange) == ["SK609", "SK610"]
    assert len(exchange.headers) == 2
    assert len(exchange.documents) == 2


@pytest.mark.parametrize(
    ("first", "found", "number"),
    [
        (document(), [], 1),
        (f"{document()}\n\n", [], 1),
        (document().removesuffix("КонецДокумента\n"), ["SK607"], 1),
        (SECTION, [], 0),
        (HEAD.removeprefix(MARKER) + document(), ["SK605", "SK610"], 1),
        (document() + HEAD, ["SK610"], 1),
    ],
)
def test_an_export_whose_beginning_is_lost_before_a_whole_one(
    first: str, found: list[str], number: int
) -> None:
    content = f"{first}{HEAD}{document(number=2)}{END}".encode("cp1251")
    exchange = read_exchange(content)
    assert codes(exchange) == found
    assert [each.number for each in exchange.documents] == ["1", "2"][1 - number :]
    assert exchange.accounts == ("40702810500000000001",)
    assert exchange.headers[-1].version == "1.03"
    assert write_exchange(exchange) == content


def test_lines_before_the_first_line() -> None:
    content = f"=== ООО ===\n{HEAD}{document()}{END}".encode("cp1251")
    exchange = read_exchange(content)
    assert codes(exchange) == ["SK609"]
    assert exchange.header.version == "1.03"


@pytest.mark.parametrize("first", ["СекцияРасчСчет", "СекцияДокумент=Чек"])
def test_a_stream_without_a_head(first: str) -> None:
    end = "КонецРасчСчет" if first == "СекцияРасчСчет" else "КонецДокумента"
    rest = "СекцияДокумент=Чек\nСумма=5\nКонецДокумента\nКонецФайла\n"
    documents = iter_documents(f"{first}\n{end}\n{rest}".encode("cp1251"))
    assert documents.header.raw == b""
    assert [each.amount for each in documents][-1] == 5
    assert len(documents.sections) == (first == "СекцияРасчСчет")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_is_known_whatever_stands_before_it_and_ends_its_lines(end: str) -> None:
    content = f"=== ООО ===\n\n{HEAD}{document()}{END}".replace("\n", end).encode("cp1251")
    assert is_exchange(content)
    assert only(read_exchange(content)).amount == 100


def test_a_head_that_is_not_there_is_in_the_encoding_of_the_file() -> None:
    content = (SECTION + document() + END).encode()
    documents = iter_documents(content)
    assert (documents.header.codec, peek(content).header.codec) == ("utf-8", "utf-8")
    assert read_exchange(content).header.codec == "utf-8"
    assert [each.amount for each in documents] == [100]
    assert [each.opening for each in documents.sections] == [Decimal("-10.5")]


@pytest.mark.parametrize(
    ("encoding", "found"), [("cp1251", ["SK605"]), ("utf-8-sig", ["SK605", "SK603"])]
)
def test_a_file_without_its_first_line(encoding: str, found: list[str]) -> None:
    content = (HEAD.removeprefix(MARKER) + document() + END).encode(encoding)
    exchange = read_exchange(content)
    assert codes(exchange) == found
    assert exchange.header.version == "1.03"


def test_several_accounts_of_the_header() -> None:
    exchange = read("РасчСчет=40702810800000000002\n")
    assert exchange.accounts == ("40702810500000000001", "40702810800000000002")
    assert codes(exchange) == []


def test_a_header_without_keys() -> None:
    assert read_exchange(document().encode("cp1251")).header.sender is None


# Lines and values


def test_a_purpose_goes_on_over_several_lines() -> None:
    lines = ("НазначениеПлатежа=Оплата", "В том числе НДС", "НДС {20%} = 5.00", "Код=0")
    found = only(read(document(*lines)))
    assert found.purpose == "Оплата\nВ том числе НДС\nНДС {20%} = 5.00"
    assert found.payment_id == "0"
    assert found.problems == ()
    assert [(pair.key, pair.value, pair.line) for pair in found.pairs[4:]] == [
        ("НазначениеПлатежа", "Оплата", 9),
        ("", "В том числе НДС", 10),
        ("НДС {20%} ", " 5.00", 11),
        ("Код", "0", 12),
    ]


def test_a_section_that_is_gone_through_line_by_line_says_on_which_lines_it_is_wrong() -> None:
    section = SECTION.replace("РасчСчет=4", "\nмусор\nРасчСчет=4").replace("-10.5", "x")
    exchange = read(section)
    assert [(each.code, each.line) for each in exchange.problems] == [("SK611", 8), ("SK615", 10)]
    assert exchange.sections[0].account == "40702810500000000001"


def test_a_value_has_equals_signs_and_quotes() -> None:
    value = 'Оплата {53=33798.03} "a=b"'
    found = only(read(document(f"НазначениеПлатежа={value}")))
    assert (found.purpose, found.pairs[-1].value) == (value, value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_lines_of_a_section_are_there_as_they_are_written(end: str) -> None:
    text = (HEAD + SECTION.replace("=-10.5", "= -10.5 ") + END).replace("\n", end)
    [section] = read_exchange(text.encode("cp1251")).sections
    assert section.pairs[1:] == (
        Pair("РасчСчет", "40702810500000000001", 7),
        Pair("НачальныйОстаток", " -10.5 ", 8),
    )


def test_a_line_that_continues_no_text_is_told() -> None:
    exchange = read(document("Сумма=100.00", "не ключ"))
    assert codes(exchange) == ["SK611"]
    assert only(exchange).amount == 100


def test_a_key_with_two_values() -> None:
    same, other = ("ПлательщикИНН=1", "ПлательщикИНН=1 "), ("ПлательщикИНН=1", "ПлательщикИНН=2")
    assert codes(read(document(*same))) == []
    assert codes(read(document("ПлательщикИНН=1", "ПлательщикИНН="))) == []
    exchange = read(document(*other))
    assert codes(exchange) == ["SK613"]
    assert only(exchange).payer.tax_id == "1"


def test_a_blank_value_gives_way_to_a_later_one() -> None:
    found = only(read(document("ПлательщикИНН=", "ПлательщикИНН=2")))
    assert (found.payer.tax_id, found.problems) == ("2", ())
    assert found.problem("SK620", "ПлательщикИНН").line == 10


def test_keys_of_a_bank_are_kept_and_told_once() -> None:
    exchange = read(document("КодДебитора=17"), document("КодДебитора=18", number=2))
    assert codes(exchange) == ["SK612"]
    assert [each.get("КодДебитора") for each in exchange.documents] == ["17", "18"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("Платежное поручение", DocumentKind.PAYMENT_ORDER),
        ("платёжное  ПОРУЧЕНИЕ", DocumentKind.PAYMENT_ORDER),
        ("Карточные операции", DocumentKind.OTHER),
        ("", DocumentKind.OTHER),
    ],
)
def test_the_kind_is_an_open_list(kind: str, found: DocumentKind) -> None:
    each = only(read(document(kind=kind)))
    assert (each.kind, each.kind_text) == (found, kind or None)


@pytest.mark.parametrize(
    ("text", "amount", "code"),
    [
        ("700", "700", None),
        ("107728.7", "107728.7", None),
        ("0.01", "0.01", None),
        ("-5.00", "-5.00", None),
        ("-0.00", "0.00", None),
        ("12 500,00", "12500.00", "SK616"),
        ("15000,00", "15000.00", "SK616"),
        ("3\xa0500,50", "3500.50", "SK616"),
        ("100-00", "100.00", "SK616"),
        ("1,234.50", "1234.50", "SK616"),
        ("1.234,50", "1234.50", "SK616"),
        ("1.234.567", "1234567", "SK616"),
        ("1,234,567", "1234567", "SK616"),
        ("12 500", "12500", "SK616"),
        ("-0,00", "0.00", "SK616"),
        ("1234.567", "1234.567", "SK616"),
        ("12.500", None, "SK615"),
        ("12,500", None, "SK615"),
        ("1e5", None, "SK615"),
        ("NaN", None, "SK615"),
        ("12,34,56", None, "SK615"),
        ("сто", None, "SK615"),
        ("100 руб", None, "SK615"),
        ("٣", None, "SK615"),
        ("", None, None),
    ],
)
def test_amounts(text: str, amount: str | None, code: str | None) -> None:
    found, problem = read_amount(text.encode("cp1251", "replace"))
    assert (found if found is None else str(found), problem) == (amount, code)


@given(st.binary(max_size=12))
@example(b"\x98")
def test_any_bytes_are_an_amount_a_day_and_a_time_or_a_problem(raw: bytes) -> None:
    for read in (read_amount, read_date, read_time, read_days):
        value, problem = read(raw)
        assert value is None or problem in (None, "SK616")


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("16.04.2024", date(2024, 4, 16), None),
        ("1.4.2024 0:00:00", date(2024, 4, 1), None),
        ("16.04.2024  15:36 ", date(2024, 4, 16), None),
        ("2024-04-16", date(2024, 4, 16), None),
        ("2024-04-16T15:36:40", date(2024, 4, 16), None),
        ("01.01.1900", date(1900, 1, 1), None),
        ("31.12.2999", date(2999, 12, 31), None),
        ("", None, None),
        ("  .  .    ", None, "SK614"),
        ("01.01.0001", None, None),
        ("01.01.0001 0:00:00", None, None),
        ("00.00.0000", None, None),
        ("0", None, None),
        # One of two days, or a day and something else: nobody can tell.
        ("16.04.2024 17.04.2024", None, "SK614"),
        ("16.04.2024 - 30.04.2024", None, "SK614"),
        ("16.04.2024 0", None, "SK614"),
        ("31.04.2024", None, "SK614"),
        ("20.08.201819202122", None, "SK614"),
        ("16.04.24", None, "SK614"),
        ("04/16/2024", None, "SK614"),
        ("16.04.1899", None, "SK614"),
        ("16.04.3000", None, "SK614"),
    ],
)
def test_dates(text: str, day: date | None, code: str | None) -> None:
    assert read_date(text.encode()) == (day, code)


def test_times_and_days() -> None:
    assert read_time(b"9:05") == (time(9, 5), None)
    assert read_time(b" 15:36:40.123 ") == (time(15, 36, 40), None)
    assert read_time(b"noon") == (None, "SK617")
    assert read_time(b"25:00:00") == (None, "SK617")
    assert read_time(b" ") == (None, None)
    assert read_days(b" 5 ") == (5, None)
    assert read_days(b"5 days") == (None, "SK617")


def test_a_document_with_a_bad_amount_is_there() -> None:
    exchange = read(document().replace("100.00", "сто"), document(number=2))
    assert codes(exchange) == ["SK615"]
    assert [each.amount for each in exchange.documents] == [None, 100]


@pytest.mark.parametrize("line", ["Сумма=100.00\n", "Дата=13.04.2024\n"])
def test_what_a_document_cannot_be_booked_without(line: str) -> None:
    assert codes(read(document().replace(line, ""))) == ["SK618"]


def test_the_variant_of_kazakhstan() -> None:
    lines = (
        *("СЕКЦИЯДОКУМЕНТ", "ВидДокумента=ПлатежноеПоручение", "НомерДокумента=5"),
        *("ДатаДокумента=16.04.2024", "СуммаПриход=0.00", "СуммаРасход=700.50"),
        *("ПлательщикБИН_ИИН=123", "ПлательщикИИК=KZ1", "ПолучательНаименование=ТОО", "Валюта=KZT"),
        "КонецДокумента\n",
    )
    found = only(read("\n".join(lines)))
    assert found.problems == ()
    assert (found.kind, found.number) == (DocumentKind.PAYMENT_ORDER, "5")
    assert (found.date, found.amount) == (date(2024, 4, 16), Decimal("700.50"))
    assert (found.payer.tax_id, found.payer.account) == ("123", "KZ1")
    assert (found.payee.name, found.currency) == ("ТОО", "KZT")
    marked = ("СЕКЦИЯДОКУМЕНТ=Выписка", *lines[1:])
    found = only(read("\n".join(marked)))
    assert (found.kind, found.kind_text) == (DocumentKind.PAYMENT_ORDER, "Выписка")


def test_the_budget_block_counts_by_its_mark() -> None:
    lines = ("ПоказательКБК=18210101011011000110", "ПоказательДаты=0")
    assert only(read(document(*lines))).budget is None
    budget = only(read(document("СтатусСоставителя=01", *lines))).budget
    assert budget is not None
    assert (budget.payer_status, budget.date_text) == ("01", "0")


def test_the_receipt() -> None:
    found = only(read(document("КвитанцияДата=16.04.2024", "КвитанцияВремя=00:00:00"))).receipt
    assert found is not None
    assert (found.date, found.time, found.text) == (date(2024, 4, 16), time(0, 0), None)
    assert only(read(document("КвитанцияСодержание="))).receipt is None


# Several encodings in one file

MIXED = ("utf-8", "cp1251", "utf-8")


def test_a_mark_in_another_encoding() -> None:
    content = (HEAD + document()).encode("cp1251") + END.encode()
    exchange = read_exchange(content)
    [problem] = exchange.problems
    assert (problem.code, problem.line) == ("SK602", 10)
    assert problem.words == {"codec": "cp1251", "found": "utf-8"}
    assert only(exchange).amount == 100


def test_a_document_of_cp1251_in_a_file_of_utf_8() -> None:
    parts = (HEAD + document() + document(number=2), document(number=3), END)
    content = b"".join(part.encode(codec) for part, codec in zip(parts, MIXED, strict=True))
    exchange = read_exchange(content)
    assert [each.number for each in exchange.documents] == ["1", "2", "3"]
    [declared, problem] = exchange.problems
    assert (declared.code, declared.key) == ("SK603", "Кодировка")
    assert (problem.code, problem.line) == ("SK602", 15)
    assert problem.words == {"codec": "utf-8", "found": "cp1251"}


def test_a_value_in_another_encoding() -> None:
    start, end = document("НазначениеПлатежа=@", "Плательщик=Ёж").encode("cp1251").split(b"@")
    content = HEAD.encode("cp1251") + start + "Оплата".encode() + end + END.encode("cp1251")
    exchange = read_exchange(content)
    assert [(each.code, each.key) for each in exchange.problems] == [("SK602", "НазначениеПлатежа")]
    assert (only(exchange).purpose, only(exchange).payer.name) == ("Оплата", "Ёж")


def test_a_value_of_cp1251_in_a_file_of_utf_8() -> None:
    start, end = document("НазначениеПлатежа=@", "Плательщик=Ёж").encode().split(b"@")
    content = HEAD.encode() + start + "Оплата".encode("cp1251") + end + END.encode()
    exchange = read_exchange(content)
    assert codes(exchange) == ["SK603", "SK602"]
    assert (only(exchange).purpose, only(exchange).payer.name) == ("Оплата", "Ёж")


def test_a_character_cut_in_half_costs_no_other() -> None:
    start, end = document("НазначениеПлатежа=@").encode().split(b"@")
    content = HEAD.encode() + start + "Оплата".encode()[:-1] + end + END.encode()
    exchange = read_exchange(content)
    assert codes(exchange) == ["SK603", "SK604"]
    assert exchange.problems[1].key == "НазначениеПлатежа"
    assert only(exchange).purpose == "Оплат\N{REPLACEMENT CHARACTER}"


def test_documents_of_another_encoding() -> None:
    start = (HEAD + SECTION).encode("cp1251")
    content = start + document("Плательщик=Ёж").encode() + END.encode("cp1251")
    exchange = read_exchange(content)
    assert set(codes(exchange)) == {"SK602"}
    assert only(exchange).payer.name == "Ёж"


# The ways of reading


def many(count: int, *lines: str) -> bytes:
    parts = (document(*lines[: n % (len(lines) + 1)], number=n) for n in range(count))
    return "".join((HEAD, SECTION, *parts, END)).encode("cp1251")


def test_a_learnt_shape_changes_nothing() -> None:
    lines = ("Плательщик=Ёж", "Код=0", "Очередность=5", "КодДебитора=1")
    exchange = read_exchange(many(200, *lines))
    line = f"{HEAD}{SECTION}".count("\n") + 1
    for number, found in enumerate(exchange.documents):
        assert (found.position, found.line) == (number + 1, line)
        line += found.raw.count(b"\n")
        assert found.number == str(number)
        assert found.raw.startswith("СекцияДокумент=".encode("cp1251"))
        assert found.line == found.pairs[0].line
        assert found == Document(found.raw, found.line, found.position)
        assert found.payer == Document(found.raw).payer
        assert len(found.pairs) == 4 + number % 5
    assert codes(exchange) == ["SK612"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_document_says_among_others_what_it_says_alone(dialect: str) -> None:
    # With these line ends no shape is learnt, and nothing is remembered.
    content = invent(dialect, documents=60).content
    plain = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r")
    found, alone = read_exchange(content), read_exchange(plain)
    assert len(found.documents) == len(alone.documents) == 60
    for each, other in zip(found.documents, alone.documents, strict=True):
        for name in {key.attribute.partition(".")[0] for key in KEYS if key.section == "document"}:
            if not name.startswith(("purpose", "terms")):
                assert getattr(each, name) == getattr(other, name)
        assert each.purpose_lines == other.purpose_lines
        assert each.kind == other.kind
        assert len(each.problems) == len(other.problems)


def test_a_stream_tells_what_it_met_so_far() -> None:
    documents = iter_documents(many(3) + document().replace("100.00", "сто").encode("cp1251"))
    assert documents.header.accounts == ("40702810500000000001",)
    assert documents.problems == []
    found = list(documents)
    assert len(found) == 4
    assert [section.opening for section in documents.sections] == [Decimal("-10.5")]
    assert [problem.code for problem in documents.problems] == ["SK615"]
    assert list(documents) == []


def test_a_whole_file_has_its_name_and_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes(invent("sber", documents=2).content)
    exchange = read_exchange(path)
    assert exchange.digest == sha256(path.read_bytes()).hexdigest()
    assert exchange.name is not None
    assert exchange.name.endswith("kl_to_1c.txt")


def test_a_file_without_a_head_is_looked_through_as_well() -> None:
    seen = peek("СекцияДокумент=Чек\nСумма=5\nКонецДокумента\nКонецФайла\n".encode("cp1251"))
    assert (seen.header.raw, seen.header.codec, seen.headers) == (b"", "cp1251", ())
    assert seen.documents == 1


def test_a_stream_has_the_digest_of_the_file_if_it_is_asked_for() -> None:
    content = many(50)
    plain, digested = iter_documents(content), iter_documents(content, digested=True)
    assert len(list(plain)) == len(list(digested)) == 50
    assert plain.digest is None
    assert digested.digest == sha256(content).hexdigest()


def test_a_stream_is_as_the_whole() -> None:
    content = many(50, "Код=0")
    exchange, documents = read_exchange(content), iter_documents(content)
    assert tuple(documents) == exchange.documents
    assert tuple(documents.problems) == exchange.problems
    assert tuple(documents.sections) == exchange.sections


def test_a_lazy_stream_looks_at_no_value() -> None:
    content = (HEAD + document().replace("100.00", "сто") + END).encode("cp1251")
    documents = iter_documents(content, lazy=True)
    [found] = documents
    assert documents.problems == []
    assert [problem.code for problem in found.problems] == ["SK615"]


def test_strict_raises_the_first_error(tmp_path: Path) -> None:
    content = (HEAD + document().replace("100.00", "сто") + END).encode("cp1251")
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes(content)
    with pytest.raises(FormatError) as caught:
        read_exchange(path, strict=True)
    [found] = caught.value.diagnostics
    assert (found.code, found.line, found.file) == ("SK615", 8, str(path))
    with pytest.raises(FormatError, match="SK615"):
        list(iter_documents(content, strict=True))
    assert len(list(iter_documents(many(3), strict=True))) == 3
    assert len(read_exchange(content, strict=True, lazy=True).documents) == 1


def test_a_peek_counts_the_documents() -> None:
    for count in (0, 3, 300):
        found = peek(many(count, "Код=0"))
        assert (found.encoding.codec, len(found.headers)) == ("cp1251", 1)
        assert found.documents == count
        assert found.header.version == "1.03"
        assert [section.opening for section in found.sections] == [Decimal("-10.5")]


def test_every_problem_can_be_said_in_both_languages() -> None:
    exchange = read(document("Сумма=сто", "Дата=вчера", "КодДебитора=1").replace("100.00", "x"))
    for problem in exchange.problems:
        for lang in ("en", "ru"):
            said = diagnostic(problem, lang)
            assert said.line == problem.line
            assert "{" not in said.message + (said.hint or "")
    assert TEMPLATES["SK615"].severity == "error"


# Laws


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a file of a dialect with pieces cut out, doubled or written over."""
    content = invent(
        draw(st.sampled_from(DIALECTS)),
        documents=draw(st.integers(0, 4)),
        seed=draw(st.integers(0, 9)),
    ).content
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 200)))
        piece = draw(st.sampled_from((b"", content[start:end] * 2, b"\r", b"\xff=\n", b"=", b"\n")))
        content = content[:start] + piece + content[end:]
    return content


@given(damaged())
def test_what_is_read_is_written_byte_for_byte(content: bytes) -> None:
    try:
        exchange = read_exchange(content)
    except StatementKitError:
        return
    assert write_exchange(exchange) == content
    lines = [block.line for block in exchange.blocks]
    assert lines == sorted(lines)
    touch(exchange.documents)
    assert tuple(iter_documents(content)) == exchange.documents
    assert peek(content).documents == len(exchange.documents)


def touch(documents: Sequence[Document]) -> None:
    """Ask for everything that a document can tell."""
    for each in documents:
        for name in dir(type(each)):
            if not name.startswith("_"):
                getattr(each, name)
        for problem in each.problems:
            assert each.line <= (problem.line or 0) <= each.line + each.raw.count(b"\n")


@given(st.binary(max_size=300), st.sampled_from(["cp1251", "utf-8", "cp866", "utf-16"]))
def test_any_bytes_behind_the_first_line(tail: bytes, encoding: str) -> None:
    content = HEAD.encode(encoding) + tail
    try:
        exchange = read_exchange(content)
    except StatementKitError:
        return
    assert write_exchange(exchange) == content
    touch(exchange.documents)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("encoding", ["cp866", "utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_changes_nothing_but_the_bytes(dialect: str, encoding: str) -> None:
    content = invent(dialect, documents=6).content
    exchange = read_exchange(content)
    text = write_exchange(exchange).decode(exchange.encoding.codec)
    other = read_exchange(text.lstrip("\ufeff").encode(encoding, "ignore"))
    assert [each.amount for each in other.documents] == [each.amount for each in exchange.documents]
    assert [each.payer.tax_id for each in other.documents] == [
        each.payer.tax_id for each in exchange.documents
    ]


@given(inventions(), st.integers(1, 3_000), st.booleans())
def test_where_a_file_is_cut_while_it_is_read_does_not_matter(
    invention: Invention, chunk: int, is_open: bool
) -> None:
    content = invention.content.rstrip() if is_open else invention.content
    whole = read_exchange(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "_CHUNK", chunk)
        found = read_exchange(content)
    assert [(type(each), each) for each in found.blocks] == [
        (type(each), each) for each in whole.blocks
    ]
    assert found.problems == whole.problems


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_may_be_cut_in_two_anywhere_while_it_is_read(end: str) -> None:
    text = (HEAD + SECTION + document() + document(number=2) + END).replace("\n", end)
    content = text.encode("cp1251")

    def pieces(at: int) -> list[object]:
        parts = iter((content[:at], content[at:]))
        marks, line_end = Marks(("cp1251", "utf-8"), end[-1:].encode()), end[-1:].encode()
        return list(
            cutting.Cutter(marks, line_end, Learner("cp1251")).cut(lambda _: next(parts, b""))
        )

    whole = pieces(len(content))
    assert len(whole) == 5
    assert all(pieces(at) == whole for at in range(1, len(content)))


LEARNT = document("ПлательщикСчет=1", "ПлательщикИНН=2", "Код=0", "КодДебитора=3").encode("cp1251")


def learnt(learner: Learner, raw: bytes = LEARNT, times: int = 8) -> bool:
    """Tell whether a document is found at once after it was read so often."""
    for _ in range(times):
        learner.read(raw)
    return learner.find(raw, 0) is not None


def test_a_shape_that_keeps_coming_is_learnt() -> None:
    learner = Learner("cp1251")
    assert not learnt(learner, times=7)
    assert learnt(learner, times=1)
    found = learner.find_all(b"\n" + LEARNT * 3 + document().encode("cp1251"), 1)
    assert [match.start() for _, match in found] == [1 + n * len(LEARNT) for n in range(3)]
    shape, match = found[2]
    assert shape.height == LEARNT.count(b"\n")
    assert {name: match[group] for name, group in shape.index.items()} == {
        name.decode("cp1251"): value
        for name, _, value in (line.partition(b"=") for line in LEARNT.splitlines()[:-1])
    }
    [payer] = shape.runs["payer"]
    assert match[payer] == b"".join(LEARNT.splitlines(keepends=True)[4:6])
    assert learner.find(document("Код=0").encode("cp1251"), 0) is None


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_every_problem_of_a_learnt_document_is_told_with_its_place(end: str) -> None:
    usual = document("КвитанцияДата=", "Код=0")
    odd = [
        (("Сумма=100.00", "Сумма="), "SK618", "Сумма"),
        (("Дата=13.04.2024", "Дата= "), "SK618", "Дата"),
        (("Сумма=100.00", "Сумма=сто"), "SK615", "Сумма"),
        (("КвитанцияДата=", "КвитанцияДата=вчера"), "SK614", "КвитанцияДата"),
    ]
    text = "".join([*[usual] * 20, *(usual.replace(*each) for each, _, _ in odd)])
    found = read_exchange((HEAD + text + END).replace("\n", end).encode("cp1251")).problems
    assert [(each.code, each.key, each.place, each.number) for each in found] == [
        (code, key, "document", number) for number, (_, code, key) in enumerate(odd, 21)
    ]
    first = 5 + 20 * usual.count("\n")
    offsets = (3, 2, 3, 4)
    assert [each.line for each in found] == [
        first + number * usual.count("\n") + offset for number, offset in enumerate(offsets)
    ]


def test_a_value_that_is_not_there_is_missed_where_its_document_begins() -> None:
    exchange = read(document(), document().replace("Сумма=100.00\n", ""))
    assert [(each.code, each.line) for each in exchange.problems] == [("SK618", 10)]


def test_shapes_that_never_come_again_are_not_learnt_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "_MOST_LEARNT", 2)
    learner = Learner("cp1251")
    raws = [document(f"Свой{n}=1").encode("cp1251") for n in range(3)]
    assert [learnt(learner, raw) for raw in raws] == [True, True, False]


@pytest.mark.parametrize("end", ["\n", "\r"])
@pytest.mark.parametrize("number", ["Номер=1", "Номер=1\nДатаДокумента=16.04.2024"])
def test_a_day_that_is_blank_under_one_key_may_stand_under_another(end: str, number: str) -> None:
    last = () if "Дата" in number else ("ДатаДокумента=16.04.2024",)
    text = document(*last).replace("13.04.2024", "").replace("Номер=1", number)
    exchange = read_exchange((HEAD + text * 30 + END).replace("\n", end).encode("cp1251"))
    assert {each.date for each in exchange.documents} == {date(2024, 4, 16)}


def test_a_learnt_shape_hides_no_bytes_of_another_encoding() -> None:
    usual = "СекцияДокумент=Чек\nДата=09.01.2024\nСумма=5\nПлательщик=Луч\nКонецДокумента\n"
    broken = usual.encode().replace("Луч".encode(), b"\xff\xfe")
    content = b"1CClientBankExchange\n" + usual.encode() * 200 + broken + END.encode()
    documents = iter_documents(content)
    names = [each.payer.name for each in documents]
    assert names == ["Луч"] * 200 + ["яю"]
    assert [each.code for each in documents.problems] == ["SK602"]


def said(text: str | bytes) -> list[str]:
    """Return what is said about a file, in sentences."""
    content = text if isinstance(text, bytes) else text.encode("cp1251")
    return [diagnostic(each).message for each in read_exchange(content).problems]


def test_sentences_name_the_mark_the_encodings_and_both_values() -> None:
    usual = "СекцияДокумент=Чек\nДата=09.01.2024\nСумма=5\nНомер=1\n"
    closed = f"{usual}КонецДокумента\n"
    assert said(f"{HEAD}{usual}{END}") == ["the section is not closed: 'КонецДокумента' is missing"]
    assert said(f"{HEAD}СекцияРасчСчет\nРасчСчет=1\n{closed}{END}") == [
        "the section is not closed: 'КонецРасчСчет' is missing"
    ]
    assert said(f"{HEAD}{usual}Номер=2\nКонецДокумента\n{END}") == [
        "the key stands there several times, with '1' and with '2'"
    ]
    mixed = (HEAD + closed).encode("cp1251") + closed.encode() + END.encode("cp1251")
    assert said(mixed) == ["the file is 'cp1251' but this part of it is 'utf-8'"]


def test_a_line_without_a_key_goes_on_with_a_text_and_with_nothing_else() -> None:
    head = "СекцияДокумент=Чек\nСумма=5\n"
    exchange = read_exchange(
        f"{HEAD}{head}Дата=09.01.2024\nмусор\nКонецДокумента\n"
        f"{head}Дата=09.01.2024\nСвойКлюч=строка\nдалее\nКонецДокумента\n{END}".encode("cp1251")
    )
    first, second = exchange.documents
    assert first.date == second.date == date(2024, 1, 9)
    assert second.get("СвойКлюч") == "строка\nдалее"
    assert [each.code for each in exchange.problems] == ["SK611", "SK612"]


def test_problems_name_their_keys_and_what_was_made_of_a_value() -> None:
    keys = "Дата=09.01.2024\nСумма=12 500,00\nНомер=1\nНомер=2\nСвойКлюч=3\n"
    found = read_exchange(
        f"{HEAD}СекцияДокумент=Чек\n{keys}КонецДокумента\n{END}".encode("cp1251")
    ).problems
    assert [(each.code, each.key) for each in found] == [
        ("SK616", "Сумма"),
        ("SK613", "Номер"),
        ("SK612", "СвойКлюч"),
    ]
    assert diagnostic(found[0]).message == (
        "'12 500,00' is not written as the standard wants; it was read as '12500.00'"
    )


def test_a_file_with_another_block_is_no_longer_that_of_the_digest() -> None:
    exchange = read_exchange(invent("sber", documents=1).content)
    [document] = exchange.documents
    assert exchange.digest is not None
    assert exchange.replaced(document, document.with_values(number="7")).digest is None
