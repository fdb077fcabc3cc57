"""What many rules cost against one: a payment is looked up, not held against every rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks.scores import Score
from statementkit import Rule, RuleBook, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.conftest import Race

MANY = 10_000
SLOWEST = 2
"""How many times the time of one rule ten thousand may take."""

CHAPTER = f"Rules: {MANY:,} of them, against one"


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
        )
        for number, party in enumerate(parties)
    ]


def book(*matches: str) -> RuleBook:
    """Return a book of rules that say one of fifty things."""
    return RuleBook(
        Rule(match=match, category=f"Category {number % 50}", number=number)
        for number, match in enumerate(matches, 1)
    )


ONE = "tax_id=7700000001, amount<0"
KINDS = {
    "by tax number": [f"tax_id={tax_id(number)}, amount<0" for number in range(MANY)],
    "by tax number, account and name": [
        (f"tax_id={tax_id(number)}", f"account=EE{number:018}", f"name=Party {number}")[number % 3]
        for number in range(MANY)
    ],
    "by a piece of text": [f'description~"order {number:05}"' for number in range(MANY)],
}
TARGETS = {"by tax number": 1 / SLOWEST}


def assigned(rules: RuleBook, given: Sequence[Transaction]) -> int:
    """Return of how many payments a rule says something."""
    return sum(rules.assign(each).is_by_rule for each in given)


@pytest.mark.parametrize("kind", KINDS)
def test_many_rules_against_one(
    kind: str,
    rows: int,
    race: Callable[..., Race | None],
    add_score: Callable[[Score], None],
) -> None:
    """The books say something of the payments that their rules are for."""
    given, one, many = payments(rows), book(ONE), book(*KINDS[kind])
    assert 0 < assigned(one, given) < assigned(many, given) < rows
    if found := race(lambda: assigned(many, given), lambda: assigned(one, given)):
        add_score(
            Score(
                CHAPTER,
                kind,
                "RuleBook.assign",
                found.ratio,
                "x",
                f"{rows / found.seconds:,.0f} payments/s",
                at_least=TARGETS.get(kind),
            )
        )
