"""Transfers between own accounts: which two movements are the two sides of one.

Nothing of this is stored but what a person says. Pairs follow from the movements, so the order of
imports cannot matter, and an undo leaves the pairs that were there before its import.

Two movements can be one transfer if they cancel each other out in one currency, stand on different
own accounts at most `DAYS` apart, and neither names the account of somebody else. It is certain
only if one of them names the account of the other, and if each is the only best partner of the
other: best are those that name each other, and then those with the same reference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from statementkit.store import Side, Store

Status = Literal["paired", "suggested", "unclear", "open"]

STATUSES: tuple[Status, ...] = ("paired", "suggested", "unclear", "open")

DAYS = 5
"""How many days the two sides of a transfer are apart at most."""

REACH = timedelta(4 * 2 * DAYS)
"""How far away a movement can be that decides who is a partner of another."""

_NAMED = 2
"""How good partners are of which one names the account of the other; both is twice that."""


@attrs.frozen
class Transfer:
    """A transfer as far as it is known: `out` has left an own account, `into` has come to one.

    `status` is `paired`, where both sides are sure; `suggested`, where no account is named;
    `unclear`, where a movement has several partners; or `open`, where the other side is not there.
    What is not known of the two sides is `None`, and `candidates` are the keys of what it may be.
    `by` says what decided: `account` or `person`.
    """

    status: Status
    by: Literal["account", "person"] | None = None
    out: Side | None = None
    into: Side | None = None
    candidates: tuple[str, ...] = ()

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that are known."""
        return tuple(side for side in (self.out, self.into) if side is not None)

    @property
    def day(self) -> date:
        """The day of the first side."""
        return min(side.day for side in self.sides)


