"""From columns of results to frames of transactions, whose columns are always the same.

No transaction becomes a Python object on the way, but for those of the rows that the expressions
leave to the row functions. Amounts are exact: one with more decimals than the columns hold is a
problem, and is never rounded.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import attrs
import polars as pl

from statementkit.errors import Diagnostic, Findings, RowError, RowErrors
from statementkit.model import FIELDS
from statementkit.order.columns_needs import DIGITS, SCALE
from statementkit.order.columns_numbers import decimal_of
from statementkit.order.columns_outcomes import DAYS, FEE, MAPPED
from statementkit.order.columns_rows import WORKERS, marks_of
from statementkit.order.outcomes import Outcome, Remark
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.model import Origin, Transaction
    from statementkit.order.columns_rows import Batch, ColumnMapper, Part
    from statementkit.order.mapper import Tally


EXTRA = tuple(str(field.attribute) for field in FIELDS if field.extra)
"""The fields of orders that have a column of their own here, and no attribute in a transaction."""

NUMBERS = (
    "amount",
    "balance",
    *(
        str(each.attribute)
        for each in FIELDS
        if each.extra and each.reading in ("amount", "number")
    ),
)

_FOUND = frozenset({*EXTRA, "parent", "file", "problem"})
"""The columns that are no attributes of a transaction."""

_SHARED_BY_FEES = (
    *("booked_on", "value_on", "currency", "description", "own_account"),
    *("line", "branch"),
)

COLUMNS = (
    *("booked_on", "value_on", "amount", "currency", "name", "tax_id", "account", "bic"),
    *("description", "reference", "invoice_number", "check_number", "bank_id", "kind", "parent"),
    *("balance", "own_account", *EXTRA, "line", "branch", "file", "problem"),
)
"""The columns of a frame, in order.

