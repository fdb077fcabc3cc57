"""Laws of a sync: whatever the bank does between runs, the books are those of one perfect reading.

The bank is a list. Between runs it books, changes ids at night, changes texts, moves days and takes
things back; pages come in any size and order, and operations come twice.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statementkit.errors import Diagnostic, StoreError
from statementkit.feeds import FeedError
from statementkit.feeds.days import today
from statementkit.store import open_store
from statementkit.syncing import Wish, sync
from tests.feeds.sync.lists import START, ListBank, operation
from tests.store.databases import KINDS, drop, new_address

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from statementkit.store import Store
    from statementkit.syncing import AccountResult

RECENT = timedelta(2)
"""How long the bank may change what it said; it says that of three days."""

booked = st.fixed_dictionaries(
    {
        "back": st.integers(0, 2),
        "amount": st.sampled_from(["-320.00", "-320.00", "250.00"]),
        "name": st.sampled_from(['ООО "Пример"', "Кофейня"]),
        "description": st.sampled_from(["Оплата по счёту", "Кофе"]),
        "number": st.sampled_from(["1", "2", "007"]),
    }
)
changed = st.tuples(st.integers(0, 9), st.sampled_from(["id", "id", "text", "day", "gone"]))
periods = st.tuples(st.integers(0, 15), st.integers(0, 15)).map(sorted)
nights = st.fixed_dictionaries(
    {
        "booked": st.lists(booked, max_size=4),
        "changed": st.lists(changed, max_size=3),
        "page": st.integers(1, 5),
        "twice": st.integers(0, 2),
        "fails": st.none() | st.integers(0, 3),
        "again": st.none() | periods,
        "edited": st.none() | st.integers(0, 9),
        "undone": st.none() | st.integers(0, 9),
        "hours": st.sampled_from([1, 2, 9, 24, 100]),
    }
)


def content(rows: Any) -> Counter[tuple[Any, ...]]:
    """Return what operations say, ids included."""
    return Counter(
        (each.booked_on, each.amount, each.name, each.description, each.bank_id) for each in rows
    )


@attrs.define
class Life:
    """A bank and a store that reads it, night after night."""

    store: Store
    random: Random
    bank: ListBank = attrs.Factory(ListBank)
    ids: int = 0
    lost: int = 0
    """How many operations nothing can know again: taken back, or moved when their id changed."""
    edited: dict[str, str] = attrs.Factory(dict)

    def night(self, what: dict[str, Any]) -> None:
        """Let a day of the bank pass, and read it at its end."""
        for each in what["booked"]:
            self.book(dict(each))
        for choice, how in what["changed"]:
            self.change(choice, how)
        self.bank.page, self.bank.twice = what["page"], what["twice"]
        if what["fails"] is not None:
            self.fail(what["fails"])
        self.read()
        if what["again"]:
            since, until = (START + timedelta(each) for each in what["again"])
            assert self.run(since=since, until=until).status == "ok"
            self.check(is_read=False)
        if what["edited"] is not None:
            self.edit(what["edited"])
        if what["undone"] is not None:
            self.undo(what["undone"])
        self.bank.clock.sleep(what["hours"] * 3600)

    def book(self, it: dict[str, Any]) -> None:
        """Book something, today or some days ago."""
        self.ids += 1
        day = (today(self.bank.clock) - START).days - it.pop("back")
        extra = {"number": it.pop("number")}
        self.bank.operations.append(operation(day, f"id{self.ids}", extra=extra, **it))

    def change(self, choice: int, how: str) -> None:
        """Change something that is recent, as banks do."""
        now = today(self.bank.clock)
        recent = [each for each in self.bank.operations if each.booked_on >= now - RECENT]
        if not recent:
            return
        each = recent[choice % len(recent)]
        self.bank.operations.remove(each)
        self.ids += 1
        changes: dict[str, dict[str, Any]] = {
            "id": {"bank_id": f"id{self.ids}"},
            "text": {"description": "Банк"},
            "day": {"booked_on": min(each.booked_on + timedelta(1), now)},
        }
        self.lost += how in ("gone", "day")
        if how != "gone":
            self.bank.operations.append(attrs.evolve(each, **changes[how]))

    def read(self) -> None:
        """Read the bank: the books are its books, and reading it twice is reading it once."""
        result = self.run()
        assert (result.status, result.waiting) == ("ok", 0)
        self.check(is_read=True)
        before = [list(self.store.entries()), self.store.batches(), self.store.feeds.states()]
        again = self.run()
        assert (again.added, again.changed) == (0, 0)
        after = [list(self.store.entries()), self.store.batches(), self.store.feeds.states()]
        assert after == before

    def run(self, **wish: Any) -> AccountResult:
        """Sync, the operations in whatever order."""
        self.bank.shuffled = self.random
        [result] = sync([self.bank.source()], self.store, self.bank.clock, Wish(**wish))
        return result

    def fail(self, pages: int) -> None:
        """Let the bank stop answering at some page: nothing is half written then."""
        before = list(self.store.entries())
        problem = Diagnostic(code="SK810", message="the bank is down")
        self.bank.breaks = {self.bank.pages + pages: FeedError(problem)}
        if self.run().status == "failed":
            assert list(self.store.entries()) == before
        self.bank.breaks = {}

    def edit(self, choice: int) -> None:
        """Set a category: it stays with its booking, whatever the bank does to the id."""
        keys = sorted(each.key for each in self.store.entries())
        if keys:
            key = keys[choice % len(keys)]
            self.store.edit(key, category="Coffee")
            self.edited[key] = "Coffee"

    def undo(self, choice: int) -> None:
        """Take a batch back, if no later one has changed the same: the next run brings it again."""
        done = [each.id for each in self.store.batches() if each.status == "done"]
        if not done:
            return
        try:
            self.store.undo(done[choice % len(done)], discard_edits=True)
        except StoreError as error:
            assert error.code == "SK747"  # noqa: PT017 - what else it may do is the test
        left = {each.key for each in self.store.entries()}
        self.edited = {key: it for key, it in self.edited.items() if key in left}

    def check(self, *, is_read: bool) -> None:
        """Hold the books against those of the bank."""
        entries = list(self.store.entries())
        said = {each.key: each.assignment.category for each in entries}
        assert {key: said[key] for key in self.edited} == self.edited
        if is_read:
            live = (each.transaction for each in entries if not each.vanished)
            assert content(live) == content(self.bank.operations)
            assert sum(each.vanished for each in entries) <= self.lost


@pytest.mark.parametrize("kind", KINDS)
def test_the_books_are_those_of_a_perfect_reading(kind: str, tmp_path: Path) -> None:
    @settings(max_examples=60 if kind == "sqlite" else 4, deadline=None)
    @given(st.lists(nights, min_size=1, max_size=5), st.randoms(use_true_random=False))
    def live(given: list[dict[str, Any]], random: Random) -> None:
        address = new_address(kind, tmp_path) if kind == "postgresql" else "sqlite://"
        bank = ListBank()
        with open_store(address, clock=lambda: bank.clock.at(START).moment) as store:
            life = Life(store, random)
            life.bank.clock.at(START + timedelta(4), hour=9)
            for night in given:
                life.night(night)
            life.read()
        drop(address)

    live()
