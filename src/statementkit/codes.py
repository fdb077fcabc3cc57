"""Every diagnostic code, once: its title and what a person can do about it.

Codes are stable: a code is never given a second meaning, and never re-used after it is gone.
SK1xx are about the syntax of an order, SK2xx about its meaning (from SK250: lints), SK3xx about
cells and rows, SK4xx about files, SK5xx about layouts.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class Code:
    """What a code means: a short `title`, and an `explanation` that says what to do."""

    title: str
    explanation: str


_SYNTAX: dict[str, Code] = {}

_MEANING: dict[str, Code] = {}

_CELLS: dict[str, Code] = {}

_FILES: dict[str, Code] = {}

_LAYOUTS: dict[str, Code] = {}

CODES: Mapping[str, Code] = {**_SYNTAX, **_MEANING, **_CELLS, **_FILES, **_LAYOUTS}
