"""The columns that money can be in, and every shape that they allow."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import attrs

from statementkit.inference.money import Flagged, Pair, Shape, Signed
from statementkit.inference.words import is_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.inference.columns import Column

_NOT_MONEY = ("quantity", "exchangeRate", "id", "check", "account", "ownAccount", "category")

_FLAG_WORDS = 4
"""How many different words a column of directions has at most."""


@attrs.frozen
class Ledger:
    """The columns of a table that money can be in, sorted by what their names say."""

    columns: Sequence[Column]
    has_header: bool

    def named(self, *wanted: str) -> list[Column]:
        """Return the columns of numbers with these names, the best name first."""
        found = [(each.fits(*wanted), each) for each in self.numbers if each.fits(*wanted)]
        return [each for _, each in sorted(found, key=lambda it: (-it[0], it[1].index))]

    @property
    def numbers(self) -> list[Column]:
        """The columns of numbers; of two sides, one may be blank."""
        return [
            each
            for each in self.columns
            if each.kind == "number" or (each.kind == "blank" and each.fits("paid_in", "paid_out"))
        ]

    def money(self) -> list[Column]:
        """Return the columns that may hold amounts: by name, or for want of names by decimals."""
        named = self.named(*_MONEY)
        if self.has_header and named:
            return named
        return [each for each in self.numbers if not each.fits(*_NOT_MONEY) and _is_money(each)]

    def priced(self) -> list[Column]:
        """Return the columns whose cells tell how numbers are written."""
        return self.named("amount", "net", "paid_in", "paid_out", "balance") or self.money()

    def balances(self) -> list[Column]:
        """Return the columns that may hold running balances."""
        named = self.named("balance")
        if named:
            return named
        return [] if self.has_header else self.money()

    def flags(self) -> list[tuple[Column, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
        """Return the columns of direction words: the column, its words out, in, and neither."""
        found = []
        for column in self.columns:
            words = sorted(column.values)
            if column.kind not in ("text", "blank") or not 0 < len(words) <= _FLAG_WORDS:
                continue
            outs = tuple(each for each in words if is_cell(each, "out"))
            ins = tuple(each for each in words if is_cell(each, "in"))
            rest = tuple(each for each in words if each not in outs and each not in ins)
            is_flag = bool(outs and ins) or (bool(outs or ins) and bool(column.fits("flag")))
            if is_flag and all(is_cell(each, "neutral") for each in rest):
                found.append((column, outs, ins, rest))
        return sorted(found, key=lambda each: -each[0].fits("flag"))


_MONEY = ("amount", "net", "paid_in", "paid_out", "balance", "fee", "originalAmount")


def _is_money(column: Column) -> bool:
    """Tell whether cells look like money: a mark for decimals, a sign, or a currency."""
    return any(
        not each.isdecimal() and any(mark in each for mark in ".,-+€$£¥") for each in column.filled
    )


def shapes_of(ledger: Ledger) -> list[Shape]:
    """Return every shape that the columns of a table allow, the simplest first."""
    pools = [each for each in ledger.money() if not each.fits("fee", "originalAmount")]
    balances = ledger.named("balance")
    pools = [each for each in pools if each not in balances]
    singles: list[Shape] = [
        Signed(each, negated)
        for each in pools
        if not each.fits("paid_in", "paid_out")
        for negated in (False, True)
    ]
    return [*singles, *_flagged(ledger, pools), *_pairs(pools, has_header=ledger.has_header)]


def _flagged(ledger: Ledger, pools: Sequence[Column]) -> Iterator[Shape]:
    for flag, outs, ins, rest in ledger.flags():
        if rest or (len(outs) > 1 and len(ins) > 1):
            continue
        for amount in pools:
            yield Flagged(amount, flag, outs, ins)
    for amount in pools:
        yield from _unknown_flags(ledger, amount)


def _unknown_flags(ledger: Ledger, amount: Column) -> Iterator[Flagged]:
    """Yield columns of two unknown words as directions: only balances can tell what they mean."""
    if any(sign in each for each in amount.filled for sign in "-\u2212("):
        return
    known = {id(flag) for flag, *_ in ledger.flags()}
    for column in ledger.columns:
        is_full = len(column.filled) == len(column.cells)
        if (
            column.kind == "text"
            and is_full
            and len(column.values) == 2
            and id(column) not in known
        ):
            for out, into in permutations(sorted(column.values)):
                yield Flagged(amount, column, (out,), (into,), is_known=False)


def _pairs(pools: Sequence[Column], *, has_header: bool) -> Iterator[Shape]:
    for paid_in, paid_out in permutations(pools, 2):
        if has_header and _is_against_names(paid_in, paid_out):
            continue
        is_named = bool(paid_in.fits("paid_in"))
        if is_named or _exclude_each_other(paid_in, paid_out):
            yield pair_of(paid_in, paid_out)


def _is_against_names(paid_in: Column, paid_out: Column) -> bool:
    """Tell whether the names of two columns say other directions, or only one says its own."""
    if paid_in.fits("paid_out") or paid_out.fits("paid_in"):
        return True
    return bool(paid_in.fits("paid_in")) is not bool(paid_out.fits("paid_out"))


def _exclude_each_other(first: Column, second: Column) -> bool:
    """Tell whether hardly a row says something other than zero in both columns."""
    both = sum(
        any(digit in one for digit in "123456789") and any(digit in two for digit in "123456789")
        for one, two in zip(first.cells, second.cells, strict=True)
    )
    return both * 10 <= len(first.cells)


def pair_of(paid_in: Column, paid_out: Column) -> Pair:
    """Return two columns as a pair, each with the sign that most of its cells have."""
    return Pair(paid_in, paid_out, _is_mainly_negative(paid_in), _is_mainly_negative(paid_out))


def _is_mainly_negative(column: Column) -> bool:
    told = [each for each in column.filled if any(digit in each for digit in "123456789")]
    minus = sum(any(sign in each for sign in "-\u2212(") for each in told)
    return minus * 2 > len(told)
