"""The rulings of the order language by number, as far as they concern text, tree and meaning.

Those about cells and rows (10 to 17) are ruled on running orders in `test_rulings_rows`.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import OrderSyntaxError
from statementkit.order.check import check_order
from statementkit.order.nodes import (
    Blank,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Number,
    Order,
    Text,
    Transform,
)
from statementkit.order.parser import parse_order


def default(text: str) -> tuple[Column, ...]:
    order = parse_order(text)
    assert order.default is not None
    return order.default.columns


def refused(text: str) -> str:
    """The code and hint of the one thing that is wrong with a text."""
    with pytest.raises(OrderSyntaxError) as caught:
        parse_order(text)
    (finding,) = caught.value.diagnostics
    return f"{finding.code} {finding.message}: {finding.hint}"


def found(text: str) -> list[str]:
    return [f"{each.code} {each.severity}" for each in check_order(parse_order(text))]


def value_of(check: str) -> object:
    return parse_order(f"conditions={check},skip").branches[0].checks[0].value


def test_ruling_1_separators() -> None:
    order = parse_order("debit=a,b;c|date|conditions=4=x|y,date,amount;5=z,skip")
    assert order.default == ColumnList((Column("debit", literal=Text("a,b;c")), Column("date")))
    assert [branch.checks[0].value for branch in order.branches] == [Text("x|y"), Text("z")]
    assert "SK108" in refused("date,amount")
    assert "SK108" in refused("date;amount")
    assert "SK108" in refused("date|amount|conditions=4=x,date|amount")


def test_ruling_2_a_bar_after_a_column_begins_a_column_or_the_branches() -> None:
    text = "date|amount|{}4=x,skip"
    assert len(parse_order(text.format("conditions=")).branches) == 1
    assert len(parse_order(text.format(" conditions = ")).branches) == 1
    assert parse_order("date|amount|name").branches == ()


def test_ruling_3_fields_are_whole_words_whatever_the_case() -> None:
    text = "DEBIT|debitSum|Description|descandname|credit|creditsum|id|fee|feeincluded"
    assert [column.field for column in default(text)] == [
        "debit", "debitSum", "description", "descAndName", "credit", "creditSum", "id", "fee",
        "feeIncluded",
    ]  # fmt: skip
    for wrong in ("debitSums", "descAnd", "dates", "idx", "amount1"):
        assert refused(wrong).startswith("SK104")


def test_ruling_4_divide() -> None:
    (column,) = default("debitSumdivide-1%")
    assert column.transforms == (Transform("divide", (Number("-1"),), old_spelling=True),)
    assert found("date|amountdivide0%") == ["SK213 error"]
    assert "SK105" in refused("date|amountdivide100")
    assert "% only ends the number" in refused("date|amountdivide100")
    for field in ("amount", "creditSum", "debitSum"):
        assert found(f"date|{field}divide100%") == []
    assert found("date|amount|feedivide-1%|balancedivide100%") == []
    for field in ("name", "currency", "debit", "id"):
        assert found(f"date|amount|{field}divide-1%") == ["SK212 error"]
    assert found("datedivide-1%|amount") == ["SK212 error"]


def test_ruling_5_a_check_begins_with_a_digit_a_column_with_a_letter() -> None:
    (branch,) = parse_order("conditions=4=date,[id]=name,id,date,amount").branches
    assert [check.value for check in branch.checks] == [Text("date"), Text("name")]
    assert "SK106" in refused("conditions=4=x,date,5=y,amount")


@pytest.mark.parametrize("space", [" ", "\N{NO-BREAK SPACE}", "\t", "\n", "\N{EM SPACE}"])
def test_ruling_6_white_space_is_trimmed_and_inner_space_stays(space: str) -> None:
    text = (
        "debit={0}a{0}b{0}|{0}amount{0}divide{0}-1{0}%{0}|{0}"
        "conditions{0}={0}4{0}={0}c{0}d{0},{0}skip{0}"
    )
    tight = "debit=a{0}b|amountdivide-1%|conditions=4=c{0}d,skip"
    assert parse_order(text.format(space)) == parse_order(tight.format(space))
    assert default(f"debit=a{space}b")[0].literal == Text(f"a{space}b")


def test_ruling_7_separators_at_the_end() -> None:
    assert found("date|amount|conditions=4=x,skip;") == []
    assert found("date|amount|") == ["SK250 warning"]
    assert found("date|amount|name|conditions=4=x,date,amount,") == ["SK250 warning"]
    assert parse_order("date|amount|") == parse_order("date|amount")
    assert "write other" in refused("date||amount")
    assert "write other" in refused("date|amount||")
    assert "SK114" in refused("date|amount|conditions=4=x,skip;;")


def test_ruling_8_columns_count_from_1() -> None:
    (branch,) = parse_order("date|conditions=1=x,date").branches
    assert branch.checks[0].place == ColumnNumber(1)
    assert found("date|amount|conditions=0=x,skip") == ["SK201 error"]
    assert found("date@0|amount@1") == ["SK201 error"]


def test_ruling_9_a_decimal_comma_in_a_check() -> None:
    assert "write 6>0.5" in refused("date|amount|conditions=6>0,5,date,amount")
    assert value_of("6>0.5") == Number("0.5")


def test_ruling_10_equality_is_of_texts() -> None:
    assert value_of("4=007") == Text("007")
    assert value_of("4=7") != value_of("4=007")
    assert value_of("4=Refund") != value_of("4=refund")
    assert found("date|amount|conditions=4=12.50,skip") == ["SK251 warning"]
    assert found("date|amount|conditions=4=12,skip") == []


def test_ruling_11_limits_are_numbers() -> None:
    assert value_of("6>0") == Number("0")
    assert found("date|amount|conditions=6>abc,skip") == ["SK220 error"]
    assert found("date|amount|conditions=6<1 000,skip") == ["SK220 error"]


def test_ruling_12_blank_in_capitals_and_only_with_equals() -> None:
    assert value_of("4=BLANK") == Blank()
    assert value_of("4=NOTBLANK") == Blank(negated=True)
    assert value_of('4="BLANK"') == Text("BLANK", quoted=True)
    assert value_of("4=blank") == Text("blank")
    assert value_of("4=BLANK it") == Text("BLANK it")
    assert found("date|amount|conditions=4=blank,skip") == ["SK255 warning"]
    assert found("date|amount|conditions=4>BLANK,skip") == ["SK221 error"]


def test_ruling_13_several_checks() -> None:
    (branch,) = parse_order("conditions=6>0,4=x,17=BLANK,date,amount").branches
    assert [check.place for check in branch.checks] == [
        ColumnNumber(6), ColumnNumber(4), ColumnNumber(17),
    ]  # fmt: skip


def test_ruling_14_an_order_may_lack_a_default() -> None:
    assert parse_order("conditions=4=x,date,amount").default is None
    assert found("conditions=4=x,date,amount") == []
    assert found("date|amount|name|conditions=4=x,date,amount;4=x,5=y,skip") == ["SK257 warning"]


@given(st.sampled_from(["date|amount", "date|name|debitSumdivide-1%"]), st.integers(1, 5))
def test_ruling_16_appending_other_says_nothing_new(text: str, many: int) -> None:
    assert found(text + "|other" * many) == found(text) == []


def test_ruling_18_what_a_layout_needs() -> None:
    assert found("date|name") == ["SK205 error"]
    assert found("amount|name") == ["SK204 error"]
    assert found("name") == ["SK204 error", "SK205 error"]
    assert found("date|amount|conditions=4=x,date") == ["SK205 error"]
    assert found("date|amount|conditions=4=x,other") == []
    for field in ("amount", "creditSum", "debitSum"):
        assert found(f"date|{field}") == []


def test_ruling_19_repeats() -> None:
    for field in ("name", "description", "descAndName", "fee", "other"):
        assert found(f"date|amount|{field}|{field}|{field}") == []
    for field in ("currency", "ref", "id", "debit", "remitterId"):
        assert found(f"date|amount|{field}|{field}") == ["SK206 error"]
    assert found("date|amount|amount") == ["SK206 error"]
    assert found("date|amount?|amount?") == []


def test_ruling_20_unknown_fields() -> None:
    assert "did you mean 'currency'?" in refused("date|curency|amount")
    assert "write date|amount|currency|other" in refused("data suma valiuta kita")
    for translated, field in [("data", "date"), ("suma", "amount"), ("kita", "other")]:
        assert f"write {field}" in refused(f"id|{translated}|name")


def test_ruling_21_typographic_copies() -> None:
    assert "SK121" in refused("date|amountdivide\N{MINUS SIGN}1%")
    assert "SK121" in refused("date|amountdivide\N{EN DASH}1%")
    assert found("date|amount|conditions=6>\N{EN DASH}1,skip") == ["SK220 error"]
    assert found("date|amount|conditions=4=“Refund”,skip") == ["SK254 warning"]
    assert found("date|amount|debit=‘D’") == ["SK254 warning"]
    assert "SK121" in refused("date|“amount”")


def test_the_tree_of_a_seed_order() -> None:
    order = parse_order("date|amount|conditions=6>0,4=Payment Refund,date,fee,amount;")
    assert order == Order(
        ColumnList((Column("date"), Column("amount"))),
        (
            type(order.branches[0])(
                (
                    Check(ColumnNumber(6), ">", Number("0")),
                    Check(ColumnNumber(4), "=", Text("Payment Refund")),
                ),
                ColumnList((Column("date"), Column("fee"), Column("amount"))),
            ),
        ),
    )
