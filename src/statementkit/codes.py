"""Every diagnostic code, once: its title and what a person can do about it.

Codes are stable: a code is never given a second meaning, and never re-used after it is gone.
SK1xx are about the syntax of an order, SK2xx about its meaning (from SK250: lints), SK3xx about
cells and rows, SK4xx about files, SK5xx about layouts.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class Code:
    """What a code means: a short `title`, and an `explanation` that says what to do."""

    title: str
    explanation: str


_SYNTAX: dict[str, Code] = {}

_MEANING: dict[str, Code] = {}

_CELLS: dict[str, Code] = {
    "SK301": Code(
        "not an amount",
        "The cell does not read as money in the number format of the layout. Look at the cell: a "
        "letter, a second mark or wrong digit groups are named in the message. If every row says "
        "this, set `decimal` and `thousands` of the layout, or check that the order names the "
        "right column.",
    ),
    "SK302": Code(
        "not a date",
        "The cell does not read with any pattern of `date_format`. If every row says this, correct "
        "the pattern (the message names one that fits, where there is one) or the column.",
    ),
    "SK303": Code(
        "not a currency code",
        "A currency column must hold the letters of ISO 4217, such as EUR. A sign such as `$` "
        "stands for several currencies: drop the column and set `currency` in the layout, or "
        "replace the sign in the order.",
    ),
    "SK304": Code(
        "blank cell",
        "The row has nothing where a value is needed. If such rows are no transactions, leave "
        "them out with a branch such as `6=BLANK,skip`.",
    ),
    "SK305": Code(
        "more digits than an amount has",
        "Amounts have at most 38 digits. A longer number is most often an identifier: check that "
        "the order names the right column.",
    ),
    "SK306": Code(
        "quotient that does not end",
        "The division that the order asks for has no exact decimal result, as 1 / 3. The first 28 "
        "digits are kept. Multiply instead, or divide by a number whose quotient ends.",
    ),
    "SK307": Code(
        "no such day",
        "The date fits the pattern, but the calendar has no such day, or its day of the week is "
        "another one. Day and month may be the other way round: compare `dd/MM/yyyy` and "
        "`MM/dd/yyyy`.",
    ),
    "SK308": Code(
        "year out of range",
        "Years before 1900 and after 2999 are taken for errors of reading. Check the pattern: "
        "`yyyy` where the file has two digits, or digits of another field in its place.",
    ),
    "SK309": Code(
        "cell too long for a regular expression",
        "Regular expressions are searched in cells up to a fixed length, so that no file can make "
        "the program hang. Take a part of the cell first, as `description.slice(1,500)`.",
    ),
}

_FILES: dict[str, Code] = {}

_LAYOUTS: dict[str, Code] = {}

CODES: Mapping[str, Code] = {**_SYNTAX, **_MEANING, **_CELLS, **_FILES, **_LAYOUTS}
