"""What the kit for tests refuses: each function of `REFUSED` provokes one sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from statementkit import Layout, Transaction
from statementkit.testing import render, rows

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


REFUSED: Mapping[str, Callable[[], None]] = {
    "no room": _no_room,
    "no branch": _no_branch,
}
