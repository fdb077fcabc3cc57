"""Findings, the exceptions that carry them, and how they read: place, marks, next step."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit import errors
from statementkit.errors import Diagnostic, Span, quoted, render, shorten


def marked(order: str, start: int, end: int) -> list[str]:
    """The excerpt of an order with a mark under some of its characters."""
    finding = Diagnostic(code="SK104", message="m", order=order, span=Span(start, end))
    return render(finding).splitlines()[1:]


# -- the headline: where, what -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "headline"),
    [
        ({}, "SK301 m"),
        ({"severity": "warning"}, "SK301 warning: m"),
        ({"severity": "info"}, "SK301 info: m"),
        ({"file": "a.csv"}, "a.csv: SK301 m"),
        ({"file": "a.csv", "line": 7}, "a.csv:7: SK301 m"),
        ({"line": 7}, "line 7: SK301 m"),
        ({"line": 7, "column": 3}, "line 7: SK301 column 3: m"),
        ({"line": 7, "column": 3, "field": "fee"}, "line 7: SK301 column 3 (fee): m"),
        ({"line": 7, "field": "fee"}, "line 7: SK301 fee: m"),
        ({"source": "bank.toml"}, "bank.toml: SK301 m"),
        ({"order": "date|x", "span": Span(5, 6)}, "order:1:6: SK301 m"),
        ({"order": "date|x", "span": Span(5, 6), "source": "b"}, "b order:1:6: SK301 m"),
        ({"order": "date\n|\nx", "span": Span(7, 8)}, "order:3:1: SK301 m"),
        ({"order": "date|x", "span": Span(5, 6), "file": "a.csv"}, "a.csv: SK301 m"),
        ({"order": "date|x"}, "SK301 m"),
    ],
)
def test_the_headline_says_where_and_what(given: dict[str, Any], headline: str) -> None:
    assert render(Diagnostic(code="SK301", message="m", **given)).splitlines()[0] == headline


def test_the_hint_is_the_last_line() -> None:
    finding = Diagnostic(code="SK104", message="m", order="date|x", span=Span(5, 6), hint="write y")
    assert str(finding) == "order:1:6: SK104 m\n  | date|x\n  |      ^\nwrite y"


# -- the marks: under the right characters -------------------------------------------------------


def test_marks_stand_under_what_is_meant() -> None:
    assert marked("date|currancy|amount", 5, 13) == [
        "  | date|currancy|amount",
        "  |      ^^^^^^^^",
    ]


def test_a_place_without_characters_has_one_mark() -> None:
    assert marked("date|", 5, 5) == ["  | date|", "  |      ^"]
    assert marked("date|", 5, 6) == ["  | date|", "  |      ^"]


def test_wide_characters_take_two_places_and_combining_ones_none() -> None:
    assert marked("debit=支出|x|amount", 9, 10) == ["  | debit=支出|x|amount", "  |            ^"]
    assert marked("debit=支出|x", 6, 8) == ["  | debit=支出|x", "  |       ^^^^"]
    assert marked("debit=o\N{COMBINING TILDE}|x", 9, 10) == [
        "  | debit=o\N{COMBINING TILDE}|x",
        "  |         ^",
    ]


def test_a_tab_takes_one_place() -> None:
    assert marked("date\t|\tx", 7, 8) == ["  | date | x", "  |        ^"]


def test_what_cannot_be_seen_is_shown() -> None:
    assert marked("date|x\N{ZERO WIDTH SPACE}|y", 6, 7) == ["  | date|x\ufffd|y", "  |       ^"]
    assert marked("date|\x85|\0|y", 5, 6) == ["  | date| |\ufffd|y", "  |      ^"]


def test_only_the_line_of_the_place_is_shown() -> None:
    order = "date|amount\n|conditions=\n4=Fee,dite,amount;\n5=x,skip"
    start = order.index("dite")
    assert marked(order, start, start + 4) == ["  | 4=Fee,dite,amount;", "  |       ^^^^"]


def test_a_place_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert marked("date|\namount|name", 0, 12) == ["  | date|", "  | ^^^^^"]


def test_long_orders_are_cut_on_both_sides() -> None:
    order = "|".join(["other"] * 100)
    start = 300
    shown, marks = marked(order, start, start + 5)
    assert shown.startswith("  | …")
    assert shown.endswith("…")
    assert len(shown) < 140
    assert shown[marks.index("^") : marks.rindex("^") + 1] == order[start : start + 5]


def test_of_a_long_place_the_beginning_is_shown() -> None:
    shown, marks = marked("x" * 50 + "y" * 5_000, 50, 5_050)
    assert marks == "  | " + " " * 50 + "^" * 120
    assert shown == "  | " + "x" * 50 + "y" * 180 + "…"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_marks_never_fail_and_never_leave_the_line(order: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(order)))
    end = data.draw(st.integers(start, len(order)))
    shown, marks = marked(order.replace("\r", " "), start, end)[:2]
    assert shown.startswith("  |")
    assert set(marks.removeprefix("  | ")) <= {" ", "^"}
    assert "^" in marks


# -- texts in messages -----------------------------------------------------------------------------


def test_control_characters_are_escaped() -> None:
    assert quoted("a\tb\n\0\N{NO-BREAK SPACE}") == r"'a\tb\n\x00\xa0'"


@given(st.text(), st.integers(3, 100))
def test_a_shortened_text_is_short_and_can_be_printed(text: str, limit: int) -> None:
    assert shorten(text, limit).isprintable() or text == ""
    plain = "".join(c for c in text if c.isprintable())
    assert len(shorten(plain, limit)) <= limit
    if len(plain) <= limit:
        assert shorten(plain, limit) == plain


# -- as values -------------------------------------------------------------------------------------

FINDING = Diagnostic(
    code="SK301", message="m", hint="h", source="bank.toml", order="date|x", span=Span(5, 6),
    file="a.csv", line=7, column=2, field="amount", cell="x",
)  # fmt: skip


def test_a_finding_as_plain_values() -> None:
    plain = json.loads(json.dumps(FINDING.to_dict()))
    assert plain["span"] == {"start": 5, "end": 6}
    assert (plain["code"], plain["line"], plain["cell"]) == ("SK301", 7, "x")
    assert Diagnostic(code="SK301", message="m").to_dict()["hint"] is None


def test_a_finding_learns_its_place() -> None:
    assert FINDING.at(line=8) == Diagnostic(**{**FINDING.to_dict(), "span": Span(5, 6), "line": 8})
    assert FINDING.line == 7


EXCEPTIONS = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, sk.StatementKitError)
]


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda each: each.__name__)
def test_every_exception_carries_findings_and_pickles(
    exception: type[sk.StatementKitError],
) -> None:
    other = Diagnostic(code="SK302", message="n")
    raised = exception(FINDING, other)
    again = pickle.loads(pickle.dumps(raised))  # noqa: S301
    assert type(again) is exception
    assert again.diagnostics == raised.diagnostics == (FINDING, other)
    assert raised.code == "SK301"
    assert str(again) == f"{FINDING}\n\n{other}"


@pytest.mark.parametrize(
    ("exception", "bases"),
    [
        (sk.OrderSyntaxError, (sk.OrderError, ValueError)),
        (sk.OrderCheckError, (sk.OrderError, ValueError)),
        (sk.LayoutError, (sk.StatementKitError, ValueError)),
        (sk.RowError, (sk.ReadError, ValueError)),
        (sk.RowErrors, (sk.ReadError, ValueError)),
        (sk.FormatError, (sk.ReadError,)),
        (sk.EncodingError, (sk.ReadError,)),
        (sk.UnknownFormatError, (sk.ReadError,)),
    ],
)
def test_the_tree_of_exceptions(exception: type[Exception], bases: tuple[type, ...]) -> None:
    assert all(issubclass(exception, base) for base in bases)
