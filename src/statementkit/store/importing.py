"""What one import writes, and how an undo takes it away again."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from sqlalchemy import and_, delete, exists, func, insert, select, update

from statementkit.store.database import next_revision, refuse
from statementkit.store.records import as_json, from_json, to_columns, to_row
from statementkit.store.schema import (
    ACCOUNTS,
    BATCHES,
    CHANGES,
    COVERS,
    PARTIES,
    SIGHTINGS,
    TRANSACTIONS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from statementkit.dedup import Cover
    from statementkit.errors import StoreError
    from statementkit.store.records import Entry

T = TypeVar("T")

CHUNK = 500
"""How many values one statement names."""

_ROWS = 5_000
"""How many rows are handed to the database at once."""


@attrs.frozen
class Change:
    """A field of a stored transaction, as it was and as it is to be."""

    key: str
    field: str
    old: Any
    new: Any


@attrs.frozen(kw_only=True)
class Import:
    """All that a reviewed import writes, for a state of the store and no other.

    `revisions` are those that the accounts had at the review, 0 for accounts that are new. `seen`
    are the keys of stored transactions that the file has too. `rules` is the revision of the
    store's rules that were asked, `None` if others were.
    """

    entries: Sequence[Entry]
    changes: Sequence[Change]
    seen: Sequence[str]
    covers: Mapping[str, Cover]
    revisions: Mapping[str, int]
    use_ids: bool
    file: str | None
    digest: str | None
    layout: str | None
    waiting: int
    problems: int
    skipped: int
    rules: int | None = None


@attrs.frozen
class Receipt:
    """What an import wrote: the number of its batch, `None` if there was nothing to write.

    `added`, `changed` and `known` count the transactions of the file by what became of them,
    `waiting` those that wait for a decision and were left out.
    """

    batch: int | None
    added: int = 0
    changed: int = 0
    known: int = 0
    waiting: int = 0


@attrs.frozen
class Undone:
    """What an undo did: `removed` transactions, values `restored`, and transactions `kept`.

    Kept are those that a later batch held too; they belong to it now. `lost_edits` are the keys of
    removed transactions that a person had edited.
    """

    batch: int
    removed: int = 0
    restored: int = 0
    kept: int = 0
    lost_edits: tuple[str, ...] = ()


def write(connection: Connection, what: Import, at: str) -> Receipt:
    """Write an import. Raises `StoreError` SK748 if its accounts have changed since the review."""
    revision = next_revision(connection)
    _check_revisions(connection, what)
    if _is_nothing(connection, what):
        return Receipt(None, known=len(what.seen), waiting=what.waiting)
    _touch_accounts(connection, what, revision)
    receipt = _add_batch(connection, what, at)
    batch = receipt.batch
    for entries in chunks(what.entries, _ROWS):
        _add_parties(connection, entries)
        rows = [to_row(each) | {"batch": batch, "rules": what.rules} for each in entries]
        connection.execute(insert(TRANSACTIONS), rows)
    for keys in chunks(what.seen, _ROWS):
        connection.execute(insert(SIGHTINGS), [{"batch": batch, "key": key} for key in keys])
    for change in what.changes:
        _set(connection, change.key, change.field, change.new)
    parties = (each.new for each in what.changes if each.field == "party" and each.new)
    _name_parties(connection, dict.fromkeys(parties))
    for changes in chunks(what.changes, _ROWS):
        connection.execute(insert(CHANGES), [_logged(each, batch, at) for each in changes])
    return receipt


def undo(connection: Connection, batch: int, at: str, *, discard_edits: bool) -> Undone:
    """Take a batch away. Raises `StoreError` SK745, SK746 or SK747; nothing is changed then."""
    revision = next_revision(connection)
    _check_done(connection, batch)
    accounts = connection.execute(select(COVERS.c.account).where(COVERS.c.batch == batch))
    numbers = accounts.scalars().all()
    restored = _restore(connection, batch)
    kept = _hand_over(connection, batch)
    lost = _edited(connection, batch)
    if lost and not discard_edits:
        some = ", ".join(lost[:3]) + (", …" if len(lost) > 3 else "")
        message = f"transactions of batch {batch} were edited since: {some}"
        raise refuse("SK747", message, "undo it with --discard-edits if the edits may go too")
    removed = _remove(connection, batch)
    connection.execute(update(BATCHES).where(BATCHES.c.id == batch).values(status="undone"))
    connection.execute(
        update(ACCOUNTS).where(ACCOUNTS.c.number.in_(numbers)).values(revision=revision)
    )
    _remove_unused(connection)
    return Undone(batch, removed, restored, kept, tuple(lost))


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield the values in lists of a size.

    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def moved_on(account: str) -> StoreError:
    """Return the error that says that a review is out of date."""
    message = f"the account {account} has changed in the store since the review"
    return refuse("SK748", message, "review the file again; nothing was written")


# -- writing ---------------------------------------------------------------------------------------


def _check_revisions(connection: Connection, what: Import) -> None:
    query = select(ACCOUNTS.c.number, ACCOUNTS.c.revision)
    present = {row.number: row.revision for row in connection.execute(query)}
    for account, revision in what.revisions.items():
        if present.get(account, 0) != revision:
            raise moved_on(account)


def _is_nothing(connection: Connection, what: Import) -> bool:
    """Tell whether an import adds nothing to what a batch of the very same file has written."""
    if what.entries or what.changes:
        return False
    known = (
        select(COVERS.c.account)
        .join(BATCHES, BATCHES.c.id == COVERS.c.batch)
        .where(of_file(what.digest), BATCHES.c.waiting <= what.waiting)
    )
    return what.covers.keys() <= set(connection.execute(known).scalars())


def of_file(digest: str | None) -> ColumnElement[bool]:
    """Return the condition that a batch is of this very file and was not undone."""
    return and_(BATCHES.c.digest == (digest or ""), BATCHES.c.status == "done")


def _touch_accounts(connection: Connection, what: Import, revision: int) -> None:
    for account, before in what.revisions.items():
        if before:
            touched = update(ACCOUNTS).where(ACCOUNTS.c.number == account)
            connection.execute(touched.values(revision=revision))
        else:
            row = {"number": account, "use_ids": what.use_ids, "revision": revision}
            connection.execute(insert(ACCOUNTS).values(row))


def _add_batch(connection: Connection, what: Import, at: str) -> Receipt:
    changed = len({change.key for change in what.changes if change.field != "vanished"})
    counts = {
        "added": len(what.entries),
        "changed": changed,
        "known": len(what.seen) - changed,
        "waiting": what.waiting,
    }
    values = {
        "status": "done",
        "at": at,
        "file": what.file,
        "digest": what.digest,
        "layout": what.layout,
        "problems": what.problems,
        "skipped": what.skipped,
    }
    result = connection.execute(insert(BATCHES).values(**values, **counts))
    assert result.inserted_primary_key is not None  # noqa: S101 - a row was inserted
    batch: int = result.inserted_primary_key[0]
    for account, cover in what.covers.items():
        covered = {"batch": batch, "account": account, **attrs.asdict(cover)}
        connection.execute(insert(COVERS).values(covered))
    return Receipt(batch, **counts)


def _add_parties(connection: Connection, entries: Sequence[Entry]) -> None:
    """Add the other parties that are not known yet, under the name of their first transaction."""
    _name_parties(
        connection,
        {each.party: each.transaction.name for each in reversed(entries) if each.party},
    )


def _name_parties(connection: Connection, found: Mapping[str, str | None]) -> None:
    for identifiers in chunks(found):
        query = select(PARTIES.c.identifier).where(PARTIES.c.identifier.in_(identifiers))
        known = set(connection.execute(query).scalars())
        rows = [{"identifier": it, "name": found[it]} for it in identifiers if it not in known]
        if rows:
            connection.execute(insert(PARTIES), rows)


def _set(connection: Connection, key: str, field: str, value: Any) -> None:
    changed = update(TRANSACTIONS).where(TRANSACTIONS.c.key == key)
    connection.execute(changed.values(to_columns(field, value)))


def _logged(change: Change, batch: int | None, at: str) -> dict[str, Any]:
    return {
        "key": change.key,
        "batch": batch,
        "at": at,
        "field": change.field,
        "old": as_json(change.old),
        "new": as_json(change.new),
    }


# -- undoing ---------------------------------------------------------------------------------------


def _check_done(connection: Connection, batch: int) -> None:
    query = select(BATCHES.c.status).where(BATCHES.c.id == batch)
    status = connection.execute(query).scalar_one_or_none()
    hint = "`statementkit batches` lists them"
    if status is None:
        raise refuse("SK745", f"there is no batch {batch}", hint)
    if status == "undone":
        raise refuse("SK746", f"batch {batch} was undone already", hint)


def _restore(connection: Connection, batch: int) -> int:
    """Give back the values that a batch changed, unless a later one changed them again."""
    query = select(CHANGES).where(CHANGES.c.batch == batch).order_by(CHANGES.c.id.desc())
    changes = connection.execute(query).all()
    for change in changes:
        later = select(func.min(CHANGES.c.batch)).where(
            CHANGES.c.key == change.key, CHANGES.c.field == change.field, CHANGES.c.id > change.id
        )
        if (other := connection.execute(later).scalar_one()) is not None:
            message = f"batch {other} changed what batch {batch} had changed: {change.key}"
            raise refuse("SK747", message, f"undo batch {other} first")
        _set(connection, change.key, change.field, from_json(change.old, change.field))
    connection.execute(delete(CHANGES).where(CHANGES.c.batch == batch))
    connection.execute(delete(SIGHTINGS).where(SIGHTINGS.c.batch == batch))
    return len(changes)


def _hand_over(connection: Connection, batch: int) -> int:
    """Leave what a later batch held too, and let it belong to the first of them."""
    heir = (
        select(func.min(SIGHTINGS.c.batch))
        .where(SIGHTINGS.c.key == TRANSACTIONS.c.key)
        .scalar_subquery()
    )
    seen = exists().where(SIGHTINGS.c.key == TRANSACTIONS.c.key)
    query = select(TRANSACTIONS.c.key, heir).where(TRANSACTIONS.c.batch == batch, seen)
    heirs = connection.execute(query).all()
    for key, other in heirs:
        _set(connection, key, "batch", other)
        connection.execute(
            delete(SIGHTINGS).where(SIGHTINGS.c.key == key, SIGHTINGS.c.batch == other)
        )
    return len(heirs)


def _edited(connection: Connection, batch: int) -> list[str]:
    query = (
        select(CHANGES.c.key)
        .join(TRANSACTIONS, TRANSACTIONS.c.key == CHANGES.c.key)
        .where(TRANSACTIONS.c.batch == batch, CHANGES.c.batch.is_(None))
        .distinct()
        .order_by(CHANGES.c.key)
    )
    return list(connection.execute(query).scalars())


def _remove(connection: Connection, batch: int) -> int:
    of_batch = select(TRANSACTIONS.c.key).where(TRANSACTIONS.c.batch == batch)
    connection.execute(delete(CHANGES).where(CHANGES.c.key.in_(of_batch)))
    connection.execute(delete(COVERS).where(COVERS.c.batch == batch))
    fees = TRANSACTIONS.c.parent.is_not(None)
    removed = connection.execute(delete(TRANSACTIONS).where(TRANSACTIONS.c.batch == batch, fees))
    mains = connection.execute(delete(TRANSACTIONS).where(TRANSACTIONS.c.batch == batch))
    return removed.rowcount + mains.rowcount


def _remove_unused(connection: Connection) -> None:
    """Remove accounts and parties of which nothing is left and nothing was said."""
    rows = exists().where(TRANSACTIONS.c.own_account == ACCOUNTS.c.number)
    covers = exists().where(COVERS.c.account == ACCOUNTS.c.number)
    connection.execute(delete(ACCOUNTS).where(~rows, ~covers))
    merged = PARTIES.alias()
    connection.execute(
        delete(PARTIES).where(
            ~exists().where(TRANSACTIONS.c.party == PARTIES.c.identifier),
            ~exists().where(merged.c.merged_into == PARTIES.c.identifier),
            PARTIES.c.own_name.is_(None),
            PARTIES.c.merged_into.is_(None),
        )
    )
