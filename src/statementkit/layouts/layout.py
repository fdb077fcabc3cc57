"""The layout: all that is known of a bank's file besides the order of its columns."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

import attrs

from statementkit.errors import Diagnostic, LayoutError, shorten
from statementkit.layouts import kinds
from statementkit.layouts.kinds import Kind, one_of, optional
from statementkit.masking import masked
from statementkit.source import find_codec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FileFormat = Literal["delimited", "fixed", "xml", "excel"]
DecimalMark = Literal[".", ",", "auto"]
NegativeSums = Literal["error", "linear", "absolute"]
SignConflict = Literal["flag", "amount", "error"]
Positions = Literal["characters", "bytes"]
Coverage = Literal["days", "rows", "unknown"]

_TEXT = optional(kinds.TEXT)
_SOME_TEXT = optional(kinds.SOME_TEXT)
_CHECKS = optional(kinds.CHECKS)

_MEANINGS: Mapping[str, tuple[Kind, str]] = {
    "name": (_TEXT, "name of the layout"),
    "bank": (_TEXT, "name of the bank or the program that writes the file"),
    "country": (_TEXT, "country of the bank, as an ISO 3166 code"),
    "notes": (_TEXT, "what a person should know: where the export is found"),
    "format": (one_of(*get_args(FileFormat)), "kind of file"),
    "encoding": (kinds.ENCODING, "encoding of the text"),
    "delimiter": (kinds.DELIMITER, "what separates the columns"),
    "quote": (kinds.QUOTE, "what encloses a cell that holds the delimiter"),
    "skip_lines": (kinds.COUNT, "lines before the header, or before the data"),
    "header": (
        kinds.HEADER,
        "whether there is a header, or names that it holds, by which it is found",
    ),
    "footer_lines": (kinds.COUNT, "records at the end that are no data"),
    "comment": (optional(kinds.SOME_TEXT), "how a line begins that is to be ignored"),
    "date_format": (optional(kinds.PATTERNS), "how dates are written"),
    "decimal": (one_of(*get_args(DecimalMark)), "the decimal mark of amounts"),
    "thousands": (kinds.GROUP_MARK, "the mark between groups of three digits"),
    "currency": (optional(kinds.CURRENCY), "currency of rows that name none"),
    "account": (_TEXT, "account that the statement is of"),
    "record": (
        optional(kinds.RECORD),
        "what one record is: tags or paths with | between (xml); length or start of a line (fixed)",
    ),
    "sheet": (optional(kinds.RECORD), "the sheet of a workbook: its name, or its number"),
    "positions": (one_of(*get_args(Positions)), "what the places of a fixed-width file count"),
    "fingerprint": (
        _CHECKS,
        "how a file is found: checks of its first record (fixed), path of its first elements (xml)",
    ),
    "section": (
        _CHECKS,
        "checks that a record passes whose text counts for all records below it, up to the next",
    ),
    "section_end": (
        _CHECKS,
        "checks that a record passes whose text counts for all records above it, up to the last",
    ),
    "continuation": (_CHECKS, "checks that a record passes which continues the one above"),
    "fill_down": (
        optional(kinds.COLUMNS),
        "columns whose blank cells take the value of the row above",
    ),
    "hook": (_SOME_TEXT, "name of a function of the entry points that changes the rows"),
    "join_name": (kinds.TEXT, "what stands between several names"),
    "join_description": (kinds.TEXT, "what stands between several descriptions"),
    "negative_sums": (
        one_of(*get_args(NegativeSums)),
        "what a negative creditSum or debitSum means",
    ),
    "sign_conflict": (
        one_of(*get_args(SignConflict)),
        "what wins when the flag contradicts the sign",
    ),
    "newest_first": (optional(kinds.FLAG), "whether the newest row comes first"),
    "timezone": (_TEXT, "time zone in which dates are wanted, as Europe/Tallinn"),
    "coverage": (one_of(*get_args(Coverage)), "what an export is sure to hold"),
    "language": (kinds.SOME_TEXT, "language of month names, as et or de"),
    "pivot": (optional(kinds.YEAR), "first of the hundred years that two digits may mean"),
    "header_fingerprint": (
        optional(kinds.NAMES),
        "the header for which the layout was written: a file must have the same",
    ),
    "opening_balance": (_TEXT, "an order for the records that state a balance before the others"),
    "closing_balance": (_TEXT, "an order for the records that state the balance after the others"),
    "order": (_TEXT, "what stands where: the order"),
}


def _with_tidy_values(_: type, fields: list[Any]) -> list[Any]:
    return [each.evolve(converter=_MEANINGS[each.name][0].tidy) for each in fields]


@attrs.frozen(kw_only=True, field_transformer=_with_tidy_values)
class Layout:
    """How a bank's file is to be read: one attribute for each key of a layout file.

    The reference of layout keys explains them one by one; `KEYS` holds the same in short. A value
    that does not fit its key raises `LayoutError`, which names all that do not.

    >>> layout = Layout(name="hansa", delimiter=";", date_format="dd.MM.yyyy",
    ...                 order="date|name|amount")
    >>> layout.delimiter, layout.encoding, layout.decimal
    (';', 'utf-8', 'auto')
    >>> Layout(coverage="weeks")
    Traceback (most recent call last):
    ...
    statementkit.errors.LayoutError: SK503 coverage: 'weeks' does not fit; it takes days, rows ...
    """

    name: str | None = None
    bank: str | None = None
    country: str | None = None
    notes: str | None = None
    format: FileFormat = "delimited"
    encoding: str = "utf-8"
    delimiter: str = "auto"
    quote: str = '"'
    skip_lines: int = 0
    header: bool | Sequence[str] = True
    footer_lines: int = 0
    comment: str | None = None
    date_format: str | Sequence[str] | None = None
    decimal: DecimalMark = "auto"
    thousands: str = "auto"
    currency: str | None = None
    account: str | None = None
    record: str | int | None = None
    sheet: str | int | None = None
    positions: Positions = "characters"
    fingerprint: str | None = None
    section: str | None = None
    section_end: str | None = None
    continuation: str | None = None
    fill_down: Sequence[str] | None = None
    hook: str | None = None
    join_name: str = "-"
    join_description: str = " "
    negative_sums: NegativeSums = "error"
    sign_conflict: SignConflict = "flag"
    newest_first: bool | None = None
    timezone: str | None = None
    coverage: Coverage = "unknown"
    language: str = "en"
    pivot: int | None = None
    header_fingerprint: Sequence[str] | None = None
    opening_balance: str | None = None
    closing_balance: str | None = None
    order: str | None = None

    def __attrs_post_init__(self) -> None:
        findings = [finding for key in KEYS if (finding := _finding(key, getattr(self, key)))]
        if self.quote == self.delimiter != "auto":
            findings.append(_misfit("quote", self.quote, "another character than delimiter"))
        findings += _shape_findings(self)
        if findings:
            raise LayoutError(*findings)

    @classmethod
    def from_dict(cls, keys: Mapping[str, Any], *, source: str | None = None) -> Self:
        """Return the layout with these keys; `source` names the file they come from in errors.

        >>> Layout.from_dict({"delimeter": ";"}, source="hansa.toml")
        Traceback (most recent call last):
        ...
        statementkit.errors.LayoutError: hansa.toml: SK502 delimeter: there is no such key
        did you mean 'delimiter'?
        """
        findings = [_unknown(key) for key in keys if key not in KEYS]
        layout = None
        try:
            layout = cls(**{key: value for key, value in keys.items() if key in KEYS})
        except LayoutError as error:
            findings += error.diagnostics
        if layout is None or findings:
            raise LayoutError(*(each.at(file=source) for each in findings))
        return layout

    def to_dict(self) -> dict[str, Any]:
        """Return the keys that differ from their defaults, in the order of the reference."""
        values = ((key, getattr(self, key)) for key in KEYS)
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in values
            if value != KEYS[key].default
        }


@attrs.frozen
class Key:
    """A key of a layout: its name, what it takes, its default and what it means."""

    name: str
    kind: Kind
    default: Any
    meaning: str


KEYS: Mapping[str, Key] = {
    field.name: Key(field.name, _MEANINGS[field.name][0], field.default, _MEANINGS[field.name][1])
    for field in attrs.fields(Layout)
}
"""Every key of a layout by its name, in the order in which a layout file has them."""


def _finding(key: str, value: Any) -> Diagnostic | None:
    kind = KEYS[key].kind
    if not kind.fits(value):
        return _misfit(key, value, kind.words)
    if key == "encoding" and value != "auto":
        return _encoding_finding(value)
    if key == "currency" and value is not None:
        return _currency_finding(value)
    return None


def _shape_findings(layout: Layout) -> Iterator[Diagnostic]:
    """Yield keys about several records that the format of the layout cannot have."""
    if layout.format == "fixed":
        if layout.fill_down is not None:
            yield _misfit("fill_down", layout.fill_down, "a file with columns; use section here")
        appended = layout.section or layout.section_end or layout.continuation
        if appended and not isinstance(layout.record, int):
            yield _misfit("record", layout.record, "the length of the longest record here")
    elif layout.format == "xml" and not _names_elements(layout.record):
        yield _misfit("record", layout.record, "the start tag or the path of a record here")
    else:
        for key in ("section", "section_end"):
            if getattr(layout, key) is not None:
                yield _misfit(key, getattr(layout, key), 'format = "fixed"')


def _names_elements(record: str | int | None) -> bool:
    return isinstance(record, str) and all(each.strip().strip("</>") for each in record.split("|"))


def _misfit(key: str, value: Any, words: str) -> Diagnostic:
    shown = shorten(masked(repr(value)))
    return Diagnostic(code="SK503", field=key, message=f"{shown} does not fit; it takes {words}")


def _encoding_finding(name: str) -> Diagnostic | None:
    try:
        find_codec(name)
    except LayoutError as error:
        return error.diagnostics[0].at(field="encoding")
    return None


def _currency_finding(code: str) -> Diagnostic | None:
    from statementkit.values import CellError, read_currency

    try:
        read_currency(code)
    except CellError as error:
        return Diagnostic(code="SK503", field="currency", message=error.message, hint=error.hint)
    return None


def _unknown(key: str) -> Diagnostic:
    near = difflib.get_close_matches(str(key).lower(), KEYS, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(KEYS)}"
    return Diagnostic(code="SK502", field=key, message="there is no such key", hint=hint)
