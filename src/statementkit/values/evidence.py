"""What a whole file says about a question that no single cell can answer."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import attrs

from statementkit.errors import quoted
from statementkit.values.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
"""A possible answer: hashable."""


@attrs.frozen
class Decision(Generic[T]):
    """An answer, or why there is none, with the evidence.

    `decided`: `value` is the answer, and `lines` are those of the texts that ruled the others out.
    If `rivals` are left, they have read every text alike: more texts could tell them apart, and
    `lines` is empty.
    `undecided`: `rivals` are the answers that remain, and `lines` those where they differ.
    `contradicted`: no answer fits all the texts, nor can one be trusted that fits most; `lines` are
    two that exclude each other.

    `evidence` is one sentence. `seen` counts the texts that some answer reads: where it is 0, no
    text depends on the answer.
    """

    status: Literal["decided", "undecided", "contradicted"]
    value: T | None
    evidence: str
    lines: tuple[int, ...] = ()
    rivals: tuple[T, ...] = ()
    seen: int = 0


@attrs.frozen
class _Sighting:
    """A text and the line on which it stands."""

    text: str
    line: int

    def __str__(self) -> str:
        return f"{quoted(self.text)} on line {self.line}"


class Evidence(Generic[T]):
    """A collector of texts that asks which of several ways to read them is the right one.

    `readers` has for each answer, the likelier first, a function from a text to its value, or to
    `None` where the text does not read so. `label` names an answer in a sentence.

    An answer is ruled out by a text that it does not read and another one does; a text that none
    reads says nothing. Answers that have read every text alike count as one. Where every answer is
    ruled out, the one that reads most texts still counts if it cannot be mistaken: if no text means
    one thing to it and another to an answer that reads what it does not. The odd texts are then
    simply texts that do not read.

    The outcome does not depend on the order of the texts, and evidence may be collected in parts
    and put together with `merge`. Memory does not grow with the number of texts.
    """

    def __init__(
        self, readers: Mapping[T, Callable[[str], Any]], label: Callable[[T], str] = str
    ) -> None:
        self._readers = readers
        self._label = label
        self._values = Cache(self._read_by_all, limit=1_000)
        self._out: dict[T, _Sighting] = {}
        self._reads: Counter[T] = Counter()
        self._others: dict[T, set[T]] = {each: set() for each in readers}
        self._clashes: set[tuple[T, T]] = set()
        self._group: dict[T, Any] = dict.fromkeys(readers)
        self._splits: list[_Sighting] = []
        self._unread: _Sighting | None = None
        self._seen = 0

    def add(self, text: str, line: int) -> None:
        """Take the text of a cell on `line` into account; a blank one says nothing."""
        values = self._values[text]
        if not values:
            if text.strip() and self._unread is None:
                self._unread = _Sighting(text, line)
            return
        self._seen += 1
        self._reads.update(values.keys())
        for each in self._readers:
            if each not in values:
                self._out.setdefault(each, _Sighting(text, line))
                self._others[each] |= values.keys()
        if len(set(values.values())) > 1:
            self._split(_Sighting(text, line))

    def merge(self, other: Evidence[T]) -> None:
        """Take in what another collector with the same answers has seen."""
        self._out = other._out | self._out
        self._reads += other._reads
        self._clashes |= other._clashes
        for each, others in other._others.items():
            self._others[each] |= others
        for sighting in other._splits:
            self._split(sighting)
        self._unread = self._unread or other._unread
        self._seen += other._seen

    def result(self) -> Decision[T]:
        """Return what the texts so far decide."""
        left = self._left
        rivals = tuple({self._group[each]: each for each in reversed(left)}.values())[::-1]
        if not self._seen:
            return Decision("undecided", None, self._nothing_read(), rivals=tuple(left))
        if not rivals:
            return self._by_most()
        if len(rivals) > 1:
            return self._undecided(rivals)
        return self._decided(rivals[0])

    @property
    def _left(self) -> list[T]:
        return [each for each in self._readers if each not in self._out]

    def _read_by_all(self, text: str) -> dict[T, Any]:
        values = {each: read(text) for each, read in self._readers.items()}
        return {each: value for each, value in values.items() if value is not None}

    def _split(self, sighting: _Sighting) -> None:
        """Part the answers that read a text differently; a known difference is not noted again."""
        values = self._values[sighting.text]
        for one, another in combinations(values, 2):
            if values[one] != values[another]:
                self._clashes |= {(one, another), (another, one)}
        before = len(set(self._group.values()))
        parted = {each: (group, values.get(each)) for each, group in self._group.items()}
        numbers = {pair: number for number, pair in enumerate(dict.fromkeys(parted.values()))}
        if len(numbers) > before:
            self._group = {each: numbers[pair] for each, pair in parted.items()}
            self._splits.append(sighting)

    def _by_most(self) -> Decision[T]:
        """Decide between answers that are all ruled out, where the most read cannot be mistaken."""
        (best, count), *rest = self._reads.most_common(2)
        is_clear = all(count > fewer for _, fewer in rest) and not any(
            (best, other) in self._clashes for other in self._others[best]
        )
        if not is_clear:
            return self._contradicted()
        odd = self._out[best]
        evidence = f"{self._label(best)} reads {count} of {self._seen} texts, not {odd}"
        return Decision("decided", best, evidence, (odd.line,), seen=self._seen)

    def _nothing_read(self) -> str:
        if self._unread is None:
            return "there is no text to decide by"
        return f"nothing known reads {self._unread}"

    def _contradicted(self) -> Decision[T]:
        best = self._reads.most_common(1)[0][0]
        clash = self._out[best]
        other = next(each for each in self._values[clash.text])
        evidence = (
            f"{self._label(best)} does not read {clash}, "
            f"and {self._label(other)} does not read {self._out[other]}"
        )
        lines = tuple(sorted((clash.line, self._out[other].line)))
        return Decision("contradicted", None, evidence, lines, seen=self._seen)

    def _undecided(self, rivals: tuple[T, ...]) -> Decision[T]:
        first, second = rivals[:2]
        splits = [
            each for each in self._splits if self._value(first, each) != self._value(second, each)
        ]
        example = splits[0]
        evidence = (
            f"{example} is {self._value(first, example)} in {self._label(first)} and "
            f"{self._value(second, example)} in {self._label(second)}, and no text tells which"
        )
        lines = tuple(sorted({each.line for each in splits}))
        return Decision("undecided", None, evidence, lines, rivals, self._seen)

    def _value(self, answer: T, sighting: _Sighting) -> Any:
        return self._readers[answer](sighting.text)

    def _decided(self, answer: T) -> Decision[T]:
        alike = tuple(self._left)
        if len(alike) > 1:
            evidence = f"every text reads the same in {', '.join(map(self._label, alike))}"
            return Decision("decided", answer, evidence, rivals=alike, seen=self._seen)
        proofs = sorted(set(self._out.values()), key=lambda each: each.line)
        evidence = "there is no other answer"
        if proofs:
            evidence = f"no other reads {' and '.join(map(str, proofs[:3]))}"
        lines = tuple(dict.fromkeys(each.line for each in proofs))
        return Decision("decided", answer, evidence, lines, seen=self._seen)
