"""What banks answer: JSON, and complaints in each bank's own shape."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODES = ("errorCode", "code", "error")
_IDS = ("errorId", "id")
_MESSAGES = ("errorMessage", "message", "errorText", "error_description")
"""Where the banks' errors hold their code, the number of the request, and a text for people."""


@attrs.frozen
class Answer:
    """An answer over HTTP; the names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    def without(self, *secrets: str) -> Answer:
        """Return the same answer, in which secrets that it may repeat cannot be read."""
        body = self.body
        for secret in filter(None, secrets):
            body = body.replace(secret.encode(), b"...")
        return self if body is self.body else attrs.evolve(self, body=body)


@attrs.frozen
class Complaint:
    """What a bank says about a request that it refuses."""

    code: str | None
    request_id: str | None
    message: str

    @classmethod
    def of(cls, said: object, answer: Answer) -> Complaint:
        """Return what an answer, and the JSON in it, says, wherever the bank puts it."""
        words = said if isinstance(said, dict) else {}
        return cls(
            _first(words, _CODES),
            _first(words, _IDS) or answer.headers.get("x-request-id"),
            _first(words, _MESSAGES) or "",
        )

    def says(self, *pieces: str) -> bool:
        """Tell whether one of some pieces stands in the bank's words."""
        said = f"{self.code or ''} {self.message}".casefold()
        return any(piece in said for piece in pieces)


def parsed(body: bytes) -> Any:
    """Return the value of a JSON text, its numbers as the texts that the bank wrote.

    Raises `ValueError` if it is none.

    >>> parsed(b'{"amount": 1500.10}')
    {'amount': '1500.10'}
    """
    try:
        return json.loads(body, parse_float=str, parse_int=str, parse_constant=_no_number)
    except RecursionError:
        raise ValueError from None


def retry_after(answer: Answer, now: datetime) -> datetime | None:
    """Return when a bank wants to be asked again, `None` if it does not say.

    The header holds seconds or a date (RFC 9110, 10.2.3).

    >>> now = datetime(2024, 3, 5, tzinfo=UTC)
    >>> retry_after(Answer(429, {"retry-after": "30"}, b""), now).isoformat()
    '2024-03-05T00:00:30+00:00'
    """
    said = answer.headers.get("retry-after", "").strip()
    try:
        if said.isascii() and said.isdigit():
            return now + timedelta(seconds=int(said))
        when = parsedate_to_datetime(said)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _first(words: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    found = (words.get(name) for name in names)
    return next((each for each in found if isinstance(each, str) and each), None)


def _no_number(text: str) -> Any:
    raise ValueError(text)
