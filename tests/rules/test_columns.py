"""What columns say of a frame, a book says of its transactions."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit import Rule, RuleBook, RuleError, Transaction
from statementkit.order.columns_frames import frame_of
from statementkit.rules import columns_fields, columns_limits
from statementkit.rules.columns import SAID, assign
from tests.rules import strategies as made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit import Assignment


def row_of(said: Assignment) -> tuple[Any, ...]:
    rules = {each.rule for each in said.reasons.values() if each.rule is not None}
    parts = [attrs.asdict(part) for part in said.split]
    booked = (said.wallet, said.category, said.project, said.name, said.kind)
    return *booked, parts or None, sorted(rules) or None


def frame_with_keys(transactions: Sequence[Transaction]) -> pl.DataFrame:
    """Return a frame with a column for the key of the file that rules ask for."""
    keys = [(each.extra or {}).get("Проект") for each in transactions]
    frame = frame_of(transactions)
    return frame.with_columns(pl.Series("Проект", keys, dtype=pl.String))


@pytest.mark.parametrize("rare", [0, 16])
@given(
    book=st.builds(RuleBook, made.rule_lists(20), made.defaults),
    payments=st.lists(made.transactions),
)
def test_columns_say_what_the_book_says(
    rare: int, book: RuleBook, payments: list[Transaction]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns_limits, "_RARE", rare)
        _compare(book, payments)


def _compare(book: RuleBook, payments: Sequence[Transaction]) -> None:
    frame = frame_with_keys(payments)
    if any("[tax_id]" in rule.match for rule in book.rules):
        with pytest.raises(RuleError, match=r"SK773 rule [0-9]+ asks for \[tax_id\]"):
            assign(frame, book)
        return
    expected = [row_of(book.assign(each)) for each in payments]
    assert assign(frame, book).select(*SAID).rows() == expected
    assert assign(frame.lazy(), book).collect().select(*SAID).rows() == expected


_letters = "aAбБßıİſKΣσς é€"
_texts = st.lists(st.text(_letters + "\x1c\x85", max_size=8), min_size=1, max_size=8)
_wanted = st.lists(st.text(_letters, max_size=8), min_size=1, max_size=8)


@given(_texts, _wanted)
def test_letters_are_compared_as_the_book_compares_them(
    texts: list[str], wanted: list[str]
) -> None:
    rules = [
        Rule(match=f"{field}{operator}{made.quote(each)}", category="x")
        for each in wanted
        if each.strip()
        for field, operator in (("name", "~"), ("name", "="), ("account", "="), ("name", "!~"))
    ]
    book = RuleBook(rules)
    payments = [
        Transaction(date(2024, 2, 1), Decimal(1), name=each, account=each) for each in texts
    ]
    expected = [row_of(book.assign(each)) for each in payments]
    assert assign(frame_of(payments), book).select(*SAID).rows() == expected


def test_plain_letters_have_the_small_ones_of_python() -> None:
    everything = pl.Series([chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000])
    plain = everything.filter(everything.str.contains(columns_fields._PLAIN))
    assert plain.str.to_lowercase().to_list() == [each.casefold() for each in plain]
    assert len(plain) > 200


_limits = st.integers(-9, 9).map(lambda eighths: Decimal(eighths) / 8) | st.sampled_from(
    [Decimal(10) ** 30, -(Decimal(10) ** 30), Decimal("1E-13")]
)
_quarters = st.integers(-5, 5).map(lambda quarters: Decimal(quarters) / 4)


@pytest.mark.parametrize("others", ["", "name=a, "])
@given(
    limits=st.lists(_limits, min_size=1, max_size=4),
    amounts=st.lists(_quarters, min_size=4, max_size=8),
)
def test_numbers_that_no_column_holds_are_compared_exactly(
    others: str, limits: list[Decimal], amounts: list[Decimal]
) -> None:
    rules = [
        Rule(match=f"{others}amount{operator}{limit:f}", category="x")
        for limit in limits
        for operator in ("=", "<", "<=", ">", ">=", "!=")
    ]
    book = RuleBook(rules)
    payments = [Transaction(date(2024, 2, 1), each, name="a") for each in amounts]
    expected = [row_of(book.assign(each)) for each in payments]
    for scale in (2, 12):
        assert assign(frame_of(payments, scale), book).select(*SAID).rows() == expected


SETTINGS: dict[str, Any] = {
    "order": "date|amount|category",
    "header": False,
    "date_format": "yyyy-MM-dd",
}


def test_problems_are_booked_on_nothing_and_the_bank_keeps_its_category() -> None:
    content = b"2024-02-01,-3.20,Food\n2024-02-02,x,Food\n"
    book = RuleBook([Rule(match="category=Food", category="Costs")])
    frame = sk.scan(content, on_error="collect", **SETTINGS)
    said = frame.pipe(assign, book).select("bank_category", "category", "rule", "problem")
    assert said.collect().rows() == [
        ("Food", "Costs", [1], None),
        (None, None, None, "SK301 column 2: 'x' is not an amount"),
    ]
    again = frame.pipe(assign, book).pipe(assign, book).collect()
    assert again.equals(frame.pipe(assign, book).collect())


@pytest.mark.parametrize(
    ("match", "frame", "message"),
    [
        ("[Код]=5", frame_of([]), r"rule 1 asks for \[Код\], and no column"),
        ("[original_amount]=5", frame_of([]), r"rule 1 asks for \[original_amount\]"),
        ("name=x", frame_of([]).drop("name"), "rule 1 asks for name, and no column"),
        ("name=x", frame_of([]).cast({"amount": pl.Float64}), "a book asks for amount, and its"),
        ("name=x", frame_of([]).drop("kind"), "a book asks for kind, and no column"),
    ],
)
def test_a_frame_that_lacks_what_rules_ask_for(
    match: str, frame: pl.DataFrame, message: str
) -> None:
    with pytest.raises(RuleError, match=f"SK773 {message}"):
        assign(frame, RuleBook([Rule(match=match, category="x")]))
    with pytest.raises(RuleError, match=f"SK773 {message}"):
        assign(frame.lazy(), RuleBook([Rule(match=match, category="x")])).collect()


@pytest.mark.parametrize("match", ["name~/x/", "name~/x/, amount<1.5", "amount<1.5, name~/x/"])
def test_a_text_too_long_to_search_is_said(match: str) -> None:
    book = RuleBook([Rule(match=match, category="x")])
    long = Transaction(date(2024, 2, 1), Decimal(1), name="x" * 200_000)
    for ask in (lambda: book.assign(long), lambda: assign(frame_of([long]).lazy(), book).collect()):
        with pytest.raises(RuleError, match="SK712"):
            ask()


def test_a_text_is_not_searched_where_a_limit_fails() -> None:
    book = RuleBook([Rule(match="amount<1.5, name~/x/", category="x")])
    long = Transaction(date(2024, 2, 1), Decimal(2), name="x" * 200_000)
    assert book.assign(long).category is None
    assert assign(frame_of([long]), book)["category"].to_list() == [None]
