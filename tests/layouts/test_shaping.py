"""Records over several rows: nothing of them is lost, and every row is accounted for."""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.errors import LayoutError, ReadError
from statementkit.layouts import shaping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIXED: dict[str, Any] = {
    "format": "fixed",
    "record": 20,
    "date_format": "yyMMdd",
    "decimal": ".",
    "continuation": '[1-2]="05"',
    "order": 'conditions=[1-2]="04",date@3-8,amount@9-14,name@15-20,'
    "description@23-40,description@43-60",
}
TABLE: dict[str, Any] = {"date_format": "yyyy-MM-dd", "decimal": ".", "delimiter": ","}


def left_out(data: str, **keys: Any) -> tuple[list[sk.Transaction], dict[str, int], list[str]]:
    stream = sk.iter_transactions(data.encode(), **keys)
    transactions = list(stream)
    counts = {what: count for what, count in stream.records.left_out.items() if count}
    return transactions, counts, [each.code for each in stream.problems]


# -- fixed width ----------------------------------------------------------------------------------


def test_a_continuation_stands_behind_its_record() -> None:
    data = "04240201  1.50Kohvik\n05two cups\n05of coffee\n04240202  2.50Pood\n"
    transactions, counts, problems = left_out(data, **FIXED)
    assert [(each.name, each.description, each.line) for each in transactions] == [
        ("Kohvik", "two cups of coffee", 1),
        ("Pood", None, 4),
    ]
    assert counts == {"records that continue another": 2}
    assert problems == []


def test_a_continuation_of_nothing_is_a_problem() -> None:
    transactions, counts, problems = left_out("05lost\n04240202  2.50Pood\n", **FIXED)
    assert (len(transactions), counts, problems) == (1, {}, ["SK431"])


def test_a_record_that_ends_inside_a_number_stays_cut_when_something_follows_it() -> None:
    order = 'conditions=[1-2]="04",date@3-8,amount@9-20,description@23-40'
    transactions, _, problems = left_out("042402011234567\n05text\n", **{**FIXED, "order": order})
    assert (transactions, problems) == ([], ["SK320"])


def test_a_record_that_is_too_long_for_what_follows_is_a_problem() -> None:
    shaped = {**FIXED, "hook": None}
    data = "04240201  1.50Kohvik and more\n05two cups\n04240202  2.50Pood\n"
    transactions, _, problems = left_out(data, **shaped)
    assert [each.name for each in transactions] == ["Kohvik", "Pood"]
    assert problems == ["SK430"], "what is left of the line is no record"


def test_a_section_counts_for_the_records_below_it() -> None:
    keys = {
        **FIXED,
        "section": '[1-2]="01"',
        "order": 'conditions=[1-2]="01",skip;[1-2]="04",date@3-8,amount@9-14,ownAccount@23-30,'
        "description@43-60",
    }
    data = "04240131  1.00\n01ACCOUNT1\n04240201  1.50\n05tea\n01ACCOUNT2\n04240202  2.50\n"
    transactions, _, _ = left_out(data, **keys)
    assert [(each.own_account, each.description) for each in transactions] == [
        (None, None),
        ("ACCOUNT1", "tea"),
        ("ACCOUNT2", None),
    ]


def test_the_end_of_a_section_counts_for_the_records_above_it() -> None:
    keys = {
        **FIXED,
        "section": '[1-2]="01"',
        "section_end": '[1-2]="09"',
        "order": 'conditions=[1-2]={"01","09"},skip;[1-2]="04",date@43-48,amount@9-14,'
        "ownAccount@23-30,description@63-80",
    }
    data = "01ACCOUNT\n04        1.50\n05tea\n04        2.50\n09240203\n04        3.50\n"
    transactions, _, problems = left_out(data, **keys)
    assert [(each.own_account, each.booked_on.day, each.description) for each in transactions] == [
        ("ACCOUNT", 3, "tea"),
        ("ACCOUNT", 3, None),
    ]
    assert problems == ["SK310"], "nothing ends the section of the last record"


@given(
    st.lists(st.lists(st.text("abc", min_size=1, max_size=18), max_size=2), min_size=2, max_size=5)
)
def test_every_continuation_is_found_where_its_number_says(details: list[list[str]]) -> None:
    lines = [
        row for texts in details for row in ("04240201  1.50", *(f"05{text}" for text in texts))
    ]
    transactions, counts, _ = left_out("\n".join(lines), **FIXED)
    assert [each.description for each in transactions] == [
        " ".join(texts) or None for texts in details
    ]
    assert sum(counts.values()) == sum(map(len, details))


