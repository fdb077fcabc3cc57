"""Files as frames: what `read` says, in columns that are always the same."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

import attrs

from statementkit.errors import Diagnostic, ReadError, RowError
from statementkit.layouts.chunks import Span
from statementkit.order.columns_needs import SCALE, check_installed
from statementkit.order.mapper import OnError, check_choice
from statementkit.reader.engine import column_mapper
from statementkit.reader.opening import iter_transactions
from statementkit.reader.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import polars as pl
    import pyarrow as pa

    from statementkit.reader import AnyStream

BLOCK = 3 << 22
"""How many bytes of a file become one frame."""

_BLOCK_OF_WORKER = 1 << 20
"""Blocks of less than so many bytes are mapped one by one, larger ones several at once."""


def scan(
    what: Any,
    layout: Any = None,
    *,
    on_error: OnError = "raise",
    scale: int = SCALE,
    block: int = BLOCK,
    **settings: Any,
) -> pl.LazyFrame:
    r"""Return bank statements as a lazy frame of Polars, read when it is collected.

    `what` is what `read` takes, a path with wildcards (`2024/*.csv`), or a list of these; `layout`
    and `settings` are those of `read`. The columns are the same for every file and order: the
    attributes of a transaction, every field of the order's `extra`, `parent` as the line of the
    parent, `line`, `branch` and `file`, and `problem`. Dates are dates, numbers exact decimals of
    38 digits, `scale` of them behind the mark; none is ever rounded. `block` is the number of bytes
    of a file that are read at once: a small one (`1 << 20`) takes a third of the memory, and
    several times the time.

    A row that cannot be read raises `RowError` at the collection; of several, `block` decides which
    is met first. With `on_error="collect"` each is a row with nothing but its line, file and
    `problem`; with `skip` it is left out. Then `block` changes nothing.

    Raises `ReadError` without Polars (the extra `columns`), where `read` does when it is collected,
    and `ValueError` for an `on_error`, a `scale` or a `block` that there is not.

    >>> frame = scan(b"2024-02-01,-3.20\n2024-02-02,x\n", order="date|amount", header=False,
    ...              date_format="yyyy-MM-dd", on_error="collect").collect()
    >>> frame.select("booked_on", "line", "problem").rows()
    [(datetime.date(2024, 2, 1), 1, None), (None, 2, "SK301 column 2: 'x' is not an amount")]
    """
    check_choice("on_error", on_error, OnError)
    check_block(block)
    check_installed("polars")
    from polars.io.plugins import register_io_source

    from statementkit.order.columns_frames import schema_of

    def source(
        columns: list[str] | None, wanted: pl.Expr | None, rows: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        for frame in frames(what, layout, on_error=on_error, scale=scale, block=block, **settings):
            if wanted is not None:
                frame = frame.filter(wanted)
            if columns is not None:
                frame = frame.select(columns)
            if rows is not None:
                frame = frame.head(rows)
                rows -= frame.height
            yield frame
            if rows == 0:
                return

    return register_io_source(source, schema=schema_of(scale), explain_name="statementkit")


def scan_arrow(
    what: Any,
    layout: Any = None,
    *,
    on_error: OnError = "raise",
    scale: int = SCALE,
    block: int = BLOCK,
    **settings: Any,
) -> pa.RecordBatchReader:
    r"""Return bank statements as record batches of Arrow, in constant memory.

    The columns, the arguments and what is raised are those of `scan`; pyarrow is needed as well.

    >>> batches = scan_arrow(b"2024-02-01,-3.20\n", order="date|amount", header=False,
    ...                      date_format="yyyy-MM-dd")
    >>> batches.read_all().column("amount").to_pylist()
    [Decimal('-3.200000000000')]
    """
    check_choice("on_error", on_error, OnError)
    check_block(block)
    check_installed("polars", "pyarrow")
    import polars as pl
    import pyarrow as pa

    from statementkit.order.columns_frames import schema_of

    schema = pl.DataFrame(schema=schema_of(scale)).to_arrow().schema
    found = frames(what, layout, on_error=on_error, scale=scale, block=block, **settings)
    batches = (batch for frame in found for batch in frame.to_arrow().to_batches())
    return pa.RecordBatchReader.from_batches(schema, batches)


def check_block(block: Any) -> None:
    """Raise `ValueError` for what is no number of bytes, of which there is at least one.

    >>> check_block(0)
    Traceback (most recent call last):
    ValueError: block is a whole number of bytes from 1, not 0
    """
    if not isinstance(block, int) or block < 1:
        raise ValueError(f"block is a whole number of bytes from 1, not {block!r}")


def frames(
    what: Any,
    layout: Any = None,
    *,
    on_error: OnError = "raise",
    scale: int = SCALE,
    block: int = BLOCK,
    **settings: Any,
) -> Iterator[pl.DataFrame]:
    """Yield bank statements frame by frame; the arguments are those of `scan`."""
    for each in files_of(what):
        yield from frames_of_file(
            each, layout, on_error=on_error, scale=scale, block=block, **settings
        )


def frames_of_file(
    what: Any,
    layout: Any = None,
    *,
    on_error: OnError = "raise",
    scale: int = SCALE,
    block: int = BLOCK,
    span: Span | None = None,
    **settings: Any,
) -> Iterator[pl.DataFrame]:
    """Yield one bank statement frame by frame, each of some `block` bytes; or one `span` of it."""
    stream = iter_transactions(what, layout, on_error=on_error, engine="rows", **settings)
    try:
        if _is_columnar(stream):
            yield from _mapped(stream, scale, block, span)
        else:
            yield from _made(stream, on_error, scale)
    finally:
        stream.close()


def spans_of_file(what: Any, layout: Any = None, *, size: int, **settings: Any) -> list[Span]:
    """Return the spans of a bank statement, some `size` bytes each, that can be read by themselves.

    One span is the whole of a file: one that is packed, no UTF-8 or in another format, or whose
    order ends the reading at a row.
    """
    whole = [Span(0, None, 1)]
    stream = iter_transactions(what, layout, engine="rows", **settings)
    try:
        if not isinstance(stream, Stream) or any(
            it.result == "end" for it in stream.mapper.plan.cases
        ):
            return whole
        from statementkit.layouts.frames import spans_of

        return list(spans_of(stream.rows, size))
    finally:
        stream.close()


def frame_of_failure(error: ReadError, file: str | None, scale: int) -> pl.DataFrame:
    """Return the frame of a file that cannot be read: nothing but its problems."""
    import polars as pl

    from statementkit.order.columns_frames import frame_of

    problems = [attrs.evolve(each, line=None) for each in error.diagnostics]
    return frame_of((), scale, problems).with_columns(file=pl.lit(file))


def arrow_schema(scale: int = SCALE) -> pa.Schema:
    """Return the columns of record batches, with texts of the type that every program knows."""
    import polars as pl
    import pyarrow as pa

    from statementkit.order.columns_frames import schema_of

    found = pl.DataFrame(schema=schema_of(scale)).to_arrow().schema
    texts = {pa.large_string(): pa.string()}
    return pa.schema([(each.name, texts.get(each.type, each.type)) for each in found])


def frames_of_stream(stream: AnyStream, scale: int = SCALE) -> Iterator[pl.DataFrame]:
    """Yield the transactions of a stream frame by frame; its problems and counts stay with it.

    Balances are checked on the way. Raises `RowError` for a number that has more decimals than
    `scale`.
    """
    with _named(stream):
        if _is_columnar(stream):
            yield from _checked(stream, scale)
        else:
            from statementkit.layouts.objects import frames_of

            yield from frames_of(stream, scale)


def _checked(stream: Stream, scale: int) -> Iterator[pl.DataFrame]:
    from statementkit.reader.balance_columns import follow

    for frame in _mapped(stream, scale, tells=False):
        if stream.running is not None:
            follow(stream.running, frame)
        yield frame


@contextmanager
def _named(stream: AnyStream) -> Iterator[None]:
    """Name the file of a stream in what is said about a row that no frame can hold."""
    try:
        yield
    except RowError as error:
        raise RowError(*(each.at(file=stream.origin.file) for each in error.diagnostics)) from None


def _is_columnar(stream: AnyStream) -> TypeGuard[Stream]:
    """Return whether expressions make of rows what the stream makes of them."""
    return isinstance(stream, Stream) and stream.has_independent_rows


def _mapped(
    stream: Stream,
    scale: int,
    block: int = BLOCK,
    span: Span | None = None,
    *,
    tells: bool = True,
) -> Iterator[pl.DataFrame]:
    """Yield the frames of rows that are mapped in columns."""
    from statementkit.layouts.frames import RowBatches, batches_of, is_in_chunks
    from statementkit.order.columns_frames import FrameMapper
    from statementkit.order.columns_rows import WORKERS

    columns = column_mapper(stream.mapper, scale)
    workers = max(1, min(WORKERS, block // _BLOCK_OF_WORKER))
    if tells and not is_in_chunks(stream.records):
        rows = RowBatches(stream.records, columns.columns)
        mapper = FrameMapper(columns, stream.tally, stream.origin, rows)
        return mapper.frames(rows, workers)
    mapper = FrameMapper(columns, stream.tally, stream.origin, stream.records, tells)
    batches = batches_of(stream.records, columns.columns, size=block, digested=False, span=span)
    return mapper.frames(batches, workers)


def _made(stream: AnyStream, on_error: OnError, scale: int) -> Iterator[pl.DataFrame]:
    """Yield the frames of transactions that the stream makes itself."""
    from statementkit.layouts.objects import frames_of, frames_with_problems

    if on_error == "raise":
        with _named(stream):
            yield from frames_of(stream, scale)
        return
    for frame in frames_with_problems(stream, _found(stream), scale, stream.origin.file):
        yield frame if on_error == "collect" else frame.filter(frame["problem"].is_null())


def _found(stream: AnyStream) -> Callable[[], Sequence[Diagnostic]]:
    """Return what takes the problems of a stream that were found since it was called last."""
    lists = (
        (stream.tally.problems, stream.records.problems)
        if isinstance(stream, Stream)
        else (stream.refusals,)
    )
    for each in lists:
        each.most = None

    def found() -> Sequence[Diagnostic]:
        problems = stream.problems
        for each in lists:
            del each[:], each.beyond[:]
        return problems

    return found


def files_of(what: Any) -> Sequence[Any]:
    """Return the files that are meant. Raises `ReadError` where a wildcard matches none."""
    if isinstance(what, list | tuple):
        return [file for each in what for file in files_of(each)]
    if not isinstance(what, str | os.PathLike):
        return [what]
    parts = Path(what).parts
    marked = [index for index, part in enumerate(parts) if set("*?[") & set(part)]
    if not marked or Path(what).exists():
        return [what]
    folder, pattern = Path(*parts[: marked[0]]), "/".join(parts[marked[0] :])
    found = sorted(folder.glob(pattern))
    if not found:
        raise ReadError(
            Diagnostic(
                code="SK772",
                message="no file matches this path",
                hint="check the folder and the pattern; `**` stands for folders in folders",
                file=os.fspath(what),
            )
        )
    return found
