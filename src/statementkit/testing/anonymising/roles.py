"""What the cells of a file are for: money that stays, words of the bank, or who is named."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from statementkit.model import FIELD_BY_WORD
from statementkit.order.cells import cell_at
from statementkit.order.nodes import Characters, Regex, Text, TextSet
from statementkit.order.parser import parse_checks
from statementkit.order.transforms import TRANSFORMS, arguments
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper
    from statementkit.order.nodes import Check, Place
    from statementkit.order.plan import Recipe
    from statementkit.testing.anonymising.pieces import Paper

    Roles = Mapping[Place, str]
    """The role of the cell at each place: `KEEP`, `WORDS`, or the word of a field."""

KEEP, WORDS = "keep", "words"
"""A cell that carries the money, which stays; a word of the bank, of which long numbers go."""

_MONEY = ("date", "amount", "number", "currency", "flag")
_BANKS = ("time", "status", "type", "category", "bic", "bankName")
_WORD = re.compile(r"[^\W\d_]+")


class PaperRoles:
    """The roles of the cells of one file.

    Where money and a name are taken from one place, the name counts, unless `keeps` says that the
    money does.
    """

    def __init__(self, paper: Paper, *, keeps: bool) -> None:
        self.paper = paper
        self.mapper = paper.mapper
        self.mappers = [*paper.balances, paper.mapper]
        self._keeps = keeps
        layout = paper.layout
        fingerprint = layout.fingerprint if layout.format == "fixed" else None
        keys = (fingerprint, layout.section, layout.section_end, layout.continuation)
        self._keys = {each: parse_checks(each).branches[0].checks for each in keys if each}
        self._own = {
            id(recipe): self._of([recipe]) for each in self.mappers for recipe in each.plan.recipes
        }
        self.any = {id(each): self._of(each.plan.recipes) for each in self.mappers}

    def of_row(self, row: Row) -> Roles:
        """Return the roles for what reads a row: orders of balances, or the order."""
        readers = [each for each in self.paper.balances if each.interpreter.takes(row)]
        roles: dict[Place, str] = {}
        for mapper in readers or [self.mapper]:
            outcome, plan = mapper.interpreter.run(row), mapper.plan
            result = plan.cases[outcome.branch - 1].result if outcome.branch else plan.default
            if isinstance(result, int):
                roles |= self._own[id(plan.recipes[result])]
        return roles

    def of_line(self, line: str) -> Roles:
        """Return the roles of the characters of a line, those that records tell apart last."""
        layout, roles = self.paper.layout, dict(self.of_row(line))
        blocks = [layout.section, layout.section_end, layout.continuation]
        for number, key in enumerate((each for each in blocks if each), 1):
            if all(self.holds(check, cell_at(line, check.place)) for check in self._keys[key]):
                is_last = key == layout.continuation
                roles |= self._told(number, is_last=is_last)
        cases = chain.from_iterable(mapper.plan.cases for mapper in self.mappers)
        checks = [*self._keys.values(), *(case.checks for case in cases)]
        for check in chain.from_iterable(checks):
            if self.holds(check, cell_at(line, check.place)):
                roles[check.place] = KEEP
        return roles

    def _told(self, number: int, *, is_last: bool) -> Roles:
        """Return the roles of a record that stands behind others, as block `number` or later."""
        width = self.paper.layout.record
        if not isinstance(width, int):
            return {}
        roles: dict[Place, str] = {}
        for place, role in self.any[id(self.mapper)].items():
            if isinstance(place, Characters):
                block, first = divmod(place.first - 1, width)
                if block == number or (is_last and block > number):
                    last = first + place.last - place.first
                    roles[Characters(first + 1, last + 1)] = role
        return roles

    def holds(self, check: Check, cell: str) -> bool:
        """Tell whether a check holds for a cell."""
        try:
            return self.mapper.interpreter.holds(check, cell)
        except CellError:
            return False

    def _of(self, recipes: Iterable[Recipe]) -> Roles:
        roles: dict[Place, str] = {}
        for each in chain.from_iterable(recipe.inputs() for recipe in recipes):
            if each.place is None:
                continue
            role = _role(each.word)
            before = roles.get(each.place, KEEP)
            wins = role == KEEP if self._keeps else before in (KEEP, WORDS)
            if each.place not in roles or wins:
                roles[each.place] = role
        return roles


def _role(word: str) -> str:
    if word in _BANKS:
        return WORDS
    return KEEP if FIELD_BY_WORD[word].reading in _MONEY else word


def vocabulary(mappers: Iterable[RowMapper]) -> Iterator[str]:
    """Yield the words by which orders decide, or which they cut out of texts."""
    for mapper in mappers:
        for case in mapper.plan.cases:
            for check in case.checks:
                yield from _words(_compared(check))
        for recipe in mapper.plan.recipes:
            flag = getattr(recipe.amount, "flag", None)
            yield from _words(flag.texts if flag is not None else ())
            yield from _words(_cut_out(recipe))


def _words(texts: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(map(_WORD.findall, texts))


def _compared(check: Check) -> Sequence[str]:
    match check.value:
        case Text(text) | Regex(text):
            return [text]
        case TextSet(texts):
            return texts
    return []


def _cut_out(recipe: Recipe) -> Iterator[str]:
    for each in recipe.inputs():
        for transform in each.transforms:
            if TRANSFORMS[transform.name].stage == "text":
                for argument in arguments(transform):
                    yield str(getattr(argument, "pattern", argument))
