"""What is said about directions and balances, as problems with their places."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from statementkit.formats.onec.problems import Problem
from statementkit.formats.onec.reconciliation import adds_up, breaks_with, by_account, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from statementkit.formats.onec.direction import Movement
    from statementkit.formats.onec.model import AccountSection, Header
    from statementkit.formats.onec.reconciliation import Cause, Explanation, Reconciliation


def of_movement(movement: Movement) -> Sequence[Problem]:
    """Return what is doubtful about the direction and the days of a document."""
    return () if _is_usual(movement) else list(_of_movement(movement))


def _is_usual(movement: Movement) -> bool:
    """Tell at a glance whether nothing is doubtful, as about nearly every document."""
    if len(movement.legs) != 1 or movement.repeats is not None:
        return False
    document, amount = movement.document, movement.document.amount
    is_positive = amount is not None and not amount.is_signed()
    return is_positive and (document.debited_on or document.credited_on) is not None


def _of_movement(movement: Movement) -> Iterator[Problem]:
    document = movement.document
    if movement.direction == "unknown":
        yield document.problem("SK630")
    if movement.repeats is not None:
        yield document.problem("SK633", first=str(movement.repeats))
    if document.amount is not None and document.amount < 0:
        yield document.problem("SK638", "Сумма", value=str(document.amount))
    if movement.legs and not (document.debited_on or document.credited_on or document.booked_on):
        yield document.problem("SK631")
    if len(movement.legs) > 1 and len({leg.account for leg in movement.legs}) == 1:
        yield document.problem("SK632", account=movement.legs[0].account or "")


def of_interval(movement: Movement, header: Header) -> Iterator[Problem]:
    """Yield a document that is booked outside of the interval for which the file was made."""
    days = {leg.booked_on for leg in movement.legs} - {None}
    start, end = header.start, header.end
    if start is None or end is None or start > end:
        return
    for day in sorted(day for day in days if day is not None and not start <= day <= end):
        words = {"day": f"{day}", "start": f"{start}", "end": f"{end}"}
        yield movement.document.problem("SK636", **words)


def of_sections(sections: Iterable[AccountSection]) -> Iterator[Problem]:
    """Yield the sections that do not add up, and those that do not follow the one before."""
    for name, listed in by_account(sections).items():
        account, ordered = name or "", in_order(listed)
        yield from (_wrong_sum(section, account) for section in ordered if not adds_up(section))
        for before, after in pairwise(ordered):
            if breaks_with(before, after):
                words = {"opening": _text(after.opening), "closing": _text(before.closing)}
                yield after.problem("SK641", "НачальныйОстаток", account=account, **words)


def _wrong_sum(section: AccountSection, account: str) -> Problem:
    return section.problem(
        "SK640",
        "КонечныйОстаток",
        account=account,
        opening=_text(section.opening),
        received=_text(section.received),
        spent=_text(section.spent),
        closing=_text(section.closing),
    )


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount, "f")


def of_account(account: Reconciliation) -> Iterator[Problem]:
    """Yield where an account does not come out at its turnovers, and what explains it."""
    sides = (
        ("SK642", account.missing_in, account.received, account.documents_in),
        ("SK643", account.missing_out, account.spent, account.documents_out),
    )
    for code, missing, stated, total in sides:
        if missing:
            yield Problem(
                code=code,
                line=account.line,
                place="account",
                words={"account": account.account, "stated": _text(stated), "sum": _text(total)},
            )
    for explanation in account.explanations:
        if _CODES[explanation.cause] != "SK649":
            yield from _explained(account.account, explanation)
    yield from _differing(account)


_CODES: Mapping[Cause, str] = {
    "duplicated": "SK644",
    "reversed": "SK645",
    "unreadable": "SK646",
    "unknown": "SK646",
    "outside": "SK647",
    "printed_twice": "SK648",
    "missing": "SK649",
    "surplus": "SK649",
}


def _explained(account: str, explanation: Explanation) -> Iterator[Problem]:
    code = _CODES[explanation.cause]
    words = {"account": account}
    if code == "SK646":
        words["amount"] = _text(abs(explanation.amount))
    for line in explanation.lines:
        yield Problem(code=code, line=line, place="document", words=words)


def _differing(account: Reconciliation) -> Iterator[Problem]:
    """Yield the sections that lack documents or have too many, on one side or on both, once."""
    told = (each for each in account.explanations if _CODES[each.cause] == "SK649")
    for line in sorted({line for each in told for line in each.lines}):
        yield Problem(code="SK649", line=line, place="account")
