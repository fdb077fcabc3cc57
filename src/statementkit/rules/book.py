"""A book of rules: which rule says what of a payment, decided the same way every time."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, RuleError
from statementkit.rules.assignment import Assignment, Reason
from statementkit.rules.defaults import Defaults
from statementkit.rules.fields import compact, direction_of
from statementkit.rules.index import Index
from statementkit.rules.rule import SETS, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from statementkit.model import Kind, Transaction
    from statementkit.rules.fields import Direction
    from statementkit.rules.matching import Conditions

_BOOKED_ON = ("wallet", "category", "project")

_KEPT = 50_000
"""How many different assignments a book keeps for the next payments."""

_Case = tuple[tuple[int, ...], "Direction | None", "Kind", str | None]
"""All of a payment that its assignment depends on: what it passes, its direction, kind, account."""


class RuleBook:
    """Rules and defaults, and what they say of a payment.

    Rules without a `number` get the next ones, in the order in which they are given; the same rules
    with the same numbers make the same book in any order. Numbers up to `after` were given before,
    and no rule gets one of them anew. `revision` is that of the store whose rules these are, `None`
    for other rules. Raises `RuleError` SK710 if a number is given twice.

    For each thing that can be said, the first rule that says it wins: by priority, then the more
    specific one, then the older one. Specific means: more checks for one identity (`tax_id=…`,
    `name="…"`), then more for a piece of text (`~`), then more of all others. What no rule says is
    said by the nearest default, or not at all; a transfer between one's own accounts is neither
    income nor expense.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit.model import Transaction
    >>> book = RuleBook([
    ...     Rule(match='description~"rent"', category="Rent", project="Shop"),
    ...     Rule(match="tax_id=7707083893", project="Warehouse"),
    ... ], Defaults.from_dict({"wallet": "Bank"}))
    >>> said = book.assign(Transaction(date(2024, 2, 1), Decimal("-100"), "EUR",
    ...                                tax_id="7707083893", description="Rent, February"))
    >>> said.wallet, said.category, said.project
    ('Bank', 'Rent', 'Warehouse')
    >>> [f"{field}: {reason}" for field, reason in said.reasons.items()]
    ['wallet: defaults', 'category: rule 1', 'project: rule 2, before rule 1']
    """

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        defaults: Defaults | None = None,
        *,
        after: int = 0,
        revision: int | None = None,
    ) -> None:
        self.rules = tuple(sorted(_numbered(rules, after), key=_number))
        self.defaults = defaults or Defaults()
        self._by_number = {_number(rule): rule for rule in self.rules}
        self.last_number = max(after, *self._by_number, 0)
        self.revision = revision
        self._ranked = sorted(
            ((rule, each) for rule in self.rules for each in rule.alternatives), key=_rank
        )
        self._index = Index([alternative for _, alternative in self._ranked])
        self._made: dict[_Case, Assignment] = {}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RuleBook):
            return NotImplemented
        return self.rules == other.rules and self.defaults == other.defaults

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Callable[..., RuleBook], tuple[object, ...]]:
        make = partial(RuleBook, after=self.last_number, revision=self.revision)
        return make, (self.rules, self.defaults)

    def __len__(self) -> int:
        return len(self.rules)

    def __repr__(self) -> str:
        return f"<RuleBook of {len(self)} rules>"

    def rule(self, number: int) -> Rule:
        """Return the rule of a number. Raises `KeyError`."""
        return self._by_number[number]

    def with_rule(self, rule: Rule) -> RuleBook:
        """Return a book that has one rule more, or another one under its number."""
        others = (each for each in self.rules if each.number != rule.number)
        return RuleBook([*others, rule], self.defaults, after=self.last_number)

    def without(self, number: int) -> RuleBook:
        """Return a book without the rule of a number, which no other rule gets."""
        others = (each for each in self.rules if each.number != number)
        return RuleBook(others, self.defaults, after=self.last_number)

    def at(self, revision: int) -> RuleBook:
        """Return the same book, as that of a revision of a store."""
        same = RuleBook.__new__(RuleBook)
        same.__dict__.update(self.__dict__, revision=revision)
        return same

    def ranked(self) -> Sequence[tuple[Rule, Conditions]]:
        """Return every alternative of every rule, those first that win."""
        return self._ranked

    def matching(self, transaction: Transaction) -> tuple[Rule, ...]:
        """Return the rules that a transaction matches, the one that wins first.

        Raises `RuleError` SK712 if a regular expression may not be searched in a text so long.
        """
        return tuple(
            dict.fromkeys(self._ranked[place][0] for place in self._index.passed(transaction))
        )

    def assign(self, transaction: Transaction) -> Assignment:
        """Return what is to be said of a transaction, with the reason for each thing.

        Raises `RuleError` SK712 if a regular expression may not be searched in a text so long.
        """
        account = None
        if self.defaults.accounts and transaction.own_account:
            account = compact(transaction.own_account)
        passed = self._index.passed(transaction)
        case = (passed, direction_of(transaction), transaction.kind, account)
        made = self._made.get(case)
        if made is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            made = self._made[case] = self._assignment(*case)
        return made

    def _assignment(
        self, passed: Sequence[int], direction: Direction | None, kind: Kind, account: str | None
    ) -> Assignment:
        rules = list(dict.fromkeys(self._ranked[place][0] for place in passed))
        said: dict[str, list[Rule]] = {field: [] for field in SETS}
        for rule in rules:
            for field in rule.sets:
                said[field].append(rule)
        said["split"] = [rule for rule in said["split"] if _may_split(rule, rules)]
        values = {field: getattr(found[0], field) for field, found in said.items() if found}
        reasons = {field: _reason(found) for field, found in said.items() if found}
        is_moved = values.get("kind", kind) == "transfer"
        for name, default in self.defaults.nearest(None if is_moved else direction, account):
            for field, value in default.to_dict().items():
                if field not in values:
                    values[field] = value
                    reasons[field] = Reason(default=name)
        in_order = {field: reasons[field] for field in SETS if field in reasons}
        return Assignment(**values, reasons=in_order)


def _number(rule: Rule) -> int:
    return rule.number or 0


def following_numbers(numbers: Sequence[int | None], after: int = 0) -> list[int]:
    """Return the numbers of rules, of which those that have none get the next ones.

    `after` is a number that is taken already.

    >>> following_numbers([None, 7, None])
    [8, 7, 9]
    """
    given = (each for each in numbers if isinstance(each, int))
    following = count(max(after, *given, 0) + 1)
    return [next(following) if each is None else each for each in numbers]


def _numbered(rules: Iterable[Rule], after: int) -> Iterator[Rule]:
    """Yield the rules, each with a number."""
    given = list(rules)
    uses = Counter(rule.number for rule in given if rule.number)
    if twice := sorted(number for number, times in uses.items() if times > 1):
        raise RuleError(
            Diagnostic(
                code="SK710",
                message=f"several rules have the number {twice[0]}",
                hint="give each its own; a rule without a number gets the next one",
                field="number",
            )
        )
    numbers = following_numbers([rule.number for rule in given], after)
    for rule, number in zip(given, numbers, strict=True):
        yield rule if rule.number else attrs.evolve(rule, number=number)


def _rank(ranked: tuple[Rule, Conditions]) -> tuple[object, ...]:
    rule, alternative = ranked
    return -rule.priority, [-each for each in alternative.specificity], _number(rule)


def _may_split(splitting: Rule, rules: Sequence[Rule]) -> bool:
    """Tell whether no rule before says what the parts of a split say."""
    parts = {field for part in splitting.split for field in _BOOKED_ON if getattr(part, field)}
    before = rules[: rules.index(splitting)]
    return parts.isdisjoint(field for rule in before for field in rule.sets)


def _reason(found: Sequence[Rule]) -> Reason:
    return Reason(_number(found[0]), beaten=tuple(map(_number, found[1:])))
