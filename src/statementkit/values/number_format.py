"""The grammar of amount texts, and the settings of a file that complete it.

    amount   = prefix number suffix
    number   = whole [ mark digits ] | mark digits
    whole    = digits | grouped | lakhs
    grouped  = 1 to 3 digits, the first not 0, then one or more times: group mark, 3 digits
    lakhs    = 1 or 2 digits, the first not 0, then one or more times: comma, 2 digits;
               then comma, 3 digits
    digits   = one or more of 0 to 9

`mark` is the decimal mark of the format. Every group mark of one number is the same character, and
the format says which characters those may be. Prefix and suffix are those of `affixes`; no letter
may stand before a number that starts with its mark (in `Rs.50` the dot belongs to the currency).
White space at both ends is ignored. An amount has at most 38 digits.

Not in the grammar, on purpose: `5.` (it may have been cut off), exponents, `_`, digits other than
0 to 9, a leading 0 in groups (`0,123` is a fraction in another format). Nothing is read as 0 that
does not say 0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import quoted
from statementkit.values.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

DECIMAL_MARKS = (".", ",")

GROUP_MARKS: Mapping[str, str] = {
    ".": ".",
    ",": ",",
    " ": " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}",
    "'": "'\N{RIGHT SINGLE QUOTATION MARK}",
}
"""Group marks as a format names them, and the characters that each stands for."""


def _check_decimal(_: NumberFormat, __: object, mark: str) -> None:
    if mark not in DECIMAL_MARKS:
        raise SettingError(f"{quoted(mark)} is not a decimal mark", "write '.' or ','")


def _check_thousands(fmt: NumberFormat, _: object, mark: str) -> None:
    if mark not in ("auto", "none", *GROUP_MARKS):
        hint = "write 'auto', 'none', '.', ',', ' ' or \"'\""
        raise SettingError(f"{quoted(mark)} is not a mark between groups of digits", hint)
    if mark == fmt.decimal:
        raise SettingError(f"{quoted(mark)} cannot be the decimal mark and the group mark")


def _group_name(mark: str) -> str:
    return next((name for name, marks in GROUP_MARKS.items() if mark and mark in marks), mark)


@attrs.frozen
class NumberFormat:
    """How a file writes numbers: its decimal mark, and the mark between groups of digits.

    `decimal` is `.` or `,`. `thousands` is `.`, `,`, a space (also its no-break forms) or `'` (also
    U+2019); `none`; or `auto`, which allows each of them but the decimal mark.

    Raises `SettingError` for anything else.

    >>> NumberFormat(",").groups
    ('.', ' ', "'")
    """

    decimal: str = attrs.field(default=".", validator=_check_decimal)
    thousands: str = attrs.field(default="auto", converter=_group_name, validator=_check_thousands)

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
        r"""A regular expression of `whole`, without look-around and back-references.

        >>> NumberFormat(",", ".").whole_pattern
        '(?:[0-9]+|[1-9][0-9]{0,2}(?:\\.[0-9]{3})+)'
        """
        forms = ["[0-9]+"]
        for name in self.groups:
            forms += [f"[1-9][0-9]{{0,2}}(?:{re.escape(c)}[0-9]{{3}})+" for c in GROUP_MARKS[name]]
        if "," in self.groups:
            forms.append("[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
        return f"(?:{'|'.join(forms)})"

    @property
    def fraction_pattern(self) -> str:
        r"""A regular expression of the decimal mark and the digits after it.

        >>> NumberFormat().fraction_pattern
        '\\.[0-9]+'
        """
        return re.escape(self.decimal) + "[0-9]+"

    def plain_test(self, cell: str) -> str:
        """Return a Python condition under which a text that is not empty is a plain number.

        `cell` is the name of the text. Where the condition holds, `exact_decimal` of the
        `plain_text` gives what the `amount_reader` of this format gives, but for a zero, which may
        be -0; or it raises an `ArithmeticError` where the reader raises a `CellError`.

        The test is that there are no characters but those of a plain number, and a digit at the
        end; it costs half of a compiled regular expression. `exact_decimal` refuses what is left
        (`1-2`, `1.2.3`).

        >>> NumberFormat(".").plain_test("c")
        'c[-1] >= "0" and not c.strip("-0123456789.")'
        """
        return f'{cell}[-1] >= "0" and not {cell}.strip("-0123456789{self.decimal}")'

    def plain_text(self, cell: str) -> str:
        """Return the Python expression of a plain number as `exact_decimal` takes it.

        >>> NumberFormat(",").plain_text("c")
        'c.replace(",", ".")'
        """
        return cell if self.decimal == "." else f'{cell}.replace("{self.decimal}", ".")'
