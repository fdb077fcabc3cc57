"""Invented statements with known transactions: every way in which banks write them, at random."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

PATTERNS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d-%m-%Y", "%Y/%m/%d")

NAMES = {
    "en": ("Booking date", "Value date", "Payee", "Details", "Amount", "In", "Out", "Balance"),
    "de": (
        "Buchungstag",
        "Valuta",
        "Empfänger",
        "Verwendungszweck",
        "Betrag",
        "Haben",
        "Soll",
        "Saldo",
    ),
    "et": (
        "Kandekuupäev",
        "Väärtuspäev",
        "Saaja/maksja",
        "Selgitus",
        "Summa",
        "Kreedit",
        "Deebet",
        "Saldo",
    ),
    "pl": (
        "Data księgowania",
        "Data waluty",
        "Odbiorca",
        "Tytuł",
        "Kwota",
        "Uznania",
        "Obciążenia",
        "Saldo",
    ),
    "ru": (
        "Дата проводки",
        "Дата валютирования",
        "Контрагент",
        "Описание",
        "Сумма",
        "Приход",
        "Расход",
        "Остаток",
    ),
}

FLAGS = (("D", "C"), ("D", "K"), ("S", "H"), ("Af", "Bij"), ("Debit", "Credit"), ("支出", "收入"))
FLAG_NAME = "D/C"
STATES = (("Completed", "Pending"), ("Gebucht", "Vorgemerkt"), ("COMPLETED", "REVERTED"))

INWARD = (
    "Salary March",
    "Palk",
    "Gehalt",
    "Anna Näidis",
    "OÜ Põhjala",
    "Refund 17",
    "Mari Maasikas",
)
OUTWARD = (
    "Kohvik Hommik",
    "Supermarket",
    "Miete",
    "Jaan Tamm",
    "Kauplus Sõber",
    "Netflix",
    "Hind 3",
)

Payment = tuple[date, Decimal]


@attrs.frozen
class Written:
    """A statement as bytes, what it holds, and how it was written."""

    content: bytes
    payments: list[Payment]
    style: dict[str, Any]


@st.composite
def styles(draw: st.DrawFn) -> dict[str, Any]:
    """Draw how a bank writes."""
    mark = draw(st.sampled_from(".,"))
    return {
        "language": draw(st.sampled_from(sorted(NAMES))),
        "pattern": draw(st.sampled_from(PATTERNS)),
        "mark": mark,
        "group": draw(st.sampled_from(["", "'", " ", "," if mark == "." else "."])),
        "delimiter": draw(st.sampled_from([";", "\t"] if mark == "," else [",", ";", "\t", "|"])),
        "sign": draw(
            st.sampled_from(["signed", "pair", "negative pair", "flag", "expense", "none"])
        ),
        "balance": draw(st.booleans()),
        "newest_first": draw(st.booleans()),
        "header": draw(st.integers(0, 5)) > 0,
        "preamble": draw(st.integers(0, 4)),
        "footer": draw(st.booleans()),
        "value_date": draw(st.booleans()),
        "states": draw(st.one_of(st.none(), st.sampled_from(STATES))),
        "flags": draw(st.sampled_from(FLAGS)),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    }


@st.composite
def written(draw: st.DrawFn) -> Written:
    """Draw a statement: rows follow each other by day, and most of them are money out."""
    style = draw(styles())
    rows = draw(st.lists(_rows(), min_size=1, max_size=25))
    if style["sign"] == "expense":
        rows = _mostly_outward(rows)
    return write(style, rows, draw(st.dates(date(2019, 1, 1), date(2026, 12, 1))))


def _mostly_outward(
    rows: list[tuple[int, Decimal, str, bool]],
) -> list[tuple[int, Decimal, str, bool]]:
    """Turn rows round until half are money out, or one: nobody has a card to be paid back."""
    spent = sum(amount < 0 for _, amount, *_ in rows)
    lacking = max(1, len(rows) // 2) - spent
    turned = []
    for days, amount, name, is_open in rows:
        if amount > 0 and days % 2:
            name = OUTWARD[days % len(OUTWARD)]  # a shop pays back under its own name
        if amount > 0 and lacking > 0:
            lacking -= 1
            turned.append((days, -amount, OUTWARD[days % len(OUTWARD)], is_open))
        else:
            turned.append((days, amount, name, is_open))
    return turned


@st.composite
def _rows(draw: st.DrawFn) -> tuple[int, Decimal, str, bool]:
    outward = draw(st.integers(0, 9)) > 2
    cents = draw(st.integers(1, 99_999_99))
    name = draw(st.sampled_from(OUTWARD if outward else INWARD))
    days = draw(st.integers(0, 20))
    return (
        days,
        Decimal(-cents if outward else cents).scaleb(-2),
        name,
        draw(st.integers(0, 7)) == 0,
    )


def write(
    style: dict[str, Any], rows: list[tuple[int, Decimal, str, bool]], start: date
) -> Written:
    """Return the statement that these rows make in this style."""
    day, balance = start, Decimal("1000.00")
    records, payments = [], []
    for days, amount, name, is_open in rows:
        day += timedelta(days)
        pending = is_open and style["states"] is not None
        if not pending:
            balance += amount
            payments.append((day, amount))
        records.append(_cells(style, day, amount, name, balance, pending=pending))
    if style["newest_first"]:
        records.reverse()
        payments.reverse()
    lines = [["Statement of account", "Anna Näidis"], ["Account", "EE382200221020145685"]]
    top = [lines[place % 2] for place in range(style["preamble"])]
    head = [_header(style)] if style["header"] else []
    foot = [["Total", "", ""]] if style["footer"] else []
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=style["delimiter"], quoting=style["quoting"], lineterminator="\r\n"
    )
    writer.writerows([*top, *head, *records, *foot])
    return Written(text.getvalue().encode(style["encoding"]), payments, style)


def _header(style: dict[str, Any]) -> list[str]:
    booked, valued, name, text, amount, paid_in, paid_out, balance = NAMES[style["language"]]
    money = {"pair": [paid_in, paid_out], "negative pair": [paid_in, paid_out]}
    names = [booked, *([valued] if style["value_date"] else []), name, text]
    names += money.get(style["sign"], [amount])
    names += [FLAG_NAME] if style["sign"] == "flag" else []
    names += [balance] if style["balance"] else []
    return names + (["Status"] if style["states"] else [])


def _cells(
    style: dict[str, Any], day: date, amount: Decimal, name: str, balance: Decimal, *, pending: bool
) -> list[str]:
    said = day.strftime(style["pattern"])
    cells = [said, *([said] if style["value_date"] else []), name, f"No {abs(amount):.0f}"]
    size = number(style, abs(amount))
    minus = "-" if amount < 0 else ""
    match style["sign"]:
        case "signed":
            cells.append(minus + size)
        case "expense":
            cells.append(size if minus else f"-{size}")
        case "pair":
            cells += ["", size] if minus else [size, ""]
        case "negative pair":
            cells += ["", f"-{size}"] if minus else [size, ""]
        case "flag":
            cells += [size, style["flags"][not minus]]
        case _:
            cells.append(size)
    if style["balance"]:
        told = ("-" if balance < 0 else "") + number(style, abs(balance))
        cells.append("" if pending else told)
    return cells + ([style["states"][pending]] if style["states"] else [])


def number(style: dict[str, Any], size: Decimal) -> str:
    """Return a number as a style writes it."""
    whole, _, cents = f"{size:,.2f}".partition(".")
    return f"{whole.replace(',', style['group'])}{style['mark']}{cents}"
