"""From a statement to the plan of its import."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.dedup import (
    Cover,
    account_number,
    bookings,
    fee_key,
    holders,
    is_counted,
    match,
    settle,
)
from statementkit.dedup.matching import BANK_FIELDS
from statementkit.errors import UNTOLD, Diagnostic, ReadError, StoreError, quoted_account
from statementkit.reviewing.plan import Plan
from statementkit.reviewing.row import Row, assigned, by_rules
from statementkit.reviewing.spool import Spool
from statementkit.reviewing.transfers import with_transfers
from statementkit.rules import Assignment
from statementkit.store import Change, Entry, fits, party_of
from statementkit.store.plain import SAID, all_fit, what_does_not_fit
from statementkit.store.records import new_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.dedup import Glance, Verdict, Window
    from statementkit.layouts.layout import Coverage
    from statementkit.model import StatedBalance, Statement, Transaction
    from statementkit.reviewing.row import Decision
    from statementkit.reviewing.spool import Laid
    from statementkit.rules import RuleBook
    from statementkit.store import Snapshot, Store
    from statementkit.store.records import Row as NewRow

Ids = Literal["bank", "ignore"]

AT_ONCE = 2_000
"""How many bookings, of the file and of the store, are worth a look at the store."""

_NOTHING = Assignment()


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
    booked = bookings(statement.transactions, account or statement.account)
    with Spool(booked, statement.origin) as spool, store.snapshot() as snapshot:
        reviews = account_reviews(spool, snapshot, statement, coverage, ids)
        book = rules if rules is not None else snapshot.rules()
        parts = [part for each in reviews for part in each.parts(book)]
        reviewed = sorted((row for part in parts for row in part.rows), key=attrgetter("number"))
        rows = with_transfers(reviewed, snapshot)
    rows += unread(statement, len(rows) + 1)
    vanished = (change for part in parts for change in part.presence)
    return plan_of(reviews, book, statement, rows, vanished)


def plan_of(
    reviews: Sequence[AccountReview],
    book: RuleBook,
    statement: Statement,
    rows: Iterable[Row],
    vanished: Iterable[Change] = (),
) -> Plan:
    """Return the plan that has these rows."""
    origin = statement.origin
    return Plan(
        rows=tuple(rows),
        book=book,
        covers={each.number: each.cover for each in reviews},
        revisions={each.number: each.revision for each in reviews},
        use_ids=all(each.use_ids for each in reviews),
        vanished=tuple(vanished),
        file=origin.file if origin else None,
        digest=origin.digest if origin else None,
        layout=origin.layout if origin else None,
        stated=tuple(filter(fits, _stated(reviews, statement))),
        unlisted=max(0, statement.counts.problems - len(_told_problems(statement))),
    )


def _stated(reviews: Sequence[AccountReview], statement: Statement) -> Iterator[StatedBalance]:
    """Yield the balances of a file, with the account and currency that all of it is about."""
    only = reviews[0].number if len(reviews) == 1 else ""
    for each in statement.stated:
        account = account_number(each.account or "") or only
        currency = each.currency or statement.currency
        yield attrs.evolve(each, account=account, currency=currency)


def account_reviews(
    spool: Spool,
    snapshot: Snapshot,
    statement: Statement,
    coverage: Coverage | None = None,
    ids: Ids | None = None,
    window: Window | None = None,
) -> list[AccountReview]:
    """Return the review of each account of a file; the transactions are taken from the spool.

    `window` are the days of which they are all that a bank has now. Raises what `review` raises.
    """
    if "" in spool.facts:
        raise _refusal("SK750", "nothing says of which account the statement is", "give --account")
    whole_days = (coverage or statement.coverage) == "days"
    return [
        AccountReview(number, spool, snapshot, whole_days, ids, statement, window)
        for number in sorted(spool.facts)
    ]


def unread(statement: Statement, number: int) -> Iterator[Row]:
    """Yield the rows of a file that gave no transaction, numbered from `number` on."""
    problems = _told_problems(statement)
    for following, problem in enumerate(problems, number):
        yield Row(number=following, status="problem", note=problem.message, line=problem.line)
    for following, line in enumerate(statement.skipped, number + len(problems)):
        yield Row(number=following, status="skipped", line=line)


def _told_problems(statement: Statement) -> list[Diagnostic]:
    """Return the problems of a file that are told one by one."""
    return [each for each in statement.problems if each.code != UNTOLD]


@attrs.frozen
class Part:
    """The rows of some days of an account, and what has vanished from them or is back in them.

    Where nobody looks at the rows, those that say nothing but that a booking is new or known are
    left out: `added` is what will be stored of them, and `known` the keys of what is.
    """

    rows: tuple[Row, ...]
    presence: tuple[Change, ...]
    added: Sequence[NewRow] = ()
    known: Sequence[str] = ()


class AccountReview:
    """The bookings of one account in a file, against what is stored of it.

    Whole days are compared, as many at once as have some thousands of bookings: no more of the file
    or of the store is held in memory.
    """

    def __init__(
        self,
        number: str,
        spool: Spool,
        snapshot: Snapshot,
        whole_days: bool,
        ids: Ids | None,
        statement: Statement,
        window: Window | None = None,
    ) -> None:
        self.number = number
        self.spool = spool
        self.snapshot = snapshot
        known = snapshot.account(number)
        self.is_known = known is not None
        self.revision = known.revision if known else 0
        self.use_ids = _ids_policy(number, ids, known.use_ids if known else None)
        if self.use_ids and (problems := spool.id_problems(number)):
            raise ReadError(*problems)
        self.is_complete = not statement.problems
        self.facts = spool.facts[number]
        self.window = window if self.is_complete else None
        if window is None:
            self.cover = Cover(self.facts.first, self.facts.last, whole_days)
        else:
            self.cover = window.cover()
        self.covers = snapshot.covers(number)
        digest = statement.origin.digest if statement.origin else None
        self.before = snapshot.batches_of(digest)
        if self.is_known:
            spool.used.add(snapshot.displaced(number))

    def parts(
        self, book: RuleBook, decision: Decision | None = None, *, are_shown: bool = True
    ) -> Iterator[Part]:
        """Yield the rows with what will become of them, some days at a time.

        `decision` is the answer for all rows that would wait for one; `are_shown` says whether
        somebody looks at them.
        """
        for first, last in self._spans():
            days = _Days(self, first, last, are_shown=are_shown)
            added = () if are_shown else days.plainly_new(book)
            rows = tuple(_decided(row, decision) for row in days.rows(book))
            # These keys stay in use, whatever the bank says of their bookings from now on.
            self.spool.used.add(row.stored.key for row in rows if row.changes and row.stored)
            yield Part(rows, tuple(days.presence()), added, days.known)

    def is_counted(self, day: date) -> bool:
        """Tell whether it is certain how many equal bookings a day has."""
        is_asked_for = self.window is not None and day in self.window
        return is_asked_for or is_counted(day, self.cover, self.covers)

    def _spans(self) -> Iterator[tuple[date, date]]:
        """Yield the first and the last of so many days that they are worth a look at the store."""
        counts = Counter({date.fromordinal(day): n for day, n in self.facts.days.items()})
        first = min((self.cover.first, *counts))
        last = max((self.cover.last, *counts))
        if self.is_known:
            counts.update(self.snapshot.days(self.number, first, last))
        total = 0
        for day in sorted(counts):
            total += counts[day]
            if total >= AT_ONCE:
                yield first, day
                first, total = day + timedelta(1), 0
        if total:
            yield first, last


class _Days:
    """The bookings of some days of an account, in the file and in the store.

    `known` are the keys of what is stored and in the file, and needs no row if rows are not shown.
    """

    def __init__(self, account: AccountReview, first: date, last: date, *, are_shown: bool) -> None:
        self.account = account
        self.bookings = account.spool.between(account.number, first, last)
        plains = [plain for booking in self.bookings for plain in booking.plains]
        self.all_fit = all_fit(plains)
        self.stored: dict[str, Entry] = {}
        self.known: list[str] = []
        own: set[str] = set()
        if account.is_known:
            if are_shown or not self.all_fit:
                self.stored = _mains(account.snapshot.between(account.number, first, last))
            else:
                self.stored = self._settle(account.snapshot.glances(account.number, first, last))
            own = self._own(first, last)
            if account.use_ids and account.facts.has_ids:
                self._take_in(*self._by_id())
        self.matching = match(
            self.bookings,
            self.stored.values(),
            account.cover,
            account.covers,
            own=own,
            used=account.spool.used,
            settled=self.known,
            currencies=account.facts.currencies,
            use_ids=account.use_ids,
            window=account.window,
        )
        self.judged = list(zip(self.bookings, self.matching.verdicts, strict=True))
        self.fees = self._stored_fees()

    def plainly_new(self, book: RuleBook) -> list[NewRow]:
        """Take out the bookings without fees that are new; return what will be stored of them."""
        number, added, others = self.account.number, [], []
        for booking, verdict in self.judged:
            if verdict.status != "new" or len(booking.plains) > 1 or not self._fits(booking):
                others.append((booking, verdict))
                continue
            said, _ = by_rules(booking.main, book)
            [plain] = booking.plains
            added.append(new_row(verdict.key, booking.fingerprint, number, plain, said))
        self.judged = others
        return added

    def rows(self, book: RuleBook) -> Iterator[Row]:
        """Yield the rows of all transactions, with what rules say of those that are not stored."""
        for booking, verdict in self.judged:
            if not self._fits(booking):
                yield from _problems(booking)
                continue
            main = self._main(booking, verdict, book)
            yield main
            for number, fee in enumerate(booking.fees, 1):
                row = self._fee(fee, booking, main, number)
                yield assigned(row, book) if row.can_be_edited else row

    def presence(self) -> Iterator[Change]:
        """Yield what has vanished from the bank's books, and what is back in them."""
        for key in self.matching.vanished if self.account.is_complete else ():
            if not self.stored[key].vanished:
                yield Change(key, "vanished", old=False, new=True)
        for verdict in self.matching.verdicts:
            known = self.stored.get(verdict.rival or "")
            if known and known.vanished and verdict.status in ("duplicate", "changed"):
                yield Change(known.key, "vanished", old=True, new=False)

    def _fits(self, booking: Laid) -> bool:
        return self.all_fit or all_fit(booking.plains)

    # -- what is stored ----------------------------------------------------------------------------

    def _settle(self, stored: Mapping[str, Glance]) -> dict[str, Entry]:
        """Take out what is known for sure and unchanged; return what else is stored."""
        seen = {number: _glance(each) for number, each in enumerate(self.bookings)}
        is_sure, use_ids = self.account.is_counted, self.account.use_ids
        settled = dict(settle(seen, stored, is_sure, use_ids=use_ids))
        self.known = list(settled.values())
        self.bookings = [it for number, it in enumerate(self.bookings) if number not in settled]
        return self.account.snapshot.with_keys(stored.keys() - set(self.known))

    def _own(self, first: date, last: date) -> set[str]:
        """Return the keys of these days that earlier imports of this very file wrote or met."""
        before = self.account.before
        if not before:
            return set()
        wrote = {key for key, entry in self.stored.items() if entry.batch in before}
        return wrote | self.account.snapshot.sighted(before, self.account.number, first, last)

    def _by_id(self) -> tuple[Iterable[Entry], Iterable[Entry]]:
        """Return what of other days has an id of these bookings, and what of these days is theirs.

        A bank may move a booking to another day. Its id stands on one day of the file, so the
        bookings of that day have what is stored, and those of the day before have it no more.
        """
        of_id: dict[str, list[Laid]] = defaultdict(list)
        for booking in self.bookings:
            if booking.bank_id:
                of_id[booking.bank_id].append(booking)
        on_day = Counter(_id_and_day(each.transaction) for each in self.stored.values())
        lacking = {
            bank_id: each
            for bank_id, each in of_id.items()
            if on_day[_id_and_day(each[0].main)] < len(each) and all_fit(each[0].plains[:1])
        }
        strange = {bank_id for bank_id, _ in on_day if bank_id and bank_id not in of_id}
        elsewhere = self.account.spool.with_ids(self.account.number, strange)
        return self._holders(lacking), self._holders(elsewhere)

    def _holders(self, of_id: Mapping[str, Sequence[Laid]]) -> list[Entry]:
        """Return what is stored of bookings, given by their ids."""
        groups: dict[str | None, list[Entry]] = defaultdict(list)
        for each in _mains(self.account.snapshot.with_ids(self.account.number, of_id)).values():
            groups[each.transaction.bank_id].append(each)
        return [
            each
            for bank_id, bookings in of_id.items()
            for each in holders(groups[bank_id], bookings[0].main, len(bookings))
        ]

    def _take_in(self, ours: Iterable[Entry], theirs: Iterable[Entry]) -> None:
        self.stored |= {each.key: each for each in ours}
        for each in theirs:
            self.stored.pop(each.key, None)
            self.account.spool.used.add([each.key])

    def _stored_fees(self) -> Mapping[str, Entry]:
        """Return the stored fees of what is stored of bookings with fees."""
        with_fees = (verdict for booking, verdict in self.judged if len(booking.plains) > 1)
        rivals = (verdict.rival for verdict in with_fees)
        return self.account.snapshot.fees(key for key in rivals if key in self.stored)

    # -- rows --------------------------------------------------------------------------------------

    def _main(self, booking: Laid, verdict: Verdict, book: RuleBook) -> Row:
        transaction = booking.main
        stored = self.stored.get(verdict.rival) if verdict.rival else None
        changes: tuple[Change, ...] = ()
        if stored and verdict.status == "changed":
            is_from_elsewhere = stored.transaction.bank_id and not transaction.bank_id
            said = stored.fingerprint if is_from_elsewhere else booking.fingerprint
            changes = _changes(stored, verdict.changes, said)
        elif stored and verdict.status == "unsure":
            changes = _all_changes(stored, transaction, booking.fingerprint)
        if verdict.status in ("new", "unsure"):
            assignment, misfit = by_rules(transaction, book)
        else:
            assignment, misfit = _said_of(stored), ""
        return Row(
            number=booking.place,
            status=verdict.status,
            transaction=transaction,
            key=verdict.key,
            stored=stored,
            fingerprint=booking.fingerprint,
            assignment=assignment,
            changes=changes,
            note=verdict.note,
            misfit=misfit,
            line=transaction.line,
        )

    def _fee(self, transaction: Transaction, booking: Laid, main: Row, number: int) -> Row:
        """Return the row of a fee, which is what its parent is, if the stored parent has it."""
        known = self.fees.get(fee_key(main.stored.key, number)) if main.stored else None
        row = Row(
            number=booking.place + number,
            parent=booking.place,
            status=main.status,
            transaction=transaction,
            key=fee_key(main.key, number),
            stored=known,
            fingerprint=booking.fingerprint,
            assignment=_said_of(known),
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
        while fee_key(parent, number) in self.fees:
            number += count
        return fee_key(parent, number)


def _mains(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return entries without the fees."""
    return {key: entry for key, entry in entries.items() if entry.parent is None}


def _id_and_day(transaction: Transaction) -> tuple[str | None, date]:
    return transaction.bank_id, transaction.booked_on


def _decided(row: Row, decision: Decision | None) -> Row:
    return attrs.evolve(row, decision=decision) if decision and row.is_open else row


def _glance(booking: Laid) -> Glance:
    main, *fees = booking.plains
    return booking.bank_id, booking.fingerprint, None if fees else main[:SAID]


def _problems(booking: Laid) -> Iterator[Row]:
    """Yield the problems that the transactions of a booking are that no store can keep."""
    misfit = next(filter(None, map(what_does_not_fit, booking.plains)), "")
    for number, transaction in enumerate((booking.main, *booking.fees), booking.place):
        yield Row(number=number, status="problem", note=misfit, line=transaction.line)


def _said_of(stored: Entry | None) -> Assignment:
    return stored.assignment if stored else _NOTHING


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
        message = f"the bookings of {quoted_account(number)} are told apart by {used}"
        raise _refusal("SK751", message, "leave --ids out, or undo the batches of the account")
    return before


def _refusal(code: str, message: str, hint: str) -> StoreError:
    return StoreError(Diagnostic(code=code, message=message, hint=hint))
