"""The books as records and columns, and in formats of other programs: OFX, journals."""

from __future__ import annotations

from statementkit.exporting.beancount import write_beancount
from statementkit.exporting.hledger import write_hledger
from statementkit.exporting.ofx import write_ofx
from statementkit.exporting.parquet import write_parquet
from statementkit.exporting.records import KEYS, to_record

__all__ = [
    "KEYS",
    "to_record",
    "write_beancount",
    "write_hledger",
    "write_ofx",
    "write_parquet",
]
