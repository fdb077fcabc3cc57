"""What an import costs: keys, rules, review and all, against the bare insertion of the same rows.

The yardstick fills the same table, with its indexes, in the same database settings; it gets the
rows as they are stored. `STATEMENTKIT_LEDGER_ROWS` says how many payments the file has.
"""

from __future__ import annotations

import csv
import os
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.scores import Score
from benchmarks.test_memory import peak
from benchmarks.test_rules import book, payments, tax_id
from statementkit import import_stream, iter_transactions, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from statementkit.store import Receipt

ROWS = int(os.environ.get("STATEMENTKIT_LEDGER_ROWS", "100000"))

RULES = 1_000

FASTEST = 0.3
"""How much of the speed of a bare insertion an import is to reach at least."""

AGAIN = 2
"""How many times as fast the import of a file that is stored already is to be."""

SLACK = 40
"""By how many megabytes the peak may differ from file to file: until what is kept is full."""

PER_DAY = 400

ACCOUNT = "EE382200221020145685"

KEYS: dict[str, Any] = {
    "order": "date|amount|currency|name|remitterId|account|description|id",
    "date_format": "yyyy-MM-dd",
    "delimiter": ",",
    "decimal": ".",
    "account": ACCOUNT,
}

IMPORT = """
import sys
import statementkit as sk
path, store, order, account = sys.argv[1:]
stream = sk.iter_transactions(path, order=order, date_format="yyyy-MM-dd", delimiter=",",
                              decimal=".", account=account)
with sk.open_store(store) as books:
    sk.import_stream(stream, books, sk.RuleBook())
"""


def file(folder: Path, rows: int, *, with_ids: bool) -> Path:
    """Return a file of so many payments, some hundreds a day."""
    path = folder / f"{rows}-{'ids' if with_ids else 'texts'}.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["Date", "Amount", "Currency", "Name", "Tax id", "Account", "Text", "Id"])
        for number, it in enumerate(islice(cycle(payments(min(rows, 100_000))), rows)):
            day = date(2015, 1, 1) + timedelta(number // PER_DAY)
            bank_id = f"{day:%Y%m%d}{number:08}" if with_ids else ""
            text = f"{it.description} {number % 977}"
            who = [it.name, it.tax_id, it.account]
            writer.writerow([day, it.amount, it.currency, *who, text, bank_id])
    return path


def take(path: Path, store: Path) -> Receipt:
    """Import a file."""
    rules = book(*(f"tax_id={tax_id(number)}, amount<0" for number in range(RULES)))
    with open_store(str(store)) as books:
        return import_stream(iter_transactions(path, **KEYS), books, rules)


def insert(rows: list[tuple[object, ...]], shape: list[str], store: Path) -> None:
    """Insert rows into a table of this shape, by one statement."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for statement in shape:
            connection.execute(statement)
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f'INSERT INTO "transaction" VALUES ({marks})', rows)  # noqa: S608


def stored(store: Path) -> tuple[list[tuple[object, ...]], list[str]]:
    """Return the transactions of a store, and what makes their table."""
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute('SELECT * FROM "transaction" ORDER BY rowid').fetchall()
        shape = connection.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'transaction' AND sql IS NOT NULL"
        ).fetchall()
    return rows, [statement for (statement,) in shape]


def seconds(call: Callable[[], object]) -> float:
    """Return how long the processor works on a call."""
    start = process_time()
    call()
    return process_time() - start


@pytest.mark.parametrize("kind", ["with the bank's ids", "without ids"])
def test_import_against_bare_insertion(
    kind: str, tmp_path: Path, is_timed: bool, add_score: Callable[[Score], None]
) -> None:
    """Both leave the same rows; a second import adds none."""
    rows = ROWS if is_timed else 1_000
    path = file(tmp_path, rows, with_ids=kind.startswith("with "))
    speeds: list[tuple[float, float, float]] = []
    for lap in range(3 if is_timed and rows < 500_000 else 1):
        books, bare = tmp_path / f"{lap}.db", tmp_path / f"{lap}-bare.db"
        first = seconds(partial(take, path, books))
        again = seconds(partial(take, path, books))
        given, shape = stored(books)
        yardstick = seconds(partial(insert, given, shape, bare))
        assert len(given) == rows
        assert stored(bare)[0] == given
        speeds.append((yardstick / first, first / again, rows / first))
        books.unlink()
        bare.unlink()
    if not is_timed:
        return
    of_bare, of_first, per_second = (median(each) for each in zip(*speeds, strict=True))
    chapter = f"Import into SQLite: {rows:,} payments, {RULES:,} rules"
    said = f"{per_second:,.0f} payments/s"
    add_score(Score(chapter, kind, "against insertion", of_bare, "x", said, at_least=FASTEST))
    add_score(Score(chapter, kind, "again, against first", of_first, "x", at_least=AGAIN))


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process"
)
def test_memory_of_an_import(
    tmp_path: Path, is_timed: bool, add_score: Callable[[Score], None]
) -> None:
    """Ten times the rows take no more of it, the first time and again."""
    sizes = (ROWS // 10, ROWS) if is_timed else (500, 1_000)
    peaks: dict[str, list[float]] = {"first": [], "again": []}
    for rows in sizes:
        path, books = file(tmp_path, rows, with_ids=True), tmp_path / f"{rows}.db"
        for which in peaks:
            peaks[which].append(peak(IMPORT, path, books, KEYS["order"], ACCOUNT))
    for which, (few, many) in peaks.items():
        if is_timed:
            said = f"{many - few:+.1f} MB against {sizes[0]:,} rows"
            score = Score("Peak memory", f"import, {which}", f"{sizes[1]:,} rows", many, "MB", said)
            add_score(score)
        assert many - few < SLACK
