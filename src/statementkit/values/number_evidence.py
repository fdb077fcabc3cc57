"""The number format of a file, decided by all of its amounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from statementkit.values.amounts import amount_reader
from statementkit.values.errors import CellError
from statementkit.values.evidence import Decision, Evidence
from statementkit.values.number_format import DECIMAL_MARKS, GROUP_MARKS, NumberFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

_MARK = re.compile(f"(?<=[0-9])[{''.join(GROUP_MARKS.values())}](?=[0-9])")


class NumberEvidence:
    """Collects the amount texts of a file and tells its decimal mark and its group mark.

    `1.234,50`, `12,5` and `0,123` decide; `1,234` alone does not, nor does it under `thousands`
    other than `auto`, which says that only this mark stands between groups.

    The answer has the one group mark that was seen, `none` if there was none, and `auto` if there
    were several.

    >>> evidence = NumberEvidence()
    >>> evidence.add("1.234", 2)
    >>> evidence.result().status
    'undecided'
    >>> evidence.add("12,50", 3)
    >>> evidence.result().value
    NumberFormat(decimal=',', thousands='.')
    """

    def __init__(self, thousands: str = "auto") -> None:
        formats = [NumberFormat(mark, thousands) for mark in DECIMAL_MARKS if mark != thousands]
        readers = {each: _quiet(amount_reader(each)) for each in formats}
        self._evidence: Evidence[NumberFormat] = Evidence(readers, _label)
        self._marks: set[str] = set()

    def add(self, text: str, line: int) -> None:
        """Take the text of an amount on `line` into account."""
        self._marks.update(_MARK.findall(text))
        self._evidence.add(text, line)

    def merge(self, other: NumberEvidence) -> None:
        """Take in what another collector has seen."""
        self._marks |= other._marks
        self._evidence.merge(other._evidence)

    def result(self) -> Decision[NumberFormat]:
        """Return the number format that the texts so far decide."""
        decision = self._evidence.result()
        if decision.value is None:
            return decision
        return attrs.evolve(decision, value=self._with_groups(decision.value))

    def _with_groups(self, fmt: NumberFormat) -> NumberFormat:
        if fmt.thousands != "auto":
            return fmt
        seen = [mark for mark in fmt.groups if self._marks.intersection(GROUP_MARKS[mark])]
        if len(seen) > 1:
            return fmt
        return NumberFormat(fmt.decimal, seen[0] if seen else "none")


def decide_number_format(texts: Iterable[str]) -> Decision[NumberFormat]:
    """Return what texts decide together; their lines count from 1.

    >>> decide_number_format(["7", "1,234", "0.99"]).value
    NumberFormat(decimal='.', thousands=',')
    """
    evidence = NumberEvidence()
    for line, text in enumerate(texts, 1):
        evidence.add(text, line)
    return evidence.result()


def _label(fmt: NumberFormat) -> str:
    return f"a format with the decimal mark '{fmt.decimal}'"


def _quiet(read: Callable[[str], Decimal]) -> Callable[[str], Decimal | None]:
    def quiet(text: str) -> Decimal | None:
        try:
            return read(text)
        except CellError:
            return None

    return quiet
