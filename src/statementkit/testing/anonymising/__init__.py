"""Files that can be shown: who is named in them is replaced, what they come to stays.

Amounts, dates, currencies, directions, balances and the words by which an order decides stay, and
so do delimiters, quotes, spaces and line ends. Everything else is replaced: the same by the same,
different things by different ones, and account numbers and tax ids that are valid by valid ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statementkit.errors import Diagnostic, StatementKitError, WriteError
from statementkit.formats.onec.anonymising import Anonymiser, secret_of
from statementkit.reader import read
from statementkit.reader.exchange import is_exchange_source
from statementkit.source import open_source
from statementkit.testing.anonymising.hider import Hider
from statementkit.testing.anonymising.pieces import Paper, take_apart
from statementkit.testing.anonymising.roles import PaperRoles, vocabulary

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from statementkit.layouts import Layout

__all__ = ["anonymise", "hide"]


def anonymise(
    what: Any,
    layout: str | os.PathLike[str] | Layout | None = None,
    *,
    key: str | None = None,
    **settings: Any,
) -> bytes:
    r"""Return a file of the same shape with invented names, numbers and texts.

    `what`, `layout` and `settings` are those of `read`; a file for 1C needs no layout. `key` is a
    secret: the same one gives the same replacements in another file. The result is read as the file
    is, by the same layout: the same days, amounts, currencies, rows left out and problems. Types,
    statuses, categories and banks stay. Look through it before you show it: a name may stand where
    none is expected. Where no layout was given, the words by which it was found may be gone.

    Raises what `read` raises for a file that cannot be read at all, `WriteError` SK792 for a
    workbook, and SK793 where the texts themselves carry the money, so that it could not stay.

    >>> from statementkit import Layout
    >>> layout = Layout(order="date|name|amount", date_format="dd.MM.yyyy", decimal=",",
    ...                 delimiter=";")
    >>> file = b"date;name;amount\n01.02.2024;Mari Kask;-3,20\n02.02.2024;Mari Kask;7,00\n"
    >>> print(anonymise(file, layout, key="a secret").decode())
    date;name;amount
    01.02.2024;Talisam Parocom;-3,20
    02.02.2024;Talisam Parocom;7,00
    <BLANKLINE>
    """
    source = open_source(what)
    source.keep()
    secret = secret_of(key)
    if layout is None and "order" not in settings and is_exchange_source(source):
        return Anonymiser(secret).file(source)
    return hide(take_apart(source, layout, **settings), secret)


def hide(paper: Paper, secret: bytes) -> bytes:
    """Return a file that was taken apart, hidden. Raises `WriteError` SK793."""
    original = paper.content(piece.text for piece in paper.pieces)
    expected = _skeleton(original, paper.layout)
    for keeps in (False, True):
        hidden = paper.content(_texts(paper, secret, keeps=keeps))
        if _skeleton(hidden, paper.layout) == expected:
            return hidden
    raise WriteError(
        Diagnostic(
            code="SK793",
            message="the file would be read otherwise if its texts were replaced",
            hint="the order takes money, dates or branches from texts: hide those by hand",
            source=paper.layout.name,
        )
    )


def _texts(paper: Paper, secret: bytes, *, keeps: bool) -> Iterable[str]:
    roles = PaperRoles(paper, keeps=keeps)
    hider = Hider(secret, paper.mapper.interpreter, vocabulary(roles.mappers))
    match paper.layout.format:
        case "xml":
            from statementkit.testing.anonymising.tags import hide_tags

            return hide_tags(roles, hider)
        case "fixed":
            from statementkit.testing.anonymising.lines import hide_lines

            return hide_lines(roles, hider)
    from statementkit.testing.anonymising.tables import hide_table

    return hide_table(roles, hider)


def _skeleton(content: bytes, layout: Layout) -> Any:
    """Return what must stay of what a file says."""
    try:
        found = read(content, layout)
    except StatementKitError as error:
        return [each.code for each in error.diagnostics]
    money = [
        (each.booked_on, each.amount, each.currency, each.kind, each.line, each.branch)
        for each in found.transactions
    ]
    problems = [(each.code, each.line, each.column) for each in found.problems]
    return money, problems, found.counts, found.skipped
