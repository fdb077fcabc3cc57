"""Rules over frames: what a book says of many payments at once.

Most payments are alike as far as a book is concerned: it knows some tax numbers, some pieces of
text and some limits, and all else of a payment does not matter to it. So columns tell for each row
which of these it has, its class. The rows of a class are all booked alike, and the book itself is
asked about the first of them: what it says of a row and of a transaction is the same.

Limits of which each is for few rules would make a class of nearly every row. They count only where
the other checks of their rules hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_FLOOR, Context, Decimal
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import polars as pl

from statementkit.errors import Diagnostic, RuleError
from statementkit.model import Transaction
from statementkit.order.columns_cells import SPACES
from statementkit.order.columns_frames import COLUMNS, EXTRA, NUMBERS
from statementkit.rules.fields import FIELDS, compact
from statementkit.rules.index import Index
from statementkit.rules.splits import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from statementkit.rules.assignment import Assignment
    from statementkit.rules.book import RuleBook
    from statementkit.rules.conditions import Condition
    from statementkit.rules.fields import Field
    from statementkit.rules.matching import Conditions

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

_PART = pl.Struct(dict.fromkeys(attrs.fields_dict(Part), pl.String))

SAID: Mapping[str, Any] = {
    **dict.fromkeys(("wallet", "category", "project", "set_name", "set_kind"), pl.String),
    "split": pl.List(_PART),
    "rule": pl.List(pl.Int64),
}
"""The columns that are added, with their types."""

BANKS = "bank_category"
"""Where the bank's own category stands beside that of the books."""


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
    if isinstance(frame, pl.LazyFrame):
        empty = _beside_banks(pl.DataFrame(schema=frame.collect_schema()))
        schema = {**empty.schema, **SAID}
        return frame.map_batches(partial(_assigned, book=book), schema=schema, streamable=True)
    return _assigned(frame, book)


def with_assignments(frame: pl.DataFrame, said: Iterable[Assignment]) -> pl.DataFrame:
    """Return a frame with the columns of `assign`, from what is said of each of its rows."""
    return _beside_banks(frame).with_columns(_frame_of(said))


