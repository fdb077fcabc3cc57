"""Turns any bank statement into clean transactions, from a one-line order.

>>> import statementkit as sk
>>> mapper = sk.compile_order("date|name|amount", date_format="dd.MM.yyyy", currency="EUR")
>>> [coffee] = mapper(["01.02.2024", "Kohvik Hommik", "-3.20"])
>>> coffee.booked_on, coffee.name, coffee.amount, coffee.currency
(datetime.date(2024, 2, 1), 'Kohvik Hommik', Decimal('-3.20'), 'EUR')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.late import late_names

if TYPE_CHECKING:
    from statementkit.dedup.columns import add_keys
    from statementkit.errors import (
        Diagnostic,
        EncodingError,
        FormatError,
        LayoutError,
        OrderCheckError,
        OrderError,
        OrderSyntaxError,
        ReadError,
        RowError,
        RowErrors,
        RuleError,
        StatementKitError,
        StoreError,
        UnknownFormatError,
        WriteError,
    )
    from statementkit.inference import Inference, infer
    from statementkit.layouts import Layout, find_layout, shipped_layouts
    from statementkit.layouts.compiling import compile_order
    from statementkit.masking import showing_accounts
    from statementkit.model import Counterparty, Fact, Provenance, Statement, Transaction
    from statementkit.order.check import check_order
    from statementkit.order.mapper import RowMapper
    from statementkit.order.parser import parse_order
    from statementkit.order.unparse import unparse
    from statementkit.reader import iter_transactions, read, read_accounts
    from statementkit.reader.scanning import scan, scan_arrow
    from statementkit.reviewing import Plan, import_stream, review
    from statementkit.rules import Assignment, Defaults, Rule, RuleBook, check_rules, read_rules
    from statementkit.rules.columns import assign
    from statementkit.store import Store, open_store

__all__ = [
    "Assignment",
    "Counterparty",
    "Defaults",
    "Diagnostic",
    "EncodingError",
    "Fact",
    "FormatError",
    "Inference",
    "Layout",
    "LayoutError",
    "OrderCheckError",
    "OrderError",
    "OrderSyntaxError",
    "Plan",
    "Provenance",
    "ReadError",
    "RowError",
    "RowErrors",
    "RowMapper",
    "Rule",
    "RuleBook",
    "RuleError",
    "Statement",
    "StatementKitError",
    "Store",
    "StoreError",
    "Transaction",
    "UnknownFormatError",
    "WriteError",
    "add_keys",
    "assign",
    "check_order",
    "check_rules",
    "compile_order",
    "find_layout",
    "import_stream",
    "infer",
    "iter_transactions",
    "open_store",
    "parse_order",
    "read",
    "read_accounts",
    "read_rules",
    "review",
    "scan",
    "scan_arrow",
    "shipped_layouts",
    "showing_accounts",
    "unparse",
]

_HOMES = {
    "Assignment": "rules",
    "Counterparty": "model",
    "Defaults": "rules",
    "Diagnostic": "errors",
    "EncodingError": "errors",
    "Fact": "model",
    "FormatError": "errors",
    "Inference": "inference",
    "Layout": "layouts",
    "LayoutError": "errors",
    "OrderCheckError": "errors",
    "OrderError": "errors",
    "OrderSyntaxError": "errors",
    "Plan": "reviewing",
    "Provenance": "model",
    "ReadError": "errors",
    "RowError": "errors",
    "RowErrors": "errors",
    "RowMapper": "order.mapper",
    "Rule": "rules",
    "RuleBook": "rules",
    "RuleError": "errors",
    "Statement": "model",
    "StatementKitError": "errors",
    "Store": "store",
    "StoreError": "errors",
    "Transaction": "model",
    "UnknownFormatError": "errors",
    "WriteError": "errors",
    "add_keys": "dedup.columns",
    "assign": "rules.columns",
    "check_order": "order.check",
    "check_rules": "rules",
    "compile_order": "layouts.compiling",
    "find_layout": "layouts",
    "import_stream": "reviewing",
    "infer": "inference",
    "iter_transactions": "reader",
    "open_store": "store",
    "parse_order": "order.parser",
    "read": "reader",
    "read_accounts": "reader",
    "read_rules": "rules",
    "review": "reviewing",
    "scan": "reader.scanning",
    "scan_arrow": "reader.scanning",
    "shipped_layouts": "layouts",
    "showing_accounts": "masking",
    "unparse": "order.unparse",
}
"""Names whose modules are imported at their first use, so that `import statementkit` is light."""

__getattr__, __dir__ = late_names(__name__, _HOMES)
