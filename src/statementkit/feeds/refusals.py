"""From what a bank answers to what a person does next: one table of cases, and who fits which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, quoted
from statementkit.feeds.answers import Complaint, parsed, retry_after
from statementkit.feeds.errors import (
    AuthError,
    BadRequest,
    FeedError,
    ProtocolError,
    RateLimited,
    ScopeError,
    TemporaryError,
)

if TYPE_CHECKING:
    from datetime import datetime

    from statementkit.feeds.answers import Answer


@attrs.frozen
class _Case:
    """What an answer amounts to."""

    error: type[FeedError]
    code: str
    message: str
    hint: str


_UNKNOWN_TOKEN = _Case(
    AuthError,
    "SK804",
    "the token is not accepted",
    "look whether it is whole and not revoked; if need be, make another one in the web bank",
)
_EXPIRED_TOKEN = _Case(
    AuthError,
    "SK805",
    "the token has expired",
    "make another one in the web bank, and put it where the old one stands",
)
_ADDRESS = _Case(
    ScopeError,
    "SK806",
    "the token may not be used from this computer's address",
    "enter the static IP address under the token in the web bank",
)
_PERMISSION = _Case(
    ScopeError,
    "SK807",
    "the token has no permission for this",
    "make a token with permission to read accounts and statements; it needs no other",
)
_CONSENT = _Case(
    ScopeError,
    "SK808",
    "the consent to this is missing, or was withdrawn",
    "give it again in the web bank: reading accounts, balances and statements",
)
_TOO_MANY = _Case(
    RateLimited,
    "SK809",
    "too many requests",
    "let some time pass; if it happens often, run less often or for fewer accounts",
)
_DOWN = _Case(TemporaryError, "SK810", "the bank cannot answer now", "try again later")
_REFUSED = _Case(
    BadRequest,
    "SK812",
    "the bank refuses the request",
    "look whether account and period are right; the bank's support asks for the request's number",
)
_REDIRECT = _Case(
    ProtocolError,
    "SK813",
    "the bank sends the request to another address, to which no token is taken",
    "look whether the address of the bank is right, and whether a proxy stands in between",
)
_NO_JSON = _Case(
    TemporaryError,
    "SK815",
    "the answer is not the JSON that was to come",
    "try again later; if it stays so, look whether a proxy answers in the bank's place",
)

_NOW_NOT = ("временно недоступ", "временно не доступ", "попробуйте позже", "apierror")
_OF_ADDRESS = ("ip-адрес", "ip адрес", "ip address")
_OF_CONSENT = ("consent", "согласи")
_OF_TIME = ("expired", "истек", "истёк")

_PASSING = frozenset((408, 423, 424, 425))
"""Statuses below 500 that say: not now. Others of them stay as they are."""


def result(bank: str, answer: Answer, now: datetime) -> Any:
    """Return the JSON of an answer, its numbers as texts. Raises the error that it amounts to."""
    try:
        said = parsed(answer.body)
    except ValueError:
        said = _NO_JSON
    complaint = Complaint.of(said, answer)
    case = _case(answer, complaint) or (_NO_JSON if said is _NO_JSON else None)
    if case is None:
        return said
    raise _error(case, bank, answer, complaint, now)


def _case(answer: Answer, complaint: Complaint) -> _Case | None:
    """Return what an answer amounts to, `None` if it is no refusal."""
    status = answer.status
    if status == 429:
        return _TOO_MANY
    # Modulbank says `apierror` under any status, 200 among them.
    if status >= 500 or status in _PASSING or complaint.says(*_NOW_NOT):
        return _DOWN
    if status == 401:
        return _EXPIRED_TOKEN if complaint.says(*_OF_TIME) else _UNKNOWN_TOKEN
    if status == 403:
        return _forbidden(complaint)
    if status >= 400:
        return _REFUSED
    return _REDIRECT if status >= 300 else None


def _forbidden(complaint: Complaint) -> _Case:
    if complaint.says(*_OF_ADDRESS):
        return _ADDRESS
    return _CONSENT if complaint.says(*_OF_CONSENT) else _PERMISSION


def _error(
    case: _Case, bank: str, answer: Answer, complaint: Complaint, now: datetime
) -> FeedError:
    when = retry_after(answer, now)
    kind = RateLimited if when is not None and case is _DOWN else case.error
    error = kind(
        Diagnostic(
            code=case.code,
            message=_message(case, answer, complaint, when),
            hint=case.hint,
            source=bank,
        ),
        bank=bank,
        status=answer.status,
        bank_code=complaint.code,
        request_id=complaint.request_id,
    )
    if isinstance(error, RateLimited):
        error.retry_at = when
    return error


def _message(case: _Case, answer: Answer, complaint: Complaint, when: datetime | None) -> str:
    number = f", request {quoted(complaint.request_id)}" if complaint.request_id else ""
    later = f", not to be asked before {when:%Y-%m-%d %H:%M:%S %Z}" if when else ""
    said = complaint.message or complaint.code
    words = f", saying {quoted(said, 200)}" if said else ""
    return f"{case.message} (status {answer.status}{number}){later}{words}"
