"""The shipped layouts: complete, explicit, sound, and told apart by their headers."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import statementkit as sk
from statementkit.layouts import format_layout, match_layouts
from statementkit.layouts.checking import check_layout

LIBRARY = Path(sk.__file__).parent / "layouts" / "library"
EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.stem for path in LIBRARY.glob("*.toml"))

PROMISED = {
    "abnamro-nl", "chase", "dkb", "fio-cz", "ing-nl", "lhv-ee", "mbank-pl", "monzo", "n26",
    "paypal", "paypal-fees", "corporate-19", "revolut-business", "seb-ee", "stripe-balance",
    "swedbank-ee", "tbank-ru", "ubs-ch", "wise",
}  # fmt: skip

LEFT_TO_THE_FILE = {
    "ofx": {"decimal", "thousands"},
    "paypal": {"date_format"},
    "paypal-fees": {"date_format"},
}
"""What follows the country of the bank or the customer: only the file itself can tell."""

each_layout = pytest.mark.parametrize("name", NAMES)


def test_the_promised_layouts_are_shipped() -> None:
    assert set(NAMES) >= PROMISED
    assert set(sk.shipped_layouts()) == set(NAMES)


def test_every_layout_has_an_example_and_every_example_a_layout() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert folders == {*NAMES, "cash-flow", "company"}


@each_layout
def test_a_layout_is_called_as_its_file(name: str) -> None:
    assert sk.find_layout(name).name == name


@each_layout
def test_a_layout_is_tidy(name: str) -> None:
    text = (LIBRARY / f"{name}.toml").read_text(encoding="utf-8")
    assert format_layout(text) == text


@each_layout
def test_a_layout_says_whose_it_is_and_where_its_facts_come_from(name: str) -> None:
    layout = sk.find_layout(name)
    assert layout.bank
    assert layout.country is None or len(layout.country) == 2
    assert layout.notes is not None
    assert len(layout.notes) > 40


@each_layout
def test_a_layout_leaves_nothing_to_be_guessed(name: str) -> None:
    keys = tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8"))
    text = {"encoding", "record" if keys.get("format") in ("fixed", "xml") else "delimiter"}
    shape = {"header"} if keys.get("format") == "excel" else text
    told = {*shape, "date_format", "decimal", "thousands", "coverage", "order"}
    assert told <= keys.keys()
    guessed = {key for key, value in keys.items() if value == "auto"}
    assert guessed == LEFT_TO_THE_FILE.get(name, set())


@each_layout
def test_the_currency_of_every_row_is_known(name: str) -> None:
    layout = sk.find_layout(name)
    assert (layout.currency is None) == ("currency" in (layout.order or ""))


@each_layout
def test_the_order_has_no_errors(name: str) -> None:
    layout = sk.find_layout(name)
    assert layout.order is not None
    findings = check_layout(layout)
    assert [str(each) for each in findings if each.severity == "error"] == []


@each_layout
def test_an_order_written_here_has_no_lints_either(name: str) -> None:
    if name == "paypal":
        pytest.skip("the order is printed as its source has it, a needless branch included")
    layout = sk.find_layout(name)
    assert layout.order is not None
    assert check_layout(layout) == []


@each_layout
def test_a_layout_is_found_by_its_header_alone(name: str) -> None:
    layout = sk.find_layout(name)
    if layout.header is False or layout.format in ("fixed", "xml"):
        assert layout.header_fingerprint is None
        return
    assert layout.header_fingerprint is not None
    assert match_layouts(layout.header_fingerprint) == [name]


@each_layout
def test_a_header_is_searched_for_by_names_that_it_has(name: str) -> None:
    layout = sk.find_layout(name)
    if not isinstance(layout.header, bool):
        assert set(layout.header) <= set(layout.header_fingerprint or ())
