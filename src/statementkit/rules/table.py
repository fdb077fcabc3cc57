"""Books of rules as tables of comma-separated values, to be edited as a spreadsheet.

A row is a rule, a part of its split, or a default:

| number | match | size | wallet | category | project | name | kind | priority |
|---|---|---|---|---|---|---|---|---|
| 1 | tax_id=7707083893 | | Bank | | | | | 0 |
| 1 | | 70% | | Rent | Shop | | | |
| 1 | | rest | | Rent | Warehouse | | | |
| | defaults.expense | | | Other costs | | | | |
"""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, RuleError, quoted
from statementkit.rules.book import RuleBook, following_numbers
from statementkit.rules.defaults import Defaults
from statementkit.rules.rule import Rule, check_keys, refuse
from statementkit.values import guarded, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COLUMNS = (
    *("number", "match", "size", "wallet", "category", "project", "name", "kind", "priority"),
)

_PART = ("size", "wallet", "category", "project")
_DEFAULTS = "defaults"
_DELIMITERS = ",;\t"


def rules_to_csv(book: RuleBook) -> str:
    """Return a book as a table, from which the same book is read.

    >>> print(rules_to_csv(RuleBook([Rule(match="amount<0", category="Costs")])), end="")
    number,match,size,wallet,category,project,name,kind,priority
    1,amount<0,,,Costs,,,,
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for name, default in book.defaults.named().items():
        writer.writerow(_guarded({"match": name, **default.to_dict()}))
    for rule in book.rules:
        keys = rule.to_dict()
        parts = keys.pop("split", ())
        writer.writerow(_guarded(keys))
        writer.writerows(_guarded({"number": rule.number, **part}) for part in parts)
    return out.getvalue().replace("\r\n", "\n")


def _guarded(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return keys whose texts no spreadsheet computes: names in rules come from other people."""
    return {
        name: guarded(value) if isinstance(value, str) else value for name, value in keys.items()
    }


def rules_from_csv(text: str, source: str | None = None, *, after: int = 0) -> RuleBook:
    r"""Return the book that a table describes; `source` names it in errors.

    Cells are separated by commas, semicolons or tabs, as the header shows. Rules without a number
    get the next ones `after` that of another book. Raises `RuleError` with everything that is wrong
    with it.

    >>> rules_from_csv("match;category;priority\namount<0;Costs;2\n").rules[0].priority
    2
    """
    try:
        return _book(text, after)
    except RuleError as error:
        raise RuleError(*(each.at(file=source) for each in error.diagnostics)) from None


@attrs.define
class _Draft:
    """A rule while its rows are read: its keys, and the line on which it begins."""

    line: int
    keys: dict[str, Any]


def _book(text: str, after: int) -> RuleBook:
    findings: list[Diagnostic] = []
    drafts: dict[int | str, _Draft] = {}
    defaults: dict[str, dict[str, Any]] = {}
    for line, row in _rows(text):
        with _noting(findings, line):
            _take(line, row, drafts, defaults)
    rules: list[Rule] = []
    numbers = following_numbers([draft.keys["number"] for draft in drafts.values()], after)
    for draft, number in zip(drafts.values(), numbers, strict=True):
        with _noting(findings, draft.line):
            rules.append(Rule.from_dict({**draft.keys, "number": number}))
    if findings:
        raise RuleError(*findings)
    return RuleBook(rules, Defaults.from_named(defaults))


@contextmanager
def _noting(findings: list[Diagnostic], line: int) -> Iterator[None]:
    """Note what is wrong with a line instead of raising it."""
    try:
        yield
    except RuleError as error:
        findings += [each.at(line=line) for each in error.diagnostics]


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows that are not blank: the line on which each ends, and its filled cells."""
    content = text.removeprefix("\ufeff")
    delimiter = max(_DELIMITERS, key=content.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_header(names)
        for cells in reader:
            if len(cells) > len(names):
                raise _no_table(f"there are {len(cells)} cells, not {len(names)}", reader.line_num)
            row = dict(zip(names, map(str.strip, cells), strict=False))
            if filled := {name: unguarded(cell) for name, cell in row.items() if cell}:
                yield reader.line_num, filled
    except csv.Error as error:
        raise _no_table(str(error), reader.line_num) from None


def _check_header(names: Sequence[str]) -> None:
    if "match" not in names or len(set(names)) < len(names):
        raise _no_table("the first line does not name the columns, each once", 1)
    check_keys(dict.fromkeys(names), COLUMNS)


def _no_table(reason: str, line: int) -> RuleError:
    hint = f"the columns are {', '.join(COLUMNS)}; only match has to be there"
    message = f"this is no table of rules: {reason}"
    return RuleError(Diagnostic(code="SK701", message=message, hint=hint, line=line))


def _take(
    line: int,
    row: dict[str, str],
    drafts: dict[int | str, _Draft],
    defaults: dict[str, dict[str, Any]],
) -> None:
    """Add what a row says to the drafts of rules, or to the defaults."""
    match = row.get("match", "")
    number = _whole("number", row["number"]) if "number" in row else None
    said = {key: value for key, value in row.items() if key not in ("number", "match")}
    if match == _DEFAULTS or match.startswith(f"{_DEFAULTS}."):
        check_keys(said, _PART[1:], match)
        defaults.setdefault(match, {}).update(said)
    elif match:
        check_keys(said, [each for each in COLUMNS if each != "size"])
        if number in drafts:
            raise _refused(f"rule {number} stands on line {drafts[number].line} already", "number")
        whole = {key: _whole(key, said[key]) for key in ("priority",) if key in said}
        keys = {"match": match, "number": number, **said, **whole}
        drafts[number or f"line {line}"] = _Draft(line, keys)
    elif number not in drafts:
        raise _refused("there is neither a match here, nor a rule of this number above", "match")
    else:
        check_keys(said, _PART, "split")
        drafts[number].keys.setdefault("split", []).append(said)


def _whole(name: str, cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise _refused(f"{quoted(cell)} is no whole number", name) from None


def _refused(message: str, field: str) -> RuleError:
    hint = "a row is a rule, a part of the rule above with the same number, or a default"
    return refuse(field, message, hint)
