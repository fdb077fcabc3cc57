"""From the text of a match to its tree, by `grammar/rules.lark`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken, v_args

from statementkit.errors import RuleError, Span
from statementkit.order.grammar import grammar_text
from statementkit.order.leaves import LEAVES
from statementkit.order.nodes import Header, Node
from statementkit.rules.complaints import complaint, hopeless
from statementkit.rules.nodes import Alternative, Check, FieldName, Key, Match

if TYPE_CHECKING:
    from lark.tree import Meta

    from statementkit.order.nodes import Operator


def parse_match(text: str) -> Match:
    """Return the tree of a match.

    Only the syntax is looked at. Raises `RuleError` with the place of the first thing that is none.

    >>> match = parse_match('tax_id=7707083893, amount<0; description~"rent"')
    >>> [len(each.checks) for each in match.alternatives]
    [2, 1]
    """
    problem = hopeless(text)
    if problem is None:
        try:
            tree = _lark().parse(text)
        except UnexpectedCharacters as error:
            problem = complaint(text, error.pos_in_stream or 0, frozenset(error.allowed))
        except UnexpectedToken as error:
            ended = error.token.type == "$END"
            at = len(text.rstrip()) if ended else error.token.start_pos or 0
            problem = complaint(text, at, frozenset(error.expected))
        else:
            return cast("Match", _Builder(text).transform(tree))
    raise RuleError(problem.at(order=text, language="match"))


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
        span = Span(token.start_pos or 0, token.end_pos or 0)
        if token.type == "NAME":
            return FieldName(str(token), span=span)
        leaf = LEAVES[token.type](str(token), span) if token.type in LEAVES else token
        return Key(leaf.name, span=span) if isinstance(leaf, Header) else leaf

    def match(self, meta: Meta, parts: list[Alternative]) -> Match:
        return Match(tuple(parts), text=self._text, span=_span(meta))

    def alternative(self, meta: Meta, parts: list[Check]) -> Alternative:
        return Alternative(tuple(parts), span=_span(meta))

    def check(self, meta: Meta, parts: list[Any]) -> Check:
        checked, operator, value = parts
        return Check(checked, cast("Operator", str(operator)), value, span=_span(meta))


def _span(meta: Meta) -> Span:
    return Span(meta.start_pos, meta.end_pos)
