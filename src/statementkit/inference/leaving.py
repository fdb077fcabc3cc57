"""Rows that are left out on purpose: not booked yet, taken back, sums, and lines without money."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from statementkit.inference.table import looks_like_number
from statementkit.inference.words import is_cell, plain, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.inference.columns import Column
    from statementkit.inference.dating import Dating
    from statementkit.inference.table import Table
    from statementkit.layouts.rows import Row

_DIFFERENT = 12
"""How many different words a column of states has at most."""

_SURELY = 8
"""How well a name must fit to make a column one of states."""

_CONDITIONS = 6
"""How many texts below a table are named one by one; more of them end the reading."""


@attrs.frozen
class Leaving:
    """A condition of the order that leaves rows out, with its reason and the lines it takes."""

    condition: str
    reason: str
    lines: tuple[int, ...]


@attrs.frozen
class Status:
    """The column of states: which words are left out, which are unknown."""

    column: Column
    left_out: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def leaving(self) -> Leaving | None:
        """The condition for the rows that are left out."""
        return leave_out(self.column, self.left_out)


def leave_out(column: Column, words: Sequence[str]) -> Leaving | None:
    """Return the condition that leaves out the rows in which a column says one of these words."""
    if not words:
        return None
    value = quoted(words[0])
    if len(words) > 1:
        value = "{" + ",".join(map(quoted, words)) + "}"
    lines = tuple(
        line for line, cell in zip(column.lines, column.cells, strict=True) if cell in words
    )
    said = ", ".join(map(repr, words))
    return Leaving(
        f"{column.number}={value},skip", f"{said} in {column.title} moved no money", lines
    )


def quoted(text: str) -> str:
    """Return a text as the order language quotes it."""
    return '"' + text.replace('"', '""') + '"'


def find_status(columns: Iterable[Column], taken: Iterable[Column] = ()) -> Status | None:
    """Return the column that says which rows are booked, by its name or by its words."""
    used = set(map(id, taken))
    candidates = [each for each in columns if each.kind == "text" and id(each) not in used]
    named = [each for each in candidates if each.fits("status") >= _SURELY]
    for column in named:
        if len(column.values) <= _DIFFERENT and all(len(each) < 40 for each in column.values):
            return _status(column)
    for column in candidates:
        words = column.values
        if column.fits("description", "name") or len(words) > 4:
            continue
        if any(map(_is_left_out, words)) and all(map(_is_known, words)):
            return _status(column)
    return None


def _is_left_out(word: str) -> bool:
    return is_cell(word, "pending") or is_cell(word, "failed")


def _is_known(word: str) -> bool:
    return _is_left_out(word) or is_cell(word, "booked")


def _status(column: Column) -> Status:
    counts = Counter(each for each in column.cells if each)
    left_out = tuple(sorted(each for each in counts if _is_left_out(each)))
    unknown = tuple(sorted(each for each in counts if not _is_known(each)))
    return Status(column, left_out, unknown)


def summaries(texts: Sequence[Column], below: Iterable[Row]) -> list[Leaving]:
    """Return conditions for rows with an amount that only repeat a sum or a balance."""
    found: dict[str, Leaving] = {}
    for column, line, cell in chain(_cells(texts), _cells_below(texts, below)):
        words = summary(cell) if len(cell) < 80 else None
        if words is None:
            continue
        condition = _begins(column.number, cell, words)
        old = found.get(condition)
        lines = (*(old.lines if old else ()), line)
        found[condition] = Leaving(condition, f"{cell!r} is a sum or a balance", lines)
    return list(found.values())


def _cells(columns: Sequence[Column]) -> Iterator[tuple[Column, int, str]]:
    for column in columns:
        for line, cell in zip(column.lines, column.cells, strict=True):
            yield column, line, cell


def _cells_below(
    columns: Sequence[Column], rows: Iterable[Row]
) -> Iterator[tuple[Column, int, str]]:
    """Yield the cells of records below the table that hold an amount."""
    for line, row in rows:
        if any(map(looks_like_number, row)):
            for column in columns:
                if column.index < len(row):
                    yield column, line, row[column.index].strip()


def _begins(number: int, cell: str, words: str) -> str:
    """Return the check for cells that say these words, with what follows them left open."""
    if plain(cell) == words:
        return f"{number}={quoted(cell.strip())},skip"
    end = next((stop for stop in range(1, len(cell) + 1) if plain(cell[:stop]) == words), len(cell))
    return f"{number}~{quoted(cell[:end].strip())},skip"


def strangers(date: Column, money: Sequence[Column], table: Table, dating: Dating) -> list[Leaving]:
    """Leave out records that have a text for a date, and no amount: headers again, footers.

    An amount beside a word that is known, such as "Total", is none that was booked. Below the
    table, many of them end the reading.
    """

    def text_of(row: Sequence[str]) -> str:
        cell = row[date.index].strip() if date.index < len(row) else ""
        if not cell or dating.pattern is None or dating.read(cell) is not None:
            return ""
        amounts = (row[each.index] for each in money if each.index < len(row))
        is_known = is_cell(cell, "pending") or summary(cell) is not None
        is_other = is_known or not any(map(looks_like_number, amounts))
        return cell if is_other else ""

    inside, below = (
        _by_text((line, text) for line, row in rows if (text := text_of(row)))
        for rows in (table.rows, table.below)
    )
    if len(inside) > _CONDITIONS:
        return []
    found = [_stranger(date, text, lines) for text, lines in inside.items()]
    more = {text: lines for text, lines in below.items() if text not in inside}
    if len(inside) + len(more) <= _CONDITIONS:
        return found + [_stranger(date, text, lines) for text, lines in more.items()]
    end = _stranger(date, next(iter(more)), [line for line, _ in table.below])
    check = end.condition.removesuffix("skip") + "end"
    return [*found, attrs.evolve(end, condition=check, reason="the table ends there")]


def _by_text(found: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    texts: dict[str, list[int]] = {}
    for line, text in found:
        texts.setdefault(text, []).append(line)
    return texts


def _stranger(date: Column, text: str, lines: list[int]) -> Leaving:
    prefix = text[:60]
    for place, character in enumerate(prefix):
        if character.isdigit():
            prefix = prefix[:place]
            break
    prefix = prefix.strip()
    if prefix == text or len(prefix) < 4:
        check = f"{date.number}={quoted(text)}"
    else:
        check = f"{date.number}~{quoted(prefix)}"
    return Leaving(f"{check},skip", f"{text[:40]!r} is no date", tuple(lines))


def blank(date: Column, money: Sequence[Column], rows: Iterable[Row]) -> Iterator[Leaving]:
    """Leave out records that have neither a date nor an amount."""
    places = [date, *money]
    lines = tuple(
        line
        for line, row in rows
        if all(each.index >= len(row) or not row[each.index].strip() for each in places)
    )
    if lines:
        checks = ",".join(f"{each.number}=BLANK" for each in places)
        yield Leaving(f"{checks},skip", "they have neither a date nor an amount", lines)
