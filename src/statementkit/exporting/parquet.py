"""The books as a Parquet file: columns with types, amounts exact."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from statementkit.errors import Diagnostic, WriteError, quoted
from statementkit.exporting.records import KEYS, to_record
from statementkit.order.columns_needs import DIGITS, ROWS, SCALE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from statementkit.store import Entry

_AMOUNTS = ("amount", "balance")
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("booked_on", "value_on"), "date"),
    **dict.fromkeys(_AMOUNTS, "amount"),
    **dict.fromkeys(("line", "branch", "batch"), "number"),
    "vanished": "flag",
    "rule": "numbers",
    "edited": "texts",
    "split": "json",
}
"""The columns that are no texts."""

_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "amount": Decimal,
    "json": lambda split: json.dumps(split, ensure_ascii=False),
}
"""What makes values of a column of the values of records."""


def write_parquet(entries: Iterable[Entry], file: BinaryIO) -> None:
    """Write stored transactions as a Parquet file with the columns `KEYS`, some thousands at once.

    Raises `WriteError` SK770 without pyarrow, and SK771 for an amount that its column would round.

    >>> import io
    >>> from statementkit import Transaction
    >>> from statementkit.rules import Assignment
    >>> from statementkit.store import Entry
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", own_account="EE38")
    >>> file = io.BytesIO()
    >>> write_parquet([Entry("h1:1#1", "", coffee, Assignment(category="Eating out"), 1)], file)
    >>> import pyarrow.parquet
    >>> table = pyarrow.parquet.read_table(io.BytesIO(file.getvalue()))
    >>> table.select(["booked_on", "amount", "category"]).to_pylist()
    [{'booked_on': ..., 'amount': Decimal('-3.200000000000'), 'category': 'Eating out'}]
    """
    if find_spec("pyarrow") is None:
        message = "Parquet takes the help of pyarrow, which is not installed"
        hint = "pip install 'statementkit[columns]', or export csv"
        raise WriteError(Diagnostic(code="SK770", message=message, hint=hint))
    import pyarrow
    import pyarrow.parquet

    types = {
        "date": pyarrow.date32(),
        "amount": pyarrow.decimal128(DIGITS, SCALE),
        "number": pyarrow.int64(),
        "flag": pyarrow.bool_(),
        "numbers": pyarrow.list_(pyarrow.int64()),
        "texts": pyarrow.list_(pyarrow.string()),
    }
    fields = [(key, types.get(_TYPES.get(key, ""), pyarrow.string())) for key in KEYS]
    schema = pyarrow.schema(fields)
    rest = iter(entries)
    with pyarrow.parquet.ParquetWriter(file, schema) as writer:
        while some := list(islice(rest, ROWS)):
            columns = _columns([to_record(each) for each in some])
            writer.write_table(pyarrow.table(columns, schema=schema))


def _columns(records: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    for record in records:
        _check_amounts(record)
    return {key: _column(key, records) for key in KEYS}


def _column(key: str, records: Sequence[Mapping[str, Any]]) -> list[Any]:
    value = _VALUES.get(_TYPES.get(key, ""))
    found = [record[key] for record in records]
    return found if value is None else [None if it is None else value(it) for it in found]


def _check_amounts(record: Mapping[str, Any]) -> None:
    for key in _AMOUNTS:
        before, _, behind = (record[key] or "").lstrip("-").partition(".")
        if len(behind) > SCALE or len(before) > DIGITS - SCALE:
            raise WriteError(
                Diagnostic(
                    code="SK771",
                    message=f"the {key} {record[key]} of {quoted(record['key'])} has more digits "
                    f"than a column of Parquet, which holds {SCALE} decimals",
                    hint="export csv or jsonl, which hold every digit",
                )
            )
