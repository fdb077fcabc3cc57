"""Stored transactions as values, and as rows of their table."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, get_args

import attrs

from statementkit.errors import quoted
from statementkit.model import Kind
from statementkit.rules import Assignment, Part, Reason
from statementkit.store.database import refuse
from statementkit.store.money import to_units
from statementkit.store.plain import (
    BANK_ID,
    SAID,
    extra_from,
    extra_text,
    from_plain,
    party_in,
    to_plain,
)
from statementkit.store.schema import TRANSACTIONS
from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.dedup import Glance
    from statementkit.model import Transaction
    from statementkit.store.plain import Plain

Row = tuple[Any, ...]
"""A transaction to be added: the columns `GIVEN`, days as texts."""

Naming = tuple[str, str, int, str | None, str | None]
"""Where and when a transaction names a party, as account, day and line; the party, and the name."""

GIVEN = [column for column in TRANSACTIONS.c if column.name not in ("batch", "vanished", "rules")]
"""The columns of the table of which a row has a value."""

OWN_FIELDS = ("wallet", "category", "project", "name", "kind")
"""What a person may set on a stored transaction."""

NAMED_FIELDS = ("wallet", "category", "project", "name")
"""Those of them that are names, which a person makes up."""

COLUMN_OF = {"name": "own_name", "kind": "own_kind"}
"""Columns of `OWN_FIELDS` that have another name, because the bank has one of that name."""

_PLACES = {column.name: place for place, column in enumerate(TRANSACTIONS.c)}
_IN_ROW = {column.name: place for place, column in enumerate(GIVEN)}
_BEGIN, _END = _PLACES["booked_on"], _PLACES["branch"] + 1
_EXTRA = _PLACES["extra"] - _BEGIN

_naming = itemgetter(
    *(_IN_ROW[name] for name in ("own_account", "booked_on", "line", "party", "name"))
)

_DAYS = Cache(date.isoformat)

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


def to_row(entry: Entry) -> Row:
    """Return an entry as a row that `insert_rows` takes.

    Its amount and texts must fit, see `what_does_not_fit`.
    """
    transaction = entry.transaction
    return new_row(
        entry.key,
        entry.fingerprint,
        transaction.own_account or "",
        to_plain(transaction),
        entry.assignment,
        entry.parent,
        entry.edited,
    )


def new_row(
    key: str,
    fingerprint: str,
    own_account: str,
    plain: Plain,
    assignment: Assignment,
    parent: str | None = None,
    edited: frozenset[str] = frozenset(),
) -> Row:
    """Return the row of a transaction, which is new, from what is known of it."""
    booked_on, value_on, *said, extra, line, branch = plain
    return (
        key,
        fingerprint,
        own_account,
        parent,
        _DAYS[booked_on],
        None if value_on is None else _DAYS[value_on],
        *said,
        extra_text(extra) if extra else None,
        line,
        branch,
        party_in(plain),
        *_said(assignment),
        ",".join(sorted(edited)) or None,
    )


def naming(row: Row) -> Naming:
    """Return how a new row names a party."""
    own_account, booked_on, line, party, name = _naming(row)
    return own_account, booked_on, line or 0, party, name


GLANCE = [TRANSACTIONS.c[name] for name in ("key", "vanished", "fingerprint")]
GLANCE += list(TRANSACTIONS.c)[_BEGIN : _BEGIN + SAID]
"""What `settle` asks of a stored transaction, behind its key."""


def glance(row: Any) -> Glance:
    """Return what `settle` asks, of a row with the columns of `GLANCE`."""
    _, is_gone, fingerprint, *said = row
    return said[BANK_ID], fingerprint, None if is_gone else tuple(said)


def from_row(row: Any) -> Entry:
    """Return the entry of a row with all columns of the table."""
    key, fingerprint, batch, own_account, parent, *plain = row[:_END]
    vanished, party, *said, edited, rules = row[_END:]
    plain[_EXTRA] = extra_from(plain[_EXTRA])
    transaction = from_plain(tuple(plain), own_account)
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
