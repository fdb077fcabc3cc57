"""Reading a file: which layout, which settings, then row by row."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, overload

from statementkit.errors import Diagnostic, FormatError, ReadError, UnknownFormatError
from statementkit.layouts import KEYS, Layout, find_layout, open_rows
from statementkit.layouts.compiling import compile_layout, settings_of, tree_of
from statementkit.model import Fact
from statementkit.order.mapper import OnError, check_choice
from statementkit.reader.decide import decide
from statementkit.reader.engine import Engine
from statementkit.reader.exchange import (
    ExchangeRows,
    is_exchange_source,
    layout_of,
    open_exchange,
)
from statementkit.reader.ordered import OrderedExchange
from statementkit.reader.recognise import recognise
from statementkit.reader.stream import Stream
from statementkit.reader.totals import BalanceOrder
from statementkit.source import Source, open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from statementkit.formats.onec.statements import ExchangeStream
    from statementkit.inference import Question
    from statementkit.layouts.records import Row, Rows
    from statementkit.model import Statement
    from statementkit.order.explain import Explanation


def read(
    what: Any,
    layout: Any = None,
    *,
    on_error: OnError = "collect",
    engine: Engine = "auto",
    **settings: Any,
) -> Statement:
    r"""Read a bank statement.

    `what` is a path, bytes, a file object or `"-"` for standard input; gzip and zip are unpacked.
    `layout` is a `Layout`, the name of a shipped one, or the path of a TOML file; without it (and
    without an `order`) a shipped layout is found by the file's header, or else inferred from the
    file when that decides everything; the facts of the statement say which. `settings` are keys of
    a layout and win over its own. A file for 1C (1CClientBankExchange) needs no layout: `account`
    and `tax_id` may name its owner's, `currency` what its accounts do not tell. `on_error` says
    what a row does that cannot be read: `collect` it among the problems of the statement, `raise` a
    `RowError`, or only count it (`skip`). `engine` is that of `iter_transactions`.

    Raises `ReadError` for a file that cannot be read at all, `OrderError` and `LayoutError` for
    what it is to be read by, and `ValueError` for an `engine` or an `on_error` that there is not.

    >>> statement = read(b"date,name,amount\n2024-02-01,Kohvik Hommik,-3.20\n",
    ...                  order="date|name|amount", date_format="yyyy-MM-dd")
    >>> statement.transactions[0].amount, statement.counts.records
    (Decimal('-3.20'), 1)
    """
    stream: Stream | ExchangeStream = iter_transactions(
        what, layout, on_error=on_error, engine=engine, **settings
    )
    return stream.statement()


@overload
def iter_transactions(
    what: Any,
    layout: str | PathLike[str] | Layout,
    *,
    on_error: OnError = ...,
    engine: Engine = ...,
    **settings: Any,
) -> Stream: ...
@overload
def iter_transactions(
    what: Any,
    layout: None = ...,
    *,
    order: str,
    on_error: OnError = ...,
    engine: Engine = ...,
    **settings: Any,
) -> Stream: ...
@overload
def iter_transactions(
    what: Any,
    layout: Any = ...,
    *,
    on_error: OnError = ...,
    engine: Engine = ...,
    **settings: Any,
) -> Stream | ExchangeStream: ...
def iter_transactions(
    what: Any,
    layout: Any = None,
    *,
    on_error: OnError = "collect",
    engine: Engine = "auto",
    **settings: Any,
) -> Stream | ExchangeStream:
    r"""Read a bank statement lazily, in constant memory: like `read`, but row by row.

    `engine` says what maps the rows: `rows`, one by one, in some 30 MB; `columns`, in batches and
    on all cores, with Polars (the extra `columns`) and ten times the memory; `auto` takes columns
    where Polars is there and a delimited file has 64 MB or more. They differ in nothing else.
    Raises what `read` raises, and `ValueError` for an `engine` or an `on_error` that there is not.

    >>> stream = iter_transactions(b"2024-02-01,-3.20\n", order="date|amount", header=False,
    ...                            date_format="yyyy-MM-dd", delimiter=",")
    >>> [str(transaction.amount) for transaction in stream], stream.counts.mapped
    (['-3.20'], 1)
    """
    check_choice("on_error", on_error, OnError)
    check_choice("engine", engine, Engine)
    source = open_source(what)
    if layout is None and "order" not in settings and is_exchange_source(source):
        return open_exchange(source, on_error, settings)
    return open_stream(source, layout, on_error, engine, **settings)


def open_stream(
    what: Any,
    layout: Any,
    on_error: OnError = "collect",
    engine: Engine = "rows",
    **settings: Any,
) -> Stream:
    """Open a file that is read by an order; the arguments are those of `iter_transactions`."""
    source = open_source(what)
    if (layout is not None or "order" in settings) and is_exchange_source(source):
        keys = {**(find_layout(layout).to_dict() if layout is not None else {}), **settings}
        chosen = layout_of(keys)
        return _stream(ExchangeRows.of(source, keys, chosen), chosen, [], on_error)
    chosen, facts = _layout(source, layout, settings)
    records = open_rows(source, chosen, tree_of(chosen))
    return _stream(records, chosen, facts, on_error, engine)


def _stream(
    records: Rows,
    chosen: Layout,
    facts: list[Fact],
    on_error: OnError,
    engine: Engine = "rows",
) -> Stream:
    tree = tree_of(chosen)
    decided, evidence = decide(chosen, tree, records, settings_of(chosen))
    mapper = compile_layout(chosen, tree, decided, records.header, records.places)
    balances = (
        BalanceOrder.of(chosen, chosen.opening_balance, decided, records),
        BalanceOrder.of(chosen, chosen.closing_balance, decided, records),
    )
    found = [*facts, *records.facts, *evidence]
    if isinstance(records, ExchangeRows):
        return OrderedExchange(records, mapper, chosen, found, on_error)
    return Stream(records, mapper, chosen, found, on_error, balances, engine)


def explain(what: Any, line: int, layout: Any = None, **settings: Any) -> Explanation:
    r"""Return how the record that covers `line` of a file is read.

    The other arguments are those of `read`. Raises `ReadError` if no record stands there.

    >>> explanation = explain(b"date,amount\n2024-02-01,-3.20\n", 2, order="date|amount",
    ...                       date_format="yyyy-MM-dd")
    >>> explanation.fields[1].cell
    '-3.20'
    """
    source = _explainable(what, layout, has_order="order" in settings)
    stream = open_stream(source, layout, **settings)
    records = stream.records
    with closing(records):
        covering = (each for each in records if _last_line(each) >= line)
        start, row = next(covering, (line + 1, []))
    if start > line:
        raise ReadError(
            Diagnostic(
                code="SK422",
                message=f"no record stands on line {line}",
                hint=_where_records_begin(stream),
                file=stream.origin.file,
            )
        )
    mapper = stream.totals.mapper_for(row) or stream.mapper
    return mapper.explain(row, stream.header or (), start, stream.origin)


def _explainable(what: Any, layout: Any, *, has_order: bool) -> Source:
    source = open_source(what)
    if layout is None and not has_order and is_exchange_source(source):
        from statementkit.formats.onec.problems import Problem, diagnostic

        raise ReadError(diagnostic(Problem(code="SK629"), file=source.name))
    return source


def _last_line(record: Row) -> int:
    """Return the line on which a record ends: quoted cells may hold line breaks."""
    start, row = record
    text = "".join(row)
    return start + text.count("\n") + text.count("\r") - text.count("\r\n")


def _where_records_begin(stream: Stream) -> str:
    if stream.records.header_line is None:
        return f"the records begin on line {stream.layout.skip_lines + 1}"
    return f"the header stands on line {stream.records.header_line}, the records follow it"


def _layout(source: Source, layout: Any, settings: dict[str, Any]) -> tuple[Layout, list[Fact]]:
    """Return the layout to read by, with the caller's settings, and how it was found."""
    if layout is None and "order" in settings:
        return Layout.from_dict(settings), []
    facts: list[Fact] = []
    if layout is None:
        found, facts = _found(source, settings)
    else:
        found = find_layout(layout)
    if not settings:
        return found, facts
    own = {key: getattr(found, key) for key in KEYS}
    return Layout.from_dict({**own, **settings}), facts


