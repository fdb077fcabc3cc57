"""The lines that decide which list of columns a row is read by.

Many banks tell the kind of a row by one text, so the column that most texts are compared with gets
a table: one look-up finds the branch, or the few branches that are still possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.order.matching import text_holds
from statementkit.order.nodes import (
    Action,
    Blank,
    Check,
    Date,
    Number,
    Place,
    Regex,
    Text,
    TextSet,
)
from statementkit.order.writer_cells import Lines, Script, indented, trimmed

if TYPE_CHECKING:
    from statementkit.order.plan import Case, Plan

_TABLE_FROM = 3
"""From so many texts on, a table beats a chain of comparisons."""

_LONGEST = 1_000
"""Regular expressions take no longer texts; what such a text passes is only seen with its row."""

_WIDEST = 16
"""A table saves no time where the cases stand in more open groups than so many, on average."""

SKIP, END, NO_BRANCH, OTHER = -1, -2, -3, -4
"""What stands in place of the index of a list: three ends, and a text that is not in the table.

Below them, one number for every group of texts whose checks are still open.
"""

_NAMES = {SKIP: "SKIP", END: "END", NO_BRANCH: "NO_BRANCH"}

_HEADING = f"# Text of the cell: branch and list of columns; below {OTHER}, checks are still open."


class BranchWriter:
    """Writes the decision of one plan."""

    def __init__(self, script: Script, plan: Plan) -> None:
        self._script = script
        self._plan = plan
        self._place, texts = self._telling()
        self._asking = self._asked()
        self._candidates = {text: self._possible(text) for text in texts}
        self._open_groups = self._open()
        if sum(map(len, self._open_groups)) > _WIDEST * len(plan.cases):
            self._place, self._candidates, self._open_groups = None, {}, {}
        self.leading = self._leading()
        """The place of the number that stands in `leading` if a check has read it, else `None`."""

    def _telling(self) -> tuple[Place | None, list[str]]:
        """Return the place that the most texts are compared with, and these texts."""
        found: dict[Place, dict[str, None]] = {}
        for case in self._plan.cases:
            for check in case.checks:
                for text in _wanted(check) or ():
                    found.setdefault(check.place, {})[text] = None
        place = max(found, key=lambda each: len(found[each]), default=None)
        if place is None or len(found[place]) < _TABLE_FROM:
            return None, []
        if max(map(len, found[place])) > _LONGEST:
            return None, []
        return place, list(found[place])

    def _asked(self) -> dict[str | None, list[Case]]:
        """Return the cases that ask the telling cell for each text; under `None`, those for none.

        A row with one of these texts takes a case that asks for it, or one that asks for none.
        """
        asked: dict[str | None, list[Case]] = {None: []}
        for case in self._plan.cases:
            checks = (_wanted(check) for check in case.checks if check.place == self._place)
            for text in next(filter(None, checks), (None,)):
                asked.setdefault(text, []).append(case)
        return asked

    def _possible(self, text: str | None) -> tuple[Case, ...]:
        """Return the cases that a row may still take whose telling cell is `text`, in order."""
        asking = self._asking.get(text, ()) if text is not None else ()
        return tuple(
            case
            for case in sorted({*asking, *self._asking[None]}, key=_number)
            if not any(_fails(check, text) for check in case.checks if check.place == self._place)
        )

    def _open(self) -> dict[tuple[Case, ...], tuple[int, list[str]]]:
        """Return the groups of cases that the telling column does not decide.

        Each has its number, and the texts that leave it open.
        """
        groups: dict[tuple[Case, ...], list[str]] = {}
        for text, cases in self._candidates.items():
            if not _is_settled(cases, self._place):
                groups.setdefault(cases, []).append(text)
        return {
            cases: (OTHER - number, texts)
            for number, (cases, texts) in enumerate(groups.items(), 1)
        }

    def table(self) -> Lines:
        """Return the lines that make the table, none if there is no telling column."""
        if self._place is None:
            return []
        lines = [_HEADING, "branches = {"]
        for text, cases in self._candidates.items():
            if cases in self._open_groups:
                taken = f"None, {self._open_groups[cases][0]}"
            else:
                taken = self._taken(cases[0] if cases else None)
            lines.append(f"    {text!r}: ({taken}),")
        return [*lines, "}"]

    def decision(self) -> Lines:
        """Return the lines that set `branch` and `use` and leave where no list is used."""
        if not self._plan.cases:
            if isinstance(self._plan.default, int):
                return []
            return [f"branch, use = {self._taken(None)}", *self._leaving()]
        if self._place is None:
            return [*self._chain(self._plan.cases, settled=False), *self._leaving()]
        return [*self._looked_up(self._place), *self._leaving()]

    def taken(self) -> Lines:
        """Return the lines that return whether a row takes any branch."""
        cases = [
            " and ".join(self._condition(check) for check in case.checks)
            for case in self._plan.cases
        ]
        lines = [line for each in cases for line in (f"if {each}:", "    return True")]
        return [*lines, "return False"]

    def _looked_up(self, place: Place) -> Lines:
        rest = self._possible(None)
        absent = "None, OTHER" if rest else self._taken(None)
        lines = [f"branch, use = branches.get({trimmed(place)}, ({absent}))"]
        if self.leading is not None:
            lines.append("leading = None")
        keyword = "if"
        for cases, (number, texts) in self._open_groups.items():
            lines.append(f"{keyword} use == {number}:  # {' or '.join(map(repr, texts))}")
            lines += indented(self._chain(cases, settled=True))
            keyword = "elif"
        if rest:
            lines += [f"{keyword} use == OTHER:", *indented(self._chain(rest, settled=False))]
        return lines

    def _chain(self, cases: tuple[Case, ...], *, settled: bool) -> Lines:
        """Write one check after the other; `settled`: the text of the telling column is known."""
        known = self._place if settled else None
        read_once = self.leading if _first_number(cases, known) == self.leading else None
        lines = [] if read_once is None else self._reading(read_once)
        keyword = "if"
        for case in cases:
            checks = _open(case, known)
            conditions = " and ".join(self._condition(check, read_once) for check in checks)
            taken = f"    branch, use = {self._taken(case)}"
            if not conditions:
                return [*lines, "else:", taken]
            lines += [f"{keyword} {conditions}:", taken]
            keyword = "elif"
        return [*lines, "else:", f"    branch, use = {self._taken(None)}"]

    def _leading(self) -> Place | None:
        """Return the place of the number that a chain of checks begins with, if any does."""
        chains = [(cases, self._place) for cases in self._open_groups]
        rest = self._plan.cases if self._place is None else self._possible(None)
        found = (_first_number(*each) for each in [*chains, (rest, None)])
        return next((place for place in found if place is not None), None)

    def _reading(self, place: Place) -> Lines:
        """Write the reading of a number that several checks may compare, and the amount may be."""
        read = self._script.number_read(
            "leading",
            self._plan.settings.number_format,
            keyword="if text and",
            read="number_or_none",
        )
        return [f"text = {trimmed(place)}", *read]

    def _taken(self, case: Case | None) -> str:
        use = _use(case.result if case else self._plan.default)
        return f"{case.number if case else None}, {_NAMES.get(use, use)}"

    def _leaving(self) -> Lines:
        uses = {_use(case.result) for case in self._plan.cases} | {_use(self._plan.default)}
        lines: Lines = []
        if SKIP in uses:
            lines += ["if use == SKIP:", "    tally.skip(line)", "    continue"]
        if END in uses:
            lines += ["if use == END:", "    tally.end(line, records)", "    return"]
        if NO_BRANCH in uses:
            lines += ["if use == NO_BRANCH:", "    raise Unusual"]
        return lines

    def _condition(self, check: Check, read_once: Place | None = None) -> str:
        """Write one check; the number at `read_once` stands in `leading`."""
        cell = trimmed(check.place)
        negation = "not " if check.operator.startswith("!") else ""
        match check.value:
            case Blank(negated):
                return cell if negated else f"not {cell}"
            case Text(text) if "~" in check.operator:
                return f"{text.casefold()!r} {negation}in {cell}.casefold()"
            case Text(text):
                return f"{cell} {'!=' if negation else '=='} {text.strip()!r}"
            case TextSet(texts):
                wanted = ", ".join(repr(text.strip()) for text in texts)
                return f"{cell} {negation}in {{{wanted}}}"
            case Regex(pattern):
                return f"{negation}{self._script.pattern(pattern)}.search({cell})"
            case Number(text) if check.place == read_once:
                bound = self._script.number(text)
                return f"leading is not None and leading {check.operator} {bound}"
            case Number(text):
                read, bound = "number_or_none", self._script.number(text)
            case day:
                read, bound = "date_or_none", self._script.day(day.text)
        return f"(seen := {read}({cell})) is not None and seen {check.operator} {bound}"


def _use(result: int | Action | None) -> int:
    return (
        result if isinstance(result, int) else {"skip": SKIP, "end": END, None: NO_BRANCH}[result]
    )


def _number(case: Case) -> int:
    return case.number


def _is_settled(cases: tuple[Case, ...], place: Place | None) -> bool:
    """Return whether the text of the telling column alone decides."""
    return not cases or not _open(cases[0], place)


def _open(case: Case, known: Place | None) -> list[Check]:
    """Return the checks of a case that a known text of the telling column does not answer."""
    return [
        check
        for check in case.checks
        if check.place != known or isinstance(check.value, Number | Date)
    ]


def _first_number(cases: tuple[Case, ...], known: Place | None) -> Place | None:
    """Return the place of the first open check of a chain, if it compares a number."""
    checks = _open(cases[0], known) if cases else []
    return checks[0].place if checks and isinstance(checks[0].value, Number) else None


def _fails(check: Check, text: str | None) -> bool:
    """Return whether a check fails for a text; `None` is any that is not in the table."""
    if text is None:
        return _wanted(check) is not None
    return text_holds(check, text) is False


def _wanted(check: Check) -> tuple[str, ...] | None:
    """Return the texts that satisfy an equality check, `None` for checks of another kind."""
    if check.operator != "=":
        return None
    match check.value:
        case Text(text):
            return (text.strip(),)
        case TextSet(texts):
            return tuple(text.strip() for text in texts)
    return None
