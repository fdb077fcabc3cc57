"""Encodings: declared, marked or decided by evidence, and never mended in silence."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import EncodingError, LayoutError
from statementkit.source import decide_encoding, encoding_of, find_codec, open_source

RUSSIAN = """Дата;Контрагент;Сумма;Назначение
01.02.2024;ООО «Ромашка»;-1500,00;Оплата по счёту № 12
02.02.2024;ИП Петров;2500,00;Возврат займа
"""
GERMAN = """Buchungstag;Empfänger;Betrag;Verwendungszweck
01.02.2024;Müller & Söhne;-12,50;Gebühr für März
02.02.2024;Café Größe;3,00;Rückzahlung €
"""
CZECH = """Datum;Příjemce;Částka;Zpráva
01.02.2024;Žluťoučký kůň;-100,00;Platba za zboží
02.02.2024;Řeznictví;50,00;Děkuji
"""
LITHUANIAN = """Data;Gavėjas;Suma;Paskirtis
2024-02-01;Jūratė Šimkutė;-15,00;Mokėjimas už žvakes
2024-02-02;UAB Žalgiris;20,00;Grąžinimas pagal sąskaitą
2024-02-03;Pranciškus Čižas;7,00;Skola už pietus šeštadienį
"""
CHINESE = """交易时间,交易对方,金额,收/支
2024-02-01 10:00:00,星巴克咖啡,32.00,支出
2024-02-02 11:00:00,工资,8000.00,收入
"""
JAPANESE = """日付,摘要,出金,入金
2024/02/01,ATM引き出し,10000,
2024/02/02,給与,,250000
"""

FILES = [
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN.translate(str.maketrans("«»№ё", '""Nе'))),
    ("windows-1252", GERMAN),
    ("windows-1250", CZECH),
    ("windows-1257", LITHUANIAN),
    ("gb18030", CHINESE),
    ("cp932", JAPANESE),
    ("utf-8", LITHUANIAN),
    ("utf-16-le", GERMAN),
    ("utf-16-be", CZECH),
    ("utf-32-le", GERMAN),
]


@pytest.mark.parametrize(("name", "text"), FILES)
def test_the_evidence_decides(name: str, text: str) -> None:
    content = text.encode(name)
    encoding = decide_encoding(content)
    assert encoding.name == name
    assert content.decode(encoding.codec) == text
    assert encoding.evidence


@pytest.mark.parametrize(("name", "text"), FILES)
def test_a_declared_encoding_is_taken(name: str, text: str) -> None:
    assert decide_encoding(text.encode(name), name.upper()).name == name


MARKED = ["utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize("name", MARKED)
@pytest.mark.parametrize("declared", ["auto", "utf-8", "windows-1252", *MARKED])
def test_a_byte_order_mark_beats_what_was_declared(name: str, declared: str) -> None:
    content = LITHUANIAN.encode(name)
    encoding = decide_encoding(content, declared)
    assert content[encoding.bom :].decode(encoding.codec) == LITHUANIAN
    agrees = declared in ("auto", name) or (name, declared) == ("utf-8-sig", "utf-8")
    assert (encoding.doubt is None) == agrees
    assert encoding.doubt is None or encoding.doubt.code == "SK414"


def test_ascii_alone_is_utf_8() -> None:
    assert decide_encoding(b"date;amount\n").codec == "utf-8"
    assert decide_encoding(b"").codec == "utf-8"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_declared_utf_16_without_a_mark_finds_its_byte_order(name: str) -> None:
    assert decide_encoding(GERMAN.encode(name), "utf-16").codec == name


def test_a_wrong_declaration_says_where_and_what_the_bytes_are() -> None:
    with pytest.raises(EncodingError) as caught:
        decide_encoding(GERMAN.encode("cp1252"), "utf-8", file="umsatz.csv")
    finding = caught.value.diagnostics[0]
    assert (finding.code, finding.file, finding.line) == ("SK402", "umsatz.csv", 1)
    assert finding.message == "the file is not utf-8: byte 17 of it (E4) is no text"
    assert finding.hint == (
        "its bytes are valid windows-1252 ('Empfänger'); write encoding = 'windows-1252'"
    )


WRONG = [
    (LITHUANIAN.encode(), "ascii", "its bytes are valid utf-8; write encoding = 'utf-8'"),
    (GERMAN.encode("utf-16-le"), "ascii", "its bytes look like utf-16; write encoding = 'utf-16'"),
    (b"a;b\r\nc;\x81\r\n", "windows-1252", "write the encoding that the bank names"),
    (b"date;amount\n", "utf-16", "its bytes are valid utf-8; write encoding = 'utf-8'"),
]


@pytest.mark.parametrize(("content", "declared", "hint"), WRONG)
def test_the_hint_names_the_encoding_to_declare(content: bytes, declared: str, hint: str) -> None:
    with pytest.raises(EncodingError) as caught:
        decide_encoding(content, declared)
    assert hint in (caught.value.diagnostics[0].hint or "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_of_a_wrong_byte_is_counted_at_every_kind_of_line_end(end: str) -> None:
    with pytest.raises(EncodingError) as caught:
        decide_encoding(f"a;b{end}c;d{end}é;f{end}".encode("cp1252"), "utf-8")
    assert caught.value.diagnostics[0].line == 3


@pytest.mark.parametrize("declared", ["auto", "utf-8"])
def test_a_few_damaged_lines_do_not_make_another_encoding(declared: str) -> None:
    content = LITHUANIAN.encode() + b"2024-02-03;\xe0\n"
    assert decide_encoding(content, declared).codec == "utf-8"


def test_too_little_evidence_is_a_question_that_shows_both_readings() -> None:
    with pytest.raises(EncodingError, match="cannot be told") as caught:
        decide_encoding("Saaja;Jõgi\n".encode("cp1257"))
    finding = caught.value.diagnostics[0]
    assert finding.code == "SK403"
    assert finding.message == (
        "the encoding of the file cannot be told:"
        " it may be windows-1252 ('Jõgi') or windows-1250 ('Jőgi')"
    )


def test_bytes_in_no_encoding_at_all() -> None:
    with pytest.raises(EncodingError) as caught:
        decide_encoding(b"\x81\x8d\xff\xfe\x9d\x80" * 10)
    assert caught.value.code == "SK403"


def test_the_evidence_may_stand_far_down_the_file() -> None:
    plain = b"2024-02-01;3,20\n" * 20_000
    assert encoding_of(open_source(plain + RUSSIAN.encode("cp1251")), "auto").codec == "cp1251"


def test_text_that_is_handed_in_needs_no_encoding() -> None:
    assert encoding_of(open_source(io.StringIO(RUSSIAN)), "cp1251").codec == "utf-8"


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF8", "utf-8"),
        ("utf_8_sig", "utf-8"),
        ("Windows-1257", "cp1257"),
        ("latin1", "iso8859-1"),
    ],
)
def test_an_encoding_has_many_names(name: str, codec: str) -> None:
    assert find_codec(name) == codec


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("windows1257", "did you mean 'windows-1257'?"),
        ("rot13", None),
        ("hex", None),
        ("idna", None),
        ("unicode_escape", None),
        ("a\0b", None),
        ("\ud800", None),
        ("", None),
        ("x" * 9999, None),
    ],
)
def test_what_is_no_encoding(name: str, hint: str | None) -> None:
    with pytest.raises(LayoutError) as caught:
        find_codec(name)
    assert caught.value.code == "SK503"
    found = caught.value.diagnostics[0].hint
    assert hint is None or found == hint
    assert f"'{name}'" not in str(found)


@given(st.binary(max_size=300), st.sampled_from(["auto", "utf-8", "utf-16", "cp1257", "gb18030"]))
def test_only_our_own_errors_escape(content: bytes, declared: str) -> None:
    with suppress(EncodingError):
        decide_encoding(content, declared)
