"""Anonymised files: nobody is named, everything adds up, and the shape stays."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban
from stdnum.ru import inn

import statementkit as sk
from statementkit.layouts import Layout, shipped_layouts
from statementkit.testing import anonymise, shrink, statements
from statementkit.testing.onec import invent

EXAMPLES = Path(__file__).parents[2] / "examples"
STATEMENTS = sorted(
    path for path in EXAMPLES.glob("*/statement*") if path.suffix not in (".xls", ".xlsx")
)
TEXTS = sorted(name for name, layout in shipped_layouts().items() if layout.format != "excel")
HANSA = Layout(
    name="hansa",
    order="date|name|iban|remitterId|description|amount|type|id",
    date_format="dd.MM.yyyy",
    decimal=",",
    delimiter=";",
)
HEADER = "Day;Payee;IBAN;Code;Text;Sum;Type;Id\n"
IBAN, INN = "EE382200221020145685", "7707083893"
FILE = (
    "Statement of Mari Kask\n"
    + HEADER
    + f'01.02.2024;Mari Kask;{IBAN};{INN};"Invoice 4711; to {IBAN}";-3,20;Card 123456;17\n'
    + f"02.02.2024;MARI KASK;EE38 2200 2210 2014 5685;{INN};Õun of Mari Kask;+12,5O;Card;17\n"
    + "03.02.2024;Иванова Мария;40702810100000000017;;Оплата по счету 12345;7,00 EUR;;18\n"
)
FOUND = attrs.evolve(HANSA, header=["Day", "Payee"])
NAMES = re.compile("mari|kask|иванов|invoice|õun|4711|2210|0017|123456|12345", re.IGNORECASE)


def money(content: bytes, layout: Layout | str) -> Any:
    found = sk.read(content, layout)
    rows = [(each.booked_on, each.amount, each.currency, each.line) for each in found.transactions]
    return rows, found.counts, [(each.code, each.line) for each in found.problems]


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_examples_keep_their_money_and_their_shape(path: Path) -> None:
    layout, content = path.parent.name, path.read_bytes()
    hidden = anonymise(path, layout, key="a secret")
    assert hidden != content
    assert money(hidden, layout) == money(content, layout)
    assert hidden.count(b"\n") == content.count(b"\n")
    assert anonymise(content, layout, key="a secret") == hidden
    assert anonymise(content, layout, key="another") != hidden
    if sk.find_layout(layout).format == "fixed":
        assert [*map(len, hidden.splitlines())] == [*map(len, content.splitlines())]


@settings(max_examples=30)
@given(st.data(), st.sampled_from(TEXTS))
def test_files_of_any_layout_keep_their_money(data: st.DataObject, name: str) -> None:
    content = data.draw(statements(name, most=3)).content
    assert money(anonymise(content, name, key="a secret"), name) == money(content, name)


@settings(max_examples=30)
@given(st.data(), st.sampled_from(TEXTS))
def test_what_is_known_again_is_known_again(data: st.DataObject, name: str) -> None:
    content = data.draw(statements(name, most=6)).content
    hidden = anonymise(content, name, key="a secret")
    before, after = (sk.read(each, name).transactions for each in (content, hidden))
    for field in ("bank_id", "reference", "account", "invoice_number", "name"):
        assert pattern([getattr(each, field) for each in before]) == (
            pattern([getattr(each, field) for each in after])
        )


def pattern(values: list[str | None]) -> list[int | None]:
    """Return where each value stood first, which tells who is the same and who is not."""
    return [values.index(value) if value else None for value in values]


def test_a_code_that_a_name_touches_stays_and_the_name_does_not() -> None:
    layout = Layout(
        format="fixed", date_format="ddMMyy", decimal=".",
        order="date@1-6|amount@7-12|name@13-40.extract(/^(?:NPY|NBE)(.*)/)",
    )  # fmt: skip
    content = b"290224  3.20NPYMari Kask\n290224  1.00NBENBE Kask\n290224  1.00Mari Kask\n"
    found = sk.read(anonymise(content, layout, key="a secret"), layout)
    first, second, third = (each.name for each in found.transactions)
    assert first
    assert second
    assert third is None
    assert "Mari" not in first
    assert first.split()[1] == second.split()[1] != "Kask"


def test_short_ids_stay_as_many_as_they_are() -> None:
    rows = "".join(f"01.02.2024;A;;;;1,00;Card;{number}\n" for number in range(10, 100))
    layout = attrs.evolve(HANSA, header=False)
    for key in "abc":
        hidden = sk.read(anonymise(rows.encode(), layout, key=key), layout)
        assert len({each.bank_id for each in hidden.transactions}) == 90


@pytest.mark.parametrize("gap", [" ", "\xa0", "\u202f", ".", "-"])
def test_an_iban_in_groups_is_the_same_and_words_behind_it_are_words(gap: str) -> None:
    groups = gap.join(IBAN[at : at + 4] for at in range(0, len(IBAN), 4))
    row = f"01.02.2024;;{IBAN};;to {groups} PAID NOW;1,00;;1\n"
    layout = attrs.evolve(HANSA, header=False)
    _, _, number, _, text, *_ = anonymise(row.encode(), layout, key="1").decode().split(";")
    assert iban.is_valid(number)
    assert number in text.replace(gap, "")
    assert "PAID" not in text


def test_nobody_is_named() -> None:
    hidden = anonymise(FILE.encode(), FOUND, key="a secret").decode()
    assert not NAMES.search(hidden)
    for kept in (HEADER, "01.02.2024", "-3,20", "+12,5O", "7,00 EUR", "Оплата по счету", "Card "):
        assert kept in hidden


def test_the_same_stays_the_same_and_valid() -> None:
    hidden = anonymise(FILE.encode(), FOUND, key="a secret").decode()
    first, second, third = (line.split(";") for line in hidden.splitlines()[2:])
    assert first[1].lower() == second[1].lower()
    assert first[1] in hidden.splitlines()[0]
    assert first[1] in second[4]
    assert (first[2], first[3]) == (second[2].replace(" ", ""), second[3])
    assert first[-1] == second[-1] != third[-1]
    assert re.fullmatch("EE.. (.{4} ){3}.{4}", second[2])
    assert iban.is_valid(first[2])
    assert first[2] in first[5]
    assert inn.is_valid(first[3])
    assert third[2].startswith("407028101")


@pytest.mark.parametrize(
    ("cells", "leaks"),
    [
        (";;MariKask;;;;", "Mari|Kask"),
        (";;Mari Kask;;;;", "Mari|Kask"),
        (";;;mari@kask.example;;;", "mari|kask"),
        (";张三;;;王小明转账;;", "张三|王小明"),
        (";मारी कास्क;;;Ма́ри;;", "मा|क|Ма|ри"),
        (";;;;Ref 7U9K2L0P3QX1 of A1B2C3D4;;", "U9|K2L|B2C"),
        (";;;;４２７６１２３４ ٤٢٧٦١٢٣٤;;", "４２７６|٤٢٧٦"),
        (f";;;;;{IBAN};", "2002"),
        (";;;;;李小明 12;", "李小明"),
        (f';;;;"""{IBAN}"" of ""Mari"" Kask"\t;;', "Mari|Kask|2002"),
    ],
)
def test_nobody_is_named_in_any_script_or_cell(cells: str, leaks: str) -> None:
    row = f"01.02.2024{cells};Card;1\n"
    layout = attrs.evolve(HANSA, header=False)
    assert re.search(leaks, row)
    hidden = anonymise(row.encode(), layout, key="a secret")
    assert not re.search(leaks, hidden.decode())
    assert money(hidden, layout) == money(row.encode(), layout)


