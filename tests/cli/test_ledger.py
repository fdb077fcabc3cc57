"""The commands that keep books, as a person calls them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

MARCH = """date,id,name,amount
2024-03-01,,Kohvik Hommik,-3.20
2024-03-01,,Kohvik Hommik,-3.20
2024-03-02,,Saku Puit OÜ,250.00
"""
LATER = """date,id,name,amount
2024-03-02,,Saku Puit OÜ,250.00
2024-03-05,,=Kivi,-900.00
"""
LAYOUT = """account = "EE38 2200 2210 2014 5685"
currency = "EUR"
date_format = "yyyy-MM-dd"
order = "date|id|name|amount"
"""
RULES = """[defaults]
wallet = "Bank"
[[rule]]
match = 'name~"Kohvik"'
category = "Coffee"
"""


@pytest.fixture(autouse=True)
def files(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay statements, a layout and rules into the empty folder, and name the store."""
    for name, text in {
        "march.csv": MARCH, "later.csv": LATER, "bad.csv": MARCH + "2024-03-09,,X,1x\n",
        "hansa.toml": LAYOUT, "rules.toml": RULES,
    }.items():  # fmt: skip
        Path(name).write_text(text, "utf-8")
    monkeypatch.setenv("STATEMENTKIT_STORE", "books.db")


def _take(run: Run, *args: str, code: int = 0) -> str:
    result = run("import", *args, "--layout", "hansa.toml", "--rules", "rules.toml", "--yes")
    assert result.exit_code == code, result.stderr
    return result.stdout


def _exported(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("export").stdout.splitlines()]


def test_import_says_what_it_did(run: Run) -> None:
    assert _take(run, "march.csv") == "march.csv: batch 1; 3 added, 0 changed, 0 known\n"
    assert _take(run, "march.csv") == "march.csv: nothing new; 0 added, 0 changed, 3 known\n"


def test_export_has_what_read_has_and_what_is_said(run: Run) -> None:
    _take(run, "march.csv")
    read = [json.loads(line) for line in run("read", "march.csv", "-l", "hansa.toml", "--to",
                                             "jsonl").stdout.splitlines()]  # fmt: skip
    found = _exported(run)
    assert [{key: each[key] for key in read[0]} for each in found] == read
    assert [each["category"] for each in found] == ["Coffee", "Coffee", None]
    assert [each["rule"] for each in found] == [[1], [1], None]
    assert {each["own_account"] for each in found} == {"EE382200221020145685"}


def test_export_as_csv_of_some_days(run: Run) -> None:
    _take(run, "march.csv")
    args = ("--to", "csv", "--first", "2024-03-02", "--account", "ee38 2200 2210 2014 5685")
    [row] = csv.DictReader(run("export", *args, "--last", "2024-03-02").stdout.splitlines())
    assert (row["amount"], row["name"]) == ("250.00", "Saku Puit OÜ")
    run("export", "--output", "out.jsonl")
    assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("ofx", "<TRNAMT>250.00</TRNAMT>"),
        ("beancount", "  Income:Uncategorised  -250.00 EUR"),
        ("hledger", "    Income:Uncategorised  -250.00 EUR"),
    ],
)
def test_export_for_other_programs(run: Run, to: str, said: str) -> None:
    _take(run, "march.csv")
    result = run("export", "--to", to, "--first", "2024-03-02")
    assert (result.exit_code, said in result.stdout) == (0, True)
    assert "Kohvik" not in result.stdout
    assert ("counted from 0" in result.stderr) == (to == "ofx")


def test_the_balance_of_an_ofx_export_is_that_of_the_bank(run: Run) -> None:
    Path("b.csv").write_text("date,amount,balance\n2024-03-01,5,105\n2024-03-02,-1,104\n", "utf-8")
    order = ("--order", "date|amount|balance")
    assert run("import", "b.csv", "-l", "hansa.toml", *order, "--yes").exit_code == 0
    result = run("export", "--to", "ofx", "--last", "2024-03-01")
    assert ("<BALAMT>105</BALAMT>" in result.stdout, result.stderr) == (True, "")


def test_report(run: Run) -> None:
    _take(run, "march.csv")
    result = run("report", "cashflow", "--wallet", "--category", "--to", "csv")
    assert result.exit_code == 0
    assert "counted from 0" in result.stderr
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["section"], row["wallet"], row["category"], row["2024-03"]) for row in rows] == [
        ("opening", "", "", "0"),
        ("income", "Bank", "", "250.00"),
        ("expense", "Bank", "Coffee", "-6.40"),
        ("movements", "", "", "243.60"),
        ("closing", "", "", "243.60"),
    ]
    only = run("report", "pnl", "--category", "Coffee", "--by", "week")
    assert "2024-W09" in only.stdout
    assert "250.00" not in only.stdout


