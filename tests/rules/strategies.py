"""Strategies that make rules and payments of few values, so that they meet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from statementkit import Transaction
from statementkit.rules import AccountDefaults, Default, Defaults, Part, Rule, RuleBook

TAX_IDS = ["7707083893", "7728168971", "500100732259", "10421629"]
NAMES = ["ООО «Весна»", "Kohvik Hommik", 'Say "no", GmbH', "a;b"]
TEXTS = ["Rent for March", "rent 2024-03", "Аренда офиса", "Order 4711, Strasse", "ß", "Baaa"]
ACCOUNTS = ["EE382200221020145685", "ee38 2200 2210 2014 5685", "40702810900000005555"]
OWN = ["EE471000001020145685", "DE89370400440532013000"]
DAYS = [date(2024, 2, 29), date(2024, 3, 1), date(2025, 1, 31)]
AMOUNTS = [Decimal(each) for each in ("-1000.00", "-0.05", "0.00", "0.05", "100", "33.333", "1E+2")]
CURRENCIES = ["EUR", "JPY", "KWD", None]


def quote(text: str) -> str:
    """Write a text as a quoted literal of the language."""
    return '"' + text.replace('"', '""') + '"'


CHECKS = [
    *(f"tax_id={each}" for each in TAX_IDS),
    *(f"tax_id!={each}" for each in TAX_IDS[:2]),
    *(f"name={quote(each)}" for each in NAMES),
    *(f"account={quote(each)}" for each in ACCOUNTS),
    *(f"description~{quote(each[:size])}" for each, size in product(TEXTS, (3, 4, 8, 1))),
    *(f"description!~{quote(each[1:4])}" for each in TEXTS[:4]),
    *(f"name~{quote(each[-4:])}" for each in NAMES),
    'description~"aaa"',
    'description~"aaaa"',
    *(f"amount{operator}{limit}" for operator, limit in product("<>", ("0", "-1000", "33.3"))),
    *("amount=100", "amount!=100.0", "amount>=100", "amount<=-0.05", 'amount={"100","0.05"}'),
    *("direction=in", "direction=out", 'direction={"in","out"}', "kind=fee", "kind!=payment"),
    *("booked_on>=2024-03-01", "booked_on=2024-02-29", "value_on=BLANK", "value_on<2025-01-01"),
    *("currency=eur", 'currency={"JPY","KWD"}', "currency=BLANK", "name=NOTBLANK", "bic=BLANK"),
    *(f'tax_id={{"{TAX_IDS[0]}","{TAX_IDS[1]}"}}', 'name!={"a;b","x"}', "description~/^[Rr]ent/"),
    *("description~/[Oo]rder [0-9]+/", "description~/(?i)RENT/", "description!~/Rent/"),
    *("description~/(Rent|rent) (for)?/", 'name~/(?i:say) "no"/', "description~/Straß?sse/"),
    *("[Проект]=Весна", "[Проект]!~/^В/", "[tax_id]=7707083893", "status=BOOKED", "name!~/[;]/"),
]

matches = st.lists(
    st.lists(st.sampled_from(CHECKS), min_size=1, max_size=3).map(",".join), min_size=1, max_size=3
).map(";".join)

_words = st.sampled_from(["Bank", "Rent", "Аренда, офис", 'Shop "A"', "a;b", "=1+1", "Costs"])
words = st.none() | _words

_sizes = st.sampled_from(["10%", "33.33%", "0.5%", "12.50", "0.01", "1000"])
parts = st.builds(Part, _sizes, wallet=words, category=words, project=words)
_rest = st.builds(Part, st.just("rest"), wallet=words, category=words, project=words)
splits = st.lists(parts, min_size=1, max_size=3).flatmap(
    lambda first: st.tuples(*map(st.just, first), _rest)
)
halves = st.builds(Part, st.just("50%"), category=words)

_kinds = st.sampled_from([None, None, None, "transfer", "fee"])


def rules(number: st.SearchStrategy[int | None]) -> st.SearchStrategy[Rule]:
    """Rules that say something, with these numbers."""
    keys = st.fixed_dictionaries(
        {"match": matches, "number": number, "priority": st.sampled_from([0, 0, 0, 1, -1])},
        optional={
            "wallet": _words,
            "category": _words,
            "project": _words,
            "name": _words,
            "kind": _kinds,
            "split": splits | st.tuples(halves, halves),
        },
    )
    return keys.filter(lambda it: any(it.get(key) for key in _SAID)).map(Rule.from_dict)


_SAID = ("wallet", "category", "project", "name", "kind", "split")

defaults_of_one = st.builds(Default, words, words, words)
_groups = st.builds(AccountDefaults, defaults_of_one, defaults_of_one, defaults_of_one)
_useful = _groups.filter(lambda group: group != AccountDefaults())
defaults = st.builds(
    Defaults,
    defaults_of_one,
    defaults_of_one,
    defaults_of_one,
    st.dictionaries(st.sampled_from([*OWN, "12.34", "A-B", "income"]).map(str.upper), _useful),
)


def rule_lists(most: int = 8) -> st.SearchStrategy[list[Rule]]:
    """Lists of rules with a number each."""
    numbered = rules(st.integers(1, 40))
    return st.lists(numbered, max_size=most, unique_by=lambda rule: rule.number)


books = st.builds(RuleBook, rule_lists(), defaults)

transactions = st.builds(
    Transaction,
    booked_on=st.sampled_from(DAYS),
    amount=st.sampled_from(AMOUNTS),
    currency=st.sampled_from(CURRENCIES),
    name=st.sampled_from([None, *NAMES]),
    tax_id=st.sampled_from([None, *TAX_IDS]),
    account=st.sampled_from([None, *ACCOUNTS]),
    description=st.sampled_from([None, *TEXTS, " rent FOR march "]),
    kind=st.sampled_from(["payment", "payment", "fee", "transfer"]),
    own_account=st.sampled_from([None, *OWN, "ee47 1000 0010 2014 5685"]),
    value_on=st.sampled_from([None, *DAYS]),
    extra=st.sampled_from(
        [None, {"Проект": "Весна"}, {"status": "BOOKED", "tax_id": "7707083893"}, {"Проект": ""}]
    ),
)
