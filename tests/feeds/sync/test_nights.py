"""What banks do between two runs, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from statementkit import Rule, RuleBook, StoreError, open_store
from statementkit.dedup import Window
from statementkit.errors import Diagnostic
from statementkit.feeds import AuthError, RateLimited, ScopeError, TemporaryError
from statementkit.feeds.opening import JobsInMemory
from statementkit.model import Origin, StatedBalance, Statement
from statementkit.reviewing import review
from statementkit.syncing import Wish, sync, worst
from statementkit.syncing.streams import WindowStream
from tests.feeds.sync.lists import ACCOUNT, OTHER, START, ListBank, account, operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit import Transaction
    from statementkit.store import Store
    from statementkit.syncing import AccountResult

TODAY = date(2024, 3, 11)


@pytest.fixture
def store() -> Iterator[Store]:
    """Return an empty store."""
    with open_store("sqlite://") as store:
        yield store


@pytest.fixture
def bank() -> ListBank:
    """Return a bank without operations, on the eleventh of March at 23:00."""
    return ListBank()


def run(bank: ListBank, store: Store, **wish: Any) -> AccountResult:
    [result] = sync([bank.source()], store, bank.clock, Wish(**wish))
    return result


def live(store: Store) -> list[tuple[str, str | None]]:
    """Return the keys and ids of what is in the bank's books."""
    return [(each.key, each.transaction.bank_id) for each in store.entries() if not each.vanished]


@pytest.mark.parametrize("day", [10, 9], ids=["the day of the run", "the day before"])
def test_an_id_that_changes_at_night_keeps_what_a_person_said(
    store: Store, bank: ListBank, day: int
) -> None:
    bank.operations = [operation(day, "night-1"), operation(day, "2", "-15.00")]
    assert run(bank, store).added == 2
    [(key, _)] = [each for each in live(store) if each[1] == "night-1"]
    store.edit(key, category="Coffee")
    bank.operations[0] = operation(day, "night-2")
    bank.clock.sleep(3600)
    assert (run(bank, store).changed, run(bank, store).changed) == (1, 0)
    assert (key, "night-2") in live(store)
    assert store.entry(key).assignment.category == "Coffee"
    assert len(list(store.entries())) == 2


def test_an_id_and_a_text_that_change_at_night_are_one_booking_by_the_document(
    store: Store, bank: ListBank
) -> None:
    more: dict[str, Any] = {"extra": {"number": "118"}}
    bank.operations = [operation(10, "1", **more)]
    run(bank, store)
    bank.operations = [operation(10, "2", **more, description="Платёжное поручение 118")]
    assert (run(bank, store).changed, len(live(store))) == (1, 1)


def test_two_equal_coffees_stay_two_when_one_of_their_ids_changes(
    store: Store, bank: ListBank
) -> None:
    bank.operations = [operation(10, "1"), operation(10, "2")]
    run(bank, store)
    bank.operations = [operation(10, "1"), operation(10, "3")]
    run(bank, store)
    assert sorted(each[1] or "" for each in live(store)) == ["1", "3"]


def test_what_the_bank_took_back_is_flagged_and_comes_again(store: Store, bank: ListBank) -> None:
    first, second = operation(9, "1"), operation(9, "2", "-15.00")
    bank.operations = [first, second]
    run(bank, store)
    bank.operations = [first]
    run(bank, store)
    assert [each[1] for each in live(store)] == ["1"]
    assert len(list(store.entries())) == 2
    bank.operations = [first, second]
    run(bank, store)
    assert len(live(store)) == 2


def test_an_account_that_was_emptied_is_seen(store: Store, bank: ListBank) -> None:
    bank.operations = [operation(9, "1")]
    run(bank, store)
    bank.operations = []
    run(bank, store)
    assert live(store) == []


def test_days_outside_of_the_window_are_left_alone(store: Store, bank: ListBank) -> None:
    """A run asks for some days, and nothing that stands on others can have vanished from them."""
    bank.operations = [operation(day, f"{day}") for day in range(11)]
    run(bank, store)
    bank.operations = bank.operations[3:6]
    run(bank, store, since=START + timedelta(3), until=START + timedelta(5))
    assert len(live(store)) == 11


def test_a_run_with_gaps_takes_nothing_for_vanished_and_moves_nothing(
    store: Store, bank: ListBank
) -> None:
    bank.operations = [operation(9, "1"), operation(9, "2", "-15.00")]
    run(bank, store)
    before = store.feeds.state("listbank", ACCOUNT)
    bank.operations, bank.complete = [operation(9, "3"), operation(10, "4")], False
    bank.clock.at(TODAY + timedelta(1))
    result = run(bank, store)
    assert (result.status, result.added) == ("partial", 2)
    assert [each.code for each in result.findings] == ["SK847"]
    assert len(live(store)) == 4
    assert store.feeds.state("listbank", ACCOUNT) == before


def test_the_last_day_is_sure_when_it_is_over(store: Store, bank: ListBank) -> None:
    bank.operations = [operation(10, "1")]
    assert run(bank, store).until == TODAY - timedelta(1)
    bank.clock.at(TODAY, 21)
    assert run(bank, store).until == TODAY


