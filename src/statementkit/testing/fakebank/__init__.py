"""A fake bank on loopback, to test clients of banks with: `pip install 'statementkit[testing]'`.

One invented ledger is served in the dialect of T-Bank over real sockets, with the faults that you
script. `Ledger.operations` says what a client must read.
"""

from __future__ import annotations

from statementkit.testing.fakebank.clock import Clock
from statementkit.testing.fakebank.entries import Entry
from statementkit.testing.fakebank.faults import Fault
from statementkit.testing.fakebank.ledger import Account, Ledger
from statementkit.testing.fakebank.log import Seen
from statementkit.testing.fakebank.server import FakeBank

__all__ = ["Account", "Clock", "Entry", "FakeBank", "Fault", "Ledger", "Seen"]
