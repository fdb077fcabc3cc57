"""What a fake bank was asked, for tests to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@attrs.frozen(kw_only=True)
class Seen:
    """A request that came, and how it was answered.

    `headers` have names in small letters; what stands in `authorization` behind its first word is
    left out. `body` is as it came, with the secrets of a request for tokens, and no part of the
    `repr`. `faults` are the kinds of those that hit the request, `warnings` what a bank would let
    pass and a test should not. `at` is the time at the bank.
    """

    bank: str
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes = attrs.field(repr=False)
    status: int
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    at: datetime


def without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers without what must not be shown.

    >>> without_secrets({"Authorization": "Bearer t.secret", "Accept": "*/*"})
    {'authorization': 'Bearer …', 'accept': '*/*'}
    """
    lower = {name.lower(): value for name, value in headers.items()}
    if "authorization" in lower:
        lower["authorization"] = lower["authorization"].partition(" ")[0] + " …"
    return lower
