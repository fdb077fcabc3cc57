"""Whatever a bank answers, only errors of our own come out, and no operation without a word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statementkit.feeds import FeedAccount, FeedError, modulbank
from tests.feeds.scripted import (
    ACCOUNT,
    FIRST,
    LAST,
    MODULBANK_ACCOUNT,
    TOCHKA_ACCOUNT,
    Reply,
    Script,
    asking,
    modulbank_row,
    old_tbank_row,
    serving,
    tbank_row,
    tochka_order,
    tochka_row,
    tochka_statement,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORDS = st.sampled_from(
    ["", "0", "-1", "1e999", "NaN", "2024-03-05", "2024-03-05T25:00:00Z", "0001-01-01", "RUR"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9)
    | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
FEW = settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@attrs.frozen
class Way:
    """A bank's way to a page with one operation."""

    bank: str
    account: FeedAccount
    row: Callable[..., dict[str, Any]]
    answers: Callable[[list[Any]], list[Any]]
    settings: dict[str, Any] = attrs.Factory(dict)


WAYS = (
    Way("tbank", ACCOUNT, tbank_row, lambda rows: [{"operations": rows}]),
    Way(
        "tbank",
        ACCOUNT,
        old_tbank_row,
        lambda rows: [{"operation": rows}],
        {"method": "bank-statement"},
    ),
    Way(
        "tochka",
        TOCHKA_ACCOUNT,
        tochka_row,
        lambda rows: [
            tochka_order(),
            tochka_statement(startDateBalance=None, endDateBalance=None, Transaction=rows),
        ],
    ),
    Way("modulbank", MODULBANK_ACCOUNT, modulbank_row, lambda rows: [rows, rows, []]),
)


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def short_circles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find circles at once: an answer that is given again and again is one."""
    monkeypatch.setattr(modulbank, "_SHIFTS", 5)


def read(script: Script, way: Way, *answers: Any) -> tuple[int, int]:
    """Return how many operations came of some answers, and how many findings."""
    script.replies = [Reply(json.dumps(each).encode()) for each in answers]
    script.asked.clear()
    with asking(script, way.bank, **way.settings) as feed:
        pages = list(feed.operations(way.account, FIRST, LAST))
    taken = sum(len(page.transactions) + len(page.held) for page in pages)
    told = sum(len(page.problems) + len(page.skipped) for page in pages)
    return taken, told


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.row.__name__)
@FEW
@given(data=st.data())
def test_any_value_in_an_operation(script: Script, way: Way, data: st.DataObject) -> None:
    row = way.row()
    key = data.draw(st.sampled_from(sorted(row)))
    changed = {**row, key: data.draw(VALUES)}
    if isinstance(row[key], dict) and data.draw(st.booleans()):
        inner = data.draw(st.sampled_from(sorted(row[key])))
        changed[key] = {**row[key], inner: data.draw(VALUES)}
    try:
        taken, told = read(script, way, *way.answers([changed]))
    except FeedError as error:
        assert error.code == "SK819", "an operation of another account"  # noqa: PT017
    else:
        is_passed_over = way.bank == "modulbank" and key in ("executed", "created")
        assert taken + told == 1 or is_passed_over


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.row.__name__)
@FEW
@given(answers=st.lists(VALUES, min_size=1, max_size=3))
def test_any_answer(script: Script, way: Way, answers: list[Any]) -> None:
    try:
        taken, _ = read(script, way, *answers)
    except FeedError:
        return
    assert taken == 0


@settings(FEW, max_examples=settings().max_examples // 10)
@given(body=st.binary(max_size=60), status=st.integers(200, 599))
def test_any_bytes(script: Script, body: bytes, status: int) -> None:
    script.replies = [Reply(body, status)]
    script.asked.clear()
    for bank in ("tbank", "tochka", "modulbank"):
        with asking(script, bank) as feed, pytest.raises(FeedError):
            feed.accounts()
