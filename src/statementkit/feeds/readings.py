"""From the values of a bank's JSON to those of the common model: exact, or refused.

Numbers arrive as the texts that the bank wrote (`answers.parsed`), so no digit is lost on the way.
Each reader takes one value that is not null and returns what it says, `None` if that is nothing;
it raises `CellError` if the value is not what its key promises.
"""

from __future__ import annotations

import decimal
import re
from datetime import date, datetime
from decimal import Decimal

from statementkit.errors import quoted
from statementkit.feeds.days import moscow_day
from statementkit.formats.onec.currencies import currency_numbered
from statementkit.formats.onec.digits import is_blank
from statementkit.values import CellError, exact_decimal, minor_digits, read_currency

CODE = "SK822"
"""The code of an operation that cannot be read."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_HALF = re.compile("[\ud800-\udfff]")
_OLD_ROUBLE = "RUR"
"""What banks call the rouble that ISO 4217 calls RUB since 1998."""

_NOISE = Decimal("0.00001")
"""How far from a whole kopeck a number may be that a program of the bank has kept as a float."""

_WHOLE = decimal.Context(prec=60, traps=[decimal.InvalidOperation])


def text(value: object) -> str | None:
    r"""Return a text without the blanks around it; halves of characters are replaced.

    >>> text(" Оплата "), text("50 \ud83d")
    ('Оплата', '50 �')
    """
    if not isinstance(value, str):
        raise CellError(CODE, f"{quoted(str(value))} is no text")
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", value).strip() or None


def code(value: object) -> str | None:
    """Return a code of digits (INN, KPP, BIC, UIN), of which zeros alone say nothing.

    >>> code("770001001"), code("0")
    ('770001001', None)
    """
    found = text(value)
    return None if is_blank(found) else found


def amount(value: object) -> Decimal:
    """Return a sum of money without its direction, which stands under another key.

    >>> amount("12500.5")
    Decimal('12500.5')
    """
    found = text(value) or ""
    if not _NUMBER.fullmatch(found):
        raise CellError(CODE, f"{quoted(found)} is not an amount")
    try:
        number = exact_decimal(found)
    except ArithmeticError:
        raise CellError(CODE, f"{quoted(found)} is too long for an amount") from None
    if number < 0:
        hint = "the direction stands under another key, so nobody knows what the sign means"
        raise CellError(CODE, f"the amount {found} is below zero", hint)
    return number.copy_abs()


def signed(value: object) -> Decimal:
    """Return a balance, which may be below zero.

    >>> signed("-3.20")
    Decimal('-3.20')
    """
    found = text(value) or ""
    number = amount(found.removeprefix("-"))
    return number.copy_negate() if found.startswith("-") and number else number


def in_minor_units(number: Decimal, of: str) -> Decimal:
    """Return an amount with the digits that its currency has.

    What a float adds or takes away goes; a part of a kopeck that somebody meant is refused.

    >>> in_minor_units(Decimal("1500.0000000000002"), "RUB")
    Decimal('1500.00')
    """
    step = Decimal(1).scaleb(-minor_digits(of))
    whole = number.quantize(step, context=_WHOLE)
    if abs(_WHOLE.subtract(number, whole)) > _NOISE:
        raise CellError(CODE, f"the amount {number} has more digits than {of} has")
    return whole


def currency(value: object) -> str:
    """Return the ISO 4217 letters of a currency that is written in letters or as its number.

    >>> currency("643"), currency("810"), currency("RUR"), currency("USD")
    ('RUB', 'RUB', 'RUB', 'USD')
    """
    found = text(value) or ""
    return currency_numbered(found) or ("RUB" if found == _OLD_ROUBLE else read_currency(found))


def instant_day(value: object) -> date:
    """Return the day in Moscow of an instant, which must name its zone.

    >>> instant_day("2024-03-04T21:00:00Z")
    datetime.date(2024, 3, 5)
    """
    instant = _moment(value)
    if instant.tzinfo is None:
        raise CellError(CODE, f"{quoted(str(value))} does not say in which zone it is")
    return _day_in_moscow(instant)


def day(value: object) -> date:
    """Return a day that is written in Moscow time, or as an instant that names its zone.

    >>> day("2024-03-05"), day("2024-03-05T00:00:00"), day("2024-03-04T21:00:00Z")
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    """
    moment = _moment(value)
    return moment.date() if moment.tzinfo is None else _day_in_moscow(moment)


def _moment(value: object) -> datetime:
    found = text(value) or ""
    try:
        return datetime.fromisoformat(found)
    except ValueError:
        raise CellError(CODE, f"{quoted(found)} is not a date") from None


def _day_in_moscow(instant: datetime) -> date:
    try:
        return moscow_day(instant)
    except OverflowError:
        raise CellError(CODE, f"{quoted(instant.isoformat())} is not a date") from None
