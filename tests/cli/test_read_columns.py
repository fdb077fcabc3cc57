"""`statementkit read --to parquet|arrow`: columns hold what the other forms say, of any file."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import statementkit as sk
from statementkit.export import KEYS_OF_RULES, to_record
from tests.formats.onec import files as onec

if TYPE_CHECKING:
    from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/statement*"))
RULES = """
[[rule]]
match = "amount<-50, currency=EUR"
category = "Large"

[[rule]]
match = '[type]~"pay"'
project = "Shop"
split = [{size = "70%", category = "Rent"}, {size = "rest", category = "Other"}]
"""
EXCHANGE = onec.text(
    onec.section("0", "0", "6", "0"),
    onec.section("0", "1", "0", "1", onec.SECOND),
    onec.paid("1", ПолучательСчет=onec.SECOND, ВидОплаты="01"),
    onec.paid("5", ВидОплаты="17"),
    onec.got("x"),
    accounts=(onec.OWN, onec.SECOND),
).encode("cp1251")


def rows_in(path: Path, run: Run, *args: str | Path, to: str = "parquet") -> pl.DataFrame:
    """Run `read`, which must say of the files what it says beside JSON Lines; return the rows."""
    beside = run("read", *args, "--to", "jsonl")
    done = run("read", *args, "--to", to, "-o", path)
    assert (done.exit_code, done.stderr) == (beside.exit_code, beside.stderr)
    return pl.read_parquet(path) if to == "parquet" else pl.read_ipc(path)


def said(statement: sk.Statement, book: sk.RuleBook) -> list[dict[str, Any]]:
    found = (to_record(each, book=book) for each in statement.transactions)
    return [{key: record[key] for key in KEYS_OF_RULES} for record in found]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_example_has_the_rows_of_a_scan_and_what_rules_say(
    path: Path, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "rules.toml").write_text(RULES)
    layout = path.parent.name
    args = (path, "--layout", layout, "--rules", "rules.toml")
    frame = rows_in(tmp_path / "out.parquet", run, *args)
    scanned = sk.scan(path, layout, on_error="skip").collect()
    own = [name for name in scanned.columns if name not in ("file", "category")]
    assert frame.select(own).rows() == scanned.select(own).rows()
    assert frame["bank_category"].to_list() == scanned["category"].to_list()
    book = sk.read_rules(tmp_path / "rules.toml")
    assert frame.select(KEYS_OF_RULES).rows(named=True) == said(sk.read(path, layout), book)


@pytest.mark.parametrize("order", [None, "conditions=[ВидОплаты]=17,skip"])
def test_a_file_for_1c_has_its_rows_and_its_balances(
    order: str | None, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes(EXCHANGE)
    keys: dict[str, Any] = {"order": order} if order else {}
    args = [each for key, value in keys.items() for each in (f"--{key}", value)]
    frame = rows_in(tmp_path / "out.arrow", run, path, *args, to="arrow")
    scanned = sk.scan(path, on_error="skip", **keys).collect()
    assert frame.drop("file").rows() == scanned.drop("file").rows()
    assert frame["kind"].to_list()[:2] == ["transfer"] * 2


def test_rules_on_keys_of_a_file_for_1c_see_its_documents(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes(EXCHANGE)
    (tmp_path / "rules.toml").write_text('[[rule]]\nmatch = "[ВидОплаты]=17"\ncategory = "Fees"\n')
    frame = rows_in(tmp_path / "out.parquet", run, path, "--rules", "rules.toml")
    book = sk.read_rules(tmp_path / "rules.toml")
    assert frame.select(KEYS_OF_RULES).rows(named=True) == said(sk.read(path), book)
    assert frame["category"].to_list() == [None, None, "Fees"]


KEYS = ("--order", "date|amount|balance", "--date-format", "yyyy-MM-dd", "--decimal", ".")


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "-"])
def test_packed_and_piped_files_are_written_and_their_balances_told(
    name: str, run: Run, tmp_path: Path
) -> None:
    content = b"date,amount,balance\n2024-02-01,1,11\n2024-02-02,2,13\n2024-02-03,3,17\n"
    given = content if name == "-" else None
    if given is None:
        (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    done = run("read", name, *KEYS, "--to", "parquet", "-o", "out.parquet", given=given)
    assert done.exit_code == 0
    assert "balances do not add up at line 4" in done.stderr
    assert pl.read_parquet(tmp_path / "out.parquet")["line"].to_list() == [2, 3, 4]


def test_files_of_any_format_go_into_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kl_to_1c.txt").write_bytes(EXCHANGE)
    files = [ROOT / "examples" / each / "statement.csv" for each in ("wise", "paypal")]
    wise, paypal = (run("read", each, "--to", "jsonl").stdout.count("\n") for each in files)
    done = run("read", *files, "kl_to_1c.txt", "--to", "parquet", "-o", "out.parquet")
    assert done.exit_code == 1
    found = pl.read_parquet(tmp_path / "out.parquet").group_by("file", maintain_order=True).len()
    assert found["len"].to_list() == [wise, paypal, 3]
