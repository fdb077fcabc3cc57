"""Stored transactions as values, and as rows of their table."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_args

import attrs

from statementkit.dedup import account_number
from statementkit.errors import quoted
from statementkit.model import Kind, Transaction
from statementkit.rules import Assignment, Part, Reason
from statementkit.store.database import refuse
from statementkit.store.money import from_units, to_units

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_FIELDS = ("wallet", "category", "project", "name", "kind")
"""What a person may set on a stored transaction."""

NAMED_FIELDS = ("wallet", "category", "project", "name")
"""Those of them that are names, which a person makes up."""

COLUMN_OF = {"name": "own_name", "kind": "own_kind"}
"""Columns of `OWN_FIELDS` that have another name, because the bank has one of that name."""

TEXTS = (
    "name", "tax_id", "account", "bic", "description", "reference", "invoice_number",
    "check_number", "bank_id",
)  # fmt: skip

_texts = attrgetter(*TEXTS)

_plain = attrgetter("currency", *TEXTS, "kind")
"""What stands in the table as it is, from `currency` to `kind`."""

_KEPT = 10_000
"""How many assignments are kept in the form that is stored: payments share them."""


@attrs.frozen
class Entry:
    """A transaction as it is stored, with what is known and said about it.

    `key` names it for ever. `transaction` is what the bank says; `assignment` what the rules or the
    owner say; `edited` are the fields of it that a person has set, which no import touches. `batch`
    is the import that brought it, `parent` the key of what a fee was charged for. `vanished` tells
    that a later export of its day did not hold it any more. `party` identifies the other party.
    `rules` is the revision of the store's rules that were asked, `None` if others were.
    """

    key: str
    fingerprint: str
    transaction: Transaction
    assignment: Assignment
    batch: int
    edited: frozenset[str] = frozenset()
    parent: str | None = None
    vanished: bool = False
    party: str | None = None
    rules: int | None = None


def to_row(entry: Entry, batch: int, rules: int | None) -> tuple[Any, ...]:
    """Return an entry as a row with all columns of the table, for `insert_rows`.

    Its amount must fit, see `what_does_not_fit`.
    """
    transaction = entry.transaction
    units = to_units(transaction.amount)
    assert units is not None  # noqa: S101 - a review holds back what does not fit
    value_on, balance = transaction.value_on, transaction.balance
    return (
        entry.key,
        entry.fingerprint,
        batch,
        transaction.own_account,
        entry.parent,
        transaction.booked_on.isoformat(),
        None if value_on is None else value_on.isoformat(),
        *units,
        *_plain(transaction),
        None if balance is None else str(balance),
        _extra_text(transaction.extra),
        transaction.line,
        transaction.branch,
        entry.vanished,
        entry.party,
        *_said(entry.assignment),
        ",".join(sorted(entry.edited)) or None,
        rules,
    )


def from_row(row: Any) -> Entry:
    """Return the entry of a row with all columns of the table."""
    (
        key, fingerprint, batch, own_account, parent, booked_on, value_on, units, decimals,
        currency, name, tax_id, account, bic, description, reference, invoice_number, check_number,
        bank_id, kind, balance, extra, line, branch, vanished, party, *said, edited, rules,
    ) = row  # fmt: skip
    transaction = Transaction(
        booked_on, from_units(units, decimals), currency, name, tax_id, account, bic, description,
        reference, invoice_number, check_number, bank_id, kind, None, value_on,
        None if balance is None else Decimal(balance), own_account, _extra(extra), line, branch,
    )  # fmt: skip
    fields = frozenset(edited.split(",")) if edited else frozenset[str]()
    return Entry(
        key, fingerprint, transaction, _assignment(*said), batch, fields, parent, vanished, party,
        rules,
    )  # fmt: skip


@lru_cache(_KEPT)
def _said(assignment: Assignment) -> tuple[str | None, ...]:
    """Return an assignment as columns of the table, from `wallet` to `reasons`."""
    return (
        assignment.wallet,
        assignment.category,
        assignment.project,
        assignment.name,
        assignment.kind,
        split_text(assignment.split),
        _reasons_text(assignment.reasons),
    )


@lru_cache(_KEPT)
def _assignment(
    wallet: str | None,
    category: str | None,
    project: str | None,
    name: str | None,
    kind: Any,
    split: str | None,
    reasons: str | None,
) -> Assignment:
    """Return the assignment of these columns."""
    why = {name: Reason(*_reason(it)) for name, it in json.loads(reasons or "{}").items()}
    return Assignment(wallet, category, project, name, kind, split_from(split), why)


def check_own_values(values: Mapping[str, str | None]) -> None:
    """Raise `StoreError` SK752 unless a person may set these fields to these values."""
    for field, value in values.items():
        if field not in OWN_FIELDS:
            hint = f"one can edit {', '.join(OWN_FIELDS)}; the rest is the bank's"
            raise refuse("SK752", f"{quoted(field)} cannot be edited", hint)
        if field == "kind" and value not in (None, *get_args(Kind)):
            hint = f"write one of {', '.join(get_args(Kind))}"
            raise refuse("SK752", f"there is no kind {quoted(str(value))}", hint)
        if value is not None and "\0" in value:
            raise refuse("SK752", f"{field} holds a NUL character", "leave it out")


def party_of(transaction: Transaction) -> str | None:
    """Return what identifies the other party: its tax id or, without one, its account.

    >>> party_of(Transaction(date(2024, 2, 1), Decimal(1), tax_id="7707083893"))
    'tax:7707083893'
    """
    if transaction.tax_id and (tax_id := account_number(transaction.tax_id)):
        return f"tax:{tax_id}"
    if transaction.account and (account := account_number(transaction.account)):
        return f"account:{account}"
    return None


def what_does_not_fit(transaction: Transaction) -> str | None:
    """Return what of a transaction no database keeps as it is, `None` if all fits.

    >>> what_does_not_fit(Transaction(date(2024, 2, 1), Decimal("1e30")))
    'the amount has more digits than a store keeps'
    """
    if to_units(transaction.amount) is None:
        return "the amount has more digits than a store keeps"
    text = "".join(filter(None, _texts(transaction))) + (_extra_text(transaction.extra) or "")
    if "\0" in text or not (text.isascii() or _is_unicode(text)):
        return "a text has characters that a store does not keep"
    return None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def to_columns(field: str, value: Any) -> dict[str, Any]:
    """Return a field of a change as columns of the table."""
    if field != "amount":
        return {field: value}
    units = to_units(value)
    assert units is not None  # noqa: S101 - a review holds back what does not fit
    return {"units": units[0], "decimals": units[1]}


def as_json(value: Any) -> str | None:
    """Return a value of a field as text for the history; dates and amounts become texts."""
    if value is None:
        return None
    return json.dumps(
        str(value) if isinstance(value, date | Decimal) else value, ensure_ascii=False
    )


def from_json(text: str | None, field: str) -> Any:
    """Return the value that `as_json` was given for a field."""
    if text is None:
        return None
    value = json.loads(text)
    if field.endswith("_on"):
        return date.fromisoformat(value)
    return Decimal(value) if field == "amount" else value


def _extra_text(extra: Mapping[str, Any] | None) -> str | None:
    if not extra:
        return None
    values = {
        key: {"decimal": str(it)} if isinstance(it, Decimal) else it for key, it in extra.items()
    }
    return json.dumps(values, ensure_ascii=False, default=str)


def _extra(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    values = json.loads(text).items()
    return {key: Decimal(it["decimal"]) if isinstance(it, dict) else it for key, it in values}


def split_from(text: str | None) -> tuple[Part, ...]:
    """Return the parts of a split that `split_text` was given."""
    return tuple(Part(*part) for part in json.loads(text or "[]"))


def split_text(split: tuple[Part, ...]) -> str | None:
    """Return the parts of a split as JSON, `None` if there are none."""
    parts = [(part.size, part.wallet, part.category, part.project) for part in split]
    return json.dumps(parts, ensure_ascii=False) if parts else None


def _reasons_text(reasons: Mapping[str, Reason]) -> str | None:
    if not reasons:
        return None
    values = {name: (it.rule, it.default, it.beaten) for name, it in reasons.items()}
    return json.dumps(values, ensure_ascii=False)


def _reason(value: Any) -> tuple[int | None, str | None, tuple[int, ...]]:
    rule, default, beaten = value
    return rule, default, tuple(beaten)
