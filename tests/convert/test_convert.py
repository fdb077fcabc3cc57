"""Invented configurations of each program, and the layouts that come of them."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import LayoutError, read
from statementkit.convert import KINDS, Conversion, convert
from statementkit.layouts import parse_layout
from statementkit.layouts.checking import check_layout

BESIDE = Path(__file__).parents[2].parent / "shared" / "corpus"
CORPUS = Path(os.environ.get("STATEMENTKIT_CORPUS", BESIDE))

BANK2YNAB = r"""
[DEFAULT]
Source CSV Delimiter = ,
Header Rows = 1
Footer Rows = 0
Date Format =
Plugin =

[EE Kevad]
# kevad_20240131.csv
Use Regex For Filename = True
Source Filename Pattern = kevad_[0-9]{8}
Source CSV Delimiter = ;
Header Rows = 3
Footer Rows = 2
Input Columns = skip,Date,Payee,Memo,Memo,CDFlag,Inflow,Running Balance,skip
Date Format = %d.%m.%Y
Inflow or Outflow Indicator = 5,K,D

[LV Rudens]
Source CSV Delimiter = \t
Header Rows = 0
Input Columns = Date,Payee,Outflow,Inflow
Currency Conversion Factor = 100
Plugin = rudens
"""

FIREFLY = """{
    "version": 3, "date": "d-m-Y", "delimiter": "semicolon", "headers": true,
    "roles": ["account-iban", "date_transaction", "date_interest", "opposing-name", "amount",
              "generic-debit-credit", "currency-code", "description", "note", "tags-comma",
              "budget-id"],
    "do_mapping": [], "mapping": {"3": {"Kohvik Hommik": 7}}
}"""

HLEDGER = """# invented
skip 1
separator ;
fields date, type, payee, memo, amount, total, _
date-format %d.%m.%Y
decimal-mark ,
currency EUR
account1 assets:bank
description %payee %memo
balance %total
newest-first

if %type ^pending$
 skip

if %type ^(correction|storno)$
 amount -%amount

if coffee
 account2 expenses:coffee
"""

CSV2OFX = """
from operator import itemgetter
raise SystemExit("this file is never executed")

def fixdate(text):
    return text["Day"][3:5] + "/" + text["Day"][:2]

mapping = {
    "has_header": True,
    "delimiter": ";",
    "bank": "Kevad",
    "currency": "EUR",
    "date": fixdate,
    "parse_fmt": "%d.%m.%Y",
    "amount": lambda row: row["Sum"],
    "payee": itemgetter("Party"),
    "desc": lambda row: row["A"] + row["B"],
    "type": itemgetter("Kind"),
    "class": itemgetter("Class"),
    "filter": lambda row: row["State"] == "done",
}
"""

OCA = """<?xml version="1.0" encoding="utf-8"?>
<odoo noupdate="1">
  <record id="other" model="res.partner"><field name="name">Nobody</field></record>
  <record id="kevad" model="account.statement.import.sheet.mapping">
    <field name="name">Kevad &amp; Pojad</field>
    <field name="float_thousands_sep">dot</field>
    <field name="float_decimal_sep">comma</field>
    <field name="delimiter">semicolon</field>
    <field name="timestamp_format">%d.%m.%Y</field>
    <field name="timestamp_column">Day</field>
    <field name="amount_column">Sum</field>
    <field name="debit_credit_column">D/C</field>
    <field name="debit_value">D</field>
    <field name="description_column">Label,More</field>
    <field name="partner_name_column">Party</field>
  </record>
