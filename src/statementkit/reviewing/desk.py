"""Where a person works on a plan: what is shown of it, one step after the other, and the way back.

It knows no screen. Whatever shows it reads `plan` and calls what changes it; so what is shown, what
is saved and what is committed is one and the same plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import RuleError
from statementkit.reviewing.row import OPEN_FIELDS, STATUSES
from statementkit.reviewing.table import by_whom, note_of
from statementkit.rules import FIELDS
from statementkit.rules.matching import compile_match
from statementkit.store import NAMED_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.model import Transaction
    from statementkit.reviewing.plan import Plan
    from statementkit.reviewing.row import Decision, Row
    from statementkit.rules import Assignment, Rule

WHITE = "white"
"""The filter for rows to be added of which no rule and no person says anything."""

MATCHABLE = (
    "tax_id", "account", "name", "description", "reference", "direction", "own_account", "currency",
)  # fmt: skip
"""The fields that a rule made of a row can ask for, those that single a party out first."""


@attrs.frozen
class View:
    """Which rows of a plan are shown: those of a status, or `WHITE` ones, that hold a text."""

    only: str | None = None
    text: str = ""

    def shows(self, row: Row) -> bool:
        """Tell whether a row is shown. Letter case does not count, and neither does white space."""
        if self.only == WHITE:
            if not row.can_be_edited or row.is_left_out or by_whom(row) in ("you", "rule"):
                return False
        elif self.only is not None and row.status != self.only:
            return False
        return not self.text.strip() or _plain(self.text) in _plain(" ".join(_texts(row)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _texts(row: Row) -> Iterable[str]:
    """Yield all that can be seen of a row."""
    yield from filter(None, (getattr(row.assignment, field) for field in (*NAMED_FIELDS, "kind")))
    for part in row.assignment.split:
        yield from filter(None, (part.wallet, part.category, part.project))
    if it := row.transaction:
        yield from (it.booked_on.isoformat(), format(it.amount, "f"))
        texts = (it.name, it.description, it.reference, it.tax_id, it.account, it.currency)
        yield from filter(None, texts)
    yield note_of(row) or ""


@attrs.frozen
class Preview:
    """What a rule would do: the rows that it changes, and the rows that it is for."""

    changed: Sequence[Row]
    matching: Sequence[Row]


@attrs.frozen
class _Step:
    """A state of the work, and what was done to come to it."""

    what: str
    plan: Plan


class Desk:
    """A plan while a person works on it.

    `in_use` are the wallets, categories, projects and names that are known already.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Rule, Statement, Transaction, open_store, review
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik")
    >>> with open_store("sqlite://") as store:
    ...     desk = Desk(review(Statement((coffee, coffee)), store, account="EE38"))
    >>> desk.edit(1, category="Coffee")
    >>> rule = Rule(match=match_of(coffee, ["name"]), category="Coffee")
    >>> len(desk.preview(rule).changed)
    1
    >>> desk.add_rule(rule, made_of=1)
    >>> desk.undo()
    'rule for name="Kohvik Hommik"'
    """

    def __init__(self, plan: Plan, in_use: Mapping[str, Sequence[str]] | None = None) -> None:
        self._steps = [_Step("", plan)]
        self._place = 0
        self._kept: Plan = plan
        self._in_use = in_use or {}

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self._steps[self._place].plan

    @property
    def has_changes(self) -> bool:
        """Whether the plan is another than the one that was kept last."""
        return self.plan != self._kept

    @property
    def can_undo(self) -> bool:
        """Whether there is a step that can be taken back."""
        return self._place > 0

    def keep(self) -> None:
        """Note that the plan is saved."""
        self._kept = self.plan

    def rows(self, view: View) -> list[Row]:
        """Return the rows that are shown."""
        return [row for row in self.plan.rows if view.shows(row)]

    def next_to_do(self, view: View, after: int) -> Row | None:
        """Return the next of the rows shown that waits or is `WHITE`, from the top after the last.

        `None` if there is nothing left to do.
        """
        found = [row for row in self.rows(view) if row.is_open or View(WHITE).shows(row)]
        following = (row for row in found if row.number > after)
        return next(following, found[0] if found else None)

    def filters(self) -> list[str | None]:
        """Return what rows can be filtered by, all of them first; each finds some."""
        counts = self.plan.counts
        found: list[str | None] = [None, *(status for status in STATUSES if counts[status])]
        return [*found, *([WHITE] if self.rows(View(WHITE)) else [])]

    # -- steps -------------------------------------------------------------------------------------

    def edit(self, number: int, **values: Any) -> None:
        """Set what a row is booked on, as `Plan.edit`."""
        self._do(f"{', '.join(values)} of row {number}", self.plan.edit(number, **values))

    def reset(self, number: int) -> None:
        """Give a row back to the rules, as `Plan.reset`."""
        self._do(f"row {number} as the rules say", self.plan.reset(number))

    def decide(self, number: int, decision: Decision | None) -> None:
        """Say what is to become of a row, as `Plan.decide`."""
        self._do(f"{decision or 'wait'} for row {number}", self.plan.decide(number, decision))

    def add_rule(self, rule: Rule, made_of: int | None = None) -> None:
        """Add a rule and apply it to all rows at once.

        What a person had set of the row that it is made of, and what the rule says too, is said by
        the rule from then on.
        """
        plan = self.plan.with_rule(rule)
        if made_of is not None:
            plan = plan.release(made_of)
        self._do(f"rule for {rule.match}", plan)

    def undo(self) -> str | None:
        """Take the last step back; return what it was, `None` if there is none."""
        if self._place == 0:
            return None
        self._place -= 1
        return self._steps[self._place + 1].what

    def redo(self) -> str | None:
        """Do a step again that was taken back; return what it is, `None` if there is none."""
        if self._place + 1 == len(self._steps):
            return None
        self._place += 1
        return self._steps[self._place].what

    def _do(self, what: str, plan: Plan) -> None:
        del self._steps[self._place + 1 :]
        if plan != self.plan:
            self._steps.append(_Step(what, plan))
            self._place += 1

    # -- help --------------------------------------------------------------------------------------

    def known(self, field: str, text: str = "") -> list[str]:
        """Return the values of a field that are in use and hold a text, best first."""
        wanted = text.casefold().strip()
        found = (it for it in self._values(field) if wanted in it.casefold())
        return sorted(found, key=lambda it: (not it.casefold().startswith(wanted), it.casefold()))

    def _values(self, field: str) -> Iterable[str]:
        values: dict[str | None, None] = dict.fromkeys(self._in_use.get(field, ()))
        values |= dict.fromkeys(_said(self.plan.book.defaults.to_dict(), field))
        said: list[Rule | Assignment] = [*self.plan.book.rules]
        said += (row.assignment for row in self.plan.rows)
        for each in said:
            values[getattr(each, field)] = None
            values |= dict.fromkeys(getattr(part, field, None) for part in each.split)
        return filter(None, values)

    def new_rules(self) -> list[Rule]:
        """Return the rules that were made here."""
        first = {rule.number for rule in self._steps[0].plan.book.rules}
        return [rule for rule in self.plan.book.rules if rule.number not in first]

    def preview(self, rule: Rule) -> Preview:
        """Return what a rule would do to the rows, without doing it."""
        plan = self.plan.with_rule(rule)
        pairs = zip(self.plan.rows, plan.rows, strict=True)
        return Preview(
            [now for before, now in pairs if before.assignment != now.assignment],
            self.plan.matched_by(rule),
        )


def _said(defaults: Mapping[str, Any], field: str) -> Iterator[str]:
    """Yield what nested tables of defaults say of a field."""
    for key, value in defaults.items():
        if key == field:
            yield value
        elif not isinstance(value, str):
            yield from _said(value, field)


def match_of(transaction: Transaction, fields: Iterable[str]) -> str:
    """Return the match of a rule for payments that are like one in these fields.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> rent = Transaction(date(2024, 2, 1), Decimal(-9), tax_id="7707083893", description="Rent")
    >>> match_of(rent, ["tax_id", "direction", "description"])
    'tax_id=7707083893, direction=out, description~"Rent"'
    """
    return ", ".join(_check(name, str(FIELDS[name].read(transaction))) for name in fields)


def _check(name: str, value: str) -> str:
    operator = "~" if name == "description" else "="
    if value.isascii() and value.isalnum() and operator == "=":
        return f"{name}={value}"
    doubled = value.replace('"', '""')
    return f'{name}{operator}"{doubled}"'


def fields_of(row: Row) -> list[str]:
    """Return the fields that a rule made of a row can ask for."""
    if row.transaction is None:
        return []
    return [name for name in MATCHABLE if _can_be_asked_for(name, row.transaction)]


def _can_be_asked_for(name: str, transaction: Transaction) -> bool:
    """Tell whether a payment has a value there, and one that can stand in a match."""
    try:
        return bool(FIELDS[name].read(transaction) and compile_match(match_of(transaction, [name])))
    except RuleError:
        return False


def said_by_hand(row: Row) -> dict[str, Any]:
    """Return what a person has set of a row, and a rule can say."""
    said = {field: getattr(row.assignment, field) for field in OPEN_FIELDS if field in row.edited}
    return {field: value for field, value in said.items() if value}
