"""Reading a file: which layout, which settings, then row by row."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from statementkit.errors import Diagnostic, ReadError, UnknownFormatError
from statementkit.layouts import KEYS, Layout, find_layout, open_records
from statementkit.layouts.compiling import compile_layout, settings_of, tree_of
from statementkit.order.plan import numbered_columns
from statementkit.reader.decide import decide
from statementkit.reader.recognise import recognise
from statementkit.reader.stream import Stream
from statementkit.source import Source, open_source

if TYPE_CHECKING:
    from statementkit.layouts import Row
    from statementkit.model import Fact, Statement
    from statementkit.order.explain import Explanation
    from statementkit.order.mapper import OnError


def read(
    what: Any, layout: Any = None, *, on_error: OnError = "collect", **settings: Any
) -> Statement:
    r"""Read a bank statement.

    `what` is a path, bytes, a file object or `"-"` for standard input; gzip and zip are unpacked.
    `layout` is a `Layout`, the name of a shipped one, or the path of a TOML file; without it (and
    without an `order`) a shipped layout is found by the file's header. `settings` are keys of a
    layout and win over its own. `on_error` says what a row does that cannot be read: `collect` it
    among the problems of the statement, `raise` a `RowError`, or only count it (`skip`).

    Raises `ReadError` for a file that cannot be read at all, `OrderError` and `LayoutError` for
    what it is to be read by.

    >>> statement = read(b"date,name,amount\n2024-02-01,Kohvik Hommik,-3.20\n",
    ...                  order="date|name|amount", date_format="yyyy-MM-dd")
    >>> statement.transactions[0].amount, statement.counts.records
    (Decimal('-3.20'), 1)
    """
    return iter_transactions(what, layout, on_error=on_error, **settings).statement()


def iter_transactions(
    what: Any, layout: Any = None, *, on_error: OnError = "collect", **settings: Any
) -> Stream:
    r"""Read a bank statement lazily, in constant memory: like `read`, but row by row.

    >>> stream = iter_transactions(b"2024-02-01,-3.20\n", order="date|amount", header=False,
    ...                            date_format="yyyy-MM-dd", delimiter=",")
    >>> [str(transaction.amount) for transaction in stream], stream.counts.mapped
    (['-3.20'], 1)
    """
    source = open_source(what)
    chosen, facts = _layout(source, layout, settings)
    if chosen.format != "delimited":
        raise UnknownFormatError(
            Diagnostic(
                code="SK421",
                message=f"files of format {chosen.format!r} cannot be read by this version",
                hint="save the statement as delimited text (CSV)",
                file=source.name,
            )
        )
    tree = tree_of(chosen)
    records = open_records(source, chosen, numbered_columns(tree))
    decided, evidence = decide(chosen, tree, records, settings_of(chosen))
    mapper = compile_layout(chosen, tree, decided, records.header)
    return Stream(records, mapper, chosen, [*facts, *records.facts, *evidence], on_error)


def explain(what: Any, line: int, layout: Any = None, **settings: Any) -> Explanation:
    r"""Return how the record that covers `line` of a file is read.

    The other arguments are those of `read`. Raises `ReadError` if no record stands there.

    >>> explanation = explain(b"date,amount\n2024-02-01,-3.20\n", 2, order="date|amount",
    ...                       date_format="yyyy-MM-dd")
    >>> explanation.fields[1].cell
    '-3.20'
    """
    stream = iter_transactions(what, layout, **settings)
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
    return stream.mapper.explain(row, stream.header or (), start, stream.origin)


def _last_line(record: Row) -> int:
    """Return the line on which a record ends: quoted cells may hold line breaks."""
    start, row = record
    text = "".join(row)
    return start + text.count("\n") + text.count("\r") - text.count("\r\n")


def _where_records_begin(stream: Stream) -> str:
    if stream.records.header_line is None:
        return f"the records begin on line {stream.records.preamble_lines + 1}"
    return f"the header stands on line {stream.records.header_line}, the records follow it"


def _layout(source: Source, layout: Any, settings: dict[str, Any]) -> tuple[Layout, list[Fact]]:
    """Return the layout to read by, with the caller's settings, and how it was found."""
    if layout is None and "order" in settings:
        return Layout.from_dict(settings), []
    facts = []
    if layout is None:
        found, fact = recognise(source)
        facts.append(fact)
    else:
        found = find_layout(layout)
    if not settings:
        return found, facts
    own = {key: getattr(found, key) for key in KEYS}
    return Layout.from_dict({**own, **settings}), facts
