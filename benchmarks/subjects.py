"""What is timed: ways of reading a file to its last row. Each returns how many rows it gave."""

from __future__ import annotations

import csv
from collections import deque
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import statementkit as sk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from benchmarks.workloads import Row, Workload

    Subject: TypeAlias = Callable[[Path], int]

FLOOR = "csv.reader alone: the floor"
SCRIPT = "script: Decimal, strptime, dicts"
INTERPRETER = "interpreter, fed by csv.reader"
MAPPER = "row function, fed by csv.reader"
LIBRARY = "iter_transactions"
COLUMNS = "iter_transactions, in columns"


def subjects(workload: Workload) -> dict[str, Subject]:
    """Return the ways of reading a file of this kind, ready to run."""
    mapper = mapper_of(workload)

    def interpreted(path: Path) -> int:
        with rows_of(path) as rows:
            run = mapper.interpreter.run
            return drain(run(row, line) for line, row in enumerate(rows, 2))

    def mapped(path: Path) -> int:
        with rows_of(path) as rows:
            return drain(mapper.map_rows(rows))

    return {
        FLOOR: floor,
        SCRIPT: lambda path: len(script(workload.name, path)),
        INTERPRETER: interpreted,
        MAPPER: mapped,
        LIBRARY: lambda path: drain(sk.iter_transactions(path, workload.layout, engine="rows")),
        COLUMNS: lambda path: drain(sk.iter_transactions(path, workload.layout, engine="columns")),
    }


def mapper_of(workload: Workload) -> sk.RowMapper:
    """Return the compiled order of a workload."""
    layout = workload.layout
    return sk.compile_order(
        str(layout.order),
        date_format=layout.date_format,
        decimal=layout.decimal,
        thousands=layout.thousands,
    )


def floor(path: Path) -> int:
    """Read the rows of a file and do nothing with them: what no reader in Python code is below."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        for _ in reader:
            pass
        return reader.line_num - 1


@contextmanager
def rows_of(path: Path) -> Iterator[Iterator[Row]]:
    """Open a file and give its rows below the header."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield reader


def drain(items: Iterable[Any]) -> int:
    """Take all items, keep none, and return how many they were."""
    last = deque(enumerate(items, 1), maxlen=1)
    return last[0][0] if last else 0


def script(name: str, path: Path) -> list[dict[str, Any]]:
    """Read a file as a script for this one bank would."""
    with rows_of(path) as rows:
        return [SCRIPTS[name](row) for row in rows]


def _day(text: str, pattern: str) -> date:
    return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - as such scripts are


def _wise(row: Row) -> dict[str, Any]:
    return {
        "booked_on": _day(row[13], "%d/%m/%Y"),
        "amount": Decimal((row[14] or row[15]).replace(",", "")),
        "currency": row[3],
        "name": None,
        "description": " ".join(filter(None, row[9:12])) or None,
        "bank_id": None,
    }


def _paypal(row: Row) -> dict[str, Any]:
    kind, amount, name, item = row[3], Decimal(row[5].replace(",", "")), row[11], row[16]
    description: str | None = item
    if kind == "Express Checkout Payment":
        if amount > 0:
            name = item
    elif kind == "Account Hold for Open Authorization":
        name, description = item, kind
    elif kind in ("Chargeback", "Website Payment") and not item:
        description = kind
    elif kind == "Chargeback":
        name, description = item, kind
    elif kind == "Website Payment":
        name, description = f"{name}-{item}", f"{kind} {item}"
    elif kind == "Hold on Balance for Dispute Investigation":
        description = kind
    elif kind in (
        "Cancellation of Hold for Dispute Resolution",
        "Dispute Fee",
        "General Currency Conversion",
        "Payment Refund",
        "Payment Reversal",
    ):
        description = " ".join(filter(None, (kind, row[17])))
    return {
        "booked_on": _day(row[0], "%d/%m/%Y"),
        "amount": amount,
        "currency": row[4],
        "name": name or None,
        "description": description or None,
        "bank_id": row[9],
    }


def _simple(row: Row) -> dict[str, Any]:
    return {
        "booked_on": _day(row[0], "%Y-%m-%d"),
        "amount": Decimal(row[2]),
        "currency": row[3],
        "name": row[5] or None,
        "description": row[1] or None,
        "bank_id": row[4] or None,
    }


SCRIPTS: dict[str, Callable[[Row], dict[str, Any]]] = {
    "wise": _wise,
    "paypal": _paypal,
    "simple": _simple,
}
