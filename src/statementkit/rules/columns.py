"""Rules over frames: what a book says of many payments at once.

Most payments are alike as far as a book is concerned: it knows some tax numbers, some pieces of
text and some limits, and all else of a payment does not matter to it. So columns tell for each row
which of these it has, its class. The rows of a class are all booked alike, and the book itself is
asked about the first of them: what it says of a row and of a transaction is the same.

Limits of which each is for few rules would make a class of nearly every row. They count only where
the other checks of their rules hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import polars as pl

from statementkit.errors import RuleError
from statementkit.model import Transaction
from statementkit.order.columns_frames import frame_of
from statementkit.rules.columns_fields import BANKS, casefold, check, column_of, read
from statementkit.rules.columns_limits import Limits
from statementkit.rules.fields import FIELDS
from statementkit.rules.splits import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from statementkit.rules.assignment import Assignment
    from statementkit.rules.book import RuleBook
    from statementkit.rules.conditions import Condition
    from statementkit.rules.fields import Field

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

_PART = pl.Struct(dict.fromkeys(attrs.fields_dict(Part), pl.String))

SAID: Mapping[str, Any] = {
    **dict.fromkeys(("wallet", "category", "project", "set_name", "set_kind"), pl.String),
    "split": pl.List(_PART),
    "rule": pl.List(pl.Int64),
}
"""The columns that are added, with their types."""


def assign(frame: Frame, book: RuleBook) -> Frame:
    """Return a frame of `scan` with what a book says of each row.

    `wallet`, `category` and `project` are added, the number of every `rule` that says something,
    `set_name` and `set_kind` where a rule replaces those of the statement, and the parts of a
    `split`: what `RuleBook.assign` says. The bank's own `category` moves to `bank_category`. A row
    that is a problem has none of them.

    Raises `RuleError` SK773 if a rule asks for what no column holds, and SK712 as
    `RuleBook.assign` does; both at the collection of a lazy frame.

    >>> import statementkit as sk
    >>> book = sk.RuleBook([sk.Rule(match='name~"kohvik"', category="Coffee")])
    >>> frame = sk.scan(b"2024-02-01,-3.20,Kohvik Hommik", order="date|amount|name", header=False,
    ...                 date_format="yyyy-MM-dd").pipe(sk.assign, book)
    >>> frame.select("name", "category", "rule").collect().row(0)
    ('Kohvik Hommik', 'Coffee', [1])
    """
    asker = _Asker.of(book)
    if isinstance(frame, pl.LazyFrame):
        empty = _beside_banks(pl.DataFrame(schema=frame.collect_schema()))
        schema = {**empty.schema, **SAID}
        return frame.map_batches(asker.assigned, schema=schema, streamable=True)
    return asker.assigned(frame)


def can_assign(book: RuleBook) -> bool:
    """Return whether frames of `scan` have columns for all that a book asks for.

    >>> import statementkit as sk
    >>> [can_assign(sk.RuleBook([sk.Rule(match=each, category="Fees")]))
    ...  for each in ("name=Bank", "[type]=fee", "[ВидОплаты]=17")]
    [True, True, False]
    """
    frame = _beside_banks(frame_of(()))
    try:
        _Asker.of(book).check(frame)
    except RuleError:
        return False
    return True


def with_assignments(frame: pl.DataFrame, said: Iterable[Assignment]) -> pl.DataFrame:
    """Return a frame with the columns of `assign`, from what is said of each of its rows."""
    return _beside_banks(frame).with_columns(_frame_of(said))


def _beside_banks(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame in which the bank's category has its own name."""
    if "category" not in frame.columns or BANKS in frame.columns:
        return frame
    return frame.rename({"category": BANKS})


def _frame_of(said: Iterable[Assignment]) -> pl.DataFrame:
    rows = [each.to_dict() for each in said]
    return pl.DataFrame(
        {name: pl.Series([row[name] for row in rows], dtype=dtype) for name, dtype in SAID.items()}
    )


# -- what a book asks -----------------------------------------------------------------------------


@attrs.define
class _Asked:
    """All that the checks of a book ask of one field, limits apart.

    `values` are texts that it may be, and `pieces` may stand in it. Where one of the `literals`
    does, or always if `whole`, a regular expression is searched, and only the text itself tells
    what comes of it. `rule` is the first to ask anything.
    """

    rule: int
    values: set[str] = attrs.field(factory=set)
    pieces: set[str] = attrs.field(factory=set)
    literals: set[str] = attrs.field(factory=set)
    whole: bool = False

    def add(self, condition: Condition) -> None:
        """Ask what a condition asks."""
        if condition.field.reading in ("amount", "date"):
            return
        if condition.compared is not None:
            self.values |= condition.compared
        elif condition.piece is not None:
            self.pieces.add(condition.piece)
        elif condition.literal:
            self.literals.add(condition.literal)
        elif condition.literal is not None:
            self.whole = True
        else:
            self.values.add("")


