"""The books: what stored transactions count for, and whether the bank's balances agree."""

from __future__ import annotations

from statementkit.books.balances import Balance, Break, balances, from_day
from statementkit.books.differences import explain
from statementkit.books.movements import Movement, movements
from statementkit.books.transfers import Transfer, Transfers, find_transfers, own_transfers

__all__ = [
    "Balance",
    "Break",
    "Movement",
    "Transfer",
    "Transfers",
    "balances",
    "explain",
    "find_transfers",
    "from_day",
    "movements",
    "own_transfers",
]
