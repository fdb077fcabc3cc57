"""Statements that a bank makes in its own time: ordered, waited for, resumed, and ordered again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from statementkit.feeds import ProtocolError, TemporaryError
from statementkit.feeds.opening import JobsInMemory
from tests.feeds.scripted import (
    ACCOUNT,
    FIRST,
    LAST,
    NOON,
    TOCHKA_ACCOUNT,
    Reply,
    Script,
    StoppedClock,
    asking,
    pages,
    serving,
    tochka_order,
    tochka_row,
    tochka_statement,
)

if TYPE_CHECKING:
    from statementkit.feeds import Page

KEY = f"tochka {TOCHKA_ACCOUNT.id} {FIRST} {LAST}"
GONE = Reply({"code": "404", "message": "Not found"}, 404)
READY = tochka_statement(tochka_row())
WAIT = tochka_statement(status="Processing", Transaction=None)


def read(script: Script, jobs: JobsInMemory, clock: StoppedClock | None = None) -> list[Page]:
    with asking(script, "tochka", jobs=jobs, clock=clock or StoppedClock()) as feed:
        return list(feed.operations(TOCHKA_ACCOUNT, FIRST, LAST))


def methods(script: Script) -> list[str]:
    return [each.method for each in script.asked]


@pytest.mark.parametrize("word", ["Created", "Processing", "Requested", "Anything", None])
def test_any_other_word_than_ready_is_not_ready(word: str | None) -> None:
    clock = StoppedClock()
    replies = (tochka_order(), tochka_statement(status=word), READY)
    [page] = pages("tochka", *replies, account=TOCHKA_ACCOUNT, clock=clock)
    assert len(page.transactions) == 1
    assert clock.naps[0] == 2


def test_the_number_of_a_statement_is_kept_and_forgotten_when_it_was_read() -> None:
    jobs = JobsInMemory()
    with serving(tochka_order(), WAIT) as script:
        with pytest.raises(TemporaryError, match="SK820"):
            read(script, jobs)
        assert methods(script) == ["POST", *["GET"] * 6]
    assert jobs.get(KEY) == f"{NOON.isoformat()} 23489"
    with serving(READY) as script:
        [page] = read(script, jobs)
        assert methods(script) == ["GET"], "the next run orders nothing"
    assert len(page.transactions) == 1
    assert jobs.get(KEY) is None


def test_a_run_that_is_killed_leaves_the_statement_to_the_next() -> None:
    jobs = JobsInMemory()
    with serving(tochka_order(), READY) as script, asking(script, "tochka", jobs=jobs) as feed:
        operations = feed.operations(TOCHKA_ACCOUNT, FIRST, LAST)
        next(operations)
        assert jobs.get(KEY), "whoever has the page may not have written it yet"
        assert list(operations) == []
    assert jobs.get(KEY) is None


def test_a_statement_that_was_deleted_is_ordered_again_once() -> None:
    again = tochka_statement(tochka_row(), statementId="23490")
    with serving(tochka_order(), GONE, tochka_order(statementId="23490"), again) as script:
        [page] = read(script, JobsInMemory())
    assert len(page.transactions) == 1
    with (
        serving(tochka_order(), GONE, tochka_order(), GONE) as script,
        pytest.raises(TemporaryError, match="SK821"),
    ):
        read(script, JobsInMemory())
    assert methods(script) == ["POST", "GET", "POST", "GET"]


def test_a_statement_that_cannot_be_made_is_not_asked_for_again() -> None:
    jobs = JobsInMemory()
    with (
        serving(tochka_order(), tochka_statement(status="Error")) as script,
        pytest.raises(TemporaryError, match="SK821"),
    ):
        read(script, jobs)
    assert jobs.get(KEY) is None


@pytest.mark.parametrize(
    ("ordered", "now", "is_resumed"),
    [
        ("2024-04-01T09:00:00+00:00", "2024-04-02T08:00:00+00:00", True),
        ("2024-04-01T09:00:00+00:00", "2024-04-02T09:00:00+00:00", False),
        ("2024-03-31T20:30:00+00:00", "2024-03-31T20:59:00+00:00", True),
        ("2024-03-31T20:30:00+00:00", "2024-03-31T21:00:00+00:00", False),
        ("2024-04-03T09:00:00+00:00", "2024-04-02T09:00:00+00:00", False),
    ],
)
def test_only_a_statement_that_holds_all_days_is_resumed(
    ordered: str, now: str, is_resumed: bool
) -> None:
    """One that was ordered while its last day was not over lacks the rest of that day."""
    jobs = JobsInMemory()
    jobs.put(KEY, f"{ordered} 23489")
    replies = (READY,) if is_resumed else (tochka_order(), READY)
    with serving(*replies) as script:
        read(script, jobs, StoppedClock(datetime.fromisoformat(now)))
        assert methods(script)[0] == ("GET" if is_resumed else "POST")


@pytest.mark.parametrize("kept", ["", "x", "23489", "2024-04-09 23489", f"{NOON.isoformat()} "])
def test_what_was_kept_otherwise_is_ordered_again(kept: str) -> None:
    jobs = JobsInMemory()
    jobs.put(KEY, kept)
    with serving(tochka_order(), READY) as script:
        assert len(read(script, jobs)) == 1


def test_a_period_is_ordered_month_by_month() -> None:
    days = (date(2024, 1, 30), date(2024, 3, 2))
    clock = StoppedClock(datetime(2024, 3, 2, 12, tzinfo=UTC))
    replies: list[Any] = []
    for since, until in (
        ("2024-01-30", "2024-01-31"),
        ("2024-02-01", "2024-02-29"),
        ("2024-03-01", "2024-03-02"),
    ):
        period = {"startDateTime": since, "endDateTime": until, "endDateBalance": 500.0}
        replies += [tochka_order(), tochka_statement(**period)]
    with serving(*replies) as script, asking(script, "tochka", clock=clock) as feed:
        found = list(feed.operations(TOCHKA_ACCOUNT, *days))
    stated = [(each.day.isoformat(), each.at_end) for page in found for each in page.stated]
    assert stated == [
        ("2024-01-30", False),
        ("2024-01-31", True),
        ("2024-02-01", False),
        ("2024-02-29", True),
        ("2024-03-01", False),
    ], "a day that is not over has no balance at its end"


@pytest.mark.parametrize(
    "changes",
    [
        {"startDateTime": "2024-03-02"},
        {"endDateTime": "2024-04-01"},
        {"accountId": "40702810700000000025/044525974"},
        {"statementId": "23490"},
    ],
)
def test_a_statement_about_something_else_is_refused(changes: dict[str, Any]) -> None:
    jobs = JobsInMemory()
    with (
        serving(tochka_order(), tochka_statement(tochka_row(), **changes)) as script,
        pytest.raises(ProtocolError, match="SK819"),
    ):
        read(script, jobs)
    assert jobs.get(KEY) is None, "the next run does not stumble over it again"


def test_an_account_without_its_bank_is_the_same_account() -> None:
    statement = tochka_statement(tochka_row(), accountId=ACCOUNT.number)
    [page] = pages("tochka", tochka_order(), statement, account=TOCHKA_ACCOUNT)
    assert len(page.transactions) == 1


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"Data": None},
        {"Data": {"Statement": []}},
        {"Data": {"Statement": [{}, {}]}},
        {"Data": {"Statement": {"statementId": []}}},
        {"Data": {"Statement": {"statementId": None}}},
    ],
)
def test_answers_of_another_shape(answer: Any) -> None:
    with pytest.raises(ProtocolError):
        pages("tochka", answer, account=TOCHKA_ACCOUNT)


def test_a_statement_without_operations_is_an_empty_one() -> None:
    for statement in (tochka_statement(), tochka_statement(Transaction=None)):
        [page] = pages("tochka", tochka_order(), statement, account=TOCHKA_ACCOUNT)
        assert (page.transactions, page.complete) == ((), True)
    with pytest.raises(ProtocolError, match="SK816"):
        pages(
            "tochka", tochka_order(), tochka_statement(Transaction="none"), account=TOCHKA_ACCOUNT
        )


def test_an_operation_without_a_number_is_told_apart_by_nothing() -> None:
    row = tochka_row(transactionId=None)
    [page] = pages("tochka", tochka_order(), tochka_statement(row, row), account=TOCHKA_ACCOUNT)
    assert [each.bank_id for each in page.transactions] == [None, None]


def test_an_account_that_is_none_is_not_asked_about() -> None:
    account = attrs.evolve(TOCHKA_ACCOUNT, id="../payments")
    with pytest.raises(ProtocolError, match="SK818"):
        pages("tochka", tochka_order(), READY, account=account)
