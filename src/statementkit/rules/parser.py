"""From the text of a match to its tree, by `grammar/rules.lark`.

The grammar is as simple as to be read by one expression, which is put together of its terminals:
a file has thousands of matches, and Lark takes a tenth of a millisecond for each. Lark has the
texts that are no match, and tells what could have stood where the first of them goes wrong.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken, v_args

from statementkit.errors import RuleError, Span
from statementkit.order.grammar import grammar_text
from statementkit.order.leaves import LEAVES
from statementkit.order.nodes import Header, Node
from statementkit.rules.complaints import complaint, hopeless
from statementkit.rules.nodes import Alternative, Check, FieldName, Key, Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lark.tree import Meta

    from statementkit.order.nodes import Operator, Value


def parse_match(text: str) -> Match:
    """Return the tree of a match.

    Only the syntax is looked at. Raises `RuleError` with the place of the first thing that is none.

    >>> match = parse_match('tax_id=7707083893, amount<0; description~"rent"')
    >>> [len(each.checks) for each in match.alternatives]
    [2, 1]
    """
    problem = hopeless(text)
    if problem is None:
        if (match := quickly_parsed(text)) is not None:
            return match
        try:
            return parsed(text)
        except UnexpectedCharacters as error:
            problem = complaint(text, error.pos_in_stream or 0, frozenset(error.allowed))
        except UnexpectedToken as error:
            ended = error.token.type == "$END"
            at = len(text.rstrip()) if ended else error.token.start_pos or 0
            problem = complaint(text, at, frozenset(error.expected))
    raise RuleError(problem.at(order=text, language="match"))


# -- the grammar as a row of checks ---------------------------------------------------------------

_PLACES = ("NAME", "HEADER")

_VALUES = {
    "EQUALITY": ("SET", "QUOTED", "BLANK", "BRANCH_TEXT"),
    "COMPARISON": ("QUOTED", "DAY", "LIMIT", "BRANCH_TEXT"),
    "MATCH": ("QUOTED", "REGEX"),
}
"""The terminals that may stand behind a comparison, those first that the grammar prefers."""


def quickly_parsed(text: str) -> Match | None:
    """Return the tree that `parsed` makes of a match, `None` where the text is none."""
    stripped = text.rstrip()
    body = stripped.removesuffix(";")
    begin, values = _expressions()
    alternatives: list[Alternative] = []
    checks: list[Check] = []
    at = 0
    while begun := begin.match(body, at):
        value = values[str(begun.lastgroup)].match(body, begun.end())
        if value is None:
            return None
        checks.append(_check(begun, value))
        at = value.end() + 1
        if body[at - 1 : at] != ",":
            span = Span(checks[0].span.start, checks[-1].span.end)
            alternatives.append(Alternative(tuple(checks), span=span))
            checks = []
        if at > len(body):
            span = Span(alternatives[0].span.start, len(stripped))
            return Match(tuple(alternatives), text=text, span=span)
    return None


@functools.cache
def _expressions() -> tuple[re.Pattern[str], Mapping[str, re.Pattern[str]]]:
    """Return what matches the begin of a check and, by its comparison, what matches the value.

    A terminal that was found is not given back, as a lexer would not: the groups are atomic.
    """
    begin = rf"\s*{_one_of(_PLACES)}\s*{_one_of(_VALUES)}\s*"
    values = {
        comparison: re.compile(rf"{_one_of(terminals)}\s*(?=[,;]|\Z)")
        for comparison, terminals in _VALUES.items()
    }
    return re.compile(begin), values


def _one_of(terminals: Iterable[str]) -> str:
    pattern = _lark().get_terminal
    named = (f"(?P<{each}>{pattern(each).pattern.to_regexp()})" for each in terminals)
    return f"(?>{'|'.join(named)})"


def _check(begun: re.Match[str], value: re.Match[str]) -> Check:
    place = "HEADER" if begun["NAME"] is None else "NAME"
    start, end = begun.span(place)
    terminal = str(value.lastgroup)
    first, last = value.span(terminal)
    return Check(
        cast("FieldName | Key", _leaf(place, begun[place], Span(start, end))),
        cast("Operator", begun[str(begun.lastgroup)]),
        cast("Value", _leaf(terminal, value[terminal], Span(first, last))),
        span=Span(start, last),
    )


# -- the grammar as Lark reads it -----------------------------------------------------------------


def parsed(text: str) -> Match:
    """Return the tree of a match; what Lark raises is raised."""
    return cast("Match", _Builder(text).transform(_lark().parse(text)))


@functools.cache
def _lark() -> Lark:
    return Lark(
        grammar_text("rules"),
        start="match",
        parser="lalr",
        propagate_positions=True,
        import_paths=[_imported],
    )


def _imported(_: object, path: str) -> tuple[str, str]:
    """Return a grammar that another one imports, as Lark asks for it: `order.lark`."""
    return path, grammar_text(path.removesuffix(".lark"))


@v_args(meta=True)
class _Builder(Transformer[Token, Any]):
    """Makes nodes of Lark's tree; a method per rule of the grammar, named as the rule."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def __default_token__(self, token: Token) -> Token | Node:
        is_leaf = token.type == "NAME" or token.type in LEAVES
        span = Span(token.start_pos or 0, token.end_pos or 0)
        return _leaf(token.type, str(token), span) if is_leaf else token

    def match(self, meta: Meta, parts: list[Alternative]) -> Match:
        return Match(tuple(parts), text=self._text, span=_span(meta))

    def alternative(self, meta: Meta, parts: list[Check]) -> Alternative:
        return Alternative(tuple(parts), span=_span(meta))

    def check(self, meta: Meta, parts: list[Any]) -> Check:
        checked, operator, value = parts
        return Check(checked, cast("Operator", str(operator)), value, span=_span(meta))


def _span(meta: Meta) -> Span:
    return Span(meta.start_pos, meta.end_pos)


def _leaf(terminal: str, text: str, span: Span) -> Node:
    if terminal == "NAME":
        return FieldName(text, span=span)
    leaf = LEAVES[terminal](text, span)
    return Key(leaf.name, span=span) if isinstance(leaf, Header) else leaf
