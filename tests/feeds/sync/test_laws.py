"""Laws of a sync: whatever the bank does between runs, the books are those of one perfect reading.

The bank is a list. Between runs it books, changes ids at night, changes texts, moves days and takes
things back; pages come in any size and order, with operations that come twice.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from statementkit.errors import Diagnostic
from statementkit.feeds import FeedError
from statementkit.store import Store, open_store
from statementkit.syncing import AccountResult, Wish, sync
from tests.feeds.sync.lists import START, ListBank, operation
from tests.store.databases import drop, new_address

if TYPE_CHECKING:
    from statementkit import Transaction

LATEST = 12
"""The day of March on which runs end, counted from the first."""

amounts = st.sampled_from(["-320.00", "-320.00", "250.00"])
names = st.sampled_from(['ООО "Пример"', "Кофейня"])
CHANGES = ["id", "id", "text", "day", "gone"]
texts = st.sampled_from(["Оплата по счёту", "Кофе", None])


def content(rows: Any) -> Counter[tuple[Any, ...]]:
    """Return what operations say, ids included."""
    return Counter(
        (each.booked_on, each.amount, each.name, each.description, each.bank_id) for each in rows
    )


def books(store: Store) -> Counter[tuple[Any, ...]]:
    """Return what a store says that is in the bank's books."""
    return content(each.transaction for each in store.entries() if not each.vanished)


def run(bank: ListBank, store: Store, **wish: Any) -> list[AccountResult]:
    """Sync."""
    return list(sync([bank.source()], store, bank.clock, Wish(**wish)))


class Nights(RuleBasedStateMachine):
    """A bank that lives, and runs that read it."""

    kind = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.address = new_address(self.kind, Path(self.folder.name))
        self.store = open_store(self.address)
        self.bank = ListBank()
        self.day = 0
        self.ids = 0
        self.gone = 0
        self.is_read = False
        self.edited: dict[str, str] = {}
        self.bank.clock.at(START, 20)

    def teardown(self) -> None:
        self.store.close()
        drop(self.address)
        self.folder.cleanup()

    @rule(
        back=st.integers(0, 3), amount=amounts, name=names, text=texts, number=st.sampled_from("12")
    )
    def book(self, back: int, amount: str, name: str, text: str | None, number: str) -> None:
        """Book something, today or some days ago."""
        self.ids += 1
        day = max(self.day - back, 0)
        more = {"name": name, "description": text, "extra": {"number": number}}
        self.bank.operations.append(operation(day, f"id{self.ids}", amount, **more))
        self.is_read = False

    @rule(choice=st.integers(0, 99), what=st.sampled_from(CHANGES))
    @precondition(lambda self: any(self.is_recent(each) for each in self.bank.operations))
    def change(self, choice: int, what: str) -> None:
        """Change something that is recent, as banks do."""
        recent = [n for n, each in enumerate(self.bank.operations) if self.is_recent(each)]
        number = recent[choice % len(recent)]
        self.ids += 1
        each = self.bank.operations.pop(number)
        changes: dict[str, dict[str, Any]] = {
            "id": {"bank_id": f"id{self.ids}"},
            "text": {"description": "Банк"},
            "day": {"booked_on": min(each.booked_on + timedelta(1), START + timedelta(self.day))},
        }
        if what == "gone":
            self.gone += 1
        else:
            self.bank.operations.append(attrs.evolve(each, **changes[what]))
        self.is_read = False

    def is_recent(self, each: Transaction) -> bool:
        """Tell whether the bank may still change an operation."""
        return each.booked_on >= START + timedelta(self.day - 2)

    @rule(hours=st.sampled_from([1, 24, 24, 48]))
    @precondition(lambda self: self.day < LATEST)
    def wait(self, hours: int) -> None:
        """Let time pass; every change before is read while it is recent."""
        self.sync(Random(hours), 3, 0)
        self.bank.clock.sleep(hours * 3600)
        self.day = (self.bank.clock.moment + timedelta(hours=3)).date().toordinal()
        self.day -= START.toordinal()

    @rule(random=st.randoms(use_true_random=False), page=st.integers(1, 9), twice=st.integers(0, 3))
    def sync(self, random: Random, page: int, twice: int) -> None:
        """Read the bank, in whatever pages."""
        self.bank.shuffled, self.bank.page, self.bank.twice = random, page, twice
        [result] = run(self.bank, self.store)
        assert (result.status, result.waiting) == ("ok", 0), result
        self.is_read = True
        batches = self.store.batches()
        [again] = run(self.bank, self.store)
        assert (again.added, again.changed) == (0, 0)
        assert self.store.batches() == batches

    @rule(pages=st.integers(0, 3))
    def fail(self, pages: int) -> None:
        """Let the bank stop answering at some page: what is there stays, and nothing is half."""
        before = list(self.store.entries())
        problem = Diagnostic(code="SK810", message="the bank is down")
        self.bank.breaks = {self.bank.pages + pages: FeedError(problem)}
        [result] = run(self.bank, self.store)
        self.bank.breaks = {}
        if result.status == "failed":
            assert list(self.store.entries()) == before
        else:
            self.is_read = True

    @rule(first=st.integers(0, LATEST), last=st.integers(0, LATEST))
    def read_some_days_again(self, first: int, last: int) -> None:
        """Read a period on purpose."""
        since, until = (START + timedelta(each) for each in sorted((first, last)))
        [result] = run(self.bank, self.store, since=since, until=until)
        assert result.status == "ok"

    @rule(choice=st.integers(0, 99))
    def edit(self, choice: int) -> None:
        """Set a category, which stays with the booking whatever the bank does to its id."""
        keys = sorted(each.key for each in self.store.entries())
        if keys:
            key = keys[choice % len(keys)]
            self.store.edit(key, category="Coffee")
            self.edited[key] = "Coffee"

    @rule(choice=st.integers(0, 99))
    @precondition(lambda self: self.store.batches())
    def undo(self, choice: int) -> None:
        """Take a batch back; the next run brings it again, if the bank still has it."""
        done = [each.id for each in self.store.batches() if each.status == "done"]
        if done:
            self.store.undo(done[-1], discard_edits=True)
            left = {each.key for each in self.store.entries()}
            self.edited = {key: it for key, it in self.edited.items() if key in left}
            self.is_read = False

    @invariant()
    def the_books_are_those_of_the_bank(self) -> None:
        if self.is_read:
            assert books(self.store) == content(self.bank.operations)
            assert sum(each.vanished for each in self.store.entries()) <= self.gone

    @invariant()
    def edits_stay(self) -> None:
        said = {each.key: each.assignment.category for each in self.store.entries()}
        assert {key: said[key] for key in self.edited} == self.edited


TestNights = Nights.TestCase
TestNights.settings = settings(
    max_examples=30, stateful_step_count=15, deadline=None, derandomize=True
)


class PostgresqlNights(Nights):
    """The same on the other database."""

    kind = "postgresql"


TestPostgresqlNights = PostgresqlNights.TestCase
TestPostgresqlNights.settings = settings(
    max_examples=3, stateful_step_count=12, deadline=None, derandomize=True
)
