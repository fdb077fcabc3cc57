"""An import that nobody looks at first: reviewed and written some days at a time."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

import attrs

from statementkit.dedup import iter_bookings
from statementkit.reader import Stream
from statementkit.reviewing.making import account_reviews, plan_of, unread
from statementkit.reviewing.spool import Spool

if TYPE_CHECKING:
    from statementkit.dedup import Window
    from statementkit.layouts.layout import Coverage
    from statementkit.model import Statement
    from statementkit.reader import AnyStream
    from statementkit.reviewing.making import Ids
    from statementkit.reviewing.row import Decision
    from statementkit.rules import RuleBook
    from statementkit.store import Intake, Receipt, Store

_SURE = ("new", "duplicate", "changed")
"""What a row is of which the next import of the file would say that it is known."""


def import_stream(
    stream: AnyStream,
    store: Store,
    rules: RuleBook | None = None,
    *,
    account: str | None = None,
    coverage: Coverage | None = None,
    ids: Ids | None = None,
    decision: Decision | None = None,
) -> Receipt:
    r"""Import a file as `review` and `Plan.commit` do, in memory that does not grow with it.

    `stream` is what `iter_transactions` returns. It is read to its end before the store is asked
    anything. Only its bytes are read if this very file was imported like this before, each row was
    sure, and nothing of its accounts has changed since: all of it is known then. `decision` is the
    answer for all rows that would wait for one. The other arguments, and what is raised, are those
    of `review`. While it writes, other writers wait.

    >>> from statementkit import iter_transactions
    >>> from statementkit.store import open_store
    >>> stream = iter_transactions(b"2024-02-01,-3.20\n", order="date|amount", header=False,
    ...                            date_format="yyyy-MM-dd", delimiter=",",
    ...                            account="EE382200221020145685")
    >>> with open_store("sqlite://") as store:
    ...     import_stream(stream, store).added
    1
    """
    reading = _reading(stream, account, coverage, ids)
    digest = _digest(stream)
    if digest and (receipt := store.repeated(digest, reading)):
        return receipt
    with Spool(iter_bookings(stream, account or _account_of(stream)), stream.origin) as spool:
        statement = stream.statement()
        with store.importing() as intake:
            return import_spool(
                spool, statement, intake, rules,
                coverage=coverage, ids=ids, decision=decision, reading=reading,
            )  # fmt: skip


def import_spool(
    spool: Spool,
    statement: Statement,
    intake: Intake,
    rules: RuleBook | None = None,
    *,
    coverage: Coverage | None = None,
    ids: Ids | None = None,
    decision: Decision | None = None,
    reading: str | None = None,
    window: Window | None = None,
) -> Receipt:
    """Import bookings that were laid aside, within an import that has begun.

    `statement` is all that there is to say beside them. `reading` is what makes the import of the
    very same file known at once; `window` says instead that a bank was asked for what it has now.
    The other arguments, and what is raised, are those of `import_stream`.
    """
    reviews = account_reviews(spool, intake.snapshot, statement, coverage, ids, window)
    book = rules if rules is not None else intake.snapshot.rules()
    whole = plan_of(reviews, book, statement, unread(statement, 1))
    intake.add(whole.to_import())
    is_sure = not (statement.warnings or statement.counts.problems)
    for review in reviews:
        for part in review.parts(book, decision, are_shown=False):
            shown = attrs.evolve(whole, rows=part.rows, vanished=part.presence, unlisted=0)
            piece = shown.to_import()
            intake.add(attrs.evolve(piece, rows=part.added, seen=(*piece.seen, *part.known)))
            is_sure = is_sure and all(row.status in _SURE for row in part.rows)
    return intake.finish(reading if is_sure else None, is_feed=window is not None)


def _digest(stream: AnyStream) -> str | None:
    """Return the digest of a file that is still to be read, if a layout reads it and it stays."""
    if not isinstance(stream, Stream) or not stream.records.source.reopens:
        return None
    source = stream.records.source
    with source.open() as content:
        while content.read(1 << 20):
            pass
    return source.digest


def _reading(stream: AnyStream, *more: object) -> str:
    """Return a hash of all that says how a file is read, and of the version that reads it."""
    layout = stream.layout if isinstance(stream, Stream) else None
    said = repr((version("statementkit"), layout, more))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _account_of(stream: AnyStream) -> str | None:
    """Return the account that the statement of a stream will name, which is known before."""
    return stream.layout.account if isinstance(stream, Stream) else stream.owner.only_account
