"""What stands in each column: its name, its kind, its cells."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.inference.table import looks_like_date, looks_like_number
from statementkit.inference.words import is_cell, roles, summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.inference.table import Table

Kind = Literal["date", "number", "text", "blank"]

_MOST = 0.8
"""The share of a column's cells that must be of a kind for the column to be of it."""

_DASH = re.compile(r"[-–—]+")


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing: it is empty, or a dash stands for that."""
    return not text.strip() or _DASH.fullmatch(text.strip()) is not None


@attrs.define(slots=False, eq=False)
class Column:
    """A column of a table: `cells` are the trimmed texts of all rows, `lines` where they stand."""

    index: int
    name: str
    cells: Sequence[str]
    lines: Sequence[int]

    @property
    def number(self) -> int:
        """Its number as orders count it."""
        return self.index + 1

    @cached_property
    def title(self) -> str:
        """The column in words."""
        return f"column {self.number} ({self.name})" if self.name else f"column {self.number}"

    @cached_property
    def filled(self) -> list[str]:
        """The cells that say something."""
        return [each for each in self.cells if not is_blank(each)]

    @cached_property
    def values(self) -> frozenset[str]:
        """The different cells."""
        return frozenset(self.filled)

    @cached_property
    def has_dashes(self) -> bool:
        """Whether some blank cells are dashes."""
        return any(each.strip() and is_blank(each) for each in self.cells)

    @cached_property
    def kind(self) -> Kind:
        """What most of its cells are."""
        told = [each for each in self.filled if each != self.name]
        if not told:
            return "blank"
        dates = sum(map(looks_like_date, told))
        if dates:
            words = (each for each in told if not looks_like_date(each))
            others = sum(not is_cell(each, "pending") and not summary(each) for each in words)
            return "date" if dates >= _MOST * (dates + others) else "text"
        if sum(map(looks_like_number, told)) >= _MOST * len(told):
            return "number"
        return "text"

    @cached_property
    def roles(self) -> Mapping[str, float]:
        """What its name says that it holds, and how well it fits."""
        return roles(self.name) if self.name else {}

    def fits(self, *wanted: str) -> float:
        """Return how well its name fits one of these roles; 0 if another role fits better."""
        best = max(self.roles.values(), default=0.0)
        score = max((self.roles.get(each, 0.0) for each in wanted), default=0.0)
        return score if score >= best - 1.5 else 0.0

    @cached_property
    def is_constant(self) -> bool:
        """Whether every row says the same."""
        return len(self.values) == 1 and len(self.filled) == len(self.cells)

    @cached_property
    def is_unique(self) -> bool:
        """Whether no two rows say the same, and each says something."""
        return len(self.values) == len(self.cells) == len(self.filled)


def columns_of(table: Table) -> list[Column]:
    """Return the columns of a table."""
    lines = [line for line, _ in table.rows]
    columns = []
    for index, name in enumerate(table.names):
        cells = [row[index].strip() if index < len(row) else "" for _, row in table.rows]
        columns.append(Column(index, name, cells, lines))
    return columns


_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


def is_iban(text: str) -> bool:
    """Tell whether a text is an IBAN with right check digits (ISO 13616, ISO 7064 MOD 97-10).

    >>> is_iban("EE38 2200 2210 2014 5685"), is_iban("EE38 2200 2210 2014 5686")
    (True, False)
    """
    code = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(code):
        return False
    return int("".join(str(int(each, 36)) for each in code[4:] + code[:4])) % 97 == 1
