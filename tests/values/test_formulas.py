"""Texts that a spreadsheet would compute."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.values import guarded, unguarded

TEXTS = st.text() | st.text("'=+-@\t\r\n;＝－12.E ", max_size=8)


@given(TEXTS)
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(TEXTS)
def test_no_guarded_text_begins_as_a_formula(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(("\t", "\r", "\n"))
    for each in re.split("[;\t\r\n]", cell):
        begins = each.strip()
        assert not begins.startswith(("=", "@", "＝", "＋", "－", "＠"))
        if begins.startswith(("+", "-")):
            assert abs(float(begins.strip(" '"))) >= 0


@pytest.mark.parametrize("text", ["-12.30", "+5", "12", "Kohvik", "a=b", "'t Hoekje", "", "'-5"])
def test_what_does_not_compute_is_left_alone(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Kask;=1+1", "Kask;'=1+1"),
        ("Kask\n@SUM(A1)", "Kask\n'@SUM(A1)"),
        ("Kask;\t '-1-1;;+1a", "Kask;\t ''-1-1;;'+1a"),
        ("\n=1", "'\n'=1"),
        (" =1+1", "' =1+1"),
        ("paid; -5; +2.50", "paid; -5; +2.50"),
        ("a,=1", "a,=1"),
    ],
)
def test_what_computes_where_semicolons_separate_is_guarded(text: str, cell: str) -> None:
    assert guarded(text) == cell


@pytest.mark.parametrize("text", ["-1-1", "+1e5", "-", "@SUM(A1)", "=cmd|' /C calc'!A0", "- rent"])
def test_what_computes_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
