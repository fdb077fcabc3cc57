"""Identity of the rows of a frame: the keys that its bookings get, all at once.

Texts are brought into the form that is compared once for each that differs, and the rest of a
fingerprint is put together by expressions; hashes and keys are made by the functions of the rows.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import polars as pl

from statementkit.dedup.bookings import Booking, account_number, as_json, digest, normal_text
from statementkit.dedup.ids import ROUNDED, id_problems
from statementkit.dedup.keys import fee_key, hash_key, id_key
from statementkit.errors import Diagnostic, ReadError
from statementkit.model import Origin, Transaction
from statementkit.order.columns_lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

ADDED: Mapping[str, Any] = {"fingerprint": pl.String, "key": pl.String}
"""The columns that are added, with their types."""

_TEXTS = ("name", "account", "description", "reference")

_NEEDED: Mapping[str, Any] = {
    **dict.fromkeys((*_TEXTS, "currency", "bank_id", "own_account", "file"), pl.String),
    **dict.fromkeys(("line", "parent"), pl.Int64),
    "booked_on": pl.Date,
}
"""The columns that keys are made of, with their types; `amount` has exact numbers of any type."""

_HAS_ID = pl.col("bank_id").fill_null("") != ""

Ids = Literal["bank", "ignore"]


def add_keys(frame: Frame, account: str | None = None, *, ids: Ids = "bank") -> Frame:
    r"""Return a frame of `scan` with the `fingerprint` and the `key` of each row.

    They are those under which a store keeps the rows of a file that is imported first: the bank's
    id within the account or, without one (or if `ids` are to be ignored), the hash of what the bank
    says; then the number among equal bookings of the file. A fee has the key of its booking and its
    own number. A row that is a problem has neither.

    The rows must be whole files in their order: add keys before you filter or sort. `account` is
    the account of rows that name none. Equal bookings in two files have equal keys, so where every
    file holds all rows of its days (`coverage`), `unique("key")` leaves each booking once.

    Raises `ReadError` SK730 or SK731 if the ids tell no bookings apart, SK732 if a row is of no
    account, SK733 if a fee does not stand behind its payment, SK734 if the frame lacks a column of
    `scan`, or has it in another type; of a lazy frame at its collection.

    >>> import statementkit as sk
    >>> coffees = b"2024-02-01,-3.20\n2024-02-01,-3.20\n"
    >>> frame = sk.scan(coffees, order="date|amount", header=False, date_format="yyyy-MM-dd")
    >>> keys = frame.pipe(sk.add_keys, "EE382200221020145685").select("key").collect()
    >>> [key[-6:] for key in keys.to_series()]
    ['f418#1', 'f418#2']
    """
    if isinstance(frame, pl.LazyFrame):
        schema = {**frame.drop(ADDED, strict=False).collect_schema(), **ADDED}
        return frame.map_batches(partial(_keyed, account=account, ids=ids), schema=schema)
    return _keyed(frame, account, ids)


def _keyed(frame: pl.DataFrame, account: str | None, ids: Ids) -> pl.DataFrame:
    _check_columns(frame.schema)
    frame = frame.drop(ADDED, strict=False)
    rows = _rows(frame, account)
    heads = _with_fingerprints(rows)
    if ids == "bank":
        _check_ids(heads)
    else:
        heads = heads.with_columns(bank_id=None)
    heads = _with_keys(heads)
    every = rows.join(heads.select("head", *ADDED), on="head", maintain_order="left")
    place = pl.int_range(pl.len()).over("head")
    every = every.with_columns(
        key=pl.Series(
            [
                key if number == 0 else fee_key(key, number)
                for key, number in every.select("key", place.alias("place")).iter_rows()
            ],
            dtype=pl.String,
        )
    )
    return (
        frame.with_row_index("row of all")
        .join(
            every.select("row of all", *ADDED), on="row of all", how="left", maintain_order="left"
        )
        .drop("row of all")
    )


def _check_columns(schema: pl.Schema) -> None:
    for name in (*_NEEDED, "amount"):
        if name not in schema:
            message = f"keys are made of the column {name}, which the frame lacks"
        elif not _fits(name, schema[name]):
            message = f"keys are made of the column {name}, which holds {schema[name]} here"
        else:
            continue
        hint = "add keys to a frame as `scan` makes it, before its columns are changed"
        raise ReadError(Diagnostic(code="SK734", message=message, hint=hint))


def _fits(name: str, dtype: pl.DataType) -> bool:
    is_exact = dtype.is_integer() or dtype.is_decimal()
    return is_exact if name == "amount" else dtype == _NEEDED[name]


def _rows(frame: pl.DataFrame, account: str | None) -> pl.DataFrame:
    """Return the rows that are transactions, with the account and the `head` of their booking.

    A head is the row of a payment; the rows of its fees stand behind it.
    """
    is_head = pl.col("parent").is_null()
    written = pl.col("own_account").replace("", None).fill_null(account or "")
    rows = (
        frame.with_row_index("row of all")
        .filter(pl.col("booked_on").is_not_null())
        .with_columns(
            head=pl.when(is_head).then("row of all").forward_fill(),
            scope=_each(account_number, written),
        )
    )
    _check_fees(rows.filter(~is_head), rows.filter(is_head))
    for row in rows.filter(is_head & (pl.col("scope") == "")).head(1).iter_rows(named=True):
        message = "nothing says of which account this row is"
        hint = "name the account: account=…, or own_account in the layout"
        raise _refusal("SK732", message, hint, row)
    return rows


def _check_fees(fees: pl.DataFrame, heads: pl.DataFrame) -> None:
    of_heads = heads.select("head", head_line="line", head_file="file")
    is_of_line = pl.col("parent").eq_missing(pl.col("head_line"))
    behind = is_of_line & pl.col("file").eq_missing(pl.col("head_file"))
    lost = fees.join(of_heads, on="head", how="left").filter(~behind)
    for row in lost.head(1).iter_rows(named=True):
        message = f"the fee does not stand behind its payment on line {row['parent']}"
        raise _refusal("SK733", message, "add keys before you filter or sort the frame", row)


def _with_fingerprints(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the heads with the fingerprints of their bookings."""
    is_head = pl.col("parent").is_null()
    fees = (
        rows.filter(~is_head)
        .group_by("head")
        .agg(fees=pl.format(',"{}"', _number(rows.schema["amount"])).str.join(""))
    )
    said = [_each(_normal_json, pl.col(name).fill_null("")) for name in _TEXTS]
    content = pl.format(
        '[{},"{}","{}",{},{}{}]',
        _each(as_json, pl.col("scope")),
        pl.col("booked_on").cast(pl.String),
        _number(rows.schema["amount"]),
        _each(as_json, pl.col("currency").fill_null("")),
        pl.concat_str(said, separator=","),
        pl.col("fees").fill_null(""),
    )
    heads = rows.filter(is_head).join(fees, on="head", how="left", maintain_order="left")
    contents = heads.select(content).to_series().to_list()
    hashes = pl.Series("fingerprint", map(digest, contents), dtype=pl.String)
    return heads.with_columns(hashes)


