"""In how many ways a regular expression can match one text: what makes a search slow.

Python's engine tries one way after the other, so the time of a search is their number. They are
counted on the automaton of the expression (Glushkov's: a state for each character class that stands
in the expression, and an edge for each way to come from one to the next; its beginning and its end
are states too, so that what matches nothing in many ways counts as well):

- a state that comes back to itself in two ways with one text: the number of ways is exponential;
- a loop, another loop after it, and a text that goes round the first, from the first to the second,
  and round the second: one more power of the length. The most that follow each other are the
  `degree`. A search that may start anywhere begins with a loop of its own;
- elsewhere, a state from which one character leads to two others doubles the ways: a `choice`.

Source: A. Weber and H. Seidl, On the degree of ambiguity of finite automata, Theoretical Computer
Science 88 (1991): their criteria EDA and IDA.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

_parser = import_module("re._parser")
_compiler = import_module("re._compiler")
"""The parts of the `re` module, which have no public names. Only this module knows their trees, and
`testing.expressions`."""

MAX_STATES = 302
"""Characters, together with the beginning and the end."""
MAX_DEPTH = 100
"""How deep groups and repetitions stand in one another at most, whatever stack is left."""
MAX_STEPS = 20_000
"""How many steps the search for ambiguity takes at most: some tens of milliseconds."""
_SAMPLE = (
    "\0\t\n !-09AZ_az\N{NO-BREAK SPACE}\N{LATIN SMALL LETTER E WITH ACUTE}"
    "\N{ARABIC-INDIC DIGIT THREE}\N{EURO SIGN}"
)
_ANYTHING = _parser.parse("(?s:.*)")
"""What a search that may start anywhere begins with."""
_MOST_OF_RANGE = 256
"""How many characters of a range are looked at, its end apart."""
_EDGE = frozenset([""])
"""What the beginning and the end take: no character."""
_KINDS = re.ASCII | re.UNICODE
"""Flags of which a group that names one drops the other."""

State = int
Edges = dict[State, "Counter[State]"]


class UncountableError(ValueError):
    """An expression that has no automaton of reasonable size. Its text is the reason."""


@attrs.frozen
class _Piece:
    """A part of an expression: the ways to match nothing, and its first and last states."""

    empty: int
    first: Counter[State]
    last: Counter[State]


_NOTHING = _Piece(1, Counter(), Counter())


def _times(ways: Counter[State], factor: int) -> Counter[State]:
    return Counter({state: count * factor for state, count in ways.items() if factor})


class _Builder:
    """Makes states and edges while it walks the tree of an expression."""

    def __init__(self, tree: Any) -> None:
        self.alphabet = sorted(_alphabet(tree))
        self.accepts: list[frozenset[str]] = []
        self.classes: dict[tuple[int, str], frozenset[str]] = {}
        self.edges: Edges = {}
        self.flags = tree.state.flags
        self.depth = 0

    def sequence(self, items: Any) -> _Piece:
        if self.depth > MAX_DEPTH:
            raise UncountableError("it is nested too deeply")
        self.depth += 1
        piece = _NOTHING
        for op, value in items:
            piece = self.chain(piece, self.item(op, value))
        self.depth -= 1
        return piece

    def item(self, op: Any, value: Any) -> _Piece:
        match str(op):
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                return self.state(self.accepted((op, value)))
            case "SUBPATTERN":
                return self.group(*value)
            case "BRANCH":
                return self.branch(value[1])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self.repeat(*value)
            case "ATOMIC_GROUP":
                return self.sequence(value)
            case "ASSERT" | "ASSERT_NOT":
                return self.look(value[1])
            case "GROUPREF" | "GROUPREF_EXISTS":
                raise UncountableError("it refers back to a group")
            case _:
                return _NOTHING

    def accepted(self, leaf: tuple[Any, Any]) -> frozenset[str]:
        """Return the characters that may stand where a leaf stands: the engine itself is asked."""
        known = self.flags, str(leaf)
        if known not in self.classes:
            state = _parser.State()
            state.flags = self.flags
            accepts = _compiler.compile(_parser.SubPattern(state, [leaf])).fullmatch
            self.classes[known] = frozenset(filter(accepts, self.alphabet))
        return self.classes[known]

    def state(self, accepted: frozenset[str]) -> _Piece:
        number = len(self.accepts)
        if number == MAX_STATES:
            raise UncountableError("it is too long")
        self.accepts.append(accepted)
        self.edges[number] = Counter()
        return _Piece(0, Counter({number: 1}), Counter({number: 1}))

    def chain(self, left: _Piece, right: _Piece) -> _Piece:
        self.connect(left.last, right.first)
        return _Piece(
            left.empty * right.empty,
            left.first + _times(right.first, left.empty),
            right.last + _times(left.last, right.empty),
        )

    def connect(self, sources: Counter[State], targets: Counter[State]) -> None:
        for source, ways in sources.items():
            self.edges[source] += _times(targets, ways)

    def group(self, _: Any, add_flags: int, del_flags: int, items: Any) -> _Piece:
        outside = self.flags
        inherited = outside & ~_KINDS if add_flags & _KINDS else outside
        self.flags = (inherited | add_flags) & ~del_flags
        piece = self.sequence(items)
        self.flags = outside
        return piece

    def branch(self, branches: Any) -> _Piece:
        pieces = [self.sequence(each) for each in branches]
        piece = _Piece(0, Counter(), Counter())
        for each in pieces:
            piece = _Piece(
                piece.empty + each.empty, piece.first + each.first, piece.last + each.last
            )
        return piece

    def repeat(self, least: int, most: int, items: Any) -> _Piece:
        """Return what is repeated as a loop, but as it is where that is exact.

        A part that may be left out is no loop, and neither is a single character a fixed number of
        times. Any other repetition counts as if it had no end.
        """
        if (least, most) == (0, 1):
            return self.optional(self.sequence(items))
        if (
            least == most
            and len(items) == 1
            and str(items[0][0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN")
        ):
            return self.sequence(list(items) * least)
        piece = self.sequence(items)
        if least > 1 and piece.empty:
            raise UncountableError("it repeats more than once what may be nothing")
        self.connect(piece.last, piece.first)
        return piece if least else self.optional(piece)

    def optional(self, piece: _Piece) -> _Piece:
        return attrs.evolve(piece, empty=piece.empty + 1)

    def edge(self) -> _Piece:
        """Return the beginning or the end of what matches for itself."""
        return self.state(_EDGE)

    def between(self, beginning: _Piece, items: Any) -> None:
        """Add what matches for itself: a beginning, the items, and an end."""
        self.chain(self.chain(beginning, self.sequence(items)), self.edge())

    def look(self, items: Any) -> _Piece:
        before = len(self.accepts)
        self.between(self.edge(), items)
        if any(
            state in _reachable(self.edges, state) for state in range(before, len(self.accepts))
        ):
            raise UncountableError("it repeats inside a look-around")
        return _NOTHING


class Ambiguity:
    """What the ways of an expression, which `re` must accept, grow with.

    Raises `UncountableError` for an expression with a reference to a group, a repetition inside a
    look-around, more than 300 states, more than 100 levels, or repetitions so long that counting
    takes too many steps.

    >>> Ambiguity("(a+)+b").is_exponential, Ambiguity("^a+b+").degree, Ambiguity("a.*b.*c").degree
    (True, 0, 2)
    """

    def __init__(self, pattern: str) -> None:
        tree = _parser.parse(pattern)
        builder = _Builder(tree)
        is_anchored = _is_anchored(tree)
        builder.between(builder.edge() if is_anchored else builder.sequence(_ANYTHING), tree)
        self._accepts, self._edges = builder.accepts, builder.edges
        self._steps = 0
        self._after = {state: _reachable(self._edges, state) for state in self._edges}

    @cached_property
    def is_exponential(self) -> bool:
        """Whether the ways grow exponentially with the length of the text."""
        return any(map(self._is_loop_ambiguous, self._loops))

    @cached_property
    def degree(self) -> int:
        """The power of the length with which the ways grow, if it is not exponential."""
        return max(self._degree_from.values(), default=0)

    @cached_property
    def choices(self) -> int:
        """The factor by which all that is not repeated multiplies the ways, at most."""
        ways: dict[State, int] = {}
        for state in sorted(self._edges, key=self._distance):
            ways[state] = self._ways_from(state, ways)
        return max(ways.values(), default=1)

    def _distance(self, state: State) -> tuple[int, bool]:
        """Return a key that is smaller for every state that comes later, if not in one loop."""
        return len(self._after[state]), state not in self._loop_of

    def _ways_from(self, state: State, ways_from: dict[State, int]) -> int:
        """Return the most ways on from a state with one text, its own loop left out."""
        loop = self._loop_of.get(state, frozenset())
        ways: Counter[str] = Counter()
        for source in loop or (state,):
            for target in self._edges[source].keys() - loop:
                factor = self._edges[source][target] * ways_from[target]
                ways.update(dict.fromkeys(self._accepts[target], factor))
        return max(ways.values(), default=1)

    @cached_property
    def _loops(self) -> list[frozenset[State]]:
        return list(dict.fromkeys(self._loop_of.values()))

    @cached_property
    def _loop_of(self) -> dict[State, frozenset[State]]:
        """The states with which a state can be reached again, for each that can."""
        return {
            state: frozenset(each for each in after if state in self._after[each])
            for state, after in self._after.items()
            if state in after
        }

    def _overlap(self, *states: State) -> bool:
        """Return whether a character may stand at all these states: one step of a search."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise UncountableError("its repetitions are too long to be counted")
        return bool(frozenset.intersection(*(self._accepts[each] for each in states)))

    def _is_loop_ambiguous(self, loop: frozenset[State]) -> bool:
        """Return whether two ways lead from one state of the loop to one of it with one text."""
        if any(self._edges[state][each] > 1 for state in loop for each in loop):
            return True
        pairs = {(state, state) for state in loop}
        seen = set(pairs)
        while pairs:
            left, right = pairs.pop()
            for pair in product(loop & self._edges[left].keys(), loop & self._edges[right].keys()):
                if pair[0] == pair[1] and left == right:
                    continue
                if self._overlap(*pair):
                    if pair[0] == pair[1]:
                        return True
                    if pair not in seen:
                        seen.add(pair)
                        pairs.add(pair)
        return False

    @cached_property
    def _degree_from(self) -> dict[frozenset[State], int]:
        """The most pairs of loops that follow each other, from each loop on."""
        found: dict[frozenset[State], int] = {}
        for loop in sorted(self._loops, key=lambda each: len(self._after[min(each)])):
            later = [each for each in found if min(each) in self._after[min(loop)]]
            found[loop] = max(
                (found[each] + self._share_text(loop, each) for each in later), default=0
            )
        return found

    def _share_text(self, first: frozenset[State], second: frozenset[State]) -> bool:
        """Return whether one text goes round both loops and from the first to the second."""
        return any(self._is_shared(*ends) for ends in product(first, second))

    def _is_shared(self, left: State, right: State) -> bool:
        todo = [(left, left, right)]
        seen = set(todo)
        while todo:
            first, second, third = todo.pop()
            for triple in product(self._edges[first], self._edges[second], self._edges[third]):
                if triple in seen or not self._overlap(*triple):
                    continue
                if triple == (left, right, right):
                    return True
                seen.add(triple)
                todo.append(triple)
        return False


