"""What is taken out at one glance `match` calls duplicates, and says the same of all the rest."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from statementkit import Transaction
from statementkit.dedup import Cover, bookings, is_counted, match, settle
from statementkit.store.plain import SAID, to_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.dedup import Booking, Glance

DAYS = [date(2024, 2, 1) + timedelta(day) for day in range(4)]


@attrs.frozen
class Known:
    """A stored booking."""

    key: str
    fingerprint: str
    transaction: Transaction
    vanished: bool


rows = st.lists(
    st.builds(
        Transaction,
        st.sampled_from(DAYS),
        st.sampled_from([Decimal("-3.20"), Decimal("-3.2"), Decimal(5)]),
        st.just("EUR"),
        name=st.sampled_from(["Kohvik", "KOHVIK", "Puit"]),
        bank_id=st.sampled_from([None, None, "", "1", "2"]),
        tax_id=st.sampled_from([None, "10421629"]),
    ),
    max_size=8,
)
covers = st.lists(
    st.builds(
        lambda days, whole: Cover(min(days), max(days), whole),
        st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
        st.booleans(),
    ),
    max_size=2,
)


def _glance(booked: Booking | Known, main: Transaction, *, is_plain: bool) -> Glance:
    said = to_plain(main)[:SAID] if is_plain else None
    return main.bank_id, booked.fingerprint, said


def _stored(given: Sequence[Transaction], gone: set[int]) -> dict[str, Known]:
    booked = bookings(given, "EE38")
    keys = (verdict.key for verdict in match(booked, []).verdicts)
    return {
        key: Known(key, each.fingerprint, each.main, number in gone)
        for number, (key, each) in enumerate(zip(keys, booked, strict=True))
    }


COFFEE = Transaction(DAYS[1], Decimal("-3.20"), "EUR", name="Kohvik")

MONTH = Cover(DAYS[0], DAYS[3], whole_days=True)


@example([COFFEE], [attrs.evolve(COFFEE, bank_id="1")], set(), [MONTH], [], True)
@given(rows, rows, st.sets(st.integers(0, 7), max_size=1), covers, covers, st.booleans())
def test_settling_says_no_more_than_matching(
    before: list[Transaction],
    now: list[Transaction],
    gone: set[int],
    here: list[Cover],
    earlier: list[Cover],
    use_ids: bool,
) -> None:
    stored, incoming = _stored(before, gone), bookings([*before[: len(now)], *now], "EE38")
    cover = here[0] if here else None
    compare = partial(match, cover=cover, covers=earlier, use_ids=use_ids, currencies={"EUR"})
    settled = dict(
        settle(
            {n: _glance(it, it.main, is_plain=True) for n, it in enumerate(incoming)},
            {
                key: _glance(it, it.transaction, is_plain=not it.vanished)
                for key, it in stored.items()
            },
            lambda day: is_counted(day, cover, earlier),
            use_ids=use_ids,
        )
    )
    event(f"{min(len(settled), 3)} settled")
    assert not any(stored[key].vanished for key in settled.values())
    whole = compare(incoming, stored.values())
    assert {whole.verdicts[number].status for number in settled} <= {"duplicate"}
    assert {whole.verdicts[number].rival for number in settled} == set(settled.values())
    rest = compare(
        [each for number, each in enumerate(incoming) if number not in settled],
        [each for key, each in stored.items() if key not in settled.values()],
        settled=settled.values(),
    )
    others = [it for number, it in enumerate(whole.verdicts) if number not in settled]
    assert list(rest.verdicts) == others
    assert rest.vanished == whole.vanished


ONE, OTHER = (DAYS[1], 320), (DAYS[2], 250)

PAIRS: list[tuple[str, dict[int, Glance], dict[str, Glance], bool, list[tuple[int, str]]]] = [
    ("the same id and words", {1: ("7", "a", ONE)}, {"k": ("7", "a", ONE)}, True, [(1, "k")]),
    ("an id in other words", {1: ("7", "a", ONE)}, {"k": ("7", "b", OTHER)}, True, []),
    ("an id that vanished", {1: ("7", "a", ONE)}, {"k": ("7", "a", None)}, True, []),
    ("a new id", {1: ("8", "a", ONE)}, {"k": ("7", "a", ONE)}, True, []),
    (
        "an id twice here",
        {1: ("7", "a", ONE), 2: ("7", "a", ONE)},
        {"k": ("7", "a", ONE)},
        True,
        [],
    ),
    (
        "an id twice there",
        {1: ("7", "a", ONE)},
        {"k": ("7", "a", ONE), "l": ("7", "b", ONE)},
        True,
        [],
    ),
    ("no id", {1: (None, "a", ONE)}, {"k": ("", "a", OTHER)}, True, [(1, "k")]),
    (
        "two of two",
        {1: (None, "a", ONE), 2: (None, "a", ONE)},
        {"k": (None, "a", ONE), "l": (None, "a", ONE)},
        True,
        [(1, "k"), (2, "l")],
    ),
    (
        "two of one",
        {1: (None, "a", ONE), 2: (None, "a", ONE)},
        {"k": (None, "a", ONE)},
        True,
        [],
    ),
    ("one has an id here", {1: ("7", "a", ONE)}, {"k": (None, "a", ONE)}, True, []),
    ("one has an id there", {1: (None, "a", ONE)}, {"k": ("7", "a", ONE)}, True, []),
    (
        "an equal one has an id",
        {1: (None, "a", ONE), 2: ("7", "a", ONE)},
        {"k": (None, "a", ONE)},
        True,
        [],
    ),
    (
        "another one before",
        {1: (None, "b", ONE), 2: (None, "a", ONE)},
        {"k": (None, "a", ONE)},
        True,
        [(2, "k")],
    ),
    ("it has fees", {1: (None, "a", None)}, {"k": (None, "a", ONE)}, True, []),
    ("it vanished", {1: (None, "a", ONE)}, {"k": (None, "a", None)}, True, []),
    ("ids are ignored", {1: ("7", "a", ONE)}, {"k": ("8", "a", ONE)}, False, [(1, "k")]),
]


@pytest.mark.parametrize(
    ("incoming", "stored", "use_ids", "expected"),
    [each[1:] for each in PAIRS],
    ids=[each[0] for each in PAIRS],
)
def test_what_is_settled(
    incoming: dict[int, Glance],
    stored: dict[str, Glance],
    use_ids: bool,
    expected: list[tuple[int, str]],
) -> None:
    def is_sure(day: date) -> bool:
        return day == DAYS[1]

    assert list(settle(incoming, stored, is_sure, use_ids=use_ids)) == expected


def test_equal_bookings_of_a_day_that_is_not_sure_are_left() -> None:
    one: dict[int, Glance] = {1: (None, "a", ONE)}
    assert list(settle(one, {"k": (None, "a", ONE)}, lambda _: False)) == []
