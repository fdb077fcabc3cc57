"""What is said of an import that was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statementkit.store import Receipt


def sentence(file: str, receipt: Receipt) -> str:
    """Return what became of a file.

    >>> from statementkit.store import Receipt
    >>> sentence("march.csv", Receipt(1, added=3))
    'march.csv: batch 1; 3 added, 0 changed, 0 known'
    """
    what = f"{receipt.added:,} added, {receipt.changed:,} changed, {receipt.known:,} known"
    if receipt.batch is None:
        return f"{file}: nothing new; {what}"
    return f"{file}: batch {receipt.batch}; {what}"
