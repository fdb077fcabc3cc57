"""Every example is read into exactly the transactions that were written down for it by hand."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import statementkit as sk
from statementkit.export import KEYS, to_record

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = sorted({path.parent for path in EXAMPLES.glob("*/statement.*")})

STATEMENTS = [path for folder in FOLDERS for path in sorted(folder.glob("statement*"))]

each_example = pytest.mark.parametrize(
    "path", STATEMENTS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)


def layout_of(path: Path) -> str:
    return path.parent.name


def expected_file(path: Path) -> Path:
    return path.with_name(f"{path.stem.replace('statement', 'expected')}.jsonl")


def expected(path: Path) -> list[dict[str, Any]]:
    text = expected_file(path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def text_of(path: Path) -> str:
    encoding = sk.find_layout(layout_of(path)).encoding
    return path.read_bytes().decode(encoding, errors="replace")


@each_example
def test_an_example_is_a_statement_and_what_it_must_become(path: Path) -> None:
    assert expected_file(path).exists()
    records = expected(path)
    assert len(records) >= 8
    assert all(tuple(record) == KEYS for record in records)


@each_example
def test_the_transactions_are_the_expected_ones(path: Path) -> None:
    statement = sk.read(path, layout=layout_of(path))
    assert [to_record(each) for each in statement.transactions] == expected(path)


@each_example
def test_nothing_is_lost_or_complained_about(path: Path) -> None:
    statement = sk.read(path, layout=layout_of(path))
    counts = statement.counts
    assert statement.problems == ()
    assert statement.warnings == ()
    assert counts.mapped + counts.skipped == counts.records
    assert counts.skipped == len(statement.skipped)
    assert counts.transactions == len(statement.transactions)


@each_example
def test_reading_lazily_gives_the_same(path: Path) -> None:
    lazily = list(sk.iter_transactions(path, layout=layout_of(path)))
    assert [to_record(each) for each in lazily] == expected(path)


@each_example
def test_the_balances_prove_the_amounts(path: Path) -> None:
    statement = sk.read(path, layout=layout_of(path))
    with_balance = [each for each in statement.transactions if each.balance is not None]
    if sk.find_layout(layout_of(path)).closing_balance:
        assert statement.balance.holds is True
    elif not with_balance:
        assert statement.balance.holds is None
    else:
        assert statement.balance.holds is True
        assert statement.balance.checked >= len(with_balance) - 2


@each_example
def test_the_layout_is_found_by_its_header_or_first_record(path: Path) -> None:
    layout = sk.find_layout(layout_of(path))
    if layout.fingerprint is None and (layout.header is False or layout.format == "fixed"):
        pytest.skip("nothing in the file tells its layout, which is given by name")
    statement = sk.read(path)
    assert statement.origin is not None
    assert statement.origin.layout == layout_of(path)
    assert [to_record(each) for each in statement.transactions] == expected(path)


@each_example
def test_fees_follow_their_payment(path: Path) -> None:
    records = expected(path)
    payments = {record["line"] for record in records if record["kind"] == "payment"}
    for before, fee in pairwise(records):
        if fee["kind"] == "fee":
            assert fee["parent"] == before["line"] == fee["line"]
            assert fee["parent"] in payments
            assert Decimal(fee["amount"]) != 0


IBAN_LENGTHS = {
    "AT": 20, "CH": 21, "CZ": 24, "DE": 22, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22,
    "LT": 20, "LV": 21, "MT": 31, "NL": 18, "PL": 28,
}  # fmt: skip


def ibans(text: str) -> Iterator[str]:
    for found in re.findall(r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?\b", text):
        iban = found.replace(" ", "")
        if IBAN_LENGTHS.get(iban[:2]) == len(iban):
            yield iban


@each_example
def test_account_numbers_have_valid_check_digits(path: Path) -> None:
    for iban in ibans(text_of(path)):
        digits = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])
        assert int(digits) % 97 == 1, iban


def test_the_check_of_account_numbers_finds_some_in_half_of_the_examples() -> None:
    with_iban = [path for path in STATEMENTS if any(ibans(text_of(path)))]
    assert len(with_iban) >= len(STATEMENTS) / 2


def test_the_index_names_every_example() -> None:
    index = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| \[([\w-]+)\]\(\1\)", index, re.M))
    assert named == {folder.name for folder in FOLDERS}