@pytest.mark.parametrize("quote", ["|", "^", "'"])
def test_a_cell_may_go_on_behind_its_quotes(quote: str) -> None:
    layout = Layout(order="date|name|amount", date_format="d.M.yyyy", header=False, quote=quote,
                    delimiter=";")  # fmt: skip
    content = f"1.2.2024;{quote}Mari; Kask{quote} and {quote}Sons;{quote}1.50{quote}\t\n"
    hidden = anonymise(content.encode(), layout, key="a secret").decode()
    assert re.fullmatch("1.2.2024;.([A-Z][a-z]+); ([A-Z][a-z]+). .*;.1.50.\t\n", hidden)
    assert not re.search("Mari|Kask|Sons", hidden)


def test_the_words_of_the_order_stay() -> None:
    order = 'date|descAndName|amount|conditions=2~"refund",skip;2="Hold of goods",skip'
    layout = Layout(order=order, date_format="dd.MM.yyyy", decimal=",", delimiter=";", header=False)
    content = "1.2.2024;Refund of Kask;1,00\n1.2.2024;Hold of goods;1,00\n1.2.2024;Kask;2,00\n"
    hidden = anonymise(content.encode(), layout, key="a secret").decode().splitlines()
    assert re.fullmatch("1.2.2024;Refund of [A-Z][a-z]+;1,00", hidden[0])
    assert hidden[1] == "1.2.2024;Hold of goods;1,00"
    assert "Kask" not in hidden[2]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("5 February 2024", "5 February 2024"),
        ("5 February 2024 Mari Kask", "5 February 2024 "),
        ("Mari Kask", ""),
        ("31 February 2024", " 2024"),
    ],
)
def test_a_day_keeps_what_makes_it_a_day(cell: str, kept: str) -> None:
    layout = Layout(order="date|amount", date_format="d MMMM yyyy", header=False, delimiter=";")
    hidden = anonymise(f"{cell};1.00\n".encode(), layout, key="a secret").decode()
    assert kept in hidden
    assert not re.search("Mari|Kask", hidden)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1257"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_bytes_that_say_nothing_stay(encoding: str, newline: str) -> None:
    text = f"Day;Payee;Sum{newline}{newline}01.02.2024;'Õun';-3,20{newline}"
    layout = Layout(
        order="date|name|amount", date_format="dd.MM.yyyy", decimal=",", encoding=encoding
    )
    hidden = anonymise(text.encode(encoding), layout, key="a secret")
    pattern = f"Day;Payee;Sum{newline}{newline}01.02.2024;'[A-Z][a-z]+';-3,20{newline}"
    assert re.fullmatch(pattern, hidden.decode(encoding))
    assert hidden[:2] == text.encode(encoding)[:2]


