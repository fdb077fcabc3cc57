"""The keys that columns add are those of the bookings of the rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit import ReadError, Transaction
from statementkit.dedup import Booking, bookings, fee_key, id_problems, match
from statementkit.dedup.columns import ADDED, add_keys
from statementkit.model import Origin
from statementkit.order.columns_frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = "EE38 2200 2210 2014 5685"

_texts = st.sampled_from(
    [None, "", "Kohvik  Hommik", "KOHVIK HOMMIK ", 'a "b" \\ c', "ﬁrma\tß", "Аренда", "\x01 \x85"]
)
_amounts = st.sampled_from(
    [Decimal(each) for each in ("-3.20", "-3.2", "100", "1E+2", "0.00", "0.000000000001", "7")]
)


def _fees(main: Transaction, amounts: Sequence[Decimal]) -> list[Transaction]:
    fees = [
        Transaction(main.booked_on, amount, main.currency, kind="fee", parent=main, line=main.line)
        for amount in amounts
    ]
    return [attrs.evolve(fee, own_account=main.own_account, origin=main.origin) for fee in fees]


@st.composite
def files(draw: st.DrawFn, name: str) -> list[Transaction]:
    """Draw the transactions of a file as its reader gives them: fees behind their payments."""
    origin = Origin(name)
    mains = draw(
        st.lists(
            st.builds(
                Transaction,
                booked_on=st.sampled_from([date(2024, 2, 1), date(2024, 2, 2)]),
                amount=_amounts,
                currency=st.sampled_from(["EUR", None]),
                name=_texts,
                account=_texts,
                description=_texts,
                reference=st.sampled_from([None, "17"]),
                bank_id=st.sampled_from([None, None, "", "A:1", "A2"]),
                own_account=st.sampled_from([None, "", "ee47 1000", "EE47:1%"]),
                origin=st.just(origin),
            ),
            max_size=6,
        )
    )
    rows: list[Transaction] = []
    for line, main in enumerate(mains, 1):
        placed = attrs.evolve(main, line=line)
        rows += [placed, *_fees(placed, draw(st.lists(_amounts, max_size=2)))]
    return rows


def expected(rows: Sequence[Transaction], *, use_ids: bool) -> list[tuple[str, str]]:
    """Return the fingerprints and keys of the rows of a file, from its bookings."""
    of_account: dict[str, list[Booking]] = defaultdict(list)
    for booking in bookings(rows, OWN):
        of_account[booking.account].append(booking)
    found: dict[int, tuple[str, str]] = {}
    for some in of_account.values():
        for booking, verdict in zip(some, match(some, [], use_ids=use_ids).verdicts, strict=True):
            found[id(booking.main)] = booking.fingerprint, verdict.key
            for number, fee in enumerate(booking.fees, 1):
                found[id(fee)] = booking.fingerprint, fee_key(verdict.key, number)
    return [found[id(row)] for row in rows]


@given(files("a.csv"), files("b.csv"), st.booleans())
def test_columns_make_the_keys_of_the_bookings(
    one: list[Transaction], other: list[Transaction], use_ids: bool
) -> None:
    frame = pl.concat([frame_of(one), frame_of(other)])
    ids: Any = "bank" if use_ids else "ignore"
    problems = [id_problems(bookings(rows, OWN)) for rows in (one, other) if use_ids]
    if any(problems):
        with pytest.raises(ReadError) as raised:
            add_keys(frame, OWN)
        assert list(raised.value.diagnostics) == next(filter(None, problems))
        return
    found = [*expected(one, use_ids=use_ids), *expected(other, use_ids=use_ids)]
    assert add_keys(frame, OWN, ids=ids).select("fingerprint", "key").rows() == found
    lazily = add_keys(frame.lazy(), OWN, ids=ids)
    assert lazily.collect_schema() == lazily.collect().schema
    assert lazily.select("fingerprint", "key").collect().rows() == found


def test_blank_ids_are_none() -> None:
    days = (date(2024, 2, day) for day in (1, 2, 2))
    rows = [Transaction(day, Decimal(1), bank_id="", origin=Origin("a.csv")) for day in days]
    keys = add_keys(frame_of(rows), OWN).select("fingerprint", "key")
    assert keys.rows() == expected(rows, use_ids=True)


@pytest.mark.parametrize("scale", [0, 2, 12])
def test_keys_do_not_depend_on_the_scale_of_the_amounts(scale: int) -> None:
    origin = Origin("a.csv")
    amounts = (Decimal(each) for each in ("0", "-7", "10", "1200", "1200"))
    rows = [Transaction(date(2024, 2, 1), each, line=7, origin=origin) for each in amounts]
    frame = frame_of(rows, scale)
    for each in (frame, frame.cast({"amount": pl.Int64})):
        keys = add_keys(each, OWN).select("fingerprint", "key")
        assert keys.rows() == expected(rows, use_ids=True)


SETTINGS: dict[str, Any] = {
    "order": "date|amount|id|fee",
    "header": False,
    "date_format": "yyyy-MM-dd",
}


def test_problems_have_no_key_and_stay_in_their_place() -> None:
    content = b"2024-02-01,1,,\n2024-02-02,x,,\n2024-02-01,1,,0.5\n2024-02-01,1,,\n"
    frame = sk.scan(content, on_error="collect", **SETTINGS).pipe(add_keys, OWN)
    keys = frame.select("line", pl.col("key").str.tail(4)).collect().rows()
    assert [(line, key and key[key.index("#") :]) for line, key in keys] == [
        (1, "#1"),
        (2, None),
        (3, "#1"),
        (3, "#1+1"),
        (4, "#2"),
    ]
    assert frame.pipe(add_keys, OWN).collect().equals(frame.collect())


def test_overlapping_files_have_their_bookings_once() -> None:
    files = [
        frame_of([Transaction(date(2024, 2, day), Decimal(1), origin=Origin(name)) for day in days])
        for name, days in (("a.csv", (1, 2, 2)), ("b.csv", (2, 2, 3)))
    ]
    frame = add_keys(pl.concat(files), OWN)
    assert frame.unique("key").height == 4


def test_keys_are_renewed_whatever_the_frame_had() -> None:
    frame = sk.scan(b"2024-02-01,1,,\n", **SETTINGS).pipe(add_keys, OWN)
    shuffled = frame.select("key", pl.all().exclude("key"))
    again = add_keys(shuffled, "EE47")
    assert again.collect_schema().names() == again.collect().columns
    assert again.collect()["key"].to_list() != frame.collect()["key"].to_list()


def test_a_frame_without_bookings_has_the_columns() -> None:
    nothing = add_keys(frame_of([]), OWN)
    assert nothing.height == 0
    bad = sk.scan(b"x,1.50,,\n", on_error="collect", **SETTINGS)
    problems = bad.pipe(add_keys, OWN).collect()
    assert problems.select(*ADDED).rows() == [(None, None)]
    for frame in (nothing, problems):
        assert {name: frame.schema[name] for name in ADDED} == ADDED


def test_a_blank_id_is_none() -> None:
    rows = [
        Transaction(date(2024, 2, 1), Decimal(1), bank_id=bank_id, origin=Origin("a.csv"))
        for bank_id in (None, "", None)
    ]
    keys = add_keys(frame_of(rows), OWN)["key"]
    assert [key[-2:] for key in keys] == ["#1", "#2", "#3"]


NAME_THE_ACCOUNT = "name the account: account=…, or own_account in the layout"


@pytest.mark.parametrize(
    ("content", "account", "message"),
    [
        (
            b"2024-02-01,1,,\n2024-02-02,1,,\n",
            None,
            "<bytes>:1: SK732 nothing says of which account this row is\n" + NAME_THE_ACCOUNT,
        ),
        (b'2024-02-01,1,"2,02305E+15",\n', OWN, "SK730"),
        (b"2024-02-01,1,7,\n2024-02-01,2,7,\n", OWN, "SK731"),
    ],
)
def test_what_has_no_identity_is_refused(content: bytes, account: str | None, message: str) -> None:
    frame = sk.scan(content, **SETTINGS)
    with pytest.raises(ReadError) as raised:
        frame.pipe(add_keys, account).collect()
    assert message in str(raised.value)
    if account is not None:
        assert frame.pipe(add_keys, account, ids="ignore").collect().height


def test_a_fee_without_its_payment_is_refused() -> None:
    frames = [
        sk.scan(b"2024-02-01,1,,0.5\n2024-02-01,2,,0.5\n", **SETTINGS)
        .collect()
        .with_columns(file=pl.lit(name))
        for name in ("a.csv", "b.csv")
    ]
    is_fee, both = pl.col("kind") == "fee", pl.concat(frames)
    of_another_line = both.filter(is_fee | (pl.col("line") == 1))
    of_another_file = both.filter(is_fee | (pl.col("file") == "a.csv")).filter(
        (pl.col("file") == "a.csv") | (pl.col("line") == 2)
    )
    for torn, file, line in [
        (both.filter(is_fee), "a.csv", 1),
        (both.sort("amount"), "a.csv", 1),
        (of_another_line, "a.csv", 2),
        (of_another_file, "b.csv", 2),
    ]:
        with pytest.raises(ReadError) as raised:
            torn.pipe(add_keys, OWN)
        assert str(raised.value) == (
            f"{file}:{line}: SK733 the fee does not stand behind its payment on line {line}\n"
            "add keys before you filter or sort the frame"
        )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (pl.col("amount").cast(pl.Float64), "amount, which holds Float64 here"),
        (pl.col("line").cast(pl.String), "line, which holds String here"),
        (pl.col("booked_on").cast(pl.String), "booked_on, which holds String here"),
    ],
)
def test_keys_are_made_of_exact_columns_alone(changed: pl.Expr, said: str) -> None:
    frame = sk.scan(b"2024-02-01,1,,0.5\n", **SETTINGS).with_columns(changed)
    for each in (frame.collect(), frame):
        with pytest.raises(ReadError, match=f"SK734 keys are made of the column {said}"):
            each.pipe(add_keys, OWN).lazy().collect()
