"""The inverse of an order: rows that it reads as wanted, found by search and proved by reading.

For each branch, the wanted values are distributed over the columns; a cell that several columns
read must suit all of them. Then the cells that only checks look at are chosen so that the row
takes that branch and no earlier one. What is found is read before it is believed.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import TYPE_CHECKING, Any

import attrs

from statementkit import values
from statementkit.layouts.bytewise import ByteText
from statementkit.order.nodes import (
    Blank,
    Characters,
    ColumnNumber,
    Date,
    Number,
    Regex,
    Text,
    TextSet,
)
from statementkit.order.plan import Case, Plan
from statementkit.testing.amounts import PLAIN, NumberStyle
from statementkit.testing.demands import Wanted, demands, unsayable
from statementkit.testing.expressions import matching_text
from statementkit.testing.texts import CellWriter
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper
    from statementkit.order.nodes import Check, Place
    from statementkit.order.outcomes import Outcome
    from statementkit.order.plan import Input, Recipe
    from statementkit.testing.demands import Way
    from statementkit.testing.texts import Want

    Cells = Mapping[Place, tuple[tuple[Input, Want], ...]]
    """What the inputs at each place are to make of its cell."""

_TRIES = 400
"""How many rows are tried for one way to distribute the values."""

_WAYS = 12
"""How many ways to distribute the values are tried for one branch."""

_STEPS = 2_000
"""How many distributions are looked at before a branch is given up."""


_DAY = timedelta(days=1)
_NOWHERE: frozenset[Place] = frozenset()

_NEEDED = ("booked_on", "amount")
"""What no record can do without."""


class CannotSayError(Exception):
    """No row says what is wanted: the `attribute` that stopped the search, and how far it came."""

    def __init__(self, attribute: str, depth: int) -> None:
        super().__init__(attribute)
        self.attribute = attribute
        self.depth = depth


@attrs.frozen
class Written:
    """A row, what an order makes of it, and what was wanted: the money of it is what it says."""

    row: Row
    outcome: Outcome
    wanted: Wanted | None = None


@attrs.frozen
class RecordWriter:
    """Writes rows for a compiled order.

    `width` is the number of cells of a row; where places are characters, that of the characters in
    its text, or 0 for as many as are needed; `bytewise` tells that these are bytes. Texts are in
    `encoding` and hold none of the characters that are `banned`.
    """

    mapper: RowMapper
    width: int = 0
    encoding: str = "utf-8"
    bytewise: bool = False
    banned: str = ""

    @property
    def plan(self) -> Plan:
        """The plan of the order."""
        return self.mapper.plan

    def cases(self) -> list[Case]:
        """Return what a row can take: the default, as branch 0 without checks, and the branches."""
        cases = list(self.plan.cases)
        if self.plan.default is not None:
            cases.insert(0, Case(0, (), self.plan.default))
        return cases

    def say(self, wanted: Wanted, style: NumberStyle = PLAIN) -> Written:
        """Return a row that says what is wanted and nothing else. Raises `CannotSayError`."""
        failures = []
        for case in self.cases():
            if not isinstance(case.result, int):
                continue
            try:
                return self._say(case, self.plan.recipes[case.result], wanted, style)
            except CannotSayError as error:
                failures.append(error)
        raise max(failures, key=lambda each: each.depth, default=CannotSayError("amount", 0))

    def _say(self, case: Case, recipe: Recipe, wanted: Wanted, style: NumberStyle) -> Written:
        if (name := unsayable(recipe, wanted, self.plan.settings)) is not None:
            raise CannotSayError(name, 0)
        search = _Search(self, case, CellWriter(self.mapper.interpreter, style))
        ways = list(demands(recipe, wanted, self.plan.settings))
        for cells in islice(search.distributed(ways), _WAYS):
            for found in search.completed(cells):
                if _says(found.outcome, wanted):
                    return found
        raise search.failure(ways)

    def approach(
        self,
        case: Case,
        wanted: Wanted | None,
        style: NumberStyle = PLAIN,
        also: Cells | None = None,
    ) -> Written | None:
        """Return a row that takes a branch and says what it can of what is wanted, if there is one.

        Nothing need be wanted of a branch that leaves rows out. What stands where checks look may
        have to give way to them, and an amount its sign. `also` are cells that are given.
        """
        search = _Search(self, case, CellWriter(self.mapper.interpreter, style))
        if not isinstance(case.result, int) or wanted is None:
            return next(search.completed(also or {}), None)
        recipe = self.plan.recipes[case.result]
        reversed_ = attrs.evolve(wanted, amount=values.negate(wanted.amount))
        looked_at = search.looked_at()
        for wish, avoided in product((wanted, reversed_), (_NOWHERE, looked_at)):
            cells = also or {}
            said = True
            for name, ways in demands(recipe, wish, self.plan.settings):
                free = ways if name in _NEEDED else _elsewhere(ways, avoided)
                extended = next(search.extended(cells, free), None)
                said = said and (extended is not None or name not in _NEEDED)
                cells = cells if extended is None else extended
            if said and (found := next(search.completed(cells), None)):
                return attrs.evolve(found, wanted=wish)
        return None

    # -- rows -------------------------------------------------------------------------------------

    def row(self, texts: Mapping[Place, str]) -> Row:
        """Return the row in which these texts stand."""
        if any(isinstance(place, Characters) for place in texts):
            return self._line(texts)
        numbers = {
            place.number: text for place, text in texts.items() if isinstance(place, ColumnNumber)
        }
        width = max(self.width, *numbers, 0)
        return [numbers.get(number, "") for number in range(1, width + 1)]

    def _line(self, texts: Mapping[Place, str]) -> Row:
        places = [place for place in texts if isinstance(place, Characters)]
        characters = [" "] * max(self.width, *(place.last for place in places))
        for place in sorted(places, key=lambda each: each.last - each.first, reverse=True):
            text = self._printed(texts[place])
            characters[place.first - 1 : place.first - 1 + len(text)] = text
        line = "".join(characters)
        return ByteText.of(line, self.encoding) if self.bytewise and not line.isascii() else line

    def fits(self, place: Place, text: str) -> bool:
        """Tell whether a text can stand at a place."""
        try:
            printed = self._printed(text)
        except UnicodeEncodeError:
            return False
        if any(each in text for each in self.banned):
            return False
        return not isinstance(place, Characters) or len(printed) <= place.last - place.first + 1

    def _printed(self, text: str) -> str:
        encoded = text.encode(self.encoding)
        return encoded.decode("latin-1") if self.bytewise else text


def _elsewhere(ways: Sequence[Way], avoided: frozenset[Place]) -> list[Way]:
    """Return the ways that use none of some places."""
    return [way for way in ways if avoided.isdisjoint(each.place for each, _ in way)]


def _within(wider: Place, place: Place, texts: Sequence[str]) -> Iterator[str]:
    """Yield what stands at a place if a text stands at one that holds it."""
    if isinstance(wider, Characters) and isinstance(place, Characters) and wider != place:
        start = place.first - wider.first
        if start >= 0 and place.last <= wider.last:
            yield from (text[start : start + place.last - place.first + 1] for text in texts)


def _says(outcome: Outcome, wanted: Wanted) -> bool:
    """Tell whether a row says exactly what is wanted."""
    if outcome.result != "mapped" or outcome.warnings:
        return False
    main, *fees = outcome.transactions
    return Wanted.of(main, fees) == wanted


class _Search:
    """The search for a row that takes one branch."""

    def __init__(self, writer: RecordWriter, case: Case, cells: CellWriter) -> None:
        self._writer = writer
        self._case = case
        self._cells = cells
        self._interpreter = writer.mapper.interpreter
        self._depth = 0
        self._steps = 0
        self._known: dict[Any, list[str]] = {}
        self._looked_at = [*self._earlier(), *case.checks]

    def failure(self, ways: Sequence[tuple[str, list[Way]]]) -> CannotSayError:
        """Return what stopped the search."""
        names = [name for name, _ in ways]
        return CannotSayError(names[min(self._depth, len(names) - 1)], 1 + self._depth)

    def looked_at(self) -> frozenset[Place]:
        """Return the places at which checks look, of the branch and of those before it."""
        return frozenset(check.place for check in self._looked_at)

    # -- values over columns ----------------------------------------------------------------------

    def distributed(
        self, ways: Sequence[tuple[str, list[Way]]], cells: Cells | None = None, depth: int = 0
    ) -> Iterator[Cells]:
        """Yield the ways to distribute all values over the columns."""
        cells = cells or {}
        self._depth = max(self._depth, depth)
        if depth == len(ways):
            yield cells
            return
        for extended in self.extended(cells, ways[depth][1]):
            self._steps += 1
            if self._steps > _STEPS:
                return
            yield from self.distributed(ways, extended, depth + 1)

    def extended(self, cells: Cells, ways: Sequence[Way]) -> Iterator[Cells]:
        """Yield cells that also say one thing more, for each of the ways that agree with them."""
        for way in ways:
            grown = dict(cells)
            if all(self._add(grown, each, want) for each, want in way):
                yield grown

    def _add(self, cells: dict[Place, Any], each: Input, want: Want) -> bool:
        if each.place is None:
            return self._cells.holds(each, each.constant or "", want)
        cells[each.place] = (*cells.get(each.place, ()), (each, want))
        return bool(self._texts(each.place, cells[each.place]))

    def _texts(self, place: Place, wants: tuple[tuple[Input, Want], ...]) -> list[str]:
        """Return the texts that suit all who read a cell, plain ones first."""
        key = place, wants
        if key not in self._known:
            proposed = (text for each, want in wants for text in self._cells.texts(each, want))
            self._known[key] = [
                text
                for text in dict.fromkeys(proposed)
                if self._writer.fits(place, text)
                and all(self._cells.holds(each, text, want) for each, want in wants)
            ]
        return self._known[key]

    # -- checks -----------------------------------------------------------------------------------

    def completed(self, cells: Cells) -> Iterator[Written]:
        """Yield rows that take the branch, with these cells and others that checks ask for."""
        looked_at = self._looked_at
        texts: dict[Place, list[str]] = {}
        for place, wants in cells.items():
            texts[place] = self._texts(place, wants)
        for place in dict.fromkeys(check.place for check in looked_at):
            checks = [check for check in looked_at if check.place == place]
            implied = [text for wider in cells for text in _within(wider, place, texts[wider])]
            texts[place] = self._checked(place, cells.get(place, ()), checks, implied)
            if not texts[place]:
                return
        open_places = [place for place in texts if any(it.place == place for it in looked_at)]
        fixed = {place: each[0] for place, each in texts.items() if place not in open_places}
        choices = product(*(texts[place] for place in open_places))
        for chosen in islice(choices, _TRIES):
            row_texts = fixed | dict(zip(open_places, chosen, strict=True))
            if not any(row_texts.values()):
                row_texts |= self._filler()
            row = self._writer.row(row_texts)
            outcome = self._interpreter.run(row)
            if self._is_taken(outcome) and any(map(str.strip, row)):
                yield Written(row, outcome)

    def _filler(self) -> dict[Place, str]:
        """Return a text where no check looks: a record of blanks would be no record."""
        columns = (ColumnNumber(number) for number in range(1, self._writer.width + 1))
        free = next((each for each in columns if each not in self.looked_at()), None)
        is_line = self._writer.mapper.plan.settings.format == "fixed"
        return {} if free is None or is_line else {free: "x"}

    def _is_taken(self, outcome: Outcome) -> bool:
        is_left_out = not isinstance(self._case.result, int)
        right = ("skipped", "end") if is_left_out else ("mapped",)
        return (outcome.branch or 0) == self._case.number and outcome.result in right

    def _earlier(self) -> list[Check]:
        """Return the checks of the branches that a row must not take."""
        cases = self._writer.plan.cases
        before = cases if self._case.number == 0 else cases[: self._case.number - 1]
        return [check for case in before for check in case.checks]

    def _checked(
        self,
        place: Place,
        wants: tuple[tuple[Input, Want], ...],
        checks: Sequence[Check],
        implied: Sequence[str],
    ) -> list[str]:
        """Return the texts at a place that suit its readers and the checks of the branch."""
        own = [check for check in checks if check in self._case.checks]
        proposed = self._texts(place, wants) if wants else [*implied, ""]
        asked = [text for check in checks for text in self._asked(check)]
        others = asked if wants else [*asked, "x", "1"]
        return [
            text
            for text in dict.fromkeys([*proposed, *others])
            if self._writer.fits(place, text)
            and all(self._cells.holds(each, text, want) for each, want in wants)
            and all(self._holds(check, text) for check in own)
        ]

    def _holds(self, check: Check, text: str) -> bool:
        try:
            return self._interpreter.holds(check, text)
        except CellError:
            return False

    def _asked(self, check: Check) -> Iterator[str]:
        """Yield texts on both sides of what a check asks."""
        match check.value:
            case Text(text):
                yield from (text.strip(), f"{text.strip()}x")
            case TextSet(texts):
                yield from texts
            case Blank():
                yield from ("", "x")
            case Regex(pattern):
                yield matching_text(pattern) or ""
            case Number(text):
                mark = self._writer.plan.settings.number_format.decimal
                for number in (Decimal(text), Decimal(text) + 1, Decimal(text) - 1):
                    yield f"{number:f}".replace(".", mark)
            case Date(text):
                day = date.fromisoformat(text)
                for each in (day, day + _DAY, day - _DAY):
                    yield from self._cells.days(each)
