"""Delimited files: whatever the bank wrote around its rows, each line ends somewhere."""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import EncodingError, FormatError, ReadError, UnknownFormatError
from statementkit.layouts import Layout, Records, open_records
from statementkit.order.parser import parse_order

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    ["Kuupäev", "Saaja", "Summa"],
    ["01.02.2024", 'Kohvik "Hommik"; Tallinn', "-3,20"],
    ["02.02.2024", "Šokolaadi, OÜ", "1.500,00"],
    ["03.02.2024", "kaks\nrida", "0,00"],
]


def opened(content: str | bytes, **keys: Any) -> Records:
    content = content.encode() if isinstance(content, str) else content
    return open_records(content, Layout(**keys))


def written(rows: list[list[str]], delimiter: str = ";", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().replace("\n", end)


def lines_of(records: Records) -> list[int]:
    return [line for line, _ in records]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1257"])
@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_the_same_rows_in_any_dress(delimiter: str, encoding: str, end: str) -> None:
    content = written(ROWS, delimiter, end).encode(encoding)
    declared = encoding if encoding.startswith("windows") else "auto"
    records = opened(content, encoding=declared)
    assert list(records) == list(zip([2, 3, 4], ROWS[1:], strict=True))
    assert (records.header, records.header_line) == (ROWS[0], 1)
    assert records.delimiter == delimiter
    assert records.problems == records.warnings == []


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1251", "Дата;Имя\n1;ООО «Ромашка»\n"),
        ("gb18030", "日期;名称\n1;星巴克咖啡\n"),
        ("shift_jis", "日付;摘要\n1;ATM引き出し\n"),
    ],
)
def test_a_declared_encoding(encoding: str, text: str) -> None:
    records = opened(text.encode(encoding), encoding=encoding)
    assert [row for _, row in records] == [text.splitlines()[1].split(";")]
    assert records.facts[0].value == records.encoding


PREAMBLE = 'Statement "March\nAccount;EE00 1\n\n"Owner"\n'


@pytest.mark.parametrize(
    "keys",
    [
        {"skip_lines": 4},
        {"header": ["summa", " KUUPÄEV"]},
        {"header_fingerprint": ROWS[0]},
        {"header": ["Saaja"], "skip_lines": 2, "delimiter": ";"},
    ],
)
def test_a_header_is_found_below_a_preamble(keys: dict[str, Any]) -> None:
    records = opened(PREAMBLE + written(ROWS), **keys)
    assert records.header == ROWS[0]
    assert (records.header_line, records.preamble_lines) == (5, 4)
    assert lines_of(records) == [6, 7, 8]
    assert records.problems == []
    assert records.blank_lines == 0


def test_a_preamble_may_be_longer_in_the_next_export() -> None:
    layout = Layout(header=["Saaja"], delimiter=";")
    for preamble in ("", "Period\n", "a\n" * 40):
        records = open_records((preamble + written(ROWS)).encode(), layout)
        assert records.header_line == preamble.count("\n") + 1
        assert len(list(records)) == 3


def test_a_header_of_several_lines() -> None:
    records = opened('Day;"Amount\n(EUR)"\n1;2\n3;4\n')
    assert records.header == ["Day", "Amount\n(EUR)"]
    assert lines_of(records) == [3, 4]


def test_without_a_header_every_record_is_a_row() -> None:
    records = opened("x\n1;2\n3;4\n", header=False, skip_lines=1)
    assert (records.header, records.header_line) == (None, None)
    assert lines_of(records) == [2, 3]


def test_without_a_header_there_is_none_to_compare() -> None:
    assert lines_of(opened("1;2\n", header=False, header_fingerprint=["a"], delimiter=";")) == [1]


def test_names_of_columns_may_repeat() -> None:
    assert opened("Day;Sum;Sum\n1;2;3\n").header == ["Day", "Sum", "Sum"]


@given(st.integers(0, 5), st.integers(0, 8))
def test_a_footer_is_counted_in_records_from_the_end(footer: int, count: int) -> None:
    body = "".join(f'{n};"a\nb"\n\n' for n in range(count))
    records = opened("h;i\n" + body, footer_lines=footer, delimiter=";")
    assert len(list(records)) == max(0, count - footer)
    assert records.footer_rows == min(footer, count)
    assert records.blank_lines == count


def test_rows_keep_their_widths() -> None:
    assert [row for _, row in opened("a;b;c\n1\n1;2;3\n1;2;3;4\n", delimiter=";")] == [
        ["1"],
        ["1", "2", "3"],
        ["1", "2", "3", "4"],
    ]


def test_comments_are_ignored_even_above_the_header() -> None:
    records = opened("# export\nday;sum\n1;2\n#3;4\n", comment="#")
    assert records.header_line == 2
    assert lines_of(records) == [3]
    assert records.comment_lines == 1


def test_joined_files_repeat_their_header_and_their_byte_order_mark() -> None:
    one = written(ROWS).encode("utf-8-sig")
    alone, joined = opened(one), opened(one + one)
    rows = [row for _, row in alone]
    assert [row for _, row in joined] == rows + rows
    assert joined.repeated_headers == 1


