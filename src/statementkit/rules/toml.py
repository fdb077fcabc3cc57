"""Books of rules as TOML: read with the place of every mistake, changed with the comments kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, LayoutError, RuleError
from statementkit.rules.book import RuleBook, following_numbers
from statementkit.rules.defaults import Defaults
from statementkit.rules.rule import Rule, check_keys, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KEYS = ("defaults", "rule")


def rules_from_toml(text: str, source: str | None = None, *, after: int = 0) -> RuleBook:
    """Return the book that a text in TOML describes; `source` names it in errors.

    Rules without a number get the next ones `after` that of another book. Raises `RuleError` with
    everything that is wrong with it.

    >>> book = rules_from_toml('''
    ... [defaults.expense]
    ... category = "Other costs"
    ...
    ... [[rule]]
    ... match = "tax_id=7707083893, amount<0"
    ... category = "Rent"
    ... ''')
    >>> len(book), book.defaults.expense.category
    (1, 'Other costs')
    """
    keys = _keys(text, source)
    tables = _tables(keys, source, after)
    in_rules: list[tuple[int, Diagnostic]] = []
    in_tables: list[Diagnostic] = []
    rules: list[Rule] = []
    defaults = Defaults()
    for place, table in enumerate(tables):
        try:
            rules.append(Rule.from_dict(table))
        except RuleError as error:
            in_rules += [(place, each) for each in error.diagnostics]
    try:
        check_keys(keys, _KEYS)
        defaults = Defaults.from_dict(keys.get("defaults", {}))
    except RuleError as error:
        in_tables += error.diagnostics
    if in_rules or in_tables:
        lines = _Lines.of(text)
        findings = [lines.in_rule(each, place, len(tables)) for place, each in in_rules]
        findings += map(lines.in_table, in_tables)
        raise RuleError(*(each.at(file=source) for each in findings))
    try:
        return RuleBook(rules, defaults)
    except RuleError as error:
        raise RuleError(*(each.at(file=source) for each in error.diagnostics)) from None


def _keys(text: str, source: str | None) -> dict[str, Any]:
    # Layouts bring the parser of orders with them: too much for who only has assignments in hand.
    from statementkit.layouts.toml import toml_keys

    try:
        return toml_keys(text, source)
    except LayoutError as error:
        raise RuleError(*(each.at(code="SK701") for each in error.diagnostics)) from None


def _tables(keys: Mapping[str, Any], source: str | None, after: int) -> list[dict[str, Any]]:
    """Return the tables of the rules, each with its number."""
    tables = keys.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        error = refuse("rule", "the rules are no tables", "write [[rule]] above each of them")
        raise RuleError(*(each.at(file=source) for each in error.diagnostics))
    numbers = following_numbers([each.get("number") for each in tables], after)
    return [{**each, "number": number} for each, number in zip(tables, numbers, strict=True)]


# -- where a mistake stands -----------------------------------------------------------------------

_HEADER = re.compile(r"\s*\[+([^\[\]]+)\]+\s*(?:#.*)?")


@attrs.frozen
class _Lines:
    """The lines of a text in TOML, and where its tables begin: the name and index of each."""

    lines: Sequence[str]
    headers: Sequence[tuple[str, int]]

    @classmethod
    def of(cls, text: str) -> _Lines:
        lines = text.split("\n")
        found = ((_HEADER.fullmatch(line), index) for index, line in enumerate(lines))
        return cls(lines, [(re.sub(r"[\s\"']", "", at[1]), index) for at, index in found if at])

    def in_rule(self, finding: Diagnostic, place: int, rules: int) -> Diagnostic:
        """Return a finding about the rule at `place` with the line of its key."""
        headers = [index for name, index in self.headers if name == "rule"]
        if len(headers) != rules:
            return finding
        return finding.at(line=self._line(headers[place], finding.field or "match"))

    def in_table(self, finding: Diagnostic) -> Diagnostic:
        """Return a finding about a table with the line of its key."""
        path = re.sub(r"[\s\"']", "", finding.field or "")
        inside = [header for header in self.headers if f"{path}.".startswith(f"{header[0]}.")]
        if not inside:
            return finding
        name, index = max(inside, key=lambda header: len(header[0]))
        key = path.removeprefix(name).strip(".").partition(".")[0]
        return finding.at(line=self._line(index, key))

    def _line(self, header: int, key: str) -> int:
        """Return the number of the line on which a key below a header stands."""
        following = (index for _, index in self.headers if index > header)
        end = min(following, default=len(self.lines))
        for index in range(header + 1, end):
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", self.lines[index]):
                return index + 1
        return header + 1


# -- writing --------------------------------------------------------------------------------------


def rules_to_toml(book: RuleBook, *, with_numbers: bool = False) -> str:
    """Return a book as TOML, from which the same book is read.

    The numbers of rules are written where they do not just count up, or if `with_numbers` asks.

    >>> print(rules_to_toml(RuleBook([Rule(match='name~"rent"', category="Rent")])), end="")
    [[rule]]
    match = 'name~"rent"'
    category = "Rent"
    """
    numbers = [rule.number for rule in book.rules]
    with_numbers |= numbers != following_numbers([None] * len(numbers))
    blocks = [*_defaults(book.defaults.to_dict(), ("defaults",))]
    blocks += [_block("[[rule]]", _said(rule, with_number=with_numbers)) for rule in book.rules]
    return "\n".join(blocks)


def updated_toml(text: str, book: RuleBook, source: str | None = None) -> str:
    r"""Return a text in TOML changed so that it describes `book`, comments and all else kept.

    Rules are known by their numbers. Raises `RuleError` if the text is no book itself.

    >>> text = "[[rule]]  # the landlord\nmatch = 'tax_id=7707083893'\ncategory = 'Rent'\n"
    >>> book = rules_from_toml(text).with_rule(Rule(match="amount<0", category="Costs"))
    >>> print(updated_toml(text, book), end="")
    [[rule]]  # the landlord
    match = 'tax_id=7707083893'
    category = 'Rent'
    <BLANKLINE>
    [[rule]]
    match = "amount<0"
    category = "Costs"
    """
    import tomlkit

    before = rules_from_toml(text, source)
    document = tomlkit.parse(text.removeprefix("\ufeff"))
    if before.defaults != book.defaults:
        defaults = book.defaults.to_dict()
        _merge(document, {**document, "defaults": defaults})
    if before.rules == book.rules:
        return tomlkit.dumps(document)
    added = _update_rules(document, before, book)
    kept = tomlkit.dumps(document).rstrip()
    return "\n".join([*([kept + "\n"] if kept else []), *added])


def _update_rules(document: Any, before: RuleBook, book: RuleBook) -> list[str]:
    """Change and take away rules of a document; return the blocks of those that it does not have.

    Numbers are written where they would not be the same without them.
    """
    import tomlkit

    wanted = {rule.number: rule for rule in book.rules}
    tables = document.get("rule", [])
    numbers = following_numbers([table.get("number") for table in tables])
    for place in reversed(range(len(numbers))):
        rule = wanted.get(numbers[place])
        if rule is None:
            del tables[place]
        elif rule != before.rule(numbers[place]):
            _merge(tables[place], _said(rule, with_number="number" in tables[place]))
    kept = [number for number in numbers if number in wanted]
    added = [rule for rule in book.rules if rule.number not in kept]
    said = [*(table.get("number") for table in tables), *[None] * len(added)]
    with_numbers = following_numbers(said) != kept + [rule.number for rule in added]
    if with_numbers:
        for table, number in zip(tables, kept, strict=True):
            table["number"] = number
    keys = [_said(rule, with_number=with_numbers) for rule in added]
    if isinstance(tables, tomlkit.items.Array) and tables:
        tables.extend(map(_item, keys))
        return []
    if not tables:
        document.pop("rule", None)
    return [_block("[[rule]]", each) for each in keys]


def _said(rule: Rule, *, with_number: bool) -> dict[str, Any]:
    keys = rule.to_dict()
    number = {"number": keys.pop("number")}
    return {**number, **keys} if with_number else keys


def _merge(table: Any, wanted: Mapping[str, Any]) -> None:
    """Change a table so that it says what is wanted, and leave alone what it says already."""
    for key in [key for key in table if key not in wanted]:
        del table[key]
    for key, value in wanted.items():
        if isinstance(value, Mapping) and isinstance(table.get(key), Mapping):
            _merge(table[key], value)
        elif key not in table or not _says(table[key], value):
            table[key] = _table(value) if isinstance(value, Mapping) else _item(value)


def _says(item: Any, value: Any) -> bool:
    """Tell whether an item of a document says what is wanted, white space at its edges aside."""
    said = item.unwrap()
    return bool((said.strip() if isinstance(said, str) else said) == value)


def _table(keys: Mapping[str, Any]) -> Any:
    """Return a table with a header of its own."""
    import tomlkit

    table = tomlkit.table(is_super_table=not any(isinstance(it, str) for it in keys.values()))
    _merge(table, keys)
    return table


def _defaults(keys: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the blocks of nested tables, each under its own header."""
    import tomlkit

    own = {key: value for key, value in keys.items() if not isinstance(value, Mapping)}
    if own:
        yield _block(f"[{'.'.join(tomlkit.key(each).as_string() for each in path)}]", own)
    for key, value in keys.items():
        if isinstance(value, Mapping):
            yield from _defaults(value, (*path, key))


def _block(header: str, keys: Mapping[str, Any]) -> str:
    lines = (f"{key} = {_item(value).as_string()}" for key, value in keys.items())
    return "\n".join([header, *lines, ""])


def _item(value: Any) -> Any:
    import tomlkit

    from statementkit.layouts.toml import toml_text

    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update({key: _item(each) for key, each in value.items()})
        return table
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        array.extend(map(_item, value))
        return array.multiline(True)
    return tomlkit.item(value)
