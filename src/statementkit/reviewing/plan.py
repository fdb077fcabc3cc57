"""The plan of an import: every row with what will become of it, to be looked at and changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.reviewing.row import (
    STATUSES,
    assigned,
    decided,
    editable,
    edited,
    may_be,
    refusal,
)
from statementkit.rules import RuleBook
from statementkit.store import Entry, Import, party_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.dedup import Cover
    from statementkit.model import StatedBalance
    from statementkit.reviewing.row import Decision, Row, RowStatus
    from statementkit.rules import Rule
    from statementkit.store import Change, Receipt, Store


@attrs.frozen(kw_only=True)
class Plan:
    """What an import will do, made by `review`: a value that nothing changes.

    Every method that changes something returns another plan. `commit` writes exactly what the rows
    show, if the store is still as it was at the review. `unlisted` is how many rows of the file
    gave no transaction beside those that are told one by one.
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
    unlisted: int = 0

    @property
    def counts(self) -> dict[RowStatus, int]:
        """How many rows there are of each status, with the problems that are not told."""
        counts = Counter(row.status for row in self.rows)
        counts["problem"] += self.unlisted
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
            raise refusal("SK745", message, f"rows are numbered from 1 to {len(self.rows)}")
        return self.rows[number - 1]

    def edit(self, number: int, **values: Any) -> Plan:
        """Set the wallet, category, project, name, kind or split of a row that is not stored yet.

        `None` makes a field blank; a split is a sequence of `Part`, blank for none. Raises
        `StoreError` SK752 for other fields, for values that do not fit, and for rows that are
        stored.
        """
        return self.with_rows([edited(self.row(number), values)])

    def reset(self, number: int) -> Plan:
        """Give a row back to the rules: what a person has set of it goes."""
        row = editable(self.row(number))
        return self.with_rows([assigned(attrs.evolve(row, edited=frozenset()), self.book)])

    def release(self, number: int) -> Plan:
        """Let rules say again what a person has set of a row, where they say the same."""
        row = editable(self.row(number))
        said = assigned(attrs.evolve(row, edited=frozenset()), self.book).assignment
        others = (
            name for name in row.edited if getattr(said, name) != getattr(row.assignment, name)
        )
        return self.with_rows([assigned(attrs.evolve(row, edited=frozenset(others)), self.book)])

    def decide(self, number: int, decision: Decision | None) -> Plan:
        """Say what is to become of a row, and of its fees.

        An unsure row is `new` or the `same` as the stored one, or waits if it is `None`; `skip`
        leaves it out, or a row that would be added. Raises `StoreError` SK752 for an answer that
        the row does not wait for, and for a fee of what is left out.
        """
        return self.decide_each({number: decision})

    def decide_each(self, decisions: Mapping[int, Decision | None]) -> Plan:
        """Decide rows by their numbers, the first one first, each as `decide` does."""
        fees = defaultdict(list)
        for row in self.rows:
            if row.parent is not None:
                fees[row.parent].append(row.number)
        rows = {number: self.row(number) for number in sorted(decisions)}
        for number, row in list(rows.items()):
            decision = decisions[number]
            parent = None if row.parent is None else rows.get(row.parent, self.row(row.parent))
            rows[number] = decided(row, decision, parent)
            for fee in (rows.get(each, self.row(each)) for each in fees[number]):
                if may_be(fee, decision):
                    rows[fee.number] = decided(fee, decision, rows[number])
        return self.with_rows(rows.values())

    def decide_all(self, decision: Decision) -> Plan:
        """Decide all rows that wait."""
        return self.with_rows(attrs.evolve(row, decision=decision) for row in self.waiting)

    def with_rule(self, rule: Rule) -> Plan:
        """Return the plan with one rule more, applied to all rows that are not stored yet.

        What a person has set stays.
        """
        book = self.book.with_rule(rule)
        is_other = any(each.number == rule.number for each in self.book.rules)
        asked = self.rows if is_other else self.matched_by(rule)
        changed = (assigned(row, book) for row in asked if row.can_be_edited)
        return attrs.evolve(self.with_rows(changed), book=book)

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

    def with_rows(self, changed: Iterable[Row]) -> Plan:
        """Return the plan with other rows in the places of those with their numbers."""
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


def _changes(row: Row) -> Sequence[Change]:
    return row.changes if row.status == "changed" or row.decision == "same" else ()
