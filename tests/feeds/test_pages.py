"""Pages: cursors that go in circles, lists that move, rows that come twice."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from statementkit.feeds import ProtocolError, TemporaryError, tbank_statement
from tests.feeds.scripted import (
    ACCOUNT,
    FIRST,
    LAST,
    MODULBANK_ACCOUNT,
    Reply,
    asking,
    modulbank_row,
    pages,
    serving,
    tbank_row,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statementkit.feeds import Page


def rows(*numbers: int) -> list[dict[str, Any]]:
    return [tbank_row(operationId=f"id-{number}") for number in numbers]


def lists(*numbers: int) -> list[dict[str, Any]]:
    return [modulbank_row(id=f"id-{number}") for number in numbers]


def ids(found: Iterable[Page]) -> list[str | None]:
    return [each.bank_id for page in found for each in page.transactions]


def test_a_cursor_leads_from_page_to_page() -> None:
    replies = (
        {"operations": rows(1, 2), "nextCursor": "id-2"},
        {"operations": [], "nextCursor": "id-3"},
        {"operations": rows(3)},
    )
    with serving(*replies) as script, asking(script) as feed:
        found = list(feed.operations(ACCOUNT, FIRST, LAST))
    assert ids(found) == ["id-1", "id-2", "id-3"]
    targets = [each.target.partition("?")[2] for each in script.asked]
    common = (
        f"accountNumber={ACCOUNT.number}&from=2024-02-29T21%3A00%3A00Z"
        "&to=2024-03-31T21%3A00%3A00Z&operationStatus=All&limit=1000"
    )
    assert targets == [
        f"{common}&withBalances=true",
        f"{common}&cursor=id-2",
        f"{common}&cursor=id-3",
    ]


@pytest.mark.parametrize("again", ["a", "b"])
def test_a_cursor_that_comes_again_is_a_circle(again: str) -> None:
    replies = (
        {"operations": rows(1), "nextCursor": "a"},
        {"operations": rows(2), "nextCursor": "b"},
        {"operations": rows(3), "nextCursor": again},
    )
    with serving(*replies) as script, asking(script) as feed:
        operations = feed.operations(ACCOUNT, FIRST, LAST)
        assert ids([next(operations), next(operations), next(operations)]) == [
            "id-1",
            "id-2",
            "id-3",
        ], "what came before is good"
        with pytest.raises(ProtocolError, match="SK817"):
            next(operations)


def test_there_is_an_end_to_new_cursors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tbank_statement, "MOST_PAGES", 3)
    replies = [{"operations": [], "nextCursor": f"c-{number}"} for number in range(9)]
    with pytest.raises(ProtocolError, match="more than 3 pages"):
        pages("tbank", *replies)


@pytest.mark.parametrize("cursor", [["a"], {"a": 1}, True])
def test_a_cursor_that_is_none(cursor: Any) -> None:
    with pytest.raises(ProtocolError, match="SK816"):
        pages("tbank", {"operations": [], "nextCursor": cursor})


@pytest.mark.parametrize("answer", [[], {"operations": None}, {"operations": {}}, "text", 5, None])
def test_an_answer_that_is_none(answer: Any) -> None:
    with pytest.raises(ProtocolError, match="SK816"):
        pages("tbank", Reply(json.dumps(answer).encode()))


def test_an_operation_that_comes_twice_is_there_once() -> None:
    replies = (
        {"operations": rows(1, 2, 2), "nextCursor": "a"},
        {"operations": rows(2, 3)},
    )
    assert ids(pages("tbank", *replies)) == ["id-1", "id-2", "id-3"]


def test_a_problem_that_comes_twice_is_told_once() -> None:
    bad = tbank_row(accountAmount="?")
    found = pages("tbank", {"operations": [bad], "nextCursor": "a"}, {"operations": [bad]})
    assert [len(page.problems) for page in found] == [1, 0]


def test_problems_that_look_alike_when_they_are_shortened_are_two() -> None:
    bad = [tbank_row(accountAmount="?", payPurpose="x" * 700 + end) for end in ("1", "2")]
    [page] = pages("tbank", {"operations": bad})
    assert len(page.problems) == 2


def test_an_id_with_other_money_is_not_dropped_without_a_word() -> None:
    [page] = pages("tbank", {"operations": [tbank_row(), tbank_row(accountAmount=1)]})
    assert [each.code for each in page.problems] == ["SK824"]
    assert (len(page.transactions), page.complete) == (1, False)


def test_an_operation_of_a_day_that_was_not_asked_for() -> None:
    late = tbank_row(operationDate="2024-03-31T21:00:00Z", operationId="late")
    [page] = pages("tbank", {"operations": [tbank_row(), late]})
    assert [each.code for each in page.problems] == ["SK823"]
    assert (len(page.transactions), page.complete) == (1, False)


def test_pages_before_an_error_are_good() -> None:
    replies = ({"operations": rows(1), "nextCursor": "a"}, Reply(status=500))
    with serving(*replies) as script, asking(script) as feed:
        operations = feed.operations(ACCOUNT, FIRST, LAST)
        assert ids([next(operations)]) == ["id-1"]
        with pytest.raises(TemporaryError):
            next(operations)


def test_a_period_without_days_asks_for_nothing() -> None:
    for bank in ("tbank", "tochka", "modulbank"):
        with serving({}) as script, asking(script, bank) as feed:
            assert list(feed.operations(ACCOUNT, LAST, FIRST)) == []
            assert not script.asked


def test_numbers_of_operations_go_on_from_month_to_month() -> None:
    april = tbank_row(operationId="april", operationDate="2024-04-01T09:00:00Z")
    found = pages(
        "tbank",
        {"operations": rows(1, 2)},
        {"operations": [april]},
        days=(FIRST, date(2024, 4, 5)),
    )
    assert [each.line for page in found for each in page.transactions] == [1, 2, 3]


def modulbank(*parts: list[dict[str, Any]]) -> list[Page]:
    return pages("modulbank", *parts, account=MODULBANK_ACCOUNT)


def test_a_list_is_read_to_its_end_each_part_beginning_where_the_last_one_ended() -> None:
    with serving(lists(5, 4, 3), lists(3, 2), lists(2), []) as script:
        with asking(script, "modulbank") as feed:
            found = list(feed.operations(MODULBANK_ACCOUNT, FIRST, LAST))
        bodies = [json.loads(each.body) for each in script.asked]
    assert ids(found) == ["id-5", "id-4", "id-3", "id-2"]
    assert [each["skip"] for each in bodies] == [0, 2, 3, 4]
    assert {(each["from"], each["till"], each["records"]) for each in bodies} == {
        ("2024-02-23", "2024-04-01", 50)
    }


def test_a_short_part_is_not_the_end() -> None:
    found = modulbank(lists(3), lists(3), lists(2), lists(2), lists(1), lists(1), [])
    assert ids(found) == ["id-3", "id-2", "id-1"]


def test_a_list_that_moves_down_is_read_again() -> None:
    """An operation came in above, and one that was read comes again."""
    found = modulbank(
        lists(3, 2), lists(3, 2), lists(1), lists(1), [], lists(4, 3, 2, 1), lists(1), []
    )
    assert ids(found) == ["id-3", "id-2", "id-1", "id-4"]
    assert all(page.complete for page in found)


def test_a_list_that_moves_up_is_read_again() -> None:
    """An operation went away above, and one that was not read slipped into what was."""
    found = modulbank(lists(4, 3), lists(1), [], lists(4, 3, 2, 1), lists(1), [])
    assert sorted(filter(None, ids(found))) == ["id-1", "id-2", "id-3", "id-4"]


def test_a_list_that_never_rests_is_not_called_complete() -> None:
    parts = [part for number in range(9) for part in (lists(number, 90), lists(number), [])]
    found = modulbank(*parts)
    assert [each.code for page in found for each in page.problems] == ["SK827"]
    assert not found[-1].complete


def test_a_bank_that_does_not_skip_is_a_circle() -> None:
    with pytest.raises(ProtocolError, match="SK817"):
        modulbank(lists(*range(50)))


def test_days_around_the_period_are_asked_for_and_passed_over() -> None:
    before = modulbank_row(id="before", executed="2024-02-29T00:00:00")
    after = modulbank_row(id="after", executed="2024-04-01T00:00:00")
    part = [after, *lists(1), before]
    found = modulbank(part, [before], [])
    assert ids(found) == ["id-1"]
    assert all(page.complete for page in found)


def test_an_account_that_is_none_is_not_asked_about() -> None:
    with pytest.raises(ProtocolError, match="SK818"):
        pages("modulbank", [], account=attrs.evolve(ACCOUNT, id="../operation-upload/1c"))