def test_files_for_1c_need_no_layout() -> None:
    content = invent("tbank").content
    hidden = anonymise(content, key="a secret")
    assert [each.amount for each in sk.read(hidden).transactions] == (
        [each.amount for each in sk.read(content).transactions]
    )


PAID = Layout(
    format="xml",
    record="/Doc/Row",
    order="date@/Row/Day|amount@/Row/Sum|currency@/Row/Sum/@Ccy|name@/Row/Who|description@/Row/Txt",
    date_format="yyyy-MM-dd",
    decimal=".",
)


@pytest.mark.parametrize(
    "who",
    [
        "<Who><![CDATA[Mari > Kask]]></Who>",
        "<Who>Mari<![CDATA[ & ]]>Kask</Who>",
        "<!-- by Mari Kask --><Who>N</Who>",
        "<Who>&#77;ari &#x4B;a&#115;k &amp; &#60;</Who>",
        "<Who n='Mari > Kask'>N</Who>",
        '<Other a="&#77;ari" b="x>y">Kask</Other>',
    ],
)
def test_nobody_is_named_between_tags_and_in_them(who: str) -> None:
    row = f"<Row><Day>2024-02-01</Day><Sum Ccy='EUR'>-3.20</Sum>{who}</Row>"
    content = f"<?xml version='1.0' encoding='us-ascii'?><Doc>{row}</Doc>".encode()
    hidden = anonymise(content, PAID, key="a secret")
    assert not re.search("Mari|Kask|&#77;|&#x4B;|ari", hidden.decode())
    assert money(hidden, PAID) == money(content, PAID)
    assert len(re.findall(b"&amp;|&#60;", hidden)) == len(re.findall(b"&amp;|&#60;", content))


