"""CSV rules of hledger: fields by position, assignments, and if-blocks as branches.

Source: the chapter on CSV of hledger's manual. All blocks that match apply there, here the first
branch does; so a block becomes a branch only where both come to the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from statementkit.convert.dates import java_from_c
from statementkit.convert.draft import Conversion, Draft, transform
from statementkit.convert.rules import Assignment, Block, Directive, Rule, parsed
from statementkit.convert.text import Configuration, refused
from statementkit.order.nodes import (
    Branch,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Regex,
    Text,
    Transform,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIELDS = {
    "account1": "ownAccount",
    "amount": "amount",
    "amount-in": "creditSum",
    "amount-out": "debitSum",
    "amount1": "amount",
    "amount1-in": "creditSum",
    "amount1-out": "debitSum",
    "balance": "balance",
    "balance1": "balance",
    "code": "ref",
    "comment": "description",
    "currency": "currency",
    "currency1": "currency",
    "date": "date",
    "date2": "valueDate",
    "description": "description",
    "status": "status",
}

_ORDER = (
    "date",
    "valueDate",
    "amount",
    "creditSum",
    "debitSum",
    "currency",
    "description",
    "ref",
    "status",
    "balance",
    "ownAccount",
)
"""How columns are sorted, which have numbers and could stand in any order."""

_SEPARATORS = {"tab": "\t", "space": " ", "\\t": "\t", "comma": ","}

_BY_ENDING = {"csv": ",", "ssv": ";", "tsv": "\t"}

_DATES = ("yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd")

_NAME = r"%([A-Za-z0-9_-]+)"


def read(configuration: Configuration) -> list[Conversion]:
    """Return the one conversion of a rules file."""
    rules = parsed(configuration)
    names = next(
        (each.value for each in rules if isinstance(each, Directive) and each.name == "fields"), ""
    )
    listed = [each.strip().strip('"').casefold() for each in names.split(",")] if names else []
    draft = Draft(configuration.name, configuration.file)
    converter = _Rules(draft, configuration, {n: i for i, n in enumerate(listed, 1) if n != "_"})
    return [converter.converted(rules, listed)]


@attrs.frozen
class _Rules:
    draft: Draft
    configuration: Configuration
    places: dict[str, int]
    """The number of each column that `fields` names."""

    def converted(self, rules: Sequence[Rule], listed: Sequence[str]) -> Conversion:
        draft = self.draft
        ending = re.search(r"\.([a-z]sv)\.rules$", self.configuration.file or "")
        draft.put("delimiter", _BY_ENDING.get(ending[1], ",") if ending else ",")
        draft.put("header", False)
        draft.put("date_format", _DATES)
        for each in rules:
            if isinstance(each, Directive):
                self._directive(each)
        own = [Assignment(name, f"%{i}", 0) for i, name in enumerate(listed, 1) if name in _FIELDS]
        assigned = {each.field: each for each in rules if isinstance(each, Assignment)}
        extracted = {each.field: each for each in self._extractions(rules)}
        merged = {each.field: each for each in own} | assigned | extracted
        for each in merged.values():
            draft.columns.extend(self._columns(each))
        draft.columns.sort(key=lambda column: _ORDER.index(column.field))
        self._one_amount()
        self._blocks([each for each in rules if isinstance(each, Block)], extracted)
        return draft.finish()

    def _directive(self, rule: Directive) -> None:
        name, value = rule.name, rule.value
        if name == "skip":
            if not re.fullmatch("[0-9]{0,4}", value):
                why = f"skip takes a number, not {value!r}"
                raise refused(self.configuration, why, rule.line)
            self.draft.put("skip_lines", int(value or 1))
        elif name == "separator":
            self.draft.put("delimiter", _SEPARATORS.get(value.lower(), value))
        elif name == "date-format":
            self._date_format(rule)
        elif name == "decimal-mark":
            self.draft.put("decimal", value)
        elif name == "encoding":
            self.draft.put("encoding", value)
        elif name == "newest-first":
            self.draft.put("newest_first", True)
        elif name in ("include", "timezone", "intra-day-reversed", "end"):
            hint = "convert that file too" if name == "include" else None
            self.draft.note(f"{name} {value}".strip() + " is not followed", hint, line=rule.line)
        elif name != "fields":
            self.draft.leave_out(f"{name} {value}".strip(), line=rule.line)

    def _date_format(self, rule: Directive) -> None:
        try:
            self.draft.put("date_format", java_from_c(rule.value))
        except ValueError as error:
            self.draft.note(str(error), "set date_format by hand", line=rule.line)

    def _place(self, name: str) -> ColumnNumber | None:
        """Return the column of `%3` or `%payee`."""
        if name.isdecimal():
            return ColumnNumber(int(name)) if 0 < int(name[:9]) < 10_000 else None
        number = self.places.get(name.casefold())
        return ColumnNumber(number) if number else None

    def _columns(self, rule: Assignment) -> list[Column]:
        """Return what an assignment puts into the order: constants may go into the layout."""
        field = _FIELDS.get(rule.field)
        if field is None:
            self.draft.leave_out(f"{rule.field} is a matter of books", line=rule.line or None)
            return []
        names = re.findall(_NAME, rule.template)
        places = [place for name in names if (place := self._place(name))]
        if len(places) < len(names):
            self.draft.note(
                f"{rule.field} names a column that fields does not: {rule.template!r}",
                line=rule.line or None,
            )
        if not names:
            self._constant(field, rule)
            return []
        rest = re.sub(_NAME, "", rule.template).strip()
        return self._filled(field, places, rest, rule)

    def _filled(
        self, field: str, places: list[ColumnNumber], rest: str, rule: Assignment
    ) -> list[Column]:
        changes: tuple[Transform, ...] = ()
        if rest == "-" and field in ("amount", "creditSum", "debitSum", "balance"):
            changes, rest = (transform("negate"),), ""
        if rest:
            self.draft.note(
                f"{rule.field} has the text {rest!r} between its columns, which is left out",
                "join_description can stand between all of them" if len(places) > 1 else None,
                severity="error" if field not in ("description", "currency") else "warning",
                line=rule.line or None,
            )
        if field != "description" and len(places) > 1:
            self.draft.note(f"{rule.field} joins several columns; the first is taken")
            places = places[:1]
        return [Column(field, place, changes) for place in places]

    def _constant(self, field: str, rule: Assignment) -> None:
        value = rule.template.strip()
        if field == "currency" and re.fullmatch("[A-Za-z]{3}", value):
            self.draft.put("currency", value)
        elif field == "currency":
            hint = "set currency to the ISO 4217 code of the account"
            self.draft.assume(f"the currency is {value!r}, which is no code", hint, line=rule.line)
        elif field == "ownAccount":
            self.draft.leave_out(
                f"account1 {value} is an account of the journal",
                "set account to the bank's number",
                line=rule.line,
            )
        elif value and field in ("description", "ref", "status"):
            self.draft.columns.append(Column(field, constant=Text(value)))
        elif value:
            self.draft.note(f"{rule.field} is always {value!r}", line=rule.line, severity="error")

    def _one_amount(self) -> None:
        """Leave one way to state the amount: `amount` gives way to the two sums."""
        fields = {each.field for each in self.draft.columns}
        if "amount" in fields and fields & {"creditSum", "debitSum"}:
            self.draft.note("amount stands beside amount-in or amount-out and is left out")
            self.draft.columns[:] = [c for c in self.draft.columns if c.field != "amount"]

    # -- if-blocks --------------------------------------------------------------------------------

    def _extractions(self, rules: Sequence[Rule]) -> Iterable[Assignment]:
        r"""Yield assignments of `\1` from the one column that their block looks at."""
        for block in rules:
            if isinstance(block, Block) and (found := _extraction(block)):
                for each in block.assignments:
                    if each.field in _FIELDS:
                        yield Assignment(each.field, f"%{found[1]}", each.line)

    def _blocks(self, blocks: Sequence[Block], extracted: dict[str, Assignment]) -> None:
        for block in blocks:
            if (found := _extraction(block)) and block.assignments[0].field in extracted:
                self._extract(block, found[1], found[2])
        telling = [each for each in blocks if not _extraction(each) and self._matters(each)]
        if others := len(blocks) - len(telling) - len(extracted):
            self.draft.leave_out(
                f"{others} if-blocks fill accounts, other postings or comments: a matter of books",
                "keep them for the journal",
            )
        stops = [each for each in telling if each.actions]
        rest = [each for each in telling if not each.actions]
        for block in stops:
            self._branches(block, block.actions[0].name)
        sets = {frozenset(self._telling_fields(each)) for each in rest}
        for block in reversed(rest):
            if len(sets) > 1:
                self.draft.note(
                    "several if-blocks assign different fields, and all that match apply there",
                    "write a branch by hand; the first that matches wins",
                    severity="error" if self._decides(block) else "warning",
                    line=block.line,
                )
            else:
                self._branches(block, self._replaced(block))

    def _telling_fields(self, block: Block) -> list[str]:
        left_alone = ("account1", "comment", "code", "status")
        fields = (each.field for each in block.assignments)
        return [each for each in fields if each in _FIELDS and each not in left_alone]

    def _matters(self, block: Block) -> bool:
        """Tell whether a block changes what is read, not only how it is booked."""
        return bool(block.actions or self._telling_fields(block))

    def _decides(self, block: Block) -> bool:
        return not {"description"}.issuperset(self._telling_fields(block))

    def _extract(self, block: Block, name: str, pattern: str) -> None:
        """Take a part of a cell where hledger assigns a group of the match."""
        fields = {_FIELDS.get(each.field) for each in block.assignments}
        for index, column in enumerate(self.draft.columns):
            if column.field in fields and column.place == self._place(name):
                change = transform("extract", Regex(pattern))
                self.draft.columns[index] = attrs.evolve(column, transforms=(change,))

    def _replaced(self, block: Block) -> ColumnList | None:
        """Return the columns of the rows that a block matches."""
        columns = list(self.draft.columns)
        for rule in block.assignments:
            field = _FIELDS.get(rule.field)
            if field is None or rule.field not in self._telling_fields(block):
                continue
            new = self._columns_in_block(field, rule)
            if new is None:
                return None
            if field in ("amount", "creditSum", "debitSum"):
                columns = [c for c in columns if c.field not in ("amount", "creditSum", "debitSum")]
            columns = [c for c in columns if c.field != field] + new
        columns.sort(key=lambda column: _ORDER.index(column.field))
        return ColumnList(tuple(columns))

    def _columns_in_block(self, field: str, rule: Assignment) -> list[Column] | None:
        names = re.findall(_NAME, rule.template)
        if names:
            return self._columns(rule)
        value = rule.template.strip()
        if field == "currency" and re.fullmatch("[A-Za-z]{3}", value):
            return [Column("currency", constant=Text(value.upper()))]
        if field == "description" and value:
            return [Column("description", constant=Text(value))]
        self.draft.note(
            f"{rule.field} {value} in an if-block has no counterpart",
            severity="warning" if field in ("currency", "description") else "error",
            line=rule.line,
        )
        return None

    def _branches(self, block: Block, result: str | ColumnList | None) -> None:
        """Add a branch for each matcher, of which one must match."""
        if result is None:
            return
        try:
            checks = [self._check(each) for each in _alternatives(block.matchers)]
        except ValueError as error:
            self.draft.note(
                f"this if-block {error}",
                'write a branch by hand: 3~"text" looks into column 3',
                severity="error",
                line=block.line,
            )
            return
        if isinstance(result, str) and result not in ("skip", "end"):
            self.draft.note(f"{result} in an if-block is not followed", line=block.line)
            return
        for each in checks:
            self.draft.branches.append(Branch(tuple(each), result))  # type: ignore[arg-type]

    def _check(self, matchers: Sequence[str]) -> list[Check]:
        return [self._one_check(each) for each in matchers]

    def _one_check(self, matcher: str) -> Check:
        found = re.fullmatch(rf"(!?)\s*{_NAME}\s+(.+)", matcher)
        if not found:
            raise ValueError("looks into the whole row, not into one column")
        place = self._place(found[2])
        if place is None:
            raise ValueError(f"looks into {found[2]!r}, which is no column")
        operator = "!~" if found[1] else "~"
        return Check(place, operator, Regex(f"(?i){found[3]}"))  # type: ignore[arg-type]


def _extraction(block: Block) -> tuple[str, str, str] | None:
    r"""Return the column and pattern of a block that only assigns `\1` of one column's match."""
    if len(block.matchers) != 1 or block.actions or not block.assignments:
        return None
    if any(each.template != r"\1" for each in block.assignments):
        return None
    found = re.fullmatch(rf"{_NAME}\s+(.+)", block.matchers[0])
    return (block.matchers[0], found[1], found[2]) if found else None


def _alternatives(matchers: Sequence[str]) -> list[list[str]]:
    """Return the matchers by alternative: one that begins with `&` goes with the one above."""
    groups: list[list[str]] = []
    for each in matchers:
        if each.startswith("&") and groups:
            groups[-1].append(each.lstrip("& "))
        else:
            groups.append([each])
    return groups
