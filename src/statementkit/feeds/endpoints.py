"""What a feed may ask for: the methods and paths of a bank, and no others.

A token may allow more than reading, payments among it. So a request is made of an `Endpoint` of the
bank's `Site`, which is a list of reading ones, and what is put into its path has to fit a pattern.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Endpoint:
    """A method and a path, how often it may be asked, and in which form a body is sent.

    `{names}` in the path are filled with what fits their pattern in `names`. `repeats` is false
    where asking twice is not the same as asking once.

    >>> Endpoint("GET", "/accounts/{account}", names={"account": "[0-9]{20}"}).filled(
    ...     {"account": "40702810900000000001"})
    '/accounts/40702810900000000001'
    """

    method: Literal["GET", "POST"]
    path: str
    per_second: float = 10
    names: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    form: bool = False
    repeats: bool = True

    def filled(self, values: Mapping[str, str]) -> str | None:
        """Return the path with its names filled, `None` where a value does not fit its pattern."""
        for name, pattern in self.names.items():
            if not re.fullmatch(pattern, values.get(name, ""), re.ASCII):
                return None
        return self.path.format_map(values)


@attrs.frozen
class Site:
    """Where a bank is asked, and for what.

    `address` is scheme and host; another address (a gateway, a bank made up for tests) takes its
    place and nothing else's. `prefix` stands before all paths.
    """

    bank: str
    address: str
    prefix: str
    endpoints: tuple[Endpoint, ...]
    headers: Mapping[str, str] = attrs.field(factory=dict, hash=False)
