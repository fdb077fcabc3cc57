"""The bounds of fuzzing stop what costs too much, and nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.fuzz.bounds import Bounds

TIGHT = Bounds(seconds=0.05, seconds_a_byte=1e-3, memory=8 << 20, memory_a_byte=1 << 10)
IS_LINUX = Path("/proc/self/clear_refs").exists()


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_time_is_bounded_by_the_size() -> None:
    def target(data: bytes) -> None:
        burn(0.15)

    TIGHT.check(target, bytes(200))
    with pytest.raises(AssertionError, match=r"^20 bytes took 0\.\d+ s, not 0\.07$"):
        TIGHT.check(target, bytes(20))


def test_a_first_run_may_take_longer() -> None:
    runs = []

    def target(data: bytes) -> None:
        runs.append(data)
        burn(0.1 if len(runs) == 1 else 0)

    TIGHT.check(target, b"")
    assert len(runs) == 2


def test_waiting_is_no_cost() -> None:
    TIGHT.check(lambda data: time.sleep(0.1), b"")


@pytest.mark.skipif(not IS_LINUX, reason="only Linux tells the peak of a process")
def test_memory_is_bounded_by_the_size() -> None:
    def target(data: bytes) -> None:
        bytearray(40 << 20)

    TIGHT.check(target, bytes(40_000))
    with pytest.raises(AssertionError, match=r"^400 bytes took 4\d,\d+,\d+ bytes of memory, not"):
        TIGHT.check(target, bytes(400))


def test_what_a_target_raises_comes_out() -> None:
    def target(data: bytes) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        TIGHT.check(target, b"")
