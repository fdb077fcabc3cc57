"""Invented files in the shapes that banks and programs give 1CClientBankExchange.

`invent` makes one, and says what it holds; `inventions` is a strategy of them for Hypothesis.
Every name and amount in them is made up, every number of a taxpayer and of an account has valid
check digits, and opening + received - spent = closing holds in every section.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.late import late_names

if TYPE_CHECKING:
    from statementkit.testing.onec.inventing import DIALECTS, Invention, invent
    from statementkit.testing.onec.movements import Movement
    from statementkit.testing.onec.strategies import inventions
    from statementkit.testing.parties import Party

__all__ = ["DIALECTS", "Invention", "Movement", "Party", "invent", "inventions"]

_HOMES = {
    "DIALECTS": "inventing",
    "Invention": "inventing",
    "Movement": "movements",
    "Party": "movements",
    "invent": "inventing",
    "inventions": "strategies",
}
"""Names whose modules are imported at their first use: only strategies need Hypothesis."""

__getattr__, __dir__ = late_names(__name__, _HOMES)
