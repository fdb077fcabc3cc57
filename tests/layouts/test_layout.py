"""Layouts: every key checked, every mistake named together."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import LayoutError
from statementkit.layouts import KEYS, Layout

DEFAULTS = {
    "format": "delimited",
    "encoding": "utf-8",
    "delimiter": "auto",
    "quote": '"',
    "skip_lines": 0,
    "header": True,
    "footer_lines": 0,
    "date_format": None,
    "decimal": "auto",
    "thousands": "auto",
    "join_name": "-",
    "join_description": " ",
    "negative_sums": "error",
    "sign_conflict": "flag",
    "coverage": "unknown",
    "language": "en",
}


@pytest.mark.parametrize(("key", "value"), DEFAULTS.items())
def test_defaults(key: str, value: Any) -> None:
    assert getattr(Layout(), key) == value


GOOD: list[tuple[str, Any, Any]] = [
    ("delimiter", "tab", "\t"),
    ("delimiter", "\\t", "\t"),
    ("delimiter", "§", "§"),
    ("quote", "none", "none"),
    ("header", ["Date", "Sum"], ("Date", "Sum")),
    ("header", False, False),
    ("date_format", ["dd.MM.yyyy", "d.M.yy"], ("dd.MM.yyyy", "d.M.yy")),
    ("date_format", "auto", "auto"),
    ("currency", " eur ", "EUR"),
    ("thousands", "\u202f", "\u202f"),
    ("record", 3, 3),
    ("record", "Ntry", "Ntry"),
    ("pivot", 1950, 1950),
    ("encoding", "Windows-1257", "Windows-1257"),
    ("newest_first", None, None),
]


@pytest.mark.parametrize(("key", "value", "kept"), GOOD)
def test_a_value_that_fits(key: str, value: Any, kept: Any) -> None:
    assert getattr(Layout.from_dict({key: value}), key) == kept


BAD: list[tuple[str, Any, str]] = [
    ("delimiter", ";;", "one character, tab, or auto"),
    ("delimiter", "\n", "one character, tab, or auto"),
    ("delimiter", '"', "another character than delimiter"),
    ("quote", "", "one character, none, or auto"),
    ("skip_lines", -1, "a number of lines, 0 or more"),
    ("skip_lines", True, "a number of lines, 0 or more"),
    ("footer_lines", "2", "a number of lines, 0 or more"),
    ("header", [], "true, false or a list of header names"),
    ("header", [1], "true, false or a list of header names"),
    ("header", None, "true, false or a list of header names"),
    ("comment", "", "a text of one character or more"),
    ("date_format", "", "a pattern such as dd.MM.yyyy"),
    ("date_format", [], "a pattern such as dd.MM.yyyy"),
    ("decimal", "point", "'.', ',' or auto"),
    ("thousands", "_", "a group mark"),
    ("currency", "€", "is a sign"),
    ("currency", "euros", "'EUROS' is"),
    ("currency", "XXQ", "'XXQ' is"),
    ("currency", 978, "an ISO 4217 code"),
    ("format", "csv", "delimited, fixed, xml or excel"),
    ("sign_conflict", "row", "flag, amount or error"),
    ("newest_first", 1, "true or false"),
    ("pivot", 70, "a year"),
    ("name", 5, "text"),
    ("encoding", ["utf-8"], "the name of an encoding"),
    ("encoding", "utf-9", "is not the name of an encoding"),
    ("header_fingerprint", "Date", "a list of header names"),
]


@pytest.mark.parametrize(("key", "value", "words"), BAD)
def test_a_value_that_does_not_fit(key: str, value: Any, words: str) -> None:
    with pytest.raises(LayoutError) as caught:
        Layout.from_dict({key: value})
    finding = caught.value.diagnostics[0]
    assert finding.code == "SK503"
    assert words in finding.message
    with pytest.raises(LayoutError):
        Layout(**{key: value})


def test_all_mistakes_are_told_together() -> None:
    with pytest.raises(LayoutError) as caught:
        Layout.from_dict(
            {"decimal": ";", "delimeter": ",", "skip": 3, "quote": ""}, source="x.toml"
        )
    found = caught.value.diagnostics
    assert [(each.code, each.field) for each in found] == [
        ("SK502", "delimeter"),
        ("SK502", "skip"),
        ("SK503", "quote"),
        ("SK503", "decimal"),
    ]
    assert {each.file for each in found} == {"x.toml"}
    assert found[0].hint == "did you mean 'delimiter'?"


def test_every_key_has_words_for_the_reference() -> None:
    assert list(KEYS) == [field.name for field in attrs.fields(Layout)]
    assert all(key.meaning and key.kind.words for key in KEYS.values())


def test_only_what_differs_from_the_defaults_is_written() -> None:
    assert Layout().to_dict() == {}
    assert Layout(delimiter=",", header=("A",)).to_dict() == {"delimiter": ",", "header": ["A"]}


def test_a_layout_is_a_value() -> None:
    layout = Layout(header=["A"], order="date|amount")
    assert {layout: 1}[Layout(header=("A",), order="date|amount")] == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        layout.order = "amount"  # type: ignore[misc]


values = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.floats()
trees = st.recursive(values, lambda leaf: st.lists(leaf) | st.dictionaries(st.text(), leaf))


@given(st.dictionaries(st.sampled_from([*KEYS, "x", ""]), trees, max_size=4))
def test_any_values_make_a_layout_or_our_own_error(keys: dict[str, Any]) -> None:
    try:
        layout = Layout.from_dict(keys)
    except LayoutError:
        return
    assert Layout.from_dict(layout.to_dict()) == layout
