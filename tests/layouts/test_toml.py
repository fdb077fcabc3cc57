"""Layout files: read with the line of every mistake, written back with nothing lost."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import LayoutError, OrderSyntaxError
from statementkit.layouts import (
    Layout,
    find_layout,
    format_layout,
    match_layouts,
    parse_layout,
    read_layout,
    shipped_layouts,
    write_layout,
)

if TYPE_CHECKING:
    from pathlib import Path

MISTAKES: list[tuple[str, list[tuple[str, int]]]] = [
    ("order = date|amount", [("SK501", 1)]),
    ('bank = "x"\n\nquote = "a', [("SK501", 3)]),
    ('bank = "x"\nbank = "y"', [("SK501", 2)]),
    ("# top\ndelimeter = ';'\n decimal='x'", [("SK502", 2), ("SK503", 3)]),
    ('\n"skip_lines" = -1', [("SK503", 2)]),
    ("[layout]\norder = 'date|amount'", [("SK502", 1)]),
    ("a.b = 1", [("SK502", 1)]),
    ("\nencoding = 'utf-9'", [("SK503", 2)]),
]


@pytest.mark.parametrize(("text", "found"), MISTAKES)
def test_a_mistake_is_told_with_its_line(text: str, found: list[tuple[str, int]]) -> None:
    with pytest.raises(LayoutError) as caught:
        parse_layout(text, source="own.toml")
    assert [(each.code, each.line) for each in caught.value.diagnostics] == found
    assert {each.file for each in caught.value.diagnostics} == {"own.toml"}
    assert caught.value.diagnostics[0].hint or found[0][0] == "SK503"


def test_a_layout_file(tmp_path: Path) -> None:
    path = tmp_path / "own-bank.toml"
    path.write_text("\ufeffbank = 'Õun'\norder = 'date|amount'", "utf-8")
    layout = read_layout(path)
    assert (layout.name, layout.bank, layout.order) == ("own-bank", "Õun", "date|amount")
    assert find_layout(str(path)) == find_layout(path) == find_layout(layout) == layout


def test_a_layout_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes("\nbank = 'Õun'".encode("cp1257"))
    with pytest.raises(LayoutError, match="UTF-8") as caught:
        read_layout(path)
    assert (caught.value.code, caught.value.diagnostics[0].line) == ("SK501", 2)


@pytest.mark.parametrize("path", ["no/such.toml", "a\0b.toml", "\ud800/x.toml", "."])
def test_a_layout_file_that_cannot_be_read(path: str) -> None:
    with pytest.raises(LayoutError) as caught:
        read_layout(path)
    assert caught.value.code == "SK505"


def test_a_layout_of_endless_length_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "long.toml"
    text = "order = 'date|amount'\ndate_format = 'd.M.yyyy'\n"
    file.write_text(text.ljust(1_000_000, "\n"), "utf-8")
    assert read_layout(file).date_format == "d.M.yyyy"
    file.write_text(text.ljust(1_000_001, "\n"), "utf-8")
    with pytest.raises(LayoutError, match="it has more than a million bytes") as caught:
        read_layout(file)
    assert caught.value.code == "SK505"


def test_too_deep_brackets() -> None:
    with pytest.raises(LayoutError) as caught:
        parse_layout("header = " + "[" * 5000)
    assert caught.value.code == "SK501"


@given(st.text(max_size=200))
def test_any_text_is_a_layout_or_our_own_error(text: str) -> None:
    with suppress(LayoutError, OrderSyntaxError):
        format_layout(text)


names = st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=6).map(tuple)
layouts = st.builds(
    Layout,
    name=st.none() | st.text(),
    notes=st.none() | st.text(alphabet="ab\"'\\\n\r\t\x00Õ😀"),
    delimiter=st.sampled_from(["auto", ",", "\t", "§"]),
    skip_lines=st.integers(0, 10**6),
    header=st.booleans() | names,
    date_format=st.none() | st.just("dd.MM.yyyy") | names,
    decimal=st.sampled_from([".", ",", "auto"]),
    newest_first=st.none() | st.booleans(),
    header_fingerprint=st.none() | names,
    order=st.none() | st.text(alphabet="date|amount\n'\"\\/"),
)


@given(layouts)
def test_what_is_written_is_read_back(layout: Layout) -> None:
    assert parse_layout(write_layout(layout)) == layout


UNTIDY = '''# Notes of the author
delimiter=";"   # as exported since 2023

order="""
DATE | Amount divide 100 %
 | conditions = 2 = x , date,amount ; 3=y,skip"""
header_fingerprint=["Day", # of booking
  "Sum"]
'''


def test_a_layout_is_tidied_and_its_comments_are_kept() -> None:
    assert (
        format_layout(UNTIDY)
        == """# Notes of the author
delimiter = ";"   # as exported since 2023

order = '''
date|amountdivide100%
|conditions=2=x,date,amount
;3=y,skip'''
header_fingerprint = ["Day", # of booking
  "Sum"]
"""
    )


@pytest.mark.parametrize("text", [UNTIDY, 'order = "DATE|amount"', "", "# only a comment"])
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    tidy = format_layout(text)
    assert format_layout(tidy) == tidy


def test_an_order_that_is_none_cannot_be_tidied() -> None:
    with pytest.raises(OrderSyntaxError):
        format_layout("order = 'date||amount'", source="own.toml")


@pytest.mark.parametrize("name", shipped_layouts())
def test_the_shipped_layouts_are_tidy(name: str) -> None:
    layout = shipped_layouts()[name]
    assert parse_layout(format_layout(write_layout(layout))) == layout


UNKNOWN: list[tuple[Any, str]] = [
    ("payapl", "did you mean 'paypal'?"),
    ("", "the shipped ones are"),
    ("..", "the shipped ones are"),
    ("library", "the shipped ones are"),
]


@pytest.mark.parametrize(("name", "hint"), UNKNOWN)
def test_a_name_that_no_shipped_layout_has(name: str, hint: str) -> None:
    with pytest.raises(LayoutError) as caught:
        find_layout(name)
    assert caught.value.code == "SK504"
    assert hint in (caught.value.diagnostics[0].hint or "")


@pytest.mark.parametrize("name", ["../library/paypal", "library/paypal", "..\\paypal.toml"])
def test_a_name_with_a_separator_is_a_path_and_nothing_else(name: str) -> None:
    with pytest.raises(LayoutError) as caught:
        find_layout(name)
    assert caught.value.code == "SK505"


def test_a_header_finds_the_layout_with_most_of_its_names() -> None:
    header = shipped_layouts()["paypal"].header_fingerprint
    assert header is not None
    assert match_layouts([name.upper() for name in header])[0] == "paypal"
    assert match_layouts(header[:3]) == []
