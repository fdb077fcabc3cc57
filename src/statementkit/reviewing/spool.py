"""The bookings of one file, laid aside on disk and taken back day by day.

What is held in memory does not grow with the file: a private database of SQLite, which has no name
and goes with its connection, keeps the bookings, and sorts them however the file did. Bookings of
one day that stand behind each other are kept together, as a bundle.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import date
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Self

import attrs

from statementkit.dedup import id_problems
from statementkit.errors import Diagnostic, StoreError
from statementkit.store.plain import BANK_ID, CURRENCY, from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.dedup import Booking
    from statementkit.model import Origin, Transaction
    from statementkit.store.plain import Plain

_TABLES = (
    "CREATE TABLE bundle (place INTEGER PRIMARY KEY, account TEXT, day INTEGER, content BLOB)",
    "CREATE TABLE named (account TEXT, bank_id BLOB, fingerprint TEXT, place INT, bundle INT)",
)
"""Bundles by the place of their first booking, and the bookings that have an id."""

_INDEXES = (
    "CREATE INDEX by_day ON bundle (account, day, place)",
    "CREATE INDEX by_id ON named (account, bank_id, fingerprint)",
)

_MEGABYTES = 16
"""How much of the bookings may stay in memory."""

_LARGEST = 1_000
"""How many bookings a bundle has at most."""

Packed = tuple[int, str, "tuple[Plain, ...]"]
"""A booking in a bundle: its place, its fingerprint, and its transactions, the main one first."""

_day_of = attrgetter("account", "main.booked_on")


class Laid:
    """A booking that was laid aside: a `Booking` of which transactions are made if looked at."""

    __slots__ = ("_main", "account", "fingerprint", "origin", "place", "plains")

    def __init__(self, account: str, packed: Packed, origin: Origin | None) -> None:
        self.account = account
        self.place, self.fingerprint, self.plains = packed
        self.origin = origin
        self._main: Transaction | None = None

    @property
    def bank_id(self) -> str | None:
        """The id that the bank gives it."""
        bank_id: str | None = self.plains[0][BANK_ID]
        return bank_id

    @property
    def main(self) -> Transaction:
        """The transaction itself."""
        if self._main is None:
            self._main = from_plain(self.plains[0], self.account, self.origin)
        return self._main

    @property
    def fees(self) -> tuple[Transaction, ...]:
        """What was charged for it."""
        return tuple(from_plain(each, self.account, self.origin) for each in self.plains[1:])


@attrs.define
class Facts:
    """What is known of an account in a file before its bookings are looked at.

    `days` counts the bookings by the ordinal of their day, `currencies` are those of all of them.
    """

    days: Counter[int] = attrs.field(factory=Counter)
    currencies: set[str | None] = attrs.field(factory=set)
    has_ids: bool = False

    @property
    def first(self) -> date:
        """The day of the first booking."""
        return date.fromordinal(min(self.days))

    @property
    def last(self) -> date:
        """The day of the last booking."""
        return date.fromordinal(max(self.days))


class UsedKeys:
    """Keys that a review cannot see but may not give away."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._database.execute("CREATE TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID")
        self._is_empty = True

    def add(self, keys: Iterable[str]) -> None:
        """Note keys."""
        for key in keys:
            self._is_empty = False
            with _disk():
                self._database.execute("INSERT OR IGNORE INTO used VALUES (?)", (_as_bytes(key),))

    def __contains__(self, key: object) -> bool:
        if self._is_empty or not isinstance(key, str):
            return False
        query = "SELECT 1 FROM used WHERE key = ?"
        return self._database.execute(query, (_as_bytes(key),)).fetchone() is not None


