"""Whole files: which layout, what the file decides, and its transactions with their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from statementkit.reader.accounts import own_accounts, read_accounts
from statementkit.reader.opening import explain, iter_transactions, open_stream, read
from statementkit.reader.stream import Stream

if TYPE_CHECKING:
    from statementkit.formats.onec.statements import ExchangeStream

AnyStream: TypeAlias = "Stream | ExchangeStream"
"""The transactions of a file that is read by a layout, or that says itself how it is written."""

__all__ = [
    "AnyStream",
    "Stream",
    "explain",
    "iter_transactions",
    "open_stream",
    "own_accounts",
    "read",
    "read_accounts",
]
