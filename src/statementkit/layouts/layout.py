"""The layout: all that is known of a bank's file besides the order of its columns."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

import attrs

from statementkit.errors import Diagnostic, LayoutError, shorten
from statementkit.source import find_codec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FileFormat = Literal["delimited", "fixed", "xml", "excel"]
NegativeSums = Literal["error", "linear", "absolute"]
SignConflict = Literal["flag", "amount", "error"]
Coverage = Literal["days", "rows", "unknown"]

_GROUP_MARKS = (".", ",", " ", "\xa0", "\u202f", "'", "’")


@attrs.frozen
class _Kind:
    """What a key takes: in words, as a test, and how a value is tidied before it is tested."""

    words: str
    accepts: Callable[[Any], bool]
    tidy: Callable[[Any], Any] = lambda value: value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_names(value: object) -> bool:
    return isinstance(value, tuple) and value != () and all(map(_is_text, value))


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _as_mark(value: object) -> object:
    return "\t" if value in ("tab", "\\t") else value


def _optional(kind: _Kind) -> _Kind:
    return attrs.evolve(kind, accepts=lambda value: value is None or kind.accepts(value))


def _one_of(*allowed: str) -> _Kind:
    *most, last = (each if each.isalpha() else repr(each) for each in allowed)
    return _Kind(f"{', '.join(most)} or {last}", lambda value: value in allowed)


def _is_mark(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in "\r\n"


_TEXT = _Kind("text", _is_text)
_COUNT = _Kind("a number of lines, 0 or more", _is_count)
_NAMES = _Kind("a list of header names", _is_names, _as_tuple)
_PREFIX = _Kind("a text of one character or more", lambda value: _is_text(value) and value != "")
_DELIMITER = _Kind("one character, tab, or auto", lambda it: it == "auto" or _is_mark(it), _as_mark)
_QUOTE = _Kind("one character, none, or auto", lambda it: it in ("auto", "none") or _is_mark(it))
_HEADER = _Kind(
    "true, false or a list of header names",
    lambda value: isinstance(value, bool) or _is_names(value),
    _as_tuple,
)
_PATTERNS = _Kind(
    "a pattern such as dd.MM.yyyy, a list of patterns, or auto",
    lambda value: (_is_text(value) and value != "") or _is_names(value),
    _as_tuple,
)
_CURRENCY = _Kind(
    "an ISO 4217 code of three letters, such as EUR",
    lambda value: isinstance(value, str) and re.fullmatch(r"[A-Z]{3}", value) is not None,
    lambda value: value.strip().upper() if isinstance(value, str) else value,
)
_PIVOT = _Kind("a year, such as 1970", lambda value: _is_count(value) and 1900 <= value <= 2900)
_FLAG = _Kind("true or false", lambda value: isinstance(value, bool))
_RECORD = _Kind("a tag, a path, or a number", lambda value: _is_text(value) or _is_count(value))
_ENCODING = _Kind("the name of an encoding, or auto", _is_text)


def _key(kind: _Kind, meaning: str, default: Any = None) -> dict[str, Any]:
    kind = _optional(kind) if default is None else kind
    return {
        "default": default,
        "converter": kind.tidy,
        "metadata": {"kind": kind, "meaning": meaning},
    }


@attrs.frozen(kw_only=True)
class Layout:
    """How a bank's file is to be read: one attribute for each key of a layout file.

    The reference of layout keys explains them one by one; `KEYS` holds the same in short. A value
    that does not fit its key raises `LayoutError`, which names all that do not.

    >>> layout = Layout(name="hansa", delimiter=";", date_format="dd.MM.yyyy",
    ...                 order="date|name|amount")
    >>> layout.delimiter, layout.encoding, layout.decimal
    (';', 'utf-8', 'auto')
    >>> Layout(decimal="point")
    Traceback (most recent call last):
    ...
    statementkit.errors.LayoutError: SK503 decimal: 'point' does not fit; it takes '.', ',' or auto
    """

    name: str | None = attrs.field(**_key(_TEXT, "name of the layout"))
    bank: str | None = attrs.field(
        **_key(_TEXT, "name of the bank or the program that writes the file")
    )
    country: str | None = attrs.field(**_key(_TEXT, "country of the bank, as an ISO 3166 code"))
    notes: str | None = attrs.field(
        **_key(_TEXT, "what a person should know: where the export is found")
    )
    format: FileFormat = attrs.field(
        **_key(_one_of(*get_args(FileFormat)), "kind of file", "delimited")
    )
    encoding: str = attrs.field(**_key(_ENCODING, "encoding of the text", "utf-8"))
    delimiter: str = attrs.field(**_key(_DELIMITER, "what separates the columns", "auto"))
    quote: str = attrs.field(**_key(_QUOTE, "what encloses a cell that holds the delimiter", '"'))
    skip_lines: int = attrs.field(**_key(_COUNT, "lines before the header, or before the data", 0))
    header: bool | tuple[str, ...] = attrs.field(
        **_key(
            _HEADER, "whether there is a header, or names that it holds, by which it is found", True
        )
    )
    footer_lines: int = attrs.field(**_key(_COUNT, "records at the end that are no data", 0))
    comment: str | None = attrs.field(**_key(_PREFIX, "how a line begins that is to be ignored"))
    date_format: str | tuple[str, ...] | None = attrs.field(
        **_key(_PATTERNS, "how dates are written")
    )
    decimal: str = attrs.field(
        **_key(_one_of(".", ",", "auto"), "the decimal mark of amounts", "auto")
    )
    thousands: str = attrs.field(
        **_key(
            _Kind(
                "a group mark (. , ' or a space), none, or auto",
                lambda value: value in (*_GROUP_MARKS, "none", "auto"),
            ),
            "the mark between groups of three digits",
            "auto",
        )
    )
    currency: str | None = attrs.field(**_key(_CURRENCY, "currency of rows that name none"))
    account: str | None = attrs.field(**_key(_TEXT, "account that the statement is of"))
    record: str | int | None = attrs.field(
        **_key(_RECORD, "what one record is, in files without columns")
    )
    join_name: str = attrs.field(**_key(_TEXT, "what stands between several names", "-"))
    join_description: str = attrs.field(
        **_key(_TEXT, "what stands between several descriptions", " ")
    )
    negative_sums: NegativeSums = attrs.field(
        **_key(
            _one_of(*get_args(NegativeSums)), "what a negative creditSum or debitSum means", "error"
        )
    )
    sign_conflict: SignConflict = attrs.field(
        **_key(
            _one_of(*get_args(SignConflict)), "what wins when the flag contradicts the sign", "flag"
        )
    )
    newest_first: bool | None = attrs.field(**_key(_FLAG, "whether the newest row comes first"))
    timezone: str | None = attrs.field(
        **_key(_TEXT, "time zone in which dates are wanted, as Europe/Tallinn")
    )
    coverage: Coverage = attrs.field(
        **_key(_one_of(*get_args(Coverage)), "what an export is sure to hold", "unknown")
    )
    language: str = attrs.field(**_key(_PREFIX, "language of month names, as et or de", "en"))
    pivot: int | None = attrs.field(
        **_key(_PIVOT, "first of the hundred years that two digits may mean")
    )
    header_fingerprint: tuple[str, ...] | None = attrs.field(
        **_key(_NAMES, "the header for which the layout was written: a file must have the same")
    )
    order: str | None = attrs.field(**_key(_TEXT, "what stands where: the order"))

    def __attrs_post_init__(self) -> None:
        findings = [finding for key in KEYS if (finding := _finding(key, getattr(self, key)))]
        if self.quote == self.delimiter != "auto":
            findings.append(_misfit("quote", self.quote, "another character than delimiter"))
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
    kind: _Kind
    default: Any
    meaning: str


KEYS: Mapping[str, Key] = {
    field.name: Key(field.name, field.metadata["kind"], field.default, field.metadata["meaning"])
    for field in attrs.fields(Layout)
}
"""Every key of a layout by its name, in the order in which a layout file has them."""


def _finding(key: str, value: Any) -> Diagnostic | None:
    kind = KEYS[key].kind
    if not kind.accepts(value):
        return _misfit(key, value, kind.words)
    if key == "encoding" and value != "auto":
        return _encoding_finding(value)
    return None


def _misfit(key: str, value: Any, words: str) -> Diagnostic:
    shown = shorten(repr(value))
    return Diagnostic(code="SK503", field=key, message=f"{shown} does not fit; it takes {words}")


def _encoding_finding(name: str) -> Diagnostic | None:
    try:
        find_codec(name)
    except LayoutError as error:
        return error.diagnostics[0].at(field="encoding")
    return None


def _unknown(key: str) -> Diagnostic:
    near = difflib.get_close_matches(str(key).lower(), KEYS, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(KEYS)}"
    return Diagnostic(code="SK502", field=key, message="there is no such key", hint=hint)
