"""The bookings of one file, laid aside on disk and taken back day by day.

What is held in memory does not grow with the file: a private database of SQLite, which has no name
and goes with its connection, keeps the bookings, and sorts them however the file did.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self

import attrs

from statementkit.dedup import Booking, id_problems
from statementkit.errors import Diagnostic, StoreError
from statementkit.model import Draft, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.model import Origin

_TABLE = """
CREATE TABLE booking (
    place INTEGER PRIMARY KEY, account TEXT, day INTEGER, bank_id BLOB, fingerprint TEXT,
    content BLOB
)
"""

_COLUMNS = "place, account, fingerprint, content"

_MEGABYTES = 16
"""How much of the bookings may stay in memory."""

_values = attrgetter(
    "booked_on", "value_on", "amount", "balance", "extra", "currency", "name", "tax_id", "account",
    "bic", "description", "reference", "invoice_number", "check_number", "bank_id", "kind", "line",
    "branch",
)  # fmt: skip


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
        self._database.execute(_TABLE)
        self.used = UsedKeys(self._database)
        self._database.execute("BEGIN")
        rows = map(self._row, bookings)
        self._database.executemany("INSERT INTO booking VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._database.execute("CREATE INDEX by_day ON booking (account, day, place)")
        if any(each.has_ids for each in self.facts.values()):
            by_id = "CREATE INDEX by_id ON booking (account, bank_id, fingerprint)"
            self._database.execute(f"{by_id} WHERE bank_id IS NOT NULL")

    def expect(self, account: str, currency: str | None) -> None:
        """Say that the bookings are those of an account and currency, even if there are none."""
        self.facts[account].currencies.add(currency)

    def drop_repeats(self) -> None:
        """Leave of the bookings with one id of the bank only the one that came last."""
        later = (
            "SELECT 1 FROM booking AS later WHERE later.account = booking.account "
            "AND later.bank_id = booking.bank_id AND later.place > booking.place"
        )
        where = f"WHERE bank_id IS NOT NULL AND EXISTS ({later})"
        with _disk():
            # fmt: off
            rows = self._database.execute(
                f"SELECT account, day, count(*) FROM booking {where} GROUP BY account, day"  # noqa: S608
            )
            # fmt: on
            for account, day, count in rows.fetchall():
                self.facts[account].days[day] -= count
            self._database.execute(f"DELETE FROM booking {where}")  # noqa: S608 - all of it is ours

    def close(self) -> None:
        """Let the bookings go."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _row(self, booking: Booking) -> tuple[Any, ...]:
        main = booking.main
        day, bank_id = main.booked_on.toordinal(), main.bank_id
        facts = self.facts[booking.account]
        facts.days[day] += 1
        facts.currencies.add(main.currency)
        if bank_id:
            facts.has_ids = True
        content = pickle.dumps([_packed(each) for each in (main, *booking.fees)], 5)
        name = _as_bytes(bank_id) if bank_id else None
        return booking.place, booking.account, day, name, booking.fingerprint, content

    def between(self, account: str, first: date, last: date) -> list[Booking]:
        """Return the bookings of some days, in the order of the file."""
        where = "account = ? AND day BETWEEN ? AND ? ORDER BY place"
        return self._found(where, account, first.toordinal(), last.toordinal())

    def with_ids(self, account: str, bank_ids: Iterable[str]) -> dict[str, list[Booking]]:
        """Return the bookings that have one of these ids, by id."""
        found: dict[str, list[Booking]] = {}
        for bank_id in bank_ids:
            where = "account = ? AND bank_id = ? ORDER BY place"
            if bookings := self._found(where, account, _as_bytes(bank_id)):
                found[bank_id] = bookings
        return found

    def id_problems(self, account: str) -> Sequence[Diagnostic]:
        """Return why the ids of an account are none, see `dedup.id_problems`."""
        if not self.facts[account].has_ids:
            return ()
        doubtful = (
            "SELECT bank_id FROM booking WHERE account = ? AND bank_id IS NOT NULL "
            "GROUP BY bank_id HAVING min(fingerprint) <> max(fingerprint) "
            "OR bank_id GLOB '*[0-9][.,][0-9]*[Ee]*'"
        )
        where = f"account = ? AND bank_id IN ({doubtful}) ORDER BY place"
        return id_problems(self._iterated(where, account, account))

    def _found(self, where: str, *values: Any) -> list[Booking]:
        return list(self._iterated(where, *values))

    def _iterated(self, where: str, *values: Any) -> Iterator[Booking]:
        query = f"SELECT {_COLUMNS} FROM booking WHERE {where}"  # noqa: S608 - all of it is ours
        with _disk():
            rows = self._database.execute(query, values)
        for place, account, fingerprint, content in rows:
            main, *fees = (self._unpacked(each, account) for each in pickle.loads(content))  # noqa: S301
            yield Booking(account, main, tuple(fees), fingerprint, place)

    def _unpacked(self, packed: Sequence[Any], account: str) -> Transaction:
        """Return a transaction; a draft is filled, as in the code that readers run."""
        it: Any = Draft()
        (
            booked_on, value_on, amount, balance, extra, it.currency, it.name, it.tax_id,
            it.account, it.bic, it.description, it.reference, it.invoice_number, it.check_number,
            it.bank_id, it.kind, it.line, it.branch,
        ) = packed  # fmt: skip
        it.booked_on = date.fromordinal(booked_on)
        it.value_on = None if value_on is None else date.fromordinal(value_on)
        it.amount = Decimal(amount)
        it.balance = None if balance is None else Decimal(balance)
        it.extra = extra
        it.own_account = account
        it.parent = None
        it.origin = self.origin
        it.__class__ = Transaction
        transaction: Transaction = it
        return transaction


def _packed(transaction: Transaction) -> tuple[Any, ...]:
    """Return the values of a transaction; days and amounts as what is quick to write and read."""
    booked_on, value_on, amount, balance, *rest = _values(transaction)
    return (
        booked_on.toordinal(),
        None if value_on is None else value_on.toordinal(),
        str(amount),
        None if balance is None else str(balance),
        *rest,
    )


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
