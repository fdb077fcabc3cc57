"""What many rules cost against one: a payment is looked up, not held against every rule.

And what it saves to ask about columns of payments in place of one after the other.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import attrs
import polars as pl
import pytest

from benchmarks.scores import Score
from statementkit import Rule, RuleBook, Transaction, add_keys, assign, check_rules
from statementkit.dedup import bookings, match
from statementkit.order.columns_frames import frame_of
from statementkit.rules import rules_from_csv, rules_from_toml, rules_to_csv, rules_to_toml
from statementkit.rules.matching import compile_match

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.conftest import Race

    AddScore = Callable[[Score], None]
    RunRace = Callable[..., Race | None]

MANY = 10_000
SLOWEST = 2
"""How many times the time of one rule ten thousand may take; every further field adds to it."""

AGAINST_ONE = f"Rules: {MANY:,} of them, against one of the kind"
COLUMNS = f"Rules and keys in columns, against the rows ({MANY:,} rules)"
BOOKS = f"Books of {MANY:,} rules"


def tax_id(number: int) -> str:
    """Return an invented number that singles out a party."""
    return str(7_700_000_000 + number)


def payments(count: int) -> list[Transaction]:
    """Return payments of twice as many parties as there are rules, some far oftener than others."""
    random = Random(4711)
    parties = [int(random.paretovariate(0.3)) % (2 * MANY) for _ in range(count)]
    return [
        Transaction(
            date(2024, 1, 1 + number % 28),
            Decimal(random.randrange(-100_000, 100_000)).scaleb(-2),
            "EUR",
            name=f"Party {party}",
            tax_id=tax_id(party),
            account=f"EE{party:018}",
            description=f"Payment for order {party:05} of February",
            own_account="EE382200221020145685",
            line=number + 1,
        )
        for number, party in enumerate(parties)
    ]


def with_own_texts(given: Sequence[Transaction]) -> list[Transaction]:
    """Return the payments with texts of which no two are the same."""
    return [
        attrs.evolve(
            it, description=f"{it.description} {format(it.line or 0, 'b').translate(_WORDS)}"
        )
        for it in given
    ]


_WORDS = {ord("0"): "lo", ord("1"): "mi"}


def book(*matches: str) -> RuleBook:
    """Return a book of rules that say one of fifty things."""
    return RuleBook(
        Rule(match=match, category=f"Category {number % 50}", number=number)
        for number, match in enumerate(matches, 1)
    )


def _pieces(number: int) -> str:
    """Return a check for a text of four letters to thirteen."""
    order = f"{number:05}"
    return (f'"{order[-4:]}"', f'"r {order}"', f'"order {order}"', f'"order {order} of"')[
        number % 4
    ]


KINDS = {
    "by tax number": [f"tax_id={tax_id(number)}, amount<0" for number in range(MANY)],
    "by tax number, account and name": [
        (f"tax_id={tax_id(number)}", f"account=EE{number:018}", f"name=Party {number}")[number % 3]
        for number in range(MANY)
    ],
    "by number, account, limits and text": [
        (
            f"tax_id={tax_id(number)}, amount<-{number % 500}",
            f"account=EE{number:018}, direction=out",
            f"direction=in, amount>{number / 10}, amount<={(number + 1) / 10}",
            f'description~"order {number:05}", amount<0',
        )[number % 4]
        for number in range(MANY)
    ],
    "by a piece of text": [f'description~"order {number:05}"' for number in range(MANY)],
    "by an expression with a word in it, 1,000": [
        rf"description~/\border {number:05} of [A-Z]/" for number in range(MANY // 10)
    ],
}


def assigned(rules: RuleBook, given: Sequence[Transaction]) -> int:
    """Return of how many payments a rule says something."""
    return sum(rules.assign(each).is_by_rule for each in given)


@pytest.mark.parametrize("kind", KINDS)
def test_many_rules_against_one(kind: str, rows: int, race: RunRace, add_score: AddScore) -> None:
    """The books say something of the payments that their rules are for."""
    given, one, many = payments(rows), book(KINDS[kind][1]), book(*KINDS[kind])
    assert assigned(one, given) <= assigned(many, given) < rows
    assert assigned(many, given) > rows / 10
    if found := race(lambda: assigned(many, given), lambda: assigned(one, given)):
        detail = f"{rows / found.seconds:,.0f} payments/s"
        at_least = 1 / SLOWEST
        add_score(Score(AGAINST_ONE, kind, "RuleBook.assign", found.ratio, "x", detail, at_least))


MIXED = [f"description~{_pieces(number)}" for number in range(MANY)]


@pytest.mark.parametrize(
    ("kind", "matches"),
    [
        ("by a piece of text, no text twice", KINDS["by a piece of text"]),
        ("by pieces of all lengths, no text twice", MIXED),
    ],
)
def test_many_rules_over_texts_that_are_new(
    kind: str, matches: list[str], rows: int, race: RunRace, add_score: AddScore
) -> None:
    """The worst that texts can be: what was found in one is of no use for the next."""
    given, one, many = with_own_texts(payments(rows)), book(matches[1]), book(*matches)
    assert assigned(many, given) > rows / 10
    if found := race(lambda: assigned(many, given), lambda: assigned(one, given)):
        detail = f"{rows / found.seconds:,.0f} payments/s"
        add_score(Score(AGAINST_ONE, kind, "RuleBook.assign", found.ratio, "x", detail))


# -- columns --------------------------------------------------------------------------------------


def framed(given: Sequence[Transaction]) -> pl.DataFrame:
    """Return payments as a frame, made some at a time."""
    some = (given[first : first + 20_000] for first in range(0, len(given), 20_000))
    return pl.concat([frame_of(each) for each in some]).rechunk()


@pytest.mark.parametrize("kind", KINDS)
def test_rules_in_columns(kind: str, rows: int, race: RunRace, add_score: AddScore) -> None:
    """A frame and its transactions are booked on the same."""
    given, rules = payments(rows), book(*KINDS[kind])
    frame = framed(given)
    assert assign(frame, rules)["rule"].is_not_null().sum() == assigned(rules, given)

    def columns() -> None:
        assign(frame, fresh(rules))

    if found := race(columns, lambda: assigned(fresh(rules), given)):
        detail = f"{rows / found.seconds:,.0f} payments/s"
        add_score(Score(COLUMNS, kind, "assign", found.ratio, "x", detail, at_least=1))


def fresh(rules: RuleBook) -> RuleBook:
    """Return the same book, which remembers no answer."""
    return RuleBook(rules.rules, rules.defaults)


def test_keys_in_columns(rows: int, race: RunRace, add_score: AddScore) -> None:
    """A frame has the keys that its bookings get in a store in which nothing is."""
    given = with_own_texts(payments(rows))
    frame = framed(given)

    def of_rows() -> list[str]:
        return [each.key for each in match(bookings(given), []).verdicts]

    assert add_keys(frame)["key"].to_list() == of_rows()
    if found := race(lambda: add_keys(frame), of_rows):
        detail = f"{rows / found.seconds:,.0f} payments/s"
        add_score(Score(COLUMNS, "keys", "add_keys", found.ratio, "x", detail, at_least=1))


# -- books ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["toml", "csv"])
def test_reading_a_book(form: str, race: RunRace, add_score: AddScore) -> None:
    """What a file of rules takes beyond the reading of TOML by Python itself."""
    rules = book(*KINDS["by number, account, limits and text"])
    toml, table = rules_to_toml(rules), rules_to_csv(rules)

    def read() -> RuleBook:
        compile_match.cache_clear()
        return rules_from_toml(toml) if form == "toml" else rules_from_csv(table)

    assert read() == rules
    if found := race(read, lambda: tomllib.loads(toml)):
        detail = f"{found.seconds:.2f} s"
        subject = f"rules_from_{form}"
        add_score(Score(BOOKS, "against tomllib", subject, found.ratio, "x", detail, 1 / 5))


def test_checking_a_book(race: RunRace, add_score: AddScore) -> None:
    """Ten times as many rules take ten times as long, and no longer."""
    matches = KINDS["by number, account, limits and text"]
    small, large = [book(*matches[part::10]) for part in range(10)], book(*matches)
    assert len(check_rules(large)) >= sum(len(check_rules(each)) for each in small)
    if found := race(lambda: check_rules(large), lambda: [check_rules(it) for it in small]):
        detail = f"{found.seconds:.2f} s"
        add_score(Score(BOOKS, "against ten tenths", "check_rules", found.ratio, "x", detail, 0.5))