@pytest.mark.parametrize("piece", ["<", "<a '", "<!--", "<![CDATA[", "<a b='c' "])
def test_tags_that_never_end_take_no_longer_than_their_length(piece: str) -> None:
    layout = attrs.evolve(PAID, record="<Row>", order="date@<Day>|amount@<Sum>")
    row = "<Row><Day>2024-02-01</Day><Sum>1.00</Sum></Row>"
    started = process_time()
    with suppress(sk.StatementKitError):
        anonymise(f"{row}{piece * 50_000}".encode(), layout)
    assert process_time() - started < 20


def test_long_cells_of_fixed_width_take_no_longer_than_their_length() -> None:
    layout = Layout(
        format="fixed", order="date@1-10|amount@11-20|name@21-200020", date_format="yyyy-MM-dd"
    )
    content = f"2024-02-01      1.00{'1a' * 100_000}\n"
    started = process_time()
    hidden = anonymise(content.encode(), layout, decimal=".")
    assert process_time() - started < 20
    assert len(hidden) == len(content)


def test_elements_may_lack_their_end_tags() -> None:
    row = "<STMTTRN><DTPOSTED>20240201<TRNAMT>-3.20<CURRENCY><CURRATE>1.0<CURSYM>USD</CURRENCY>"
    content = (
        f"<OFX><STMTRS><DTASOF>20240301<CURDEF>EUR{row}<NAME>Mari Kask</STMTTRN></STMTRS></OFX>"
    )
    assert [each.currency for each in sk.read(content.encode(), "ofx").transactions] == ["USD"]
    hidden = anonymise(content.encode(), "ofx", key="a secret").decode()
    assert "<CURSYM>USD" in hidden
    assert "<CURDEF>EUR" in hidden
    assert not re.search("Mari|Kask", hidden)


# -- small files -----------------------------------------------------------------------------------


def test_a_shrunk_file_shows_one_problem_and_nothing_else() -> None:
    small = shrink(FILE.encode(), FOUND, "SK301", key="a secret")
    assert small.decode() == HEADER + ";;;;;+12,5O;;\n"


def test_the_smallest_of_many_rows_is_found() -> None:
    rows = "".join(f"01.02.2024;Mari {number};{number},00\n" for number in range(500))
    layout = Layout(order="date|name|amount", date_format="dd.MM.yyyy", decimal=",")
    content = f"Day;Payee;Sum\n{rows}31.02.2024;Mari Kask;1,00\n{rows}".encode()
    small = shrink(content, layout, "SK307", key="a secret").decode()
    assert small == "Day;Payee;Sum\n31.02.2024;;\n"


def test_a_problem_may_be_anything_that_a_function_can_tell() -> None:
    def comes_to_ten(content: bytes) -> bool:
        return sum(each.amount for each in sk.read(content, layout).transactions) >= Decimal(10)

    layout = Layout(order="date|amount", date_format="d.M.yyyy", header=False, delimiter=";")
    content = "".join(f"{day}.3.2024;{day}\n" for day in range(1, 10)).encode()
    small = shrink(content, layout, comes_to_ten)
    assert comes_to_ten(small)
    assert len(small.splitlines()) <= 3


@pytest.mark.parametrize("name", ["bgmax-se", "camt053", "ofx"])
def test_files_of_other_formats_shrink_to_a_record(name: str) -> None:
    path = next(path for path in STATEMENTS if path.parent.name == name)
    last = sk.read(path, name).transactions[-1]

    def has_the_last(content: bytes) -> bool:
        found = sk.read(content, name).transactions
        return any((each.booked_on, each.amount) == (last.booked_on, last.amount) for each in found)

    small = shrink(path, name, has_the_last)
    assert has_the_last(small)
    assert len(small) < len(path.read_bytes()) / 2


def test_a_file_without_the_problem_is_refused() -> None:
    with pytest.raises(sk.WriteError, match="does not show SK999"):
        shrink(FILE.encode(), FOUND, "SK999")
    with pytest.raises(sk.WriteError, match="does not show the problem any more"):
        shrink(FILE.encode(), FOUND, lambda content: b"Mari" in content)
