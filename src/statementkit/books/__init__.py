"""The books: what stored transactions count for, and whether the bank's balances agree."""

from __future__ import annotations

from statementkit.books.balances import Balance, Break, balances
from statementkit.books.movements import Movement, movements

__all__ = ["Balance", "Break", "Movement", "balances", "movements"]
