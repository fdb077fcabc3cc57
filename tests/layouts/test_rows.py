"""Rows: what the csv module reads, with the right lines, and no line lost where it fails."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.layouts.rows import MAX_LINES, Dialect, Row, RowReader
from statementkit.source import CUT, Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Quoting = Literal[0, 1, 2]

DELIMITERS = ",;|\t"

cells = st.text(alphabet="ab,;|\t\"' \n\xa0é", max_size=6)
tables = st.lists(st.lists(cells, min_size=1, max_size=4), max_size=12)
delimiters = st.sampled_from(DELIMITERS)
any_text = st.text(alphabet='ab;;""\n\n ', max_size=60)


def blocks_of(text: str, sizes: Sequence[int]) -> Iterator[Block]:
    """Cut a text into blocks of as many lines as the sizes say, in turn."""
    lines = text.split("\n")
    first = 0
    for size in [*sizes, len(lines)]:
        if first < len(lines):
            yield Block(first + 1, "\n".join(lines[first : first + size]))
        first += size


def read(text: str, dialect: Dialect, sizes: Sequence[int] = ()) -> tuple[RowReader, list[Row]]:
    reader = RowReader(blocks_of(text, sizes), dialect)
    return reader, list(reader.rows())


def written(table: list[list[str]], delimiter: str, quoting: Quoting) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerows(table)
    return text.getvalue().removesuffix("\n")


def visible(rows: list[list[str]]) -> list[list[str]]:
    return [row for row in rows if any(map(str.strip, row))]


quotings: st.SearchStrategy[Quoting] = st.sampled_from(
    [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]
)
sizes = st.lists(st.integers(1, 4), max_size=6)


@given(tables, delimiters, quotings, sizes)
def test_what_the_csv_module_writes_is_read_back(
    table: list[list[str]], delimiter: str, quoting: Quoting, sizes: list[int]
) -> None:
    reader, rows = read(written(table, delimiter, quoting), Dialect(delimiter), sizes)
    assert [row for _, row in rows] == visible(table)
    assert reader.problems == []


@given(tables, delimiters, quotings, sizes)
def test_each_row_knows_the_line_on_which_it_begins(
    table: list[list[str]], delimiter: str, quoting: Quoting, sizes: list[int]
) -> None:
    numbered = [[f"#{number}", *row] for number, row in enumerate(table)]
    text = written(numbered, delimiter, quoting)
    lines = text.split("\n")
    for line, row in read(text, Dialect(delimiter), sizes)[1]:
        assert lines[line - 1].lstrip('"').startswith(row[0])


@given(any_text, sizes)
def test_where_nothing_is_wrong_the_rows_are_those_of_the_csv_module(
    text: str, sizes: list[int]
) -> None:
    reader, rows = read(text, Dialect(";"), sizes)
    if not reader.problems:
        expected = csv.reader(io.StringIO(text), delimiter=";")
        assert [row for _, row in rows] == visible(list(expected))


@given(any_text, sizes)
def test_every_line_is_in_a_row_or_a_problem_or_is_blank(text: str, sizes: list[int]) -> None:
    reader, rows = read(text, Dialect(";"), sizes)
    in_rows = sum(1 + "".join(row).count("\n") for _, row in rows)
    in_problems = len(reader.problems)
    assert in_rows + in_problems + reader.blank_lines == len(text.split("\n"))


@given(any_text, sizes)
def test_the_cut_into_blocks_changes_nothing(text: str, sizes: list[int]) -> None:
    whole, rows = read(text, Dialect(";"))
    cut, same_rows = read(text, Dialect(";"), sizes)
    assert same_rows == rows
    assert cut.problems == whole.problems
    assert cut.blank_lines == whole.blank_lines


@given(st.text(alphabet='ab;"\n', max_size=40), sizes)
def test_without_a_quote_every_quote_is_text(text: str, sizes: list[int]) -> None:
    reader, rows = read(text, Dialect(";", None), sizes)
    assert [row for _, row in rows] == visible([line.split(";") for line in text.split("\n")])
    assert reader.problems == []


@given(st.text(alphabet="ab;\n", max_size=30), st.text(alphabet="ab;\n", max_size=30))
def test_reading_a_then_b_is_reading_both(first: str, second: str) -> None:
    rows = read(f"{first}\n{second}", Dialect(";"))[1]
    shift = first.count("\n") + 1
    apart = read(first, Dialect(";"))[1]
    apart += [(line + shift, row) for line, row in read(second, Dialect(";"))[1]]
    assert rows == apart


def test_without_a_quote_nul_bytes_are_no_quotes_either() -> None:
    reader, rows = read("\0a\0\nb", Dialect(";", None))
    assert rows == [(2, ["b"])]
    assert [(each.code, each.line) for each in reader.problems] == [("SK411", 1)]


SLOPPY = [
    ('"x"y;1', ["xy", "1"]),
    ('a"b"c;1', ['a"b"c', "1"]),
    ('"He said ""no""";1', ['He said "no"', "1"]),
    ('"a";b;"c"', ["a", "b", "c"]),
    ('"a;b";"c"', ["a;b", "c"]),
    ('"";""x', ["", "x"]),
    ("'a;b';c", ["'a", "b'", "c"]),
]


