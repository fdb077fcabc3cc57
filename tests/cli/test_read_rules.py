"""`statementkit read --rules`: what rules say of the rows, the same in every form."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import polars
import pytest

import statementkit as sk
from statementkit.export import KEYS, KEYS_OF_RULES, to_record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

CONTENT = """date,name,amount,type
2024-02-01,Kohvik Hommik,-3.20,card
2024-02-02,Maja,-100.01,card
2024-02-03,Turg,-7.10,cash
"""
KEYS_OF_LAYOUT: dict[str, Any] = {
    "order": "date|name|amount|type",
    "date_format": "yyyy-MM-dd",
    "decimal": ".",
}
LAYOUT = ("--order", "date|name|amount|type", "--date-format", "yyyy-MM-dd", "--decimal", ".")
RULES = """
[defaults]
wallet = "Bank"

[[rule]]
match = 'name~"kohvik"'
category = "Coffee"
name = "Kohvik"

[[rule]]
match = "name=Maja, [type]=card"
split = [{size = "70%", category = "Rent"}, {size = "rest", category = "Other", project = "Shop"}]
"""


@pytest.fixture
def expected(tmp_path: Path) -> list[dict[str, Any]]:
    (tmp_path / "good.csv").write_text(CONTENT)
    (tmp_path / "rules.toml").write_text(RULES)
    book = sk.read_rules(tmp_path / "rules.toml")
    statement = sk.read(tmp_path / "good.csv", **KEYS_OF_LAYOUT)
    found = [to_record(each, book=book) for each in statement.transactions]
    assert [each["category"] for each in found] == ["Coffee", None, None]
    assert [each["rule"] for each in found] == [[1], [2], None]
    assert [each["wallet"] for each in found] == ["Bank"] * 3
    return found


def test_json_lines_hold_every_key(expected: list[dict[str, Any]], run: Run) -> None:
    result = run("read", "good.csv", *LAYOUT, "--rules", "rules.toml", "--to", "jsonl")
    assert [json.loads(line) for line in result.stdout.splitlines()] == expected
    assert all(list(each) == [*KEYS, *KEYS_OF_RULES] for each in expected)


def test_csv_holds_the_same(expected: list[dict[str, Any]], run: Run) -> None:
    result = run("read", "good.csv", *LAYOUT, "--rules", "rules.toml", "--to", "csv", "--raw")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["set_name"] for row in rows] == ["Kohvik", "", ""]
    for name in ("rule", "split"):
        assert [json.loads(row[name] or "null") for row in rows] == [it[name] for it in expected]


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_columns_hold_the_same(
    form: str, expected: list[dict[str, Any]], run: Run, tmp_path: Path
) -> None:
    done = run("read", "good.csv", *LAYOUT, "--rules", "rules.toml", "--to", form, "-o", "out")
    assert done.exit_code == 0
    path = tmp_path / "out"
    frame = polars.read_parquet(path) if form == "parquet" else polars.read_ipc(path)
    said = frame.select(KEYS_OF_RULES).rows(named=True)
    assert said == [{key: each[key] for key in KEYS_OF_RULES} for each in expected]


def test_the_table_shows_what_is_booked(expected: list[dict[str, Any]], run: Run) -> None:
    result = run("read", "good.csv", *LAYOUT, "--rules", "rules.toml")
    assert "wallet" in result.stdout.splitlines()[0]
    assert "70% Rent; rest Other, Shop" in result.stdout
    assert len(expected) == 3


def test_rules_that_cannot_be_used_are_a_sentence(expected: list[dict[str, Any]], run: Run) -> None:
    result = run("read", "good.csv", *LAYOUT, "--rules", "none.toml")
    assert (result.exit_code, "SK700" in result.stderr) == (2, True)
    assert expected
    assert result.stdout == ""
