"""Delimiters and quotes decided by the whole of a file's first lines, or asked for."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import FormatError
from statementkit.layouts.dialect import decide_dialect
from statementkit.source import Block

cells = st.text(alphabet="abc 12.-", min_size=1, max_size=8).filter(lambda cell: cell.strip())
tables = st.integers(3, 6).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=10)
)


@given(tables, st.sampled_from(",;|\t"))
def test_a_table_shows_its_delimiter(table: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(table)
    dialect, [fact] = decide_dialect(Block(1, text.getvalue().strip("\n")), "auto", '"')
    assert dialect.delimiter == delimiter == fact.value
    assert fact.lines[0] == 1


DECIDED = {
    "decimal commas": ("Tag;Name;Betrag\n1.2.;Amt;-3,20\n2.2.;Bäcker;4,00", ";"),
    "thousands in quotes": ('day,name,sum\n1.2.,x,"1,234.50"\n2.2.,y,"2,000.00"', ","),
    "semicolons in a text": ("day,name,sum,note\n1,x,2,a;b\n2,y,3,c;d\n3,z,4,e;f", ","),
    "a preamble": ("Account 12\nPeriod: March, April\n\nday;name;sum\n1;a;2\n2;b;3", ";"),
    "a preamble longer than the data": ("a\nb\nc, d\ne\nf\nday;name;sum\n1;a;2", ";"),
    "a header alone": ("day;name;sum", ";"),
    "line breaks in quotes": ('day|name|sum\n1|"a\nb"|2\n2|"c,d,e\nf"|3', "|"),
    "one column of amounts": ("day\tsum\n1.2.\t3,20\n2.2.\t4,00", "\t"),
    "rows of other widths": ("a,b,c,d\n1,2,3,4\n1,2,3\n1,2,3,4,5\n1,2,3,4", ","),
}


@pytest.mark.parametrize(("text", "delimiter"), DECIDED.values(), ids=DECIDED)
def test_the_widths_of_the_records_decide(text: str, delimiter: str) -> None:
    assert decide_dialect(Block(1, text), "auto", '"')[0].delimiter == delimiter


OPEN = {
    "one column": ("day\n1.2.\n2.2.", "no line has a comma"),
    "aligned with spaces": ("Date        Amount\n01/02/2024  3.20", "no line has a comma"),
    "two delimiters alike": ("a,b;c,d;e\n1,2;3,4;5", r"comma \(3 cells\) and semicolon"),
    "nothing": ("", "no line has a comma"),
}


@pytest.mark.parametrize(("text", "why"), OPEN.values(), ids=OPEN)
def test_too_little_evidence_is_a_question(text: str, why: str) -> None:
    with pytest.raises(FormatError, match=why) as caught:
        decide_dialect(Block(1, text), "auto", '"')
    assert caught.value.code == "SK406"


def test_a_line_that_holds_the_header_decides_alone() -> None:
    text = "a,b;c,d;e\nDay;Name;Sum, net\n1,2;3,4;5"
    dialect, [fact] = decide_dialect(Block(7, text), "auto", '"', ["Name", "Day"])
    assert dialect.delimiter == ";"
    assert fact.lines == (8,)


def test_a_line_of_one_name_alone_decides_nothing() -> None:
    text = "Day\nDay;Sum\n1.2.;3,5\n2.2.;4,0"
    assert decide_dialect(Block(1, text), "auto", '"', ["Day"])[0].delimiter == ";"


def test_what_is_declared_is_no_fact() -> None:
    dialect, facts = decide_dialect(Block(1, "a,b,c\n1,2,3"), ";", "'")
    assert (dialect.delimiter, dialect.quote, facts) == (";", "'", [])


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("'a;b';'1'\n'c';'2'", "'"),
        ('"a;b";"1"\n"c";"2"', '"'),
        ("a;b\nc;d", '"'),
        ("it's;O'Neil\nrock 'n' roll;x", '"'),
    ],
)
def test_the_quote_is_the_one_that_encloses_cells(text: str, quote: str) -> None:
    assert decide_dialect(Block(1, text), ";", "auto")[0].quote == quote


def test_quotes_may_be_declared_plain_text() -> None:
    assert decide_dialect(Block(1, 'a;"b\nc;d'), ";", "none")[0].quote is None
