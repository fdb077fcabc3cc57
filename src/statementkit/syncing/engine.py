"""From the accounts of banks into a store: every window whole or not at all, every night again."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import attrs

from statementkit.dedup import account_number, iter_bookings
from statementkit.errors import Diagnostic, StatementKitError, quoted_account
from statementkit.feeds import AuthError, BadRequest, RateLimited
from statementkit.feeds.days import today
from statementkit.feeds.opening import JobsInMemory
from statementkit.reviewing import import_spool
from statementkit.reviewing.spool import Spool
from statementkit.syncing.streams import WindowStream
from statementkit.syncing.summary import AccountResult
from statementkit.syncing.windows import windows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date

    from statementkit.dedup import Window
    from statementkit.feeds import Clock, Feed, FeedAccount, Jobs
    from statementkit.reviewing import Decision
    from statementkit.rules import RuleBook
    from statementkit.store import Receipt, Store

_ONE_DAY = timedelta(1)


@attrs.frozen
class Source:
    """A connection to a bank, by a name that a person gave it.

    `open` opens the feed, which keeps what its bank is still working on in the jobs that it is
    given. `accounts` are the numbers of those that are wanted, all if there are none.
    """

    name: str
    open: Callable[[Jobs], Feed]
    accounts: Collection[str] = ()


class Watcher(Protocol):
    """Who is told how far a run is, in another way than by its results."""

    def begins(self, source: str, account: str, window: Window) -> None:
        """Hear that an account is asked for some days."""

    def reads(self, operations: int) -> None:
        """Hear that so many operations more were read."""


class _Nobody:
    def begins(self, source: str, account: str, window: Window) -> None:
        pass

    def reads(self, operations: int) -> None:
        pass


def _numbers(accounts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(account_number, accounts))


@attrs.frozen(kw_only=True)
class Wish:
    """What a run is asked for: days and accounts, and how rows are booked.

    `since` and `until` are days of the banks' calendar, both included; `accounts` the numbers of
    those that are wanted. `rules` are those of the store unless others are given, and `decision` is
    the answer for rows that would wait for one. With `is_trial` all is read and reviewed as ever,
    and nothing is written.
    """

    since: date | None = None
    until: date | None = None
    accounts: frozenset[str] = attrs.field(default=(), converter=_numbers)
    rules: RuleBook | None = None
    decision: Decision | None = None
    is_trial: bool = False


def sync(
    sources: Iterable[Source],
    store: Store,
    clock: Clock,
    wish: Wish | None = None,
    watcher: Watcher | None = None,
) -> Iterator[AccountResult]:
    """Bring what banks have into a store, and yield what became of each account.

    An account is read month by month; the rows of each are written together with how far it was
    read, in one database transaction. So a run that ends at whatever moment leaves nothing half
    done, and the next one completes it. What one account or bank cannot do stops no other.

    Raises `StoreError` SK840 if another run into the store is under way.

    >>> from datetime import UTC, date, datetime
    >>> from statementkit.feeds import open_feed
    >>> from statementkit.store import open_store
    >>> from statementkit.testing.fakebank import Clock, FakeBank, Ledger
    >>> wish, clock = Wish(since=date(2024, 3, 1)), Clock(datetime(2024, 4, 1, tzinfo=UTC))
    >>> with FakeBank(Ledger.invent(accounts=1)) as bank, open_store("sqlite://") as store:
    ...     here = {"token": bank.token("tbank"), "base_url": bank.url("tbank"), "clock": clock}
    ...     source = Source("main", lambda jobs: open_feed("tbank", jobs=jobs, **here))
    ...     [result] = sync([source], store, clock, wish)
    >>> result.status, result.until.isoformat()
    ('ok', '2024-03-31')
    """
    run = _Run(store, clock, wish or Wish(), watcher or _Nobody())
    with store.feeds.alone():
        found = set[str | None]()
        for source in sources:
            for result in run.source(source):
                found.add(result.account)
                yield result
        if None not in found:
            for number in sorted(run.wish.accounts - found):
                yield AccountResult(source="", account=number).stopped_by(_unknown(number))


@attrs.frozen
class _Run:
    store: Store
    clock: Clock
    wish: Wish
    watcher: Watcher

    def source(self, source: Source) -> Iterator[AccountResult]:
        """Yield what becomes of the accounts of a connection."""
        jobs = JobsInMemory() if self.wish.is_trial else self.store.feeds.jobs(source.name)
        try:
            feed = source.open(jobs)
        except StatementKitError as error:
            yield AccountResult(source=source.name).stopped_by(error)
            return
        with closing(feed):
            try:
                accounts = [each for each in feed.accounts() if self._is_wanted(source, each)]
            except StatementKitError as error:
                yield AccountResult(source=source.name).stopped_by(error)
                return
            yield from self._accounts(source, feed, accounts)

    def _is_wanted(self, source: Source, account: FeedAccount) -> bool:
        number = account_number(account.number)
        lists = (_numbers(source.accounts), self.wish.accounts)
        return all(number in wanted for wanted in lists if wanted)

    def _accounts(
        self, source: Source, feed: Feed, accounts: Iterable[FeedAccount]
    ) -> Iterator[AccountResult]:
        refusal: StatementKitError | None = None
        for account in accounts:
            result = AccountResult(source=source.name, account=account_number(account.number))
            if refusal is not None:
                yield result.stopped_by(refusal)
                continue
            reading = _Reading(self, feed, account, result)
            try:
                reading.run()
            except StatementKitError as error:
                reading.result = reading.result.stopped_by(error)
                if isinstance(error, AuthError | RateLimited):
                    refusal = error
            yield reading.result


@attrs.define
class _Reading:
    """The reading of one account: its result grows with every window."""

    whole: _Run
    feed: Feed
    account: FeedAccount
    result: AccountResult
    sure_since: date | None = None
    """The first of the days before the next window that this run has read without a gap."""

    def run(self) -> None:
        """Read all windows. Raises `StatementKitError`; the windows before are written then."""
        feeds, wish = self.whole.store.feeds, self.whole.wish
        number = self.result.account or ""
        state = feeds.state(self.feed.name, number)
        day = today(self.whole.clock)
        asked = windows(state, day, self.feed.overlap, wish.since, wish.until)
        if asked:
            first, last = asked[0].first, asked[-1].last
            self.result = attrs.evolve(self.result, first=first, last=last, until=state.until)
        for window in asked:
            self._take(window, number)
            until = feeds.state(self.feed.name, number).until
            self.result = attrs.evolve(self.result, until=until)

    def _take(self, window: Window, number: str) -> None:
        run = self.whole
        run.watcher.begins(self.result.source, number, window)
        stream = WindowStream(self.feed, self.account, window, run.watcher.reads)
        with Spool(iter_bookings(stream, number), stream.origin) as spool:
            spool.expect(number, self.account.currency)
            spool.drop_repeats()
            with run.store.importing(is_trial=run.wish.is_trial) as intake:
                receipt = import_spool(
                    spool, stream.statement(), intake, run.wish.rules,
                    decision=run.wish.decision, window=window,
                )  # fmt: skip
                is_all = stream.is_whole and not (receipt.waiting or receipt.problems)
                self.sure_since = (self.sure_since or window.first) if is_all else None
                if self.sure_since:
                    last = window.last if window.is_over else window.last - _ONE_DAY
                    intake.advance(self.feed.name, number, self.sure_since, last)
        self._add(stream, receipt, is_all=is_all)

    def _add(self, stream: WindowStream, receipt: Receipt, *, is_all: bool) -> None:
        result = self.result.plus(
            added=receipt.added,
            changed=receipt.changed,
            known=receipt.known,
            waiting=receipt.waiting,
            problems=receipt.problems,
            held=stream.held,
            skipped=len(stream.skipped),
        )
        findings = (*result.findings, *stream.statement().problems, *stream.warnings)
        status = result.status if is_all else "partial"
        self.result = attrs.evolve(result, status=status, findings=findings)


def _unknown(number: str) -> BadRequest:
    message = f"no bank shows an account {quoted_account(number)}"
    hint = "`statementkit feeds test` lists those that each token may see"
    return BadRequest(Diagnostic(code="SK842", message=message, hint=hint))
