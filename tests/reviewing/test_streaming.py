"""An import in pieces is the import of the plan that a person would have seen, whatever the file.

Files are drawn and imported one after another into two stores: into one as the plan of all rows,
compared with the store at one go, into the other in pieces of single days.
"""

from __future__ import annotations

import csv
import io
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statementkit import (
    Rule,
    RuleBook,
    StatementKitError,
    import_stream,
    iter_transactions,
    open_store,
    read,
)
from statementkit.dedup import bookings
from statementkit.reviewing import making, review
from statementkit.reviewing.spool import Spool
from statementkit.store import Receipt, Store
from statementkit.testing import transactions
from tests.store.databases import KINDS, drop, new_address
from tests.store.statements import ACCOUNT, everything

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from statementkit import Transaction

ORDER = "date|amount|currency|name|remitterId|description|id|fee|balance|valueDate|ownAccount"
KEYS: dict[str, Any] = {
    "order": ORDER,
    "date_format": "yyyy-MM-dd",
    "delimiter": ",",
    "decimal": ".",
    "header": False,
    "account": ACCOUNT,
}
RULES = RuleBook(
    [Rule(match="tax_id=10421629", category="Sales"), Rule(match="amount<0", wallet="Bank")]
)

Cells = tuple[str, ...]

days = st.integers(0, 4).map(lambda day: (date(2024, 3, 1) + timedelta(day)).isoformat())
amounts = st.sampled_from(["-3.20"] * 6 + ["-3.2", "250.00", "99999999999999999999.99", "x"])


