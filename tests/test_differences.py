"""Where two layouts disagree: on a sample, by a search, and on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import given, reject
from hypothesis import strategies as st

from statementkit.cli import main
from statementkit.errors import OrderCheckError
from statementkit.layouts import Layout, shipped_layouts, write_layout
from statementkit.layouts.compiling import compile_order
from statementkit.reader.differences import Views, compare_on
from statementkit.testing import find_difference, rows_for
from statementkit.testing.drawn_layouts import orders

if TYPE_CHECKING:
    from click.testing import Result

BASE = Layout(order="date|name|amount|fee", date_format="dd.MM.yyyy", decimal=",", currency="EUR")
FILE = (
    b"day;who;sum;cost\n01.02.2024;a long name;5,00;0\n02.02.2024;b;-7,00;0,30\n03.02.2024;c;1;0\n"
)

COLUMNS = ["Day", "Who", "Sum", "Cost"]


def changed(**keys: Any) -> Layout:
    return attrs.evolve(BASE, **keys)


@pytest.mark.parametrize(
    ("keys", "differing", "line"),
    [
        ({"order": "date|name|amount|other"}, 1, 3),
        ({"order": "date|name|amountdivide-1%|fee"}, 3, 4),
        ({"order": "date|name|amount|fee|conditions=2=c,end"}, 1, 4),
        ({"order": "date|name|amount|fee|conditions=2=c,skip"}, 1, 4),
        ({"footer_lines": 1}, 1, 4),
        ({"currency": "USD"}, 3, 4),
        ({"name": "other"}, 0, None),
    ],
)
def test_a_sample_shows_the_smallest_row(keys: Any, differing: int, line: int | None) -> None:
    found = compare_on(FILE, BASE, changed(**keys))
    assert (found.rows, found.differing) == (3, differing)
    assert (found.difference and found.difference.line) == line


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ({"order": "date|name|amount|other"}, ["01.02.2024", "", "1", "1"]),
        ({"order": "date|name|amountdivide-1%|fee"}, ["01.02.2024", "", "1", ""]),
        ({"date_format": "MM.dd.yyyy"}, ["01.02.2024", "", "1", ""]),
        ({"order": "date|name|amount|fee|conditions=2=Hold,skip"}, ["", "Hold", "", ""]),
        ({"order": "date|name.upper|amount|fee"}, ["01.02.2024", "a", "1", ""]),
    ],
)
def test_a_search_finds_the_smallest_row(keys: Any, row: list[str]) -> None:
    found = find_difference(BASE, changed(**keys))
    assert found.difference is not None
    assert list(found.difference.row) == row


def test_layouts_that_mean_the_same_are_not_told_apart() -> None:
    found = find_difference(BASE, changed(order="date|name|amount|fee|other"), examples=100)
    assert found.difference is None
    assert found.rows >= 100


def test_layouts_for_the_same_columns_in_another_sequence_are_equal() -> None:
    first = changed(header_fingerprint=COLUMNS)
    second = changed(order="fee|amount|name|date", header_fingerprint=COLUMNS[::-1])
    assert find_difference(first, second, examples=200).difference is None
    by_name = changed(order="date@[Day]|amount@[Sum]|name@[Who]|fee@[Cost]", header=["Day", "Sum"])
    third = attrs.evolve(by_name, order="date@[Day]|amount@[Cost]|name@[Who]|fee@[Sum]")
    assert find_difference(by_name, by_name, examples=100).difference is None
    assert find_difference(by_name, third).difference is not None


@given(text=orders(), data=st.data())
def test_rows_for_an_order_are_rows_of_it(text: str, data: st.DataObject) -> None:
    try:
        mapper = compile_order(text, date_format="yyyy-MM-dd")
    except OrderCheckError:
        reject()
    row = data.draw(rows_for(mapper))
    assert len(row) >= mapper.plan.width
    assert mapper.interpreter.run(row, 1).result in ("mapped", "skipped", "end", "problem")


def test_every_layout_with_columns_is_equal_to_itself() -> None:
    for layout in shipped_layouts().values():
        if layout.format == "delimited":
            views = Views.of(layout, layout)
            assert views.difference(["1"] * (len(views.columns) or 50)) is None


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, str]:
    (tmp_path / "a.toml").write_text(write_layout(BASE), "utf-8")
    other = changed(order="date|name|amount|other")
    (tmp_path / "b.toml").write_text(write_layout(other), "utf-8")
    (tmp_path / "s.csv").write_bytes(FILE)
    return tuple(str(tmp_path / name) for name in ("a.toml", "b.toml", "s.csv"))  # type: ignore[return-value]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def test_the_command_shows_the_row_and_both_readings(files: tuple[str, str, str]) -> None:
    done = run(files[0], files[1])
    assert done.exit_code == 1
    for word in ("01.02.2024", "2. amount", "-1", "order", "date|name|amount|other"):
        assert word in done.output


def test_the_command_compares_on_a_sample(files: tuple[str, str, str]) -> None:
    done = run(files[0], files[1], "--sample", files[2], "--json")
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert (found["line"], found["rows"], found["equal"]) == (3, 3, False)
    assert [len(each["transactions"]) for each in found["readings"]] == [2, 1]
    assert found["keys"] == [
        {"key": "order", "values": ["date|name|amount|fee", "date|name|amount|other"]}
    ]


def test_equal_layouts_exit_with_0(files: tuple[str, str, str]) -> None:
    assert run(files[0], files[0]).exit_code == 0
    assert run(files[0], files[0], "--sample", files[2]).exit_code == 0
    same = json.loads(run(files[0], files[0], "--json").output)
    assert same["equal"] is True


def test_wrong_use_exits_with_2(files: tuple[str, str, str]) -> None:
    assert run(files[0], "no-such-layout").exit_code == 2
    assert run(files[0], files[1], "--sample", files[0] + "x").exit_code == 2
    assert run(files[0]).exit_code == 2
    fixed = Path(files[0]).with_name("f.toml")
    layout = Layout(format="fixed", order="date@1-8|amount@9-20", date_format="yyyyMMdd")
    fixed.write_text(write_layout(layout), "utf-8")
    done = run(files[0], str(fixed))
    assert done.exit_code == 2
    assert "--sample" in done.output


def test_hypothesis_is_asked_for_in_one_sentence(
    files: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "statementkit.testing", None)
    done = run(files[0], files[1])
    assert done.exit_code == 2
    assert "pip install 'statementkit[testing]'" in done.output
