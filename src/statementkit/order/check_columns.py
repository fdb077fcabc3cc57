"""Rules of a single column: its literal, its constant, its transforms."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from statementkit.errors import quoted
from statementkit.model import FIELD_BY_WORD
from statementkit.order.findings import error, lint
from statementkit.order.nodes import Column, Number, Regex, Text, Transform
from statementkit.order.transforms import TRANSFORMS
from statementkit.order.words import LOOKALIKES, nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from statementkit.errors import Diagnostic
    from statementkit.order.findings import Findings
    from statementkit.order.nodes import Node
    from statementkit.order.transforms import ArgumentKind

Argument = Text | Number | Regex

_MOST_DIGITS = 28
"""Digits that a number of an order may have: the precision to which the library divides."""

_MOST_TRANSFORMS = 100
"""Transforms that a column may have: each nests the generated expression one level deeper."""


def column_findings(column: Column) -> Findings:
    """Yield what is wrong with a column by itself."""
    if column.field == "other":
        yield from _other(column)
        return
    yield from _literal(column)
    yield from _constant(column)
    yield from _marked(column)
    yield from _transforms(column)


OTHER = Column("other")
"""A column that is ignored, as it must stand."""


def _other(column: Column) -> Findings:
    if column != OTHER:
        hint = "write other alone, or the field that this column fills"
        yield error("SK219", column.span, "other is ignored and takes nothing", hint)


def _literal(column: Column) -> Findings:
    if column.literal is None:
        return
    if FIELD_BY_WORD[column.field].reading != "flag":
        message = f"{column.field} takes no text after ="
        hint = "= belongs to debit and credit; to choose rows write a branch"
        yield error("SK211", column.literal.span, message, hint)
    yield from text_findings(column.literal)


def _constant(column: Column) -> Findings:
    if column.constant is None:
        return
    span, value = column.constant.span, column.constant.value
    reading = FIELD_BY_WORD[column.field].reading
    if reading not in ("text", "currency"):
        hint = "only texts and currencies can be the same for every row"
        yield error("SK218", span, f"{column.field} cannot be a constant", hint)
    elif not value.strip():
        yield error("SK218", span, "a constant is blank", "leave the column out")
    elif reading == "currency":
        yield from _currency(column.constant)


def _currency(constant: Text) -> Findings:
    from statementkit.values import CellError, read_currency

    try:
        read_currency(constant.value)
    except CellError as problem:
        hint = problem.hint or "write the ISO 4217 code, as EUR"
        yield error("SK218", constant.span, problem.message, hint)


def _marked(column: Column) -> Findings:
    if column.first_non_blank and FIELD_BY_WORD[column.field].reading == "flag":
        hint = f"write {column.field} once"
        yield error("SK207", column.span, f"{column.field} cannot be marked with ?", hint)


# -- bare texts -----------------------------------------------------------------------------------

_QUOTES = "".join(character for character, meant in LOOKALIKES.items() if meant in ('"', "'"))
_DASHES = "".join(character for character, meant in LOOKALIKES.items() if meant == "-")
_UNSEEN = "".join(character for character, meant in LOOKALIKES.items() if not meant)
_TYPOGRAPHIC = re.compile(rf"\A[{_QUOTES}]|[{_QUOTES}]\Z|\A[{_DASHES}](?=[0-9])|[{_UNSEEN}]")
_SWALLOWED = re.compile(
    r"[|;,]?\s*\bconditions\s*=|[|;,]\s*(?:date|amount|other|name|description)\s*(?:[|;,]|\Z)",
    re.IGNORECASE,
)


def text_findings(text: Text) -> Findings:
    """Yield what is doubtful about a bare text; a quoted one is meant as it stands."""
    if text.quoted:
        return
    if _TYPOGRAPHIC.search(text.value):
        message = f"{quoted(text.value)} has a typographic or invisible character"
        hint = "write plain characters, or the text in plain double quotes if it is meant so"
        yield lint("SK254", text.span, message, hint)
    if _SWALLOWED.search(text.value):
        message = f"the text {quoted(text.value)} looks as if it went too far"
        hint = (
            "before conditions= only | separates, after it only , and ;; "
            "write the text in double quotes if it is meant so"
        )
        yield lint("SK261", text.span, message, hint)


# -- transforms -----------------------------------------------------------------------------------


def _transforms(column: Column) -> Findings:
    if len(column.transforms) > _MOST_TRANSFORMS:
        message = f"a column takes {_MOST_TRANSFORMS} transforms at most"
        hint = 'put several into one, as .sub(/a|b/,""), or change the texts afterwards'
        yield error("SK232", column.transforms[_MOST_TRANSFORMS].span, message, hint)
    numbers_begun = False
    for transform in column.transforms:
        kind = TRANSFORMS.get(transform.name)
        if kind is None:
            yield _unknown(transform)
            continue
        if kind.stage == "number":
            yield from _arithmetic(column, transform)
            numbers_begun = True
        elif numbers_begun:
            message = f".{transform.name} changes a text but stands behind arithmetic"
            hint = "write transforms of the text before those of the number"
            yield error("SK217", transform.span, message, hint)
        yield from _arguments(transform, kind.arguments)


def _unknown(transform: Transform) -> Diagnostic:
    near = nearest(transform.name, TRANSFORMS)
    hint = f"did you mean .{near}?" if near else "there are ." + ", .".join(TRANSFORMS)
    return error("SK214", transform.span, f"unknown transform {quoted(transform.name)}", hint)


def _arithmetic(column: Column, transform: Transform) -> Findings:
    if FIELD_BY_WORD[column.field].reading not in ("amount", "number"):
        message = f"{column.field} is no amount, so {transform.name} has nothing to change"
        hint = "arithmetic belongs to amount, creditSum, debitSum, fee and other amounts"
        yield error("SK212", transform.span, message, hint)


def _arguments(transform: Transform, kinds: tuple[ArgumentKind, ...]) -> Findings:
    fitting = len(transform.arguments) == len(kinds) and all(
        isinstance(argument, _NODES[kind])
        for argument, kind in zip(transform.arguments, kinds, strict=True)
    )
    if not fitting:
        yield error(
            "SK215",
            transform.span,
            f".{transform.name} has the wrong arguments",
            f"write for example {_EXAMPLES[transform.name]}",
        )
        return
    for argument in transform.arguments:
        yield from argument_findings(argument)
    if judge := _JUDGES.get(transform.name):
        yield from judge(transform, *transform.arguments)


def argument_findings(argument: Node) -> Findings:
    """Yield what is wrong with a number or a regular expression, wherever it stands."""
    if isinstance(argument, Regex):
        yield from _regex(argument)
    if isinstance(argument, Number) and sum(map(str.isdigit, argument.text)) > _MOST_DIGITS:
        hint = f"write at most {_MOST_DIGITS} digits"
        yield error("SK223", argument.span, "this number has too many digits", hint)


def _regex(regex: Regex) -> Findings:
    from statementkit.values import SettingError, compile_regex

    try:
        compile_regex(regex.pattern)
    except SettingError as problem:
        hint = problem.hint or "write a simpler one"
        yield error("SK216", regex.span, problem.message, hint)


def _factor(transform: Transform, factor: Number) -> Findings:
    if Decimal(factor.text) == 0:
        what = "divides" if transform.name == "divide" else "multiplies"
        hint = "write -1 to change the sign, 100 to make euros of cents"
        yield error("SK213", transform.span, f"a column {what} by zero", hint)


def _slice(transform: Transform, first: Number, last: Number) -> Findings:
    if not (first.text.isdecimal() and last.text.isdecimal()):
        hint = "write two positions, counted from 1: .slice(1,8)"
        yield error("SK215", transform.span, "a slice takes whole numbers", hint)
    elif not 1 <= Decimal(first.text) <= Decimal(last.text) < 10**9:
        hint = "positions count from 1, the smaller one first: .slice(1,8)"
        yield error("SK215", transform.span, "a slice holds no characters", hint)


def _sought(transform: Transform, sought: Text, *_: Text) -> Findings:
    if not sought.value:
        message = f".{transform.name} looks for nothing"
        yield error("SK215", sought.span, message, "write the text to look for")


def _replacement(_: Transform, regex: Regex, replacement: Text) -> Findings:
    if any(_regex(regex)):
        return
    try:
        re.compile(regex.pattern).sub(replacement.value, "")
    except (re.error, IndexError) as problem:
        message = f"the replacement {quoted(replacement.value)} cannot be used: {problem}"
        hint = r"\1 stands for the first group, \\ for a backslash"
        yield error("SK215", replacement.span, message, hint)


_NODES: dict[ArgumentKind, type[Argument]] = {
    "text": Text,
    "number": Number,
    "position": Number,
    "regex": Regex,
}

_EXAMPLES = {
    "negate": ".negate",
    "abs": ".abs",
    "divide": ".divide(100)",
    "multiply": ".multiply(1000)",
    "replace": '.replace("EUR","")',
    "sub": '.sub(/^REF: /,"")',
    "extract": ".extract(/invoice ([0-9]+)/)",
    "slice": ".slice(1,8)",
    "strip": '.strip("0")',
    "overpunch": ".overpunch",
    "upper": ".upper",
    "lower": ".lower",
}

_JUDGES: dict[str, Callable[..., Findings]] = {
    "divide": _factor,
    "multiply": _factor,
    "slice": _slice,
    "replace": _sought,
    "strip": _sought,
    "sub": _replacement,
}
