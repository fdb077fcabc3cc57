"""Shipped layouts obey the laws of the kit, drawn ones too, and whatever breaks a law is found."""

from __future__ import annotations

import importlib.util
from contextlib import ExitStack
from decimal import Decimal
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any
from unittest import mock

import attrs
import pytest
from hypothesis import HealthCheck, find, given, reject, settings

import statementkit as sk
import statementkit.testing as kit
from statementkit.layouts import Layout, shipped_layouts
from statementkit.order import interpret
from statementkit.order.mapper import RowMapper
from statementkit.reader import read
from statementkit.testing import LawError, UntestedBranchWarning, check_layout, laws, layouts, rows
from statementkit.testing.drawing import sample_of, samples
from statementkit.testing.files import Dress
from statementkit.testing.forms import Form
from statementkit.testing.trials import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from statementkit.order.outcomes import Outcome

PLAIN = Layout(
    name="hansa",
    order="date|name|description|amount|fee|conditions=2=Hold,skip",
    date_format="dd.MM.yyyy",
    decimal=",",
    thousands=".",
    delimiter=";",
    currency="EUR",
)


@pytest.mark.parametrize("name", shipped_layouts())
def test_shipped_layouts_obey_the_laws(name: str) -> None:
    check_layout(name, examples=4)


@settings(max_examples=8, suppress_health_check=[HealthCheck.nested_given])
@given(layouts())
@pytest.mark.filterwarnings("ignore::statementkit.testing.LayoutWarning")
def test_drawn_layouts_obey_the_laws(layout: Layout) -> None:
    try:
        check_layout(layout, examples=2)
    except sk.WriteError as error:
        assert error.code == "SK791"  # noqa: PT017 - checks that no row passes
        reject()


@pytest.mark.filterwarnings("ignore::statementkit.testing.LayoutWarning")
@pytest.mark.parametrize("order", [PLAIN.order, "date|amount@[Who]|name@5", "date|amount"])
def test_a_header_may_name_fewer_columns_than_the_order_reads(order: str) -> None:
    check_layout(attrs.evolve(PLAIN, order=order, header_fingerprint=["Day", "Who"]), examples=3)


# -- faults are found ------------------------------------------------------------------------------


def _changed(change: Callable[[sk.Statement], sk.Statement]) -> Any:
    def changed(*arguments: Any, **settings: Any) -> sk.Statement:
        return change(read(*arguments, **settings))

    return mock.patch.object(laws, "read", changed)


def _without_last(statement: sk.Statement) -> sk.Statement:
    return attrs.evolve(statement, transactions=statement.transactions[:-1])


def _rounded(statement: sk.Statement) -> sk.Statement:
    rounded = (
        attrs.evolve(each, amount=each.amount.quantize(Decimal("0.1")))
        for each in statement.transactions
    )
    return attrs.evolve(statement, transactions=tuple(rounded))


def _miscounted(statement: sk.Statement) -> sk.Statement:
    counts = attrs.evolve(statement.counts, skipped=statement.counts.skipped + 1)
    return attrs.evolve(statement, counts=counts)


def _careless_if_long(statement: sk.Statement) -> sk.Statement:
    return _without_last(statement) if len(statement.transactions) > 2 else statement


@pytest.mark.parametrize("change", [_without_last, _rounded, _miscounted])
def test_a_careless_reader_breaks_a_law(change: Callable[[sk.Statement], sk.Statement]) -> None:
    with _changed(change), pytest.raises(LawError) as caught:
        check_layout(PLAIN)
    error = caught.value
    assert error.law == "a file is read as it was meant"
    assert error.layout is PLAIN
    assert error.content.decode() in str(error)


def test_the_file_that_shows_a_fault_is_the_smallest() -> None:
    with _changed(_without_last), pytest.raises(LawError) as caught:
        check_layout(PLAIN)
    assert caught.value.content == (
        b"date;name;description;amount;fee\n29.02.2024;Kohvik Hommik;Arve 2024-061;-3,20;\n"
    )