@attrs.frozen(slots=False)
class Transfers:
    """All transfers of the books, by day."""

    found: tuple[Transfer, ...] = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of the movements that are sides of a pair, and so no income and no expense."""
        return frozenset(
            side.key for each in self.found if each.status == "paired" for side in each.sides
        )

    @cached_property
    def by_key(self) -> Mapping[str, Transfer]:
        """The transfers by the keys of their sides."""
        return {side.key: each for each in self.found for side in each.sides}


def own_transfers(store: Store) -> Transfers:
    """Return the transfers between the accounts of a store."""
    own = [account.number for account in store.accounts()]
    return find_transfers(store.transfers.sides(), own, store.transfers.decisions())


def find_transfers(
    sides: Iterable[Side],
    own_accounts: Iterable[str],
    decisions: Mapping[tuple[str, str], bool] | None = None,
) -> Transfers:
    """Return the transfers among movements, whatever order they are in.

    `decisions` tell of pairs of keys, the smaller one first, whether they are one transfer.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit.store import Side
    >>> saved = Side("a", "EE38", date(2024, 2, 1), Decimal(-50), "EUR", other="LV80")
    >>> came = Side("b", "LV80", date(2024, 2, 2), Decimal(50), "EUR")
    >>> [transfer] = find_transfers([came, saved], ["EE38", "LV80"]).found
    >>> transfer.status, transfer.by, transfer.out.key, transfer.into.key
    ('paired', 'account', 'a', 'b')
    """
    decided = dict(decisions or {})
    search = _Search({side.key: side for side in sides}, frozenset(own_accounts), decided)
    steps = (search.decided, search.certain, search.unclear, search.suggested, search.open)
    return Transfers(tuple(sorted((each for step in steps for each in step()), key=_place)))


def _place(transfer: Transfer) -> tuple[object, ...]:
    return transfer.day, [side.key for side in transfer.sides]


class _Search:
    """The movements that no pair was found for yet, and who may be whose partner."""

    def __init__(
        self,
        sides: Mapping[str, Side],
        own: Collection[str],
        decisions: Mapping[tuple[str, str], bool],
    ) -> None:
        self.sides = sides
        self.own = own
        self.decisions = decisions
        self.free = {key for key, side in sides.items() if side.amount}
        self.partners = self._partners()

    def _partners(self) -> dict[str, dict[str, int]]:
        """Return for each movement those that may be its other side, and how good they are."""
        groups: dict[object, list[Side]] = defaultdict(list)
        for key in self.free:
            side = self.sides[key]
            if not side.other or self._names_own(side):
                groups[side.currency, abs(side.amount)].append(side)
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for group in groups.values():
            came = sorted((each for each in group if each.amount > 0), key=lambda each: each.day)
            for out in (each for each in group if each.amount < 0):
                for into in _near(came, out.day):
                    if (rank := self._rank(out, into)) is not None:
                        found[out.key][into.key] = found[into.key][out.key] = rank
        return found

    def _rank(self, out: Side, into: Side) -> int | None:
        """Return how good partners two movements are, `None` if they cannot be one transfer."""
        if out.account == into.account or out.other not in ("", into.account):
            return None
        if into.other not in ("", out.account) or self._are_apart(out, into):
            return None
        named = bool(out.other) + bool(into.other)
        return _NAMED * named + (named > 0 and bool(out.number) and out.number == into.number)

    def _names_own(self, side: Side) -> bool:
        return side.other in self.own and side.other != side.account

    def _are_apart(self, out: Side, into: Side) -> bool:
        key, other = sorted((out.key, into.key))
        return self.decisions.get((key, other)) is False

    def decided(self) -> Iterator[Transfer]:
        """Take out the pairs that a person made."""
        for pair, is_pair in sorted(self.decisions.items()):
            if is_pair and self.free.issuperset(pair):
                yield self._pair(*pair, "person")

    def certain(self) -> Iterator[Transfer]:
        """Take out the pairs whose sides are the only best partners of each other."""
        for rank in (_NAMED * 2 + 1, _NAMED * 2, _NAMED + 1, _NAMED):
            best = {key: self._best(key) for key in self.free & self.partners.keys()}
            only = {
                key: they[0] for key, (at, they) in best.items() if (at, len(they)) == (rank, 1)
            }
            for key, other in only.items():
                if key < other and only.get(other) == key:
                    yield self._pair(key, other, "account")

    def unclear(self) -> Iterator[Transfer]:
        """Take out the movements that have partners by account, and none that is the only one."""
        best = {key: self._best(key) for key in self.free & self.partners.keys()}
        for key, (rank, partners) in best.items():
            if rank >= _NAMED:
                self.free.discard(key)
                yield self._alone("unclear", key, partners)

    def suggested(self) -> Iterator[Transfer]:
        """Take out the movements of which only amount and day say that they are a transfer."""
        for key in sorted(self.free):
            _, partners = self._best(key)
            if key not in self.free or not partners:
                continue
            mutual = len(partners) == 1 and self._best(partners[0])[1] == [key]
            if mutual:
                out, into = sorted((key, partners[0]), key=lambda each: self.sides[each].amount)
                self.free -= {out, into}
                yield Transfer("suggested", None, self.sides[out], self.sides[into])
            elif self.sides[key].amount < 0:
                yield self._alone("suggested", key, partners)

    def open(self) -> Iterator[Transfer]:
        """Yield the movements that name an own account and have no partner there."""
        for key in sorted(self.free):
            if self._names_own(self.sides[key]):
                yield self._alone("open", key, ())

    def _best(self, key: str) -> tuple[int, list[str]]:
        """Return how good the best free partners are, and which they are."""
        free = {it: rank for it, rank in self.partners.get(key, {}).items() if it in self.free}
        best = max(free.values(), default=-1)
        return best, sorted(it for it, rank in free.items() if rank == best)

    def _pair(self, key: str, other: str, by: Literal["account", "person"]) -> Transfer:
        self.free -= {key, other}
        out, into = sorted((key, other), key=lambda each: self.sides[each].amount)
        return Transfer("paired", by, self.sides[out], self.sides[into])

    def _alone(self, status: Status, key: str, candidates: Sequence[str]) -> Transfer:
        side = self.sides[key]
        out, into = (side, None) if side.amount < 0 else (None, side)
        by: Literal["account"] | None = None if status == "suggested" else "account"
        return Transfer(status, by, out, into, tuple(candidates))


def _near(sides: Sequence[Side], day: date) -> Iterator[Side]:
    """Yield those of the sides, which are by day, that are at most `DAYS` away from a day."""
    start = bisect_left(sides, day - timedelta(DAYS), key=lambda each: each.day)
    for side in sides[start:]:
        if side.day > day + timedelta(DAYS):
            return
        yield side
