"""The plan of an import: every row with what will become of it, to be looked at and changed."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.errors import Diagnostic, RuleError, StoreError
from statementkit.rules import Assignment, RuleBook
from statementkit.rules.splits import what_is_wrong
from statementkit.store import OWN_FIELDS, Change, Entry, Import, check_own_values, party_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.dedup import Cover
    from statementkit.model import StatedBalance, Transaction
    from statementkit.rules import Rule
    from statementkit.store import Receipt, Store

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


@attrs.frozen(kw_only=True)
class Plan:
    """What an import will do, made by `review`: a value that nothing changes.

    Every method that changes something returns another plan. `commit` writes exactly what the rows
    show, if the store is still as it was at the review.
    """

    rows: tuple[Row, ...]
    book: RuleBook
    covers: Mapping[str, Cover]
    revisions: Mapping[str, int]
    use_ids: bool
    vanished: tuple[Change, ...] = ()
    file: str | None = None
    digest: str | None = None
    layout: str | None = None
    stated: tuple[StatedBalance, ...] = ()

    @property
    def counts(self) -> dict[RowStatus, int]:
        """How many rows there are of each status."""
        counts = Counter(row.status for row in self.rows)
        return {status: counts[status] for status in STATUSES}

    @property
    def waiting(self) -> tuple[Row, ...]:
        """The rows that are unsure and not decided: an import leaves them out."""
        return tuple(row for row in self.rows if row.is_open)

    @property
    def token(self) -> str:
        """What names the plan: of the same file and the same state of the store, the same."""
        rows = [(row.number, row.status, row.key) for row in self.rows]
        said = repr((sorted(self.revisions.items()), self.digest, rows))
        # The letter before it keeps a spreadsheet from taking it for a number.
        return "p" + sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def row(self, number: int) -> Row:
        """Return the row with a number. Raises `StoreError` SK745 where there is none."""
        if not 1 <= number <= len(self.rows):
            message = f"the plan has no row {number}"
            raise _refusal("SK745", message, f"rows are numbered from 1 to {len(self.rows)}")
        return self.rows[number - 1]

    def edit(self, number: int, **values: Any) -> Plan:
        """Set the wallet, category, project, name, kind or split of a row that is not stored yet.

        `None` makes a field blank; a split is a sequence of `Part`, blank for none. Raises
        `StoreError` SK752 for other fields, for values that do not fit, and for rows that are
        stored.
        """
        row = self._editable(number)
        if unknown := set(values) - set(OPEN_FIELDS):
            hint = f"one can edit {', '.join(OPEN_FIELDS)}"
            raise _refusal("SK752", f"{', '.join(sorted(unknown))} cannot be edited", hint)
        values = {field: _tidy(field, value) for field, value in values.items()}
        reasons = {
            name: reason for name, reason in row.assignment.reasons.items() if name not in values
        }
        assignment = attrs.evolve(row.assignment, reasons=reasons, **values)
        if "split" in values:
            _check_split(assignment, row)
        edited = row.edited | set(values)
        return self._with(attrs.evolve(row, edited=edited, assignment=assignment))

    def reset(self, number: int) -> Plan:
        """Give a row back to the rules: what a person has set of it goes."""
        row = self._editable(number)
        return self._with(assigned(attrs.evolve(row, edited=frozenset()), self.book))

    def decide(self, number: int, decision: Decision | None) -> Plan:
        """Say what is to become of a row, and of its fees.

        An unsure row is `new` or the `same` as the stored one, or waits if it is `None`; `skip`
        leaves it out, or a row that would be added. Raises `StoreError` SK752 for an answer that
        the row does not wait for, and for a fee of what is left out.
        """
        row = self.row(number)
        _check_decision(row, decision)
        parent = None if row.parent is None else self.row(row.parent)
        if parent is not None and parent.is_left_out and decision != "skip":
            hint = f"decide row {parent.number} first"
            message = f"row {number} is a fee of row {parent.number}, which is left out"
            raise _refusal("SK752", message, hint)
        fees = (each for each in self.rows if each.parent == number and _may(each, decision))
        return self._with(*(attrs.evolve(each, decision=decision) for each in (row, *fees)))

    def decide_all(self, decision: Decision) -> Plan:
        """Decide all rows that wait."""
        return self._with(*(attrs.evolve(row, decision=decision) for row in self.waiting))

    def with_rule(self, rule: Rule) -> Plan:
        """Return the plan with one rule more, applied to all rows that are not stored yet.

        What a person has set stays.
        """
        book = self.book.with_rule(rule)
        is_other = any(each.number == rule.number for each in self.book.rules)
        asked = self.rows if is_other else self.matched_by(rule)
        changed = (assigned(row, book) for row in asked if row.can_be_edited)
        return attrs.evolve(self._with(*changed), book=book)

    def matched_by(self, rule: Rule) -> list[Row]:
        """Return the rows that a rule is for, of those that are not stored yet.

        Raises `RuleError` SK712 if a regular expression may not be searched in a text so long.
        """
        alone = RuleBook([rule])
        return [
            row
            for row in self.rows
            if row.can_be_edited and row.transaction and alone.matching(row.transaction)
        ]

    def release(self, number: int) -> Plan:
        """Let rules say again what a person has set of a row, where they say the same."""
        row = self._editable(number)
        by_rules = assigned(attrs.evolve(row, edited=frozenset()), self.book).assignment
        kept = {
            name for name in row.edited
            if getattr(by_rules, name) != getattr(row.assignment, name)
        }  # fmt: skip
        return self._with(assigned(attrs.evolve(row, edited=frozenset(kept)), self.book))

    def commit(self, store: Store) -> Receipt:
        """Write what the rows show, in one database transaction; rows that wait are left out.

        Raises `StoreError` SK748 if the store has changed since the review, and writes nothing.
        """
        return store.write(self.to_import())

    def to_import(self) -> Import:
        """Return what `commit` writes."""
        return Import(
            entries=tuple(self._entries()),
            changes=(*(change for row in self.rows for change in _changes(row)), *self.vanished),
            seen=tuple(dict.fromkeys(self._seen())),
            covers=self._covers(),
            revisions=self.revisions,
            use_ids=self.use_ids,
            file=self.file,
            digest=self.digest,
            layout=self.layout,
            waiting=len(self.waiting),
            problems=self.counts["problem"],
            skipped=self.counts["skipped"] + self._left_out,
            rules=self.book.revision,
            stated=self.stated,
        )

    @property
    def _left_out(self) -> int:
        return sum(row.is_left_out for row in self.rows)

    def _covers(self) -> Mapping[str, Cover]:
        """Return the days that the store holds then; none is sure if rows are left out."""
        gaps = bool(self.waiting or self._left_out or self.counts["problem"])
        return {number: attrs.evolve(each, gaps=gaps) for number, each in self.covers.items()}

    def _seen(self) -> Iterator[str]:
        """Yield the keys of what is stored and in the file; a file may have a booking twice."""
        for row in self.rows:
            if row.stored and not (row.is_open or row.is_left_out or row.adds):
                yield row.stored.key

    def _entries(self) -> Iterator[Entry]:
        by_number = {row.number: row for row in self.rows}
        for row in self.rows:
            if row.adds and row.transaction is not None:
                yield Entry(
                    row.new_key,
                    row.fingerprint,
                    row.transaction,
                    row.assignment,
                    0,
                    row.edited,
                    _parent_key(row, by_number),
                    party=party_of(row.transaction),
                )

    def _editable(self, number: int) -> Row:
        row = self.row(number)
        if not row.can_be_edited:
            hint = "edit what is stored with `statementkit edit`"
            raise _refusal("SK752", f"row {number} is {row.status} and is not added", hint)
        return row

    def _with(self, *changed: Row) -> Plan:
        rows = list(self.rows)
        for row in changed:
            rows[row.number - 1] = row
        return attrs.evolve(self, rows=tuple(rows))


def _parent_key(row: Row, by_number: Mapping[int, Row]) -> str | None:
    if row.parent is None:
        return None
    parent = by_number[row.parent]
    if parent.adds:
        return parent.new_key
    return parent.stored.key if parent.stored else None


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


def _tidy(field: str, value: Any) -> Any:
    """Return a value as a person means it: without white space at its edges, `None` if blank."""
    if field != "split":
        text = (value or "").strip() or None
        check_own_values({field: text})
        return text
    parts = tuple(value or ())
    if parts and (wrong := what_is_wrong(parts)):
        raise _refusal("SK752", f"this is no split: {wrong}", "write 70% Rent; rest Wages")
    return parts


def _check_split(assignment: Assignment, row: Row) -> None:
    assert row.transaction is not None  # noqa: S101 - only payments can be edited
    if misfit := _misfit(assignment, row.transaction):
        raise _refusal("SK752", misfit, "take smaller parts, or shares as 70%")


def _may(row: Row, decision: Decision | None) -> bool:
    allowed = _DECISIONS.get(row.status, ())
    return decision in allowed or (decision is None and bool(allowed))


def _check_decision(row: Row, decision: Decision | None) -> None:
    if not _may(row, decision):
        hint = "decide new, same or skip of rows that are unsure, and skip of rows that are new"
        message = f"row {row.number} is {row.status}, and {decision} is no answer"
        raise _refusal("SK752", message, hint)


def _changes(row: Row) -> Sequence[Change]:
    return row.changes if row.status == "changed" or row.decision == "same" else ()


def _refusal(code: str, message: str, hint: str) -> StoreError:
    return StoreError(Diagnostic(code=code, message=message, hint=hint))