@pytest.mark.parametrize("said", [0, 4])
def test_nothing_can_be_left_out_of_the_file_that_shows_a_fault(said: int) -> None:
    """However little of it Hypothesis leaves out, which differs between its versions."""
    form = Form.of(PLAIN)
    drawn = find(samples(form), lambda it: len(it.transactions) == said)
    sample = sample_of(form, drawn.records, Dress(quote_all=True, newline="\r\n"))
    trial = Trial(sample, (4, 3, 2, 1, 0), [(0, 1, b"d")], [["29.02.2024", "", "", "1", "1"]] * 2)
    with (
        _changed(_careless_if_long),
        mock.patch.object(laws, "find", return_value=trial),
        pytest.raises(LawError) as caught,
    ):
        check_layout(PLAIN)
    header, *records = caught.value.content.splitlines(keepends=True)
    assert b'"' not in header
    assert _is_long([header, *records])
    for fewer in combinations(records, len(records) - 1):
        assert not _is_long([header, *fewer])


def _is_long(lines: list[bytes]) -> bool:
    return len(sk.read(b"".join(lines), PLAIN).transactions) > 2


def test_engines_that_disagree_are_found() -> None:
    def without_first(mapper: RowMapper, rows: Sequence[Any], **_: Any) -> Any:
        return iter(list(mapper.function(enumerate(rows, 1), mapper.tally()))[1:])

    with (
        mock.patch.object(RowMapper, "map_rows", without_first),
        pytest.raises(LawError, match="all engines read alike"),
    ):
        check_layout(PLAIN)


def test_a_fee_that_is_lost_is_found() -> None:
    run = interpret.Interpreter.run

    def without_fees(*arguments: Any) -> Outcome:
        outcome = run(*arguments)
        return attrs.evolve(outcome, transactions=outcome.transactions[:1])

    with (
        mock.patch.object(interpret.Interpreter, "run", without_fees),
        pytest.raises(LawError) as caught,
    ):
        check_layout(PLAIN)
    *_, fee = caught.value.content.decode().rstrip().split(";")
    assert fee != ""


def test_an_import_that_doubles_is_found() -> None:
    with (
        ExitStack() as opened,
        mock.patch.object(laws, "_ACCOUNT", "A"),
        mock.patch.object(laws, "review", partial(_forgetful, opened)),
        pytest.raises(LawError, match="importing again adds nothing"),
    ):
        check_layout(PLAIN)


def _forgetful(opened: ExitStack, statement: sk.Statement, *_: Any, **options: Any) -> sk.Plan:
    return sk.review(statement, opened.enter_context(sk.open_store("sqlite://")), **options)


def test_a_fault_of_the_library_is_told_with_its_file() -> None:
    with (
        mock.patch.object(laws, "rows_of", side_effect=ZeroDivisionError("oops")),
        pytest.raises(LawError, match="the library has a fault: ZeroDivisionError: oops"),
    ):
        check_layout(PLAIN)


def test_a_branch_that_no_row_takes_is_told() -> None:
    order = "date|name|amount|conditions=2=a,skip;2=a,date,description,amount"
    with pytest.warns(UntestedBranchWarning, match="takes branch 2 of the order"):
        check_layout(attrs.evolve(PLAIN, order=order), examples=1)
    with pytest.raises(sk.WriteError, match="no row is found that takes branch 2"):
        rows(attrs.evolve(PLAIN, order=order), branch=2)
    with pytest.raises(sk.WriteError, match="no row is found that the order takes"):
        check_layout(attrs.evolve(PLAIN, order='conditions=1="a",1="b",skip'))


def test_a_layout_that_cannot_be_used_is_no_broken_law() -> None:
    with pytest.raises(sk.LayoutError, match="there is no layout 'hansa'"):
        check_layout("hansa")
    with pytest.raises(sk.OrderError, match="unknown field"):
        check_layout(attrs.evolve(PLAIN, order="date|amuont"))
    order = "date|balance|conditions=1=x,date,balance"
    with pytest.raises(sk.LayoutError, match="needs conditions that tell their records"):
        check_layout(attrs.evolve(PLAIN, closing_balance=order))
    with pytest.raises(sk.WriteError, match="its hook 'x' would have to be undone"):
        check_layout(attrs.evolve(PLAIN, hook="x"))


def test_no_module_hides_a_name_of_the_kit() -> None:
    for name in kit.__all__:
        assert callable(getattr(kit, name))
        assert not hasattr(importlib.util.find_spec(f"statementkit.testing.{name}"), "loader")
