"""Which days are asked for, and when a run begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from statementkit.store import FeedState
from statementkit.syncing import daily, next_run, windows
from statementkit.syncing.windows import EARLIEST
from tests.feeds.sync.lists import FixedClock

if TYPE_CHECKING:
    from statementkit.dedup import Window

TODAY = date(2024, 3, 11)
days = st.dates(date(2023, 6, 1), TODAY)
states = st.one_of(
    st.just(FeedState("tbank", "4")),
    st.tuples(days, days).map(lambda two: FeedState("tbank", "4", min(two), max(two))),
)


@given(states, st.integers(0, 30), st.none() | days, st.none() | days)
def test_windows_hold_each_day_once_and_reach_back(
    state: FeedState, overlap: int, since: date | None, until: date | None
) -> None:
    asked = windows(state, TODAY, timedelta(overlap), since, until)
    every = [each.first + timedelta(n) for each in asked for n in range(_length(each))]
    assert every == sorted(set(every))
    assert all(each.is_over == (each.last < TODAY) for each in asked)
    assert all(_length(each) <= 32 for each in asked)
    if asked:
        last = min(until or TODAY, TODAY)
        assert (every[-1], every[-1] - every[0]) == (last, timedelta(len(every) - 1))
    if asked and since is None and state.until:
        assert every[0] <= max(state.since or TODAY, state.until)


def test_no_day_is_asked_for_before_there_were_interfaces() -> None:
    asked = windows(FeedState("tbank", "4"), TODAY, timedelta(3), since=date.min)
    assert (asked[0].first, asked[-1].last) == (EARLIEST, TODAY)


def _length(window: Window) -> int:
    return (window.last - window.first).days + 1


@given(states, st.lists(st.tuples(days, days), max_size=8))
def test_what_is_sure_stays_sure_and_has_no_gap(
    state: FeedState, read: list[tuple[date, date]]
) -> None:
    """A state claims no day that was not read, whatever was read in whatever order."""
    sure = {state.since + timedelta(n) for n in range(_span(state))} if state.since else set()
    for first, last in read:
        after = state.with_days(first, last)
        sure |= {first + timedelta(n) for n in range((last - first).days + 1)}
        claimed = (
            {after.since + timedelta(n) for n in range(_span(after))} if after.since else set()
        )
        before = {state.since + timedelta(n) for n in range(_span(state))} if state.since else set()
        assert before <= claimed <= sure
        assert state.until is None or (after.until or date.min) >= state.until
        state = after


def _span(state: FeedState) -> int:
    return (state.until - state.since).days + 1 if state.since and state.until else 0


moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2026, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
zones = st.sampled_from(["Europe/Moscow", "Europe/Tallinn", "America/New_York", "UTC"])


@given(moments, st.times(), zones.map(ZoneInfo))
def test_the_next_run_is_within_a_day_and_at_the_time(
    now: datetime, at: time, zone: ZoneInfo
) -> None:
    due = next_run(now, at, zone)
    assert now < due <= now + timedelta(hours=26)
    shown = due.astimezone(zone).time()
    if zone.key in ("UTC", "Europe/Moscow"):
        assert shown == at


def test_a_run_that_takes_long_makes_up_for_nothing() -> None:
    clock = FixedClock(datetime(2024, 3, 5, 19, 59, tzinfo=UTC))
    moscow = ZoneInfo("Europe/Moscow")
    runs = daily(time(23), moscow, clock)
    assert next(runs) == datetime(2024, 3, 5, 20, tzinfo=UTC)
    clock.sleep(50 * 3600)
    assert next(runs) == datetime(2024, 3, 8, 20, tzinfo=UTC)
    assert clock.moment == datetime(2024, 3, 8, 20, tzinfo=UTC)
