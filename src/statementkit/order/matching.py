"""What a check of texts asks of its cell: one meaning for those who run it and who foresee it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit import values
from statementkit.order.nodes import Blank, Regex, Text, TextSet

if TYPE_CHECKING:
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
    match check.value:
        case Blank(negated):
            found = (text == "") is not negated
        case Text(wanted):
            is_part = "~" in check.operator
            found = wanted.casefold() in text.casefold() if is_part else text == wanted.strip()
        case TextSet(wanted_texts):
            found = text in {wanted.strip() for wanted in wanted_texts}
        case Regex(pattern):
            found = values.compile_regex(pattern).search(text) is not None
        case _:
            return None
    return found is not check.operator.startswith("!")
