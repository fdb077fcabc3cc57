"""`statementkit rules`: files of rules from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from statementkit.rules import read_rules

if TYPE_CHECKING:
    from tests.cli.conftest import Run

RULES = """\
# rules of the shop
[defaults.expense]
category = "Other costs"

[[rule]]
match = 'name="Kohvik Hommik"'   # coffee
category = "Representation"

[[rule]]
match = "amount<-100"
wallet = "Bank"
split = [{size = "150", category = "Rent"}, {size = "rest", category = "Heating"}]
"""
STATEMENT = (
    "date,name,amount\n"
    "2024-02-01,Kohvik Hommik,-3.20\n"
    "2024-02-02,Pood,-7.00\n"
    "2024-02-03,Maja OÜ,-180.00\n"
    "2024-02-04,Maja OÜ,-120.00\n"
)
READ = ("statement.csv", "--order", "date|name|amount", "--date-format", "yyyy-MM-dd")


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(RULES)
    (tmp_path / "statement.csv").write_text(STATEMENT)


def test_a_rule_is_added_behind_the_others(run: Run) -> None:
    result = run("rules", "add", "rules.toml", "tax_id=7707083893", "--category", "Taxes")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "rules.toml: rule 3 added\n"
    text = Path("rules.toml").read_text()
    assert text.startswith(RULES)
    assert text.endswith('[[rule]]\nmatch = "tax_id=7707083893"\ncategory = "Taxes"\n')


@pytest.mark.parametrize("name", ["new.toml", "new.csv"])
def test_a_file_is_made_where_there_is_none(name: str, run: Run) -> None:
    assert run("rules", "add", name, "amount<0", "--category", "Costs").exit_code == 0
    assert run("rules", "add", name, "amount>0", "--category", "Sales").exit_code == 0
    assert [rule.category for rule in read_rules(name).rules] == ["Costs", "Sales"]


def test_what_is_doubtful_about_a_new_rule_is_said(run: Run) -> None:
    result = run("rules", "add", "rules.toml", "tax_id=7707083894", "--category", "Taxes")
    assert result.exit_code == 0
    assert "rules.toml match:1:8: SK725 warning: rule 3: " in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "rules.toml", "amout<0", "--category", "x"], "SK706"),
        (["add", "rules.toml", "amount<0"], "SK708"),
        (["add", "rules.toml", " ", "--category", "x"], "SK704"),
        (["check", "nowhere.toml"], "SK700"),
        (["list", "statement.csv"], "SK701"),
        (["test", "rules.toml", "nowhere.csv"], "SK401"),
        (["export", "nowhere.toml"], "SK700"),
        (["import", "nowhere.csv", "rules.toml"], "SK700"),
    ],
)
def test_what_cannot_be_used_is_2_and_changes_nothing(
    arguments: list[str], code: str, run: Run
) -> None:
    result = run("rules", *arguments)
    assert result.exit_code == 2
    assert code in result.stderr
    assert Path("rules.toml").read_text() == RULES


def test_good_rules_are_0(run: Run) -> None:
    result = run("rules", "check", "rules.toml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "nothing is doubtful about 2 rules\n"


def test_rules_are_held_against_a_statement(run: Run) -> None:
    run("rules", "add", "rules.toml", "direction=in", "--category", "Sales")
    result = run("rules", "check", "rules.toml", *READ)
    assert result.exit_code == 0
    assert "SK723 warning: rule 3: it matches no payment out of 4" in result.stdout
    [finding] = json.loads(run("rules", "check", "rules.toml", *READ, "--json").stdout)
    assert (finding["code"], finding["source"]) == ("SK723", "rules.toml")


def test_rules_are_listed_by_their_strength(run: Run) -> None:
    result = run("rules", "list", "rules.toml")
    assert result.exit_code == 0
    assert result.stdout.index("Kohvik Hommik") < result.stdout.index("amount<-100")
    assert "defaults.expense" in result.stdout
    lines = run("rules", "list", "rules.toml", "--to", "jsonl").stdout.splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2]


def test_what_rules_say_is_shown_with_the_reasons(run: Run) -> None:
    result = run("rules", "test", "rules.toml", *READ, "--to", "jsonl")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    booked = [[(each["amount"], each["category"]) for each in it["postings"]] for it in records]
    assert booked == [
        [("-3.20", "Representation")],
        [("-7.00", "Other costs")],
        [("-150", "Rent"), ("-30.00", "Heating")],
        [],
    ]
    assert records[0]["reasons"] == {"category": "rule 1"}
    assert [each["is_by_rule"] for each in records] == [True, False, True, True]
    assert result.exit_code == 1
    assert "line 5: SK711 rule 2: the split takes 150.00 of 120.00" in result.stderr


def test_the_table_has_a_row_for_each_part(run: Run) -> None:
    result = run("rules", "test", "rules.toml", *READ)
    assert "3 payments by rules, 1 by defaults or nothing" in result.stderr
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["2024-02-01", "-3.20", "Kohvik", "Hommik", "Representation", "rule", "1"] in rows
    assert ["-30.00", "Bank", "Heating"] in rows


def test_rules_go_through_a_spreadsheet_and_back(run: Run) -> None:
    assert run("rules", "export", "rules.toml", "-o", "rules.csv").exit_code == 0
    assert read_rules("rules.csv") == read_rules("rules.toml")
    table = Path("rules.csv").read_text().replace("Representation", "Coffee")
    Path("rules.csv").write_text(table + ",amount>0,,,Sales,,,,\n")
    result = run("rules", "import", "rules.csv", "rules.toml")
    assert result.stderr == "rules.toml: 1 rule added, 1 changed, 0 deleted\n"
    text = Path("rules.toml").read_text()
    assert text.startswith(RULES.replace('"Representation"', '"Coffee"'))
    assert read_rules("rules.toml").rule(3).category == "Sales"


def test_rules_are_deleted_only_when_that_is_asked_for(run: Run) -> None:
    Path("one.csv").write_text("number,match,category\n2,amount<-100,Rent\n")
    run("rules", "import", "one.csv", "rules.toml", "--delete", "--dry-run")
    assert Path("rules.toml").read_text() == RULES
    kept = run("rules", "import", "one.csv", "rules.toml")
    assert kept.stderr == "rules.toml: 0 rules added, 1 changed, 0 deleted\n"
    fewer = run("rules", "import", "one.csv", "rules.toml", "--delete")
    assert fewer.stderr == "rules.toml: 0 rules added, 0 changed, 1 deleted\n"
    book = read_rules("rules.toml")
    assert [rule.number for rule in book.rules] == [2]
    assert book.defaults.expense.category == "Other costs"


def test_a_rule_without_a_number_takes_nobodys_place(run: Run) -> None:
    Path("new.toml").write_text("[[rule]]\nmatch = 'amount>0'\ncategory = 'Sales'\n")
    result = run("rules", "import", "new.toml", "rules.toml")
    assert result.stderr == "rules.toml: 1 rule added, 0 changed, 0 deleted\n"
    assert [rule.number for rule in read_rules("rules.toml").rules] == [1, 2, 3]


# -- in a store ------------------------------------------------------------------------------------

STORE = ("--store", "books.db")
ACCOUNT = ("--account", "EE382200221020145685", "--currency", "EUR")


def test_rules_go_into_a_store_and_come_out_as_they_were(run: Run) -> None:
    assert "added" in run("rules", "import", "rules.toml", *STORE).stderr
    run("rules", "export", *STORE, "--to", "toml", "-o", "back.toml")
    assert read_rules("back.toml") == read_rules("rules.toml")
    listed = run("rules", "list", *STORE, "--to", "jsonl").stdout
    assert listed == run("rules", "list", "rules.toml", "--to", "jsonl").stdout
    for file in ("back.toml", "rules.toml"):
        again = run("rules", "import", file, *STORE, "--delete")
        assert "0 rules added, 0 changed, 0 deleted" in again.stderr


def test_a_rule_is_added_to_a_store(run: Run) -> None:
    result = run("rules", "add", *STORE, "amount<0", "--category", "Costs")
    assert (result.exit_code, "rule 1 added" in result.stderr) == (0, True)
    dry = run("rules", "import", "rules.toml", *STORE, "--delete", "--dry-run")
    assert "nothing was written" in dry.stderr
    assert run("rules", "list", *STORE, "--to", "jsonl").stdout.count("\n") == 1


@pytest.mark.parametrize(
    "args",
    [
        ("list",), ("list", "rules.toml", *STORE), ("add", "rules.toml"), ("add", *STORE, "a", "b"),
        ("test", "rules.toml"), ("export", "a", "b"), ("import", "rules.toml"), ("check",),
    ],
)  # fmt: skip
def test_calls_that_name_too_little_or_too_much(run: Run, args: tuple[str, ...]) -> None:
    run("rules", "import", "rules.toml", *STORE)
    result = run("rules", *args)
    assert (result.exit_code, "Usage:" in result.stderr) == (2, True)


def test_the_rules_of_a_store_are_asked_and_tried(run: Run) -> None:
    run("rules", "import", "rules.toml", *STORE)
    result = run("import", *READ, *ACCOUNT, *STORE, "--yes")
    assert "the rules of the store are asked" in result.stderr
    tried = run("rules", "test", *STORE, "--to", "jsonl")
    of_file = run("rules", "test", "rules.toml", *READ, "--to", "jsonl")
    assert sorted(map(_said, tried.stdout.splitlines())) == sorted(
        map(_said, of_file.stdout.splitlines())
    )
    assert run("rules", "check", *STORE).exit_code == 0


def _said(line: str) -> str:
    record = json.loads(line)
    return repr([record["amount"], record["postings"], record["reasons"]])


def test_why_names_the_rule_that_decided(run: Run) -> None:
    run("rules", "import", "rules.toml", *STORE)
    run("import", *READ, *ACCOUNT, *STORE, "--yes")
    key = next(
        record["key"]
        for record in map(json.loads, run("export", *STORE).stdout.splitlines())
        if record["rule"]
    )
    Path("none.toml").write_text("")
    run("rules", "import", "none.toml", *STORE, "--delete")
    said = run("rules", "why", key, *STORE, "--to", "jsonl").stdout.splitlines()
    by_rule = [each for each in map(json.loads, said) if each["match"]]
    assert by_rule
    assert {each["since"] for each in by_rule} == {"deleted"}
    run("edit", key, "--category", "Mine", *STORE)
    assert "a person" in run("rules", "why", key, *STORE).stdout
