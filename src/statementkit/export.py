"""Transactions as plain records, and the files made of them: JSON Lines, CSV, Parquet, Arrow.

Both writers take statements one after another and hold one row at a time. Their keys are `KEYS`, in
that order; dates are ISO 8601, amounts exact decimal texts without an exponent, what is absent is
`null` in JSON and empty in CSV.
"""

from __future__ import annotations

import csv
import json
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Protocol, TextIO

import attrs

from statementkit.order.columns_needs import ROWS, SCALE, check_installed
from statementkit.values import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from statementkit.model import Transaction
    from statementkit.rules import RuleBook

KEYS = (
    "booked_on",
    "value_on",
    "amount",
    "currency",
    "name",
    "tax_id",
    "account",
    "description",
    "reference",
    "invoice_number",
    "check_number",
    "bank_id",
    "kind",
    "parent",
    "balance",
    "line",
    "branch",
)
"""The keys of a record."""

KEYS_OF_SEVERAL = (*KEYS, "own_account")
"""The keys of a record of a file about several accounts, whose rows only this tells apart."""

KEYS_OF_RULES = ("wallet", "category", "project", "set_name", "set_kind", "split", "rule")
"""The keys of what rules say of a transaction, behind those of the transaction itself."""


def to_record(
    transaction: Transaction, *, own_account: bool = False, book: RuleBook | None = None
) -> dict[str, Any]:
    """Return a transaction as plain values under `KEYS`; absent is `None`.

    The `parent` of a fee is the line of the row that it was charged for. With `own_account` the
    keys are `KEYS_OF_SEVERAL`. With a `book` those follow that its rules have something to say of.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> record = to_record(Transaction(date(2024, 2, 1), Decimal("1E+2"), "EUR", line=7))
    >>> record["booked_on"], record["amount"], record["name"], record["line"]
    ('2024-02-01', '100', None, 7)
    """
    t = transaction
    record: dict[str, Any] = {
        "booked_on": t.booked_on.isoformat(),
        "value_on": None if t.value_on is None else t.value_on.isoformat(),
        "amount": plain(t.amount),
        "currency": t.currency,
        "name": t.name,
        "tax_id": t.tax_id,
        "account": t.account,
        "description": t.description,
        "reference": t.reference,
        "invoice_number": t.invoice_number,
        "check_number": t.check_number,
        "bank_id": t.bank_id,
        "kind": t.kind,
        "parent": None if t.parent is None else t.parent.line,
        "balance": None if t.balance is None else plain(t.balance),
        "line": t.line,
        "branch": t.branch,
    }
    if own_account:
        record["own_account"] = t.own_account
    if book is not None:
        record.update(book.assign(t).to_dict())
    return record


def plain(number: Decimal) -> str:
    """Return every digit of a number and no exponent.

    >>> from decimal import Decimal
    >>> plain(Decimal("-1234.50")), plain(Decimal("1E+2"))
    ('-1234.50', '100')
    """
    text = str(number)
    return format(number, "f") if "E" in text else text


class Writer(Protocol):
    """Writes the transactions of one statement after another."""

    def write(self, transactions: Iterable[Transaction]) -> None:
        """Write the transactions of the next statement."""


class JsonLines:
    """Writes one JSON object per line, with `own_account` where rows are of several accounts.

    With a `book` each has what its rules say, under `KEYS_OF_RULES`.

    >>> import sys
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik")
    >>> JsonLines(sys.stdout).write([coffee])
    {"booked_on": "2024-02-01", "value_on": null, "amount": "-3.20", "currency": "EUR", ...}
    """

    def __init__(
        self, file: TextIO, *, own_account: bool = False, book: RuleBook | None = None
    ) -> None:
        self._file = file
        self._to_record = partial(to_record, own_account=own_account, book=book)

    def write(self, transactions: Iterable[Transaction]) -> None:
        """Write the transactions of the next statement."""
        encode = json.JSONEncoder(ensure_ascii=False).encode
        for transaction in transactions:
            self._file.write(encode(self._to_record(transaction)) + "\n")


