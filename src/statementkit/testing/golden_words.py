"""What is said of golden files: how a statement differs from one, and what one was made of."""

from __future__ import annotations

import json
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from statementkit import values
from statementkit.export import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from statementkit.model import BalanceCheck, Statement, Transaction

    Record = dict[str, Any]
    """What a line of a golden file holds."""

_TOLD = 20
"""How many differences are told."""

_MOVING = ("line", "parent", "skipped", "balances_break")
"""What is another number where a record more stands above."""

_LINES = 5
"""How many lines are told at which balances do not come out."""


def write_line(record: Record) -> str:
    """Return a record as a line of JSON."""
    return json.dumps(record, ensure_ascii=False)


def differences(name: str, was: Sequence[Record], now: Sequence[Record]) -> list[str]:
    """Return what is expected and not read, and the other way round, field by field if it can be.

    Lines that only moved, with what is read above them, are told where nothing else is.
    """
    told = list(_differences(name, was, now, _MOVING)) or list(_differences(name, was, now, ()))
    more = [f"and {len(told) - _TOLD} differences more"] if len(told) > _TOLD else []
    return [*told[:_TOLD], *more]


def _differences(
    name: str, was: Sequence[Record], now: Sequence[Record], moving: Collection[str]
) -> Iterator[str]:
    before, after = ([write_line(_without(it, moving)) for it in side] for side in (was, now))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        pairs = zip_longest(was[start:end], now[first:last])
        for number, (old, new) in enumerate(pairs, start + 1):
            if new is None:
                yield f"{name}:{number}: expected, and not read: {write_line(old)}"
            elif old is None:
                yield f"read, and not expected: {write_line(new)}"
            else:
                yield f"{name}:{number}: {_changes(old, new)}"


def _without(record: Record, names: Collection[str]) -> Record:
    return {name: value for name, value in record.items() if name not in names}


def _changes(old: Record, new: Record) -> str:
    """Return what is another in two records; the whole of both where they have little in common."""
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if len(names) > len({**old, **new}) / 2:
        return f"expected {write_line(old)}, read {write_line(new)}"
    told = (f"{name} {_shown(old, name)} expected, {_shown(new, name)} read" for name in names)
    return "; ".join(told) + f" (line {new['line']})" * ("line" in new)


def _shown(record: Record, name: str) -> str:
    return json.dumps(record[name], ensure_ascii=False) if name in record else "nothing"


def summary(statement: Statement) -> str:
    """Return in a line what a statement says."""
    sums = ", ".join(_sums(statement.transactions)) or "none"
    found = {
        "problems": statement.problems,
        "warnings": statement.warnings,
        "left out": statement.skipped,
    }
    told = [f"transactions: {len(statement.transactions)} ({sums})"]
    told += [f"{what}: {len(each)}" for what, each in found.items() if each]
    if statement.balance.holds is not None:
        told.append(_balances(statement.balance))
    return "; ".join(told)


def _sums(transactions: Iterable[Transaction]) -> Iterator[str]:
    """Yield what came in and went out, by currency."""
    sums: dict[tuple[str, bool], Decimal] = {}
    for each in transactions:
        key = each.currency or "of no currency", each.amount < 0
        sums[key] = values.add(sums.get(key, Decimal(0)), each.amount)
    for (currency, is_out), amount in sorted(sums.items()):
        yield f"{plain(amount)} {currency} {'out' if is_out else 'in'}"


def _balances(check: BalanceCheck) -> str:
    if check.holds:
        return "the balances come out"
    lines = ", ".join(map(str, check.breaks[:_LINES]))
    return f"the balances do not come out at line {lines}: look at signs, fees and amounts"
