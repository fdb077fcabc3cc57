"""Amount texts: the grammar of a cell that holds money, and the reader made from it.

    amount   = prefix number suffix
    number   = whole [ mark digits ] | mark digits
    whole    = digits | grouped | lakhs
    grouped  = 1 to 3 digits, the first not 0, then one or more times: group mark, 3 digits
    lakhs    = 1 or 2 digits, the first not 0, then one or more times: comma, 2 digits;
               then comma, 3 digits
    digits   = one or more of 0 to 9

`mark` is the decimal mark of the format; every group mark of one number is the same character, and
a format says which characters those may be. The prefix and the suffix are those of `affixes`; a
number may start with its mark only where no letter stands before it (in `Rs.50` the dot belongs to
the currency). White space at both ends is ignored. An amount has at most 38 digits.

Not in the grammar, on purpose: `5.` (it may have been cut off), exponents, `_`, digits other than
0 to 9, a leading 0 in groups (`0,123` is a fraction in another format). Nothing is ever read as 0
that does not say 0.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

import attrs

from statementkit.errors import quoted
from statementkit.values.affixes import AffixError, is_negative
from statementkit.values.cache import Cache
from statementkit.values.errors import CellError, SettingError

DECIMAL_MARKS = (".", ",")

GROUP_MARKS: Mapping[str, str] = {
    ".": ".",
    ",": ",",
    " ": " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}",
    "'": "'\N{RIGHT SINGLE QUOTATION MARK}",
}
"""Group marks as a format names them, and the characters that each stands for."""

MAX_DIGITS = 38

exact_decimal = decimal.Context(
    prec=MAX_DIGITS,
    Emin=0,
    Emax=MAX_DIGITS - 1,
    traps=[decimal.InvalidOperation, decimal.Overflow, decimal.Rounded],
).create_decimal
"""Make a Decimal of a text of ASCII digits, `-` and `.`, whatever the caller's context is.

