"""What an incoming booking is, case by case, and the laws that no order of imports breaks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import Transaction
from statementkit.dedup import (
    Cover,
    Verdict,
    Window,
    bookings,
    fingerprint,
    holders,
    id_problems,
    match,
)
from statementkit.model import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

ACCOUNT = "EE382200221020145685"
START = date(2024, 3, 1)
ID_HINT = (
    "export the file again and do not save it in a spreadsheet; where the bank's ids are no ids, "
    "tell bookings apart by what they say: --ids ignore"
)


@attrs.frozen
class Known:
    """A booking as a store keeps it."""

    key: str
    fingerprint: str
    transaction: Transaction


@attrs.define
class Books:
    """The smallest store: it adds what is new, and keeps what was found unsure apart."""

    known: dict[str, Known] = attrs.field(factory=dict)
    covers: list[Cover] = attrs.field(factory=list)
    unsure: int = 0

    def take(self, rows: Sequence[Transaction], *, whole_days: bool) -> Counter[str]:
        incoming = bookings(rows, ACCOUNT)
        cover = _cover(rows, whole_days=whole_days)
        matching = match(incoming, self.known.values(), cover, self.covers)
        for booking, verdict in zip(incoming, matching.verdicts, strict=True):
            if verdict.status == "new":
                known = Known(verdict.key, booking.fingerprint, booking.main)
                self.known[verdict.key] = known
            if "bank_id" in verdict.changes:
                known = self.known[verdict.key]
                gained = attrs.evolve(known.transaction, bank_id=booking.main.bank_id)
                self.known[verdict.key] = attrs.evolve(known, transaction=gained)
        if cover is not None:
            self.covers.append(cover)
        statuses = Counter(verdict.status for verdict in matching.verdicts)
        self.unsure += statuses["unsure"]
        return Counter[str](statuses)

    def rows(self) -> Counter[tuple[date, Decimal, str | None]]:
        mains = (each.transaction for each in self.known.values())
        return _content(mains)


def _content(rows: Iterable[Transaction]) -> Counter[tuple[date, Decimal, str | None]]:
    return Counter((row.booked_on, row.amount, row.name) for row in rows)


def _cover(rows: Sequence[Transaction], *, whole_days: bool) -> Cover | None:
    days = [row.booked_on for row in rows]
    return Cover(min(days), max(days), whole_days) if days else None


def row(
    day: int, amount: int = -3, name: str = "Kohvik", bank_id: str | None = None
) -> Transaction:
    return Transaction(START + timedelta(day), Decimal(amount), "EUR", name=name, bank_id=bank_id)


# -- laws ------------------------------------------------------------------------------------------

ROWS = st.builds(row, st.integers(0, 5), st.sampled_from([-3, 5]), st.sampled_from(["Kohvik", "B"]))
TRUTH = st.lists(ROWS, max_size=25).map(lambda rows: sorted(rows, key=lambda row: row.booked_on))
SPAN = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted)


def _days(truth: Sequence[Transaction], first: int, last: int) -> list[Transaction]:
    return [r for r in truth if START + timedelta(first) <= r.booked_on <= START + timedelta(last)]


@given(TRUTH, st.lists(SPAN, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_overlapping_exports_of_whole_days_give_the_truth_in_any_order(
    truth: list[Transaction], spans: list[list[int]], random: Random
) -> None:
    books = Books()
    for first, last in spans:
        export = _days(truth, first, last)
        random.shuffle(export)
        books.take(export, whole_days=True)
    held = [r for r in truth if any(r in _days(truth, *span) for span in spans)]
    assert books.rows() == _content(held)
    assert books.unsure == 0


@given(TRUTH, st.booleans())
def test_the_same_export_twice_adds_nothing(truth: list[Transaction], whole_days: bool) -> None:
    books = Books()
    books.take(truth, whole_days=whole_days)
    before = books.rows()
    assert books.take(truth, whole_days=whole_days)["new"] == 0
    assert books.rows() == before


@given(TRUTH, st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), min_size=1, max_size=4))
def test_exports_that_are_cut_anywhere_neither_double_nor_lose_without_a_word(
    truth: list[Transaction], cuts: list[tuple[int, int]]
) -> None:
    """What is added was never added before; what is held back is shown as unsure."""
    books = Books()
    held: set[int] = set()
    for cut in cuts:
        first, last = sorted(cut)
        books.take(truth[first:last], whole_days=False)
        held |= set(range(first, min(last, len(truth))))
    want = _content(truth[number] for number in held)
    assert not books.rows() - want
    assert sum((want - books.rows()).values()) <= books.unsure


@given(TRUTH, st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=4))
def test_ids_give_the_truth_wherever_exports_are_cut(
    truth: list[Transaction], cuts: list[tuple[int, int]]
) -> None:
    known = [attrs.evolve(each, bank_id=f"id {n}") for n, each in enumerate(truth)]
    books = Books()
    held: set[int] = set()
    for cut in cuts:
        first, last = sorted(cut)
        books.take(known[first:last], whole_days=False)
        held |= set(range(first, min(last, len(truth))))
    assert books.rows() == _content(truth[number] for number in held)
    assert books.unsure == 0


@given(TRUTH, st.lists(st.booleans(), min_size=1, max_size=4))
def test_a_file_without_ids_and_an_interface_with_ids_give_the_same_books(
    truth: list[Transaction], with_ids: list[bool]
) -> None:
    known = [attrs.evolve(each, bank_id=f"id {n}") for n, each in enumerate(truth)]
    books = Books()
    for has_ids in with_ids:
        books.take(known if has_ids else truth, whole_days=True)
    assert books.rows() == _content(truth)
    assert books.unsure == 0


# -- cases -----------------------------------------------------------------------------------------


def _after(*imports: Sequence[Transaction], whole_days: bool = False) -> Books:
    books = Books()
    for rows in imports:
        books.take(rows, whole_days=whole_days)
    return books


def test_two_equal_coffees_stay_two() -> None:
    assert _after([row(0), row(0)]).rows().total() == 2


def test_an_equal_row_where_both_exports_are_cut_is_unsure() -> None:
    books = _after([row(0), row(1)])
    assert books.take([row(1), row(2)], whole_days=False) == {"unsure": 1, "new": 1}


def test_what_is_unsure_has_its_rival_and_a_key_of_its_own() -> None:
    books = _after([row(0)])
    [verdict] = match(bookings([row(0)], ACCOUNT), books.known.values()).verdicts
    [known] = books.known
    assert (verdict.status, verdict.rival, verdict.key) == ("unsure", known, f"{known[:-1]}2")
    assert verdict.note == (
        "an equal booking is stored, and no export is sure to hold the whole day"
    )


def test_an_equal_row_of_a_day_that_one_export_holds_is_known() -> None:
    books = _after([row(0), row(1), row(2)])
    assert books.take([row(1), row(3)], whole_days=False) == {"duplicate": 1, "new": 1}


def test_a_balance_is_evidence_that_two_equal_rows_are_one() -> None:
    with_balance = attrs.evolve(row(1), balance=Decimal("17.20"))
    books = _after([row(0), with_balance])
    assert books.take([with_balance, row(2)], whole_days=False)["duplicate"] == 1


def test_the_last_day_of_an_export_may_go_on_after_it() -> None:
    books = _after([row(0), row(1)], whole_days=True)
    assert books.take([row(1)], whole_days=False) == {"unsure": 1}
    assert books.take([row(1), row(1)], whole_days=True) == {"duplicate": 1, "new": 1}


def test_a_later_row_of_a_day_is_new() -> None:
    books = _after([row(0)])
    assert books.take([row(0), row(0)], whole_days=True) == {"unsure": 1, "new": 1}


def test_the_same_id_with_another_text_is_changed() -> None:
    [verdict] = _verdicts([row(0, name="Kohvik", bank_id="17")], row(0, name="KOHV", bank_id="17"))
    assert (verdict.status, verdict.changes) == ("changed", {"name": "KOHV"})


def test_silence_changes_nothing() -> None:
    [verdict] = _verdicts([row(0, bank_id="17")], attrs.evolve(row(0, bank_id="17"), name=None))
    assert (verdict.status, verdict.note, verdict.changes) == ("duplicate", "", {})


def test_the_same_id_with_another_amount_is_for_a_person() -> None:
    stored = row(0, -3, bank_id="17")
    [verdict] = _verdicts([stored], row(0, -4, bank_id="17"))
    assert (verdict.status, verdict.key[-2:]) == ("unsure", "#2")
    assert verdict.rival == f"{verdict.key[:-1]}1"
    assert verdict.note == "the stored booking with this id is of -3 EUR"
    bare = attrs.evolve(stored, currency=None)
    [verdict] = _verdicts([bare], row(0, -3, bank_id="17"))
    assert verdict.note == "the stored booking with this id is of -3"


def test_the_same_booking_and_id_twice_in_a_file_is_for_a_person() -> None:
    [one, two] = _verdicts([], row(0, bank_id="17"), row(0, bank_id="17"))
    assert (one.status, two.status, two.rival) == ("new", "unsure", one.key)
    assert two.note == "the file has the same booking with the same id once more"
    assert (one.key[-2:], two.key[-2:]) == ("#1", "#2")


def test_another_text_for_the_same_money_is_for_a_person() -> None:
    [verdict] = _verdicts([row(0, name="Kohvik")], row(0, name="Kohvik OÜ"))
    assert verdict.status == "unsure"
    assert verdict.rival != verdict.key
    assert verdict.note == (
        "a stored booking of the same day and amount, absent here, has another text"
    )


def test_one_booking_resembles_one_stored_booking() -> None:
    stored = [row(0, name="Kohvik"), row(0, name="Puit", bank_id="1")]
    incoming = [row(0, name="A"), row(0, name="B", bank_id="2"), row(0, name="C"), row(1, name="D")]
    verdicts = _verdicts(stored, *incoming)
    assert [each.status for each in verdicts] == ["unsure", "new", "unsure", "new"]
    assert len({each.rival for each in verdicts}) == 3


def test_different_ids_are_different_bookings() -> None:
    [verdict] = _verdicts([row(0, bank_id="1")], row(0, bank_id="2"))
    assert verdict.status == "new"


def test_an_id_is_gained() -> None:
    books = _after([row(0), row(1), row(2)])
    books.take([row(1, bank_id="17")], whole_days=False)
    assert [each.transaction.bank_id for each in books.known.values()] == [None, "17", None]


def test_ids_that_are_none_can_be_left_out() -> None:
    rows = bookings([row(0, bank_id="1"), row(0, bank_id="1")], ACCOUNT)
    assert [v.status for v in match(rows, [], use_ids=False).verdicts] == ["new", "new"]


def test_what_a_whole_day_lacks_has_vanished() -> None:
    books = _after([row(0), row(1, name="Hold"), row(2)])
    rows = [row(0), row(2)]
    stored = books.known.values()
    matching = match(bookings(rows, ACCOUNT), stored, _cover(rows, whole_days=True))
    assert [books.known[key].transaction.name for key in matching.vanished] == ["Hold"]


def test_what_is_told_without_an_id_adds_but_does_not_doubt() -> None:
    told_with_id = attrs.evolve(row(1, bank_id="17", name="Kohvik"), check_number="8")
    told_without = attrs.evolve(row(1, name="KOHV/TARTU"), check_number="08", tax_id="10421629")
    told_with_id, told_without = (
        attrs.evolve(each, description="Cakes") for each in (told_with_id, told_without)
    )
    [verdict] = _verdicts([told_with_id], told_without)
    assert verdict.status == "changed"
    assert verdict.changes == {"tax_id": "10421629"}
    assert verdict.note == "the bank changed tax_id"


def test_what_a_file_told_gets_its_id_from_what_an_interface_tells_in_other_words() -> None:
    of_file = attrs.evolve(row(1, name="KOHV/TARTU"), check_number="08", description="Cakes")
    of_bank = attrs.evolve(row(1, bank_id="17"), check_number="8", description="CAKES")
    other_of_bank = attrs.evolve(of_bank, bank_id="18", check_number="9")
    one, other = _verdicts([of_file], of_bank, other_of_bank)
    assert (one.status, one.changes["bank_id"], one.changes["name"]) == ("changed", "17", "Kohvik")
    assert one.note == "the bank changed name, description, check_number, bank_id"
    assert other.status == "new"


def test_another_writing_of_the_same_booking_changes_nothing() -> None:
    books = _after([row(0), row(1), row(2)])
    again = attrs.evolve(row(1, name="KOHVIK "), value_on=START)
    assert books.take([again], whole_days=False) == {"duplicate": 1}
    with_id = attrs.evolve(again, bank_id="17")
    known = books.known.values()
    [verdict] = match(bookings([with_id], ACCOUNT), known, covers=books.covers).verdicts
    assert verdict.changes == {"value_on": START, "name": "KOHVIK ", "bank_id": "17"}


def test_what_the_file_itself_brought_is_taken_first() -> None:
    """It is the same row for sure, where another equal one would be for a person."""
    first, second = known = [Known(f"h1:{n}", fingerprint(ACCOUNT, row(0)), row(0)) for n in (1, 2)]
    for own in known:
        [verdict] = match(bookings([row(0)], ACCOUNT), known, own={own.key}).verdicts
        assert (verdict.status, verdict.key) == ("duplicate", own.key)
    verdicts = match(bookings([row(0)], ACCOUNT), known, own={first.key, second.key}).verdicts
    assert verdicts[0].key == first.key


def test_another_text_resembles_unless_both_have_ids() -> None:
    for before, now, status in [
        (None, None, "unsure"),
        ("1", None, "unsure"),
        (None, "2", "unsure"),
        ("1", "2", "new"),
    ]:
        stored = row(0, name="Kohvik", bank_id=before)
        [verdict] = _verdicts([stored], row(0, name="Puit", bank_id=now))
        assert verdict.status == status


def test_an_id_goes_to_what_has_none() -> None:
    """Of two equal bookings one has an id; a file brings the other one's, and one without."""
    books = _after([row(0), row(1), row(1, bank_id="1"), row(2)])
    matching = match(bookings([row(1), row(1, bank_id="2")], ACCOUNT), books.known.values())
    assert matching.verdicts[1].status == "unsure"
    rivals = [books.known[each.rival or ""].transaction.bank_id for each in matching.verdicts]
    assert rivals == ["1", None]


