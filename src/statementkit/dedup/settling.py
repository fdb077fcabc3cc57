"""Bookings that are stored already without a doubt and without a change, told at one glance.

When a file comes again nearly all of its bookings are such. To find what they resemble would cost
far more than to take them out before `match` is asked about the others.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

Glance = tuple[str | None, str, tuple[Any, ...] | None]
"""The bank's id, the fingerprint, and all that the bank says, with the day first.

The last is `None` for what is never settled: a booking with fees, or a stored one that vanished.
"""

Number = TypeVar("Number", bound="int | str")
Key = TypeVar("Key", bound="int | str")


def settle(
    incoming: Mapping[Number, Glance],
    stored: Mapping[Key, Glance],
    is_sure: Callable[[date], bool],
    *,
    use_ids: bool = True,
) -> Iterator[tuple[Number, Key]]:
    """Yield the numbers of incoming bookings with the keys of the stored ones that they are.

    Both are all bookings of some days of one account. `match` would say of each pair that it is a
    duplicate, and of the other bookings the same as without these. `is_sure` tells of a day whether
    it is certain how many equal bookings it has; `use_ids` is as for `match`.

    >>> from datetime import date
    >>> one, two = (date(2024, 2, 1), 320), (date(2024, 2, 1), 250)
    >>> incoming = {1: ("7", "a", one), 2: ("8", "b", one)}
    >>> list(settle(incoming, {"i1#7": ("7", "a", one), "i1#8": ("8", "b", two)}, bool))
    [(1, 'i1#7')]
    """
    if use_ids:
        yield from _by_id(incoming, stored)
    known = _equal(stored, use_ids=use_ids)
    for fingerprint, numbers in _equal(incoming, use_ids=use_ids).items():
        keys = known.get(fingerprint)
        if keys is None or len(keys) != len(numbers):
            continue
        said = [incoming[number][2] for number in numbers]
        if said[0] and all(said) and all(stored[key][2] for key in keys) and is_sure(said[0][0]):
            yield from zip(numbers, keys, strict=True)


def _by_id(
    incoming: Mapping[Number, Glance], stored: Mapping[Key, Glance]
) -> Iterator[tuple[Number, Key]]:
    """Yield what has the same id, which nothing else has, and says the same to the letter."""
    known = _alone(stored)
    for bank_id, number in _alone(incoming).items():
        key = known.get(bank_id)
        said = incoming[number][2]
        if key is not None and said is not None and said == stored[key][2]:
            yield number, key


def _alone(glances: Mapping[Key, Glance]) -> dict[str, Key]:
    """Return the keys of bookings by ids that stand on one of them only."""
    found: dict[str, Key] = {}
    repeated = set()
    for key, (bank_id, _, _) in glances.items():
        if bank_id and found.setdefault(bank_id, key) != key:
            repeated.add(bank_id)
    for bank_id in repeated:
        del found[bank_id]
    return found


def _equal(glances: Mapping[Key, Glance], *, use_ids: bool) -> dict[str, list[Key]]:
    """Return the keys of bookings by fingerprints that no booking with an id has."""
    groups: defaultdict[str, list[Key]] = defaultdict(list)
    with_id = set()
    for key, (bank_id, fingerprint, _) in glances.items():
        if use_ids and bank_id:
            with_id.add(fingerprint)
        else:
            groups[fingerprint].append(key)
    for fingerprint in with_id & groups.keys():
        del groups[fingerprint]
    return groups
