"""Invented entries of a store, of every kind that its books can hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from statementkit import Transaction
from statementkit.rules import Assignment, Part
from statementkit.store import Entry

OWN = ("EE382200221020145685", "LV80BANK0000435195001", "40702810072866116858")

texts = st.one_of(
    st.none(),
    st.sampled_from(
        ["Kohvik Hommik", "=Saku; Puit | OÜ", '"A\\B"', "(x) a,b", "* [1/2]", "date:9"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
)
labels = st.one_of(st.sampled_from([None, "Rent", "rent", "Аренда: офис", "a  b", "a b"]), texts)
amounts = st.decimals(-(10**9), 10**9, places=2) | st.decimals(-10, 10, places=4)
splits = st.sampled_from(
    [(), (Part("40%", category="Shop"), Part("rest", project="Home")), (Part("1%"), Part("99%"))]
)

transactions = st.builds(
    Transaction,
    booked_on=st.dates(date(2024, 1, 1), date(2024, 4, 30)),
    amount=amounts.map(lambda amount: amount + 0),
    currency=st.sampled_from(["EUR", "RUB"]),
    name=texts,
    account=st.sampled_from([None, *OWN, "EE471000001020145685"]),
    description=texts,
    reference=texts,
    kind=st.sampled_from(["payment", "payment", "fee", "transfer"]),
    own_account=st.sampled_from(OWN),
)
assignments = st.builds(
    Assignment,
    wallet=labels,
    category=labels,
    project=labels,
    kind=st.sampled_from([None, None, "payment", "transfer"]),
    split=splits,
)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Draw entries with different keys, by day."""
    rows = draw(st.lists(st.tuples(transactions, assignments, st.booleans()), max_size=12))
    found = [
        Entry(f"h1:{number}#1", "", transaction, assignment, 1, vanished=vanished and number == 3)
        for number, (transaction, assignment, vanished) in enumerate(rows)
    ]
    return sorted(found, key=lambda entry: entry.transaction.booked_on)


def entry(day: int, amount: str, balance: str | None = None, **more: Any) -> Entry:
    """Return an entry of March 2024, on the first own account."""
    transaction = Transaction(
        date(2024, 3, day),
        Decimal(amount),
        "EUR",
        balance=None if balance is None else Decimal(balance),
        own_account=OWN[0],
    )
    key = f"h1:{day}:{amount}:{balance}#1"
    return attrs.evolve(Entry(key, "", transaction, Assignment(), 1), **more)


__all__ = ["OWN", "entries", "entry"]
