"""What the bank says of a transaction, as the plain values that stand in the table.

A file of any size is laid aside in this form, compared with what is stored, and written; a
transaction is made of it only where somebody looks at one.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from statementkit.dedup import account_number
from statementkit.model import Draft, Transaction
from statementkit.store.money import from_units, to_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from statementkit.model import Origin

Plain = tuple[Any, ...]
"""The columns of the table from `booked_on` to `branch`.

`extra` is as the transaction has it, and an amount that no store keeps is a text without decimals.
"""

CURRENCY, BANK_ID = 4, 13
"""The places of the currency and of the bank's id in a `Plain`."""

SAID = 14
"""The first of a `Plain` are the day, the money, and all that a bank may say otherwise later."""

_TEXTS = slice(5, 14)
_DECIMALS, _TAX_ID, _ACCOUNT, _EXTRA = 3, 6, 7, 16

_values = attrgetter(
    "amount", "booked_on", "value_on", "currency", "name", "tax_id", "account", "bic",
    "description", "reference", "invoice_number", "check_number", "bank_id", "kind", "balance",
    "extra", "line", "branch",
)  # fmt: skip

_KEPT = 10_000
"""How many parties are remembered in the form that is stored."""


def to_plain(transaction: Transaction) -> Plain:
    """Return what the bank says of a transaction.

    >>> from datetime import date
    >>> from statementkit import Transaction
    >>> to_plain(Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik"))[2:6]
    (-320, 2, 'EUR', 'Kohvik')
    """
    amount, booked_on, value_on, *texts, balance, extra, line, branch = _values(transaction)
    return (
        booked_on,
        value_on,
        *(to_units(amount) or (str(amount), None)),
        *texts,
        None if balance is None else str(balance),
        extra,
        line,
        branch,
    )


def from_plain(plain: Plain, own_account: str, origin: Origin | None = None) -> Transaction:
    """Return the transaction that `to_plain` was given, without its parent.

    A draft is filled, as in the code that readers run.
    """
    it: Any = Draft()
    (
        it.booked_on, it.value_on, units, decimals, it.currency, it.name, it.tax_id, it.account,
        it.bic, it.description, it.reference, it.invoice_number, it.check_number, it.bank_id,
        it.kind, balance, it.extra, it.line, it.branch,
    ) = plain  # fmt: skip
    it.amount = Decimal(units) if decimals is None else from_units(units, decimals)
    it.balance = None if balance is None else Decimal(balance)
    it.own_account = own_account
    it.parent = None
    it.origin = origin
    it.__class__ = Transaction
    transaction: Transaction = it
    return transaction


def party_of(transaction: Transaction) -> str | None:
    """Return what identifies the other party: its tax id or, without one, its account.

    >>> from datetime import date
    >>> from statementkit import Transaction
    >>> party_of(Transaction(date(2024, 2, 1), Decimal(1), tax_id="7707083893"))
    'tax:7707083893'
    """
    return _party(transaction.tax_id, transaction.account)


def party_in(plain: Plain) -> str | None:
    """Return the same of the plain form."""
    return _party(plain[_TAX_ID], plain[_ACCOUNT])


@lru_cache(_KEPT)
def _party(tax_id: str | None, account: str | None) -> str | None:
    if tax_id and (number := account_number(tax_id)):
        return f"tax:{number}"
    if account and (number := account_number(account)):
        return f"account:{number}"
    return None


def all_fit(plains: Iterable[Plain]) -> bool:
    """Tell whether a store keeps all of these as they are."""
    plains = list(plains)
    texts = chain.from_iterable(plain[_TEXTS] for plain in plains)
    extras = (extra_text(plain[_EXTRA]) for plain in plains if plain[_EXTRA])
    return _is_kept("".join(filter(None, chain(texts, extras)))) and not any(
        plain[_DECIMALS] is None for plain in plains
    )


def what_does_not_fit(plain: Plain) -> str | None:
    """Return what no database keeps as it is, `None` if all fits.

    >>> from datetime import date
    >>> from statementkit import Transaction
    >>> what_does_not_fit(to_plain(Transaction(date(2024, 2, 1), Decimal("1e30"))))
    'the amount has more digits than a store keeps'
    """
    if plain[_DECIMALS] is None:
        return "the amount has more digits than a store keeps"
    if not all_fit([plain]):
        return "a text has characters that a store does not keep"
    return None


def _is_kept(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def extra_text(extra: Mapping[str, Any] | None) -> str | None:
    """Return an extra as JSON, `None` if there is none."""
    if not extra:
        return None
    values = {
        key: {"decimal": str(it)} if isinstance(it, Decimal) else it for key, it in extra.items()
    }
    return json.dumps(values, ensure_ascii=False, default=str)


def extra_from(text: str | None) -> dict[str, Any] | None:
    """Return the extra that `extra_text` was given; days in it come back as texts."""
    if text is None:
        return None
    values = json.loads(text).items()
    return {key: Decimal(it["decimal"]) if isinstance(it, dict) else it for key, it in values}
