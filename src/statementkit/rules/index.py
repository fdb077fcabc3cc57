"""Which of many alternatives a transaction passes, without trying most of them.

An alternative with an equality is tried only on transactions that have its value: it stands in a
table under the rarest of them. One that asks for a piece of text is tried on those that have the
piece; where many pieces are asked for, each stands under three of its letters, and is looked for
in texts that have these. The others are tried on every transaction.
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
            known = _rarest(conditions, uses) or _longest_piece(conditions)
            self._trials.append(_trial(each for each in conditions if each is not known))
            if known is None:
                self._always.append(place)
            elif known.contains is not None:
                pieces[known.field].append((known.contains, place))
            else:
                for value in known.equals or ():
                    tables[known.field][value].append(place)
        self._tables = [(field.read, dict(table)) for field, table in tables.items()]
        self._pieces = [(field.read, _Pieces(found)) for field, found in pieces.items()]

    def passed(self, transaction: Transaction) -> tuple[int, ...]:
        """Return the places of the alternatives that a transaction passes, in their order."""
        candidates = self._always
        for read, table in self._tables:
            if found := table.get(read(transaction)):
                candidates = candidates + found
        for read, pieces in self._pieces:
            if (text := read(transaction)) and (found := pieces.found(text.casefold())):
                candidates = candidates + found
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
    """Return the condition with the longest piece of text, if one asks for any."""
    asking = (each for each in conditions if each.contains is not None)
    return max(asking, key=lambda each: len(each.contains or ""), default=None)


class _Pieces:
    """Pieces of text, each with the place of its alternative."""

    def __init__(self, pieces: Sequence[tuple[str, int]]) -> None:
        long = [each for each in pieces if len(each[0]) >= _LETTERS]
        are_many = len(long) > _FEW
        self._by_letters = _by_letters(long) if are_many else {}
        self._others = [each for each in pieces if len(each[0]) < _LETTERS or not are_many]

    def found(self, text: str) -> list[int]:
        """Return the places of the pieces that are in a text."""
        found = [place for piece, place in self._others if piece in text]
        if table := self._by_letters:
            for letters in table.keys() & _in_a_row(text):
                found += [place for piece, place in table[letters] if piece in text]
        return found


def _by_letters(pieces: Sequence[tuple[str, int]]) -> dict[str, list[tuple[str, int]]]:
    """Return a table in which each piece stands under its three rarest letters in a row."""
    uses = Counter(letters for piece, _ in pieces for letters in _in_a_row(piece))
    table: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for each in pieces:
        rarest = min(_in_a_row(each[0]), key=lambda letters: (uses[letters], letters))
        table[rarest].append(each)
    return dict(table)


def _in_a_row(text: str) -> set[str]:
    return {text[at : at + _LETTERS] for at in range(len(text) - _LETTERS + 1)}