class Csv:
    """Writes comma-separated values under one header line; `raw` as for `CsvRows`.

    With `own_account` there is a last column that tells rows of several accounts apart, and with a
    `book` behind it what its rules say: `KEYS_OF_RULES`.

    >>> import sys
    >>> Csv(sys.stdout).write([])
    booked_on,value_on,amount,currency,name,tax_id,account,description,reference,...
    """

    def __init__(
        self,
        file: TextIO,
        *,
        raw: bool = False,
        own_account: bool = False,
        book: RuleBook | None = None,
    ) -> None:
        self.own_account = own_account
        self._to_record = partial(to_record, own_account=own_account, book=book)
        keys = KEYS_OF_SEVERAL if own_account else KEYS
        self._rows = CsvRows(file, keys if book is None else (*keys, *KEYS_OF_RULES), raw=raw)

    def write(self, transactions: Iterable[Transaction]) -> None:
        """Write the transactions of the next statement."""
        for transaction in transactions:
            self._rows.write(self._to_record(transaction).values())


class CsvRows:
    """Writes rows of comma-separated values under a header; rows end with a line feed.

    A text that a spreadsheet would compute gets an apostrophe before it, and so does one that would
    be a cell where semicolons separate, unless `raw` is asked for. Lists are written as JSON.

    >>> import sys
    >>> CsvRows(sys.stdout, ["name", "amount"]).write(["=1+1", "-3.20"])
    name,amount
    '=1+1,-3.20
    """

    def __init__(self, file: TextIO, header: Iterable[str], *, raw: bool = False) -> None:
        self._raw = raw
        self._writer = csv.writer(_Lines(file), lineterminator="\r\n")
        self._writer.writerow(header)

    def write(self, values: Iterable[Any]) -> None:
        """Write the next row."""
        values = (_as_cell(each) for each in values)
        if not self._raw:
            values = (guarded(each) if isinstance(each, str) else each for each in values)
        self._writer.writerow(values)


def _as_cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


class Columnar:
    """Writes a Parquet file, or an Arrow file (Feather), batch by batch; close it in the end.

    The columns are those of `scan`, with numbers of `scale` decimals, and, with a `book`, those of
    `assign`. Raises `ReadError` without Polars and pyarrow, and `RowError` for a number that its
    column would round.

    >>> import io
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> file = io.BytesIO()
    >>> writer = Columnar(file, "parquet")
    >>> writer.write([Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR")])
    >>> writer.close()
    >>> import polars
    >>> polars.read_parquet(file.getvalue()).select("amount", "currency").row(0)
    (Decimal('-3.200000000000'), 'EUR')
    """

    def __init__(
        self,
        file: BinaryIO,
        form: Literal["parquet", "arrow"],
        book: RuleBook | None = None,
        scale: int = SCALE,
    ) -> None:
        check_installed("polars", "pyarrow")
        import pyarrow.ipc
        import pyarrow.parquet

        self.scale = scale
        self._book = book
        schema = self._frame_of([]).to_arrow().schema
        make = pyarrow.parquet.ParquetWriter if form == "parquet" else pyarrow.ipc.new_file
        self._writer = make(file, schema)

    @property
    def takes_frames(self) -> bool:
        """Whether rules ask for nothing that only a transaction holds."""
        from statementkit.rules.columns import can_assign

        return self._book is None or can_assign(self._book)

    def write(self, transactions: Iterable[Transaction]) -> None:
        """Write the transactions of the next statement."""
        rest = iter(transactions)
        while some := list(islice(rest, ROWS)):
            self._write(self._frame_of(some))

    def write_frame(self, frame: Any) -> None:
        """Write transactions as a frame of `scan`; what rules say of its rows is added."""
        from statementkit.rules.columns import assign

        self._write(frame if self._book is None else assign(frame, self._book))

    def _write(self, frame: Any) -> None:
        self._writer.write_table(frame.to_arrow())

    def _frame_of(self, transactions: list[Transaction]) -> Any:
        from statementkit.layouts.objects import slim
        from statementkit.order.columns_frames import frame_of
        from statementkit.rules.columns import with_assignments

        frame = frame_of(map(slim, transactions), self.scale)
        if self._book is None:
            return frame
        return with_assignments(frame, map(self._book.assign, transactions))

    def close(self) -> None:
        """Write what ends the file."""
        self._writer.close()


@attrs.frozen
class _Lines:
    """Ends rows with a line feed.

    The csv module encloses a lone carriage return in quotes only where rows end with one.
    """

    file: TextIO

    def write(self, row: str) -> None:
        self.file.write(row.removesuffix("\r\n") + "\n")