def _with_keys(heads: pl.DataFrame) -> pl.DataFrame:
    """Return the heads with their keys, of which the number counts equal bookings of the file."""
    heads = heads.with_columns(
        bank_id=pl.when(_HAS_ID).then("bank_id"),
        told_by=pl.when(~_HAS_ID).then("fingerprint"),
    ).with_columns(number=pl.int_range(1, pl.len() + 1).over("file", "scope", "bank_id", "told_by"))
    parts = heads.select("scope", "bank_id", "fingerprint", "number").iter_rows()
    return heads.with_columns(
        key=pl.Series(
            [
                id_key(scope, bank_id, number) if bank_id else hash_key(fingerprint, number)
                for scope, bank_id, fingerprint, number in parts
            ],
            dtype=pl.String,
        )
    )


def _check_ids(heads: pl.DataFrame) -> None:
    """Raise `ReadError` with what `id_problems` finds, which looks at doubtful rows alone."""
    differ = pl.col("fingerprint").n_unique().over("file", "scope", "bank_id") > 1
    is_rounded = pl.col("bank_id").str.contains(f"^(?:{ROUNDED.pattern})$")
    doubtful = heads.filter(_HAS_ID & (differ | is_rounded))
    of_files = doubtful.partition_by("file", maintain_order=True)
    problems = (id_problems(map(_booking, rows.iter_rows(named=True))) for rows in of_files)
    if found := next(filter(None, problems), None):
        raise ReadError(*found)


def _booking(row: dict[str, Any]) -> Booking:
    main = Transaction(
        row["booked_on"],
        row["amount"],
        bank_id=row["bank_id"],
        line=row["line"],
        origin=Origin(row["file"]),
    )
    return Booking(row["scope"], main, (), row["fingerprint"])


def _number(dtype: pl.DataType) -> pl.Expr:
    """Return amounts as equal texts where they are equal."""
    digits = pl.col("amount").cast(pl.String)
    scale = dtype.scale if isinstance(dtype, pl.Decimal) else 0
    if not scale:
        return digits
    return digits.str.strip_chars_end("0").str.strip_chars_end(".")


def _normal_json(text: str) -> str:
    return as_json(normal_text(text))


def _each(function: Callable[[str], str], texts: pl.Expr) -> pl.Expr:
    return texts.map_batches(Lookup(function, pl.String), return_dtype=pl.String)


def _refusal(code: str, message: str, hint: str, row: dict[str, Any]) -> ReadError:
    place = {"file": row["file"], "line": row["line"]}
    return ReadError(Diagnostic(code=code, message=message, hint=hint, **place))
