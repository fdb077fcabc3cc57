"""Fixed-width files: every character is read where it stands, and no record is lost in silence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.errors import LayoutError, ReadError
from statementkit.layouts.bytewise import ByteText
from statementkit.order.parser import parse_order
from statementkit.order.plan import FILLER

ORDER = "date@1-10|name@11-20|amount@21-30|debit@31-31"
KEYS: dict[str, Any] = {
    "format": "fixed", "date_format": "yyyy-MM-dd", "decimal": ".", "order": ORDER,
}  # fmt: skip


def line(
    day: str = "2024-02-01", name: str = "Kohvik", amount: str = "3.20", flag: str = "D"
) -> str:
    return f"{day:10}{name:10}{amount:>10}{flag}"


def read(data: str | bytes, **keys: Any) -> sk.Statement:
    return sk.read(data.encode() if isinstance(data, str) else data, **{**KEYS, **keys})


def rows(data: bytes, **keys: Any) -> list[tuple[int, Any]]:
    layout = sk.Layout(**{**KEYS, **keys})
    from statementkit.layouts import open_rows
    from statementkit.source import open_source

    return list(open_rows(open_source(data), layout, parse_order(str(layout.order))))


def codes(statement: sk.Statement) -> list[tuple[str, int | None]]:
    return [(each.code, each.line) for each in statement.problems]


def test_characters_count_from_one_and_both_ends_belong() -> None:
    [transaction] = read(line("2024-02-01", "0123456789", "1234567.89", "C")).transactions
    assert transaction.name == "0123456789"
    assert str(transaction.amount) == "1234567.89"


def test_every_line_is_accounted_for() -> None:
    data = f"PREAMBLE\n{line()}\n\n# note\n{line()}\n  \x1a\nTOTAL\n"
    layout = sk.Layout(**{**KEYS, "skip_lines": 1, "comment": "#", "footer_lines": 1})
    stream = sk.iter_transactions(data.encode(), layout)
    assert [each.line for each in stream] == [2, 5]
    assert stream.records.left_out == {
        "lines above the data": 1,
        "blank lines": 2,
        "lines of comment": 1,
        "records in the footer": 1,
    }


def test_records_are_told_by_how_they_begin() -> None:
    data = f"H header\n{line()}\nX other\n{line('2025-01-01')}\n"
    layout = sk.Layout(**{**KEYS, "record": "202"})
    stream = sk.iter_transactions(data.encode(), layout)
    assert [each.line for each in stream] == [2, 4]
    assert stream.records.left_out["lines that do not begin with 202"] == 2


# -- short and cut records -----------------------------------------------------------------------


def test_what_a_short_line_does_not_have_is_blank() -> None:
    order = "date@1-10|amount@11-20|name@21-40|valueDate@41-50|balance@51-60"
    [transaction] = read("2024-02-01      3.20Koh", order=order).transactions
    assert transaction.name == "Koh"
    assert (transaction.value_on, transaction.balance) == (None, None)


CUT = [
    (25, "SK320", "ends inside this place"),
    (30, "SK320", "the line has 30 characters and ends before this place"),
    (20, "SK320", "the line has 20 characters and ends before this place"),
    (7, "SK320", "the line has 7 characters and ends inside this place"),
]


@pytest.mark.parametrize(("length", "code", "words"), CUT)
def test_a_line_that_ends_too_early_is_a_problem_with_its_length(
    length: int, code: str, words: str
) -> None:
    data = f"{line(amount='1234567.89')}\n{line(amount='1234567.89')[:length]}"
    statement = read(data)
    assert statement.counts.mapped == 1
    assert (code, 2) in codes(statement)
    assert any(words in str(problem) for problem in statement.problems)


@given(st.integers(0, 31))
def test_no_end_of_a_line_makes_another_amount(length: int) -> None:
    whole = line(amount="1234567.89")
    for transaction in read(f"{whole}\n{whole[:length]}\n").transactions:
        assert str(transaction.amount) == "-1234567.89"


# -- records of a length ---------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\r"])
def test_records_of_a_length_need_no_line_ends(ending: str) -> None:
    data = ending.join([line(), line(amount="4.00"), line(amount="5.00")]) + ending
    statement = read(data, record=31)
    assert [str(each.amount) for each in statement.transactions] == ["-3.20", "-4.00", "-5.00"]
    assert [each.line for each in statement.transactions] == [1, 2, 3]


def test_a_truncated_record_is_a_located_problem() -> None:
    statement = read((line() * 3)[:-1], record=31)
    assert statement.counts.mapped == 2
    assert codes(statement) == [("SK430", 3)]
    assert "30 characters where the layout says 31" in str(statement.problems[0])


def test_a_short_line_of_its_own_has_lost_its_blanks() -> None:
    order = "date@1-10|amount@11-20|name@21-60"
    data = "2024-02-01      3.20Kohvik\n2024-02-02      4.20\n"
    assert read(data, order=order, record=60).counts.mapped == 2


@given(st.integers(1, 70), st.integers(1, 5), st.sampled_from(["", "\n"]))
def test_a_wrong_length_never_loses_records_in_silence(length: int, count: int, end: str) -> None:
    """Only a multiple of the true length cannot be told: half the records is unread text."""
    assume(end or length == 31 or length % 31)
    statement = read(end.join([line(amount="1234567.89")] * count), record=length)
    amounts = {str(each.amount) for each in statement.transactions}
    assert amounts <= {"-1234567.89"}
    assert statement.counts.mapped + len(statement.problems) >= 1
    if statement.counts.mapped < count:
        assert statement.problems


def test_an_endless_line_is_read_in_pieces() -> None:
    count = 40_000
    statement = read(line() * count + "2024", record=31)
    assert statement.counts.mapped == count
    assert codes(statement) == [("SK430", count + 1)]


def test_a_line_end_inside_of_a_record_is_a_problem() -> None:
    broken = line(name="Koh\nvik")
    statement = read(f"{line()}\n{broken}\n{line()}\n", record=31)
    assert [each.line for each in statement.transactions] == [1, 4]
    assert {problem.line for problem in statement.problems} == {2, 3}


# -- bytes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "shift_jis"])
def test_places_may_count_bytes(encoding: str) -> None:
    name = "中文" if encoding != "utf-8" else "Jõgi Öö"
    data = b"2024-02-01" + name.encode(encoding).ljust(10) + b"      3.20D"
    [transaction] = read(data, positions="bytes", encoding=encoding).transactions
    assert transaction.name == name
    assert str(transaction.amount) == "-3.20"


def test_a_place_that_cuts_a_character_is_a_problem() -> None:
    data = b"2024-02-01" + "Kohvik õh".encode() + b"      3.20D"
    statement = read(data, positions="bytes", order="date@1-10|name@11-18|amount@21-30|debit@31-31")
    assert codes(statement) == [("SK322", 1)]


def test_bytes_that_are_no_text_are_a_problem_of_their_line() -> None:
    record = b"2024-02-01      3.20"
    data = record + "Jõgi\n".encode() + record + "Jõgi\n".encode() + record + b"J\xffgi\n"
    for positions in ("bytes", "characters"):
        statement = read(data, positions=positions, order="date@1-10|amount@11-20|name@21-30")
        assert codes(statement) == [("SK412", 3)]
        assert "bytes FF are no text in utf-8" in str(statement.problems[0])


@pytest.mark.parametrize("decimal", [".", "auto"])
def test_a_check_whose_place_cuts_a_character_is_a_problem_of_its_row(decimal: str) -> None:
    data = "2024-02-01Kõ  1.00\n2024-02-02Kk  2.00\n".encode()
    order = "date@1-10|amount@13-18|conditions=[12-12]=k,date@1-10,amount@13-18;[12-12]>5,skip"
    statement = read(data, positions="bytes", encoding="utf-8", order=order, decimal=decimal)
    assert [str(each.amount) for each in statement.transactions] == ["2.00"]
    [problem] = statement.problems
    assert (problem.code, problem.line, problem.cell) == ("SK322", 1, None)


def test_bytes_cannot_be_counted_in_utf16() -> None:
    with pytest.raises(LayoutError, match="bytes cannot be counted in utf-16"):
        read(line().encode("utf-16"), positions="bytes", encoding="utf-16")


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.data())
def test_a_text_of_bytes_gives_whole_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = len(text[:start].encode()), len(text[:end].encode())
    by_bytes = ByteText.of(text.encode().decode("latin-1"), "utf-8")
    assert by_bytes[first:last] == text[start:end]


# -- laws ------------------------------------------------------------------------------------------

CELLS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5)


@given(TABLES, st.sampled_from(["characters", "bytes"]), st.booleans())
def test_what_was_written_in_columns_is_read_again(
    table: list[tuple[str, ...]], positions: str, has_ends: bool
) -> None:
    data, width = b"", 8 if positions == "characters" else 32
    for cells in table:
        for cell in cells:
            blanks = width - len(cell if positions == "characters" else cell.encode())
            data += cell.encode() + b" " * blanks
        data += b"\n" if has_ends else b""
    record = 3 * width
    found = rows(data, positions=positions, record=record)
    assert [
        tuple(row[n * width : (n + 1) * width].strip() for n in range(3)) for _, row in found
    ] == table


@given(st.binary(max_size=300), st.sampled_from([None, 1, 7, 31, "2"]), st.sampled_from(
    ["characters", "bytes"]
))  # fmt: skip
def test_only_our_errors_escape(data: bytes, record: Any, positions: str) -> None:
    try:
        statement = read(data, record=record, positions=positions)
    except sk.StatementKitError:
        return
    counts = statement.counts
    assert counts.records == counts.mapped + counts.skipped + counts.problems


@pytest.mark.parametrize("data", [b"", b"\n\n", b"%PDF-1.7", bytes(range(32)) * 9])
def test_a_file_that_cannot_be_read(data: bytes) -> None:
    with pytest.raises(ReadError):
        read(data)


@given(st.integers(0, 31), st.integers(31, 62), st.sampled_from("DCx "))
def test_generated_code_and_interpreter_agree_about_short_records(
    length: int, width: int, flag: str
) -> None:
    stream = sk.iter_transactions(line().encode(), sk.Layout(**KEYS))
    for text in (line(flag=flag)[:length], line(flag=flag)[:length].ljust(width, FILLER)):
        outcome = stream.mapper.interpreter.run(text, 1)
        tally = stream.mapper.tally()
        assert tuple(stream.mapper.function([(1, text)], tally)) == outcome.transactions
        assert tally.bad == bool(outcome.problems)
