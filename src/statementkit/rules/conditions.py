"""What the checks of a match mean: a condition on a field for each, or what is wrong with it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

import attrs

from statementkit import values
from statementkit.errors import Diagnostic, quoted
from statementkit.model import FIELD_BY_WORD
from statementkit.order.nodes import Blank, Date, Number, Regex, Text, TextSet
from statementkit.order.words import LOOKALIKES, TRANSLATED, WORDS, nearest
from statementkit.rules import fields
from statementkit.rules.fields import FIELDS, Field, compact
from statementkit.rules.nodes import Key
from statementkit.values import CellError, SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from statementkit.model import Transaction
    from statementkit.order.nodes import Node, Operator
    from statementkit.rules.nodes import Check, FieldName


@attrs.frozen(eq=False)
class Condition:
    """A check on the `field` it names.

    `holds` tells of a value of the field, as its `read` returns it, whether it passes. `compared`
    are the values that `=` and `!=` compare with, `piece` is the text that `~` and `!~` look for,
    `literal` one that is in whatever their regular expression matches (both with `casefold`), and
    `limit` is what `<`, `>`, `<=` and `>=` compare with; each is `None` where something else is
    asked.
    """

    check: Check
    field: Field
    holds: Callable[[Any], bool]
    compared: frozenset[Any] | None = None
    piece: str | None = None
    literal: str | None = None
    limit: Any = None

    def passes(self, transaction: Transaction) -> bool:
        """Return whether a transaction passes the check."""
        return self.holds(self.field.read(transaction))

    @property
    def equals(self) -> frozenset[Any] | None:
        """The values of which the field must be one, `None` where it takes more to tell."""
        return self.compared if self.check.operator == "=" else None

    @property
    def needed_piece(self) -> str | None:
        """A piece of text that stands in the field wherever it passes, if one is known."""
        return (self.piece or self.literal) if self.check.operator == "~" else None

    @property
    def meaning(self) -> tuple[Field, Operator, Hashable]:
        """What it asks, the same for all spellings of it."""
        asked = self.compared or self.piece or self.check.value
        return self.field, self.check.operator, asked

    @property
    def weight(self) -> int:
        """How much it narrows the choice: 2 by one identity, 1 by a text, 0 by anything else."""
        if self.equals is not None and self.field.identifies:
            return 2
        is_text = self.field.reading in ("text", "code")
        return int(is_text and self.check.operator == "~")


class MeaningError(ValueError):
    """A check that cannot be meant; it carries what is wrong with it."""

    def __init__(self, node: Node, message: str, hint: str, code: str = "SK707") -> None:
        super().__init__(message)
        self.finding = Diagnostic(code=code, message=message, hint=hint, span=node.span)


def condition(check: Check) -> Condition:
    """Return what a check means. Raises `MeaningError`."""
    field = _field(check.checked)
    if isinstance(check.value, Blank):
        return _blank(check, field)
    if check.operator.endswith("~"):
        return _match(check, field)
    if check.operator in _COMPARISONS:
        return _limit(check, field)
    return _equality(check, field)


def _field(checked: FieldName | Key) -> Field:
    if isinstance(checked, Key):
        return fields.key(checked.name)
    name = checked.name.lower()
    if name in FIELDS:
        return FIELDS[name]
    raise MeaningError(checked, f"unknown field {quoted(checked.name)}", _field_hint(name), "SK706")


def _field_hint(name: str) -> str:
    word = WORDS.get(name) or TRANSLATED.get(name)
    attribute = FIELD_BY_WORD[word].attribute if word else None
    if attribute:
        return f"the field is called {attribute} here"
    if found := nearest(name, FIELDS):
        return f"did you mean '{found}'?"
    return f"a key that only the file has stands in brackets: [{name}]"


# -- each kind of check ---------------------------------------------------------------------------


def _blank(check: Check, field: Field) -> Condition:
    if check.operator != "=" or not isinstance(check.value, Blank):
        hint = f"write {field.name}=BLANK or {field.name}=NOTBLANK"
        raise MeaningError(check.value, "BLANK goes with = alone", hint)
    if check.value.negated:
        return Condition(check, field, lambda value: value not in ("", None))
    return Condition(check, field, lambda value: value in ("", None))


def _match(check: Check, field: Field) -> Condition:
    if field.reading not in ("text", "code"):
        hint = f"compare it: {field.name}{'=' + field.words[0] if field.words else '>0'}"
        message = f"{field.name} is no text in which {check.operator} could look"
        raise MeaningError(check, message, hint)
    wanted = check.operator == "~"
    if isinstance(check.value, Regex):
        return _search(check, check.value, field, wanted)
    part = _wanted_text(check.value, field).casefold()
    return Condition(
        check,
        field,
        lambda text: (part in text.casefold()) is wanted,
        piece=part,
    )


def _search(check: Check, value: Regex, field: Field, wanted: bool) -> Condition:
    search = _regex(value)
    literal = values.required_literal(value.pattern)
    return Condition(
        check,
        field,
        lambda text: (literal in text and search(text) is not None) is wanted,
        literal=literal.casefold(),
    )


def _regex(value: Regex) -> Callable[[str], Any]:
    try:
        return values.compile_regex(value.pattern).search
    except SettingError as error:
        hint = error.hint or "write the text in quotes to look for it as it stands"
        raise MeaningError(value, error.message, hint) from None


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {">": gt, "<": lt, ">=": ge, "<=": le}


def _limit(check: Check, field: Field) -> Condition:
    if field.reading not in ("amount", "date"):
        hint = f"write {field.name}=… or {field.name}~…; numbers and days can be compared with <"
        raise MeaningError(check, f"{field.name} is a text: {check.operator} does not go", hint)
    limit, compares = _parsed(check.value, field), _COMPARISONS[check.operator]
    return Condition(
        check, field, lambda value: value is not None and compares(value, limit), limit=limit
    )


def _equality(check: Check, field: Field) -> Condition:
    if isinstance(check.value, TextSet):
        span = check.value.span
        each = [Text(text, quoted=True, span=span) for text in check.value.values]
        wanted = frozenset(_parsed(text, field) for text in each)
    else:
        wanted = frozenset({_parsed(check.value, field)})
    if check.operator == "!=":
        return Condition(check, field, lambda value: value not in wanted, wanted)
    return Condition(check, field, wanted.__contains__, wanted)


# -- values, as the fields have them --------------------------------------------------------------


def _parsed(value: Node, field: Field) -> Any:
    """Return the value that a field is compared with. Raises `MeaningError`."""
    written = value.value if isinstance(value, Text) else getattr(value, "text", "")
    if field.reading == "amount":
        return _number(value, field, written)
    if field.reading == "date":
        return _day(value, field, written)
    if field.reading == "word":
        return _word(value, field, written)
    return _wanted_text(value, field)


def _number(value: Node, field: Field, written: str) -> Decimal:
    try:
        number = Decimal(written) if _is_plain(written) else None
    except ArithmeticError:
        number = None
    if number is None or isinstance(value, Date):
        message = f"{field.name} is a number, and {quoted(written)} is none"
        plain = "".join(LOOKALIKES.get(each, each) for each in written)
        example = plain if _is_plain(plain) else "1000.50"
        raise MeaningError(value, message, f"write a plain number: {field.name}>{example}")
    return number


def _is_plain(text: str) -> bool:
    digits = text.strip().removeprefix("-").removeprefix("+").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _day(value: Node, field: Field, written: str) -> date:
    try:
        return date.fromisoformat("" if isinstance(value, Number) else written.strip())
    except ValueError:
        message = f"{field.name} is a day, and {quoted(written)} is none"
        hint = f"write year-month-day: {field.name}>=2024-01-31"
        raise MeaningError(value, message, hint) from None


def _word(value: Node, field: Field, written: str) -> str:
    word = written.strip().lower()
    if word in field.words:
        return word
    message = f"{field.name} is never {quoted(written)}"
    raise MeaningError(value, message, f"write one of {', '.join(field.words)}")


def _wanted_text(value: Node, field: Field) -> str:
    written = value.value if isinstance(value, Text) else ""
    text = compact(written) if field.reading == "code" else written.strip()
    if not text:
        raise MeaningError(value, "the text to look for is blank", f"write {field.name}=BLANK")
    if isinstance(value, Text) and not value.quoted and (mark := _COMPARISON.search(text)):
        message = f"{mark[0]} stands inside of the text {quoted(text)}"
        hint = "join checks with , or ; and write the text in quotes if it is meant"
        raise MeaningError(value, message, hint)
    if isinstance(value, Text) and not value.quoted and text[0] in _CURLY:
        hint = 'write plain double quotes around the text: "'
        raise MeaningError(value, f"{quoted(text[0])} does not quote a text", hint)
    if field.name in ("currency", "original_currency"):
        return _currency(value, text)
    return text


_CURLY = "\u201c\u201d\u201e\u201f"
"""What word processors make of a double quote. Names begin with « and ‹ of their own."""


_COMPARISON = re.compile("[=<>~]")


def _currency(value: Node, text: str) -> str:
    try:
        return values.read_currency(text)
    except CellError as error:
        raise MeaningError(value, error.message, error.hint or "write EUR") from None