def test_positions_in_bytes_hold_behind_the_first_record() -> None:
    keys = {**FIXED, "positions": "bytes"}
    data = "04240201  1.50Jõgi\n05Õhtu\n"
    [transaction], _, _ = left_out(data, **keys)
    assert (transaction.name, transaction.description) == ("Jõgi", "Õhtu")


WRONG = [
    ({"format": "fixed", "continuation": '[1-1]="5"'}, "record"),
    ({"format": "fixed", "section": '[1-1]="5"', "record": "T"}, "record"),
    ({"format": "fixed", "fill_down": ["1"]}, "fill_down"),
    ({"section": '1="5"'}, "section"),
    ({"section_end": '1="5"'}, "section_end"),
    ({"fill_down": []}, "fill_down"),
    ({"fill_down": [0]}, "fill_down"),
]


@pytest.mark.parametrize(("keys", "field"), WRONG)
def test_keys_that_the_format_cannot_have(keys: dict[str, Any], field: str) -> None:
    with pytest.raises(LayoutError) as caught:
        sk.Layout.from_dict(keys)
    assert [each.field for each in caught.value.diagnostics] == [field]


# -- delimited ------------------------------------------------------------------------------------


def test_cells_of_a_continuation_are_joined_to_those_above() -> None:
    data = "day,sum,text\n2024-02-01,1.50,two\n,,cups\n,,of coffee\n2024-02-02,2.50,tea\n"
    keys = {**TABLE, "order": "date|amount|description", "continuation": "1=BLANK"}
    transactions, counts, _ = left_out(data, **keys)
    assert [each.description for each in transactions] == ["two cups of coffee", "tea"]
    assert counts["records that continue another"] == 2


def test_a_longer_continuation_adds_columns() -> None:
    data = "day,sum,text,more\n2024-02-01,1.50\n,,,late\n"
    keys = {**TABLE, "order": "date|amount|description|name", "continuation": "[day]=BLANK"}
    [transaction], _, _ = left_out(data, **keys)
    assert transaction.name == "late"


@pytest.mark.parametrize("column", ["day", " DAY ", 1])
def test_details_take_the_date_of_the_row_above(column: str | int) -> None:
    data = "day,sum\n,0.50\n2024-02-01,1.50\n,2.50\n2024-02-02,3.50\n ,4.50\n"
    keys = {**TABLE, "order": "date|amount", "fill_down": [column]}
    transactions, _, problems = left_out(data, **keys)
    assert [each.booked_on.day for each in transactions] == [1, 1, 2, 2]
    assert problems == ["SK310"], "there is no row above the first"


def test_a_column_to_fill_must_be_there() -> None:
    with pytest.raises(LayoutError, match="no single column named 'date'"):
        sk.read(b"day,sum\n", **TABLE, order="date|amount", fill_down=["date"])


# -- hooks ----------------------------------------------------------------------------------------


def in_pairs(rows: Iterator[Any], layout: sk.Layout) -> Iterable[Any]:
    """Join every two rows into one."""
    for line, row in rows:
        yield line, [*row, *next(rows)[1]]


def failing(rows: Iterator[Any], layout: sk.Layout) -> Iterable[Any]:
    raise KeyError("no such thing")


def nonsense(rows: Iterator[Any], layout: sk.Layout) -> Iterable[Any]:
    return [3]


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    points = EntryPoints(
        EntryPoint(name, f"{__name__}:{name}", shaping.HOOKS)
        for name in ("in_pairs", "failing", "nonsense", "absent")
    )
    monkeypatch.setattr(EntryPoint, "load", lambda self: globals()[self.attr])
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **which: points.select(**which))


HOOKED: dict[str, Any] = {**TABLE, "order": "date|amount|description", "header": False}


def test_a_hook_makes_rows_of_rows() -> None:
    data = "2024-02-01,1.50\ncoffee\n2024-02-02,2.50\ntea\n"
    transactions, counts, _ = left_out(data, **HOOKED, hook="in_pairs")
    assert [(each.description, each.line) for each in transactions] == [("coffee", 1), ("tea", 3)]
    assert counts == {"records that the hook took away": 2}


@pytest.mark.parametrize("name", ["failing", "nonsense"])
def test_an_error_of_a_hook_names_it(name: str) -> None:
    with pytest.raises(ReadError, match=f"the hook '{name}' failed") as caught:
        sk.read(b"2024-02-01,1.50\n", **HOOKED, hook=name)
    assert caught.value.code == "SK433"


@pytest.mark.parametrize("name", ["os:system", "absent", "unheard"])
def test_a_layout_names_installed_hooks_only(name: str) -> None:
    with pytest.raises(LayoutError, match="there is no usable hook") as caught:
        sk.read(b"2024-02-01,1.50\n", **HOOKED, hook=name)
    assert caught.value.code == "SK514"
