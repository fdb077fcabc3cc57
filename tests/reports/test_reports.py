"""Laws of reports: nothing of the books is lost or counted twice."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from statementkit.reports import DIMENSIONS, make_report, to_html
from tests.books.entries import OWN, entries, entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statementkit.reports import Report
    from statementkit.store import Entry

steps: st.SearchStrategy[Literal["month", "week"]] = st.sampled_from(["month", "week"])
dimensions = st.lists(st.sampled_from(DIMENSIONS), unique=True)


def _sums(found: Iterable[Entry]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in found:
        if not each.vanished:
            sums[each.transaction.currency or ""] += each.transaction.amount
    return sums


@given(entries(), steps, dimensions)
def test_the_sums_of_a_cash_flow_are_those_of_the_books(
    found: list[Entry], by: Literal["month", "week"], names: list[str]
) -> None:
    made = make_report(found, OWN, "cashflow", by=by, dimensions=names)
    sums = _sums(found)
    assert {sheet.currency for sheet in made.sheets} == set(sums)
    for sheet in made.sheets:
        booked = [*sheet.of("income"), *sheet.of("expense"), *sheet.of("transfer")]
        assert sum(line.total for line in booked) == sums[sheet.currency]
        assert sum(line.total for line in sheet.of("movements")) == sums[sheet.currency]
        for number in range(len(made.periods)):
            moved = sum(line.amounts[number] for line in sheet.of("movements"))
            assert sum(line.amounts[number] for line in booked) == moved
        assert all(sum(line.amounts) == line.total for line in booked)


@given(entries(), steps)
def test_opening_and_movements_are_closing(
    found: list[Entry], by: Literal["month", "week"]
) -> None:
    for sheet in make_report(found, OWN, "cashflow", by=by).sheets:
        lines = zip(sheet.of("opening"), sheet.of("movements"), sheet.of("closing"), strict=True)
        for opening, moved, closing in lines:
            assert opening.account == moved.account == closing.account
            parts = zip(opening.amounts, moved.amounts, strict=True)
            assert tuple(a + b for a, b in parts) == closing.amounts
            assert opening.amounts[1:] == closing.amounts[:-1]
            assert (opening.total, closing.total) == (opening.amounts[0], closing.amounts[-1])


@given(entries(), steps)
def test_a_profit_is_all_but_the_transfers(
    found: list[Entry], by: Literal["month", "week"]
) -> None:
    flow = make_report(found, OWN, "cashflow", by=by)
    moved = {sheet.currency: sheet.of("transfer") for sheet in flow.sheets}
    for sheet in make_report(found, OWN, "pnl", by=by).sheets:
        [result] = sheet.of("result")
        transfers = sum(line.total for line in moved[sheet.currency])
        assert result.total == _sums(found)[sheet.currency] - transfers
        assert not sheet.of("transfer")


@given(entries(), st.sampled_from(DIMENSIONS))
def test_the_reports_of_each_label_make_up_the_whole(found: list[Entry], name: str) -> None:
    whole = make_report(found, OWN, "pnl", dimensions=[name])
    labels = {line.labels[0] for sheet in whole.sheets for line in sheet.lines if line.labels}
    parts: Counter[tuple[str | None, ...]] = Counter()
    for label in labels - {None}:
        one = make_report(found, OWN, "pnl", dimensions=[name], only={name: label or ""})
        parts += _lines(one)
    assert parts == Counter(
        {key: count for key, count in _lines(whole).items() if key[2] is not None}
    )


def _lines(made: Report) -> Counter[tuple[str | None, ...]]:
    return Counter(
        (sheet.currency, line.section, line.labels[0], str(line.total))
        for sheet in made.sheets
        for line in sheet.lines
        if line.labels
    )


class _Page(HTMLParser):
    """Collects the tags and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.addresses += [v or "" for k, v in attributes if k in ("src", "href", "xlink:href")]


@given(entries())
@settings(deadline=None, max_examples=15)
def test_a_page_needs_nothing_beside_itself(found: list[Entry]) -> None:
    evil = [
        attrs.evolve(
            each, assignment=attrs.evolve(each.assignment, category="</style><script>x()</script>")
        )
        for each in found
    ]
    made = make_report(evil, OWN, "cashflow")
    text = to_html(made)
    page = _Page(text)
    assert page.tags["script"] == page.tags["link"] == page.tags["img"] == 0
    assert page.addresses == []
    assert page.tags["svg"] >= len(made.sheets) * 2
    assert text == to_html(made)


def test_a_page_leaves_imports_as_they_are() -> None:
    to_html(make_report([entry(1, "5.00")], OWN, "pnl"))
    assert all(hasattr(finder, "find_spec") for finder in sys.meta_path)


def test_currencies_are_kept_apart_and_empty_books_are_a_report() -> None:
    euro = entry(1, "5.00")
    ruble = attrs.evolve(euro, transaction=attrs.evolve(euro.transaction, currency="RUB"), key="2")
    made = make_report([euro, ruble], OWN, "pnl")
    assert [sheet.currency for sheet in made.sheets] == ["EUR", "RUB"]
    assert make_report([], [], "cashflow").sheets == ()
    assert make_report([attrs.evolve(euro, vanished=True)], OWN, "cashflow").notes


def test_a_page_shows_the_digits_of_the_currency() -> None:
    page = to_html(make_report([entry(1, "-1339.2"), entry(2, "0.005")], OWN, "pnl"))
    assert ">-1,339.20<" in page
    assert ">0.005<" in page
    assert "prefers-color-scheme: dark" in page
