"""What is said of a payment, and why: each thing with the rule or the default that gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import RuleError
from statementkit.rules.splits import Part, Posting, amounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.errors import Diagnostic
    from statementkit.model import Kind, Transaction


@attrs.frozen
class Reason:
    """Why something is said of a payment.

    `rule` is the number of the rule that says it, and `beaten` are those of the rules that match
    too and would say something else, in the order in which they would have won. Without a rule,
    `default` is the name of the default that counts: `defaults.expense`.

    >>> print(Reason(rule=7, beaten=(3, 12)))
    rule 7, before rules 3, 12
    """

    rule: int | None = None
    default: str | None = None
    beaten: tuple[int, ...] = ()

    def __str__(self) -> str:
        if self.rule is None:
            return self.default or "nothing"
        if not self.beaten:
            return f"rule {self.rule}"
        rules = "rule" if len(self.beaten) == 1 else "rules"
        return f"rule {self.rule}, before {rules} {', '.join(map(str, self.beaten))}"


def _in_any_order(reasons: Mapping[str, Reason]) -> frozenset[tuple[str, Reason]]:
    return frozenset(reasons.items())


@attrs.frozen(cache_hash=True)
class Assignment:
    """What the rules and defaults of a book say of a payment.

    `wallet`, `category` and `project` are what it is booked on; `name` and `kind` replace those of
    the statement where they are not `None`. `reasons` tells for each of them, and for `split`,
    where it comes from; what nothing says anything about has no reason. `is_by_rule` tells whether
    a rule says anything of the payment, and not only the defaults do.

    An assignment does not hold the payment: equal payments share one.
    """

    wallet: str | None = None
    category: str | None = None
    project: str | None = None
    name: str | None = None
    kind: Kind | None = None
    split: tuple[Part, ...] = ()
    # Of ten thousand rules many say the same: without the reasons, so many would have one hash.
    reasons: Mapping[str, Reason] = attrs.field(factory=dict, eq=_in_any_order)
    is_by_rule: bool = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        is_by_rule = any(reason.rule is not None for reason in self.reasons.values())
        object.__setattr__(self, "is_by_rule", is_by_rule)

    @property
    def rules(self) -> tuple[int, ...]:
        """The numbers of the rules that say something of the payment, in their order."""
        numbers = {reason.rule for reason in self.reasons.values() if reason.rule is not None}
        return tuple(sorted(numbers))

    def to_dict(self) -> dict[str, Any]:
        """Return what is said, as plain values; absent is `None`.

        >>> said = Assignment(category="Rent", reasons={"category": Reason(rule=7)})
        >>> {key: value for key, value in said.to_dict().items() if value}
        {'category': 'Rent', 'rule': [7]}
        """
        return {
            "wallet": self.wallet,
            "category": self.category,
            "project": self.project,
            "set_name": self.name,
            "set_kind": self.kind,
            "split": [attrs.asdict(part) for part in self.split] or None,
            "rule": [*self.rules] or None,
        }

    def postings(self, transaction: Transaction) -> tuple[Posting, ...]:
        """Return what is booked: the whole payment, or its parts, which add up to it exactly.

        Raises `RuleError` SK711 if the split takes more than the payment has.

        >>> from datetime import date
        >>> from decimal import Decimal
        >>> from statementkit.model import Transaction
        >>> assignment = Assignment(category="Rent", split=(
        ...     Part("40%", project="Shop"), Part("rest", project="Warehouse")))
        >>> rent = Transaction(date(2024, 2, 1), Decimal("-1000.01"), "EUR")
        >>> [(str(each.amount), each.project) for each in assignment.postings(rent)]
        [('-400.00', 'Shop'), ('-600.01', 'Warehouse')]
        """
        if not self.split:
            return (Posting(transaction.amount, self.wallet, self.category, self.project),)
        try:
            sizes = amounts(self.split, transaction.amount, transaction.currency)
        except RuleError as error:
            raise RuleError(*map(self._of_rule, error.diagnostics)) from None
        return tuple(
            Posting(
                amount,
                part.wallet or self.wallet,
                part.category or self.category,
                part.project or self.project,
            )
            for part, amount in zip(self.split, sizes, strict=True)
        )

    def _of_rule(self, finding: Diagnostic) -> Diagnostic:
        """Return a finding about the split with the number of its rule."""
        reason = self.reasons.get("split", Reason())
        return finding.at(message=f"rule {reason.rule}: {finding.message}")
