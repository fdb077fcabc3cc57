"""Whatever is wrong with a call, a layout or a file: a sentence, its place, the next step."""

from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING

import attrs
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

HEADER = b"date,name,amount\n"
GOOD = b"2024-02-01,Kohvik Hommik,-3.20\n"
LAYOUT = ("--order", "date|name|amount", "--date-format", "yyyy-MM-dd", "--decimal", ".")


@attrs.frozen
class Case:
    """A file that is bad in one way: where and how that is said, and what is read all the same."""

    content: bytes
    place: str
    says: str
    next_step: str
    code: int = 1
    read: int = 1
    problems: int = 1
    layout: tuple[str, ...] = LAYOUT


CASES = {
    "empty": Case(b"", "bad.csv: ", "the file is empty", "export the statement again", 2, 0, 0),
    "header only": Case(
        HEADER,
        "bad.csv: ",
        "there are no records below the header on line 1",
        "export the statement for days that have payments",
        0,
        0,
        0,
    ),
    "binary": Case(bytes(range(256)) * 40, "bad.csv:", "is no text", "write the encoding", 2, 0, 0),
    "a picture": Case(
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "bad.csv:", "picture", "export", 2, 0, 0
    ),
    "NUL bytes": Case(
        HEADER + b"2024-02-01,Ko\0hvik,-1.00\n" + GOOD, "bad.csv:2: ", "NUL", "fetch it again"
    ),
    "wrong declared encoding": Case(
        HEADER + "2024-02-01,Õunad,-1.00\n".encode("latin-1") + GOOD,
        "bad.csv:2: ",
        "no text",
        "windows-1252",
        2,
        0,
        0,
    ),
    "unclosed quote": Case(
        HEADER + GOOD + b'2024-02-03,"Turg,-2.00\n', "bad.csv:3: ", "not closed", "close the quote"
    ),
    "a missing column": Case(
        HEADER + b"2024-02-01,Kohvik\n" + GOOD,
        "bad.csv:2: ",
        "column 3 (amount): the row has no amount",
        "the row has 2 of the 3 columns",
    ),
    "swapped columns": Case(
        b"date,amount,name\n2024-02-01,-3.20,Kohvik\n",
        "bad.csv:2: ",
        "column 3 (amount): 'Kohvik' is not an amount",
        "digits",
        read=0,
    ),
    "an impossible date": Case(
        HEADER + b"2024-02-31,Kohvik,-1.00\n" + GOOD,
        "bad.csv:2: ",
        "column 1 (date): '2024-02-31' is not a date",
        "February 2024 has 29 days",
    ),
    "a letter in an amount": Case(
        HEADER + b"2024-02-01,Kohvik,-1.O0\n" + GOOD,
        "bad.csv:2: ",
        "column 3 (amount): '-1.O0' is not an amount",
        "the letter O",
    ),
    "mixed decimal marks": Case(
        HEADER + b'2024-02-01,Kohvik,"-1,50"\n' + GOOD,
        "bad.csv:2: ",
        "column 3 (amount): '-1,50' is not an amount",
        "decimal mark",
    ),
    "mixed decimal marks, nothing declared": Case(
        HEADER + b'2024-02-01,Kohvik,"-1,50"\n' + GOOD,
        "bad.csv:2: ",
        "the file does not decide",
        "say which mark",
        2,
        0,
        0,
        LAYOUT[:4],
    ),
    "a sign for a currency": Case(
        b"date,currency,amount\n2024-02-01,\xe2\x82\xac,-1.00\n2024-02-01,EUR,-1.00\n",
        "bad.csv:2: ",
        "column 2 (currency): '€'",
        "EUR",
        layout=("--order", "date|currency|amount", *LAYOUT[2:]),
    ),
    "a negative debitSum": Case(
        b"date,in,out\n2024-02-01,,-5.00\n2024-02-03,1.00,\n",
        "bad.csv:2: ",
        "column 3 (debitSum): -5.00 is negative",
        "divide",
        layout=("--order", "date|creditSum|debitSum", *LAYOUT[2:]),
    ),
    "both sums filled": Case(
        b"date,in,out\n2024-02-01,1.00,5.00\n2024-02-03,1.00,\n",
        "bad.csv:2: ",
        "both sides are filled",
        "one row can hold one of them",
        layout=("--order", "date|creditSum|debitSum", *LAYOUT[2:]),
    ),
    "no layout": Case(
        HEADER + GOOD,
        "bad.csv: ",
        "the file does not decide how it is to be read",
        "order = ",
        2,
        0,
        0,
        (),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_bad_file_is_answered_with_place_and_next_step(
    case: Case, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "bad.csv").write_bytes(case.content)
    result = run("read", "bad.csv", *case.layout, "--to", "jsonl", "--problems", "bad.jsonl")
    assert result.exit_code == case.code
    assert case.place in result.stderr
    assert case.says in result.stderr
    assert case.next_step in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stdout.splitlines()) == case.read
    listed = (tmp_path / "bad.jsonl").read_text("utf-8").splitlines()
    assert len(listed) == (case.problems or case.code // 2)
    if case.code < 2:
        records = case.read + case.problems
        noun = "record" if records == 1 else "records"
        assert f"bad.csv: {records} {noun} = {case.read} read + 0 skipped" in result.stderr


def test_of_ten_thousand_bad_rows_the_first_are_shown_and_the_rest_counted(
    run: Run, tmp_path: Path
) -> None:
    rows = b"".join(b"2024-02-01,Kohvik,x%d\n" % number for number in range(10_000))
    (tmp_path / "bad.csv").write_bytes(HEADER + rows + GOOD)
    result = run("read", "bad.csv", *LAYOUT, "--to", "jsonl")
    assert result.exit_code == 1
    assert result.stderr.count("SK301") == 20
    assert "… and 9,980 more; write them to a file with --problems FILE.jsonl\n" in result.stderr
    assert "10,001 records = 1 read + 0 skipped + 10,000 problems" in result.stderr
    assert len(result.stdout.splitlines()) == 1

    result = run("read", "bad.csv", *LAYOUT, "--problems", "all.jsonl")
    assert "… and 9,980 more\n" in result.stderr
    lines = [json.loads(line)["line"] for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert lines == list(range(2, 10_002))


def test_a_line_of_five_megabytes_is_read(run: Run, tmp_path: Path) -> None:
    long = b"2024-02-02,%b,-1.00\n" % (b"x" * 5_000_000)
    (tmp_path / "bad.csv").write_bytes(HEADER + GOOD + long + GOOD)
    result = run("read", "bad.csv", *LAYOUT, "--to", "jsonl")
    assert result.exit_code == 0
    assert [len(json.loads(line)["name"]) for line in result.stdout.splitlines()] == [
        13,
        5_000_000,
        13,
    ]
    table = run("read", "bad.csv", *LAYOUT).stdout
    assert max(map(len, table.splitlines())) <= 120


@pytest.mark.parametrize("path", ["nowhere.csv", ".", "a\0b", "x" * 5000])
def test_an_unreadable_path_is_named(path: str, run: Run) -> None:
    result = run("read", path, *LAYOUT)
    assert result.exit_code == 2
    assert "SK401" in result.stderr
    assert result.stdout == ""


def test_a_typo_in_a_layout_key_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(HEADER + GOOD)
    (tmp_path / "bank.toml").write_text('order = "date|name|amount"\ndelimeter = ","\n')
    result = run("read", "bad.csv", "--layout", "bank.toml")
    assert result.exit_code == 2
    assert result.stderr.startswith("bank.toml:2: SK502 ")
    assert "did you mean 'delimiter'?" in result.stderr


def test_a_mistake_in_the_order_is_marked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(HEADER + GOOD)
    result = run("read", "bad.csv", "--order", "date|nmae|amount", *LAYOUT[2:])
    assert result.exit_code == 2
    assert result.stderr == (
        "order:1:6: SK104 unknown field 'nmae'\n"
        "  | date|nmae|amount\n"
        "  |      ^^^^\n"
        "did you mean 'name'?\n\n"
    )


def test_rows_before_the_damage_of_a_packed_file_are_kept(run: Run, tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(300_000).hex().encode()  # noqa: S311
    rows = b"".join(b"2024-02-01,%b,-1.00\n" % noise[at : at + 60] for at in range(0, 600_000, 60))
    packed = gzip.compress(HEADER + rows)
    (tmp_path / "cut.csv.gz").write_bytes(packed[: len(packed) // 2])
    result = run("read", "cut.csv.gz", *LAYOUT, "--to", "jsonl")
    assert result.exit_code == 1
    assert "SK413 " in result.stderr
    assert "fetch it again" in result.stderr
    assert 1000 < len(result.stdout.splitlines()) < 10_000
