"""Which days an export is sure to hold, told as one who was at the bank would tell it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.dedup import Cover, Window, is_counted
from statementkit.dedup.cover import AS_OF_EXPORT, CUT, WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

START = date(2024, 3, 1)
DAYS = [START + timedelta(day) for day in range(6)]
SPANS = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(
    lambda days: (min(days), max(days))
)


def held(cover: Cover) -> str:
    """Return how much of each of the days is held, a digit a day."""
    return "".join(str(cover.of(day)) for day in DAYS)


@pytest.mark.parametrize(
    ("first", "last", "whole_days", "gaps", "expected"),
    [
        (1, 4, True, False, "022210"),
        (1, 4, False, False, "002200"),
        (2, 2, True, False, "001000"),
        (2, 2, False, False, "000000"),
        (2, 3, True, False, "002100"),
        (2, 3, False, False, "000000"),
        (1, 4, True, True, "000000"),
        (1, 4, False, True, "000000"),
    ],
)
def test_an_export_holds(
    first: int, last: int, whole_days: bool, gaps: bool, expected: str
) -> None:
    assert held(Cover(DAYS[first], DAYS[last], whole_days, gaps)) == expected


def test_an_export_leaves_nothing_out_unless_it_says_so() -> None:
    assert held(Cover(DAYS[0], DAYS[5], whole_days=True)) == "222221"


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (Window(DAYS[1], DAYS[3]), "022200"),
        (Window(DAYS[2], DAYS[2]), "002000"),
        (Window(DAYS[1], DAYS[3], is_over=False), "022100"),
        (Window(DAYS[2], DAYS[2], is_over=False), "001000"),
    ],
)
def test_a_bank_that_was_asked_for_days_tells_all_of_them(window: Window, expected: str) -> None:
    assert held(window.cover()) == expected


@given(SPANS, st.booleans())
def test_a_window_holds_its_days_and_no_others(span: tuple[date, date], is_over: bool) -> None:
    window = Window(*span, is_over=is_over)
    for day in DAYS:
        assert (day in window) == (span[0] <= day <= span[1]) == (window.cover().of(day) > CUT)


def _cover(day: date, how_much: int) -> Cover:
    """Return the cover of an export that holds so much of a day."""
    aside = timedelta(1 if how_much == WHOLE else 0)
    cover = Cover(day - aside, day + aside, whole_days=how_much > CUT)
    assert cover.of(day) == how_much
    return cover


@pytest.mark.parametrize(
    ("here", "before", "counted"),
    [
        (None, [], False),
        (None, [CUT, AS_OF_EXPORT], False),
        (None, [CUT, WHOLE], True),
        (CUT, [], False),
        (CUT, [AS_OF_EXPORT], False),
        (CUT, [WHOLE, AS_OF_EXPORT], True),
        (AS_OF_EXPORT, [], False),
        (AS_OF_EXPORT, [CUT], False),
        (AS_OF_EXPORT, [AS_OF_EXPORT, CUT], True),
        (AS_OF_EXPORT, [WHOLE], True),
        (WHOLE, [], True),
        (WHOLE, [CUT], True),
    ],
)
def test_equal_bookings_of_a_day_are_counted_by(
    here: int | None, before: Sequence[int], counted: bool
) -> None:
    cover = None if here is None else _cover(START, here)
    assert is_counted(START, cover, [_cover(START, each) for each in before]) == counted


_COVERS = st.builds(
    lambda span, whole_days, gaps: Cover(span[0], span[1], whole_days, gaps),
    SPANS,
    st.booleans(),
    st.booleans(),
)


@given(st.sampled_from(DAYS), _COVERS, st.lists(_COVERS, max_size=3), _COVERS)
def test_one_more_export_never_takes_certainty_away(
    day: date, here: Cover, before: list[Cover], more: Cover
) -> None:
    assert is_counted(day, here, [*before, more]) >= is_counted(day, here, before)
    assert is_counted(day, here, [more]) == is_counted(day, more, [here])