Raises an `ArithmeticError` where the text is no number or has more than 38 digits; `Decimal(text)`
gives NaN instead under a context that does not trap.
"""


def _known_decimal(_: object, __: object, mark: str) -> None:
    if mark not in DECIMAL_MARKS:
        raise SettingError(f"{quoted(mark)} is not a decimal mark", "write '.' or ','")


def _known_thousands(fmt: NumberFormat, _: object, mark: str) -> None:
    if mark not in ("auto", "none", *GROUP_MARKS):
        raise SettingError(
            f"{quoted(mark)} is not a group mark", "write 'auto', 'none', '.', ',', ' ' or \"'\""
        )
    if mark == fmt.decimal:
        raise SettingError(f"{quoted(mark)} cannot be the decimal mark and the group mark")


def _group_mark(mark: str) -> str:
    """Return the name of a group mark: a no-break space is meant by `space` too."""
    return next((name for name, marks in GROUP_MARKS.items() if mark in marks and mark), mark)


@attrs.frozen
class NumberFormat:
    """How a file writes numbers: its decimal mark, and the mark between groups of digits.

    `decimal` is `.` or `,`. `thousands` is one of `.`, `,`, space (also its no-break forms) and
    `'` (also U+2019); `none`; or `auto`, which allows each of them but the decimal mark.

    Raises `SettingError` for anything else.

    >>> NumberFormat(",").groups
    ('.', ' ', "'")
    """

    decimal: str = attrs.field(default=".", validator=_known_decimal)
    thousands: str = attrs.field(default="auto", converter=_group_mark, validator=_known_thousands)

    @property
    def groups(self) -> tuple[str, ...]:
        """The group marks that are allowed, by the names of `GROUP_MARKS`."""
        if self.thousands == "none":
            return ()
        if self.thousands == "auto":
            return tuple(mark for mark in GROUP_MARKS if mark != self.decimal)
        return (self.thousands,)

    @property
    def whole_pattern(self) -> str:
        """A regular expression of `whole`, without look-around and back-references.

        >>> NumberFormat(",", ".").whole_pattern
        '(?:[0-9]+|[1-9][0-9]{0,2}(?:\\\\.[0-9]{3})+)'
        """
        forms = ["[0-9]+"]
        for name in self.groups:
            forms += [f"[1-9][0-9]{{0,2}}(?:{re.escape(c)}[0-9]{{3}})+" for c in GROUP_MARKS[name]]
        if "," in self.groups:
            forms.append("[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
        return f"(?:{'|'.join(forms)})"

    @property
    def fraction_pattern(self) -> str:
        """A regular expression of the decimal mark and the digits after it.

        >>> NumberFormat().fraction_pattern
        '\\\\.[0-9]+'
        """
        return re.escape(self.decimal) + "[0-9]+"

    @property
    def plain_characters(self) -> str:
        """The characters of a plain number: digits, `-` and the decimal mark."""
        return f"-0123456789{self.decimal}"

    def fast_expression(self, cell: str, exact: str, full: str) -> str:
        """Return Python that reads `cell` without a call where it is plain.

        `cell`, `exact` and `full` are the names of the cell (which is evaluated several times),
        of `exact_decimal` and of the `amount_reader` of this format. On every text the expression
        gives what the reader gives, or raises: the reader's `CellError`, or an `ArithmeticError`
        where the reader would have raised a `CellError`.

        The test costs half of a compiled regular expression: no other characters than those of a
        number, and a digit at the end; `exact_decimal` refuses what is left (`1-2`, `1.2.3`), and
        a zero goes to the reader because it may be -0.

        >>> NumberFormat(",").fast_expression("c", "D", "A")
        '((D(c.replace(",", ".")) or A(c)) if not c.strip("-0123456789,") and c[-1:] >= "0" else A(c))'
        """
        text = cell if self.decimal == "." else f'{cell}.replace("{self.decimal}", ".")'
        plain = f'not {cell}.strip("{self.plain_characters}") and {cell}[-1:] >= "0"'
        return f"(({exact}({text}) or {full}({cell})) if {plain} else {full}({cell}))"


def amount_reader(fmt: NumberFormat) -> Callable[[str], Decimal]:
    """Return a function that reads an amount text of the format `fmt`.

    It raises `CellError`: SK301 for a text that is no amount of this format, SK304 for a blank one
    and SK305 for one of more than 38 digits. It never returns -0.

    >>> read = amount_reader(NumberFormat(","))
    >>> read("1.234,50 EUR"), read("(12,50)"), read("-0,00")
    (Decimal('1234.50'), Decimal('-12.50'), Decimal('0.00'))
    """
    whole, fraction = fmt.whole_pattern, fmt.fraction_pattern
    number = rf"{whole}(?:{fraction})?|(?<![^\W\d_]){fraction}"
    match = re.compile(rf"([^0-9]*?)({number})([^0-9]*)").fullmatch
    negative: Cache[tuple[str, str], bool] = Cache(lambda around: is_negative(*around))
    marks = {ord(c): None for name in fmt.groups for c in GROUP_MARKS[name]}
    marks[ord(fmt.decimal)] = ord(".")

    def read(text: str) -> Decimal:
        parts = match(text)
        if parts is None:
            raise _refusal(text, fmt)
        prefix, number, suffix = parts.groups()
        try:
            minus = negative[prefix, suffix]
            amount = exact_decimal(number.translate(marks))
        except AffixError as reason:
            raise CellError("SK301", f"{quoted(text)} is not an amount", str(reason)) from None
        except ArithmeticError:
            raise CellError("SK305", f"{quoted(text)} has more than {MAX_DIGITS} digits") from None
        return amount.copy_negate() if minus and amount else amount

    return read


def _refusal(text: str, fmt: NumberFormat) -> CellError:
    if not text.strip():
        return CellError("SK304", "the cell of the amount is blank")
    return CellError(
        "SK301",
        f"{quoted(text)} is not an amount",
        f"the decimal mark of this layout is {quoted(fmt.decimal)}",
    )