def test_a_first_run_reads_ninety_days_and_a_later_one_what_may_change(
    store: Store, bank: ListBank
) -> None:
    run(bank, store)
    assert bank.asked[0][1] == TODAY - timedelta(90)
    bank.asked.clear()
    run(bank, store)
    assert bank.asked == [(ACCOUNT, TODAY - timedelta(4), TODAY)]


def test_reading_older_days_moves_nothing_back(store: Store, bank: ListBank) -> None:
    run(bank, store, since=date(2024, 3, 1))
    before = store.feeds.state("listbank", ACCOUNT)
    run(bank, store, since=date(2023, 1, 1), until=date(2023, 3, 31))
    after = store.feeds.state("listbank", ACCOUNT)
    assert attrs.evolve(after, read_at=before.read_at) == before
    run(bank, store, since=date(2023, 12, 1), until=date(2024, 2, 29))
    later = store.feeds.state("listbank", ACCOUNT)
    assert (later.since, later.until) == (date(2023, 12, 1), before.until)


def test_a_quiet_night_writes_no_batch(store: Store, bank: ListBank) -> None:
    bank.operations = [operation(9, "1")]
    run(bank, store)
    for _ in range(5):
        bank.clock.sleep(24 * 3600)
        assert (run(bank, store).status, len(store.batches())) == ("ok", 1)
    assert store.feeds.state("listbank", ACCOUNT).until == TODAY + timedelta(4)


def test_an_undo_lets_the_days_be_read_again(store: Store, bank: ListBank) -> None:
    bank.operations = [operation(3, "1"), operation(9, "2")]
    run(bank, store, since=date(2024, 3, 1), until=date(2024, 3, 5))
    run(bank, store, since=date(2024, 3, 6))
    for _ in range(3):
        bank.clock.sleep(24 * 3600)
        run(bank, store)
    for batch in (1, 2):
        store.undo(batch)
        run(bank, store)
        assert len(live(store)) == 2


def test_rules_are_asked_and_parties_made(store: Store, bank: ListBank) -> None:
    book = RuleBook([Rule(match="tax_id=7700000009", category="Sales")])
    bank.operations = [operation(9, "1")]
    run(bank, store, rules=book)
    [entry] = store.entries()
    assert entry.assignment.category == "Sales"
    assert [each.identifier for each in store.counterparties()] == ["tax:7700000009"]


def test_an_amount_that_changes_waits_for_a_person(store: Store, bank: ListBank) -> None:
    bank.operations = [operation(9, "1")]
    run(bank, store)
    bank.operations = [operation(9, "1", "-321.00")]
    assert (run(bank, store).status, run(bank, store).waiting) == ("partial", 1)
    result = run(bank, store, decision="same")
    assert (result.status, result.changed) == ("ok", 1)
    assert [each.transaction.amount for each in store.entries()] == [Decimal(-321)]


@pytest.mark.parametrize("feed_first", [True, False])
def test_a_file_and_a_feed_in_other_words_are_one(
    store: Store, bank: ListBank, *, feed_first: bool
) -> None:
    """The file has no ids, writes names otherwise, and numbers with zeros; each knows more."""
    numbers: list[dict[str, Any]] = [{"extra": {"number": each}} for each in ("118", "119", "120")]
    bank.operations = [
        operation(8, "1", **numbers[0], bic="044525974"),
        operation(8, "2", **numbers[1], tax_id=None),
        operation(9, "3", "15.00", **numbers[2], name=None),
    ]
    told = [
        attrs.evolve(
            each,
            bank_id=None,
            bic=None,
            name="ООО ПРИМЕР",
            tax_id="7700000009",
            extra={"number": f"000{each.extra['number']}" if each.extra else None},
            value_on=each.booked_on,
        )
        for each in bank.operations
    ]
    steps = [lambda: run(bank, store), lambda: _take(store, told)]
    for step in (*(steps if feed_first else reversed(steps)), *steps, *reversed(steps)):
        step()
    assert _said(store) == _EXPECTED
    assert len(store.batches()) == 2


def _take(store: Store, rows: list[Transaction]) -> None:
    origin = Origin("march.txt", "5d41402abc4b2a76b9719d911017c592")
    what = Statement(tuple(rows), account=ACCOUNT, coverage="days", origin=origin)
    plan = review(what, store)
    assert not plan.waiting
    plan.commit(store)


def _said(store: Store) -> list[tuple[Any, ...]]:
    rows = sorted((each.transaction for each in store.entries()), key=lambda it: it.bank_id or "")
    return [(it.bank_id, it.name, it.tax_id, it.bic, it.value_on) for it in rows]


_EXPECTED = [
    ("1", 'ООО "Пример"', "7700000009", "044525974", START + timedelta(8)),
    ("2", 'ООО "Пример"', "7700000009", None, START + timedelta(8)),
    ("3", "ООО ПРИМЕР", "7700000009", None, START + timedelta(9)),
]


