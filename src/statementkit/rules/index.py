"""Which of many alternatives a transaction passes, without trying most of them.

Each alternative is known by a part of it, its key, and tried on transactions for which the key
holds: an equality stands in a table, a piece of text among `Pieces`, limits of a number or day
among `Ranges`. An alternative that has none of these is tried on every transaction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, RuleError
from statementkit.rules.fields import FIELDS
from statementkit.rules.pieces import Pieces
from statementkit.rules.ranges import Ranges
from statementkit.values import Cache, CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from statementkit.model import Transaction
    from statementkit.rules.conditions import Condition
    from statementkit.rules.fields import Field
    from statementkit.rules.matching import Conditions

    Read = Callable[[Transaction], Any]
    Find = Callable[[Any], Sequence[int] | None]
    Trial = tuple[tuple[Read, Callable[[Any], bool]], ...]
    """The conditions that are still to be tried, each as how its field is read and what holds."""

_RARE = 16
"""A value is rare if no more alternatives than these ask for it."""

_LETTERS = 3
"""So many letters of a piece, or more, stand in few texts."""


class Index:
    """Alternatives, each known by its place in the sequence, and how to find those that pass."""

    def __init__(self, alternatives: Sequence[Conditions]) -> None:
        keys = keys_of([each.conditions for each in alternatives])
        self._trials: list[Trial] = [
            _trial(
                each for each in alternative.conditions if key is None or each not in key.answers
            )
            for alternative, key in zip(alternatives, keys, strict=True)
        ]
        self._always = [place for place, key in enumerate(keys) if key is None]
        self._finders = list(_finders(keys))

    def passed(self, transaction: Transaction) -> tuple[int, ...]:
        """Return the places of the alternatives that a transaction passes, in their order.

        Raises `RuleError` SK712 if a regular expression may not be searched in a text so long.
        """
        candidates = self._always
        passed = []
        try:
            for read, find in self._finders:
                if found := find(read(transaction)):
                    candidates = [*candidates, *found]
            for place in candidates:
                for read, holds in self._trials[place]:
                    if not holds(read(transaction)):
                        break
                else:
                    passed.append(place)
        except CellError as error:
            hint = 'look for a piece of text instead: description~"…"'
            raise RuleError(Diagnostic(code="SK712", message=error.message, hint=hint)) from None
        return tuple(sorted(set(passed))) if len(passed) > 1 else tuple(passed)


def _trial(conditions: Iterable[Condition]) -> Trial:
    return tuple((each.field.read, each.holds) for each in conditions)


# -- keys -----------------------------------------------------------------------------------------


@attrs.frozen
class Key:
    """The part of an alternative by which it is found: conditions on one field.

    Just one of `values`, `piece` and `limits` is asked for. `answers` are the conditions that hold
    wherever the key does.
    """

    field: Field
    values: frozenset[Any] | None = None
    piece: str | None = None
    limits: tuple[tuple[str, Any], ...] = ()
    answers: tuple[Condition, ...] = ()


def keys_of(alternatives: Sequence[Sequence[Condition]]) -> list[Key | None]:
    """Return the key of each alternative, `None` where no condition can be looked up."""
    uses = Counter(
        (condition.field, value)
        for conditions in alternatives
        for condition in conditions
        for value in condition.equals or ()
    )
    return [_key(conditions, uses) for conditions in alternatives]


def _key(conditions: Sequence[Condition], uses: Mapping[Any, int]) -> Key | None:
    """Return what the fewest transactions are expected to have."""

    def shared(condition: Condition) -> int:
        return sum(uses[condition.field, value] for value in condition.equals or ())

    equality = min((each for each in conditions if each.equals), key=shared, default=None)
    if equality is not None and shared(equality) <= _RARE:
        return _of_equality(equality)
    piece = max((each for each in conditions if each.needed_piece), key=_length, default=None)
    if piece is not None and _length(piece) >= _LETTERS:
        return _of_piece(piece)
    limits = max(_of_limits(conditions), key=lambda key: len(key.limits), default=None)
    if limits is not None and len(limits.limits) > 1:
        return limits
    if equality is not None:
        return _of_equality(equality)
    return limits if piece is None else _of_piece(piece)


def _length(condition: Condition) -> int:
    return len(condition.needed_piece or "")


def _of_equality(condition: Condition) -> Key:
    return Key(condition.field, values=condition.equals, answers=(condition,))


def _of_piece(condition: Condition) -> Key:
    answers = (condition,) if condition.piece else ()
    return Key(condition.field, piece=condition.needed_piece, answers=answers)


def _of_limits(conditions: Sequence[Condition]) -> list[Key]:
    """Return a key for each field that is limited."""
    limited: defaultdict[Field, list[Condition]] = defaultdict(list)
    for each in conditions:
        if each.limit is not None:
            limited[each.field].append(each)
    return [
        Key(
            field,
            limits=tuple((each.check.operator, each.limit) for each in found),
            answers=tuple(found),
        )
        for field, found in limited.items()
    ]


# -- finders --------------------------------------------------------------------------------------


def _finders(keys: Sequence[Key | None]) -> Iterable[tuple[Read, Find]]:
    """Yield how to get a field and to find the alternatives whose keys hold for what it has."""
    tables: defaultdict[Field, defaultdict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
    pieces: defaultdict[Field, list[tuple[str, int]]] = defaultdict(list)
    ranges: defaultdict[Field, list[tuple[Sequence[tuple[str, Any]], int]]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key is None:
            continue
        if key.piece is not None:
            pieces[key.field].append((key.piece, place))
        elif key.limits:
            ranges[key.field].append((key.limits, place))
        for value in key.values or ():
            tables[key.field][value].append(place)
    party = [field for field in tables if field in _PARTY]
    if len(party) > 1:
        yield _together(party, [tables.pop(field) for field in party])
    for field, table in tables.items():
        yield _remembering(field, dict(table).get)
    for field, asked in pieces.items():
        yield _remembering(field, Pieces(asked).found)
    for field, limited in ranges.items():
        yield field.read, Ranges(limited).found


_PARTY = frozenset(FIELDS[name] for name in ("name", "tax_id", "account", "bic"))
"""Fields that say who the other party is: they come again together."""


def _together(
    fields: Sequence[Field], tables: Sequence[Mapping[Any, list[int]]]
) -> tuple[Read, Find]:
    """Return how to get fields of a party and to find what they have, all at one look."""

    def found(texts: Any) -> list[int]:
        looked_up = zip(fields, tables, texts, strict=True)
        return [
            place for field, table, text in looked_up for place in table.get(field.tidy(text), ())
        ]

    return attrgetter(*(field.name for field in fields)), _Answers(found).__getitem__


def _remembering(field: Field, find: Find) -> tuple[Read, Find]:
    """Return how to get a field and find what it has, as it stands: statements repeat their texts.

    What stands in `extra` may be anything, and numbers rarely come again.
    """
    if field.reading in ("amount", "date") or not isinstance(field.get, attrgetter):
        return field.read, find
    return field.get, _Answers(lambda text: find(field.tidy(text))).__getitem__


class _Answers(Cache[Any, Any]):
    """What was found for texts, but for long ones: they take much room and rarely come again."""

    def __missing__(self, key: Any) -> Any:
        texts = key if isinstance(key, tuple) else (key,)
        if sum(len(text) for text in texts if text) > _SHORT:
            return self.make(key)
        return super().__missing__(key)


_SHORT = 300
