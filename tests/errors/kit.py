"""What the kit for tests refuses: each function of `REFUSED` provokes one sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit import Layout, Transaction
from statementkit.testing import anonymise, render, rows, shrink
from statementkit.testing.onec import invent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LAYOUT = Layout(
    name="hansa", order="date|name|amount", date_format="dd.MM.yyyy", decimal=",", currency="EUR"
)


def refuse(name: str) -> None:
    """Provoke a refusal."""
    REFUSED[name]()


def _no_room() -> None:
    with_id = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", bank_id="17")
    render([with_id], LAYOUT)


def _no_branch() -> None:
    rows(LAYOUT, branch=2)


def _workbook() -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
    anonymise(book.getvalue(), LAYOUT)


def _money_in_texts() -> None:
    layout = attrs.evolve(LAYOUT, order="date|name|amount|conditions=2~/[qx]/,skip", delimiter=";")
    file = "date;name;amount\n01.02.2024;The quiet one with a very long name, on the square\n;3,20"
    anonymise(file.encode(), layout)


def _healthy() -> None:
    shrink(b"date;name;amount\n01.02.2024;Mari Kask;-3,20\n", LAYOUT, "SK301")


def _for_1c() -> None:
    shrink(invent("sber").content, LAYOUT, "SK301")


REFUSED: Mapping[str, Callable[[], None]] = {
    "no room": _no_room,
    "no branch": _no_branch,
    "workbook": _workbook,
    "money in texts": _money_in_texts,
    "healthy": _healthy,
    "for 1C": _for_1c,
}