def _reachable(edges: Edges, start: State) -> frozenset[State]:
    found: set[State] = set()
    todo = [start]
    while todo:
        new = edges[todo.pop()].keys() - found
        found |= new
        todo += new
    return frozenset(found)


def _is_anchored(tree: Any) -> bool:
    """Tell whether a search begins at the beginning of the text only, not at that of each line."""
    place = str(tree[0][1]) if tree else ""
    of_lines = tree.state.flags & re.MULTILINE
    return place == "AT_BEGINNING_STRING" or (place == "AT_BEGINNING" and not of_lines)


def _alphabet(tree: Any) -> set[str]:
    """Return characters that tell all the classes of the tree apart: the borders of each."""
    points = {ord(character) for character in _SAMPLE}
    for value in _literals(tree):
        points.update((value - 1, value, value + 1))
    characters = {chr(point) for point in points if 0 <= point < 0x110000}
    return characters | {each.swapcase() for each in characters if len(each.swapcase()) == 1}


def _literals(tree: Any) -> Iterator[int]:
    """Yield the code points in a tree: those of literals and ranges, and harmless counts."""
    if isinstance(tree, tuple) and tree and str(tree[0]) == "RANGE":
        least, most = tree[1]
        yield from range(least, min(least + _MOST_OF_RANGE, most))
        yield int(most)
    elif isinstance(tree, int):
        if 0 <= tree < 0x110000:
            yield int(tree)
    elif isinstance(tree, (tuple, list, _parser.SubPattern)):
        for each in tree:
            yield from _literals(each)
