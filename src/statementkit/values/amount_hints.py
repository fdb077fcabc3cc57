"""Why a text is no amount: the reason that helps most, looked for once the text is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.values.affixes import AffixError, is_negative
from statementkit.values.characters import described
from statementkit.values.number_format import DECIMAL_MARKS, GROUP_MARKS, NumberFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

_CORE = re.compile(r"[0-9](?:.*[0-9])?", re.DOTALL)
_EXPONENT = re.compile(r"[0-9.,]+[eE][-+]?[0-9]+")
_DATE = re.compile(
    r"(?:[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}([-/.])[0-9]{1,2}\2[0-9]{1,2})"
    r"(?![0-9])"
)
_MARKS = "".join(GROUP_MARKS.values())
_DASHES = "-\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}"


def why_not(text: str, fmt: NumberFormat) -> str:
    """Return why `text`, which the reader of `fmt` refused for its digits, is no amount.

    >>> why_not("1,23,4", NumberFormat("."))
    'its digit groups have the wrong size'
    """
    core = _CORE.search(text)
    if core is None:
        return _without_digits(text.strip())
    return next(_reasons(core, text, fmt))


def _without_digits(text: str) -> str:
    if text and not text.strip(_DASHES):
        return "a dash alone does not say 0"
    if any(character.isdecimal() for character in text):
        return "its digits are not those from 0 to 9"
    return "it has no digits"


def _reasons(core: re.Match[str], whole: str, fmt: NumberFormat) -> Iterator[str]:
    """Yield what is wrong, the most telling first: mostly between the first digit and the last."""
    text = core.group()
    if _DATE.match(text):
        yield "it looks like a date"
    if _EXPONENT.fullmatch(text):
        yield "it is written with an exponent"
    for place, character in enumerate(text, core.start() + 1):
        if not ("0" <= character <= "9" or character in _MARKS):
            yield f"character {place} is {described(character)}"
    try:
        is_negative(whole[: core.start()], whole[core.end() :])
    except AffixError as error:
        yield str(error)
    yield from _other_format(text, fmt)
    yield from _wrong_marks(text, fmt)
    yield "its digit groups have the wrong size"


def _other_format(text: str, fmt: NumberFormat) -> Iterator[str]:
    mark = DECIMAL_MARKS[fmt.decimal == DECIMAL_MARKS[0]]
    other = NumberFormat(mark)
    if re.fullmatch(f"{other.whole_pattern}(?:{other.fraction_pattern})?", text):
        yield f"with the decimal mark '{mark}' it would be an amount"


def _wrong_marks(text: str, fmt: NumberFormat) -> Iterator[str]:
    if text.count(fmt.decimal) > 1:
        yield "it has two decimal marks"
    whole, _, fraction = text.partition(fmt.decimal)
    marks = {character for character in whole + fraction if character in _MARKS}
    allowed = "".join(GROUP_MARKS[name] for name in fmt.groups)
    for mark in sorted(marks):
        if mark not in allowed:
            yield f"{described(mark)} is not a group mark of this layout"
    if len(marks) > 1:
        yield "its digit groups have different marks"
    if marks.intersection(fraction):
        yield "it has a group mark after its decimal mark"
    if whole.startswith("0"):
        yield "its first digit group starts with 0"
