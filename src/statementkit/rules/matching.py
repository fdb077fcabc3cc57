"""A match that is ready to be asked: its alternatives as conditions, the sharpest first."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import RuleError
from statementkit.rules.conditions import Condition, MeaningError, condition

if TYPE_CHECKING:
    from statementkit.errors import Diagnostic
    from statementkit.model import Transaction
    from statementkit.rules.nodes import Alternative


@attrs.frozen(eq=False)
class Conditions:
    """An alternative of a match: the conditions that a transaction must all meet."""

    node: Alternative
    conditions: tuple[Condition, ...]

    @property
    def specificity(self) -> tuple[int, int, int]:
        """How narrow it is: how many checks it has of each weight, the heaviest first."""
        weights = [each.weight for each in self.conditions]
        return weights.count(2), weights.count(1), weights.count(0)

    def passes(self, transaction: Transaction) -> bool:
        """Return whether a transaction meets all conditions."""
        return all(each.passes(transaction) for each in self.conditions)


@lru_cache(maxsize=16_384)
def compile_match(text: str) -> tuple[Conditions, ...]:
    """Return the alternatives of a match.

    Raises `RuleError` with everything that is wrong with it.

    >>> [each.specificity for each in compile_match('tax_id=7707083893,amount<0;name~"rent"')]
    [(1, 0, 1), (0, 1, 0)]
    """
    # The parser takes a tenth of a second to import: only where there are rules.
    from statementkit.rules.parser import parse_match

    match = parse_match(text)
    findings: list[Diagnostic] = []
    compiled = tuple([_compiled(each, findings) for each in match.alternatives])
    if findings:
        raise RuleError(*(each.at(order=text, language="match") for each in findings))
    return compiled


def _compiled(alternative: Alternative, findings: list[Diagnostic]) -> Conditions:
    """Return an alternative as conditions; checks that mean nothing go to the findings instead."""
    conditions = []
    for check in alternative.checks:
        try:
            conditions.append(condition(check))
        except MeaningError as error:
            findings.append(error.finding)
    return Conditions(alternative, tuple(conditions))
