"""Invented entries, each made when it is asked for: a million of them take no memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, overload

import attrs

from statementkit.testing.fakebank.clock import midnight
from statementkit.testing.fakebank.entries import Entry, Kind, is_night

if TYPE_CHECKING:
    from datetime import date, datetime

    from statementkit.testing.parties import Party

_KINDS: tuple[Kind, ...] = (
    *("payment",) * 6,
    *("income",) * 7,
    *("card",) * 5,
    "fee",
    "tax",
    "cash",
)
_MOST: dict[Kind, int] = {"card": 600_000, "fee": 20_000}
"""The largest amounts in kopecks."""
_LARGE = 30_000_000
_INWARDS = ("income", "cash")
_PURPOSES: dict[Kind, tuple[str, ...]] = {
    "payment": ("Оплата по счету № {number} за материалы. В том числе НДС", "Аренда, без НДС"),
    "income": ("Оплата по договору {number} за услуги, НДС не облагается", "Предоплата «Ласточка»"),
    "transfer": ("Перевод между своими счетами",),
    "fee": ("Комиссия за обслуживание счета",),
    "tax": ("Единый налоговый платеж",),
    "card": ("Кофейня «Утро»", "Канцтовары у Павла", "Такси Чайка"),
    "cash": ("Внесение наличных",),
}
_DAY = 86_400_000_000
"""In microseconds."""

_CARDS = ("220070******1234", "220070******5678")
_SHORTEST_HOLD, _SPAN = 8, 30
"""In hours."""

LONGEST_HOLD = timedelta(hours=_SHORTEST_HOLD + _SPAN)
"""How long before its posting, at most, an invented hold is known."""

_TWIN, _ABROAD, _CANCELLED, _TRANSFER = 4, 9, 8, 13
"""One in so many cards is a twin of the one before, is paid abroad, is cancelled; and so on."""


class Dice:
    """Numbers that follow from a text alone, in any version of Python."""

    def __init__(self, text: str) -> None:
        self._bits = int.from_bytes(blake2b(text.encode(), digest_size=48).digest())

    def below(self, limit: int) -> int:
        """Return a number from 0 up to, without, a limit."""
        self._bits, rest = divmod(self._bits, limit)
        return rest


@attrs.frozen
class Plan:
    """What the entries of all accounts of an invented ledger have in common."""

    seed: int
    first_day: date
    days: int
    operations: int
    parties: tuple[Party, ...]
    tax_office: Party
    bank: str
    begins_at: datetime = attrs.field(init=False)
    slot: int = attrs.field(init=False)

    @begins_at.default
    def _begins_at(self) -> datetime:
        return midnight(self.first_day)

    @slot.default
    def _slot(self) -> int:
        """Return the microseconds that belong to each entry."""
        return self.days * _DAY // max(self.operations, 1)


@attrs.frozen
class InventedEntries(Sequence[Entry]):
    """The entries of one account in the order of their posting.

    `twin` is the owner of the account that this one trades with, if it has one.
    """

    plan: Plan
    account: int
    twin: Party | None = None

    def __len__(self) -> int:
        return self.plan.operations

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._entry(index % len(self))

    def _entry(self, index: int) -> Entry:
        shared = self._is_shared(index)
        dice = self._dice(index, self.account // 2 * 2 if shared else self.account)
        values: dict[str, Any] = {"id": self._id(index), "posted_at": self._moment(index, dice)}
        if shared:
            values |= self._transfer(index, dice)
        else:
            values |= self._content(index, dice)
        if values["kind"] == "card":
            values |= self._hold(values["posted_at"], dice)
        if is_night(values.get("held_at") or values["posted_at"]) and dice.below(2):
            values["night_id"] = self._id(index, at_night=True)
        return Entry(**values)

    def _is_shared(self, index: int) -> bool:
        """Tell whether an entry is one side of a transfer to the twin or from it."""
        return self.twin is not None and index % _TRANSFER == 5

    def _dice(self, index: int, account: int) -> Dice:
        return Dice(f"{self.plan.seed}/{self.plan.bank}/{account}/{index}")

    def _moment(self, index: int, dice: Dice) -> datetime:
        """Return a moment in the entry's own part of the days, so that entries are in order."""
        microseconds = index * self.plan.slot + dice.below(self.plan.slot)
        return self.plan.begins_at + timedelta(microseconds=microseconds)

    def _id(self, index: int, *, at_night: bool = False) -> str:
        text = f"{self.plan.seed}/{self.plan.bank}/{self.account}/{index}/{at_night}"
        first = blake2b(text.encode(), digest_size=4).hexdigest()
        if self.plan.bank == "tochka":
            return f"cbs-tb;{int(first, 16):010};{self.account:04}{index:08}"
        return f"{first}-{self.account:04x}-4{self.plan.seed % 4096:03x}-8000-{index:012x}"

    def _transfer(self, index: int, dice: Dice) -> dict[str, Any]:
        amount = _amount(dice, _LARGE)
        is_out = bool(self.account % 2) is bool(index % 2)
        return {
            "kind": "transfer",
            "amount": -amount if is_out else amount,
            "number": str(index + 1),
            "purpose": _PURPOSES["transfer"][0],
            "other": self.twin,
        }

    def _content(self, index: int, dice: Dice) -> dict[str, Any]:
        """Return what an entry says: at times just what the entry before it says."""
        kind = _KINDS[dice.below(len(_KINDS))]
        if kind == "card" and index and dice.below(_TWIN) == 0:
            return self._again(index - 1) or self._drawn(index, kind, dice)
        return self._drawn(index, kind, dice)

    def _again(self, index: int) -> dict[str, Any] | None:
        """Return what an entry says if it is a payment by card, and no twin itself."""
        dice = self._dice(index, self.account)
        self._moment(index, dice)
        kind = _KINDS[dice.below(len(_KINDS))]
        if self._is_shared(index) or kind != "card" or dice.below(_TWIN) == 0:
            return None
        return self._drawn(index, kind, dice)

    def _drawn(self, index: int, kind: Kind, dice: Dice) -> dict[str, Any]:
        amount = _amount(dice, _MOST.get(kind, _LARGE))
        purposes = _PURPOSES[kind]
        number = "" if kind == "card" else str(index + 1)
        values: dict[str, Any] = {
            "kind": kind,
            "amount": amount if kind in _INWARDS else -amount,
            "number": number,
            "purpose": purposes[dice.below(len(purposes))].format(number=number),
        }
        if kind in ("payment", "income"):
            values["other"] = self.plan.parties[dice.below(len(self.plan.parties))]
        elif kind == "tax":
            values["other"] = self.plan.tax_office
        elif kind == "card":
            values["card"] = _CARDS[dice.below(len(_CARDS))]
            if dice.below(_ABROAD) == 0:
                values["original"] = (_amount(dice, 90_000), "CNY")
        return values

    def _hold(self, posted_at: datetime, dice: Dice) -> dict[str, Any]:
        """Return when a card was used, and whether the payment came to nothing."""
        hours = timedelta(hours=_SHORTEST_HOLD + dice.below(_SPAN))
        return {"held_at": posted_at - hours, "is_cancelled": dice.below(_CANCELLED) == 0}


def _amount(dice: Dice, most: int) -> Decimal:
    return Decimal(1 + dice.below(most)).scaleb(-2)
