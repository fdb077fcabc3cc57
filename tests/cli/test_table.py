"""The table of transactions: every row, every amount, aligned, in the width there is."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from statementkit import Transaction
from statementkit.cli.table import Table
from statementkit.export import plain

TEXTS = st.none() | st.text(max_size=80)


@st.composite
def transactions(draw: st.DrawFn) -> Transaction:
    return Transaction(
        date(2024, 2, draw(st.integers(1, 29))),
        Decimal(draw(st.integers(-(10**12), 10**12))).scaleb(-2),
        draw(st.none() | st.sampled_from(["EUR", "USD"])),
        name=draw(TEXTS),
        description=draw(TEXTS),
        line=draw(st.integers(1, 10**6)),
    )


def drawn(made: list[Transaction], width: int = 100) -> list[str]:
    file = io.StringIO()
    Table(Console(file=file, width=width)).write(made)
    return file.getvalue().split("\n")[:-1]


@given(st.lists(transactions(), max_size=10), st.integers(70, 200))
def test_every_row_is_one_line_with_its_whole_amount(made: list[Transaction], width: int) -> None:
    lines = drawn(made, width)
    assert len(lines) == (len(made) + 2 if made else 0)
    for transaction, line in zip(made, lines[2:], strict=False):
        assert transaction.booked_on.isoformat() in line
        assert plain(transaction.amount) in line.split()
        assert line.isprintable()


@given(st.lists(transactions(), min_size=1, max_size=10), st.integers(70, 200))
def test_no_line_is_wider_than_the_console(made: list[Transaction], width: int) -> None:
    assert max(map(cell_len, drawn(made, width))) <= width


def test_more_rows_than_a_page_are_all_printed() -> None:
    made = [
        Transaction(date(2024, 2, 1), Decimal(number), line=number) for number in range(1, 1201)
    ]
    lines = [line.split() for line in drawn(made)]
    assert [int(line[0]) for line in lines if line[0].isdecimal()] == list(range(1, 1201))


def test_columns_without_a_value_are_left_out() -> None:
    made = [Transaction(date(2024, 2, 1), Decimal("-3.20"), name="Turg")]
    assert drawn(made)[0].split() == ["date", "amount", "name"]


def test_a_fee_is_marked() -> None:
    main = Transaction(date(2024, 2, 1), Decimal("10.00"), line=7)
    fee = Transaction(date(2024, 2, 1), Decimal("-0.30"), line=7, kind="fee", parent=main)
    assert [line.split()[-1] for line in drawn([main, fee])[2:]] == ["10.00", "fee"]


def test_control_characters_of_a_file_do_not_reach_the_terminal() -> None:
    made = [Transaction(date(2024, 2, 1), Decimal(1), name="a\x1b[31mb\x07\r\nc\x9b")]
    assert "a\\x1b[31mb\\x07 c\\x9b" in drawn(made)[2]
