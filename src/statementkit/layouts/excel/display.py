"""What a cell shows: its value under its number format, as a text that a layout reads.

A number format of Excel decides what a person sees: 45323 is a day, 0.125 is 12.5 %, and 1.005
looks like 1.01. The text of a cell is what is seen, without colours, currency signs and group
marks; where value and display differ by more than the noise of binary fractions, it is a flaw.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.layouts.compiling import AUTO
from statementkit.layouts.excel.book import Cell, Flaw
from statementkit.values import CellError, DatePattern, date_reader

if TYPE_CHECKING:
    from statementkit.layouts.layout import Layout

DIGITS = 15
"""How many digits of a number Excel keeps."""

_NOISE = Decimal("1e-9")
"""What sums of binary fractions are off at most; the smallest unit of any currency is larger."""

_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_ISO = DatePattern.parse("yyyy-MM-dd")

_NO_TEXT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
"""What a format shows beside the value: quoted text, colours, conditions, spaces."""

_PLACES = re.compile(r"(?P<whole>[#0?,]*)(?:\.(?P<decimals>[0#?]*))?(?P<scaling>,*)")

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00",
    8: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 27: "yyyy-mm-dd",
    30: "yyyy-mm-dd", 36: "yyyy-mm-dd", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "0.0E+0", 50: "yyyy-mm-dd", 57: "yyyy-mm-dd",
}  # fmt: skip
"""The formats that files name by number alone."""

Kind = Literal["general", "decimal", "percent", "scaled", "date", "time", "duration"]


@attrs.frozen
class NumberFormat:
    """How a number is shown: the kind of value, its decimals, and its leading zeros."""

    kind: Kind = "general"
    decimals: int = 0
    width: int = 1


@lru_cache(maxsize=1024)
def parse_format(code: str) -> NumberFormat:
    """Return what a number format of Excel does to a number.

    >>> parse_format('#,##0.00 "kr";[Red]-#,##0.00 "kr"')
    NumberFormat(kind='decimal', decimals=2, width=1)
    >>> parse_format("dd.mm.yyyy").kind, parse_format("[h]:mm").kind, parse_format("0%").kind
    ('date', 'duration', 'percent')
    """
    bare = _NO_TEXT.sub("", code)
    shown = bare.partition(";")[0].strip().lower()
    if shown in ("", "@") or "general" in shown or re.search("e[+-]|[?#0]/", shown):
        return NumberFormat()
    if re.search(r"\[[hms]+\]", shown):
        return NumberFormat("duration")
    letters = set(shown.replace("am/pm", "h"))
    if letters & set("yd") or ("m" in letters and not letters & set("hs")):
        return NumberFormat("date")
    if letters & set("hs"):
        return NumberFormat("time")
    return _places(shown)


def _places(shown: str) -> NumberFormat:
    found = next((each for each in _PLACES.finditer(shown) if each[0]), None)
    if found is None:
        return NumberFormat()
    whole, decimals = found["whole"], found["decimals"] or ""
    if found["scaling"] or whole.endswith(","):
        return NumberFormat("scaled")
    width = max(1, whole.replace(",", "").count("0"))
    return NumberFormat("percent" if "%" in shown else "decimal", len(decimals), width)


@attrs.define
class CellWriter:
    """Writes values of cells as texts that one layout reads.

    Dates come out in the layout's first date pattern (ISO 8601 where the file has to decide),
    numbers with its decimal mark. `counts_from_1904` tells how the workbook counts days.
    """

    pattern: DatePattern
    mark: str
    is_undecided: bool
    timezone: str | None
    counts_from_1904: bool = False
    _days: dict[date, Cell] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, layout: Layout) -> CellWriter:
        """Return the writer for a layout. Raises `SettingError` for a date pattern that is none."""
        patterns = layout.date_format or AUTO
        first = patterns if isinstance(patterns, str) else patterns[0]
        pattern = _ISO
        if first != AUTO:
            pattern = DatePattern.parse(first, layout.language, layout.pivot)
        mark = "," if layout.decimal == "," else "."
        return cls(pattern, mark, layout.decimal == AUTO, layout.timezone)

    def number(self, written: str, code: str) -> Cell:
        """Return a number, as the file writes it, under a number format.

        >>> from statementkit.layouts import Layout
        >>> writer = CellWriter.of(Layout(decimal=",", date_format="dd.MM.yyyy"))
        >>> writer.number("1.1000000000000001", "General"), writer.number("12.5", "#,##0.00")
        ('1,1', '12,50')
        >>> writer.number("45323", "d/m/yy"), writer.number("0.125", "0%")
        ('01.02.2024', '12,5%')
        >>> writer.number("1.005", "0.00").message
        'the cell holds 1.005 and shows 1.01'
        """
        try:
            value = Decimal(written)
        except ArithmeticError:
            return Flaw(written, "the cell is no number, though it says so", "fetch the file again")
        style = parse_format(code)
        if style.kind in ("date", "time", "duration"):
            return self._moment(value, style.kind)
        return self._decimal(_CONTEXT.plus(value), style)

    def _decimal(self, value: Decimal, style: NumberFormat) -> Cell:
        if not value.is_finite() or abs(value) >= 10**DIGITS:
            message = f"Excel keeps {DIGITS} digits of a number, and this one has more"
            hint = "the digits are lost: let the bank export the column as text, or take its CSV"
            return Flaw(str(value), message, hint)
        if style.kind == "scaled":
            return Flaw(_plain(value), "the cell shows thousands in place of its value", _REFORMAT)
        if style.kind == "percent":
            return self._marked(_plain(value * 100)) + "%"
        if style.kind == "general":
            return self._marked(_plain(value))
        shown = value.quantize(Decimal(1).scaleb(-style.decimals), ROUND_HALF_UP)
        if abs(shown - value) > _NOISE:
            message = f"the cell holds {_plain(value)} and shows {shown}"
            return Flaw(_plain(value), message, _REFORMAT)
        whole, dot, decimals = _plain(shown, keep=True).lstrip("-").partition(".")
        sign = "-" if shown < 0 else ""
        return self._marked(f"{sign}{whole.zfill(style.width)}{dot}{decimals}")

    def _marked(self, text: str) -> str:
        """Return a number with the layout's mark; three decimals must not look like a group."""
        if self.is_undecided and text[-4:-3] == ".":
            text += "0"
        return text.replace(".", self.mark)

    def _moment(self, serial: Decimal, kind: Kind) -> Cell:
        if (
            not serial.is_finite()
            or not 0 <= serial < _LAST_DAY
            or (kind == "date" and serial < 1 and not self.counts_from_1904)
        ):
            return Flaw(str(serial), "the cell is formatted as a day, and no day", _REFORMAT)
        seconds = int((serial * _DAY).quantize(Decimal(1), ROUND_HALF_UP))
        if kind == "time":
            seconds %= _DAY
        if kind != "date":
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        days, seconds = divmod(seconds, _DAY)
        if self.counts_from_1904:
            first = _FIRST_1904
        elif days == _LEAP_DAY_1900:
            return Flaw("1900-02-29", "the cell says 29 February 1900, which was no day", _REFORMAT)
        else:
            first = _FIRST_1900 if days > _LEAP_DAY_1900 else _FIRST_1900 + timedelta(1)
        return self.moment(first + timedelta(days, seconds))

    def moment(self, moment: datetime) -> Cell:
        """Return a day, and the time if it has one, as the layout writes dates."""
        day = moment.date()
        cell = self._days.get(day)
        if cell is None:
            cell = self._days[day] = self._day(day)
        if isinstance(cell, Flaw) or moment.time() == datetime.min.time():
            return cell
        return f"{cell} {moment:%H:%M:%S}"

    def _day(self, day: date) -> Cell:
        """Return a day as a text that is read as that day: the pattern may say too little of it."""
        text = self.pattern.format(day)
        read = date_reader((self.pattern.text,), self.pattern.language, self.pattern.pivot)
        try:
            if read(text) == day:
                return text
        except CellError:
            pass
        message = f"the layout's date_format {self.pattern.text} cannot write {day}"
        return Flaw(day.isoformat(), message, "put yyyy-MM-dd first in date_format")


_REFORMAT = "change the number format of the cell in a spreadsheet program, and save the workbook"
_DAY = 86_400
_LAST_DAY = 2_958_466
_LEAP_DAY_1900 = 60
_FIRST_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - days of a sheet have no zone
_FIRST_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


def _plain(value: Decimal, *, keep: bool = False) -> str:
    """Return a number without exponent, and without zeros at its end unless they are to be kept."""
    text = f"{value:f}"
    if not keep and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
