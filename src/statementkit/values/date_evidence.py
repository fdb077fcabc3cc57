"""The date pattern of a file, decided by all of its dates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from statementkit.values.date_reader import familiar_patterns, reads
from statementkit.values.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.values.dates import DatePattern
    from statementkit.values.evidence import Decision


class DateEvidence:
    """Collects the date texts of a file and tells which familiar pattern they are written in.

    The answers are `FAMILIAR_PATTERNS`, names of months in `languages` and in English. A pattern
    that is not among them has to be declared: an answer says "the only familiar one".

    >>> evidence = DateEvidence()
    >>> evidence.add("02/03/2024", 2)
    >>> [rival.text for rival in evidence.result().rivals]
    ['dd/MM/yyyy', 'MM/dd/yyyy']
    >>> evidence.add("13/03/2024", 3)
    >>> evidence.result().value.text
    'dd/MM/yyyy'
    """

    def __init__(self, languages: Sequence[str] = ("en",)) -> None:
        patterns = [
            pattern
            for language in dict.fromkeys(["en", *languages])
            for pattern in familiar_patterns(language)
        ]
        readers = {each: partial(reads, each) for each in patterns}
        self._evidence: Evidence[DatePattern] = Evidence(readers, _label)

    def add(self, text: str, line: int) -> None:
        """Take the text of a date on `line` into account."""
        self._evidence.add(text, line)

    def merge(self, other: DateEvidence) -> None:
        """Take in what another collector has seen."""
        self._evidence.merge(other._evidence)

    def result(self) -> Decision[DatePattern]:
        """Return the pattern that the texts so far decide."""
        return self._evidence.result()


def _label(pattern: DatePattern) -> str:
    return pattern.text if pattern.language == "en" else f"{pattern.text} ({pattern.language})"
