"""Scripted faults: what goes wrong at which request."""

from __future__ import annotations

import re
from threading import Lock
from typing import TYPE_CHECKING, Literal, get_args

import attrs

from statementkit.testing.fakebank.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from statementkit.testing.fakebank.answers import Request, Row

FaultKind = Literal[
    "401", "403", "404", "422", "424", "429", "500", "502", "503", "504",
    "scope", "apierror", "expired", "job-error", "stuck", "shift", "missing", "duplicate",
    "reorder", "noise", "truncated", "cut", "reset", "slow", "redirect",
]  # fmt: skip
"""What can go wrong."""

_HTML = "<html><body><h1>{}</h1><p>The server in front of the bank</p></body></html>"
_AT_THE_EDGE = ("502", "503", "504")
"""Errors of the servers in front of a bank, which know nothing of its JSON."""


def _is_expression(_: object, __: attrs.Attribute[str], text: str) -> None:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None


@attrs.frozen
class Fault:
    """One thing that goes wrong: from the request `after` so many on, `times` times.

    Only requests count whose method and path, as `GET /openapi/api/v1/statement`, the regular
    expression `on` is found in. `times` of `None` is for ever. `retry_after` is what the bank says
    in `Retry-After`, a number of seconds or an HTTP date; `seconds` is how long a `slow` answer
    takes.

    | kind | what happens |
    |---|---|
    | `401` … `504` | the error in the bank's own shape; 502, 503 and 504 come as HTML |
    | `scope` | a 403 for what the token may not do; `403` itself is T-Bank's unknown address |
    | `apierror` | Modulbank's passing failure, which comes with status 200 |
    | `expired`, `job-error` | Tochka has lost a statement; has failed to make the one ordered |
    | `stuck` | T-Bank names the same cursor again |
    | `shift` | until this request the bank hides the newest entries: they appear between pages |
    | `missing` | the last row of the page is left out, and counted in the sums |
    | `duplicate` | the first row of the page comes again at its end |
    | `reorder` | the rows of the page come backwards |
    | `noise` | Modulbank's amounts are a last digit of binary arithmetic away from kopecks |
    | `truncated` | half of the JSON, in a whole answer |
    | `cut` | the connection ends in the middle of the answer |
    | `reset` | the connection is reset before there is one |
    | `slow` | the answer comes late |
    | `redirect` | the client is sent to another host |

    Raises `ValueError` for a kind that is none of these, and for what is no expression.
    """

    kind: FaultKind = attrs.field(validator=attrs.validators.in_(get_args(FaultKind)))
    after: int = attrs.field(default=0, kw_only=True)
    times: int | None = attrs.field(default=1, kw_only=True)
    on: str = attrs.field(default="", kw_only=True, validator=_is_expression)
    retry_after: float | str | None = attrs.field(default=None, kw_only=True)
    seconds: float = attrs.field(default=1.0, kw_only=True)


@attrs.define
class Script:
    """The faults of a bank, and how many requests each of them has met."""

    faults: tuple[Fault, ...]
    _met: list[int] = attrs.field(init=False)
    _lock: Lock = attrs.field(factory=Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._met = [0] * len(self.faults)

    def due(self, request: Request) -> tuple[Fault, ...]:
        """Return the faults that hit a request, and count it."""
        with self._lock:
            return tuple(self._count(request))

    def is_awaited(self, kind: FaultKind) -> bool:
        """Tell whether a fault of a kind is still to come."""
        return any(
            fault.kind == kind and met <= fault.after
            for fault, met in zip(self.faults, self._met, strict=True)
        )

    def _count(self, request: Request) -> Iterator[Fault]:
        for index, fault in enumerate(self.faults):
            if not re.search(fault.on, f"{request.method} {request.path}"):
                continue
            number = self._met[index] - fault.after
            self._met[index] += 1
            if number >= 0 and (fault.times is None or number < fault.times):
                yield fault


def spoiled(
    faults: Iterable[Fault], answer: Callable[[], Answer], refusal: Callable[[str], Answer]
) -> Answer:
    """Return an answer as the faults leave it; it is not even made where one stands in its place.

    `refusal` returns the bank's own error of a kind.
    """
    faults = tuple(faults)
    for fault in faults:
        if fault.kind.isdigit() or fault.kind == "scope":
            return _refused(fault, refusal)
    whole = answer()
    for fault in faults:
        _spoil(whole, fault)
    return whole


def _refused(fault: Fault, refusal: Callable[[str], Answer]) -> Answer:
    if fault.kind in _AT_THE_EDGE:
        answer = Answer(status=int(fault.kind), text=_HTML.format(fault.kind))
    else:
        answer = refusal(fault.kind)
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = str(fault.retry_after)
    return answer


def _spoil(answer: Answer, fault: Fault) -> None:
    if fault.kind in ("truncated", "cut", "reset"):
        answer.wire = fault.kind
    elif fault.kind == "slow":
        answer.delay = fault.seconds
    elif fault.kind == "redirect":
        answer.status, answer.rows = 302, None
        answer.headers["Location"] = "http://localhost:9/elsewhere"
    elif answer.rows is not None and fault.kind in _REARRANGED:
        answer.rows = _REARRANGED[fault.kind](list(answer.rows))


_REARRANGED: dict[str, Callable[[list[Row]], list[Row]]] = {
    "missing": lambda rows: rows[:-1],
    "duplicate": lambda rows: rows + rows[:1],
    "reorder": lambda rows: rows[::-1],
}
