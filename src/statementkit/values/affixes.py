"""What may stand around the digits of an amount: signs, parentheses, currency, CR or DR.

    prefix = { sign | currency | "(" }
    suffix = { sign | currency | ")" } [ "CR" | "DR" ]

with white space anywhere between them (two words need it), and three rules over both sides:

- one sign at most, where a pair of parentheses counts as a minus sign;
- one currency at most: a currency sign or word (`currencies.SIGNS`), or an ISO 4217 code;
- CR stands for plus and DR for minus; a sign beside them must say the same.

The signs are `+`, `-` and U+2212. An en dash (U+2013) is refused: a dash alone often stands for an
empty cell, so a layout has to say `.replace("–","-")` if its dashes are minus signs.
"""

from __future__ import annotations

import re

from statementkit.errors import quoted
from statementkit.values.characters import described
from statementkit.values.currencies import codes_of_sign, is_currency, is_currency_sign
from statementkit.values.number_format import DECIMAL_MARKS

SIGNS = {"+": False, "-": True, "\N{MINUS SIGN}": True}
"""Each sign, and whether it makes the amount negative."""

ENDINGS = {"CR": False, "DR": True}
"""Each ending of a bookkeeper, and whether it makes the amount negative."""

_TOKEN = re.compile(r"[-+\N{MINUS SIGN}()]|[^-+\N{MINUS SIGN}()\s]+")


class AffixError(ValueError):
    """Something around the digits that does not belong there. Its text is the reason."""


def is_negative(prefix: str, suffix: str) -> bool:
    """Return whether what stands before and after the digits makes an amount negative.

    Raises `AffixError` if it breaks the rules of this module.

    >>> is_negative("-", " EUR"), is_negative("($", ")"), is_negative("", " CR")
    (True, True, False)
    """
    before, after = _TOKEN.findall(prefix), _TOKEN.findall(suffix)
    ending = ENDINGS.get(after[-1].rstrip(".").upper()) if after else None
    if ending is not None:
        after.pop()
    _check_words(before, "first")
    _check_words(after, "last")
    if sum(map(_is_word, before + after)) > 1:
        raise AffixError("it has two currencies")
    sign = _sign(before, after)
    if None not in (sign, ending) and sign != ending:
        raise AffixError("its sign contradicts its ending CR or DR")
    return bool(ending if sign is None else sign)


def currencies_beside(text: str) -> frozenset[str]:
    """Return the codes of which an amount text names one: none if it names no currency.

    The reader of amounts drops it. Where a row says another currency, one of the two is wrong.

    >>> [sorted(currencies_beside(each)) for each in ("5.00 usd", "€ 5", "5 kr", "5.00 CR")]
    [['USD'], ['EUR'], ['DKK', 'ISK', 'NOK', 'SEK'], []]
    """
    words = _TOKEN.findall(re.sub("[0-9].*[0-9]|[0-9]", " ", text))
    codes = (codes_of_sign(word) or frozenset({word.upper()}) for word in words)
    return next((each for each in codes if all(map(is_currency, each))), frozenset())


def _sign(before: list[str], after: list[str]) -> bool | None:
    """Return whether the one sign is a minus, `None` if there is no sign."""
    signs = [SIGNS[each] for each in before + after if each in SIGNS]
    opened = before.count("(")
    if opened != after.count(")") or opened > 1 or ")" in before or "(" in after:
        raise AffixError("its parentheses do not pair")
    signs += [True] * opened
    if len(signs) > 1:
        raise AffixError("it has two signs")
    return signs[0] if signs else None


def _check_words(tokens: list[str], side: str) -> None:
    for word in filter(_is_word, tokens):
        if word in DECIMAL_MARKS:
            raise AffixError(f"its {side} character is a mark without digits: is it cut off?")
        if len(word) == 1 and not _is_currency(word):
            raise AffixError(f"the {side} character is {described(word)}")
        if not _is_currency(word):
            raise AffixError(f"{quoted(word)} is no currency")


def _is_word(part: str) -> bool:
    return part not in SIGNS and part not in ("(", ")")


def _is_currency(word: str) -> bool:
    return is_currency_sign(word) or is_currency(word.upper())
