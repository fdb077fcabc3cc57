"""The lines of hledger's CSV rules, grouped into directives, assignments and if-blocks.

Source: the chapter on CSV of hledger's manual.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from statementkit.convert.text import Configuration, refused

if TYPE_CHECKING:
    from collections.abc import Iterator

DIRECTIVES = (
    "archive",
    "balance-type",
    "date-format",
    "decimal-mark",
    "encoding",
    "end",
    "fields",
    "include",
    "intra-day-reversed",
    "newest-first",
    "separator",
    "skip",
    "source",
    "timezone",
)

_ASSIGNED = re.compile(
    r"(date2?|status|code|description|comment[0-9]*|account[0-9]+"
    r"|(?:amount|balance|currency)[0-9]*(?:-in|-out)?)(?:\s*:\s*|\s+|$)(.*)"
)


@attrs.frozen
class Assignment:
    """A field and the template that fills it: `description %payee | %memo`."""

    field: str
    template: str
    line: int


@attrs.frozen
class Directive:
    """A directive and its value: `skip 1`."""

    name: str
    value: str
    line: int


@attrs.frozen
class Block:
    """Matchers, one of which must match, and what holds for the rows that they match."""

    matchers: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    actions: tuple[Directive, ...]
    line: int


Rule = Directive | Assignment | Block


def parsed(configuration: Configuration) -> list[Rule]:
    """Return the rules of a file. Raises `LayoutError` at the first line that is none."""
    return list(_Parser(configuration, configuration.text.splitlines()).rules())


@attrs.define
class _Parser:
    configuration: Configuration
    lines: list[str]
    number: int = 0

    def rules(self) -> Iterator[Rule]:
        while (line := self._next()) is not None:
            if not line.strip() or line.lstrip()[:1] in ("#", ";", "*"):
                continue
            if re.match(r"if([^\w\s-])", line):
                yield from self._table(line)
            elif re.match(r"if(\s|$)", line):
                yield self._block(line)
            else:
                yield self._rule(line.strip())

    def _next(self) -> str | None:
        self.number += 1
        return self.lines[self.number - 1] if self.number <= len(self.lines) else None

    def _peek(self) -> str | None:
        return self.lines[self.number] if self.number < len(self.lines) else None

    def _rule(self, line: str) -> Directive | Assignment:
        for name in DIRECTIVES:
            found = re.fullmatch(rf"{name}(?:-in|-out)?(?:\s*:\s*|\s+|$)(.*)", line)
            if found:
                return Directive(name, found[1].strip(), self.number)
        if found := _ASSIGNED.fullmatch(line):
            return Assignment(found[1], found[2].strip(), self.number)
        raise refused(self.configuration, f"{line[:40]!r} is no rule of hledger", self.number)

    def _block(self, line: str) -> Block:
        start = self.number
        matchers = [line[2:].strip()] if line[2:].strip() else []
        while (following := self._peek()) and not following[:1].isspace():
            matchers.append(following.strip())
            self._next()
        assignments: list[Assignment] = []
        actions: list[Directive] = []
        while (following := self._peek()) and following[:1].isspace() and following.strip():
            self._next()
            if following.lstrip()[:1] in ("#", ";", "*"):
                continue
            rule = self._rule(following.strip())
            if isinstance(rule, Assignment):
                assignments.append(rule)
            else:
                actions.append(rule)
        if not matchers or not (assignments or actions):
            why = "this if has nothing to match, or nothing below it that is indented"
            raise refused(self.configuration, why, start)
        return Block(tuple(matchers), tuple(assignments), tuple(actions), start)

    def _table(self, line: str) -> Iterator[Block]:
        mark, start = line[2], self.number
        fields = [each.strip() for each in line[3:].split(mark)]
        for field in fields:
            if not _ASSIGNED.fullmatch(field):
                raise refused(self.configuration, f"{field!r} is no field of hledger", start)
        while (row := self._peek()) and row.strip():
            self._next()
            if row.lstrip()[:1] in ("#", ";", "*"):
                continue
            matcher, *values = (each.strip() for each in row.split(mark))
            if len(values) != len(fields):
                why = f"this row of the table has {len(values)} values for {len(fields)} fields"
                raise refused(self.configuration, why, self.number)
            pairs = zip(fields, values, strict=True)
            filled = tuple(Assignment(*pair, self.number) for pair in pairs if pair[1])
            yield Block((matcher,), filled, (), self.number)
