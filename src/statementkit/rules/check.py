"""What is doubtful about a book of rules: by itself, and against payments."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, quoted, shorten
from statementkit.order.demands import Demand
from statementkit.order.nodes import Date, Number, TextSet
from statementkit.rules.fields import FIELDS
from statementkit.rules.rule import SETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.errors import Span
    from statementkit.model import Transaction
    from statementkit.order.nodes import Operator
    from statementkit.rules.book import RuleBook
    from statementkit.rules.conditions import Condition
    from statementkit.rules.fields import Field
    from statementkit.rules.matching import Conditions
    from statementkit.rules.rule import Rule

    Findings = Iterator[Diagnostic]


def check_rules(
    book: RuleBook, transactions: Iterable[Transaction] | None = None
) -> list[Diagnostic]:
    """Return everything that is doubtful about a book, rule by rule; all of it are warnings.

    With `transactions`, which are gone through once, also what they show: rules that none of them
    matches, rules that others always beat, one tax number under many names.

    >>> from statementkit.rules import Rule, RuleBook
    >>> book = RuleBook([Rule(match="amount>0, amount<-5", category="Costs")])
    >>> [finding.message for finding in check_rules(book)]
    ['rule 1: this check contradicts those before it']
    """
    found = [*_impossible(book), *_undecisive(book), *_tax_numbers(book)]
    if transactions is not None:
        found += _seen(book, transactions)
    return [finding for _, finding in sorted(found, key=lambda each: each[0])]


_Placed = tuple[int, Diagnostic]
"""A finding and the number of the rule that it is about."""


def _finding(code: str, rule: Rule, span: Span | None, message: str, hint: str) -> _Placed:
    number = rule.number or 0
    finding = Diagnostic(
        code=code,
        message=f"rule {number}: {message}",
        hint=hint,
        severity="warning",
        order=rule.match,
        span=span,
        language="match",
    )
    return number, finding


# -- a single alternative -------------------------------------------------------------------------


def _impossible(book: RuleBook) -> Iterator[_Placed]:
    for rule in book.rules:
        for alternative in rule.alternatives:
            if (condition := _contradiction(alternative)) is not None:
                message = "this check contradicts those before it"
                hint = "no payment can pass all of them: correct or delete one"
                yield _finding("SK720", rule, condition.check.span, message, hint)


def _contradiction(alternative: Conditions) -> Condition | None:
    """Return the first condition that cannot be met where those before it are."""
    demands: defaultdict[Field, Demand] = defaultdict(Demand)
    for condition in alternative.conditions:
        for field, operator, value in _wanted(condition):
            demands[field].add(operator, value)
        if any(demand.contradictory for demand in demands.values()):
            return condition
    return None


_SIGNS = {"in": ">", "out": "<"}


def _wanted(condition: Condition) -> Iterator[tuple[Field, Operator, Any]]:
    """Yield what a condition wants of its field, in the terms of a demand."""
    field, operator, compared = condition.field, condition.check.operator, condition.compared
    if compared is None:
        yield field, operator, condition.check.value
    elif field.reading in ("amount", "date"):
        node = Number if field.reading == "amount" else Date
        if operator == "=" and len(compared) == 1:
            [value] = (node(str(each)) for each in compared)
            yield field, ">=", value
            yield field, "<=", value
    else:
        yield field, operator, TextSet(tuple(sorted(compared)))
        if field is FIELDS["direction"] and operator == "=" and len(compared) == 1:
            [sign] = (_SIGNS[each] for each in compared)
            yield FIELDS["amount"], sign, Number("0")  # type: ignore[misc]


# -- the rules among each other -------------------------------------------------------------------


@attrs.frozen
class _Ranked:
    """An alternative of a rule, its place among all, and the meanings of all its checks."""

    place: int
    rule: Rule
    alternative: Conditions
    meanings: frozenset[Any]


def _undecisive(book: RuleBook) -> Iterator[_Placed]:
    """Yield alternatives that decide nothing: the checks of a stronger one are among theirs.

    Of those that ask and say the same only the first is looked at again, and each is kept under the
    rarest of its checks: so few are held against each other.
    """
    ranked = [
        _Ranked(place, rule, each, frozenset(condition.meaning for condition in each.conditions))
        for place, (rule, each) in enumerate(book.ranked())
    ]
    uses = Counter(chain.from_iterable(each.meanings for each in ranked))
    alike: defaultdict[Any, dict[Any, _Ranked]] = defaultdict(dict)
    stronger: defaultdict[Any, dict[Any, _Ranked]] = defaultdict(dict)
    for each in ranked:
        rule, meanings = each.rule, each.meanings
        same = alike[meanings, rule.priority]
        candidates = chain.from_iterable(stronger[it].values() for it in meanings if it in stronger)
        takers = [taker for taker in candidates if taker.meanings <= meanings]
        yield from _contrary(each, same.values()) or _beaten(each, takers)
        same.setdefault(tuple(getattr(rule, field) for field in SETS), each)
        rarest = min(meanings, key=lambda it: (uses[it], repr(it)))
        stronger[rarest].setdefault((meanings, rule.sets), each)


def _contrary(each: _Ranked, same: Iterable[_Ranked]) -> list[_Placed]:
    """Return that an equally strong rule for the same payments says otherwise, if one does."""
    for taker in same:
        one, other = each.rule, taker.rule
        both = [field for field in one.sets if field in other.sets]
        for field in both:
            if getattr(one, field) != getattr(other, field):
                message = f"rule {other.number} says another {field} of the same payments"
                hint = (
                    f"rule {other.number} wins, as the older one: delete one, or give one a "
                    "priority"
                )
                return [_finding("SK721", one, each.alternative.node.span, message, hint)]
    return []


def _beaten(each: _Ranked, takers: Iterable[_Ranked]) -> list[_Placed]:
    """Return that stronger rules say all that an alternative could, if they do."""
    left, numbers = set(each.rule.sets), set()
    for taker in sorted(takers, key=lambda it: it.place):
        if not left.isdisjoint(taker.rule.sets):
            left.difference_update(taker.rule.sets)
            numbers.add(taker.rule.number or 0)
    if left:
        return []
    names = "rule " + ", ".join(map(str, sorted(numbers)))
    message = f"this never decides anything: {names} takes its payments"
    hint = "delete it, or give its rule a higher priority"
    return [_finding("SK722", each.rule, each.alternative.node.span, message, hint)]


# -- tax numbers ----------------------------------------------------------------------------------


def _tax_numbers(book: RuleBook) -> Iterator[_Placed]:
    for rule, condition in _by_tax_id(book.rules):
        for number in sorted(condition.equals or ()):
            if _is_mistyped(number):
                message = f"{quoted(number)} is as long as an INN, and its check digits are wrong"
                hint = "correct it; leave it if it is the code of another country"
                yield _finding("SK725", rule, condition.check.value.span, message, hint)


def _by_tax_id(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Condition]]:
    """Yield the conditions that the tax number must be one of some."""
    for rule in rules:
        for alternative in rule.alternatives:
            for condition in alternative.conditions:
                if condition.field is FIELDS["tax_id"] and condition.equals:
                    yield rule, condition


def _is_mistyped(number: str) -> bool:
    from statementkit.formats.onec.digits import is_tax_id

    looks_like_one = len(number) in (10, 12) and number.isascii() and number.isdigit()
    return looks_like_one and not is_tax_id(number)


# -- what payments show ---------------------------------------------------------------------------

_MANY = 3
"""So many names under one tax number are not spellings of one."""


def _seen(book: RuleBook, transactions: Iterable[Transaction]) -> Iterator[_Placed]:
    matched: Counter[int] = Counter()
    decided: Counter[int] = Counter()
    names: dict[str, dict[str, str]] = {
        number: {} for _, condition in _by_tax_id(book.rules) for number in condition.equals or ()
    }
    read_tax_id, total = FIELDS["tax_id"].read, 0
    for total, transaction in enumerate(transactions, 1):  # noqa: B007
        matched.update(rule.number or 0 for rule in book.matching(transaction))
        reasons = book.assign(transaction).reasons.values()
        decided.update({reason.rule for reason in reasons if reason.rule is not None})
        under = names.get(read_tax_id(transaction)) if names else None
        if under is not None and transaction.name:
            under.setdefault(" ".join(transaction.name.casefold().split()), transaction.name)
    if not total:
        return
    for rule in book.rules:
        yield from _use(rule, matched[rule.number or 0], decided[rule.number or 0], total)
    for rule, condition in _by_tax_id(book.rules):
        for number in sorted(condition.equals or ()):
            if len(names[number]) >= _MANY:
                yield _many_names(rule, condition, number, list(names[number].values()))


def _use(rule: Rule, matched: int, decided: int, total: int) -> Iterator[_Placed]:
    if not matched:
        message = f"it matches no payment out of {total:,}"
        hint = "correct its match, or delete it if such payments no longer come"
        yield _finding("SK723", rule, None, message, hint)
    elif not decided:
        message = f"other rules decide everything about what it matches ({matched:,} of {total:,})"
        hint = "`statementkit rules test` names those rules; give it a priority, or delete it"
        yield _finding("SK724", rule, None, message, hint)


def _many_names(rule: Rule, condition: Condition, number: str, names: Sequence[str]) -> _Placed:
    examples = ", ".join(shorten(each, 30) for each in names[:_MANY])
    message = f"the tax number {number} stands beside {len(names)} names: {examples}"
    hint = "banks write their own number on payments of their customers: check the name as well"
    return _finding("SK726", rule, condition.check.span, message, hint)
