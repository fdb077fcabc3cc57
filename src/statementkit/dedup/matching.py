"""Incoming bookings against stored ones: new, duplicate, changed, or unsure.

Nothing here decides what evidence does not decide. Ids decide; without them the number of equal
bookings of a day decides if an export is sure to hold the day; a booking for which neither speaks
is unsure and waits for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

import attrs

from statementkit.dedup.cover import WHOLE, is_counted
from statementkit.dedup.keys import hash_key, id_key
from statementkit.dedup.tellings import told_twice

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from statementkit.dedup.bookings import Booked
    from statementkit.dedup.cover import Cover, Window
    from statementkit.model import Transaction

Status = Literal["new", "duplicate", "changed", "unsure"]

BANK_FIELDS = (
    "booked_on", "value_on", "name", "tax_id", "account", "bic", "description", "reference",
    "invoice_number", "check_number", "bank_id",
)  # fmt: skip
"""What a bank may change about a booking. Money is not among it."""


_NOTHING: Mapping[str, object] = MappingProxyType({})

S = TypeVar("S", bound="Stored")


class Stored(Protocol):
    """A stored booking, as `match` looks at it."""

    @property
    def key(self) -> str:
        """The key of the booking."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint under which the booking was stored."""

    @property
    def transaction(self) -> Transaction:
        """What the bank said of the booking, fees apart."""


@attrs.frozen
class Verdict:
    """What an incoming booking is.

    `key` is the key under which it is stored or, if it is to be added, will be. `rival` is the key
    of the stored booking that it is, or may be. `changes` are the bank's fields that differ.
    """

    status: Status
    key: str
    rival: str | None = None
    note: str = ""
    changes: Mapping[str, object] = _NOTHING


@attrs.frozen
class Matching:
    """The verdicts on the incoming bookings, in their order, and what is stored but missing."""

    verdicts: tuple[Verdict, ...]
    vanished: tuple[str, ...]


def match(
    incoming: Sequence[Booked],
    stored: Iterable[Stored],
    cover: Cover | None = None,
    covers: Iterable[Cover] = (),
    *,
    own: Container[str] = (),
    used: Container[str] = (),
    settled: Iterable[str] = (),
    currencies: Container[str | None] | None = None,
    use_ids: bool = True,
    window: Window | None = None,
) -> Matching:
    """Compare the bookings of one account in a file with those that are stored of it.

    `incoming` are all bookings of some days, and `stored` those of the same days, without what the
    file has under the same id on another day, and with those of other days that are `holders` of an
    id of `incoming`. `cover` says which days the file is sure to hold, `covers` the same of the
    files before it. `own` are the keys that an earlier import of this very file wrote or found,
    `used` further keys in use, `settled` those of what `settle` took out on both sides.
    `currencies` are those of the whole file, if `incoming` is a part of it. `use_ids` is to be
    false where the bank's ids do not tell bookings apart. `window` are the days of which `incoming`
    is all that the bank has at this moment: what is stored of them and not among it has vanished
    or, if the bank has the same booking under a new id, got that.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> from statementkit.dedup import bookings
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik")
    >>> [one, two] = match(bookings([coffee, attrs.evolve(coffee)], "EE38"), []).verdicts
    >>> one.status, one.key[-2:], two.status, two.key[-2:]
    ('new', '#1', 'new', '#2')
    """
    if currencies is None:
        currencies = {booking.main.currency for booking in incoming}
    run = _Match(incoming, stored, cover, tuple(covers), own, used, currencies, use_ids, window)
    run.keys.update(settled)
    return run.result()


def holders(stored: Iterable[S], main: Transaction, count: int) -> list[S]:
    """Return the stored bookings that so many bookings like `main` are, if all have one id.

    Those of the same day come first, then those of the same money.
    """

    def distance(known: S) -> tuple[bool, bool, str]:
        other = known.transaction
        return other.booked_on != main.booked_on, _money(other) != _money(main), known.key

    return sorted(stored, key=distance)[:count]