@pytest.mark.parametrize(("line", "row"), SLOPPY)
def test_a_quote_may_stand_anywhere_in_a_line(line: str, row: list[str]) -> None:
    assert read(line, Dialect(";"))[1] == [(1, row)]


FORGOTTEN = [
    ('1;a\n2;"b\n3;c', [1, 3], 2),
    ('1;a\n2;"b\n3;"c"\n4;d', [1, 3, 4], 2),
    ('1;"a\n2;"b";c\n3;"d"', [2, 3], 1),
    ('"1";"a\n"2";"b"', [2], 1),
    ('1;a\n2;b\n3;"c', [1, 2], 3),
]


@pytest.mark.parametrize(("text", "lines", "bad"), FORGOTTEN)
def test_a_forgotten_quote_costs_its_line_alone(text: str, lines: list[int], bad: int) -> None:
    reader, rows = read(text, Dialect(";"))
    assert [line for line, _ in rows] == lines
    assert [(each.code, each.line) for each in reader.problems] == [("SK409", bad)]


def test_a_quoted_cell_may_span_a_hundred_lines_and_no_more() -> None:
    longest = '"' + "x\n" * (MAX_LINES - 1) + 'y";1'
    assert len(read(longest, Dialect(";"))[1]) == 1
    reader, rows = read('"\n' + longest.removeprefix('"'), Dialect(";"))
    assert len(rows) == MAX_LINES
    assert reader.problems[0].line == 1


def test_many_forgotten_quotes_are_many_problems_and_no_more_time() -> None:
    reader, rows = read("\n".join(['1;"a;b'] * 3000), Dialect(";"))
    assert rows == []
    assert len(reader.problems) == 3000


def test_a_record_whose_cells_are_blank_is_left_out() -> None:
    reader, rows = read('a\n\n  \n;;\n"";""\n"\n"\n\x1a', Dialect(";"))
    assert rows == [(1, ["a"])]
    assert reader.blank_lines == 7


def test_lines_of_comment_are_left_out_but_not_inside_a_quoted_cell() -> None:
    text = '# "top\na;1\n #b;2\n"c\n# no comment\n";3\n#'
    reader = RowReader(iter([Block(1, text)]), Dialect(";"), comment="#")
    assert [line for line, _ in reader.rows()] == [2, 3, 4]
    assert reader.comment_lines == 2


def test_a_quoted_cell_beyond_the_limit_of_the_csv_module_is_a_problem() -> None:
    huge = "x" * (csv.field_size_limit() + 1)
    reader, rows = read(f'1;a\n2;"{huge}"x\n3;c\n{huge};d', Dialect(";"))
    assert [line for line, _ in rows] == [1, 3, 4]
    assert [(each.code, each.line) for each in reader.problems] == [("SK410", 2)]


@pytest.mark.parametrize(
    ("damage", "code"), [("\0", "SK411"), (chr(0xDCF5), "SK412"), (CUT, "SK410")]
)
def test_what_cannot_be_read_of_a_line_makes_it_a_problem(damage: str, code: str) -> None:
    text = f'1;a\n2;b{damage}\n3;"c\nd{damage}"\n5;e'
    reader = RowReader(iter([Block(1, text, is_damaged=damage != "\0")]), Dialect(";"))
    assert [line for line, _ in reader.rows()] == [1, 5]
    assert [(each.code, each.line) for each in reader.problems] == [(code, 2), (code, 3)]


def test_a_line_that_ends_with_damage_is_not_said_to_be_what_it_was_taken_for() -> None:
    reader = RowReader(iter([Block(1, f"1;caf{chr(0xDCE9)}", is_damaged=True)]), Dialect(";"))
    assert list(reader.rows()) == []
    assert reader.problems[0].hint == (
        "its bytes are valid windows-1252 ('café'); write encoding = 'windows-1252'"
    )


def test_damage_in_a_later_block_is_found_in_a_cell_that_began_before() -> None:
    blocks = [Block(1, '1;"a'), Block(2, f'b{chr(0xDCE9)}";x\n3;c', is_damaged=True)]
    reader = RowReader(iter(blocks), Dialect(";"))
    assert [line for line, _ in reader.rows()] == [3]
    assert reader.problems[0].hint == (
        "its bytes are valid windows-1252 ('bé'); write encoding = 'windows-1252'"
    )