def _asked(book: RuleBook) -> dict[Field, _Asked]:
    asked: dict[Field, _Asked] = {}
    for rule in book.rules:
        for alternative in rule.alternatives:
            for condition in alternative.conditions:
                of_field = asked.get(condition.field)
                if of_field is None:
                    of_field = asked[condition.field] = _Asked(rule.number or 0)
                of_field.add(condition)
    return asked


@attrs.frozen
class _Asker:
    """A book, and what it asks of each field."""

    book: RuleBook
    asked: Mapping[Field, _Asked]
    limits: Limits

    @classmethod
    def of(cls, book: RuleBook) -> _Asker:
        return cls(book, _asked(book), Limits.of([each for _, each in book.ranked()]))

    def assigned(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with what the book says of each row."""
        frame = _beside_banks(frame)
        self.check(frame)
        groups = _grouped(frame["booked_on"].is_not_null(), self._classes(frame))
        firsts = _transactions(frame, self.limits.fields, groups.firsts)
        rare = self.limits.of_groups(frame, groups.of_rows, firsts if self.limits.rare else ())
        classes = [groups.of_rows, *self.limits.of_all(frame), *rare]
        groups = _grouped(groups.of_rows.is_not_null(), classes)
        said = map(self.book.assign, _transactions(frame, self.asked, groups.firsts))
        return frame.with_columns(_frame_of(said).select(pl.all().gather(groups.of_rows)))

    def check(self, frame: pl.DataFrame) -> None:
        """Raise `RuleError` SK773 where no column holds what is asked for."""
        accounts = ["own_account"] if self.book.defaults.accounts else []
        for name in ("booked_on", "amount", "kind", *accounts):
            check(frame, FIELDS[name], "a book asks")
        for field, asked in self.asked.items():
            check(frame, field, f"rule {asked.rule} asks")

    def _classes(self, frame: pl.DataFrame) -> Iterator[pl.Series]:
        """Yield columns that are equal for rows that are equal to the book, limits apart."""
        yield frame["amount"].sign()
        yield frame["kind"]
        if self.book.defaults.accounts:
            yield read(frame, FIELDS["own_account"])
        for field, asked in self.asked.items():
            values = read(frame, field)
            if values.dtype == pl.String:
                yield from _of_texts(values, asked)
            else:
                yield values.is_null()


def _of_texts(texts: pl.Series, asked: _Asked) -> Iterator[pl.Series]:
    if asked.values:
        yield texts.cast(pl.Enum(sorted(asked.values)), strict=False).to_physical()
    if asked.pieces or asked.literals:
        folded = casefold(texts)
        pieces = sorted(asked.pieces | asked.literals)
        yield folded.str.extract_many(pieces, overlapping=True).list.join("\0")
        if asked.literals and not asked.whole:
            is_searched = folded.str.contains_any(sorted(asked.literals))
            yield texts.set(~is_searched, None)
    if asked.whole:
        yield texts


# -- rows that are alike --------------------------------------------------------------------------


@attrs.frozen
class _Groups:
    """The group of each row, null for rows in none, and the first row of each group."""

    of_rows: pl.Series
    firsts: pl.Series


def _grouped(is_row: pl.Series, classes: Iterable[pl.Series]) -> _Groups:
    """Group the rows that are some by their classes."""
    columns = [each.alias(f"class {number}") for number, each in enumerate([is_row, *classes])]
    rows = pl.DataFrame(columns)
    firsts = (
        rows.with_row_index("row")
        .filter(pl.col(rows.columns[0]))
        .group_by(rows.columns, maintain_order=True)
        .agg(pl.col("row").first())
        .with_row_index("group")
    )
    joined = rows.join(firsts, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")
    return _Groups(joined["group"], firsts["row"])


def _transactions(
    frame: pl.DataFrame, asked: Iterable[Field], rows: pl.Series
) -> Iterator[Transaction]:
    """Yield rows as transactions that have what is asked for."""
    names = {"booked_on", "amount", "kind", "own_account", *map(column_of, asked)}
    some = frame.select(each for each in frame.columns if each in names)[rows]
    is_attribute = [name in _ATTRIBUTES for name in some.columns]
    keys = ["category" if name == BANKS else name for name in some.columns]
    for row in some.iter_rows():
        attributes: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name, cell, is_its_own in zip(keys, row, is_attribute, strict=True):
            (attributes if is_its_own else extra)[name] = cell
        yield Transaction(**attributes, extra=extra)


_ATTRIBUTES = frozenset(attrs.fields_dict(Transaction))
