"""From the text of an order to its tree.

Lark does the reading, by `grammar/order.lark`; nothing of it leaves this module. What a text that
is no order has wrong is said by `complaints`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Literal, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken, v_args

from statementkit.errors import Diagnostic, OrderSyntaxError, Span
from statementkit.order.complaints import Trouble, complaint, hopeless
from statementkit.order.grammar import grammar_text
from statementkit.order.leaves import LEAVES, Leaf
from statementkit.order.nodes import (
    Branch,
    Check,
    Column,
    ColumnList,
    Number,
    Operator,
    Order,
    Place,
    Text,
    Transform,
)
from statementkit.order.words import WORDS

if TYPE_CHECKING:
    from lark.tree import Meta


def parse_order(text: str, source: str | None = None) -> Order:
    """Return the tree of an order; `source` names where the text stands (`swedbank.toml`).

    Only the syntax is looked at: whether the order can be meant is for `check_order` to say.
    Raises `OrderSyntaxError` with the place of the first thing that is no order.

    >>> order = parse_order("date|name|debitSumdivide-1%")
    >>> [column.field for column in order.default.columns]
    ['date', 'name', 'debitSum']
    """
    problem = hopeless(text)
    if problem is None:
        try:
            tree = _lark().parse(text)
        except (UnexpectedCharacters, UnexpectedToken) as error:
            problem = _complaint(text, error)
        else:
            return cast("Order", _Builder(text, source).transform(tree))
    raise OrderSyntaxError(problem.at(order=text, source=source))


def parse_checks(text: str, source: str | None = None) -> Order:
    """Return the tree of checks without columns: an order that skips the rows which pass them all.

    Raises `OrderSyntaxError`.

    >>> [branch] = parse_checks('[1-2]="22",[28-28]="1"').branches
    >>> len(branch.checks), branch.result
    (2, 'skip')
    """
    return parse_order(f"conditions={text},skip", source)


@functools.cache
def _lark() -> Lark:
    return Lark(grammar_text("order"), start="order", parser="lalr", propagate_positions=True)


def _complaint(text: str, error: UnexpectedCharacters | UnexpectedToken) -> Diagnostic:
    if isinstance(error, UnexpectedCharacters):
        return complaint(Trouble(text, error.pos_in_stream or 0, frozenset(error.allowed)))
    at = len(text.rstrip()) if error.token.type == "$END" else error.token.start_pos or 0
    return complaint(Trouble(text, at, frozenset(error.expected)))


@v_args(meta=True)
class _Builder(Transformer[Token, Any]):
    """Makes nodes of Lark's tree; a method per rule of the grammar, named as the rule."""

    def __init__(self, text: str, source: str | None) -> None:
        super().__init__()
        self._text = text
        self._source = source

    def __default_token__(self, token: Token) -> Token | Leaf:
        make = LEAVES.get(token.type)
        return make(str(token), _token_span(token)) if make else token

    def order(self, meta: Meta, parts: list[Any]) -> Order:
        default = parts[0] if isinstance(parts[0], ColumnList) else None
        branches = parts[-1] if isinstance(parts[-1], tuple) else ()
        return Order(default, branches, text=self._text, source=self._source, span=_meta_span(meta))

    def layout(self, meta: Meta, parts: list[Any]) -> ColumnList:
        trailing = parts.pop() if isinstance(parts[-1], Span) else None
        return ColumnList(tuple(parts), trailing=trailing, span=_meta_span(meta))

    branch_layout = layout

    def trailing(self, meta: Meta, _: list[Any]) -> Span:
        return _meta_span(meta)

    trailing_bar = trailing_comma = trailing

    def branches(self, _: Meta, parts: list[Branch]) -> tuple[Branch, ...]:
        return tuple(parts)

    def branch(self, meta: Meta, parts: list[Any]) -> Branch:
        *checks, result = parts
        if isinstance(result, Token):
            result = cast("Literal['skip', 'end']", result.value.lower())
        return Branch(tuple(checks), result, span=_meta_span(meta))

    def column(self, meta: Meta, parts: list[Any]) -> Column:
        field, *others = parts
        return Column(
            WORDS[field.lower()],
            place=_only(Place, others),
            transforms=tuple(part for part in others if isinstance(part, Transform)),
            literal=_only(Text, others),
            first_non_blank=any(isinstance(part, Token) for part in others),
            span=_meta_span(meta),
        )

    def constant(self, meta: Meta, parts: list[Any]) -> Column:
        field, value = parts
        return Column(WORDS[field.lower()], constant=value, span=_meta_span(meta))

    def new_transform(self, meta: Meta, parts: list[Any]) -> Transform:
        name, *arguments = parts
        return Transform(name.lower(), tuple(arguments), span=_meta_span(meta))

    def old_divide(self, meta: Meta, parts: list[Number]) -> Transform:
        return Transform("divide", tuple(parts), old_spelling=True, span=_meta_span(meta))

    def check(self, meta: Meta, parts: list[Any]) -> Check:
        place, operator, value = parts
        return Check(place, cast("Operator", str(operator)), value, span=_meta_span(meta))

    def checked(self, _: Meta, parts: list[Place]) -> Place:
        return parts[0]


def _only(kind: Any, parts: list[Any]) -> Any:
    return next((part for part in parts if isinstance(part, kind)), None)


def _meta_span(meta: Meta) -> Span:
    return Span(meta.start_pos, meta.end_pos)


def _token_span(token: Token) -> Span:
    return Span(token.start_pos or 0, token.end_pos or 0)