class Spool:
    """Bookings on disk.

    `facts` tells of each account what is known of its bookings, `used` of keys that none may get.
    What comes back is what went in, except that every transaction names its own account in the form
    of `account_number`, and no parent.
    """

    def __init__(self, bookings: Iterable[Booking], origin: Origin | None = None) -> None:
        self.facts: dict[str, Facts] = defaultdict(Facts)
        self.origin = origin
        self._database = sqlite3.connect("", isolation_level=None)
        for setting in (
            "journal_mode = OFF",
            "synchronous = OFF",
            f"cache_size = -{_MEGABYTES}000",
        ):
            self._database.execute(f"PRAGMA {setting}")
        try:
            with _disk():
                self._fill(bookings)
        except BaseException:
            self.close()
            raise

    def _fill(self, bookings: Iterable[Booking]) -> None:
        for statement in _TABLES:
            self._database.execute(statement)
        self.used = UsedKeys(self._database)
        self._database.execute("BEGIN")
        for (account, day), each in groupby(bookings, _day_of):
            while some := list(islice(each, _LARGEST)):
                self._lay_aside(account, day, some)
        for statement in _INDEXES:
            self._database.execute(statement)

    def _lay_aside(self, account: str, day: date, bookings: Sequence[Booking]) -> None:
        """Keep bookings of one day as a bundle."""
        packed = [_packed(each) for each in bookings]
        bundle = packed[0][0]
        named = [
            (account, _as_bytes(plains[0][BANK_ID]), fingerprint, place, bundle)
            for place, fingerprint, plains in packed
            if plains[0][BANK_ID]
        ]
        content = pickle.dumps(packed, 5)
        values = (bundle, account, day.toordinal(), content)
        self._database.execute("INSERT INTO bundle VALUES (?, ?, ?, ?)", values)
        self._database.executemany("INSERT INTO named VALUES (?, ?, ?, ?, ?)", named)
        facts = self.facts[account]
        facts.days[day.toordinal()] += len(packed)
        facts.currencies.update(plains[0][CURRENCY] for _, _, plains in packed)
        facts.has_ids = facts.has_ids or bool(named)

    def expect(self, account: str, currency: str | None) -> None:
        """Say that the bookings are those of an account and currency, even if there are none."""
        self.facts[account].currencies.add(currency)

    def drop_repeats(self) -> None:
        """Leave of the bookings with one id of the bank only the one that came last."""
        later = (
            "SELECT 1 FROM named AS later WHERE later.account = named.account "
            "AND later.bank_id = named.bank_id AND later.place > named.place"
        )
        repeated = f"FROM named WHERE EXISTS ({later})"
        with _disk():
            rows = self._database.execute(f"SELECT bundle, place {repeated} ORDER BY bundle")
            for bundle, places in groupby(rows.fetchall(), itemgetter(0)):
                self._drop(bundle, {place for _, place in places})
            self._database.execute(f"DELETE {repeated}")

    def _drop(self, bundle: int, places: set[int]) -> None:
        """Leave bookings out of a bundle."""
        query = "SELECT account, day, content FROM bundle WHERE place = ?"
        account, day, content = self._database.execute(query, (bundle,)).fetchone()
        left = [each for each in pickle.loads(content) if each[0] not in places]  # noqa: S301
        content = pickle.dumps(left, 5)
        self._database.execute("UPDATE bundle SET content = ? WHERE place = ?", (content, bundle))
        self.facts[account].days[day] -= len(places)

    def close(self) -> None:
        """Let the bookings go."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def between(self, account: str, first: date, last: date) -> list[Laid]:
        """Return the bookings of some days, in the order of the file."""
        where = "account = ? AND day BETWEEN ? AND ? ORDER BY place"
        return list(self._found(where, account, first.toordinal(), last.toordinal()))

    def with_ids(self, account: str, bank_ids: Iterable[str]) -> Mapping[str, list[Laid]]:
        """Return the bookings that have one of these ids, by id."""
        wanted = set(bank_ids)
        found: defaultdict[str, list[Laid]] = defaultdict(list)
        # Many of the ids may stand in one bundle, which is read but once.
        for bundle in sorted(self._bundles_with(account, wanted)):
            for each in self._found("place = ?", bundle):
                if each.bank_id and each.bank_id in wanted:
                    found[each.bank_id].append(each)
        return found

    def _bundles_with(self, account: str, bank_ids: Iterable[str]) -> set[int]:
        query = "SELECT bundle FROM named WHERE account = ? AND bank_id = ?"
        with _disk():
            return {
                bundle
                for each in bank_ids
                for (bundle,) in self._database.execute(query, (account, _as_bytes(each)))
            }

    def id_problems(self, account: str) -> Sequence[Diagnostic]:
        """Return why the ids of an account are none, see `dedup.id_problems`."""
        if not self.facts[account].has_ids:
            return ()
        doubtful = (
            "SELECT bank_id FROM named WHERE account = ? GROUP BY bank_id "
            "HAVING min(fingerprint) <> max(fingerprint) "
            "OR bank_id GLOB '*[0-9][.,][0-9]*[Ee]*'"
        )
        named = "SELECT bundle FROM named WHERE account = ? AND bank_id IN"
        where = f"place IN ({named} ({doubtful})) ORDER BY place"
        return id_problems(self._found(where, account, account))

    def _found(self, where: str, *values: Any) -> Iterator[Laid]:
        """Yield the bookings of bundles."""
        query = f"SELECT account, content FROM bundle WHERE {where}"  # noqa: S608 - all of it is ours
        with _disk():
            bundles = self._database.execute(query, values)
        for account, content in bundles:
            for packed in pickle.loads(content):  # noqa: S301 - we wrote it
                yield Laid(account, packed, self.origin)


def _packed(booking: Booking) -> Packed:
    plains = (to_plain(booking.main), *map(to_plain, booking.fees))
    return booking.place, booking.fingerprint, plains


@contextmanager
def _disk() -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        message = f"the bookings of the file cannot be laid aside: {error}"
        hint = "make room where temporary files are kept; nothing was written into the store"
        raise StoreError(Diagnostic(code="SK743", message=message, hint=hint)) from error


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
