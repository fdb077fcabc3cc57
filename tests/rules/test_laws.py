"""Laws of books of rules: nothing decides but what a rule says."""

from __future__ import annotations

from decimal import Decimal
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lark.exceptions import LarkError

from statementkit import RuleError
from statementkit.rules import Part, Rule, RuleBook, index, pieces
from statementkit.rules.fields import compact, direction_of
from statementkit.rules.matching import compile_match
from statementkit.rules.parser import parsed, quickly_parsed
from statementkit.rules.pieces import Pieces
from statementkit.rules.ranges import Ranges
from statementkit.rules.splits import amounts, what_is_wrong
from tests.rules import strategies as made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from statementkit import Transaction

payments = st.lists(made.transactions, min_size=1, max_size=6)


@given(made.books, payments, st.randoms(use_true_random=False))
def test_any_order_of_insertion_makes_the_same_book(
    book: RuleBook, payments: Sequence[Transaction], random: Random
) -> None:
    shuffled = list(book.rules)
    random.shuffle(shuffled)
    other = RuleBook(shuffled, book.defaults)
    assert other == book
    assert [other.assign(each) for each in payments] == [book.assign(each) for each in payments]


@given(made.books, made.transactions)
def test_an_answer_does_not_depend_on_the_questions_before(
    book: RuleBook, payment: Transaction
) -> None:
    first = book.assign(payment)
    for amount in made.AMOUNTS:
        book.assign(type(payment)(payment.booked_on, amount, tax_id=payment.tax_id))
    assert book.assign(payment) == first == RuleBook(book.rules, book.defaults).assign(payment)


