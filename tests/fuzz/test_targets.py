"""The targets of fuzzing hold for their seeds and for damaged ones, at the cost that is allowed."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import TARGETS as NAMES
from tests.fuzz.bounds import Bounds
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

PIECES = [b"", b"\0", b'"', b"\r\n", b"\xff", b"<", b"]]>", b"|", b";", b"=", b"9" * 50]
# What measures which branches are taken, as `make coverage` does, takes three times as long.
BOUNDS = Bounds(seconds=3, seconds_a_byte=3 / 100_000) if sys.gettrace() else Bounds()
SEEDS = {name: list(seeds(name)) for name in TARGETS}


def test_every_target_can_be_chosen() -> None:
    assert tuple(TARGETS) == NAMES


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_break_nothing(name: str) -> None:
    for content in SEEDS[name]:
        BOUNDS.check(TARGETS[name], content)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=15)
@given(data=st.data())
def test_damaged_seeds_break_nothing(name: str, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS[name])))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 20))
        content[place : place + length] = data.draw(st.sampled_from(PIECES))
    BOUNDS.check(TARGETS[name], bytes(content))
