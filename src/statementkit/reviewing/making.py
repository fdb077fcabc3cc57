"""From a statement to the plan of its import."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.dedup import Cover, bookings, fee_key, id_problems, match
from statementkit.dedup.matching import BANK_FIELDS
from statementkit.errors import Diagnostic, ReadError, StoreError, quoted
from statementkit.reviewing.plan import Plan, Row, assigned
from statementkit.rules import Assignment
from statementkit.store import Change, Entry, party_of, what_does_not_fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.dedup import Booking, Verdict
    from statementkit.layouts.layout import Coverage
    from statementkit.model import Statement, Transaction
    from statementkit.rules import RuleBook
    from statementkit.store import Snapshot, Store

Ids = Literal["bank", "ignore"]


def review(
    statement: Statement,
    store: Store,
    rules: RuleBook | None = None,
    *,
    account: str | None = None,
    coverage: Coverage | None = None,
    ids: Ids | None = None,
) -> Plan:
    """Return what an import of a statement will do; nothing is written.

    `rules` are those of the store unless others are given. `account` is the own account of
    transactions that name none; `coverage` says what the file is sure to hold, if its layout does
    not. `ids` says whether the bank's ids tell bookings apart; the first import of an account
    decides that for all that follow.

    Raises `ReadError` SK730 or SK731 if the ids are none, `StoreError` SK750 if the account is not
    known, SK751 if `ids` contradicts earlier imports.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> from statementkit.model import Statement
    >>> from statementkit.store import open_store
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik")
    >>> with open_store("sqlite://") as store:
    ...     plan = review(Statement((coffee,)), store, account="EE382200221020145685")
    ...     receipt = plan.commit(store)
    ...     again = review(Statement((coffee,)), store, account="EE382200221020145685")
    >>> plan.counts["new"], receipt.added, again.counts["new"]
    (1, 1, 0)
    """
    fallback = account or statement.account
    parts: dict[str, list[Booking]] = defaultdict(list)
    for booking in bookings(statement.transactions, fallback):
        parts[booking.account].append(booking)
    if "" in parts:
        raise _refusal("SK750", "nothing says of which account the statement is", "give --account")
    whole_days = (coverage or statement.coverage) == "days"
    with store.snapshot() as snapshot:
        reviews = [
            _AccountReview(number, part, snapshot, whole_days, ids, statement)
            for number, part in parts.items()
        ]
        book = rules if rules is not None else snapshot.rules()
    rows = _rows(reviews, book, statement)
    origin = statement.origin
    return Plan(
        rows=tuple(rows),
        book=book,
        covers={each.number: each.cover for each in reviews},
        revisions={each.number: each.revision for each in reviews},
        use_ids=all(each.use_ids for each in reviews),
        vanished=tuple(change for each in reviews for change in each.presence()),
        file=origin.file if origin else None,
        digest=origin.digest if origin else None,
        layout=origin.layout if origin else None,
    )


class _AccountReview:
    """The bookings of one account in a statement, against what is stored of it."""

    def __init__(
        self,
        number: str,
        bookings: Sequence[Booking],
        snapshot: Snapshot,
        whole_days: bool,
        ids: Ids | None,
        statement: Statement,
    ) -> None:
        self.number = number
        self.bookings = bookings
        known = snapshot.account(number)
        self.revision = known.revision if known else 0
        self.use_ids = _ids_policy(number, ids, known.use_ids if known else None)
        if self.use_ids and (problems := id_problems(bookings)):
            raise ReadError(*problems)
        self._is_complete = not statement.problems
        days = [booking.main.booked_on for booking in bookings]
        self.cover = Cover(min(days), max(days), whole_days)
        bank_ids = {booking.main.bank_id for booking in bookings} - {None, ""}
        wanted = [each for each in bank_ids if each] if self.use_ids else []
        self.stored: Mapping[str, Entry] = (
            snapshot.entries(number, min(days), max(days), wanted) if known else {}
        )
        digest = statement.origin.digest if statement.origin else None
        self.matching = match(
            bookings,
            [each for each in self.stored.values() if each.parent is None],
            self.cover,
            snapshot.covers(number),
            own=snapshot.keys_of(digest),
            use_ids=self.use_ids,
        )

    def rows(self) -> Iterator[tuple[Transaction, Row]]:
        """Yield the transactions with their rows, which have no numbers yet."""
        for booking, verdict in zip(self.bookings, self.matching.verdicts, strict=True):
            transaction = self._owned(booking.main)
            reasons = map(what_does_not_fit, (booking.main, *booking.fees))
            misfit = next(filter(None, reasons), None)
            main = self._main(transaction, booking, verdict)
            yield booking.main, _unless(misfit, main)
            for number, fee in enumerate(booking.fees, 1):
                yield fee, _unless(misfit, self._fee(self._owned(fee), booking, main, number))

    def presence(self) -> Iterator[Change]:
        """Yield what has vanished from the bank's books, and what is back in them."""
        for key in self.matching.vanished if self._is_complete else ():
            if not self.stored[key].vanished:
                yield Change(key, "vanished", old=False, new=True)
        for verdict in self.matching.verdicts:
            known = self.stored.get(verdict.rival or "")
            if known and known.vanished and verdict.status in ("duplicate", "changed"):
                yield Change(known.key, "vanished", old=True, new=False)

    def _owned(self, transaction: Transaction) -> Transaction:
        return attrs.evolve(transaction, own_account=self.number, parent=None)

    def _main(self, transaction: Transaction, booking: Booking, verdict: Verdict) -> Row:
        stored = self.stored.get(verdict.rival) if verdict.rival else None
        changes: tuple[Change, ...] = ()
        if stored and verdict.status == "changed":
            changes = _changes(stored, verdict.changes, booking.fingerprint)
        elif stored and verdict.status == "unsure":
            changes = _all_changes(stored, transaction, booking.fingerprint)
        return Row(
            number=0,
            status=verdict.status,
            transaction=transaction,
            key=verdict.key,
            stored=stored,
            fingerprint=booking.fingerprint,
            changes=changes,
            note=verdict.note,
            line=transaction.line,
        )

    def _fee(self, transaction: Transaction, booking: Booking, main: Row, number: int) -> Row:
        """Return the row of a fee, which is what its parent is, if the stored parent has it."""
        known = self.stored.get(fee_key(main.stored.key, number)) if main.stored else None
        row = Row(
            number=0,
            status=main.status,
            transaction=transaction,
            key=fee_key(main.key, number),
            stored=known,
            fingerprint=booking.fingerprint,
            line=transaction.line,
        )
        if main.status == "new":
            return row
        if main.status == "unsure":
            same_key = fee_key(main.stored.key, number) if main.stored else ""
            changes = _all_changes(known, transaction, booking.fingerprint) if known else ()
            return attrs.evolve(row, same_key=same_key, changes=changes, note=main.note)
        if known is None:
            return attrs.evolve(row, status="new")
        if known.transaction.amount == transaction.amount:
            return attrs.evolve(row, status="duplicate")
        note = f"the stored fee is of {known.transaction.amount}"
        changes = _all_changes(known, transaction, booking.fingerprint)
        key = self._free_fee(main.key, number, len(booking.fees))
        return attrs.evolve(row, status="unsure", key=key, changes=changes, note=note)

    def _free_fee(self, parent: str, number: int, count: int) -> str:
        """Return the key of a further fee of a stored transaction, other than its siblings get."""
        number += count
        while fee_key(parent, number) in self.stored:
            number += count
        return fee_key(parent, number)