</odoo>
"""

EXAMPLES = {
    "bank2ynab": BANK2YNAB,
    "csv2ofx": CSV2OFX,
    "firefly": FIREFLY,
    "hledger": HLEDGER,
    "oca": OCA,
}


def messages(conversion: Conversion) -> str:
    return "\n".join(str(each) for each in conversion.findings)


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_layouts_pass_their_check_and_stand_in_toml_with_their_findings(kind: str) -> None:
    for found in convert(EXAMPLES[kind], kind):
        assert not [each for each in check_layout(found.layout) if each.severity == "error"]
        toml = found.to_toml()
        assert parse_layout(toml) == found.layout
        for each in found.findings:
            assert f"# {str(each).splitlines()[0]}" in toml


def test_bank2ynab() -> None:
    kevad, rudens = convert(BANK2YNAB, "bank2ynab")
    layout = kevad.layout
    assert layout.name == "EE Kevad"
    assert layout.order == "other|date|name|description|description|debit|amount"
    assert (layout.delimiter, layout.skip_lines, layout.footer_lines) == (";", 3, 2)
    assert (layout.header, layout.date_format) == (False, "dd.MM.yyyy")
    assert layout.notes == "Files are called kevad_[0-9]{8}.csv"
    assert "column 8 is 'running balance'" in messages(kevad)
    assert rudens.layout.order == "date|name|debitSum.divide(100)|creditSum.divide(100)"
    assert rudens.layout.delimiter == "\t"
    assert rudens.layout.date_format == "auto"
    assert "the plugin 'rudens'" in messages(rudens)
    assert "no Date Format" in messages(rudens)


def test_a_flag_that_reads_like_the_other_direction_is_reported() -> None:
    [found] = convert(
        "[NL Lente]\nInput Columns = Date,CDFlag,Inflow\nInflow or Outflow Indicator = 1,Af,Bij\n",
        "bank2ynab",
    )
    assert found.layout.order == "date|debit=Bij|amount"
    assert "'Bij' counts as money out" in messages(found)


def test_firefly() -> None:
    [found] = convert(FIREFLY, "firefly")
    statement = read(
        b"a;b;c;d;e;f;g;h;i;j;k\n"
        b"EE471000001020145685;03-02-2024;04-02-2024;Kohvik Hommik;3,20;Af;EUR;Breakfast;two;x;1\n"
        b"EE471000001020145685;13-02-2024;14-02-2024;Tamm;7,00;Bij;EUR;Lunch;;x;1\n",
        found.layout,
    )
    out, back = statement.transactions
    assert (out.amount, back.amount) == (Decimal("-3.20"), Decimal("7.00"))
    assert (out.name, out.description, out.currency) == ("Kohvik Hommik", "Breakfast two", "EUR")
    assert "'tags-comma': layouts know no tags" in messages(found)
    assert "'budget-id': layouts know no budgets" in messages(found)
    assert "the mapping replaces names" in messages(found)


def test_the_keys_of_firefly_before_its_data_importer() -> None:
    [found] = convert(
        '{"date-format": "Ymd", "has-headers": false, "delimiter": "tab",'
        ' "column-roles": ["date-transaction", "amount_debit", "amount_credit", "_ignore"]}',
        "firefly",
    )
    assert found.layout.order == "date|debitSum|creditSum"
    assert (found.layout.header, found.layout.delimiter) == (False, "\t")
    assert found.layout.negative_sums == "absolute"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("date", None, "each file decides how its dates are written"),
        ("date", "U", "'U' of the date pattern 'U' has no counterpart"),
        ("roles", ["amount", "date-due"], "column 2 is 'date_due', a date that layouts have no"),
        ("roles", ["amount", "currency-symbol"], "column 2 is 'currency-symbol': currencies are"),
        ("roles", ["amount", "mood"], "column 2 is 'mood', which has no counterpart"),
        ("specifics", ["AppendHash", "IngBelgium"], "the specific 'IngBelgium' changes the rows"),
        ("specifics", {"AppendHash": 1, "IngBelgium": 1}, "the specific 'IngBelgium' changes"),
        ("default_account", 7, "the default account is a number of Firefly"),
    ],
)
def test_what_a_layout_cannot_say_of_firefly_is_told(key: str, value: Any, said: str) -> None:
    keys = {"date": "Y-m-d", "roles": ["date_transaction", "amount"]}
    [found] = convert(json.dumps({**keys, key: value}), "firefly")
    assert said in messages(found)
    assert "AppendHash" not in messages(found)


def test_firefly_may_number_its_roles_and_name_the_language_of_its_months() -> None:
    roles = {"0": "date_transaction", "1": "amount_negated"}
    [found] = convert(json.dumps({"date": "et:d. F Y", "roles": roles}), "firefly")
    [row] = read("3. märts 2024,3.20\n".encode(), found.layout).transactions
    assert (row.booked_on, row.amount) == (date(2024, 3, 3), Decimal("-3.20"))


def test_hledger() -> None:
    [found] = convert(HLEDGER, "hledger")
    layout = found.layout
    assert layout.order == (
        "date@1|amount@5|description@3|description@4|balance@6"
        "|conditions=2~/(?i)^pending$/,skip"
        ";2~/(?i)^(correction|storno)$/,date@1,amount@5.negate,description@3,description@4,balance@6"
    )
    assert (layout.skip_lines, layout.delimiter, layout.decimal) == (1, ";", ",")
    assert (layout.currency, layout.newest_first) == ("EUR", True)
    assert "1 if-blocks fill accounts" in messages(found)
    statement = read(
        b"d;t;p;m;a;b;\n02.02.2024;Storno;Tamm;back;5,00;95,00;\n01.02.2024;Pending;Tamm;x;1,00;;\n"
        b"01.02.2024;Card;Tamm;lunch;-7,50;100,00;\n",
        layout,
    )
    assert [each.amount for each in statement.transactions] == [Decimal("-5.00"), Decimal("-7.50")]
    assert statement.counts.skipped == 1


def test_a_group_of_a_match_in_hledger_is_a_part_of_the_cell() -> None:
    block = "if %{0} ([0-9.]+)\n amount-{0} \\1\n"
    rules = "fields date, in, out\n" + block.format("in") + block.format("out")
    [found] = convert(rules, "hledger")
    assert found.layout.order == (
        "date@1|creditSum@2.extract(/([0-9.]+)/)|debitSum@3.extract(/([0-9.]+)/)"
    )


@pytest.mark.parametrize(
    "block",
    [
        "if coffee\n amount -%a",
        "if %nobody x\n skip",
        "if %a 1\n amount -%a\nif %d 1\n date %a",
    ],
)
def test_blocks_that_change_what_is_read_are_never_dropped_in_silence(block: str) -> None:
    [found] = convert(f"fields d, a\ndate %d\namount %a\n{block}\n", "hledger")
    assert [each for each in found.findings if each.severity == "error"]


def test_csv2ofx_is_read_and_not_executed() -> None:
    [found] = convert(CSV2OFX, "csv2ofx")
    layout = found.layout
    assert layout.order == "date@[Day]|amount@[Sum]|name@[Party]|debit@[Kind].lower=debit"
    assert (layout.bank, layout.currency, layout.delimiter) == ("Kevad", "EUR", ";")
    assert layout.date_format == "dd.MM.yyyy"
    said = messages(found)
    assert "'date' is computed from the column 'Day'" in said
    assert "'desc' is computed from 'A', 'B'" in said
    assert "'filter' is computed" in said


@pytest.mark.parametrize(
    "entry", ['"amount": lambda r: -float(r["A"])', '"amount": itemgetter("A"), "type": kind']
)
def test_signs_that_are_computed_must_be_completed(entry: str) -> None:
    [found] = convert(f'mapping = {{"date": itemgetter("D"),\n{entry}}}\n', "csv2ofx")
    assert [each for each in found.findings if each.severity == "error"]


def test_oca() -> None:
    [found] = convert(OCA, "oca")
    layout = found.layout
    assert layout.name == "Kevad & Pojad"
    assert layout.order == (
        "date@[Day]|description@[Label]|description@[More]|name@[Party]|amount@[Sum]|debit@[D/C]=D"
    )
    assert (layout.decimal, layout.thousands, layout.delimiter) == (",", ".", ";")
    assert layout.header == ("Day", "Sum")


def test_debit_is_money_in_for_odoo() -> None:
    [found] = convert(
        "name,timestamp_column,timestamp_format,amount_debit_column,amount_credit_column,no_header\n"
        "Suvi,0,%Y-%m-%d,2,3,True\n",
        "oca",
    )
    assert found.layout.order == "date@1|creditSum@3|debitSum@4"
    assert "as Odoo reads them" in messages(found)


BAD = [
    ("bank2ynab", "[A]\nInput Columns = Date\nnonsense\n", 3),
    ("bank2ynab", "Input Columns = Date\n\n", 1),
    ("bank2ynab", "[A]\nInput Columns = Date\n[A]\nInput Columns = Date\n", 3),
    ("bank2ynab", "[A]\nKey = value\n", None),
    ("firefly", '{\n"roles": ["amount",]}', 2),
    ("firefly", "[1]", 1),
    ("firefly", '{"roles": "amount"}', None),
    ("firefly", "[" * 100_000, None),
    ("hledger", "skip 1\nnonsense\n", 2),
    ("hledger", "fields date, amount\nif foo\n\ndate %1\n", 2),
    ("hledger", "if,date,nobody\nfoo,1,2\n", 1),
    ("hledger", "if,date,amount\nfoo,1\n", 2),
    ("hledger", "skip many\n", 1),
    ("csv2ofx", "mapping = {\n", 1),
    ("csv2ofx", "mapping = {'date': 1}\n", None),
    ("csv2ofx", "(" * 10_000 + "\n", None),
    ("oca", "<odoo>\n<record></odoo>", 2),
    ("oca", "<odoo></odoo>", None),
    ("oca", '<!DOCTYPE a [<!ENTITY b "c">]><odoo/>', None),
    ("oca", "name,amount_column\nA,B\n", 1),
]


@pytest.mark.parametrize(("kind", "text", "line"), BAD)
def test_what_is_no_such_configuration_is_refused(kind: str, text: str, line: int | None) -> None:
    with pytest.raises(LayoutError) as caught:
        convert(text, kind)
    [finding] = caught.value.diagnostics
    assert finding.code == "SK560"
    assert finding.hint
    if line is not None:
        assert finding.line == line


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", "\n", "no such file.conf", "\ufeff \n"])
def test_nothing_is_refused_with_a_next_step(kind: str, text: str) -> None:
    with pytest.raises(LayoutError) as caught:
        convert(text, kind)
    assert caught.value.diagnostics[0].hint


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LayoutError, match="the converters are bank2ynab"):
        convert("\n", "quicken")


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_no_text_makes_anything_but_layouts_or_our_errors(kind: str, data: st.DataObject) -> None:
    example = EXAMPLES[kind]
    start = data.draw(st.integers(0, len(example)))
    end = data.draw(st.integers(start, len(example)))
    text = example[:start] + data.draw(st.text(max_size=8)) + example[end:] + "\n"
    try:
        found = convert(text, kind)
    except LayoutError:
        return
    for each in found:
        wrong = [f for f in check_layout(each.layout) if f.severity == "error"]
        assert bool(wrong) <= any(f.severity == "error" for f in each.findings)
        assert parse_layout(each.to_toml()) == each.layout


# -- the layouts of banks that are known to be the result -----------------------------------------

FIELDS = {
    "amount": "Inflow",
    "creditSum": "Inflow",
    "date": "Date",
    "debitSum": "Outflow",
    "description": "Memo",
    "name": "Payee",
    "other": "skip",
}
LETTERS = {"yyyy": "%Y", "yy": "%y", "MMM": "%b", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M"}


def rows() -> list[list[str]]:
    path = CORPUS / "bank2ynab-orders.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def conf(row: list[str]) -> str:
    """Return the section of which a row is the result."""
    name, order, pattern, delimiter, skip, footer, _ = row
    columns = order.split("|")
    words = [
        "CDFlag" if each.startswith("debit=") or each == "debit" else FIELDS[each]
        for each in columns
    ]
    flag = next(
        (each.partition("=")[2] or "D" for each in columns if each[:6] in ("debit=", "debit")), ""
    )
    for letters, directive in {**LETTERS, "ss": "%S"}.items():
        pattern = pattern.replace(letters, directive)
    return (
        f"[{name}]\nInput Columns = {','.join(words)},skip\nSource CSV Delimiter = {delimiter}\n"
        f"Header Rows = {skip}\nFooter Rows = {footer}\n"
        f"Date Format = {'' if pattern == '?' else pattern}\n"
        f"Inflow or Outflow Indicator = {f'9,X,{flag}' if flag else ''}\n"
    )


@pytest.mark.skipif(not rows(), reason="no folder of real files beside the checkout")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_the_layouts_of_real_banks(row: list[str]) -> None:
    [found] = convert(conf(row), "bank2ynab")
    layout = found.layout
    assert (layout.order or "").replace("?", "") == row[1]
    assert layout.date_format == (row[2] if row[2] != "?" else "auto")
    assert layout.delimiter == row[3].replace("\\t", "\t")
    assert (layout.skip_lines, layout.footer_lines) == (int(row[4]), int(row[5]))


def rules_files() -> list[Path]:
    return sorted((CORPUS / "expected" / "hledger").glob("*.rules"))


@pytest.mark.skipif(not rules_files(), reason="no folder of real files beside the checkout")
@pytest.mark.parametrize("path", rules_files(), ids=lambda path: path.name)
def test_real_rules_of_hledger(path: Path) -> None:
    try:
        found = convert(path, "hledger")
    except LayoutError as error:
        lines = [each.line for each in error.diagnostics]
        found = []
    else:
        lines = [1]
    assert all(lines)
    for each in found:
        wrong = [f for f in check_layout(each.layout) if f.severity == "error"]
        assert set(wrong) <= set(each.findings)
