"""Which rule wins, what defaults add, and what is doubtful about a book."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest

from statementkit import Defaults, Rule, RuleBook, RuleError, Transaction
from statementkit.rules import Assignment, Part, Reason, check_rules

INN = "7707083893"


def payment(amount: str = "-10.00", **others: Any) -> Transaction:
    return Transaction(date(2024, 2, 1), Decimal(amount), "EUR", **others)


RENT = payment(tax_id=INN, name="Maja", description="Rent, February")


def said(*rules: Rule, to: Transaction = RENT) -> str | None:
    return RuleBook(rules).assign(to).category


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (f"tax_id={INN}", 'description~"rent", amount<0, direction=out'),
        (f"tax_id={INN}, amount<0", f"tax_id={INN}"),
        (f"tax_id={INN}, name=Maja", f"tax_id={INN}, amount<0, currency=EUR"),
        ('description~"rent"', "amount<0, currency=EUR"),
        ('description~"rent", amount<0', 'description~"rent"'),
        ("amount<0, currency=EUR", "amount<0"),
        (f"amount>0; tax_id={INN}", 'name~"maja"'),
    ],
)
def test_the_more_specific_rule_wins_whichever_is_older(stronger: str, weaker: str) -> None:
    strong, weak = Rule(match=stronger, category="A"), Rule(match=weaker, category="B")
    assert said(strong, weak) == said(weak, strong) == "A"


def test_the_more_specific_alternative_counts() -> None:
    sharp = Rule(match=f"amount<0; tax_id={INN}", category="A")
    middling = Rule(match='description~"rent"', category="B")
    assert said(sharp, middling) == "A"
    assert said(sharp, middling, to=payment(description="rent")) == "B"


def test_priority_wins_before_all_else_and_age_after_all_else() -> None:
    old, young = Rule(match="amount<0", category="A"), Rule(match="amount<0", category="B")
    assert said(old, young) == "A"
    assert said(old, Rule(match="amount<0", category="B", priority=1)) == "B"
    assert said(Rule(match="tax_id=1; amount<0", category="A", priority=-1), young) == "B"


def test_each_thing_is_decided_by_itself() -> None:
    book = RuleBook(
        [
            Rule(match="amount<0", wallet="Bank", category="Costs", kind="transfer"),
            Rule(match=f"tax_id={INN}", category="Rent", name="Landlord"),
        ]
    )
    found = book.assign(RENT)
    assert (found.wallet, found.category, found.name) == ("Bank", "Rent", "Landlord")
    assert {field: str(reason) for field, reason in found.reasons.items()} == {
        "wallet": "rule 1",
        "category": "rule 2, before rule 1",
        "name": "rule 2",
        "kind": "rule 1",
    }
    assert found.is_by_rule


def test_a_split_gives_way_to_a_stronger_rule_for_the_same_things() -> None:
    halves = (Part("50%", category="A"), Part("rest", category="B"))
    split = Rule(match="amount<0", split=halves)
    category = Rule(match=f"tax_id={INN}", category="Rent")
    project = Rule(match=f"tax_id={INN}", project="Shop")
    assert RuleBook([split, category]).assign(RENT).split == ()
    both = RuleBook([split, project]).assign(RENT)
    assert [(it.category, it.project) for it in both.postings(RENT)] == [
        ("A", "Shop"),
        ("B", "Shop"),
    ]


def test_many_pieces_of_text_are_looked_for_whole() -> None:
    pieces = ["aaaa", "rental", "ent, f", *(f"order {number}" for number in range(20))]
    book = RuleBook(rules(*(f'description~"{piece}"' for piece in pieces)))
    found = [book.matching(payment(description=text)) for text in ("Baaa", "RENT, FEB", "order 2")]
    assert [[rule.number for rule in each] for each in found] == [[], [3], [6]]
    both = book.matching(payment(description="order 12 and baaaa"))
    assert [rule.number for rule in both] == [1, 5, 16]


DEFAULTS = Defaults.from_dict(
    {
        "project": "Main",
        "income": {"category": "Sales"},
        "expense": {"category": "Costs"},
        "account": {"EE38 2200 2210 2014 5685": {"wallet": "LHV", "expense": {"category": "Fees"}}},
    }
)


@pytest.mark.parametrize(
    ("amount", "others", "expected"),
    [
        ("5", {}, (None, "Sales", "Main")),
        ("-5", {}, (None, "Costs", "Main")),
        ("0", {}, (None, None, "Main")),
        ("-5", {"kind": "transfer"}, (None, None, "Main")),
        ("-5", {"own_account": "ee382200221020145685"}, ("LHV", "Fees", "Main")),
        ("5", {"own_account": "EE382200221020145685"}, ("LHV", "Sales", "Main")),
        ("5", {"own_account": "other"}, (None, "Sales", "Main")),
    ],
)
def test_the_nearest_default_counts(
    amount: str, others: dict[str, str], expected: tuple[str | None, ...]
) -> None:
    found = RuleBook((), DEFAULTS).assign(payment(amount, **others))
    assert (found.wallet, found.category, found.project) == expected
    assert not found.is_by_rule


def test_a_rule_can_say_that_a_payment_is_a_transfer_or_none() -> None:
    to_transfer = RuleBook([Rule(match="amount<0", kind="transfer")], DEFAULTS)
    assert to_transfer.assign(payment()).category is None
    to_payment = RuleBook([Rule(match="amount<0", kind="payment")], DEFAULTS)
    assert to_payment.assign(payment(kind="transfer")).category == "Costs"


def test_a_book_grows_and_shrinks_without_changing_itself() -> None:
    book = RuleBook([Rule(match="amount<0", category="A")])
    grown = book.with_rule(Rule(match="amount>0", category="B"))
    assert [rule.number for rule in grown.rules] == [1, 2]
    assert grown.without(2) == book
    changed = grown.with_rule(Rule(match="amount=0", category="C", number=1))
    assert [rule.category for rule in changed.rules] == ["C", "B"]
    assert len(book) == 1


def test_books_and_what_they_say_pickle() -> None:
    halves = (Part("50%", category="A"), Part("rest", category="B"))
    book = RuleBook([Rule(match="amount<0", split=halves, number=4, kind="fee")], DEFAULTS)
    again = pickle.loads(pickle.dumps(book))  # noqa: S301
    assert again == book
    assert pickle.loads(pickle.dumps(book.assign(RENT))) == again.assign(RENT)  # noqa: S301


def test_what_many_rules_say_alike_is_kept_apart_by_its_reasons() -> None:
    """One hash for all would make a cache of them as slow as a list."""
    said = [Assignment(category="Rent", reasons={"category": Reason(n)}) for n in range(100)]
    assert len(set(map(hash, said))) > 90
    assert len({*said, *pickle.loads(pickle.dumps(said))}) == 100  # noqa: S301


def test_the_order_of_reasons_tells_no_assignments_apart() -> None:
    reasons = {"wallet": Reason(1), "category": Reason(2, beaten=(3,))}
    one = Assignment("a", "b", reasons=reasons)
    other = Assignment("a", "b", reasons=dict(reversed(reasons.items())))
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize("amount", ["1E+30", "-1E-30", "12345678901234567890123456789.01", "-1E+2"])
def test_splits_are_exact_whatever_the_size(amount: str) -> None:
    thirds = (Part("33.3333%"), Part("33.3333%"), Part("rest"))
    book = RuleBook([Rule(match="amount!=0", split=thirds)])
    whole = payment(amount)
    [first, second, third] = (each.amount for each in book.assign(whole).postings(whole))
    with localcontext(prec=100):
        assert first + second + third == Decimal(amount)
        assert abs(first) <= abs(third)
    assert first == second


def test_a_number_is_given_once() -> None:
    twice = [Rule(match="amount<0", category=each, number=3) for each in "AB"]
    with pytest.raises(RuleError, match="SK710"):
        RuleBook(twice)


@pytest.mark.parametrize(
    "keys",
    [
        {"category": ""},
        {"category": " \t"},
        {"category": "a\nb"},
        {"category": "\ud800"},
        {"category": 5},
        {"kind": "gift"},
        {"priority": "1"},
        {"priority": True},
        {"number": 0},
        {"split": "70%"},
        {"split": ["70%"]},
        {"split": [{"category": "A"}]},
        {"split": [{"size": "70%"}]},
        {"split": [{"size": "0%"}, {"size": "100%"}]},
        {"split": [{"size": "rest"}, {"size": "70%"}]},
        {"split": [{"size": "10"}, {"size": "20"}]},
        {"split": [{"size": "10"}, {"size": "90%"}]},
        {"split": [{"size": "-10"}, {"size": "rest"}]},
        {"split": [{"size": "100%"}, {"size": "rest"}]},
        {"split": [{"size": "1e2"}, {"size": "rest"}]},
        {"split": [{"size": "10%", "shop": "A"}, {"size": "rest"}]},
        {"categry": "A"},
    ],
)
def test_a_value_that_does_not_fit_is_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(RuleError) as raised:
        Rule.from_dict({"match": "amount<0", "project": "P", **keys})
    assert {each.code for each in raised.value.diagnostics} <= {"SK702", "SK703", "SK709"}
    assert all(each.hint for each in raised.value.diagnostics)


def rules(*matches: str, **says: Any) -> list[Rule]:
    return [Rule(match=match, **(says or {"category": "A"})) for match in matches]


@pytest.mark.parametrize(
    ("found", "book"),
    [
        ([], rules(f"tax_id={INN}", "amount<0")),
        ([("SK720", 1)], rules("amount>5,amount<5")),
        ([("SK720", 1)], rules("amount=5,amount>5")),
        ([("SK720", 1)], rules("direction=in,amount<0")),
        ([("SK720", 1)], rules("name=a,name!=a")),
        ([("SK720", 1)], rules("account=EE 1,account=EE2")),
        ([("SK720", 1)], rules("booked_on=2024-01-01,booked_on<2024-01-01")),
        ([], rules('amount={"1","2"},amount>1', "account=EE 1,account=ee1", "name~/a/,name~/b/")),
        ([("SK721", 2)], [*rules("amount<0,name=a"), *rules("name = a, amount<0", category="B")]),
        ([("SK721", 2)], [*rules("tax_id=EE 1"), *rules("tax_id=ee1", category="B")]),
        ([("SK722", 2)], rules("name=a", "name=a")),
        ([("SK722", 1)], rules("amount<0; amount<0")),
        ([("SK722", 2)], [*rules("amount<0", priority=1, category="A"), *rules("name=a,amount<0")]),
        ([], [*rules("amount<0", priority=1, category="A"), *rules("name=a", project="B")]),
        ([], [*rules("amount<0", category="A"), *rules("amount<0", project="B")]),
        ([("SK725", 1)], rules("tax_id=7707083894")),
        ([("SK725", 1)], rules('tax_id={"7707083893","500100732250"}')),
        ([], rules("tax_id=10421629", "tax_id!=7707083894", "name=7707083894")),
    ],
)
def test_what_is_doubtful_about_a_book(found: list[tuple[str, int]], book: list[Rule]) -> None:
    findings = check_rules(RuleBook(book))
    assert [(each.code, int(each.message.split()[1].strip(":"))) for each in findings] == found
    assert all(each.severity == "warning" and each.hint for each in findings)


def test_what_payments_show() -> None:
    book = RuleBook(
        [
            *rules(f"tax_id={INN}"),
            *rules("amount<0", category="B"),
            *rules("amount>0", category="C"),
        ]
    )
    payments = [payment(tax_id=INN, name=name) for name in ("Anna", "anna ", "Ivan", "Olga")]
    codes = [each.code for each in check_rules(book, payments)]
    assert codes == ["SK726", "SK724", "SK723"]
    assert check_rules(book, []) == []
