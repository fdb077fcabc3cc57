"""Headers: found by their text wherever they stand, and compared column by column."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import FormatError
from statementkit.layouts import Layout
from statementkit.layouts.header import (
    Header,
    absent,
    check_header,
    compare_header,
    find_header,
)
from statementkit.order.parser import parse_order

EXPECTED = ["Date", "Payee", "Amount", "Currency", "Reference"]


def differences(cells: list[str], needed: list[int] | None = None) -> list[tuple[str, str]]:
    found = compare_header(Header(cells, 5), EXPECTED, needed)
    assert all(each.code == "SK408" and each.line == 5 for each in found)
    return [(each.severity, each.message) for each in found]


def test_the_same_header_has_no_differences() -> None:
    assert differences(["date", " PAYEE ", "\ufeffAmount", "Currency\n", "Reference"]) == []


def test_swapped_columns_are_told_by_name_and_place() -> None:
    assert differences(["Date", "Amount", "Payee", "Currency", "Reference"]) == [
        ("error", "'Payee' stands in column 3, not in 2"),
        ("error", "'Amount' stands in column 2, not in 3"),
    ]


def test_a_renamed_column() -> None:
    [finding] = compare_header(Header(["Date", "Payee name", *EXPECTED[2:]], 1), EXPECTED)
    assert finding.message == "there is no 'Payee'; column 2 is 'Payee name'"
    assert finding.hint == "it was renamed: change header_fingerprint"


@pytest.mark.parametrize(
    ("cells", "is_proposed"),
    [
        (["Date", "Customer", *EXPECTED[2:]], True),
        (["Date", "Reference", *EXPECTED[2:]], False),
        (["Date", "", *EXPECTED[2:]], False),
        (["Date", "Customer", "Sum", *EXPECTED[3:]], False),
        (["Date", "Customer", *EXPECTED[2:], "More"], False),
    ],
)
def test_a_header_is_proposed_where_one_column_alone_has_a_new_name(
    cells: list[str], is_proposed: bool
) -> None:
    layout = Layout(order="date|name|amount|currency|ref", header_fingerprint=EXPECTED)
    with pytest.raises(FormatError) as caught:
        check_header(Header(cells, 1), layout, parse_order(str(layout.order)))
    hint = caught.value.diagnostics[-1].hint or ""
    assert (f"header_fingerprint = {json.dumps(cells)}" in hint) is is_proposed


def test_a_column_left_out_and_one_put_in() -> None:
    assert differences(["Date", "Amount", "Currency", "Reference"])[0] == (
        "error",
        "there is no 'Payee'; column 2 is 'Amount'",
    )
    assert differences(["Date", "Payee", "Bank", "Amount", "Currency", "Reference"]) == [
        ("error", "'Amount' stands in column 4, not in 3"),
        ("error", "'Currency' stands in column 5, not in 4"),
        ("error", "'Reference' stands in column 6, not in 5"),
        ("warning", "the header goes on with 'Reference'"),
    ]


def test_a_column_more_at_the_end_is_a_warning() -> None:
    assert differences([*EXPECTED, "Category"]) == [
        ("warning", "the header goes on with 'Category'")
    ]
    assert differences([*EXPECTED, "", " "]) == []


def test_a_header_that_ends_early() -> None:
    assert differences(EXPECTED[:4]) == [("error", "there is no 'Reference'")]


def test_a_column_that_no_order_reads_may_differ() -> None:
    cells = ["Date", "Who", "Amount", "Currency", "Reference"]
    assert [severity for severity, _ in differences(cells, [1, 3])] == ["warning"]
    assert [severity for severity, _ in differences(cells, [2])] == ["error"]


@given(st.permutations(EXPECTED))
def test_every_column_that_moved_is_told(cells: list[str]) -> None:
    moved = [name for name, cell in zip(EXPECTED, cells, strict=True) if name != cell]
    assert [message.split("'")[1] for _, message in differences(cells)] == moved


ROWS = [
    (1, ["Statement of account"]),
    (3, ["Account", "EE00 1234"]),
    (5, ["Datum", "Payee", "Amount", "Currency", "Reference"]),
    (6, ["Date", "Payee", "Amount"]),
    (7, ["2024-02-01", "Kohvik", "-3.20"]),
]


def test_a_header_is_the_first_record_with_all_the_names() -> None:
    assert find_header(ROWS, ["amount", "DATE"], exactly=True).line == 6
    assert find_header(ROWS, [], exactly=False).line == 1


def test_a_header_may_lack_a_few_names_where_differences_are_told_later() -> None:
    assert find_header(ROWS, EXPECTED, exactly=False).line == 5


NOT_FOUND = [
    (EXPECTED, True, "line 5 comes nearest; it lacks 'Date', but has 'Datum'"),
    (["Sum", "Fee", "Payee"], False, "line 5 comes nearest; it lacks 'Sum', 'Fee'"),
    (["Sum"], False, "look whether this is the export that the layout is for"),
]


@pytest.mark.parametrize(("names", "exactly", "hint"), NOT_FOUND)
def test_a_header_that_is_not_there(names: list[str], exactly: bool, hint: str) -> None:
    with pytest.raises(FormatError) as caught:
        find_header(ROWS, names, exactly=exactly)
    assert (caught.value.code, caught.value.diagnostics[0].hint) == ("SK407", hint)


def test_a_file_without_records_has_no_header() -> None:
    with pytest.raises(FormatError, match="there is no header"):
        find_header([], [], exactly=False)


def test_names_that_are_absent_keep_their_spelling() -> None:
    assert absent(["Betrag\n(EUR)", "x"], ["Betrag (EUR)", "Saldo"]) == ["Saldo"]
