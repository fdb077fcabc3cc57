"""Which delimiter and quote a file uses, decided once by its first lines."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, FormatError
from statementkit.layouts.header import absent
from statementkit.layouts.rows import Dialect, Row, RowReader
from statementkit.model import Fact
from statementkit.source import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}

_SAMPLE = 1 << 16
"""How many characters at the start are looked at."""

_RECORDS = 500
"""How many records at the start are looked at."""

_TWICE = 2.0
"""How many times the cells of its best rival a delimiter must cut that has fewer lines."""


@attrs.frozen
class _Trial:
    """How lines look under one delimiter: the commonest width above one, and the lines of it."""

    delimiter: str
    width: int
    lines: tuple[int, ...]

    @property
    def weight(self) -> int:
        return (self.width - 1) * len(self.lines)

    def beats(self, other: _Trial) -> bool:
        more_lines = len(self.lines) - len(other.lines)
        more_cells = self.width - other.width
        if more_lines >= 0 and more_cells >= 0 and more_lines + more_cells > 0:
            return True
        return self.weight >= _TWICE * other.weight


def decide_dialect(
    block: Block, delimiter: str, quote: str, names: Sequence[str] = ()
) -> tuple[Dialect, list[Fact]]:
    r"""Return how to cut lines into cells; facts say what the lines of `block` decided.

    Where the delimiter is `auto`, a line that holds all the header `names` decides; else the
    delimiter under which most lines have the same number of cells. Raises `FormatError` when two
    fit alike, or none does.

    >>> block = Block(1, "day;sum\n1.2.;3,50\n2.2.;4,00")
    >>> dialect, [fact] = decide_dialect(block, "auto", '"')
    >>> dialect.delimiter, fact.evidence
    (';', '3 of 3 records have 2 cells')
    """
    sample = Block(block.line, block.text[:_SAMPLE])
    facts = []
    if quote == "auto":
        quote, fact = _decide_quote(sample.text)
        facts.append(fact)
    mark = None if quote == "none" else quote
    if delimiter == "auto":
        delimiter, fact = _decide_delimiter(sample, mark, names)
        facts.append(fact)
    return Dialect(delimiter, mark), facts


def _decide_quote(text: str) -> tuple[str, Fact]:
    counts = {mark: _enclosures(text, mark) for mark in ('"', "'")}
    mark = "'" if counts["'"] > counts['"'] else '"'
    return mark, Fact("quote", mark, f"{counts[mark]} cells begin or end with it")


def _enclosures(text: str, quote: str) -> int:
    edges = [f"{edge}{quote}" for edge in (*_DELIMITERS, "\n")]
    edges += [f"{quote}{edge}" for edge in (*_DELIMITERS, "\n")]
    return sum(f"\n{text}\n".count(edge) for edge in edges)


def _decide_delimiter(sample: Block, quote: str | None, names: Sequence[str]) -> tuple[str, Fact]:
    tables = {
        each: list(islice(RowReader(iter([sample]), Dialect(each, quote)).rows(), _RECORDS))
        for each in _DELIMITERS
    }
    return (_by_names(tables, names) if names else None) or _by_width(tables)


def _by_names(tables: dict[str, list[Row]], names: Sequence[str]) -> tuple[str, Fact] | None:
    """Return the delimiter that cuts most cells from a line with all the names, if one does."""
    found = [
        (len(row), line, delimiter)
        for delimiter, table in tables.items()
        for line, row in table
        if len(row) > 1 and not absent(row, names)
    ]
    if not found:
        return None
    _, line, delimiter = max(found, key=lambda each: each[0])
    evidence = f"line {line} holds the header under it"
    return delimiter, Fact("delimiter", delimiter, evidence, (line,))


def _by_width(tables: dict[str, list[Row]]) -> tuple[str, Fact]:
    trials = [_trial(delimiter, table) for delimiter, table in tables.items()]
    trials = sorted((t for t in trials if t.width > 1), key=lambda t: t.weight, reverse=True)
    if not trials:
        raise _undecided("no line has a comma, semicolon, tab or pipe")
    for trial in trials:
        if all(trial.beats(other) for other in trials if other is not trial):
            count = len(tables[trial.delimiter])
            evidence = f"{len(trial.lines)} of {count} records have {trial.width} cells"
            return trial.delimiter, Fact("delimiter", trial.delimiter, evidence, trial.lines[:5])
    fits = " and ".join(f"{_DELIMITERS[t.delimiter]} ({t.width} cells)" for t in trials[:2])
    raise _undecided(f"{fits} fit alike")


def _trial(delimiter: str, table: list[Row]) -> _Trial:
    widths = Counter(len(row) for _, row in table if len(row) > 1)
    if not widths:
        return _Trial(delimiter, 1, ())
    width = max(widths, key=lambda each: (widths[each] * (each - 1), each))
    return _Trial(delimiter, width, tuple(line for line, row in table if len(row) == width))


def _undecided(why: str) -> FormatError:
    return FormatError(
        Diagnostic(
            code="SK406",
            message=f"the delimiter of the file cannot be told: {why}",
            hint="name it in the layout: delimiter = ';'",
        )
    )
