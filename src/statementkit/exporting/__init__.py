"""The books in the formats of other programs: OFX, and the journals of beancount and hledger."""

from __future__ import annotations

from statementkit.exporting.beancount import write_beancount
from statementkit.exporting.hledger import write_hledger
from statementkit.exporting.ofx import write_ofx

__all__ = ["write_beancount", "write_hledger", "write_ofx"]