def test_head_leaves_the_rows_to_be_read_again() -> None:
    records = opened(written(ROWS))
    assert [line for line, _ in records.head(2)] == [2, 3]
    assert records.head(99)[0][0] == 2
    assert next(records)[0] == 2
    assert lines_of(records) == [3, 4]


def test_facts_say_what_was_decided_and_by_which_lines() -> None:
    records = opened(PREAMBLE + written(ROWS), header=["Saaja"], encoding="auto")
    assert [str(fact) for fact in records.facts] == [
        "encoding = 'utf-8': its accents and symbols are UTF-8",
        "delimiter = ';': line 5 holds the header under it",
        "header = 5: line 5 holds 1 of the 1 names",
    ]


def test_a_byte_order_mark_against_the_layout_is_a_warning() -> None:
    records = opened(written(ROWS).encode("utf-16"), encoding="windows-1257")
    assert [each.code for each in records.warnings] == ["SK414"]
    assert len(list(records)) == 3


# What stops the reading: a sentence with the file, the place and the next step.

REFUSED: list[tuple[bytes, dict[str, Any], type[ReadError], str]] = [
    (b"", {}, FormatError, "SK415"),
    (b"\n \n", {}, FormatError, "SK415"),
    (b"\xef\xbb\xbf", {}, FormatError, "SK415"),
    (b"a;b\n", {"skip_lines": 3}, FormatError, "SK415"),
    (b";;\n", {"delimiter": ";"}, FormatError, "SK407"),
    (b"%PDF-1.7\n%\xe2\xe3\n", {}, UnknownFormatError, "SK404"),
    (b"\x89PNG\r\n\x1a\n\0\0", {}, UnknownFormatError, "SK404"),
    (bytes(range(32)) * 9, {}, UnknownFormatError, "SK404"),
    (gzip.compress(b"%PDF-1.7\n", mtime=0), {}, UnknownFormatError, "SK404"),
    ("Õ;Ä\n1;õ\n".encode("cp1257"), {}, EncodingError, "SK402"),
    (b"just text\nand more\n", {}, FormatError, "SK406"),
    (b"Day;Sum\n1;2\n", {"header": ["Date"]}, FormatError, "SK407"),
    (b"Sum;Day\n1;2\n", {"header_fingerprint": ["Day", "Sum"]}, FormatError, "SK408"),
    (b'"Day;Sum\n1;2\n', {"delimiter": ";"}, FormatError, "SK409"),
    (gzip.compress(b"Day;Sum\n" * 9, mtime=0)[:14], {}, ReadError, "SK413"),
]


