"""What a check of texts asks of its cell: one meaning for those who run it and who foresee it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit import values
from statementkit.order.nodes import Blank, Regex, Text, TextSet

if TYPE_CHECKING:
    from collections.abc import Callable

    from statementkit.order.nodes import Check


def text_holds(check: Check, text: str) -> bool | None:
    """Return whether a check holds for the trimmed text of its cell.

    `None` for a check of numbers or days, which only the file's format can answer. Raises
    `CellError` if its regular expression may not be searched in so long a text.

    >>> from statementkit.order.parser import parse_order
    >>> [branch] = parse_order('conditions=4~"refund",skip').branches
    >>> text_holds(branch.checks[0], "Payment Refund")
    True
    """
    test = text_test(check)
    return None if test is None else test(text)


def text_test(check: Check) -> Callable[[str], bool] | None:
    """Return what `text_holds` asks, made ready for many texts; `None` where it returns that."""
    is_wanted = not check.operator.startswith("!")
    match check.value:
        case Blank(negated):
            return lambda text: (text == "") is not negated
        case Text(wanted) if "~" in check.operator:
            part = wanted.casefold()
            return lambda text: (part in text.casefold()) is is_wanted
        case Text(wanted):
            whole = wanted.strip()
            return lambda text: (text == whole) is is_wanted
        case TextSet(several):
            wanted_texts = {wanted.strip() for wanted in several}
            return lambda text: (text in wanted_texts) is is_wanted
        case Regex(pattern):
            search = values.compile_regex(pattern).search
            return lambda text: (search(text) is not None) is is_wanted
    return None
