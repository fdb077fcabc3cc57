"""The transforms of the language: one table for the checker, the interpreter and the generator.

Text transforms change the text of a cell before it is read, number transforms the number after it
was read; so on an amount the text transforms stand first. Source: the order language, transforms.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit import values
from statementkit.order.nodes import Number, Regex, Text, Transform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from statementkit.values.regexes import SafeRegex

ArgumentKind = Literal["text", "number", "regex", "position"]


@attrs.frozen
class TransformKind:
    """How one transform is called, run and written as Python.

    `python` is a template: `{value}` is the expression so far, `{0}`, `{1}` are the arguments.
    """

    name: str
    stage: Literal["text", "number"]
    arguments: tuple[ArgumentKind, ...]
    apply: Callable[..., Any]
    python: str


def slice_text(text: str, first: int, last: int) -> str:
    """Return characters `first` to `last`, counted from 1, both included.

    >>> slice_text("EE12345", 1, 2)
    'EE'
    """
    return text[first - 1 : last]


def extract(text: str, pattern: SafeRegex) -> str:
    """Return the first group of the first match (or the match itself), blank where there is none.

    >>> extract("invoice 4711 of May", values.compile_regex("invoice ([0-9]+)"))
    '4711'
    """
    match = pattern.search(text)
    if match is None:
        return ""
    return (match[1] if pattern.groups else match[0]) or ""


def substitute(text: str, pattern: SafeRegex, replacement: str) -> str:
    r"""Return `text` with every match replaced; `\1` in the replacement stands for a group.

    >>> substitute("REF: 12", values.compile_regex("^REF: "), "")
    '12'
    """
    return pattern.sub(replacement, text)


TRANSFORMS: Mapping[str, TransformKind] = {
    kind.name: kind
    for kind in (
        TransformKind("negate", "number", (), values.negate, "negate({value})"),
        TransformKind("abs", "number", (), values.absolute, "absolute({value})"),
        TransformKind("divide", "number", ("number",), values.divide, "divide({value}, {0})"),
        TransformKind("multiply", "number", ("number",), values.multiply, "multiply({value}, {0})"),
        TransformKind(
            "replace", "text", ("text", "text"), str.replace, "{value}.replace({0}, {1})"
        ),
        TransformKind("sub", "text", ("regex", "text"), substitute, "{0}.sub({1}, {value})"),
        TransformKind("extract", "text", ("regex",), extract, "extract({value}, {0})"),
        TransformKind(
            "slice", "text", ("position", "position"), slice_text, "slice_text({value}, {0}, {1})"
        ),
        TransformKind("strip", "text", ("text",), str.strip, "{value}.strip({0})"),
        TransformKind("overpunch", "text", (), values.read_overpunch, "overpunch({value})"),
        TransformKind("upper", "text", (), str.upper, "{value}.upper()"),
        TransformKind("lower", "text", (), str.lower, "{value}.lower()"),
    )
}


def stage(transforms: Sequence[Transform], name: str) -> list[Transform]:
    """Return the transforms of one stage, `text` or `number`."""
    return [each for each in transforms if TRANSFORMS[each.name].stage == name]


def arguments(transform: Transform) -> list[Any]:
    """Return the arguments of a transform as the values that its function takes."""
    kinds = TRANSFORMS[transform.name].arguments
    return [_argument(kind, each) for kind, each in zip(kinds, transform.arguments, strict=True)]


def _argument(kind: str, node: Text | Number | Regex) -> Any:
    if isinstance(node, Regex):
        return values.compile_regex(node.pattern)
    if isinstance(node, Text):
        return node.value
    return int(node.text) if kind == "position" else Decimal(node.text)