def test_a_bank_that_gives_another_id_renames_its_booking() -> None:
    known = _after([row(1, bank_id="hold"), row(1, bank_id="other", name="B")]).known
    window = Window(START, START + timedelta(2))
    incoming = bookings([row(1, bank_id="posted")], ACCOUNT)
    matching = match(incoming, known.values(), window=window)
    [verdict] = matching.verdicts
    assert (verdict.status, verdict.changes) == ("changed", {"bank_id": "posted"})
    assert verdict.key == verdict.rival
    assert known[verdict.key].transaction.bank_id == "hold"
    assert [known[key].transaction.bank_id for key in matching.vanished] == ["other"]


def test_only_what_has_the_currencies_of_the_file_vanishes() -> None:
    known = _after([row(1), attrs.evolve(row(1), currency="USD")]).known.values()
    window = Window(START, START + timedelta(2))
    assert len(match([], known, window=window).vanished) == 0
    assert len(match([], known, window=window, currencies={"USD"}).vanished) == 1
    assert len(match([], known, window=window, currencies={"USD", "EUR"}).vanished) == 2


def _verdicts(stored: Sequence[Transaction], *rows: Transaction) -> Sequence[Verdict]:
    known = _after(stored).known.values()
    return match(bookings(rows, ACCOUNT), known).verdicts


