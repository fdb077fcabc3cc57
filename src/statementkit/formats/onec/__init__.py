r"""Files of 1CClientBankExchange: statements for 1C, and payment orders for a bank.

Everything that programs need of the format is here by name; a module is loaded when the first of
its names is used.

>>> from statementkit.formats import onec
>>> text = "1CClientBankExchange\nСекцияДокумент=Аккредитив\nНомер=7\nСумма=5.00\nКонецДокумента\n"
>>> [document] = onec.read_exchange(text.encode("cp1251")).documents
>>> document.kind, document.number, document.amount
(<DocumentKind.LETTER_OF_CREDIT: 'Аккредитив'>, '7', Decimal('5.00'))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.late import late_names

if TYPE_CHECKING:
    from statementkit.formats.onec.anonymising import Anonymiser, anonymise
    from statementkit.formats.onec.checking import ExchangeCheck, check_exchange, reconcile
    from statementkit.formats.onec.checks import check_document
    from statementkit.formats.onec.counterparty import Counterparty
    from statementkit.formats.onec.dialects import DIALECTS, Dialect, Recognition, recognise
    from statementkit.formats.onec.digits import (
        account_fits_bic,
        account_key,
        fits_correspondent,
        is_bic,
        is_kpp,
        is_tax_id,
    )
    from statementkit.formats.onec.direction import Directions, Leg, Movement, Owner, decide
    from statementkit.formats.onec.identity import Identities
    from statementkit.formats.onec.keys import KEYS, Key
    from statementkit.formats.onec.merging import Merged, Repeat, merge
    from statementkit.formats.onec.model import (
        AccountSection,
        Block,
        Budget,
        Document,
        DocumentKind,
        Exchange,
        Header,
        Pair,
        Party,
        Receipt,
    )
    from statementkit.formats.onec.order_files import read_orders
    from statementkit.formats.onec.ordering import (
        OrderBook,
        OrderBudget,
        OrderFile,
        OrderParty,
        PaymentOrder,
    )
    from statementkit.formats.onec.owner import find_owner
    from statementkit.formats.onec.problems import Problem, diagnostic, in_language
    from statementkit.formats.onec.purpose import (
        Reference,
        Vat,
        find_references,
        find_uin,
        find_vat,
        purpose_of,
    )
    from statementkit.formats.onec.reading import (
        Documents,
        Peek,
        is_exchange,
        iter_documents,
        peek,
        read_exchange,
    )
    from statementkit.formats.onec.reconciliation import Explanation, Gap, Reconciliation
    from statementkit.formats.onec.splitting import Part, split
    from statementkit.formats.onec.writing import write_exchange

__all__ = [
    "DIALECTS",
    "KEYS",
    "AccountSection",
    "Anonymiser",
    "Block",
    "Budget",
    "Counterparty",
    "Dialect",
    "Directions",
    "Document",
    "DocumentKind",
    "Documents",
    "Exchange",
    "ExchangeCheck",
    "Explanation",
    "Gap",
    "Header",
    "Identities",
    "Key",
    "Leg",
    "Merged",
    "Movement",
    "OrderBook",
    "OrderBudget",
    "OrderFile",
    "OrderParty",
    "Owner",
    "Pair",
    "Part",
    "Party",
    "PaymentOrder",
    "Peek",
    "Problem",
    "Receipt",
    "Recognition",
    "Reconciliation",
    "Reference",
    "Repeat",
    "Vat",
    "account_fits_bic",
    "account_key",
    "anonymise",
    "check_document",
    "check_exchange",
    "decide",
    "diagnostic",
    "find_owner",
    "find_references",
    "find_uin",
    "find_vat",
    "fits_correspondent",
    "in_language",
    "is_bic",
    "is_exchange",
    "is_kpp",
    "is_tax_id",
    "iter_documents",
    "merge",
    "peek",
    "purpose_of",
    "read_exchange",
    "read_orders",
    "recognise",
    "reconcile",
    "split",
    "write_exchange",
]

_HOMES = {
    "AccountSection": "model",
    "Anonymiser": "anonymising",
    "Block": "model",
    "Budget": "model",
    "Counterparty": "counterparty",
    "DIALECTS": "dialects",
    "Dialect": "dialects",
    "Directions": "direction",
    "Document": "model",
    "DocumentKind": "model",
    "Documents": "reading",
    "Exchange": "model",
    "ExchangeCheck": "checking",
    "Explanation": "reconciliation",
    "Gap": "reconciliation",
    "Header": "model",
    "Identities": "identity",
    "KEYS": "keys",
    "Key": "keys",
    "Leg": "direction",
    "Merged": "merging",
    "Movement": "direction",
    "OrderBook": "ordering",
    "OrderBudget": "ordering",
    "OrderFile": "ordering",
    "OrderParty": "ordering",
    "Owner": "direction",
    "Pair": "model",
    "Part": "splitting",
    "Party": "model",
    "PaymentOrder": "ordering",
    "Peek": "reading",
    "Problem": "problems",
    "Receipt": "model",
    "Recognition": "dialects",
    "Reconciliation": "reconciliation",
    "Reference": "purpose",
    "Repeat": "merging",
    "Vat": "purpose",
    "account_fits_bic": "digits",
    "account_key": "digits",
    "anonymise": "anonymising",
    "check_document": "checks",
    "check_exchange": "checking",
    "decide": "direction",
    "diagnostic": "problems",
    "find_owner": "owner",
    "find_references": "purpose",
    "find_uin": "purpose",
    "find_vat": "purpose",
    "fits_correspondent": "digits",
    "in_language": "problems",
    "is_bic": "digits",
    "is_exchange": "reading",
    "is_kpp": "digits",
    "is_tax_id": "digits",
    "iter_documents": "reading",
    "merge": "merging",
    "peek": "reading",
    "purpose_of": "purpose",
    "read_exchange": "reading",
    "read_orders": "order_files",
    "recognise": "dialects",
    "reconcile": "checking",
    "split": "splitting",
    "write_exchange": "writing",
}

__getattr__, __dir__ = late_names(__name__, _HOMES)
