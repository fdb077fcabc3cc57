"""Files for 1C on the command line: read and checked without a layout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.formats.onec.files import OTHER, OWN, document, got, paid, section, text

if TYPE_CHECKING:
    from tests.cli.conftest import Run

WHOLE = text(section("50", "100.00", "30.00", "120"), got(), paid("30.00")).encode("cp1251")
BROKEN = text(got(), paid("3O.00")).encode("cp1251")
NAMELESS = text(document(ПлательщикСчет=OTHER, ПолучательИНН="7707083893"), accounts=())


def test_reading_needs_no_layout(run: Run) -> None:
    result = run("read", "-", "--to", "jsonl", given=WHOLE)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["amount"], row["currency"]) for row in rows] == [
        ("100.00", "RUB"),
        ("-30.00", "RUB"),
    ]
    assert result.exit_code == 0
    assert "2 records = 2 read" in result.stderr
    assert "layout 1CClientBankExchange; balances add up" in result.stderr


def test_a_document_that_cannot_be_read_is_1(run: Run) -> None:
    result = run("read", "-", "--to", "csv", "--problems", "bad.jsonl", given=BROKEN)
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 2
    assert "SK615" in result.stderr


def test_the_owner_may_be_named_by_account_or_inn(run: Run) -> None:
    content = NAMELESS.encode("cp1251")
    assert run("read", "-", given=content).exit_code == 1
    out = run("read", "-", "--account", OTHER, "--to", "jsonl", given=content)
    assert json.loads(out.stdout)["amount"] == "-100.00"
    into = run("read", "-", "--tax-id", "7707083893", "--to", "jsonl", given=content)
    assert json.loads(into.stdout)["amount"] == "100.00"


def test_conditions_see_the_keys_by_name(run: Run) -> None:
    order = f"conditions=[ПлательщикСчет]={OWN},skip"
    result = run("read", "-", "--order", order, "--to", "jsonl", given=WHOLE)
    assert json.loads(result.stdout)["amount"] == "100.00"
    assert "1 skipped" in result.stderr


def test_a_key_without_a_use_is_2(run: Run) -> None:
    result = run("read", "-", "--delimiter", ";", given=WHOLE)
    assert result.exit_code == 2
    assert "SK628" in result.stderr


def test_a_check_needs_no_layout(run: Run) -> None:
    result = run("check", "--sample", "-", given=WHOLE)
    assert result.exit_code == 0
    assert "2 records = 2 read" in result.stdout
    assert "layout" not in result.stdout
    assert run("check", "--sample", "-", given=BROKEN).exit_code == 1
    found = json.loads(run("check", "--sample", "-", "--json", given=BROKEN).stdout)
    assert found["sample"]["problems"]["first"][0]["code"] == "SK615"
