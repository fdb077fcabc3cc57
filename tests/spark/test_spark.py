"""Spark says what `scan` says, on several workers: `make test-spark`."""

from __future__ import annotations

import csv
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

import statementkit as sk

pytest.importorskip("pyspark")

from pyspark.sql import SparkSession

from statementkit.spark import read_statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql import DataFrame

KEYS: dict[str, Any] = {
    "order": "date|name|amount|description|fee",
    "date_format": "yyyy-MM-dd",
    "delimiter": ",",
    "decimal": ".",
    "currency": "EUR",
}
HEADER = ["Date", "Party", "Amount", "Note", "Cost"]
NOTES = ["", "gift", "two\nlines", 'say "no"', "a, b", "Õhtu ž", "three\n\n\nlines"]
BAD = {17: ["2024-02-30", "x", "1", "", ""], 41: ["2024-02-01", "x", "12,5O", "", ""]}


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[3]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.executorEnv.POLARS_MAX_THREADS", "1")
        .getOrCreate()
    )
    yield session
    session.stop()


def written(path: Path, rows: int, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADER)
        for number in range(rows):
            good = [
                f"2024-02-{number % 28 + 1:02}",
                f"Kask {number}",
                f"{number - 40}.{number % 100:02}",
                NOTES[number % len(NOTES)],
                "0.30" if number % 5 == 0 else "",
            ]
            writer.writerow(BAD.get(number, good))
    return path


def rows_of(frame: DataFrame) -> list[dict[str, Any]]:
    return sorted((row.asDict() for row in frame.collect()), key=_place)


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["file"], row["line"] or 0, row.get("kind") != "payment"


def expected(paths: Any, **keys: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    found = sk.scan(paths, on_error="collect", **keys).collect().rows(named=True)
    good = [dict(row) for row in found if row["problem"] is None]
    for row in good:
        del row["problem"]
    bad = [row for row in found if row["problem"] is not None]
    problems = [{name: row[name] for name in ("file", "line", "problem")} for row in bad]
    return sorted(good, key=_place), problems


@pytest.mark.parametrize("split", [300, 3_000, 1 << 20])
def test_spans_of_a_large_file_are_read_as_the_whole_is(
    spark: SparkSession, tmp_path: Path, split: int
) -> None:
    path = written(tmp_path / "large.csv", 60)
    read = read_statements(spark, path, split=split, **KEYS)
    transactions, problems = expected(path, **KEYS)
    assert rows_of(read.transactions) == transactions
    assert rows_of(read.problems) == problems
    assert len(problems) == len(BAD)


def test_large_files_have_many_tasks(spark: SparkSession, tmp_path: Path) -> None:
    path = written(tmp_path / "large.csv", 300)
    read = read_statements(spark, path, split=4_000, **KEYS)
    assert read.transactions.rdd.getNumPartitions() > 2


def test_many_files_are_read(spark: SparkSession, tmp_path: Path) -> None:
    for number in range(7):
        written(tmp_path / f"{number}.csv", 30 + number, "utf-8" if number % 2 else "utf-16")
    read = read_statements(spark, tmp_path / "*.csv", split=700, **KEYS)
    transactions, problems = expected(tmp_path / "*.csv", **KEYS)
    assert rows_of(read.transactions) == transactions
    assert rows_of(read.problems) == problems


def test_a_file_that_cannot_be_read_is_a_problem(spark: SparkSession, tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", 3)
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"%PDF-1.7\n")
    read = read_statements(spark, [good, bad], **KEYS)
    assert rows_of(read.transactions) == expected(good, **KEYS)[0]
    [problem] = rows_of(read.problems)
    assert (problem["file"], problem["line"], problem["problem"][:5]) == (str(bad), None, "SK404")


def test_amounts_are_decimals(spark: SparkSession, tmp_path: Path) -> None:
    path = written(tmp_path / "some.csv", 10)
    read = read_statements(spark, path, scale=2, **KEYS)
    assert dict(read.transactions.dtypes)["amount"] == "decimal(38,2)"
    read.transactions.createOrReplaceTempView("transactions")
    [row] = spark.sql(
        "select kind, sum(amount) from transactions where kind = 'fee' group by 1"
    ).collect()
    assert (row[0], str(row[1])) == ("fee", "-0.60")


def test_a_pattern_without_files_is_an_error(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(sk.ReadError, match="no file matches"):
        read_statements(spark, tmp_path / "*.csv", **KEYS)


@pytest.mark.parametrize(("block", "scale", "which"), [(0, 2, "block"), (1, 39, "scale")])
def test_a_number_that_there_is_not_is_refused(
    spark: SparkSession, block: int, scale: int, which: str
) -> None:
    with pytest.raises(ValueError, match=which):
        read_statements(spark, [], block=block, scale=scale)
