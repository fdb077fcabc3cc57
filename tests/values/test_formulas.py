"""Texts that a spreadsheet would compute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.values import guarded, unguarded

TEXTS = st.text() | st.text("'=+-@\t\r＝－12.E ", max_size=6)


@given(TEXTS)
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(TEXTS)
def test_no_guarded_text_begins_as_a_formula(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(("=", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    if cell.startswith(("+", "-")):
        assert abs(float(cell)) >= 0


@pytest.mark.parametrize("text", ["-12.30", "+5", "12", "Kohvik", "a=b", "'t Hoekje", "", "'-5"])
def test_what_does_not_compute_is_left_alone(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["-1-1", "+1e5", "-", "@SUM(A1)", "=cmd|' /C calc'!A0", "- rent"])
def test_what_computes_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