def test_report_as_a_page(run: Run) -> None:
    _take(run, "march.csv")
    assert run("report", "pnl", "--to", "html", "-o", "pnl.html").exit_code == 0
    assert "243.60" in Path("pnl.html").read_text("utf-8")


def test_report_of_books_that_lack_a_row(run: Run) -> None:
    Path("b.csv").write_text("date,amount,balance\n2024-03-01,5,105\n2024-03-02,-1,99\n", "utf-8")
    order = ("--order", "date|amount|balance")
    run("import", "b.csv", "-l", "hansa.toml", *order, "--yes")
    result = run("report", "cashflow")
    assert result.exit_code == 1
    assert "2024-03-02: the bank says that 100 EUR was there, and the books" in result.stderr


def test_what_is_said_beside_a_report_shows_the_ends_of_accounts(run: Run) -> None:
    Path("b.csv").write_text("date,amount,balance\n2024-03-01,5,105\n2024-03-02,-1,99\n", "utf-8")
    order = ("--order", "date|amount|balance", "--account", "EE471000001020145685")
    assert run("import", "b.csv", "-l", "hansa.toml", *order, "--yes").exit_code == 0
    hidden, shown = run("report", "cashflow"), run("--show-accounts", "report", "cashflow")
    assert "EE471000001020145685" not in hidden.stderr
    assert "EE471000001020145685" in shown.stderr


def test_without_a_yes_nothing_is_written(run: Run) -> None:
    result = run("import", "march.csv", "--layout", "hansa.toml")
    assert result.exit_code == 2
    assert "3 new" in result.stderr
    assert _exported(run) == []


def test_review_shows_and_writes_nothing(run: Run) -> None:
    _take(run, "march.csv")
    args = ("review", "later.csv", "--layout", "hansa.toml", "--to", "jsonl")
    rows = [json.loads(line) for line in run(*args).stdout.splitlines()]
    assert [each["status"] for each in rows] == ["unsure", "new"]
    table = run("review", "later.csv", "--layout", "hansa.toml")
    assert (table.exit_code, "Saku Puit OÜ" in table.stdout) == (1, True)
    assert len(_exported(run)) == 3


