"""A file that is imported from its columns is imported as from its rows."""

from __future__ import annotations

import csv
import io
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import statementkit as sk
from statementkit import Rule, RuleBook, import_stream, open_store
from statementkit.layouts import frames
from statementkit.reader import Stream
from statementkit.reviewing import columns, streaming
from statementkit.rules import Part
from statementkit.source import text as source_text
from statementkit.store.schema import METADATA
from tests.reader.test_laws import everything
from tests.store.databases import KINDS, drop, new_address
from tests.strategies import orders_and_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from statementkit.order.nodes import Order
    from statementkit.reader.engine import Engine
    from statementkit.reviewing import Decision
    from statementkit.store import Store

ACCOUNT = "EE38 2200 2210 2014 5685"
KEYS: dict[str, Any] = {
    "date_format": "yyyy-MM-dd",
    "delimiter": ",",
    "encoding": "utf-8",
    "header": False,
}


def file_of(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a file."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def told(engine: Engine, content: bytes, account: str | None, keys: dict[str, Any]) -> Any:
    """Return the bookings of a file as they are laid aside, and all that is said beside them."""
    try:
        stream = sk.iter_transactions(content, engine=engine, **KEYS, **keys)
        assert isinstance(stream, Stream)
        bookings = list(map(repr, streaming._told(stream, account)))
        return bookings, everything(stream.statement()), stream.left_out
    except sk.StatementKitError as error:
        return str(error)


said_beside = st.fixed_dictionaries(
    {"on_error": st.sampled_from(["collect", "raise", "skip"])},
    optional={"account": st.just(ACCOUNT), "currency": st.just("EUR")},
)


@settings(deadline=None)
@given(orders_and_rows(), said_beside, st.sampled_from([None, ACCOUNT]), st.integers(1, 200))
def test_columns_tell_the_bookings_of_the_rows(
    drawn: tuple[Order, list[list[str]]], keys: dict[str, Any], own: str | None, size: int
) -> None:
    order, rows = drawn
    content, keys = file_of(rows), {**keys, "order": order.text}
    with (
        mock.patch.object(source_text, "BLOCK", size),
        mock.patch.object(frames, "SIZE", size * 3),
        mock.patch.object(columns, "_ROWS", 3),
    ):
        assert told("columns", content, own, keys) == told("rows", content, own, keys)


def test_what_has_no_attribute_stands_in_the_order_of_its_branch() -> None:
    order = 'date|amount|type|conditions=2="1",date,amount,type,status'
    content = file_of([("2024-03-01", amount, "a", "b") for amount in "121"])
    of_rows = told("rows", content, ACCOUNT, {"order": order})
    assert "{'status': 'b', 'type': 'a'}" in of_rows[0][0]
    assert told("columns", content, ACCOUNT, {"order": order}) == of_rows


# -- whole imports ---------------------------------------------------------------------------------


ORDER = "date|amount|currency|name|remitterId|description|id|fee|balance|type|ownAccount"
RULES = RuleBook(
    [
        Rule(match="tax_id=10421629", category="Sales"),
        Rule(match='description~"rent"', split=(Part("50%", project="Shop"), Part("rest"))),
        Rule(match="amount<0", wallet="Bank"),
    ]
)


AMOUNTS = ("-3.20", "-3.2", "250", "0.00", "99999999999999999999.99", "x")


def large_file(*, is_later: bool) -> bytes:
    """Return a file with everything that a file may have; a later one says some of it otherwise."""
    rows = []
    for n in range(2_000):
        day = (date(2024, 3, 1) + timedelta(n // 100)).isoformat()
        bank_id = f"{n}" if n % 3 else ""
        name = "Saku Puit\nOÜ" if n % 97 == 0 else f"Party {n % 50}"
        text = f"rent {n % 7}" if n % 11 == 0 else f"order {n % 400}"
        if is_later and n % 13 == 0:
            text += " (corrected)"
        fee = "0.30" if n % 17 == 0 else ""
        amount = AMOUNTS[n % 6 if n % 5 == 0 else 0]
        balance = "100.00" if n % 29 == 0 else ""
        account = "EE47 1000 0010 2014 5685" if n % 31 == 0 else ""
        tax_id = "10421629" if n % 4 == 0 else ""
        kind = "card" if n % 2 else ""
        rows.append((day, amount, "EUR", name, tax_id, text, bank_id, fee, balance, kind, account))
    return file_of(rows)


def tables(store: Store) -> dict[str, list[str]]:
    """Return all rows of all tables of a store."""
    with store._database.reading() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in METADATA.sorted_tables
        }


def imported(address: str, path: Path, engine: Engine) -> list[Any]:
    """Import two files, and the first again; return what each says, and the store after it."""
    found = []
    decisions: list[Decision | None] = [None, None, "new", "same"]
    with open_store(address, clock=lambda: datetime(2024, 4, 1, tzinfo=UTC)) as store:
        for is_later, decision in zip((False, True, True, False), decisions, strict=True):
            path.write_bytes(large_file(is_later=is_later))
            keys = {**KEYS, "order": ORDER, "account": ACCOUNT}
            stream = sk.iter_transactions(path, engine=engine, **keys)
            assert (stream._columns is None) == (engine == "rows")
            receipt = import_stream(stream, store, RULES, decision=decision)
            found.append((receipt, everything(stream.statement()), tables(store)))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_file_is_imported_from_columns_alike(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("statementkit.reader.engine.LARGE", 10_000)
    monkeypatch.setattr(frames, "SIZE", 40_000)
    with ExitStack() as stack:
        addresses = [new_address(kind, tmp_path) for _ in range(2)]
        for each in addresses:
            stack.callback(drop, each)
        of_rows = imported(addresses[0], tmp_path / "statement.csv", "rows")
        of_columns = imported(addresses[1], tmp_path / "statement.csv", "auto")
    assert of_columns == of_rows
    first, later = of_rows[0][0], of_rows[1][0]
    assert first.added > 1_500
    assert first.problems > 50
    assert later.changed > 50


def test_a_file_that_was_begun_is_imported_from_where_it_is() -> None:
    content = b"2024-03-01,-3.20\n2024-03-02,-3.20\n"
    keys = {**KEYS, "order": "date|amount", "account": ACCOUNT}
    stream = sk.iter_transactions(content, engine="columns", **keys)
    next(stream)
    with open_store("sqlite://") as store:
        assert import_stream(stream, store).added == 1