@pytest.mark.parametrize("few", [0, 16])
@pytest.mark.parametrize("rare", [0, 16])
@given(rules=made.rule_lists(20), payments=payments)
def test_the_index_finds_what_trying_every_rule_finds(
    few: int, rare: int, rules: list[Rule], payments: Sequence[Transaction]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_FEW", few)
        patch.setattr(index, "_RARE", rare)
        book = RuleBook(rules)
    for payment in payments:
        assert book.matching(payment) == _tried(book, payment)


letters = st.text("abß", max_size=30)


@pytest.mark.parametrize("few", [0, 16])
@given(
    wanted=st.lists(st.text("abß", min_size=1, max_size=20).map(str.casefold), max_size=40),
    text=letters,
)
def test_pieces_are_found_in_a_text_just_where_they_stand_in_it(
    few: int, wanted: list[str], text: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_FEW", few)
        found = Pieces([(piece, place) for place, piece in enumerate(wanted)]).found(text)
    standing = {place for place, piece in enumerate(wanted) if piece in text.casefold()}
    assert set(found) == standing


_limits = st.tuples(st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 9))


@given(st.lists(st.lists(_limits, min_size=1, max_size=3), max_size=12), st.integers(-1, 10))
def test_ranges_are_found_around_a_value(ranges: list[list[tuple[str, int]]], value: int) -> None:
    found = Ranges([(limits, place) for place, limits in enumerate(ranges)]).found(value)
    holding = [
        place
        for place, limits in enumerate(ranges)
        if all(_COMPARED[operator](value, limit) for operator, limit in limits)
    ]
    assert sorted(found) == holding


_COMPARED = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _tried(book: RuleBook, payment: Transaction) -> tuple[Rule, ...]:
    passed = (rule for rule, alternative in book.ranked() if alternative.passes(payment))
    return tuple(dict.fromkeys(passed))


@given(made.books, made.transactions)
def test_the_first_rule_that_says_a_thing_wins_and_the_others_are_named(
    book: RuleBook, payment: Transaction
) -> None:
    said = book.assign(payment)
    for field in ("wallet", "category", "project", "name", "kind"):
        saying = [rule for rule in _tried(book, payment) if getattr(rule, field)]
        reason = said.reasons.get(field)
        if saying:
            assert getattr(said, field) == getattr(saying[0], field)
            assert reason is not None
            assert [reason.rule, *reason.beaten] == [rule.number for rule in saying]
        else:
            assert reason is None or reason.rule is None
            assert (reason is None) is (getattr(said, field) is None)


@given(made.books, made.transactions)
def test_what_no_rule_says_comes_from_the_nearest_default(
    book: RuleBook, payment: Transaction
) -> None:
    said = book.assign(payment)
    is_transfer = (said.kind or payment.kind) == "transfer"
    direction = None if is_transfer else direction_of(payment)
    nearest = [*book.defaults.nearest(direction, compact(payment.own_account or ""))]
    for field in ("wallet", "category", "project"):
        if not any(getattr(rule, field) for rule in _tried(book, payment)):
            found = [(name, it) for name, each in nearest if (it := getattr(each, field))]
            name, value = found[0] if found else (None, None)
            assert getattr(said, field) == value
            assert getattr(said.reasons.get(field), "default", None) == name


@given(made.books, made.transactions)
def test_postings_add_up_to_the_payment(book: RuleBook, payment: Transaction) -> None:
    said = book.assign(payment)
    try:
        postings = said.postings(payment)
    except RuleError as error:
        fits = error.code != "SK711" or not any(part.fixed for part in said.split)
        assert not fits, error  # noqa: PT017
        return
    assert sum(each.amount for each in postings) == payment.amount
    assert len(postings) == max(1, len(said.split))


shares = st.decimals("0.01", 100, places=2, allow_nan=False).map(lambda it: Part(f"{it}%"))
exact = st.decimals(-(10**15), 10**15, places=4, allow_nan=False)


@given(st.lists(shares, min_size=1, max_size=9), exact, st.sampled_from(made.CURRENCIES))
@example([Part("12.5%")] * 7, Decimal("0.05"), "EUR")
@example([Part("50%")], Decimal("-101"), "JPY")
def test_shares_add_up_and_never_turn_their_sign(
    parts: list[Part], amount: Decimal, currency: str | None
) -> None:
    parts = [*parts, Part("rest")]
    if what_is_wrong(parts):
        return
    found = amounts(parts, amount, currency)
    assert sum(found) == amount
    assert all(each * amount >= 0 for each in found)
    assert not any(each.is_zero() and each.is_signed() for each in found)
    for part, each in zip(parts[:-1], found, strict=False):
        share = abs(amount) * (part.percent or 0) / 100
        assert share - Decimal(1) < abs(each) <= share


@given(st.text() | st.lists(st.sampled_from([*made.CHECKS, *',;=<~[]{}"/ '])).map("".join))
def test_only_our_own_errors_escape_from_a_match(text: str) -> None:
    try:
        compile_match(text)
    except RuleError as error:
        for finding in error.diagnostics:
            assert finding.code in ("SK704", "SK705", "SK706", "SK707")
            assert str(finding)


_LEAVES = ("BLANK", "NOTBLANK", "name", "[k]", "5", "2024-01-01", '{"a","b"}', '"x"', "/x/")
_MARKS = (*',;=<~[]{}"/! ', "!=", "!~", "<=", "]]", " \n", "=BLANK x", "\N{NO-BREAK SPACE}")
_fragments = st.sampled_from([*made.CHECKS, *_LEAVES, *_MARKS])


@given(made.matches | st.lists(_fragments, max_size=8).map("".join) | st.text())
@example("name=a ; ")
@example('name={"a","b"} x,amount<0')
def test_what_reads_matches_quickly_reads_what_the_grammar_says(text: str) -> None:
    try:
        tree = parsed(text)
    except LarkError:
        assert quickly_parsed(text) is None
    else:
        read = quickly_parsed(text)
        assert read is not None
        assert attrs.asdict(read) == attrs.asdict(tree)


@given(made.matches, made.transactions)
def test_white_space_between_checks_means_nothing(match: str, payment: Transaction) -> None:
    [plain, spaced] = [
        [each.passes(payment) for each in compile_match(text)]
        for text in (match, "\n " + match.replace(",direction", " ,\n direction ") + " ; ")
    ]
    assert plain == spaced
