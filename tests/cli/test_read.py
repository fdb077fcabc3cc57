"""`statementkit read`: the right transactions, in every form, and honest counts."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import stat
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars
import pytest

import statementkit as sk
from statementkit.cli.read import PROBLEM_KEYS
from statementkit.export import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = sorted({path.parent for path in EXAMPLES.glob("*/statement.*")})
KEYS_OF_LAYOUT: dict[str, Any] = {
    "order": "date|name|amount",
    "date_format": "yyyy-MM-dd",
    "decimal": ".",
}
LAYOUT = ("--order", "date|name|amount", "--date-format", "yyyy-MM-dd", "--decimal", ".")
GOOD = "date,name,amount\n2024-02-01,Kohvik Hommik,-3.20\n2024-02-02,Turg,-7.10\n"
MIXED = GOOD + "2024-02-03,Pood,abc\n"


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def good(tmp_path: Path) -> str:
    (tmp_path / "good.csv").write_text(GOOD)
    return "good.csv"


@pytest.fixture
def mixed(tmp_path: Path) -> str:
    (tmp_path / "mixed.csv").write_text(MIXED)
    return "mixed.csv"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_example_becomes_its_expected_json_lines(folder: Path, run: Run) -> None:
    [statement] = folder.glob("statement.*")
    result = run("read", statement, "--layout", folder.name, "--to", "jsonl")
    expected = (folder / "expected.jsonl").read_text("utf-8")
    assert result.exit_code == 0
    assert records(result.stdout) == records(expected)
    assert all(tuple(record) == KEYS for record in records(result.stdout))


def test_without_a_layout_the_header_tells(run: Run) -> None:
    result = run("read", EXAMPLES / "wise" / "statement.csv", "--to", "csv")
    assert result.exit_code == 0
    assert "layout wise" in result.stderr


def test_csv_holds_what_json_lines_hold(run: Run) -> None:
    call = ("read", EXAMPLES / "paypal-fees" / "statement.csv", "--layout", "paypal-fees", "--to")
    rows = csv.DictReader(io.StringIO(run(*call, "csv").stdout, newline=""))
    assert list(rows) == [
        {key: "" if value is None else str(value) for key, value in record.items()}
        for record in records(run(*call, "jsonl").stdout)
    ]


def test_the_table_is_what_comes_by_default(good: str, run: Run) -> None:
    result = run("read", good, *LAYOUT, "--currency", "EUR")
    assert result.stdout == (
        "line  date        amount       name\n"
        "────  ──────────  ──────  ───  ─────────────\n"
        "   2  2024-02-01   -3.20  EUR  Kohvik Hommik\n"
        "   3  2024-02-02   -7.10  EUR  Turg\n"
    )


def test_all_rows_read_is_0(good: str, run: Run) -> None:
    result = run("read", good, *LAYOUT)
    assert result.exit_code == 0
    assert result.stderr == (
        "good.csv: 2 records = 2 read + 0 skipped + 0 problems; 2 transactions\n"
    )


def test_some_rows_being_problems_is_1_and_the_good_ones_are_printed(mixed: str, run: Run) -> None:
    result = run("read", mixed, *LAYOUT, "--to", "jsonl")
    assert result.exit_code == 1
    assert [record["name"] for record in records(result.stdout)] == ["Kohvik Hommik", "Turg"]
    assert result.stderr == (
        "mixed.csv:4: SK301 column 3 (amount): 'abc' is not an amount\n"
        "  | date|name|amount\n"
        "  |           ^^^^^^\n"
        "it has no digits\n\n"
        "mixed.csv: 3 records = 2 read + 0 skipped + 1 problem; 2 transactions\n"
    )


def test_problems_are_listed_with_their_place(mixed: str, run: Run, tmp_path: Path) -> None:
    result = run("read", mixed, *LAYOUT, "--problems", "problems.jsonl")
    [problem] = records((tmp_path / "problems.jsonl").read_text("utf-8"))
    assert tuple(problem) == PROBLEM_KEYS
    assert problem == {
        "code": "SK301",
        "message": "'abc' is not an amount",
        "line": 4,
        "column": 3,
        "field": "amount",
        "cell": "abc",
        "file": "mixed.csv",
    }
    assert "--problems FILE.jsonl" not in result.stderr


def test_skipped_records_are_counted(good: str, run: Run) -> None:
    order = "date|name|amount|conditions=2=Turg,skip"
    result = run("read", good, "--order", order, *LAYOUT[2:], "--to", "jsonl")
    assert result.exit_code == 0
    assert "2 records = 1 read + 1 skipped + 0 problems; 1 transaction\n" in result.stderr


def test_one_bad_file_does_not_stop_the_others(good: str, mixed: str, run: Run) -> None:
    result = run("read", "nowhere.csv", mixed, good, *LAYOUT, "--to", "csv")
    assert result.exit_code == 2
    assert result.stdout.count("booked_on") == 1
    assert len(result.stdout.splitlines()) == 1 + 2 + 2
    assert [line.split(":")[0] for line in result.stderr.splitlines() if "record" in line] == [
        "mixed.csv",
        "good.csv",
    ]
    assert "nowhere.csv: not read\n" in result.stderr


def test_a_layout_that_cannot_be_used_stops_all_files_at_once(good: str, run: Run) -> None:
    result = run("read", good, good, good, "--layout", "paypall")
    assert result.exit_code == 2
    assert result.stderr.count("SK504") == 1


def test_standard_input_is_a_file(run: Run) -> None:
    result = run("read", "-", *LAYOUT, "--to", "jsonl", given=MIXED.encode())
    assert result.exit_code == 1
    assert [record["line"] for record in records(result.stdout)] == [2, 3]
    assert "<stdin>:4: SK301" in result.stderr
    assert "<stdin>: 3 records" in result.stderr


def test_packed_files_are_unpacked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.csv.gz").write_bytes(gzip.compress(GOOD.encode()))
    result = run("read", "good.csv.gz", *LAYOUT, "--to", "jsonl")
    assert len(records(result.stdout)) == 2


def test_verbose_tells_the_evidence(run: Run, tmp_path: Path) -> None:
    text = "Hansa export\n\nDay;Who;Sum\n01.02.2024;Turg;-3,20\n\n13.02.2024;Turg;-7,10\nEnd;;\n"
    (tmp_path / "a.csv").write_text(text)
    order = ("--order", "date|name|amount", "--date-format", "auto", "--decimal", "auto")
    preamble = ("--header", "Day,Sum", "--footer-lines", "1")
    quiet = run("read", "a.csv", *order, *preamble)
    told = run("read", "a.csv", *order, *preamble, "-v")
    assert quiet.exit_code == told.exit_code == 0
    assert quiet.stdout == told.stdout
    assert "delimiter = ';'" not in quiet.stderr
    for fact in ("delimiter = ';'", "date_format = ", "decimal = ','"):
        assert fact in told.stderr
    for left_out in ("lines above the header, left out: 2", "records in the footer, left out: 1"):
        assert left_out in told.stderr
    assert "blank lines, left out: 1" in told.stderr


@pytest.mark.parametrize(
    ("balances", "says"),
    [
        (("9.00", "2.00"), "balances add up"),
        (("9.00", "2.01"), "balances do not add up at line 3"),
    ],
)
def test_running_balances_are_proved(
    balances: tuple[str, str], says: str, run: Run, tmp_path: Path
) -> None:
    first, second = balances
    text = f"date,amount,balance\n2024-02-01,-1.00,{first}\n2024-02-02,-7.00,{second}\n"
    (tmp_path / "a.csv").write_text(text)
    result = run("read", "a.csv", "--order", "date|amount|balance", *LAYOUT[2:])
    assert result.exit_code == 0
    assert says in result.stderr


class TestOutput:
    def test_a_file_takes_the_transactions(self, good: str, run: Run, tmp_path: Path) -> None:
        printed = run("read", good, *LAYOUT, "--to", "jsonl").stdout
        result = run("read", good, *LAYOUT, "--to", "jsonl", "-o", "out.jsonl")
        assert result.stdout == ""
        assert (tmp_path / "out.jsonl").read_text("utf-8") == printed

    def test_it_is_utf8_whatever_the_text(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("date,name,amount\n2024-02-01,Õun 🍏,-1.00\n", "utf-8")
        for form in ("table", "csv", "jsonl"):
            run("read", "a.csv", *LAYOUT, "--to", form, "-o", "out")
            assert "Õun 🍏" in (tmp_path / "out").read_text("utf-8")

    def test_nothing_else_is_left_in_the_folder(self, good: str, run: Run, tmp_path: Path) -> None:
        run("read", good, *LAYOUT, "-o", "out.txt")
        assert sorted(path.name for path in tmp_path.iterdir()) == [good, "out.txt"]

    def test_an_older_file_stays_when_nothing_can_be_read(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "out.csv").write_text("old")
        result = run("read", "nowhere.csv", *LAYOUT, "-o", "out.csv")
        assert result.exit_code == 2
        assert (tmp_path / "out.csv").read_text() == "old"

    def test_a_link_and_the_rights_of_a_file_stay(
        self, good: str, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "real.csv").write_text("old")
        (tmp_path / "real.csv").chmod(0o640)
        (tmp_path / "link.csv").symlink_to("real.csv")
        run("read", good, *LAYOUT, "--to", "csv", "-o", "link.csv")
        assert (tmp_path / "link.csv").is_symlink()
        assert (tmp_path / "real.csv").read_text().startswith("booked_on")
        assert stat.S_IMODE((tmp_path / "real.csv").stat().st_mode) == 0o640

    def test_a_device_is_written_to_directly(self, good: str, run: Run) -> None:
        assert run("read", good, *LAYOUT, "-o", os.devnull).exit_code == 0
        assert Path(os.devnull).exists()

    def test_a_place_that_cannot_be_written_is_wrong_use(self, good: str, run: Run) -> None:
        for option in ("--output", "--problems"):
            result = run("read", good, *LAYOUT, option, "nowhere/out.csv")
            assert result.exit_code == 2
            assert f"{option}: cannot write nowhere/out.csv: No such file" in result.stderr

    def test_a_dash_is_standard_output(self, good: str, run: Run) -> None:
        assert run("read", good, *LAYOUT, "-o", "-").stdout == run("read", good, *LAYOUT).stdout


def test_the_command_reads_what_the_library_reads(mixed: str, run: Run) -> None:
    result = run("read", mixed, *LAYOUT, "--to", "jsonl")
    statement = sk.read(mixed, order=LAYOUT[1], date_format=LAYOUT[3], decimal=".")
    assert len(records(result.stdout)) == len(statement.transactions)
    assert result.stderr.startswith(str(statement.problems[0]))


@pytest.mark.parametrize(
    ("form", "load"), [("parquet", polars.read_parquet), ("arrow", polars.read_ipc)]
)
def test_columns_go_to_a_file_or_a_pipe(
    form: str, load: Callable[..., polars.DataFrame], run: Run, good: str
) -> None:
    assert run("read", good, *LAYOUT, "--to", form, "-o", "out").exit_code == 0
    frame = load(Path("out").read_bytes())
    assert frame.equals(sk.scan([good], **KEYS_OF_LAYOUT).collect())
    piped = run("read", good, good, *LAYOUT, "--to", form)
    assert load(piped.stdout_bytes).height == 4


def test_columns_say_of_bad_rows_what_other_formats_say(mixed: str, run: Run) -> None:
    plain = run("read", mixed, *LAYOUT, "--to", "jsonl")
    columns = run("read", mixed, *LAYOUT, "--to", "parquet")
    assert (columns.exit_code, columns.stderr) == (plain.exit_code, plain.stderr)
    frame = polars.read_parquet(columns.stdout_bytes)
    assert frame["line"].to_list() == [each["line"] for each in records(plain.stdout)]
    assert frame["amount"].to_list() == [Decimal(it["amount"]) for it in records(plain.stdout)]
    assert frame["problem"].is_null().all()


def test_columns_leave_no_file_behind_that_lacks_rows(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text("date,name,amount\n2024-02-01,x,0.0000000000001\n")
    done = run("read", "long.csv", *LAYOUT, "--to", "parquet", "-o", "out")
    assert done.exit_code == 2
    assert "SK771" in done.stderr
    assert "scale=18" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("rules", [[], ["--rules", "rules.toml"]])
@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_columns_hold_as_many_decimals_as_are_asked_for(
    form: str, rules: list[str], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "long.csv").write_text("date,name,amount\n2024-02-01,x,0.0000000000001\n")
    (tmp_path / "rules.toml").write_text('[[rule]]\nmatch = "amount>0"\ncategory = "Interest"\n')
    call = ("read", "long.csv", *LAYOUT, "--to", form, *rules)
    done = run(*call, "--scale", "18", "-o", "out")
    assert done.exit_code == 0
    load = polars.read_parquet if form == "parquet" else polars.read_ipc
    assert load(Path("out").read_bytes())["amount"].to_list() == [Decimal("1E-13")]
    for wrong in ("39", "-1", "x"):
        assert "Invalid value for '--scale'" in run(*call, "--scale", wrong).stderr
    plain = run("read", "long.csv", *LAYOUT, "--scale", "2")
    assert "only parquet and arrow have a scale" in plain.stderr
