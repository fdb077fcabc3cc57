"""Laws of the books, whatever is imported, edited and undone, and in whatever order.

The machine imports exports of one true list of bookings, whole days each, and keeps a model beside
the store: the books are what the exports that were not undone hold together.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from statementkit.reviewing import review
from statementkit.store import open_store
from tests.store.databases import drop, new_address
from tests.store.statements import START, books, content, everything, row, statement

if TYPE_CHECKING:
    from statementkit import Transaction

DAYS = 6
STEPS = settings(stateful_step_count=12, deadline=None, derandomize=True)

bookings = st.builds(
    row,
    st.integers(0, DAYS - 1),
    st.sampled_from(["-3.20", "-3.2", "250.00"]),
    st.sampled_from(["Kohvik Hommik", "Saku Puit OÜ"]),
    tax_id=st.sampled_from([None, "10421629"]),
)
windows = st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1)).map(sorted)


class Books(RuleBasedStateMachine):
    """Imports, edits and undoes in any order."""

    kind: str

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.address = new_address(self.kind, Path(self.folder.name))
        self.store = open_store(self.address)
        self.truth: list[Transaction] = []
        self.held: dict[int, list[int]] = {}
        self.edited: dict[str, str] = {}

    def teardown(self) -> None:
        self.store.close()
        drop(self.address)
        self.folder.cleanup()

    @rule(rows=st.lists(bookings, min_size=5, max_size=20), with_ids=st.booleans())
    @precondition(lambda self: not self.truth)
    def begin(self, rows: list[Transaction], with_ids: bool) -> None:
        """Lay down what really happened."""
        self.truth = [
            attrs.evolve(each, bank_id=f"id {number}" if with_ids else None)
            for number, each in enumerate(rows)
        ]

    @rule(window=windows, random=st.randoms(use_true_random=False))
    @precondition(lambda self: self.truth)
    def take(self, window: list[int], random: Any) -> None:
        """Import an export of some days; its rows stand in any order."""
        numbers = self._numbers(window)
        random.shuffle(numbers)
        what = statement(*(self.truth[number] for number in numbers), days=True)
        plan = review(what, self.store)
        assert not plan.waiting
        before = everything(self.store)
        receipt = plan.commit(self.store)
        assert receipt.added == plan.counts["new"]
        if receipt.batch is None:
            assert everything(self.store) == before
            return
        self.held[receipt.batch] = numbers
        if random.random() < 0.3:
            self._undo_at_once(receipt.batch, before)

    def _undo_at_once(self, batch: int, before: Any) -> None:
        self.store.undo(batch)
        del self.held[batch]
        assert everything(self.store) == before

    @rule(choice=st.integers(0, 99))
    @precondition(lambda self: self.held)
    def take_the_same_again(self, choice: int) -> None:
        """Import what a batch has imported already: nothing happens."""
        batch = sorted(self.held)[choice % len(self.held)]
        what = statement(*(self.truth[number] for number in self.held[batch]), days=True)
        before = everything(self.store)
        assert review(what, self.store).commit(self.store).batch is None
        assert everything(self.store) == before

    @rule(choice=st.integers(0, 99))
    @precondition(lambda self: self.held)
    def undo(self, choice: int) -> None:
        """Take a batch back, whichever."""
        batch = sorted(self.held)[choice % len(self.held)]
        self.store.undo(batch, discard_edits=True)
        del self.held[batch]
        left = {entry.key for entry in self.store.entries()}
        self.edited = {key: it for key, it in self.edited.items() if key in left}

    @rule(choice=st.integers(0, 99), category=st.sampled_from(["Coffee", "Sales"]))
    @precondition(lambda self: self.held)
    def edit(self, choice: int, category: str) -> None:
        """Set a category, which from then on nothing changes."""
        keys = sorted(entry.key for entry in self.store.entries())
        if keys:
            key = keys[choice % len(keys)]
            self.store.edit(key, category=category)
            self.edited[key] = category

    def _numbers(self, window: list[int]) -> list[int]:
        first, last = (START + timedelta(day) for day in window)
        return [n for n, each in enumerate(self.truth) if first <= each.booked_on <= last]

    @invariant()
    def the_books_are_what_the_exports_hold(self) -> None:
        numbers = {number for held in self.held.values() for number in held}
        assert books(self.store) == content(self.truth[number] for number in numbers)

    @invariant()
    def edits_stay(self) -> None:
        categories = {each.key: each.assignment.category for each in self.store.entries()}
        assert {key: categories[key] for key in self.edited} == self.edited

    @invariant()
    def counts_of_counterparties_add_up(self) -> None:
        found = Counter(entry.party for entry in self.store.entries() if entry.party)
        assert {each.identifier: each.transactions for each in self.store.counterparties()} == found


class SqliteBooks(Books):
    """The laws in a SQLite file."""

    kind = "sqlite"


class PostgresqlBooks(Books):
    """The laws in PostgreSQL."""

    kind = "postgresql"


TestSqlite = SqliteBooks.TestCase
TestSqlite.settings = settings(STEPS, max_examples=15)
TestPostgresql = PostgresqlBooks.TestCase
TestPostgresql.settings = settings(STEPS, max_examples=5)