@pytest.mark.parametrize(("content", "keys", "kind", "code"), REFUSED)
def test_a_file_that_cannot_be_read(
    content: bytes, keys: dict[str, Any], kind: type[ReadError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        opened(content, **keys)
    finding = caught.value.diagnostics[0]
    assert (finding.code, finding.file) == (code, "<bytes>")
    assert finding.hint
    assert finding.message[0].islower() or finding.message[0] == "'"


def test_swapped_columns_are_told_before_any_row() -> None:
    with pytest.raises(FormatError) as caught:
        opened("Day;Payee;Sum\n1;2;3\n", header_fingerprint=["Day", "Sum", "Payee"])
    assert [each.message for each in caught.value.diagnostics] == [
        "'Sum' stands in column 3, not in 2",
        "'Payee' stands in column 2, not in 3",
    ]


def test_a_column_that_the_order_does_not_read_may_move() -> None:
    layout = Layout(header_fingerprint=["Day", "Sum", "Payee"])
    records = open_records(b"Day;Sum;Who\n1;2;3\n", layout, parse_order("date|amount"))
    assert [each.severity for each in records.warnings] == ["warning"]
    assert lines_of(records) == [2]


# What costs a record: the others are read.


def test_a_damaged_record_is_a_problem_and_the_others_are_rows() -> None:
    content = b"h;i\n" + "ä;1\n".encode() * 3 + b"\xe4;2\n" + "ö;3\n".encode()
    records = opened(content)
    assert lines_of(records) == [2, 3, 4, 6]
    [problem] = records.problems
    assert (problem.code, problem.file, problem.line) == ("SK412", "<bytes>", 5)
    assert problem.message == "bytes E4 are no text in utf-8"


def test_damage_far_down_costs_its_record_alone() -> None:
    row = b"2024-02-01;Kohvik;-3.20\n"
    content = b"a;b;c\n" + row * 50_000 + b"2024;\xf5;1\n" + row * 50_000
    records = opened(content)
    assert sum(1 for _ in records) == 100_000
    assert [each.line for each in records.problems] == [50_002]


def test_nul_bytes_in_a_record() -> None:
    records = opened(b"h;i\n1;2\n3;\0\n5;6\n")
    assert lines_of(records) == [2, 4]
    assert [each.code for each in records.problems] == ["SK411"]


def test_a_line_of_five_million_characters() -> None:
    records = opened("h;i\n1;2\n" + "x" * 5_000_000 + ";3\n4;5\n", delimiter=";")
    assert [len(row[0]) for _, row in records] == [1, 5_000_000, 1]
    assert records.problems == []


def test_a_line_of_nine_million_characters() -> None:
    records = opened("h;i\n1;2\n" + "x" * 9_000_000 + ";3\n4;5\n", delimiter=";")
    assert lines_of(records) == [2, 4]
    assert [(each.code, each.line) for each in records.problems] == [("SK410", 3)]


def test_an_unclosed_quote() -> None:
    records = opened('h;i\n1;2\n3;"x\n5;6\n7;"8"\n')
    assert lines_of(records) == [2, 4, 5]
    assert [(each.code, each.line) for each in records.problems] == [("SK409", 3)]


def test_a_file_that_breaks_off() -> None:
    body = b"".join(b"%d;%d\n" % (n, n * n * 7919 % 99991) for n in range(50_000))
    records = opened(gzip.compress(b"h;i\n" + body)[:-9_000])
    count = sum(1 for _ in records)
    assert 10_000 < count < 50_000
    [problem] = records.problems
    assert (problem.code, problem.line) == ("SK413", count + 2)


def test_ten_thousand_bad_records_are_ten_thousand_problems() -> None:
    content = b"h;i\n" + "ä;1\n".encode() * 20_000 + b"\xe4;2\n" * 10_000
    records = opened(content)
    assert sum(1 for _ in records) == 20_000
    assert len(records.problems) == 10_000


# Laws.

cells = st.text(alphabet="ab1 é\"',;|\t\n", max_size=5)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=8)


@given(tables)
def test_the_delimiter_changes_nothing(table: list[list[str]]) -> None:
    named = [["x", "y"], *([f"#{n}", *row] for n, row in enumerate(table))]
    read = [list(opened(written(named, delimiter), delimiter=delimiter)) for delimiter in ",;|\t"]
    assert read[0] == read[1] == read[2] == read[3]
    assert [row for _, row in read[0]] == named[1:]


@given(tables, tables)
def test_reading_a_then_b_is_reading_both(one: list[list[str]], two: list[list[str]]) -> None:
    first, second = written(one), written(two)
    keys = {"header": False, "delimiter": ";"}
    rows = []
    for text in (first, second):
        with suppress(FormatError):
            rows += [row for _, row in opened(text, **keys)]
    with suppress(FormatError):
        assert [row for _, row in opened(first + second, **keys)] == rows


@given(
    st.binary(max_size=200) | st.text(alphabet='ab;,"\n\r\0é', max_size=80).map(str.encode),
    st.sampled_from(
        [
            {},
            {"encoding": "auto"},
            {"header": False, "delimiter": ";"},
            {"header": ("a", "b"), "quote": "auto"},
            {"encoding": "utf-16", "delimiter": ",", "footer_lines": 1},
            {"encoding": "shift_jis", "quote": "none", "skip_lines": 1, "comment": "a"},
        ]
    ),
)
def test_any_bytes_raise_only_our_own_errors(content: bytes, keys: dict[str, Any]) -> None:
    with suppress(ReadError):
        records = opened(content, **keys)
        for line, row in records:
            assert line > 0
            assert row
        assert all(each.line for each in records.problems)


@given(st.text(alphabet='ab;;""\n\n ', max_size=60), st.booleans(), st.integers(0, 2))
def test_every_line_is_accounted_for(text: str, header: bool, footer: int) -> None:
    with suppress(FormatError):
        records = opened(text, delimiter=";", header=header, footer_lines=footer, skip_lines=1)
        spans = sum(1 + "".join(row).count("\n") for _, row in records)
        if records.footer_rows == 0 and records.repeated_headers == 0:
            of_header = 0 if records.header is None else 1 + "".join(records.header).count("\n")
            known = records.preamble_lines + of_header + spans + records.blank_lines
            assert known + len(records.problems) == len(text.removesuffix("\n").split("\n"))


# Resources.

# `getrusage` would tell the peak of the process that started this one, if that was higher.
PEAK = """
import sys
from statementkit.layouts import Layout, open_records
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
before = peak()
for line, row in open_records(sys.argv[1], Layout()):
    pass
print(peak() - before)
"""


def _growth(path: Path, rows: int) -> int:
    """Return by how many KiB memory grows while a file of so many rows is read."""
    with path.open("w") as file:
        file.write("day;name;sum\n")
        for number in range(rows):
            quoted = '"Hommik; nr {}"' if number % 10 == 0 else "Hommik {}"
            file.write(f"01.02.2024;{quoted.format(number)};-{number},20\n")
    run = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, check=True, text=True
    )
    return int(run.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a process")
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    small, large = (_growth(tmp_path / f"{rows}.csv", rows) for rows in (20_000, 400_000))
    assert small > 0
    assert large < small + 4_000


def test_the_file_is_closed_at_the_end_and_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "statement.csv"
    path.write_text(written(ROWS), "utf-8")
    list(open_records(path, Layout()))
    open_records(path, Layout()).close()
    with pytest.raises(FormatError):
        open_records(path, Layout(header=["no such name"]))
    path.unlink()
