"""Which of many alternatives a transaction passes, without trying most of them.

An alternative with an equality is tried only on transactions that have its value: it stands in a
table under the rarest of them. One that looks for a piece of text stands under three letters of
the piece, and is tried where the text has them. The others are tried on every transaction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from statementkit.model import Transaction
    from statementkit.rules.conditions import Condition
    from statementkit.rules.fields import Field
    from statementkit.rules.matching import Conditions

    Read = Callable[[Transaction], Any]
    Trial = tuple[tuple[Read, Callable[[Any], bool]], ...]
    """The conditions that are still to be tried, each as how its field is read and what holds."""

_FEW = 16
"""So many pieces of text are looked for one by one; for more, letters are looked up."""

_LETTERS = 3


class Index:
    """Alternatives, each known by its place in the sequence, and how to find those that pass."""

    def __init__(self, alternatives: Sequence[Conditions]) -> None:
        everything = [each.conditions for each in alternatives]
        uses = Counter(
            (condition.field, value)
            for conditions in everything
            for condition in conditions
            for value in condition.equals or ()
        )
        tables: defaultdict[Field, defaultdict[Any, list[int]]] = defaultdict(_table)
        pieces: defaultdict[Field, list[tuple[str, int]]] = defaultdict(list)
        self._trials: list[Trial] = []
        self._always: list[int] = []
        for place, conditions in enumerate(everything):
            known = _rarest(conditions, uses)
            self._trials.append(_trial(each for each in conditions if each is not known))
            if known is not None:
                for value in known.equals or ():
                    tables[known.field][value].append(place)
            elif (piece := _longest_piece(conditions)) is not None:
                pieces[piece.field].append((piece.contains or "", place))
            else:
                self._always.append(place)
        self._tables = [(field.read, dict(table)) for field, table in tables.items()]
        self._letters = [
            (field.read, _by_letters(found)) for field, found in pieces.items() if len(found) > _FEW
        ]
        few = [found for found in pieces.values() if len(found) <= _FEW]
        self._always += [place for found in few for _, place in found]

    def passed(self, transaction: Transaction) -> tuple[int, ...]:
        """Return the places of the alternatives that a transaction passes, in their order."""
        candidates = self._always
        for read, table in self._tables:
            if found := table.get(read(transaction)):
                candidates = candidates + found
        for read, table in self._letters:
            if text := read(transaction):
                candidates = candidates + _found(table, text.casefold())
        passed = []
        for place in candidates:
            for read, holds in self._trials[place]:
                if not holds(read(transaction)):
                    break
            else:
                passed.append(place)
        passed.sort()
        return tuple(passed)


def _table() -> defaultdict[Any, list[int]]:
    return defaultdict(list)


def _trial(conditions: Iterable[Condition]) -> Trial:
    return tuple((each.field.read, each.holds) for each in conditions)


def _rarest(conditions: Iterable[Condition], uses: Mapping[Any, int]) -> Condition | None:
    """Return the equality whose values the fewest other alternatives ask for."""
    return min(
        (each for each in conditions if each.equals),
        key=lambda each: sum(uses[each.field, value] for value in each.equals or ()),
        default=None,
    )


def _longest_piece(conditions: Iterable[Condition]) -> Condition | None:
    """Return the condition with the longest piece of text, if there is one that has the letters."""
    longest = max(conditions, key=lambda each: len(each.contains or ""))
    return longest if len(longest.contains or "") >= _LETTERS else None


def _by_letters(pieces: Sequence[tuple[str, int]]) -> dict[str, list[int]]:
    """Return a table in which each piece stands under its three rarest letters in a row."""
    uses = Counter(letters for piece, _ in pieces for letters in _in_a_row(piece))
    table = _table()
    for piece, place in pieces:
        table[min(_in_a_row(piece), key=lambda each: (uses[each], each))].append(place)
    return dict(table)


def _in_a_row(text: str) -> set[str]:
    return {text[at : at + _LETTERS] for at in range(len(text) - _LETTERS + 1)}


def _found(table: Mapping[str, list[int]], text: str) -> list[int]:
    return [place for letters in table.keys() & _in_a_row(text) for place in table[letters]]
