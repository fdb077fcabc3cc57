"""Whole files: which layout, what the file decides, and its transactions with their counts."""

from __future__ import annotations

from statementkit.reader.opening import explain, iter_transactions, read
from statementkit.reader.stream import Stream

__all__ = ["Stream", "explain", "iter_transactions", "read"]