def test_an_edited_plan_is_imported(run: Run) -> None:
    _take(run, "march.csv")
    run("review", "later.csv", "--layout", "hansa.toml", "--rules", "rules.toml", "--save", "p.csv")
    rows = list(csv.DictReader(Path("p.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1]["name"] == "'=Kivi"
    rows[0] |= {"decision": "new", "category": "Sales", "amount": "250,00"}
    rows[1] |= {"project": "Shop"}
    with Path("p.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    assert "2 added" in _take(run, "later.csv", "--plan", "p.csv")
    said = [(each["category"], each["project"]) for each in _exported(run)]
    assert said[2:] == [(None, None), ("Sales", None), (None, "Shop")]
    assert _take(run, "later.csv", "--plan", "p.csv", code=2) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("250.00", "25.00", "cannot be made '25.00'"),
        ("250.00", "a lot", "cannot be made 'a lot'"),
        ("category", "kategooria", "unknown columns: 'kategooria'"),
        (",project", "", "missing columns: 'project'"),
        (",1,new", ",77,new", "the plan has no row '77'"),
        ("new,,", "new,maybe,", "maybe is no answer"),
        ("\ufeffplan", "\ufeff\nplan", "columns"),
        (",payment", ",gift", None),
    ],
)
def test_an_edited_plan_that_does_not_fit(run: Run, old: str, new: str, said: str | None) -> None:
    run("review", "march.csv", "--layout", "hansa.toml", "--save", "p.csv")
    text = Path("p.csv").read_text("utf-8")
    Path("p.csv").write_text(text.replace(old, new, 1), "utf-8", newline="")
    result = run("import", "march.csv", "--layout", "hansa.toml", "--plan", "p.csv", "--yes")
    if said is None:
        assert result.exit_code == 0
        return
    assert result.exit_code == 2
    assert said.replace("'", "") in result.stderr.replace("'", "")
    assert _exported(run) == []


def test_an_edited_plan_as_json_lines(run: Run) -> None:
    run("review", "march.csv", "--layout", "hansa.toml", "--save", "p.jsonl")
    text = Path("p.jsonl").read_text("utf-8").replace('"project": null', '"project": "Shop"')
    Path("p.jsonl").write_text(text, "utf-8")
    _take(run, "march.csv", "--plan", "p.jsonl")
    assert {each["project"] for each in _exported(run)} == {"Shop"}


def test_unsure_rows_can_be_decided_at_once(run: Run) -> None:
    _take(run, "march.csv")
    assert "1 added" in _take(run, "later.csv", code=1)
    assert "1 added" in _take(run, "later.csv", "--unsure", "new")
    assert len(_exported(run)) == 5


def test_rows_that_are_problems_do_not_stop_the_others(run: Run) -> None:
    assert "3 added" in _take(run, "bad.csv", code=1)
    [batch] = [json.loads(line) for line in run("batches", "--to", "jsonl").stdout.splitlines()]
    assert (batch["added"], batch["problems"], batch["file"]) == (3, 1, "bad.csv")


def test_undo(run: Run) -> None:
    _take(run, "march.csv")
    assert run("undo", "1").exit_code == 2
    assert len(_exported(run)) == 3
    result = run("undo", "1", "--yes")
    assert result.stdout.startswith("batch 1 undone: 3 removed")
    assert _exported(run) == []
    assert run("undo", "1", "--yes").exit_code == 2
    assert "undone" in run("batches").stdout


def test_edit_and_what_protects_it(run: Run) -> None:
    _take(run, "march.csv")
    key = _exported(run)[0]["key"]
    result = run("edit", key, "--category", "Guests", "--wallet", "")
    assert result.stdout == f"{key}: wallet = (none), category = Guests\n"
    assert _exported(run)[0]["edited"] == ["category", "wallet"]
    assert key in run("undo", "1", "--yes").stderr
    assert key in run("undo", "1", "--yes", "--discard-edits").stderr
    assert run("edit", key).exit_code == 2


def test_counterparties(run: Run) -> None:
    Path("tax.csv").write_text("date,name,tax,amount\n2024-03-01,Puit,10421629,5\n", "utf-8")
    order = ("--order", "date|name|remitterId|amount")
    assert run("import", "tax.csv", "-l", "hansa.toml", *order, "--yes").exit_code == 0
    result = run("counterparties", "--rename", "tax:10421629", "Saku", "--to", "csv")
    assert result.stdout.splitlines()[1] == "tax:10421629,Saku,,1"
    assert run("counterparties", "--merge", "tax:10421629", "tax:1").exit_code == 2


def test_a_store_that_is_not_there(run: Run) -> None:
    result = run("batches", "--store", "nowhere.db")
    assert (result.exit_code, "there is no store here" in result.stderr) == (2, True)
    assert not Path("nowhere.db").exists()


def test_the_store_that_is_meant_without_a_word(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATEMENTKIT_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(Path("data").absolute()))
    monkeypatch.setenv("HOME", str(Path("home").absolute()))
    _take(run, "march.csv")
    assert len(list(Path().rglob("books.db"))) == 1


def test_balances_that_agree_and_that_do_not(run: Run) -> None:
    rows = "date,amount,balance\n2024-03-01,5,105\n2024-03-02,-1,104\n2024-03-05,1,95\n"
    Path("b.csv").write_text(rows, "utf-8")
    order = ("--order", "date|amount|balance")
    run("import", "b.csv", "-l", "hansa.toml", *order, "--yes")
    result = run("balances", "--to", "jsonl")
    assert result.exit_code == 1
    [record] = map(json.loads, result.stdout.splitlines())
    assert [record[key] for key in ("opening", "movements", "closing", "difference")] == [
        "100", "5", "105", "-10",
    ]  # fmt: skip
    [found] = record["breaks"]
    assert (found["day"], found["since"], found["found"]) == ("2024-03-05", "2024-03-03", "94")
    assert "before 2024-03-05: the bank says 94 EUR, the books 104" in result.stderr
    by_batch = run("balances", "--by", "batch")
    assert (by_batch.exit_code, "batch 1, EE" in by_batch.stderr) == (1, True)


def test_balances_that_nobody_says(run: Run) -> None:
    _take(run, "march.csv")
    result = run("balances", "--to", "csv")
    assert (result.exit_code, "the bank says no balance in EUR" in result.stderr) == (0, True)


def test_balances_of_a_file_for_1c(run: Run) -> None:
    sample = Path(__file__).parents[2] / "docs" / "samples" / "kl_to_1c.txt"
    run("import", sample, "--yes")
    result = run("balances", "--to", "jsonl")
    [record] = map(json.loads, result.stdout.splitlines())
    assert (record["opening"], record["closing"], record["breaks"]) == ("1000", "372749.75", None)


def test_transfers_are_listed_paired_and_unpaired(run: Run) -> None:
    Path("a.csv").write_text("date,amount\n2024-03-01,-50\n", "utf-8")
    Path("b.csv").write_text("date,amount\n2024-03-02,50\n", "utf-8")
    order = ("-l", "hansa.toml", "--order", "date|amount", "--yes")
    run("import", "a.csv", *order)
    run("import", "b.csv", *order, "--account", "LV80BANK0000435195001")
    [found] = map(json.loads, run("transfers", "--to", "jsonl").stdout.splitlines())
    assert (found["status"], found["amount"]) == ("suggested", "50")
    assert "income" in run("report", "pnl").stdout
    keys = found["from_key"], found["to_key"]
    paired = run("transfers", "--pair", *keys)
    assert (paired.exit_code, "1 paired" in paired.stderr) == (0, True)
    assert "income" not in run("report", "pnl").stdout
    assert "Assets:Transfers" in run("export", "--to", "hledger").stdout
    assert "no transfers" in run("transfers", "--unpair", *keys, "--status", "open").stderr
    assert run("transfers", "--pair", keys[0], keys[0]).exit_code == 2


def test_hand_over_gives_each_transaction_once(run: Run) -> None:
    _take(run, "march.csv")
    target = "jsonl:out.jsonl"
    asked = run("hand-over", target)
    assert (asked.exit_code, "Hand 3 new transactions over" in asked.stderr) == (2, True)
    first = run("hand-over", target, "--yes")
    assert (first.exit_code, "3 taken, 0 refused, 0 known" in first.stdout) == (0, True)
    again = run("hand-over", target, "--yes")
    assert "0 taken, 0 refused, 3 known, 0 unknown, 0 changed" in again.stdout
    lines = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert [each["postings"][0]["category"] for each in lines] == ["Coffee", "Coffee", None]
    run("edit", lines[0]["key"], "--category", "Guests")
    changed = run("hand-over", target, "--yes")
    assert (changed.exit_code, "1 changed" in changed.stdout) == (1, True)
    listed = [json.loads(each) for each in
              run("hand-over", target, "--list", "--to", "jsonl").stdout.splitlines()]  # fmt: skip
    assert [(each["status"], each["changed"]) for each in listed].count(("taken", True)) == 1
    settled = run("hand-over", target, "--settle", lines[0]["key"], "absent")
    assert (settled.exit_code, "not unknown" in settled.stderr) == (2, True)
    assert run("hand-over", "nowhere", "--yes").exit_code == 2
    undone = run("undo", "1", "--yes", "--discard-edits")
    assert "other programs were handed" in undone.stderr


def test_export_as_parquet(run: Run) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    _take(run, "march.csv")
    assert run("export", "--to", "parquet", "-o", "books.parquet").exit_code == 0
    rows = parquet.read_table("books.parquet").to_pylist()
    assert [str(row["amount"].normalize()) for row in rows] == ["-3.2", "-3.2", "2.5E+2"]
    assert [row["key"] for row in rows] == [each["key"] for each in _exported(run)]


def test_a_journal_of_books_that_lack_a_row(run: Run) -> None:
    rows = "date,amount,balance\n2024-03-01,5,105\n2024-03-02,-1,99\n"
    Path("b.csv").write_text(rows, "utf-8")
    run("import", "b.csv", "-l", "hansa.toml", "--order", "date|amount|balance", "--yes")
    result = run("export", "--to", "hledger")
    assert (result.exit_code, "2024-02-29 * Opening balance" in result.stdout) == (1, True)
    assert "the bank's balances are not what the books come to, from 2024-03-02" in result.stderr


def test_a_payment_that_cannot_be_divided_stops_nothing(run: Run) -> None:
    """A posting that is smaller than its hold is too small for the fixed parts of its split."""
    rules = (
        "[[rule]]\nmatch='amount<0'\ncategory='Home'\n"
        "split=[{size='2.50', category='Rent'}, {size='rest', category='Heating'}]\n"
    )
    Path("rules.toml").write_text(rules, "utf-8")
    for name, amount in (("hold.csv", "-4.00"), ("posted.csv", "-1.00")):
        Path(name).write_text(f"date,id,name,amount\n2024-03-01,7,Maja,{amount}\n", "utf-8")
        _take(run, name, "--unsure", "same")
    for args in (("report", "pnl"), ("report", "cashflow"), ("export", "--to", "beancount")):
        result = run(*args)
        assert (result.exit_code, "-1.00" in result.stdout) == (1, True)
        assert "is counted undivided: rule 1" in result.stderr
    assert "Home" in run("report", "pnl").stdout


def test_a_journal_from_a_day_on_opens_with_what_the_bank_said_of_it(run: Run) -> None:
    rows = "date,amount,balance\n2024-03-01,5,105\n2024-03-05,1,95\n2024-03-06,-50,45\n"
    Path("b.csv").write_text(rows, "utf-8")
    run("import", "b.csv", "-l", "hansa.toml", "--order", "date|amount|balance", "--yes")
    result = run("export", "--to", "beancount", "--first", "2024-03-06")
    assert (result.exit_code, result.stderr) == (0, "")
    assert 'Opening balance" ""\n  Assets:Bank:EE382200221020145685  95 EUR' in result.stdout
    assert "2024-03-07 balance Assets:Bank:EE382200221020145685  45 EUR" in result.stdout
