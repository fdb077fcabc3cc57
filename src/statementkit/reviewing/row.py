"""A row of a plan, and what rules and persons say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.errors import Diagnostic, RuleError, StoreError
from statementkit.rules import Assignment
from statementkit.rules.splits import what_is_wrong
from statementkit.store import OWN_FIELDS, check_own_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.model import Transaction
    from statementkit.rules import RuleBook
    from statementkit.store import Change, Entry

RowStatus = Literal["new", "duplicate", "changed", "unsure", "problem", "skipped"]
Decision = Literal["new", "same", "skip"]

OPEN_FIELDS = (*OWN_FIELDS, "split")
"""What a person may set on a row before it is stored."""

_DECISIONS: Mapping[str, tuple[Decision, ...]] = {
    "new": ("skip",),
    "unsure": ("new", "same", "skip"),
}
"""What a person may decide, by the status of the row."""

STATUSES: tuple[RowStatus, ...] = ("new", "duplicate", "changed", "unsure", "problem", "skipped")


@attrs.frozen(kw_only=True)
class Row:
    """A row of a plan: a transaction, a fee, or a row of the file that gave none.

    `number` counts the rows of the plan from 1, `parent` is the number of what a fee belongs to.
    `status` says what will become of the row, `note` why. `key` is the key that it has or gets;
    `stored` is the transaction that it is, or may be. An `unsure` row waits for a `decision`: `new`
    adds it, `same` says that it is the stored one, which then says what the bank says now. `skip`
    leaves a row out that would be added; the next import shows it again. `edited` names what a
    person has set of the assignment, `misfit` says why a rule's split is not part of it. `transfer`
    tells of a row between own accounts whether its other side is known.
    """

    number: int
    status: RowStatus
    transaction: Transaction | None = None
    key: str = ""
    stored: Entry | None = None
    same_key: str = ""
    fingerprint: str = ""
    parent: int | None = None
    assignment: Assignment = attrs.field(factory=Assignment)
    edited: frozenset[str] = frozenset()
    decision: Decision | None = None
    changes: tuple[Change, ...] = ()
    note: str = ""
    misfit: str = ""
    transfer: str = ""
    line: int | None = None

    @property
    def adds(self) -> bool:
        """Whether the row will be added."""
        if self.is_left_out:
            return False
        return self.status == "new" or self.decision == "new" or self._is_same_and_absent

    @property
    def is_open(self) -> bool:
        """Whether the row waits for a decision."""
        return self.status == "unsure" and self.decision is None

    @property
    def is_left_out(self) -> bool:
        """Whether a person leaves the row out."""
        return self.decision == "skip"

    @property
    def can_be_edited(self) -> bool:
        """Whether a person may say what the row is booked on: it is not stored yet."""
        return self.status in ("new", "unsure")

    @property
    def new_key(self) -> str:
        """The key under which the row will be added."""
        return self.same_key if self._is_same_and_absent else self.key

    @property
    def _is_same_and_absent(self) -> bool:
        """Whether a fee belongs to a stored transaction that has no such fee yet."""
        return self.decision == "same" and self.parent is not None and self.stored is None


# -- what rules say --------------------------------------------------------------------------------


def by_rules(transaction: Transaction, book: RuleBook) -> tuple[Assignment, str]:
    """Return what rules say of a payment, and why a split of theirs is no part of it, if so."""
    said = book.assign(transaction)
    misfit = _misfit(said, transaction)
    if not misfit:
        return said, ""
    reasons = {name: it for name, it in said.reasons.items() if name != "split"}
    return attrs.evolve(said, split=(), reasons=reasons), misfit


def assigned(row: Row, book: RuleBook) -> Row:
    """Return a row with what rules say of it, except where a person has set it.

    A split of a rule that takes more than the payment has is left out, and `misfit` says so.
    """
    assert row.transaction is not None  # noqa: S101 - only payments are asked about
    said, misfit = by_rules(row.transaction, book)
    if row.edited:
        kept = {name: getattr(row.assignment, name) for name in row.edited}
        reasons = {name: it for name, it in said.reasons.items() if name not in row.edited}
        said = attrs.evolve(said, reasons=reasons, **kept)
    return attrs.evolve(row, assignment=said, misfit="" if "split" in row.edited else misfit)


def _misfit(assignment: Assignment, transaction: Transaction) -> str:
    """Return why a payment cannot be divided as is said of it; blank if it can."""
    if not assignment.split:
        return ""
    try:
        assignment.postings(transaction)
    except RuleError as error:
        return f"not divided: {error.diagnostics[0].message}"
    return ""


# -- what a person says ----------------------------------------------------------------------------


def edited(row: Row, values: Mapping[str, Any]) -> Row:
    """Return a row of which a person has set some fields. Raises `StoreError` as `Plan.edit`."""
    editable(row)
    if unknown := set(values) - set(OPEN_FIELDS):
        hint = f"one can edit {', '.join(OPEN_FIELDS)}"
        raise refusal("SK752", f"{', '.join(sorted(unknown))} cannot be edited", hint)
    said = {field: _tidy(field, value) for field, value in values.items()}
    reasons = {name: it for name, it in row.assignment.reasons.items() if name not in said}
    assignment = attrs.evolve(row.assignment, reasons=reasons, **said)
    misfit = row.misfit
    if "split" in said and row.transaction is not None:
        if wrong := _misfit(assignment, row.transaction):
            raise refusal("SK752", wrong, "take smaller parts, or shares as 70%")
        misfit = ""
    return attrs.evolve(row, edited=row.edited | set(said), assignment=assignment, misfit=misfit)


def editable(row: Row) -> Row:
    """Return a row that a person may edit. Raises `StoreError` SK752 for any other."""
    if not row.can_be_edited:
        hint = "edit what is stored with `statementkit edit`"
        raise refusal("SK752", f"row {row.number} is {row.status} and is not added", hint)
    return row


def may_be(row: Row, decision: Decision | None) -> bool:
    """Tell whether an answer is one that a row can get; `None` takes an answer back."""
    allowed = _DECISIONS.get(row.status, ())
    return decision in allowed or (decision is None and bool(allowed))


def decided(row: Row, decision: Decision | None, parent: Row | None = None) -> Row:
    """Return a row that was decided; `parent` is what a fee belongs to.

    Raises `StoreError` SK752 as `Plan.decide`.
    """
    if not may_be(row, decision):
        hint = "decide new, same or skip of rows that are unsure, and skip of rows that are new"
        message = f"row {row.number} is {row.status}, and {decision} is no answer"
        raise refusal("SK752", message, hint)
    if parent is not None and parent.is_left_out and decision != "skip":
        message = f"row {row.number} is a fee of row {parent.number}, which is left out"
        raise refusal("SK752", message, f"decide row {parent.number} first")
    return attrs.evolve(row, decision=decision)


def _tidy(field: str, value: Any) -> Any:
    """Return a value as a person means it: without white space at its edges, `None` if blank."""
    if field != "split":
        text = (value or "").strip() or None
        check_own_values({field: text})
        return text
    parts = tuple(value or ())
    if parts and (wrong := what_is_wrong(parts)):
        raise refusal("SK752", f"this is no split: {wrong}", "write 70% Rent; rest Wages")
    return parts


def refusal(code: str, message: str, hint: str) -> StoreError:
    """Return the error that says why something cannot be done to a plan."""
    return StoreError(Diagnostic(code=code, message=message, hint=hint))
