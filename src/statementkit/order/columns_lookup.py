"""What Python functions say of the texts of a column, each asked once for every text that differs.

Days, currencies, regular expressions and letter cases are read by the functions of the row back
end, so that both back ends say the same; what makes that fast is that columns repeat their texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = 8_000
"""How many texts a lookup remembers from one column to the next."""

_SAMPLE, _LONG = 1_000, 8
"""If texts change but once in so many rows of a sample, only those that differ are looked up."""


@attrs.frozen
class _Known:
    """Texts, numbered, and the value of each."""

    texts: pl.Series
    values: pl.Series
    numbering: pl.Enum = attrs.field(init=False)

    @numbering.default
    def _numbered(self) -> pl.Enum:
        return pl.Enum(self.texts)

    def codes(self, texts: pl.Series) -> pl.Series:
        """Return the numbers of texts, null for those that are not known."""
        return texts.cast(self.numbering, strict=False).to_physical()

    def and_more(self, others: _Known) -> _Known:
        return _Known(
            pl.concat([self.texts, others.texts]), pl.concat([self.values, others.values])
        )


class Lookup:
    """A function of a text as a function of a column; a text that it refuses becomes null.

    Threads may share it.

    >>> Lookup(str.upper, pl.String)(pl.Series(["a", None, "b", "a"])).to_list()
    ['A', None, 'B', 'A']
    """

    def __init__(self, read: Callable[[str], Any], dtype: Any) -> None:
        self.dtype = dtype
        self._read = read
        self._known = self._learned(pl.Series([], dtype=pl.String))

    def __call__(self, texts: pl.Series) -> pl.Series:
        """Return what the function makes of each text.

        Where they come in runs of equal texts, they are looked up where they change.
        """
        if texts.null_count() == len(texts):
            return self._known.values.clear(len(texts))
        start = texts.head(_SAMPLE)
        if (start[1:] != start[:-1]).sum() * _LONG > len(start):
            return self._found(texts)
        return self._found(texts.rle().struct.field("value"))[texts.rle_id()]

    def _found(self, texts: pl.Series) -> pl.Series:
        known = self._known
        codes = known.codes(texts)
        if codes.null_count() > texts.null_count():
            known = self._with(known, texts, texts.filter(codes.is_null()))
            codes = known.codes(texts)
        return known.values[codes]

    def _with(self, known: _Known, texts: pl.Series, unknown: pl.Series) -> _Known:
        """Return what is known of a column, and remember it unless that is too much."""
        more = known.and_more(self._learned(unknown))
        if len(more.texts) > MANY:
            more = self._learned(texts)
        if len(more.texts) <= MANY:
            self._known = more
        return more

    def _learned(self, texts: pl.Series) -> _Known:
        found = texts.drop_nulls().unique()
        made = pl.Series(map(self._value, found.to_list()), dtype=self.dtype, strict=True)
        return _Known(found, made)

    def _value(self, text: str) -> Any:
        try:
            return self._read(text)
        except CellError:
            return None
