"""A saved plan comes back with its edits, whatever a spreadsheet makes of the file meanwhile."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unittest import mock

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import Statement
from statementkit.errors import StoreError
from statementkit.reviewing import Plan, load_edits, records, review, save
from statementkit.reviewing.parts import parse_split, split_line
from statementkit.reviewing.table import COLUMNS, csv_text, marked, unmarked
from statementkit.rules import Part, Rule, RuleBook
from statementkit.store import open_store
from tests.store.statements import ACCOUNT, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

ROWS = (
    row(0, "-3.20", "Кофейня «Утро»", description="0012"),
    row(30, "1234567.50", "=1+1", description='a; "b"\n2024-17'),
    row(12, "-12.00", "'t Hoekje", bank_id="2023051200000017"),
    row(12, "0.05", "Maja", description="1,5"),
)
RULES = RuleBook([Rule(match='name~"Утро"', category="Кофе")])
OFFICE = shutil.which("soffice")


def plan_of(*rows: Any, rules: RuleBook = RULES) -> Plan:
    """Return the plan of an import into an empty store."""
    with open_store("sqlite://") as store:
        return review(Statement(rows or ROWS, account=ACCOUNT), store, rules)


def said(plan: Plan) -> list[Any]:
    """Return what a plan would write, without who says it."""
    assignments = [(each.assignment, each.decision) for each in plan.rows]
    return [(*(getattr(it, name) for name in ("wallet", "category", "project", "name", "kind",
                                               "split")), decision)
            for it, decision in assignments]  # fmt: skip


def cells(plan: Plan) -> list[dict[str, str]]:
    """Return the rows of the saved table."""
    return list(csv.DictReader(io.StringIO(csv_text(plan), newline="")))


def written(rows: Sequence[dict[str, str]], delimiter: str = ",", **more: Any) -> str:
    """Return rows as a spreadsheet writes them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, **more)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def loaded(plan: Plan, content: str | bytes, tmp_path: Path, name: str = "plan.csv") -> Plan:
    """Return a plan with the edits of a file of this content."""
    data = content.encode() if isinstance(content, str) else content
    (tmp_path / name).write_bytes(data)
    return load_edits(plan, tmp_path / name)


def refused(plan: Plan, content: str | bytes, tmp_path: Path, code: str = "SK753") -> str:
    """Return what is said about a file that is refused."""
    with pytest.raises(StoreError) as caught:
        loaded(plan, content, tmp_path)
    assert caught.value.code == code
    return str(caught.value)


names = st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=9)
parts = st.lists(
    st.builds(Part, st.sampled_from(["70%", "12.5%", "1000.00", "rest"]), names, names, names)
)
texts = st.text(st.sampled_from("'=+-@ 0129.,:/%e€\tКa"), max_size=8) | st.text()


@pytest.mark.parametrize("name", ["plan.csv", "plan.jsonl"])
def test_a_plan_that_was_cut_anywhere_is_refused(name: str, tmp_path: Path) -> None:
    plan = plan_of()
    edited = plan.edit(2, category="Toit")
    save(edited, tmp_path / name)
    content = (tmp_path / name).read_bytes()
    whole = len(content.rstrip(b"\r\n"))
    for end in range(whole):
        with pytest.raises(StoreError):
            loaded(plan, content[:end], tmp_path, name)
    assert said(loaded(plan, content[:whole], tmp_path, name)) == said(edited)