def _rows(reviews: Sequence[_AccountReview], book: RuleBook, statement: Statement) -> list[Row]:
    """Return all rows in the order of the file: transactions, problems and skipped lines."""
    found = {id(transaction): row for each in reviews for transaction, row in each.rows()}
    rows = [_with_assignment(found[id(each)], book) for each in statement.transactions]
    rows += [
        Row(number=0, status="problem", note=problem.message, line=problem.line)
        for problem in statement.problems
    ]
    rows += [Row(number=0, status="skipped", line=line) for line in statement.skipped]
    numbers = {id(each): number for number, each in enumerate(statement.transactions, 1)}
    parents = [numbers.get(id(each.parent)) for each in statement.transactions]
    parents += [None] * (len(rows) - len(parents))
    return [
        attrs.evolve(row, number=number, parent=parent)
        for number, (row, parent) in enumerate(zip(rows, parents, strict=True), 1)
    ]


def _unless(misfit: str | None, row: Row) -> Row:
    """Return a row or, where no store can keep its booking, the problem that it is."""
    if misfit is None:
        return row
    return Row(number=0, status="problem", note=misfit, line=row.line)


def _with_assignment(row: Row, book: RuleBook) -> Row:
    """Return a row with what is said of it: in the store if it is there, else by the rules."""
    if row.transaction is None:
        return row
    if row.can_be_edited:
        return assigned(row, book)
    return attrs.evolve(row, assignment=row.stored.assignment if row.stored else Assignment())


def _changes(stored: Entry, values: Mapping[str, Any], fingerprint: str) -> tuple[Change, ...]:
    now = attrs.evolve(stored.transaction, **values)
    said = [(field, getattr(stored.transaction, field), values[field]) for field in values]
    said.append(("fingerprint", stored.fingerprint, fingerprint))
    said.append(("party", stored.party, party_of(now)))
    return tuple(Change(stored.key, *each) for each in said if each[1] != each[2])


def _all_changes(stored: Entry, transaction: Transaction, fingerprint: str) -> tuple[Change, ...]:
    """Return all that is to be changed if a person says that a row is the stored one."""
    values = {
        field: getattr(transaction, field)
        for field in (*BANK_FIELDS, "currency")
        if getattr(transaction, field) not in (None, getattr(stored.transaction, field))
    }
    money = Change(stored.key, "amount", stored.transaction.amount, transaction.amount)
    moved = (money,) if money.old != money.new else ()
    return (*moved, *_changes(stored, values, fingerprint))


def _ids_policy(number: str, ids: Ids | None, before: bool | None) -> bool:
    if before is None:
        return ids != "ignore"
    if ids is not None and (ids == "bank") != before:
        used = "the bank's ids" if before else "what bookings say, not by their ids"
        message = f"the bookings of {quoted(number)} are told apart by {used}"
        raise _refusal("SK751", message, "leave --ids out, or undo the batches of the account")
    return before


def _refusal(code: str, message: str, hint: str) -> StoreError:
    return StoreError(Diagnostic(code=code, message=message, hint=hint))
