"""A long run: files of drawn layouts are read, reviewed, imported, undone and imported again.

All go into one store, each into an account of its own, beside a model of what was written into the
files. `make soak` draws a thousand; the suite a few.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import count
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import HealthCheck, Phase, assume, given, reject, settings
from hypothesis import strategies as st

import statementkit as sk
from statementkit.testing import layouts, statements

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

    from statementkit.testing import Sample

    Said = Counter[tuple[Any, ...]]


def said(transactions: Iterable[sk.Transaction]) -> Said:
    """Return what transactions say of money, however they are ordered."""
    return Counter(
        (it.booked_on, it.amount, it.currency, it.kind, it.name, it.description, it.bank_id)
        for it in transactions
    )


class Books:
    """A store, and the model of it."""

    def __init__(self, store: sk.Store) -> None:
        self.store = store
        self.model: dict[str, Said] = defaultdict(Counter)
        self._numbers = count(1)

    def draw(self, data: st.DataObject) -> tuple[sk.Layout, Sample]:
        """Draw a layout with an account that was never used, and a file of it."""
        account = f"A{next(self._numbers)}"
        layout = attrs.evolve(data.draw(layouts()), account=account)
        try:
            sample = data.draw(statements(layout, most=12))
        except sk.WriteError:
            reject()
        assume({it.own_account for it in sample.transactions} == {account})
        return layout, sample

    def take(self, layout: sk.Layout, sample: Sample) -> None:
        """Import a file, undo that, and import it again; look at the books after each step."""
        account = str(layout.account)
        meant = said(sample.transactions)
        statement = sk.read(sample.content, layout)
        assert statement.transactions == sample.transactions
        plan = sk.review(statement, self.store, ids="ignore")
        assume(not plan.counts["problem"])
        assert not plan.waiting
        receipt = plan.commit(self.store)
        assert receipt.batch is not None
        assert receipt.added == len(sample.transactions)
        assert self.held(account) == meant
        assert not sk.review(statement, self.store, ids="ignore").counts["new"]
        self.store.undo(receipt.batch)
        assert not self.held(account)
        sk.import_stream(sk.iter_transactions(sample.content, layout), self.store, ids="ignore")
        assert self.held(account) == meant
        self.model[account] = meant

    def held(self, account: str) -> Said:
        """Return what the store holds of an account."""
        return said(entry.transaction for entry in self.store.entries(account))


def test_books_are_what_the_files_say(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with sk.open_store(f"sqlite:///{tmp_path / 'books.db'}") as store:
        books = Books(store)

        @settings(
            max_examples=request.config.getoption("--statements"),
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(st.data())
        def take(data: st.DataObject) -> None:
            books.take(*books.draw(data))

        take()
        assert len(books.model) > request.config.getoption("--statements") / 2
        for account, meant in books.model.items():
            assert books.held(account) == meant
        everything = said(entry.transaction for entry in store.entries())
        assert everything == sum(books.model.values(), start=Counter())