def test_saving_leaves_the_old_plan_until_the_new_one_is_whole(tmp_path: Path) -> None:
    plan = plan_of()
    path = tmp_path / "plan.csv"
    save(plan.edit(2, category="Toit"), path)
    edited = path.read_bytes()
    with mock.patch("os.fsync", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        save(plan, path)
    assert path.read_bytes() == edited
    with pytest.raises(StoreError, match="the plan cannot be saved"):
        save(plan, tmp_path / "no" / "plan.csv")
    with pytest.raises(StoreError, match="the plan cannot be saved"):
        save(plan, tmp_path / "a\0b.csv")


@given(texts)
def test_a_marked_text_comes_back(text: str) -> None:
    assert unmarked(marked(text)) == text


@given(parts)
def test_a_split_is_a_line_and_back(split: list[Part]) -> None:
    named = [Part(it.size, it.wallet or None, it.category or None, it.project or None)
             for it in split]  # fmt: skip
    assert parse_split(split_line(named)) == tuple(named)


@pytest.mark.parametrize("line", ["Rent", "70% a=b", "70% A, B", "70% A;;", '70% "A', "70% A B=C"])
def test_what_is_no_split(line: str) -> None:
    with pytest.raises(StoreError, match="this is no split"):
        parse_split(line)


edits = st.fixed_dictionaries(
    {},
    optional={
        **{name: texts.filter(lambda it: "\0" not in it) for name in ("wallet", "project", "name")},
        "category": st.sampled_from(["Rent", "0012", "Кофе", ""]),
        "kind": st.sampled_from(["fee", "transfer", None]),
        "split": st.sampled_from([(), (Part("70%", project="=7"), Part("rest", category="a,b"))]),
    },
)


@given(
    changes=st.dictionaries(st.integers(1, 4), edits),
    skipped=st.sets(st.integers(1, 4)),
    is_json=st.booleans(),
)
def test_what_was_saved_is_loaded(
    changes: dict[int, Any],
    skipped: set[int],
    is_json: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    fresh = plan_of()
    edited = fresh
    for number, values in changes.items():
        edited = edited.edit(number, **values)
    for number in skipped:
        edited = edited.decide(number, "skip")
    path = tmp_path_factory.mktemp("saved") / ("p.jsonl" if is_json else "p.csv")
    save(edited, path)
    assert said(load_edits(fresh, path)) == said(edited)


EXPECTED = [
    ("Bank", "Кофе", None, None, None, (), None),
    (None, "Rent", None, "Maja", "fee", parse_split("70% A; rest B"), None),
    (None, None, None, None, None, (), "skip"),
    (None, None, "0012", None, None, (), None),
]


def edited_cells(plan: Plan) -> list[dict[str, str]]:
    """Return the cells of a table after a person has been at it."""
    rows = cells(plan)
    rows[0]["wallet"] = "Bank"
    rows[1] |= {"category": "Rent", "set_name": "Maja", "set_kind": "fee"}
    rows[1]["split"] = "70% A; rest B"
    rows[2]["decision"] = " Skip "
    rows[3]["project"] = "'0012"
    return rows


def _german(rows: list[dict[str, str]]) -> str:
    for each in rows:
        year, month, day = each["booked_on"].split("-")
        each["booked_on"] = f"{day}.{month}.{year}"
        each["amount"] = f"{Decimal(each['amount']):,}".translate(str.maketrans(",.", ".,"))
    return written(rows, ";")


def _american(rows: list[dict[str, str]]) -> str:
    for each in rows:
        year, month, day = each["booked_on"].split("-")
        each["booked_on"] = f"{int(month)}/{int(day)}/{year}"
        each["amount"] = f"{Decimal(each['amount']):,.2f}"
    return written(rows, "\t", quoting=csv.QUOTE_ALL)


def _turned(rows: list[dict[str, str]]) -> str:
    turned = [dict(reversed(each.items())) for each in rows[::-1]]
    return "\ufeff" + written(turned, ";") + ";" * 18 + "\r\n"


def _without_the_bank(rows: list[dict[str, str]]) -> str:
    gone = {"description", "key", "line", "amount", "booked_on", "status", "by", "note", "name"}
    return written([{name: it for name, it in each.items() if name not in gone} for each in rows])


def _scribbled(rows: list[dict[str, str]]) -> str:
    return written([each | {"note": "ask Ada", "by": ""} for each in rows])


@pytest.mark.parametrize(
    "make", [written, _german, _american, _turned, _without_the_bank, _scribbled]
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_what_a_spreadsheet_makes_of_it(
    make: Callable[[list[dict[str, str]]], str], codec: str, tmp_path: Path
) -> None:
    plan = plan_of()
    text = make(edited_cells(plan)).removeprefix("\ufeff")
    if make is _without_the_bank and codec == "cp1251":
        # Nothing proves which of the code pages it is.
        assert "encoding" in refused(plan, text.encode(codec), tmp_path)
        return
    assert said(loaded(plan, text.encode(codec), tmp_path)) == EXPECTED


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("amount", "-3.2", None),
        ("amount", "-3", "amount is '-3.20' and cannot be made '-3'"),
        ("amount", "3.20", "cannot be made '3.20'"),
        ("amount", "", "cannot be made blank"),
        ("amount", "a lot", "cannot be made 'a lot'"),
        ("booked_on", "2024-03-02", "booked_on is '2024-03-01' and cannot be made '2024-03-02'"),
        ("booked_on", "03/01/2024", None),
        ("name", "Кофейня", "name is 'Кофейня «Утро»' and cannot be made 'Кофейня'"),
        ("name", " Кофейня  «Утро» ", None),
        ("name", "??????? «????»", "save it as CSV UTF-8"),
        ("status", "duplicate", "status is 'new'"),
        ("key", "", "key is 'h1:"),
        ("currency", "USD", "currency is 'EUR'"),
        ("description", "12", "description is '0012' and cannot be made '12'"),
        ("plan", "p0", "saved of another file"),
        ("row", "2", "row 2 stands on line 2 already"),
        ("row", "5", "the plan has no row '5'"),
        ("row", "", "the plan has no row ''"),
        ("decision", "new", "row 1 is new, and new is no answer"),
        ("set_kind", "gift", "there is no kind 'gift'"),
        ("split", "70% A; rest", None),
        ("split", "7.00 A; rest", "takes 7.00 of 3.20"),
        ("split", "half A", "does not begin with a size"),
    ],
)
def test_what_may_be_changed(column: str, value: str, expected: str | None, tmp_path: Path) -> None:
    plan = plan_of()
    rows = cells(plan)
    rows[0][column] = value
    if expected is None:
        loaded(plan, written(rows), tmp_path)
        return
    with pytest.raises(StoreError) as caught:
        loaded(plan, written(rows), tmp_path)
    assert expected in str(caught.value)
    assert "plan.csv:2:" in str(caught.value) or "row 2" in str(caught.value)


def test_rows_that_are_missing_are_named(tmp_path: Path) -> None:
    plan = plan_of()
    message = refused(plan, written(cells(plan)[::2]), tmp_path)
    assert "rows 2, 4 are missing" in message
    assert "skip" in message
    assert "row 4 is missing" in refused(plan, written(cells(plan)[:3]), tmp_path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "missing columns: plan, row"),
        ("\x00\x01", "unknown columns"),
        ('plan,row\n"a', "missing columns"),
        (b"\xff\xfe\x00", "no text"),
        (",".join(COLUMNS) + ",wallet\n", "stand twice: wallet"),
        (",".join(COLUMNS) + "\n1,2\n", "2 cells, and 19 columns"),
        (",".join(COLUMNS) + "\n" + "x" * 200_000, "no CSV"),
        (",".join(COLUMNS) + "\n", "rows 1, 2, 3, 4 are missing"),
    ],
)
def test_what_is_no_saved_plan(content: str | bytes, expected: str, tmp_path: Path) -> None:
    assert expected in refused(plan_of(), content, tmp_path)


