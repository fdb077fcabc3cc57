"""The model: transactions are frozen values, however they were made."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given

import statementkit as sk
from statementkit.model import FIELD_BY_WORD, FIELDS, Draft, Origin, Transaction
from statementkit.order.mapper import RowMapper
from statementkit.order.plan import Settings, build_plan
from tests.strategies import orders_and_rows

if TYPE_CHECKING:
    from statementkit.order.nodes import Order

DAY, SUM = date(2024, 2, 1), Decimal("-3.20")
COFFEE = Transaction(DAY, SUM, "EUR", name="Kohvik Hommik", bank_id="A1")


def drafted(**values: Any) -> Transaction:
    """Make a transaction as generated code does."""
    draft = Draft()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.__class__ = Transaction
    assert isinstance(draft, Transaction)
    return draft


MADE = drafted(booked_on=DAY, amount=SUM, currency="EUR", name="Kohvik Hommik", bank_id="A1")


def test_a_draft_becomes_a_transaction_like_any_other() -> None:
    assert MADE == COFFEE
    assert hash(MADE) == hash(COFFEE)
    assert repr(MADE) == repr(COFFEE)
    assert attrs.asdict(MADE) == attrs.asdict(COFFEE)
    assert MADE.counterparty == COFFEE.counterparty == sk.Counterparty("Kohvik Hommik")
    assert (MADE.kind, MADE.parent, MADE.extra, MADE.value_on) == ("payment", None, None, None)


@pytest.mark.parametrize("transaction", [COFFEE, MADE], ids=["made", "drafted"])
class TestEither:
    def test_it_is_frozen(self, transaction: Transaction) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            transaction.name = "x"  # type: ignore[misc]
        with pytest.raises(AttributeError):
            transaction.nonsense = 1  # type: ignore[attr-defined]

    def test_it_has_no_other_attributes(self, transaction: Transaction) -> None:
        assert not hasattr(transaction, "nonsense")
        assert not hasattr(transaction, "__dict__")

    def test_it_copies_and_pickles(self, transaction: Transaction) -> None:
        for again in (
            pickle.loads(pickle.dumps(transaction)),  # noqa: S301
            copy.copy(transaction),
            copy.deepcopy(transaction),
        ):
            assert again == transaction
            assert type(again) is Transaction

    def test_it_evolves(self, transaction: Transaction) -> None:
        assert attrs.evolve(transaction, name=None).name is None
        assert attrs.evolve(transaction, name=None) != transaction


def test_where_it_was_found_takes_no_part_in_equality() -> None:
    found = attrs.evolve(COFFEE, line=7, branch=2, origin=Origin("march.csv"))
    assert found == COFFEE
    assert found.provenance == sk.Provenance(Origin("march.csv"), 7, 2)


@given(orders_and_rows())
def test_what_generated_code_makes_pickles_with_its_parents(
    drawn: tuple[Order, list[list[str]]],
) -> None:
    order, rows = drawn
    mapper = RowMapper(build_plan(order, Settings(date_format=("yyyy-MM-dd",))))
    made = list(mapper.map_rows(rows, on_error="skip"))
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert again == made
    assert [each.line for each in again] == [each.line for each in made]
    for fee in again:
        assert (fee.parent is None) == (fee.kind == "payment")
        assert fee.parent is None or any(fee.parent is each for each in again)


def test_a_slot_for_every_attribute_and_no_other() -> None:
    assert {field.name for field in attrs.fields(Transaction)} == set(Draft.__slots__)


def test_the_words_of_an_order_fill_attributes_that_exist() -> None:
    names = {field.name for field in attrs.fields(Transaction)}
    for field in FIELDS:
        assert field.meaning
        assert FIELD_BY_WORD[field.word] is field
        if field.attribute is not None:
            assert (field.attribute in names) is not field.extra
    assert len(FIELD_BY_WORD) == len(FIELDS)


def test_the_words_of_the_first_dialect_are_marked() -> None:
    seed = (
        "date amount creditSum debitSum debit fee currency name remitterId description descAndName "
        "invoiceNumber ref check id other"
    )
    assert {field.word for field in FIELDS if field.seed} == set(seed.split())


def test_a_fact_reads_as_a_sentence() -> None:
    assert (
        str(sk.Fact("decimal", ",", "'3,50' on line 2", (2,))) == "decimal = ',': '3,50' on line 2"
    )


def test_an_empty_statement_counts_nothing() -> None:
    statement = sk.Statement(())
    assert (statement.counts.records, statement.balance.holds, statement.problems) == (0, None, ())