class _Match:
    def __init__(
        self,
        incoming: Sequence[Booked],
        stored: Iterable[Stored],
        cover: Cover | None,
        covers: tuple[Cover, ...],
        own: Container[str],
        used: Container[str],
        currencies: Container[str | None],
        use_ids: bool,
        window: Window | None,
    ) -> None:
        self.incoming = incoming
        self.free = {each.key: each for each in sorted(stored, key=lambda each: each.key)}
        self.keys = set(self.free)
        self.cover = cover
        self.covers = covers
        self.own = own
        self.used = used
        self.currencies = currencies
        self.use_ids = use_ids
        self.window = window
        self.verdicts: dict[int, Verdict] = {}
        self.counts: dict[str, int] = {}

    def result(self) -> Matching:
        """Match by id, then by what is said; what is left is new, or resembles what is left."""
        if self.use_ids:
            self._by_id()
        if self.free:
            self._by_fingerprint()
            self._by_telling()
            self._by_resemblance()
        verdicts = tuple(map(self._verdict, range(len(self.incoming))))
        return Matching(verdicts, tuple(self._vanished()))

    def _verdict(self, number: int) -> Verdict:
        """Return the verdict on a booking; what may be added takes its key in the file's order."""
        verdict = self.verdicts.get(number)
        if verdict is None:
            return Verdict("new", self._new_key(number))
        return verdict if verdict.key else attrs.evolve(verdict, key=self._new_key(number))

    def _open(self) -> Iterator[int]:
        return (number for number in range(len(self.incoming)) if number not in self.verdicts)

    def _id(self, number: int) -> str | None:
        return (self.incoming[number].bank_id or None) if self.use_ids else None

    def _has_id(self, known: Stored) -> bool:
        return self.use_ids and bool(known.transaction.bank_id)

    # -- by id -------------------------------------------------------------------------------------

    def _by_id(self) -> None:
        stored: dict[str, list[Stored]] = defaultdict(list)
        for each in self.free.values():
            if each.transaction.bank_id:
                stored[each.transaction.bank_id].append(each)
        counts = Counter(booking.bank_id for booking in self.incoming)
        incoming: dict[str, list[int]] = defaultdict(list)
        for number, booking in enumerate(self.incoming):
            bank_id = booking.bank_id
            if bank_id and (bank_id in stored or counts[bank_id] > 1):
                incoming[bank_id].append(number)
        for bank_id, numbers in incoming.items():
            main = self.incoming[numbers[0]].main
            known = holders(stored[bank_id], main, len(numbers))
            for number, each in zip(numbers, known, strict=False):
                self._same_id(number, each)
            rival = id_key(self.incoming[numbers[0]].account, bank_id)
            for number in numbers[max(len(known), 1) :]:
                note = "the file has the same booking with the same id once more"
                self._unsure(number, rival, note)

    def _same_id(self, number: int, known: Stored) -> None:
        main = self.incoming[number].main
        self.free.pop(known.key)
        if _money(known.transaction) == _money(main):
            self._known(number, known, _changes(main, known.transaction))
        else:
            amount, currency = _money(known.transaction)
            note = f"the stored booking with this id is of {amount} {currency or ''}".rstrip()
            self._unsure(number, known.key, note)

    # -- by what is said ---------------------------------------------------------------------------

    def _by_fingerprint(self) -> None:
        """Pair equal bookings; an id goes first to what has none."""
        with_id = self._grouped(each for each in self.free.values() if self._has_id(each))
        without = self._grouped(each for each in self.free.values() if not self._has_id(each))
        for number in sorted(self._open(), key=lambda number: not self._id(number)):
            equal = self.incoming[number].fingerprint
            pools = [without, with_id] if self._may_have_an_id(number) else [without]
            pool = next((each[equal] for each in pools if each.get(equal)), None)
            if pool is not None:
                self._same(number, pool.pop(), is_sure=False)

    def _by_telling(self) -> None:
        """Pair what two sources tell of one booking in their own words."""
        for may_have_an_id in (False, True):
            told = {
                number: self.incoming[number].main
                for number in self._open()
                if may_have_an_id <= self._may_have_an_id(number)
            }
            known = {
                key: each for key, each in self.free.items() if self._has_id(each) == may_have_an_id
            }
            if told and known:
                for number, each, is_sure in list(told_twice(told, known)):
                    self._same(number, each, is_sure=is_sure)

    def _may_have_an_id(self, number: int) -> bool:
        """Tell whether a booking may be one that is stored with an id which the file lacks."""
        return self._id(number) is None or self._is_in_window(self.incoming[number].main.booked_on)

    def _same(self, number: int, known: Stored, *, is_sure: bool) -> None:
        self.free.pop(known.key)
        if is_sure or self._is_sure(self.incoming[number], known):
            self._known(number, known, self._gains(number, known))
        else:
            note = "an equal booking is stored, and no export is sure to hold the whole day"
            self._unsure(number, known.key, note)

    def _gains(self, number: int, known: Stored) -> dict[str, object]:
        """Return what changes of a stored booking; what the bank said with an id is not doubted."""
        booking, before = self.incoming[number], known.transaction
        changes = _changes(booking.main, before)
        if self._has_id(known) and not self._id(number):
            return {name: it for name, it in changes.items() if getattr(before, name) is None}
        is_told_as_before = booking.fingerprint == known.fingerprint and not self._id(number)
        return {} if is_told_as_before else changes

    def _grouped(self, stored: Iterable[Stored]) -> dict[str, list[Stored]]:
        """Return stored bookings by fingerprint, what the file itself brought last: it is taken."""
        groups: dict[str, list[Stored]] = defaultdict(list)
        for each in stored:
            groups[each.fingerprint].append(each)
        for group in groups.values():
            group.reverse()
            group.sort(key=lambda each: each.key in self.own)
        return groups

    def _is_sure(self, booking: Booked, known: Stored) -> bool:
        """Tell whether two equal bookings must be one."""
        day = booking.main.booked_on
        return (
            known.key in self.own
            or self._is_in_window(day)
            or is_counted(day, self.cover, self.covers)
            or (
                known.transaction.balance is not None
                and known.transaction.balance == booking.main.balance
            )
        )

    def _is_in_window(self, day: date) -> bool:
        return self.window is not None and day in self.window

    # -- by resemblance ----------------------------------------------------------------------------

    def _by_resemblance(self) -> None:
        """Doubt what has the day and the money of a stored booking that the file lacks."""
        left: dict[tuple[date, Decimal, str | None], list[Stored]] = defaultdict(list)
        for each in self.free.values():
            left[each.transaction.booked_on, *_money(each.transaction)].append(each)
        for number in list(self._open()):
            main = self.incoming[number].main
            alike = left.get((main.booked_on, *_money(main)), [])
            bank_id = self._id(number)
            known = next((each for each in alike if not (bank_id and self._has_id(each))), None)
            if known is not None:
                alike.remove(known)
                self.free.pop(known.key)
                note = "a stored booking of the same day and amount, absent here, has another text"
                self._unsure(number, known.key, note)

    # -- verdicts ----------------------------------------------------------------------------------

    def _known(self, number: int, known: Stored, changes: Mapping[str, object]) -> None:
        status: Status = "changed" if changes else "duplicate"
        note = f"the bank changed {', '.join(changes)}" if changes else ""
        self.verdicts[number] = Verdict(status, known.key, known.key, note, changes)

    def _unsure(self, number: int, rival: str, note: str) -> None:
        self.verdicts[number] = Verdict("unsure", "", rival, note)

    def _new_key(self, number: int) -> str:
        """Return the first key that nothing has, and take it."""
        booking, bank_id = self.incoming[number], self._id(number)
        count = self.counts.get(bank_id or booking.fingerprint, 1)
        while (key := _key(booking, bank_id, count)) in self.keys or key in self.used:
            count += 1
        self.counts[bank_id or booking.fingerprint] = count
        self.keys.add(key)
        return key

    def _vanished(self) -> Iterator[str]:
        """Yield what is stored of days and currencies that the file holds whole, but not in it."""
        for each in self.free.values():
            day = each.transaction.booked_on
            is_whole = self.cover is not None and self.cover.of(day) == WHOLE
            if (is_whole or self._is_in_window(day)) and (
                each.transaction.currency in self.currencies
            ):
                yield each.key


def _money(transaction: Transaction) -> tuple[Decimal, str | None]:
    return transaction.amount, transaction.currency


def _key(booking: Booked, bank_id: str | None, count: int) -> str:
    if bank_id:
        return id_key(booking.account, bank_id, count)
    return hash_key(booking.fingerprint, count)


def _changes(main: Transaction, known: Transaction) -> dict[str, object]:
    """Return what the bank says now and said otherwise before; its silence changes nothing."""
    said = ((field, getattr(main, field)) for field in BANK_FIELDS)
    return {
        field: value
        for field, value in said
        if value is not None and value != getattr(known, field)
    }