def test_an_id_is_of_the_booking_of_the_day_then_of_that_of_the_money() -> None:
    stored = [
        Known("c other day", "", row(1, -4, bank_id="1")),
        Known("b money", "", row(1, -3, bank_id="1")),
        Known("a day", "", row(0, -4, bank_id="1")),
        Known("d both", "", row(0, -3, bank_id="1")),
        Known("d more", "", row(0, -3, bank_id="1")),
    ]
    found = [each.key for each in holders(stored, row(0, -3, bank_id="1"), 4)]
    assert found == ["d both", "d more", "a day", "b money"]


def test_an_id_on_two_stored_bookings_is_of_the_one_that_it_fits() -> None:
    both = [row(0, -4, bank_id="1"), row(0, -3, bank_id="1")]
    known = [Known(f"i1:{n}", "", each) for n, each in enumerate(both)]
    for now, expected in ((both[0], "i1:0"), (both[1], "i1:1")):
        [verdict] = match(bookings([now], ACCOUNT), known).verdicts
        assert (verdict.status, verdict.key) == ("duplicate", expected)


@pytest.mark.parametrize("bank_id", ["2,02305E+15", "1.5e+16", "9,1E12", "-1.5E7", "+1.5E7"])
def test_ids_that_a_spreadsheet_rounded(bank_id: str) -> None:
    [problem] = id_problems(bookings([row(0, bank_id=bank_id)] * 2, ACCOUNT))
    assert problem.code == "SK730"
    assert problem.message == f"the bank id '{bank_id}' was rounded by a spreadsheet"


