"""Numbers whose last digit carries the sign, as punched cards had them and CFONB files still do."""

from __future__ import annotations

from statementkit.errors import quoted
from statementkit.values.errors import CellError

_PLUS, _MINUS = "{ABCDEFGHI", "}JKLMNOPQR"


def read_overpunch(text: str) -> str:
    """Return the text of a number of which the last letter says its last digit and the sign.

    `{` and `A` to `I` stand for 0 to 9 and a positive number, `}` and `J` to `R` for 0 to 9 and a
    negative one; a plain digit has no sign. Blank stays blank. Raises `CellError` for other texts.

    >>> read_overpunch("0000315}"), read_overpunch("12C"), read_overpunch("12")
    ('-00003150', '123', '12')
    """
    if not text:
        return text
    digits, last = text[:-1], text[-1]
    if last in _PLUS:
        number = f"{digits}{_PLUS.index(last)}"
    elif last in _MINUS:
        number = f"{digits}{_MINUS.index(last)}"
    else:
        number = text
    if not (number.isascii() and number.isdecimal()):
        raise CellError(
            "SK321",
            f"{quoted(text)} is no number with the sign in its last digit",
            "digits stand there, and last one of 0-9 { A-I (positive) or } J-R (negative); if the "
            "amount is another one, leave out .overpunch",
        )
    return f"-{number}" if last in _MINUS else number


def write_overpunch(number: int) -> str:
    """Return a whole number as a text whose last letter says its last digit and the sign.

    >>> write_overpunch(-3150), write_overpunch(123)
    ('315}', '12C')
    """
    digits = str(abs(number))
    letters = _MINUS if number < 0 else _PLUS
    return f"{digits[:-1]}{letters[int(digits[-1])]}"