`parent` is the line of the row that a fee was charged for; `problem` is null but for rows that
could not be read, which have nothing else but their line and file.
"""

_TYPES: Mapping[str, Any] = {
    **dict.fromkeys(COLUMNS, pl.String),
    **dict.fromkeys(DAYS, pl.Date),
    **dict.fromkeys(("line", "parent"), pl.Int64),
    "branch": pl.Int32,
}


_ROW = "row"
"""The column that tells the rows of one line apart while a frame is put together."""


def schema_of(scale: int) -> dict[str, Any]:
    """Return the columns of frames whose numbers have so many decimals, with their types."""
    number = decimal_of(scale)
    return {name: number if name in NUMBERS else _TYPES[name] for name in COLUMNS}


def frame_of(
    transactions: Iterable[Transaction], scale: int = SCALE, problems: Sequence[Diagnostic] = ()
) -> pl.DataFrame:
    """Return transactions as a frame, with a row for each line that `problems` are about behind.

    Raises `RowError` for a number that does not fit.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit.model import Transaction
    >>> frame = frame_of([Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR")])
    >>> frame.select("booked_on", "amount", "currency").row(0)
    (datetime.date(2024, 2, 1), Decimal('-3.200000000000'), 'EUR')
    """
    texts = _texts(transactions)
    for row in texts.filter(_misfits(scale)).iter_rows(named=True):
        raise RowError(*_too_precise(row, scale).problems)
    parts = texts, _of_problems(problems)
    return pl.concat([_typed(each, scale) for each in parts], how="diagonal").sort(
        "line", maintain_order=True
    )


class Constants:
    """Columns of one value each; equal ones share their memory, whatever their length."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str | None, Any], pl.Series] = {}

    def column(self, name: str, value: str | None, dtype: Any, height: int) -> pl.Series:
        """Return a value as often as it is wanted."""
        found = self._columns.get((value, dtype))
        if found is None or len(found) < height:
            # Twice as long: the next batch may be a little longer than this one.
            found = pl.repeat(value, 2 * height, dtype=dtype, eager=True)
            self._columns[value, dtype] = found
        return found.head(height).alias(name)


class Reader(Protocol):
    """What reads the rows of a file."""

    @property
    def problems(self) -> Findings:
        """The records that could not be read, each once."""


@attrs.frozen
class FrameMapper:
    """A compiled order that maps batches to frames: `columns` with a scale.

    The `problems` of the rows' reader grow while batches are taken: records that could not even be
    cut into cells. What `on_error` of the tally raises is raised by `frames`. One that does not
    `tell` of problems leaves them with the tally and the reader, and raises `RowError` for a number
    that no frame can hold.
    """

    columns: ColumnMapper
    tally: Tally
    origin: Origin
    reader: Reader
    tells: bool = True
    _constants: Constants = attrs.field(factory=Constants, init=False)

    def __attrs_post_init__(self) -> None:
        # A frame tells of all of its rows, and takes what is found out of these lists.
        if self.tells:
            self.tally.problems.most = self.reader.problems.most = None

    def frames(self, batches: Iterable[Batch], workers: int = WORKERS) -> Iterator[pl.DataFrame]:
        """Yield the frame of each batch, and one for what was found about the file behind them."""
        for part, outcomes in self.columns.ahead(batches, workers):
            if self.tally.ended_at is not None:
                self.tally.skipped.extend(part.lines_from(0))
                continue
            yield self._with_problems(self._mapped(part, outcomes))
            if self.tells and self.tally.ended_at is not None:
                # Who is told in frames sees no counts.
                return
        yield self._with_problems(self._joined([]))

    def _mapped(self, part: Part, outcomes: pl.DataFrame) -> pl.DataFrame:
        """Return what expressions and row functions say of rows."""
        marks = marks_of(outcomes)
        outcomes = outcomes.with_row_index(_ROW)
        if not marks:
            return self._joined(self._of_rows(outcomes))
        made: list[tuple[int, Transaction]] = []
        for index, state in marks:
            settled = self.columns.settle(part, index, state, self.tally, self.origin)
            made += ((index, each) for each in settled)
            if self.tally.ended_at is not None:
                outcomes = outcomes.head(index)
                break
        parts = self._of_rows(outcomes.filter(pl.col("state") == MAPPED))
        return self._joined([*parts, self._of_objects(made)] if made else parts)

    def _of_rows(self, rows: pl.DataFrame) -> list[pl.DataFrame]:
        """Return frames of mapped rows: themselves, and their fees, each fee by itself."""
        if rows.is_empty():
            return []
        settings = self.columns.mapper.plan.settings
        given = {"kind": "payment", "currency": settings.currency, "own_account": settings.account}
        rows = rows.hstack(
            [
                self._constants.column(name, value, pl.String, rows.height)
                for name, value in given.items()
                if name not in rows.columns
            ]
        )
        shared = [name for name in rows.columns if name in _SHARED_BY_FEES]
        fees = [
            rows.filter(pl.col(fee).is_not_null()).select(
                *shared,
                _ROW,
                amount=-pl.col(fee),
                kind=pl.lit("fee"),
                parent=pl.col("line"),
            )
            for fee in self.columns.names
            if fee.startswith(FEE)
        ]
        self.tally.add(rows.height, sum(each.height for each in fees))
        return [rows, *fees]

    def _of_objects(self, made: Sequence[tuple[int, Transaction]]) -> pl.DataFrame:
        """Return the frame of rows' transactions; a row that no frame can hold is a problem."""
        scale = self.columns.scale
        texts = _texts(each for _, each in made)
        texts = texts.with_columns(pl.Series(_ROW, [row for row, _ in made], dtype=pl.UInt32))
        misfits = texts.filter(_misfits(scale)).unique(_ROW, keep="first", maintain_order=True)
        for row in misfits.iter_rows(named=True):
            if not self.tells:
                raise RowError(*_too_precise(row, scale).problems)
            self.tally.refuse(_too_precise(row, scale))
        return _typed(texts.join(misfits, on=_ROW, how="anti", maintain_order="left"), scale)

    def _with_problems(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with the problems among its rows, if they are to be told."""
        if not self.tells:
            return frame
        findings = [*self.tally.problems, *self._torn()]
        self.tally.problems.clear()
        if findings:
            frame = self._joined([frame, _typed(_of_problems(findings), self.columns.scale)])
        return frame

    def _joined(self, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Return parts as one frame with all columns, in the order of the file."""
        schema = schema_of(self.columns.scale)
        if len(parts) == 1:
            return self._widened(parts[0], schema)
        schema[_ROW] = pl.UInt32
        whole = pl.concat(
            [pl.DataFrame(schema=schema), *(self._widened(it, schema) for it in parts)]
        )
        return whole.sort("line", _ROW, maintain_order=True).drop(_ROW)

    def _widened(self, frame: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
        """Return a frame with all columns of a schema; a column that it lacks is a constant."""
        constants = {"file": self.origin.file}
        own = {each.name: each for each in frame if each.name not in constants}
        return pl.DataFrame(
            [
                own[name]
                if name in own
                else self._constants.column(name, constants.get(name), dtype, frame.height)
                for name, dtype in schema.items()
            ]
        )

    def _torn(self) -> list[Diagnostic]:
        """Take the new findings about records that are not below the end of the reading."""
        end = self.tally.ended_at
        found = self.reader.problems
        new = [*found, *map(_untold, found.beyond)]
        del found[: len(new) - len(found.beyond)], found.beyond[:]
        torn = [each for each in new if end is None or (each.line or 0) <= end]
        if torn and self.tally.on_error == "raise":
            raise RowErrors(*torn)
        return torn if self.tally.on_error == "collect" else []


def _untold(line: int) -> Diagnostic:
    """Return what is said of a record that was met before anyone asked for frames, among many."""
    message = "the record cannot be read; it is one of too many to tell why"
    return Diagnostic(code="SK323", message=message, line=line)


def _texts(transactions: Iterable[Transaction]) -> pl.DataFrame:
    """Return transactions as rows of a frame, their numbers as texts."""
    return pl.DataFrame([_row(each) for each in transactions], schema=_TYPES, orient="row")


def _row(transaction: Transaction) -> tuple[Any, ...]:
    extra = transaction.extra or {}
    parent, origin = transaction.parent, transaction.origin
    found = {
        **extra,
        "parent": parent and parent.line,
        "file": origin and origin.file,
        "problem": None,
    }
    cells = (found.get(name) if name in _FOUND else getattr(transaction, name) for name in COLUMNS)
    return tuple(format(each, "f") if isinstance(each, Decimal) else each for each in cells)


def _of_problems(findings: Sequence[Diagnostic]) -> pl.DataFrame:
    """Return a row for each row that could not be read."""
    said = pl.DataFrame(
        {"line": [each.line for each in findings], "problem": [_said(each) for each in findings]},
        schema={name: _TYPES[name] for name in ("line", "problem")},
    )
    return said.group_by("line", maintain_order=True).agg(pl.col("problem").str.join("; "))


def _said(finding: Diagnostic) -> str:
    place = f"column {finding.column}: " if finding.column else ""
    return f"{finding.code} {place}{finding.message}"


def _misfits(scale: int) -> pl.Expr:
    """Return where a number has other decimals than zeros behind those that a column holds."""
    number = decimal_of(scale)
    too_fine = rf"\.[0-9]{{{scale}}}0*[1-9]"
    return pl.any_horizontal(
        *(
            pl.col(name).str.contains(too_fine)
            | (pl.col(name).is_not_null() & pl.col(name).cast(number, strict=False).is_null())
            for name in NUMBERS
        )
    ).fill_null(value=False)


def _typed(texts: pl.DataFrame, scale: int) -> pl.DataFrame:
    schema = schema_of(scale)
    return texts.cast({name: schema[name] for name in texts.columns if name in schema})


def _too_precise(row: Mapping[str, Any], scale: int) -> Outcome:
    numbers = ", ".join(str(row[name]) for name in NUMBERS if row[name] is not None)
    error = CellError(
        "SK771",
        f"one of the numbers {numbers} has more than {scale} decimals, or "
        f"{DIGITS - scale} digits before them",
        f"ask for more decimals, as scale={scale + 6}; numbers have {DIGITS} digits in all",
    )
    return Outcome("problem", row["line"], refusals=[Remark(error)])
