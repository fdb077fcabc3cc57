"""What all dialects can do, and which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from statementkit.testing.fakebank import modulbank, tbank, tochka

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.testing.fakebank.answers import Answer, Request
    from statementkit.testing.fakebank.ledger import Ledger
    from statementkit.testing.fakebank.tochka_tokens import Tokens


class Dialect(Protocol):
    """A bank in front of a ledger: what it says to a request."""

    ledger: Ledger

    @property
    def token(self) -> str:
        """What opens the bank."""

    @property
    def name(self) -> str:
        """What the bank is called."""

    @property
    def limits(self) -> Mapping[str, int]:
        """Requests per second by the last part of a path."""

    def owns(self, path: str) -> bool:
        """Tell whether a path is one of this bank's."""

    def answer(self, request: Request) -> Answer:
        """Answer a request. Raises `RefusalError` for what the bank does not take."""

    def refusal(self, kind: str) -> Answer:
        """Return an error in the shape that this bank gives it."""


def dialect_of(
    bank: str, ledger: Ledger, tokens: Tokens, page_size: int | None, polls: int
) -> Dialect:
    """Return a bank in front of a ledger; Tochka, which has no pages, takes `tokens` and `polls`.

    Raises `ValueError` for a bank that the fake does not know.
    """
    if bank == tbank.NAME:
        return tbank.TBank(ledger, "t.invented-token-of-tbank", page_size or tbank.MOST_ROWS)
    if bank == modulbank.NAME:
        token = "invented-token-of-modulbank"  # noqa: S105 - it opens nothing
        return modulbank.Modulbank(ledger, token, page_size or modulbank.MOST_ROWS)
    if bank == tochka.NAME:
        return tochka.Tochka(ledger, tokens, polls)
    raise ValueError(f"the fake bank does not speak as {bank!r}")