def _rows(bank_id: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Return a strategy of rows with this id."""
    return st.tuples(
        days,
        amounts,
        st.sampled_from(["EUR", "EUR", "EUR", "USD"]),
        st.sampled_from(["Kohvik Hommik", "KOHVIK  HOMMIK", "Saku Puit OÜ"]),
        st.sampled_from(["", "10421629"]),
        st.sampled_from(["", "", "Üür"]),
        st.just(bank_id),
        st.sampled_from(["", "", "", "0.30", "0.40"]),
        st.sampled_from(["", "", "10.00"]),
        st.sampled_from(["", "", "2024-03-02"]),
        st.sampled_from(["", "", "", "EE47 1000 0010 2014 5685"]),
    )


with_ids = st.fixed_dictionaries({}, optional={each: _rows(each) for each in "12345"})
"""An id stands on one booking of a file, and in the next file perhaps on another day."""

files = st.tuples(
    st.tuples(st.lists(_rows(""), max_size=6), with_ids, st.sampled_from(["", "", "1", "12"])),
    st.sampled_from(["days", "days", "rows"]),
    st.sampled_from([None, "new", "same"]),
    st.sampled_from([None] * 9 + ["ignore"]),
)


def _content(drawn: tuple[list[Cells], dict[str, Cells], str]) -> bytes:
    """Return a file of rows without ids, of rows with ids, and of some of those once more."""
    plain, with_ids, twice = drawn
    rows: list[Cells] = [*plain, *with_ids.values()]
    rows += [with_ids[each] for each in twice if each in with_ids]
    text = io.StringIO(newline="")
    mixed = sorted(rows, key=lambda row: row[3:])
    csv.writer(text, lineterminator="\n").writerows(mixed)
    return text.getvalue().encode()


def _as_a_plan(store: Store, content: bytes, coverage: Any, decision: Any, ids: Any) -> Receipt:
    what = read(content, **KEYS, coverage=coverage)
    plan = review(what, store, RULES, ids=ids)
    return (plan.decide_all(decision) if decision else plan).commit(store)


def _in_pieces(store: Store, content: bytes, coverage: Any, decision: Any, ids: Any) -> Receipt:
    stream = iter_transactions(content, **KEYS, coverage=coverage)
    return import_stream(stream, store, RULES, ids=ids, decision=decision)


def _done(call: Callable[..., Receipt], store: Store, *arguments: Any) -> Any:
    """Return what an import says, and all that the store holds then."""
    try:
        receipt: Any = call(store, *arguments)
    except StatementKitError as error:
        receipt = [(each.code, each.message) for each in error.diagnostics]
    return receipt, everything(store), store.batches()


@pytest.mark.parametrize("kind", KINDS)
def test_pieces_are_the_whole(kind: str, tmp_path: Path) -> None:
    @settings(max_examples=50 if kind == "sqlite" else 6, deadline=None)
    @given(st.lists(files, min_size=1, max_size=4), st.integers(1, 6), st.integers(1, 2))
    def imports(given: list[Any], at_once: int, times: int) -> None:
        with ExitStack() as stack:
            stores = []
            for _ in range(2):
                address = new_address(kind, tmp_path)
                stack.callback(drop, address)
                clock = lambda: datetime(2024, 4, 1, tzinfo=UTC)  # noqa: E731
                stores.append(stack.enter_context(open_store(address, clock=clock)))
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            for content, *how in (each for each in given for _ in range(times)):
                patch.setattr(making, "AT_ONCE", 10**9)
                whole = _done(_as_a_plan, stores[0], _content(content), *how)
                patch.setattr(making, "AT_ONCE", at_once)
                assert _done(_in_pieces, stores[1], _content(content), *how) == whole

    imports()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    with open_store(str(tmp_path / "books.db")) as store:
        yield store


def _file(*bookings: tuple[int, str] | tuple[int, str, str]) -> bytes:
    """Return a file of bookings of some days of March, with these ids and amounts."""
    return "".join(
        f"2024-03-0{day},{(*amount, '-3.20')[0]},EUR,Kohvik,,,{bank_id},,,,\n"
        for day, bank_id, *amount in bookings
    ).encode()


MOVED = {
    "by an import before": [_file((1, "")), _file((1, "1")), _file((2, "1")), _file((1, ""))],
    "to a later day": [_file((1, "")), _file((1, "1")), _file((1, ""), (2, "1"))],
    "to an earlier day": [_file((2, "")), _file((2, "1")), _file((1, "1"), (2, ""))],
}


@pytest.mark.parametrize("moved", MOVED)
@pytest.mark.parametrize("take", [_as_a_plan, _in_pieces])
def test_the_key_of_what_the_bank_moved_is_not_given_away(
    store: Store, moved: str, take: Callable[..., Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The booking keeps the key of the day that it was on, and another stands on that day now."""
    monkeypatch.setattr(making, "AT_ONCE", 1)
    for content in MOVED[moved]:
        take(store, content, "days", None, None)
    first, second = sorted(store.entries(), key=lambda entry: entry.key)
    assert (first.key[-2:], first.transaction.bank_id) == ("#1", "1")
    assert (second.key[-2:], second.transaction.bank_id) == ("#2", None)
    assert first.key[:-2] == second.key[:-2]


@pytest.mark.parametrize("take", [_as_a_plan, _in_pieces])
def test_what_another_day_of_the_file_has_is_not_gone(
    store: Store, take: Callable[..., Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bank moved it and changed the amount: it is there, though it was added anew."""
    monkeypatch.setattr(making, "AT_ONCE", 1)
    take(store, _file((2, "1", "-50.00")), "days", None, None)
    moved = _file((1, "1", "-48.10"), (2, ""), (3, ""), (4, ""))
    assert take(store, moved, "days", "new", None).added == 4
    assert [entry.key for entry in store.entries() if entry.vanished] == []


def test_a_file_that_is_wholly_known_is_not_even_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = _file((1, ""), (2, "1"))
    first = _in_pieces(store, content, "days", None, None)
    before = everything(store)
    monkeypatch.setattr("statementkit.reviewing.streaming.Spool", None)
    again = _in_pieces(store, content, "days", None, None)
    assert (first.added, again) == (2, Receipt(None, known=2))
    assert everything(store) == before


CHANGED: dict[str, Callable[[Store], object]] = {
    "undone": lambda store: store.undo(1),
    "edited": lambda store: store.edit(min(each.key for each in store.entries()), wallet="Cash"),
    "added to": lambda store: _in_pieces(store, _file((9, "")), "days", None, None),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_file_is_read_again_after_a_change(store: Store, change: str) -> None:
    content = _file((1, ""), (2, ""))
    _in_pieces(store, content, "days", None, None)
    CHANGED[change](store)
    receipt = _in_pieces(store, content, "days", None, None)
    assert (receipt.added, receipt.known) == ((2, 0) if change == "undone" else (0, 2))


def test_a_file_is_read_again_if_it_is_read_otherwise_or_a_row_waits(store: Store) -> None:
    _in_pieces(store, _file((1, "")), "rows", None, None)
    doubtful = _file((1, ""), (1, ""))
    assert _in_pieces(store, doubtful, "rows", None, None).waiting == 1
    assert _in_pieces(store, doubtful, "rows", None, None).waiting == 1
    assert _in_pieces(store, doubtful, "rows", "new", None).added == 1
    with pytest.raises(StatementKitError, match="SK751"):
        _in_pieces(store, _file((1, "")), "rows", None, "ignore")


def _own(account: str, transaction: Transaction) -> Transaction:
    return attrs.evolve(transaction, own_account=account, parent=None)


@given(transactions(most=8))
def test_the_spool_gives_back_what_it_got(given: list[Transaction]) -> None:
    booked = bookings(given, ACCOUNT)
    with Spool(booked) as spool:
        found = {
            booking.place: booking
            for number, facts in spool.facts.items()
            for booking in spool.between(number, facts.first, facts.last)
        }
    assert [
        (it.account, it.fingerprint, it.place, it.bank_id, it.main, *it.fees)
        for it in (found[place] for place in sorted(found))
    ] == [
        (it.account, it.fingerprint, it.place, it.bank_id, *map(partial(_own, it.account), parts))
        for it in booked
        for parts in [(it.main, *it.fees)]
    ]


@pytest.mark.parametrize("take", [_as_a_plan, _in_pieces])
def test_a_party_that_the_bank_tells_later_has_a_name(
    store: Store, take: Callable[..., Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tax id came with a second file, to a payment that was stored without one."""
    monkeypatch.setattr(making, "AT_ONCE", 1)
    row = "2024-03-01,-3.20,EUR,Kohvik Hommik,{},,1,,,,\n"
    for tax_id in ("", "10421629"):
        take(store, row.format(tax_id).encode(), "days", None, None)
    assert [each.name for each in store.counterparties()] == ["Kohvik Hommik"]