# -- accounts --------------------------------------------------------------------------------------

REFUSALS = {
    "credentials": AuthError(Diagnostic(code="SK804", message="the token is not known")),
    "failed": TemporaryError(Diagnostic(code="SK810", message="the bank is down")),
}


@pytest.mark.parametrize("status", REFUSALS)
def test_an_account_that_fails_stops_no_other(store: Store, bank: ListBank, status: str) -> None:
    bank.accounts = [account(OTHER), account(ACCOUNT)]
    bank.operations = [operation(9, "1")]
    bank.refused = {OTHER: REFUSALS["failed"]}
    second = ListBank(bank.clock, name="second", refused={"": REFUSALS[status]})
    results = list(sync([second.source(), bank.source()], store, bank.clock))
    assert [each.status for each in results] == [status, "failed", "ok"]
    assert (results[2].added, worst(results)) == (1, status)


def test_a_refused_token_is_not_tried_for_every_account(store: Store, bank: ListBank) -> None:
    bank.accounts = [account(f"4070281050000000{n:04}") for n in range(1, 10)]
    for error in (REFUSALS["credentials"], RateLimited(*REFUSALS["failed"].diagnostics)):
        bank.refused = {each.number: error for each in bank.accounts}
        bank.asked.clear()
        results = list(sync([bank.source()], store, bank.clock))
        assert (len(results), len(bank.asked)) == (9, 1)
        assert {each.status for each in results} in ({"credentials"}, {"failed"})


def test_a_permission_that_one_account_lacks_is_its_own_matter(
    store: Store, bank: ListBank
) -> None:
    bank.accounts = [account(OTHER), account(ACCOUNT)]
    bank.refused = {OTHER: ScopeError(*REFUSALS["credentials"].diagnostics)}
    results = list(sync([bank.source()], store, bank.clock))
    assert [each.status for each in results] == ["credentials", "ok"]


def test_accounts_are_chosen_by_the_connection_and_by_the_run(store: Store, bank: ListBank) -> None:
    bank.accounts = [account(OTHER), account(ACCOUNT)]
    chosen = bank.source(accounts=[f"{ACCOUNT[:10]} {ACCOUNT[10:]}"])
    assert [each.account for each in sync([chosen], store, bank.clock)] == [ACCOUNT]
    unknown = list(sync([chosen], store, bank.clock, Wish(accounts=[OTHER])))
    assert [(each.account, each.findings[0].code) for each in unknown] == [(OTHER, "SK842")]


def test_an_operation_of_another_account_is_refused(store: Store, bank: ListBank) -> None:
    bank.operations = [operation(9, "1")]
    bank.strangers = [attrs.evolve(operation(9, "2"), own_account=OTHER)]
    result = run(bank, store)
    assert (result.status, result.findings[0].code) == ("failed", "SK848")
    assert ACCOUNT not in str(result.findings[0])
    assert list(store.entries()) == []


def test_a_trial_writes_nothing(store: Store, bank: ListBank) -> None:
    bank.operations = [operation(9, "1")]
    result = run(bank, store, is_trial=True)
    assert (result.first, result.last, result.added) == (TODAY - timedelta(90), TODAY, 1)
    assert (result.until, list(store.entries()), store.feeds.states()) == (None, [], [])
    assert list(store.batches()) == []
    assert run(bank, store).added == 1


def test_only_one_run_at_a_time(tmp_path: Any, bank: ListBank) -> None:
    address = str(tmp_path / "books.db")
    with open_store(address) as store, open_store(address) as other, other.feeds.alone():
        with pytest.raises(StoreError, match="SK840"):
            run(bank, store)
        assert bank.asked == []


def test_a_balance_of_a_day_that_is_not_over_is_not_kept() -> None:
    window = Window(START, TODAY, is_over=False)
    stream = WindowStream(ListBank().source().open(JobsInMemory()), account(ACCOUNT), window)
    final = [
        stream._is_final(StatedBalance(day, Decimal(1), at_end))
        for day, at_end in [(START, False), (TODAY, False), (TODAY, True), (START, True)]
    ]
    assert final == [True, True, False, True]


def test_jobs_are_kept_and_dropped(tmp_path: Any) -> None:
    address = str(tmp_path / "books.db")
    with open_store(address) as store:
        jobs = store.feeds.jobs("main")
        jobs.put("a", "1")
        jobs.put("a", "2")
        store.feeds.jobs("other").put("a", "3")
    with open_store(address) as store:
        jobs = store.feeds.jobs("main")
        assert jobs.get("a") == "2"
        jobs.drop("a")
        jobs.drop("a")
        assert (jobs.get("a"), store.feeds.jobs("other").get("a")) == (None, "3")


def test_the_state_says_when_it_was_read(bank: ListBank) -> None:
    now = datetime(2024, 3, 11, 20, tzinfo=UTC)
    with open_store("sqlite://", clock=lambda: now) as store:
        run(bank, store)
        [state] = store.feeds.states()
    assert (state.feed, state.account, state.read_at) == ("listbank", ACCOUNT, now.isoformat())
