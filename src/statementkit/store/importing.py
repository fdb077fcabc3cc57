"""What one import writes, and how an undo takes it away again."""

from __future__ import annotations

from collections import Counter, defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import (
    Column,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from statementkit.errors import quoted_account
from statementkit.store import feeds
from statementkit.store.bulk import chunks, insert_rows
from statementkit.store.database import next_revision, refuse
from statementkit.store.money import LARGEST
from statementkit.store.records import GIVEN, as_json, from_json, naming, to_columns, to_row
from statementkit.store.schema import (
    ACCOUNTS,
    BATCHES,
    CHANGES,
    COVERS,
    HAND_OVERS,
    PARTIES,
    SIGHTINGS,
    STATED,
    TRANSACTIONS,
)
from statementkit.store.snapshot import Snapshot, of_file
from statementkit.store.stated import add_stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection, Select

    from statementkit.dedup import Cover
    from statementkit.errors import StoreError
    from statementkit.model import StatedBalance
    from statementkit.store.records import Entry, Naming, Row

_ROWS = 5_000
"""How many rows are handed to the database at once."""

_NOTHING_YET = dict.fromkeys(("added", "changed", "known", "waiting", "problems", "skipped"), 0)

SEEN = Table("seen", MetaData(), Column("key", Text, nullable=False), prefixes=["TEMPORARY"])
"""Stored bookings that the file has too: they become sightings if there is a batch in the end."""


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

    `entries` are added, and `rows`, which are the same in the form of `new_row`. `revisions` are
    those that the accounts had at the review, 0 for accounts that are new. `seen`
    are the keys of stored transactions that the file has too. `rules` is the revision of the
    store's rules that were asked, `None` if others were. `stated` are balances of the file.
    """

    entries: Sequence[Entry]
    rows: Sequence[Row] = ()
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
    stated: Sequence[StatedBalance] = ()


@attrs.frozen
class Receipt:
    """What an import wrote: the number of its batch, `None` if there was nothing to write.

    `added`, `changed` and `known` count the transactions of the file by what became of them,
    `waiting` those that wait for a decision and were left out; `problems` are rows of the file that
    gave none.
    """

    batch: int | None
    added: int = 0
    changed: int = 0
    known: int = 0
    waiting: int = 0
    problems: int = 0


@attrs.frozen
class Undone:
    """What an undo did: `removed` transactions, values `restored`, and transactions `kept`.

    Kept are those that a later batch held too; they belong to it now. `lost_edits` are the keys of
    removed transactions that a person had edited, `handed_over` of those that another program has,
    or may have.
    """

    batch: int
    removed: int = 0
    restored: int = 0
    kept: int = 0
    lost_edits: tuple[str, ...] = ()
    handed_over: tuple[str, ...] = ()


class Intake:
    """An import under way: its parts are written one by one, in one database transaction.

    `snapshot` is the store as it was before, for the review of the parts.
    """

    def __init__(self, connection: Connection, at: str) -> None:
        self.snapshot = Snapshot(connection)
        self._connection = connection
        self._at = at
        self._revision = next_revision(connection)
        self._batch: int | None = None
        self._whole: Import | None = None
        self._touched: set[str] = set()
        self._counts: Counter[str] = Counter()
        SEEN.create(connection)

    def add(self, part: Import) -> None:
        """Write a part. Raises `StoreError` SK748 if its accounts have changed since the review."""
        self._check_revisions(part)
        self._whole = part if self._whole is None else _joined(self._whole, part)
        if part.entries or part.rows or part.changes:
            batch = self._begun()
            rows = [*map(to_row, part.entries), *part.rows]
            self._add_rows(rows, batch, part.rules)
            self._add_changes(part.changes, batch)
            _add_parties(self._connection, rows, part.changes)
        insert_rows(self._connection, [SEEN.c.key], ((key,) for key in part.seen))
        self._counts["seen"] += len(part.seen)

    def finish(self, reading: str | None = None, *, is_feed: bool = False) -> Receipt:
        """Write what is left, and return what was written; nothing if there was nothing new.

        `reading` tells how the file was read, if each of its rows is now in the store for sure.
        `is_feed` says that a bank was asked: it is every night, and only what is new is a batch.
        """
        whole = self._whole
        assert whole is not None  # noqa: S101 - an import has a part
        counts = self._counts
        is_known = _is_held if is_feed else _is_nothing
        if self._batch is None and is_known(self._connection, whole):
            SEEN.drop(self._connection)
            return Receipt(None, 0, 0, counts["seen"], whole.waiting, whole.problems)
        batch = self._begun()
        receipt = Receipt(
            batch,
            counts["added"],
            counts["changed"],
            counts["seen"] - counts["changed"],
            whole.waiting,
            whole.problems,
        )
        self._add_covers(whole, batch)
        add_stated(self._connection, batch, whole.stated)
        # In the order of the keys, for each goes into two indexes, and is looked up in a third.
        sightings = select(literal(batch), SEEN.c.key).distinct().order_by(SEEN.c.key)
        self._connection.execute(insert(SIGHTINGS).from_select(["batch", "key"], sightings))
        SEEN.drop(self._connection)
        values = attrs.asdict(receipt, filter=attrs.filters.exclude("batch"))
        values |= {"skipped": whole.skipped, "revision": self._revision, "reading": reading}
        self._connection.execute(update(BATCHES).where(BATCHES.c.id == batch).values(values))
        return receipt

    def advance(self, feed: str, account: str, first: date, last: date) -> None:
        """Write that an account of a feed was read, and that the store has these days of it."""
        feeds.advance(self._connection, feed, account, first, last, self._at)

    def _check_revisions(self, part: Import) -> None:
        known = self._whole.revisions if self._whole else {}
        for account in part.revisions.keys() - known:
            present = self.snapshot.account(account)
            if (present.revision if present else 0) != part.revisions[account]:
                raise moved_on(account)

    def _begun(self) -> int:
        """Return the number of the batch, begun by now, with all accounts so far."""
        whole = self._whole
        assert whole is not None  # noqa: S101 - there is a part
        if self._batch is None:
            values = {"status": "done", "at": self._at, "file": whole.file}
            values |= {"digest": whole.digest, "layout": whole.layout}
            result = self._connection.execute(insert(BATCHES).values(values | _NOTHING_YET))
            assert result.inserted_primary_key is not None  # noqa: S101 - a row was inserted
            self.snapshot.batch = self._batch = int(result.inserted_primary_key[0])
        for account in whole.revisions.keys() - self._touched:
            self._touch(account, whole)
        return self._batch

    def _touch(self, account: str, whole: Import) -> None:
        self._touched.add(account)
        if whole.revisions[account]:
            touched = update(ACCOUNTS).where(ACCOUNTS.c.number == account)
            self._connection.execute(touched.values(revision=self._revision))
        else:
            row = {"number": account, "use_ids": whole.use_ids, "revision": self._revision}
            self._connection.execute(insert(ACCOUNTS).values(row))

    def _add_rows(self, rows: Sequence[Row], batch: int, rules: int | None) -> None:
        columns = [*GIVEN, TRANSACTIONS.c.batch, TRANSACTIONS.c.vanished, TRANSACTIONS.c.rules]
        of_import = (batch, False, rules)
        for some in chunks(rows, _ROWS):
            insert_rows(self._connection, columns, (row + of_import for row in some))
        self._counts["added"] += len(rows)

    def _add_changes(self, changes: Sequence[Change], batch: int) -> None:
        _set(self._connection, ((each.key, each.field, each.new) for each in changes))
        for some in chunks(changes, _ROWS):
            log = [_logged(each, batch, self._at) for each in some]
            self._connection.execute(insert(CHANGES), log)
        said = {change.key for change in changes if change.field != "vanished"}
        self._counts["changed"] += len(said)

    def _add_covers(self, whole: Import, batch: int) -> None:
        for account, cover in whole.covers.items():
            covered = {"batch": batch, "account": account, **attrs.asdict(cover)}
            self._connection.execute(insert(COVERS).values(covered))


def undo(connection: Connection, batch: int, at: str, *, discard_edits: bool) -> Undone:
    """Take a batch away. Raises `StoreError` SK745, SK746 or SK747; nothing is changed then."""
    revision = next_revision(connection)
    _check_done(connection, batch)
    accounts = connection.execute(select(COVERS.c.account).where(COVERS.c.batch == batch))
    numbers = accounts.scalars().all()
    restored = _restore(connection, batch)
    kept = _leave_to_later(connection, batch)
    lost = _edited(connection, batch)
    if lost and not discard_edits:
        some = ", ".join(lost[:3]) + (", …" if len(lost) > 3 else "")
        message = f"transactions of batch {batch} were edited since: {some}"
        raise refuse("SK747", message, "undo it with --discard-edits if the edits may go too")
    handed_over = _handed_over(connection, batch)
    feeds.take_back(connection, batch)
    removed = _remove(connection, batch)
    connection.execute(update(BATCHES).where(BATCHES.c.id == batch).values(status="undone"))
    connection.execute(
        update(ACCOUNTS).where(ACCOUNTS.c.number.in_(numbers)).values(revision=revision)
    )
    _remove_unused(connection)
    return Undone(batch, removed, restored, kept, tuple(lost), handed_over)


def moved_on(account: str) -> StoreError:
    """Return the error that says that a review is out of date."""
    message = f"the account {quoted_account(account)} has changed in the store since the review"
    return refuse("SK748", message, "review the file again; nothing was imported")


# -- writing ---------------------------------------------------------------------------------------


def _joined(whole: Import, part: Import) -> Import:
    """Return what both parts say of the file and its accounts; no day is sure if either has gaps.

    What they have written is not kept.
    """
    covers = {**whole.covers, **part.covers}
    gaps = any(cover.gaps for cover in (*whole.covers.values(), *part.covers.values()))
    return attrs.evolve(
        whole,
        covers={account: attrs.evolve(cover, gaps=gaps) for account, cover in covers.items()},
        revisions={**whole.revisions, **part.revisions},
        waiting=whole.waiting + part.waiting,
        problems=whole.problems + part.problems,
        skipped=whole.skipped + part.skipped,
    )


def _is_nothing(connection: Connection, what: Import) -> bool:
    """Tell whether the very same file is in the store with its balances, and no more left out."""
    known = (
        select(COVERS.c.account)
        .join(BATCHES, BATCHES.c.id == COVERS.c.batch)
        .where(of_file(what.digest), BATCHES.c.waiting <= what.waiting)
    )
    if not what.covers.keys() <= set(connection.execute(known).scalars()):
        return False
    balances = select(STATED.c.batch).join(BATCHES, BATCHES.c.id == STATED.c.batch)
    return not what.stated or _has_rows(connection, balances.where(of_file(what.digest)))


def _is_held(connection: Connection, what: Import) -> bool:
    """Tell whether imports of that name hold all that was seen: an undo of others leaves it."""
    batches = select(BATCHES.c.id).where(BATCHES.c.file == what.file, BATCHES.c.status == "done")
    brought = select(TRANSACTIONS.c.key).where(
        TRANSACTIONS.c.key == SEEN.c.key, TRANSACTIONS.c.batch.in_(batches)
    )
    sighted = select(SIGHTINGS.c.key).where(
        SIGHTINGS.c.key == SEEN.c.key, SIGHTINGS.c.batch.in_(batches)
    )
    others = select(SEEN.c.key).where(~brought.exists(), ~sighted.exists())
    return not _has_rows(connection, others)


def _has_rows(connection: Connection, query: Select[Any]) -> bool:
    return connection.execute(query.limit(1)).first() is not None


def _add_parties(connection: Connection, rows: Sequence[Row], changes: Sequence[Change]) -> None:
    """Add the other parties that are not known yet, by the name in their earliest transaction."""
    named = [naming(row) for row in rows]
    moved = [each.key for each in changes if each.field == "party" and each.new]
    for keys in chunks(moved):
        query = select(TRANSACTIONS).where(TRANSACTIONS.c.key.in_(keys))
        stored = {row.key: row for row in connection.execute(query)}
        named += [_named(stored[key]) for key in keys]
    found: dict[str, str | None] = {}
    for _, _, _, party, name in sorted(named, key=itemgetter(0, 1, 2)):
        if party is not None:
            found.setdefault(party, name)
    for identifiers in chunks(found):
        query = select(PARTIES.c.identifier).where(PARTIES.c.identifier.in_(identifiers))
        known = set(connection.execute(query).scalars())
        new = [(it, found[it]) for it in identifiers if it not in known]
        insert_rows(connection, [PARTIES.c.identifier, PARTIES.c.name], new)


def _named(said: Any) -> Naming:
    """Return how a stored transaction names a party; it stands behind what is new."""
    return said.own_account, said.booked_on.isoformat(), LARGEST, said.party, said.name


def _set(connection: Connection, values: Iterable[tuple[str, str, Any]]) -> None:
    """Set fields of stored transactions, given as key, field and value."""
    of_field: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, field, value in values:
        of_field[field].append({"of_key": key, **to_columns(field, value)})
    for rows in of_field.values():
        names = rows[0].keys() - {"of_key"}
        changed = update(TRANSACTIONS).where(TRANSACTIONS.c.key == bindparam("of_key"))
        connection.execute(changed.values({name: bindparam(name) for name in names}), rows)


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
    later = CHANGES.alias()
    again = (
        select(CHANGES.c.key, func.min(later.c.batch))
        .join(
            later,
            and_(
                later.c.key == CHANGES.c.key,
                later.c.field == CHANGES.c.field,
                later.c.id > CHANGES.c.id,
            ),
        )
        .where(CHANGES.c.batch == batch, later.c.batch.is_not(None))
        .group_by(CHANGES.c.key)
        .order_by(func.min(later.c.batch), CHANGES.c.key)
    )
    for key, other in connection.execute(again.limit(1)):
        message = f"batch {other} changed what batch {batch} had changed: {key}"
        raise refuse("SK747", message, f"undo batch {other} first")
    query = select(CHANGES).where(CHANGES.c.batch == batch)
    changes = connection.execute(query).all()
    _set(connection, ((it.key, it.field, from_json(it.old, it.field)) for it in changes))
    connection.execute(delete(CHANGES).where(CHANGES.c.batch == batch))
    connection.execute(delete(SIGHTINGS).where(SIGHTINGS.c.batch == batch))
    return len(changes)


def _leave_to_later(connection: Connection, batch: int) -> int:
    """Leave what a later batch held too, and let it belong to the first of them."""
    heirs = (
        select(SIGHTINGS.c.key, func.min(SIGHTINGS.c.batch))
        .join(TRANSACTIONS, TRANSACTIONS.c.key == SIGHTINGS.c.key)
        .where(TRANSACTIONS.c.batch == batch)
        .group_by(SIGHTINGS.c.key)
    )
    found = connection.execute(heirs).all()
    _set(connection, ((key, "batch", heir) for key, heir in found))
    seen = and_(SIGHTINGS.c.key == bindparam("of_key"), SIGHTINGS.c.batch == bindparam("of_batch"))
    if found:
        rows = [{"of_key": key, "of_batch": heir} for key, heir in found]
        connection.execute(delete(SIGHTINGS).where(seen), rows)
    return len(found)


def _edited(connection: Connection, batch: int) -> list[str]:
    query = (
        select(CHANGES.c.key)
        .join(TRANSACTIONS, TRANSACTIONS.c.key == CHANGES.c.key)
        .where(TRANSACTIONS.c.batch == batch, CHANGES.c.batch.is_(None))
        .distinct()
        .order_by(CHANGES.c.key)
    )
    return list(connection.execute(query).scalars())


def _handed_over(connection: Connection, batch: int) -> tuple[str, ...]:
    query = (
        select(HAND_OVERS.c.key)
        .join(TRANSACTIONS, TRANSACTIONS.c.key == HAND_OVERS.c.key)
        .where(TRANSACTIONS.c.batch == batch, HAND_OVERS.c.status.in_(["intended", "taken"]))
        .distinct()
        .order_by(HAND_OVERS.c.key)
    )
    return tuple(connection.execute(query).scalars())


def _remove(connection: Connection, batch: int) -> int:
    of_batch = select(TRANSACTIONS.c.key).where(TRANSACTIONS.c.batch == batch)
    connection.execute(delete(CHANGES).where(CHANGES.c.key.in_(of_batch)))
    connection.execute(delete(COVERS).where(COVERS.c.batch == batch))
    connection.execute(delete(STATED).where(STATED.c.batch == batch))
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
