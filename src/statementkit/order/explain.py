"""How one row was read, in words: the branch, every check, every field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, quoted
from statementkit.model import FIELD_BY_WORD, Transaction
from statementkit.order.nodes import Characters, ColumnNumber, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.order.outcomes import CellSeen, CheckSeen, Outcome
    from statementkit.order.plan import Plan


@attrs.frozen
class CheckExplained:
    """One check: its branch (from 1), its text in the order, where it looked, what it saw."""

    branch: int
    check: str
    place: str
    cell: str
    holds: bool


@attrs.frozen
class FieldExplained:
    """One field: the word of the order, the attribute it fills, its source, transforms and value.

    `column` is the number of the column (from 1), `None` for a constant or a range of characters.
    """

    word: str
    attribute: str | None
    place: str
    column: int | None
    cell: str
    transforms: tuple[str, ...]
    value: Any


@attrs.frozen
class Explanation:
    """How one row becomes transactions, a skip or a problem, with everything that decided it.

    `branch` is the number of the branch taken, `None` for the default layout.
    """

    result: str
    branch: int | None
    checks: tuple[CheckExplained, ...]
    fields: tuple[FieldExplained, ...]
    transactions: tuple[Transaction, ...]
    problems: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]

    @property
    def taken(self) -> str | None:
        """What the row was taken by, in words; `None` where neither a branch nor a default did."""
        if self.branch is not None:
            return f"branch {self.branch}"
        is_left = self.result == "problem" and not self.fields
        return None if is_left else "the default layout"

    def to_dict(self) -> Mapping[str, Any]:
        """Return the explanation as plain values; transactions are left to their own writers."""
        return {
            "result": self.result,
            "branch": self.branch,
            "checks": [attrs.asdict(each) for each in self.checks],
            "fields": [
                {**attrs.asdict(each), "value": None if each.value is None else str(each.value)}
                for each in self.fields
            ],
            "problems": [each.to_dict() for each in self.problems],
            "warnings": [each.to_dict() for each in self.warnings],
        }

    def __str__(self) -> str:
        lines = [f"{self.result} by {self.taken}" if self.taken else self.result]
        for check in self.checks:
            verdict = "holds" if check.holds else "does not hold"
            lines.append(
                f"  branch {check.branch}: {check.check} {verdict}: "
                f"{check.place} is {quoted(check.cell)}"
            )
        for field in self.fields:
            steps = "".join(f" {step}" for step in field.transforms)
            target = field.attribute or field.word
            lines.append(
                f"  {target} = {field.value!s} from {field.place} ({field.word}){steps}: "
                f"{quoted(field.cell)}"
            )
        lines += [
            f"  {each.kind} of {each.amount} {each.currency or ''}".rstrip()
            + f" on {each.booked_on}"
            for each in self.transactions
        ]
        lines += [str(each) for each in self.problems + self.warnings]
        return "\n".join(lines)


def explanation(plan: Plan, outcome: Outcome, columns: Sequence[str] = ()) -> Explanation:
    """Put what the interpreter saw into words; `columns` are the column names, if known."""
    return Explanation(
        outcome.result,
        outcome.branch,
        tuple(_check(plan, each, columns) for each in outcome.checks),
        tuple(_field(plan, each, columns) for each in outcome.cells),
        outcome.transactions,
        outcome.problems,
        outcome.warnings,
    )


def _check(plan: Plan, seen: CheckSeen, columns: Sequence[str]) -> CheckExplained:
    span = seen.check.span
    text = plan.text[span.start : span.end].strip()
    return CheckExplained(
        seen.branch, text, _place(seen.check.place, columns), seen.cell, seen.holds
    )


def _field(plan: Plan, seen: CellSeen, columns: Sequence[str]) -> FieldExplained:
    each = seen.input
    return FieldExplained(
        each.word,
        FIELD_BY_WORD[each.word].attribute,
        _place(each.place, columns),
        each.place.number if isinstance(each.place, ColumnNumber) else None,
        seen.cell,
        tuple(plan.text[t.span.start : t.span.end].strip() for t in each.transforms),
        seen.value,
    )


def _place(place: Place | None, columns: Sequence[str]) -> str:
    match place:
        case ColumnNumber(number):
            named = number <= len(columns)
            return f"column {number}" + (f" [{columns[number - 1].strip()}]" if named else "")
        case Characters(first, last):
            return f"characters {first}-{last}"
    return "the order itself"
