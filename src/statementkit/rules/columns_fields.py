"""The fields that rules ask for, read from the columns of a frame as `read` reads transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from statementkit.errors import Diagnostic, RuleError
from statementkit.order.columns_frames import COLUMNS, EXTRA, NUMBERS
from statementkit.order.columns_lookup import Lookup
from statementkit.order.columns_spaces import SPACES
from statementkit.rules.fields import FIELDS, compact

if TYPE_CHECKING:
    from statementkit.rules.fields import Field

BANKS = "bank_category"
"""Where the bank's own category stands beside that of the books."""

_NO_KEYS = frozenset(COLUMNS) - frozenset(EXTRA) | frozenset(NUMBERS)
"""Columns in which keys of the file do not stand, or not as they are written there."""

_PLAIN = "^[\\x00-\\x7f\\u00a0À-ÖØ-Þà-öø-ÿА-яЁё«»№–—…€]*$"
"""Texts of whose letters Polars makes the small ones as `str.casefold` does."""


def column_of(field: Field) -> str:
    """Return the name of the column of a field."""
    if field == FIELDS["direction"]:
        return "amount"
    return BANKS if field.name == "category" else field.name


def read(frame: pl.DataFrame, field: Field) -> pl.Series:
    """Return what the `read` of a field returns of transactions; no text is null."""
    values = frame[column_of(field)]
    if field == FIELDS["direction"]:
        return pl.Series(["out", "", "in"]).gather(values.sign().cast(pl.Int8) + 1)
    if field.reading in ("amount", "date"):
        return values
    texts = values.fill_null("")
    if field.reading == "code":
        return Lookup(compact, pl.String)(texts)
    return texts.str.strip_chars(SPACES)


def casefold(texts: pl.Series) -> pl.Series:
    """Return what `str.casefold` makes of texts."""
    is_plain = texts.str.contains(_PLAIN)
    small = texts.str.to_lowercase()
    if is_plain.all():
        return small
    others = Lookup(str.casefold, pl.String)(texts.filter(~is_plain))
    return small.scatter((~is_plain).arg_true(), others)


def check(frame: pl.DataFrame, field: Field, asker: str) -> None:
    """Raise `RuleError` SK773 where no column holds what a field reads; `asker` asks for it."""
    name = column_of(field)
    is_key = FIELDS.get(field.name) != field
    if name not in frame.columns or (is_key and name in _NO_KEYS):
        shown = f"[{field.name}]" if is_key else name
        message = f"{asker} for {shown}, and no column of the frame holds it"
    elif not _fits(field, frame.schema[name]):
        message = f"{asker} for {name}, and its column holds {frame.schema[name]}"
    else:
        return
    hint = "give it a frame as `scan` makes it, or ask RuleBook.assign, transaction by transaction"
    raise RuleError(Diagnostic(code="SK773", message=message, hint=hint))


def _fits(field: Field, dtype: pl.DataType) -> bool:
    if column_of(field) == "amount" or field.reading == "amount":
        return isinstance(dtype, pl.Decimal)
    return bool(dtype == (pl.Date if field.reading == "date" else pl.String))