@given(content=st.binary())
def test_any_file_is_refused_in_words(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("p.csv", "p.jsonl"):
        with pytest.raises(StoreError):
            loaded(plan_of(), content, folder, name)


def test_lines_of_json(tmp_path: Path) -> None:
    plan = plan_of()
    rows = list(records(plan))
    rows[0]["category"] = 7
    text = "\n".join(map(json.dumps, rows))
    assert loaded(plan, text, tmp_path, "p.jsonl").rows[0].assignment.category == "7"
    (tmp_path / "bad.jsonl").write_text(text + "\n[1]\n")
    with pytest.raises(StoreError, match=r"bad\.jsonl:5: SK753 this line is no JSON object"):
        load_edits(plan, tmp_path / "bad.jsonl")


def test_code_pages_that_differ_are_not_guessed(tmp_path: Path) -> None:
    plan = plan_of(row(0, name="Kohvik"))
    rows = cells(plan)
    rows[0]["category"] = "Кофе"
    assert "UTF-8" in refused(plan, written(rows).encode("cp1251"), tmp_path)


def test_a_fee_goes_with_its_payment(tmp_path: Path) -> None:
    main = row(0, "-100.00")
    plan = plan_of(main, row(0, "-1.00", parent=main))
    rows = cells(plan)
    rows[0]["decision"] = "skip"
    turned = loaded(plan, written(rows[::-1]), tmp_path)
    assert [each.decision for each in turned.rows] == ["skip", "skip"]


def test_a_workbook(tmp_path: Path) -> None:
    plan = plan_of()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line, cells_of in enumerate(csv.reader(io.StringIO(written(edited_cells(plan))))):
        typed: list[Any] = list(cells_of)
        if line:
            typed[1] = int(typed[1])
            typed[5] = date.fromisoformat(typed[5])
            typed[6] = float(typed[6])
        sheet.append(typed)
    book.create_sheet("notes").append(["what I wanted to say"])
    book.save(tmp_path / "plan.xlsx")
    assert said(load_edits(plan, tmp_path / "plan.xlsx")) == EXPECTED
    sheet["H3"] = "=1/0"
    book.copy_worksheet(sheet)
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(StoreError, match="2 sheets of the workbook hold a plan"):
        load_edits(plan, tmp_path / "two.xlsx")
    book.remove(book.worksheets[-1])
    book.save(tmp_path / "formula.xlsx")
    with pytest.raises(StoreError, match="never calculated"):
        load_edits(plan, tmp_path / "formula.xlsx")
    book.remove(sheet)
    book.save(tmp_path / "none.xlsx")
    with pytest.raises(StoreError, match="no sheets of the workbook hold a plan"):
        load_edits(plan, tmp_path / "none.xlsx")
    (tmp_path / "broken.xlsx").write_bytes((tmp_path / "plan.xlsx").read_bytes()[:3000])
    with pytest.raises(StoreError):
        load_edits(plan, tmp_path / "broken.xlsx")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("language", "written_as"),
    [
        (1033, "csv:44,34,UTF-8"),
        (1049, "csv:59,34,UTF-8"),
        (1031, "csv:9,34,34"),
        (1049, "xlsx"),
        (1033, "ods"),
    ],
)
def test_a_table_that_libreoffice_saves_again(
    language: int, written_as: str, tmp_path: Path
) -> None:
    plan = plan_of()
    text = written(edited_cells(plan))
    (tmp_path / "plan.csv").write_text("\ufeff" + text, "utf-8", newline="")
    kind, _, tokens = written_as.partition(":")
    options = f":Text - txt - csv (StarCalc):{tokens},1,,{language},false,true" if tokens else ""
    subprocess.run(
        [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/user", "--headless",
         f"--infilter=CSV:44,34,76,1,,{language},false,true,false",
         "--convert-to", f"{kind}{options}", "--outdir", str(tmp_path / "out"),
         str(tmp_path / "plan.csv")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert said(load_edits(plan, tmp_path / "out" / f"plan.{kind}")) == EXPECTED
