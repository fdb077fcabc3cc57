"""A fake bank on loopback, to test clients of banks with: `pip install 'statementkit[testing]'`.

One invented ledger is served in the dialects of T-Bank, Tochka and Modulbank over real sockets,
with the faults that you script. `Ledger.operations` says what a client must read; `as_1c` and
`as_csv` give the same account as the files that its owner could download.
"""

from __future__ import annotations

from statementkit.testing.fakebank.clock import Clock
from statementkit.testing.fakebank.entries import Entry
from statementkit.testing.fakebank.faults import Fault
from statementkit.testing.fakebank.files import CSV_LAYOUT, as_1c, as_csv
from statementkit.testing.fakebank.ledger import Account, Ledger
from statementkit.testing.fakebank.log import Seen
from statementkit.testing.fakebank.server import FakeBank

__all__ = [
    "CSV_LAYOUT",
    "Account",
    "Clock",
    "Entry",
    "FakeBank",
    "Fault",
    "Ledger",
    "Seen",
    "as_1c",
    "as_csv",
]