@pytest.mark.parametrize("bank_id", [None, "", "2E", "E5", "12E5", "1.5E5A", "A1.5E5"])
def test_ids_that_are_none_or_whole(bank_id: str | None) -> None:
    assert id_problems(bookings([row(0, bank_id=bank_id), row(0, bank_id=bank_id)], ACCOUNT)) == []


def test_an_id_on_different_bookings() -> None:
    rows = [row(0, bank_id="1"), row(1, bank_id="1"), row(2, bank_id="1"), row(0, bank_id="2E")]
    [problem] = id_problems(bookings(rows, ACCOUNT))
    assert str(problem) == f"SK731 id: the bank id '1' stands on different bookings\n{ID_HINT}"


def test_an_id_on_different_bookings_of_a_file() -> None:
    rows = [
        attrs.evolve(row(day, bank_id="1"), line=line, origin=Origin("march.csv"))
        for day, line in ((0, 2), (0, 3), (1, 5))
    ]
    [problem] = id_problems(bookings(rows, ACCOUNT))
    where = "march.csv:5: SK731 id: the bank id '1' stands on different bookings"
    assert str(problem) == f"{where}, the first on line 2\n{ID_HINT}"
    assert problem.field == "id"


def test_an_id_is_of_its_account() -> None:
    rows = [attrs.evolve(row(day, bank_id="1"), own_account=f"EE{day}") for day in (1, 2)]
    assert id_problems(bookings(rows)) == []
