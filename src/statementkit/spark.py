"""Bank statements on Apache Spark: many files, or large ones, read by the workers of a cluster.

Spark hands each worker whole files, or spans of large files that begin and end with a record; the
worker reads them in columns, as `statementkit.scan` does, and hands batches of Arrow back. What
comes out is what `scan` gives, row for row.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import ReadError
from statementkit.layouts.chunks import Span
from statementkit.order.columns_needs import SCALE, check_installed
from statementkit.reader.scanning import (
    BLOCK,
    arrow_schema,
    check_block,
    files_of,
    frame_of_failure,
    frames_of_file,
    spans_of_file,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

SPLIT = 128 << 20
"""How many bytes of a large file one task reads, about."""

TASKS = 1_000
"""Where there are more files than so many, a task reads several."""

_SPANS = "file string, start bigint, stop bigint, line bigint"

_SQL = {"date32[day]": "date", "int64": "bigint", "int32": "int"}
"""What Spark calls the types of Arrow; all others but decimals are strings."""


@attrs.frozen
class SparkStatements:
    """What was read, as two lazy frames of Spark over the same reading.

    `transactions` has the columns of `statementkit.scan` but for `problem`. `problems` has a row
    for each line that could not be read (`file`, `line`, `problem`), and one without a line for a
    file that could not be read at all.
    """

    transactions: DataFrame
    problems: DataFrame


def read_statements(
    spark: SparkSession,
    paths: Any,
    layout: Any = None,
    *,
    scale: int = SCALE,
    block: int = BLOCK,
    split: int = SPLIT,
    **settings: Any,
) -> SparkStatements:
    """Read bank statements by the workers of a Spark session.

    `paths` is a path, a path with wildcards or a list of these, which the driver and all workers
    see under the same names; `layout`, `scale`, `block` and `settings` are those of
    `statementkit.scan`. A file of more than `split` bytes is read by several tasks: a first job, at
    the call, finds where its records begin. The frames are lazy: cache them if both are used.

    Raises `ReadError` where a path with wildcards matches no file, and without PySpark (the extra
    `spark`); `ValueError` for a `scale` or a `block` that there is not; what is wrong with a
    file or a row is among the `problems`.
    """
    check_installed("pyspark", "polars", "pyarrow", extra="spark")
    check_block(block)
    reading = _Reading(layout, settings, scale, block)
    files = [os.fspath(each) for each in files_of(paths)]
    large = [each for each in files if _size(each) > split]
    spans = {file: [(file, 0, None, 1)] for file in files} | _spans(spark, large, reading, split)
    places = [place for file in files for place in spans[file]]
    read = _tasks(spark, len(places)).mapInArrow(_Rows(places, reading), _ddl(scale))
    failed = read["problem"].isNotNull()
    return SparkStatements(
        read.where(~failed).drop("problem"),
        read.where(failed).select("file", "line", "problem"),
    )


Place = tuple[str, int, int | None, int]
"""A file, and where a span of it starts, stops and on which line it begins."""


@attrs.frozen
class _Reading:
    """How files are read; sent to the workers."""

    layout: Any
    settings: Mapping[str, Any]
    scale: int
    block: int

    def frames(self, place: Place) -> Iterator[pl.DataFrame]:
        file, start, stop, line = place
        try:
            yield from frames_of_file(
                file,
                self.layout,
                on_error="collect",
                scale=self.scale,
                block=self.block,
                span=Span(start, stop, line),
                **self.settings,
            )
        except ReadError as error:
            yield frame_of_failure(error, file, self.scale)

    def spans(self, file: str, size: int) -> list[Span]:
        try:
            return spans_of_file(file, self.layout, size=size, **self.settings)
        except ReadError:
            return [Span(0, None, 1)]


@attrs.frozen
class _Rows:
    """The work of a task: numbers of places in, transactions out."""

    places: Sequence[Place]
    reading: _Reading

    def __call__(self, numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        schema = arrow_schema(self.reading.scale)
        for place in _chosen(self.places, numbers):
            for frame in self.reading.frames(place):
                yield from frame.to_arrow().cast(schema).to_batches()


@attrs.frozen
class _Spans:
    """The work of a task of the first job: numbers of files in, their spans out."""

    files: Sequence[str]
    reading: _Reading
    size: int

    def __call__(self, numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        schema = pa.schema(
            [("file", pa.string()), *((name, pa.int64()) for name in ("start", "stop", "line"))]
        )
        for file in _chosen(self.files, numbers):
            spans = self.reading.spans(file, self.size)
            rows = [{"file": file, **attrs.asdict(span)} for span in spans]
            yield pa.RecordBatch.from_pylist(rows, schema=schema)


def _chosen(items: Sequence[Any], numbers: Iterator[pa.RecordBatch]) -> Iterator[Any]:
    for batch in numbers:
        yield from (items[number] for number in batch.column(0).to_pylist())


def _tasks(spark: SparkSession, count: int) -> DataFrame:
    """Return the numbers below a count, each for a task of its own if they are not too many."""
    return spark.range(0, count, 1, max(1, min(count, TASKS)))


def _spans(
    spark: SparkSession, files: Sequence[str], reading: _Reading, size: int
) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {file: [] for file in files}
    if files:
        work = _Spans(files, reading, size)
        for row in _tasks(spark, len(files)).mapInArrow(work, _SPANS).collect():
            found[row["file"]].append((row["file"], row["start"], row["stop"], row["line"]))
    return found


def _size(file: str) -> int:
    path = Path(file)
    return path.stat().st_size if path.is_file() else 0


def _ddl(scale: int) -> str:
    return ", ".join(
        f"`{field.name}` {_SQL.get(str(field.type), _decimal_or_string(field.type))}"
        for field in arrow_schema(scale)
    )


def _decimal_or_string(dtype: pa.DataType) -> str:
    text = str(dtype)
    return text.replace("decimal128", "decimal") if text.startswith("decimal") else "string"
