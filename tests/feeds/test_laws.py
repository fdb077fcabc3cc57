"""What a feed reads is what stands in the bank's books: whatever pages, clock and faults."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from statementkit.feeds import FeedError, open_feed
from statementkit.testing.fakebank import Clock, FakeBank, Fault, Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from statementkit import Transaction
    from statementkit.feeds import Feed, FeedAccount, Page

FIRST = date(2024, 2, 20)
METHODS = (
    ("tbank", "statement"),
    ("tbank", "bank-statement"),
    ("tochka", None),
    ("modulbank", None),
)
PASSING = ("429", "500", "502", "503", "504", "424", "truncated", "cut", "reset")
REARRANGING = ("duplicate", "reorder", "shift", "expired")

Said = tuple[object, ...]


def said(transactions: Iterable[Transaction]) -> list[Said]:
    """Return what is said of transactions, in an order of its own."""
    names = ("booked_on", "amount", "currency", "name", "tax_id", "account", "bic", "description")
    rows = [
        tuple(getattr(each, name) for name in (*names, "bank_id", "own_account"))
        for each in transactions
    ]
    return sorted(rows, key=repr)


@attrs.frozen
class Case:
    """A ledger, how long after its first day it is looked at, and what is asked of it."""

    seed: int
    days: int
    operations: int
    currencies: tuple[str, ...]
    age: timedelta
    since: date
    until: date
    page_size: int

    def ledger(self) -> Ledger:
        return Ledger.invent(
            seed=self.seed,
            days=self.days,
            operations=self.operations,
            first_day=FIRST,
            currencies=self.currencies,
        )

    def moment(self) -> datetime:
        return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + self.age


@st.composite
def cases(draw: st.DrawFn) -> Case:
    days = draw(st.integers(1, 60))
    since = FIRST + timedelta(days=draw(st.integers(-2, days)))
    return Case(
        seed=draw(st.integers(0, 9)),
        days=days,
        operations=draw(st.integers(0, 60)),
        currencies=draw(st.sampled_from([("RUB",), ("RUB", "USD"), ("CNY",)])),
        age=timedelta(minutes=draw(st.integers(0, (days + 3) * 24 * 60))),
        since=since,
        until=since + timedelta(days=draw(st.integers(0, days))),
        page_size=draw(st.integers(1, 60)),
    )


def faults(*kinds: str) -> st.SearchStrategy[list[Fault]]:
    """Return scripts of faults, each of which passes by itself."""
    return st.lists(
        st.builds(
            Fault,
            st.sampled_from(kinds),
            after=st.integers(1, 12),
            times=st.integers(1, 3),
            on=st.sampled_from(["", "statement|history", "POST"]),
            retry_after=st.sampled_from([None, 0, 1, 60]),
        ),
        max_size=3,
    )


@attrs.frozen
class Run:
    """What was read of an account, and what the bank had in its books before and after."""

    pages: Sequence[Page]
    before: Sequence[Said]
    after: Sequence[Said]
    is_cut: bool

    @property
    def posted(self) -> list[Said]:
        return said(each for page in self.pages for each in page.transactions)

    @property
    def is_complete(self) -> bool:
        return not self.is_cut and all(page.complete for page in self.pages)


def runs(case: Case, bank: str, method: str | None, script: Sequence[Fault] = ()) -> list[Run]:
    """Read all accounts of a case, and return what came of each."""
    ledger, clock = case.ledger(), Clock(case.moment())
    is_shifted = any(fault.kind == "shift" for fault in script)

    def books(number: str, now: datetime) -> list[Said]:
        found = ledger.operations(number, case.since, case.until, now)
        if (bank, method) == METHODS[0]:
            return said(found)
        # Only that method gives ids at night that it takes back in the morning.
        final = {each.id_at(now): each.id for each in ledger.account(number).entries}
        return said(attrs.evolve(each, bank_id=final[each.bank_id or ""]) for each in found)

    def run(feed: Feed, account: FeedAccount) -> Run:
        start = ledger.before_newest(clock.now()) if is_shifted else clock.now()
        pages: list[Page] = []
        is_cut = False
        try:
            pages.extend(feed.operations(account, case.since, case.until))
        except FeedError:
            is_cut = True
        before, after = books(account.number, start), books(account.number, clock.now())
        return Run(pages, before, after, is_cut)

    with (
        FakeBank(ledger, clock=clock, faults=script, page_size=case.page_size, limits=True) as fake,
        open_feed(
            bank, fake.token(bank), base_url=fake.url(bank), clock=clock, method=method
        ) as feed,
    ):
        found = [run(feed, account) for account in feed.accounts()]
        assert not fake.warnings
    return found


def check(run: Run) -> None:
    """Nothing that is not in the books, nothing twice, and all of it where all is said to be."""
    posted = run.posted
    assert set(posted) <= {*run.before, *run.after}
    assert len(posted) == len(set(posted))
    if run.is_complete:
        assert set(run.before) & set(run.after) <= set(posted)


LAWFUL = settings(max_examples=settings().max_examples // 4)


@LAWFUL
@given(cases(), st.sampled_from(METHODS))
@example(
    Case(0, 10, 1, ("RUB",), timedelta(0), FIRST, date(2024, 3, 1), page_size=1),
    METHODS[0],
).via("days to come")
def test_what_is_read_is_what_is_in_the_books(case: Case, how: tuple[str, str | None]) -> None:
    for run in runs(case, *how):
        check(run)
        if run.before == run.after:
            assert run.is_complete
            assert run.posted == run.after
            assert not [each for page in run.pages for each in page.problems]


@LAWFUL
@given(cases(), st.sampled_from(METHODS), faults(*PASSING))
def test_what_passes_changes_nothing(
    case: Case, how: tuple[str, str | None], script: list[Fault]
) -> None:
    for run in runs(case, *how, script):
        check(run)


@LAWFUL
@given(cases(), st.sampled_from(METHODS), faults(*REARRANGING))
def test_pages_that_move_lose_and_double_nothing(
    case: Case, how: tuple[str, str | None], script: list[Fault]
) -> None:
    for run in runs(case, *how, script):
        check(run)


@LAWFUL
@given(cases(), st.sampled_from(METHODS[:3]), faults("missing", "stuck", *PASSING))
def test_what_is_missing_is_not_called_complete(
    case: Case, how: tuple[str, str | None], script: list[Fault]
) -> None:
    for run in runs(case, *how, script):
        check(run)


@LAWFUL
@given(cases(), st.sampled_from(METHODS), st.data())
def test_periods_that_overlap_agree(
    case: Case, how: tuple[str, str | None], data: st.DataObject
) -> None:
    days = (case.until - case.since).days
    middle = case.since + timedelta(days=data.draw(st.integers(0, days)))
    back = middle - timedelta(days=data.draw(st.integers(0, 10)))
    whole = runs(case, *how)
    first = runs(attrs.evolve(case, until=middle), *how)
    second = runs(attrs.evolve(case, since=max(back, case.since)), *how)
    for one, left, right in zip(whole, first, second, strict=True):
        if one.before == one.after:
            assert {*left.posted, *right.posted} == set(one.posted)


@settings(max_examples=settings().max_examples // 5)
@given(st.integers(0, 20), st.integers(0, 60 * 24))
def test_holds_are_never_among_what_is_posted(seed: int, hours: int) -> None:
    ledger = Ledger.invent(seed=seed, accounts=1, days=30, operations=200)
    clock = Clock(ledger.settled_at - timedelta(hours=hours))
    moment = clock.now()
    number = ledger.accounts[0].number
    for bank in ("tbank", "modulbank"):
        with (
            FakeBank(ledger, clock=clock) as fake,
            open_feed(bank, fake.token(bank), base_url=fake.url(bank), clock=clock) as feed,
        ):
            [account] = feed.accounts()
            pages = list(feed.operations(account, date(2024, 1, 1), date(2024, 4, 30)))
        held = {each.bank_id for page in pages for each in page.held}
        posted = {each.bank_id for page in pages for each in page.transactions}
        assert held == {each.bank_id for each in ledger.holds(number, moment)}
        assert not held & posted
