"""Requests and answers as the dialects see them, apart from sockets."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

ROWS = "\N{REPLACEMENT CHARACTER}rows"
"""Stands in a body where the rows of an answer go."""

_ROWS_AT_ONCE = 100
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Row = dict[str, Any]


@attrs.define(kw_only=True)
class Request:
    """What a client asks for. `path` is as it came; `now` is the time at the bank.

    `faults` are the kinds of what goes wrong with it. `warnings` are what the bank would let pass,
    and a test should not: parameters nobody knows.
    """

    bank: str
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    now: datetime
    faults: tuple[str, ...] = ()
    warnings: list[str] = attrs.field(factory=list)

    @property
    def bearer(self) -> str:
        """The token that came with the request, empty if none did."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme == "Bearer" else ""

    def one(self, name: str, default: str | None = None) -> str | None:
        """Return a parameter of the query that stands there at most once."""
        values = self.query.get(name, [])
        if len(values) > 1:
            self.warnings.append(f"parameter {name!r} stands there {len(values)} times")
        return values[0] if values else default

    def many(self, name: str) -> list[str]:
        """Return a list in the query: repeated, or one text with commas."""
        return [part for value in self.query.get(name, []) for part in value.split(",") if part]

    def warn_of_unknown(self, given: Iterable[str], known: Iterable[str]) -> None:
        """Keep a warning for every name that the bank does not know."""
        unknown = sorted(set(given) - set(known))
        self.warnings += [f"unknown parameter {name!r} of {self.path}" for name in unknown]


@attrs.define(kw_only=True)
class Answer:
    """What the bank says: a body of JSON whose rows, if it has any, are made as they are sent.

    `text` is a body as it stands, which need not be JSON. `wire` is what becomes of the body on its
    way, `delay` the seconds that it takes to come.
    """

    status: int = 200
    body: Any = None
    rows: Iterable[Row] | None = None
    text: str | None = None
    headers: dict[str, str] = attrs.field(factory=dict)
    wire: Literal["whole", "truncated", "cut", "reset"] = "whole"
    delay: float = 0

    @property
    def media_type(self) -> str:
        """What the body is."""
        return "application/json" if self.text is None else "text/html; charset=utf-8"

    def chunks(self) -> Iterator[bytes]:
        """Yield the body in pieces."""
        if self.text is not None:
            yield self.text.encode()
        elif self.rows is None:
            yield _json(self.body)
        else:
            head, tail = _json(self.body).split(_json([ROWS]))
            rows = iter(self.rows)
            yield head + b"["
            separator = b""
            while some := list(islice(rows, _ROWS_AT_ONCE)):
                yield separator + _json(some)[1:-1]
                separator = b","
            yield b"]" + tail


class RefusalError(Exception):
    """A request that a bank refuses, with its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


def _json(value: Any) -> bytes:
    return _ENCODER.encode(value).encode()