def _found(source: Source, settings: dict[str, Any]) -> tuple[Layout, list[Fact]]:
    """Return the shipped layout that a file has the header of, or the one that it decides itself.

    Raises `UnknownFormatError` where several shipped ones fit, and `FormatError` with the question
    that is open where the file does not decide everything.
    """
    try:
        layout, fact = recognise(source)
    except UnknownFormatError as error:
        if "fits several" in error.diagnostics[0].message:
            raise
        return _inferred(source, settings)
    return layout, [fact]


def _inferred(source: Source, settings: dict[str, Any]) -> tuple[Layout, list[Fact]]:
    from statementkit.inference import infer

    found = infer(source, **settings)
    if found.layout is None:
        raise FormatError(*map(_asked(source), found.questions))
    fact = Fact("layout", "inferred", "no shipped layout is for this header; the file decides all")
    return found.layout, [fact, *(each.fact() for each in found.decisions)]


def _asked(source: Source) -> Callable[[Question], Diagnostic]:
    def asked(question: Question) -> Diagnostic:
        keys = [
            ", ".join(f"{key} = {value!r}" for key, value in answer.keys.items())
            for answer in question.answers[:2]
        ]
        return Diagnostic(
            code="SK437",
            message=f"the file does not decide how it is to be read: {question.text}",
            hint=" or ".join(keys) or "say it as a key of a layout, or give an order",
            file=source.name,
            line=question.lines[0] if question.lines else None,
        )

    return asked
