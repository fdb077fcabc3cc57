"""The books as records, and in formats of other programs: OFX, beancount and hledger."""

from __future__ import annotations

from statementkit.exporting.beancount import write_beancount
from statementkit.exporting.hledger import write_hledger
from statementkit.exporting.ofx import write_ofx
from statementkit.exporting.records import KEYS, to_record

__all__ = ["KEYS", "to_record", "write_beancount", "write_hledger", "write_ofx"]