def _assigned(frame: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    frame = _beside_banks(frame)
    asked = _asked(book)
    _check(frame, book, asked)
    groups = _grouped(frame["booked_on"].is_not_null(), _classes(frame, book, asked))
    groups = _grouped(groups.of_rows.is_not_null(), [groups.of_rows, *_slots(frame, book, groups)])
    said = _frame_of(map(book.assign, _transactions(frame, asked, groups.firsts)))
    return frame.with_columns(said.select(pl.all().gather(groups.of_rows)))


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


def _transactions(
    frame: pl.DataFrame, asked: Iterable[Field], rows: pl.Series
) -> Iterator[Transaction]:
    """Yield rows as transactions that have what is asked for."""
    names = {"booked_on", "amount", "kind", "own_account", *map(_column, asked)}
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


# -- classes --------------------------------------------------------------------------------------


@attrs.define
class _Asked:
    """All that the checks of a book ask of one field.

    `values` are texts that it may be and `bounds` numbers or days that it is held against; `pieces`
    may stand in it. Where one of the `literals` does, or always if `whole`, a regular expression is
    searched, and only the text itself tells what comes of it. `rule` is the first to ask anything.
    """

    rule: int
    values: set[str] = attrs.field(factory=set)
    bounds: set[Any] = attrs.field(factory=set)
    pieces: set[str] = attrs.field(factory=set)
    literals: set[str] = attrs.field(factory=set)
    whole: bool = False

    def add(self, condition: Condition) -> None:
        """Ask what a condition asks."""
        is_text = condition.field.reading not in ("amount", "date")
        if condition.compared is not None:
            (self.values if is_text else self.bounds).update(condition.compared)
        elif condition.limit is not None:
            self.bounds.add(condition.limit)
        elif condition.piece is not None:
            self.pieces.add(condition.piece)
        elif condition.literal:
            self.literals.add(condition.literal)
        elif condition.literal is not None:
            self.whole = True
        elif is_text:
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


def _classes(
    frame: pl.DataFrame, book: RuleBook, asked: Mapping[Field, _Asked]
) -> Iterator[pl.Series]:
    """Yield columns that are equal for rows that are equal to a book, limits apart."""
    yield frame["amount"].sign()
    yield frame["kind"]
    if book.defaults.accounts:
        yield _read(frame, FIELDS["own_account"])
    for field, questions in asked.items():
        values = _read(frame, field)
        if values.dtype == pl.String:
            yield from _of_texts(values, questions)
        else:
            yield values.is_null()


def _of_texts(texts: pl.Series, asked: _Asked) -> Iterator[pl.Series]:
    if asked.values:
        yield texts.cast(pl.Enum(sorted(asked.values)), strict=False).to_physical()
    if asked.pieces or asked.literals:
        folded = _casefold(texts)
        pieces = sorted(asked.pieces | asked.literals)
        yield folded.str.extract_many(pieces, overlapping=True).list.join("\0")
        if asked.literals and not asked.whole:
            is_searched = folded.str.contains_any(sorted(asked.literals))
            yield texts.set(~is_searched, None)
    if asked.whole:
        yield texts


# -- limits ---------------------------------------------------------------------------------------

_RARE = 16
"""A limit for so few alternatives is held against the rows only for which they are."""


def _slots(frame: pl.DataFrame, book: RuleBook, groups: _Groups) -> Iterator[pl.Series]:
    """Yield columns that tell between which limits of a book a number or day is, or which it is."""
    alternatives = [each for _, each in book.ranked()]
    uses = Counter(limit for each in alternatives for limit in set(_limits(each)))
    common: defaultdict[Field, set[Any]] = defaultdict(set)
    rare: list[Conditions] = []
    for each in alternatives:
        limits, others = set(_limits(each)), tuple(filter(_is_other, each.conditions))
        for field, bound in limits:
            if not others or uses[field, bound] > _RARE:
                common[field].add(bound)
        if others and any(uses[limit] <= _RARE for limit in limits):
            rare.append(each)
    for field, bounds in common.items():
        yield _between(_read(frame, field), bounds)
    yield from _between_rare(frame, groups, rare)


def _limits(alternative: Conditions) -> Iterator[tuple[Field, Any]]:
    """Yield what numbers and days are held against, each with its field."""
    for each in alternative.conditions:
        if not _is_other(each):
            bounds = [each.limit] if each.compared is None else each.compared
            yield from ((each.field, bound) for bound in bounds)


def _is_other(condition: Condition) -> bool:
    """Tell whether a condition holds for a whole group of rows or for none of it."""
    is_ordered = condition.field.reading in ("amount", "date")
    return not is_ordered or (condition.limit is None and condition.compared is None)


def _between(values: pl.Series, bounds: Iterable[Any]) -> pl.Series:
    known = pl.Series(sorted(_held(bounds, values.dtype)), dtype=values.dtype)
    return known.search_sorted(values, "left") + known.search_sorted(values, "right")


def _between_rare(
    frame: pl.DataFrame, groups: _Groups, alternatives: Sequence[Conditions]
) -> Iterator[pl.Series]:
    """Yield the same of the limits of alternatives, for the groups that pass all else of them."""
    index = Index(
        [
            attrs.evolve(each, conditions=tuple(filter(_is_other, each.conditions)))
            for each in alternatives
        ]
    )
    found: defaultdict[Field, set[tuple[int, Any]]] = defaultdict(set)
    fields = {each.field for alternative in alternatives for each in alternative.conditions}
    firsts = _transactions(frame, fields, groups.firsts) if alternatives else ()
    for group, first in enumerate(firsts):
        for place in index.passed(first):
            for field, bound in _limits(alternatives[place]):
                found[field].add((group, bound))
    for field, asked in found.items():
        values = _read(frame, field)
        bounds = {(group, bound) for group, each in asked for bound in _held([each], values.dtype)}
        below = _nearest_below(values, groups.of_rows, sorted(bounds, key=itemgetter(1)))
        yield below
        yield below == values


def _nearest_below(
    values: pl.Series, of_rows: pl.Series, bounds: Sequence[tuple[int, Any]]
) -> pl.Series:
    """Return the largest bound of its group that is not above each value."""
    rows = pl.DataFrame({"value": values, "group": of_rows}).with_row_index("row")
    known = pl.DataFrame(
        [
            pl.Series("group", [group for group, _ in bounds], dtype=of_rows.dtype),
            pl.Series("below", [bound for _, bound in bounds], dtype=values.dtype),
        ]
    )
    found = (
        rows.join(known.select("group").unique(), on="group", how="semi")
        .filter(pl.col("value").is_not_null())
        .sort("value")
        .join_asof(known, left_on="value", right_on="below", by="group", check_sortedness=False)
    )
    return rows.join(found.select("row", "below"), on="row", how="left", maintain_order="left")[
        "below"
    ]


def _held(bounds: Iterable[Any], dtype: pl.DataType) -> set[Any]:
    """Return bounds as a column holds them: the next value below for one that it cannot hold.

    One beyond all that it holds tells no values apart, and is left out.
    """
    if not isinstance(dtype, pl.Decimal):
        return set(bounds)
    finest, largest = Decimal(1).scaleb(-dtype.scale), Decimal(10) ** (_DIGITS - dtype.scale)
    near = (each for each in bounds if abs(each) < largest)
    return {each.quantize(finest, ROUND_FLOOR, _EXACT) for each in near}


_DIGITS = 38
_EXACT = Context(prec=2 * _DIGITS)


# -- fields ---------------------------------------------------------------------------------------


def _column(field: Field) -> str:
    """Return the name of the column of a field."""
    return BANKS if field.name == "category" else field.name


_PLAIN = "^[\\x00-\\x7f\\u00a0À-ÖØ-Þà-öø-ÿА-яЁё«»№–—…€]*$"
"""Texts of whose letters Polars makes the small ones as `str.casefold` does."""


def _read(frame: pl.DataFrame, field: Field) -> pl.Series:
    """Return what the `read` of a field returns of transactions."""
    if field == FIELDS["direction"]:
        directions = pl.Series(["out", "", "in"]).cast(pl.Categorical)
        return directions.gather(frame["amount"].sign().cast(pl.Int8) + 1).cast(pl.String)
    values = frame[_column(field)]
    if field.reading in ("amount", "date"):
        return values
    texts = values.fill_null("")
    if field.reading == "code":
        return _mapped(compact, texts)
    return texts.str.strip_chars(SPACES)


def _casefold(texts: pl.Series) -> pl.Series:
    is_plain = texts.str.contains(_PLAIN)
    if is_plain.all():
        return texts.str.to_lowercase()
    others = _mapped(str.casefold, texts.filter(~is_plain))
    return texts.str.to_lowercase().scatter((~is_plain).arg_true(), others)


def _mapped(function: Callable[[str], str], texts: pl.Series) -> pl.Series:
    """Return what a function makes of texts; it is called once for each that differs."""
    known = texts.unique()
    return texts.replace_strict(known, pl.Series(map(function, known), dtype=pl.String))


def _check(frame: pl.DataFrame, book: RuleBook, asked: Mapping[Field, _Asked]) -> None:
    """Raise `RuleError` SK773 where no column holds what is asked for."""
    always = ["booked_on", "amount", "kind", *(["own_account"] if book.defaults.accounts else [])]
    for name in always:
        _check_field(frame, FIELDS[name], "a book asks")
    for field, questions in asked.items():
        _check_field(frame, field, f"rule {questions.rule} asks")


def _check_field(frame: pl.DataFrame, field: Field, asker: str) -> None:
    name = "amount" if field == FIELDS["direction"] else _column(field)
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


_NO_KEYS = frozenset(COLUMNS) - frozenset(EXTRA) | frozenset(NUMBERS)
"""Columns in which keys of the file do not stand, or not as they are written there."""


def _fits(field: Field, dtype: pl.DataType) -> bool:
    if field.reading == "amount" or field == FIELDS["direction"]:
        return isinstance(dtype, pl.Decimal)
    return bool(dtype == (pl.Date if field.reading == "date" else pl.String))
