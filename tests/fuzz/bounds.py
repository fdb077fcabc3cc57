"""What an input may cost: processor time and memory, each a constant and so much for its size.

The constants are for what an input cannot help: what is loaded or compiled at its first use, and
the 10,000 problems that are told one by one of any file.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable

_FORGET = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


@attrs.frozen
class Bounds:
    """How many seconds of the processor and how many bytes of memory an input may take."""

    seconds: float = 1
    seconds_a_byte: float = 1 / 100_000
    memory: int = 64 << 20
    memory_a_byte: int = 50

    def check(self, target: Callable[[bytes], None], data: bytes) -> None:
        """Run a target on an input. Raises `AssertionError` if that costs more than it may.

        What takes too long is run twice more, and the shortest time counts.
        """
        seconds, memory = _cost(target, data)
        most = self.memory + self.memory_a_byte * len(data)
        assert memory <= most, f"{len(data)} bytes took {memory:,} bytes of memory, not {most:,}"
        longest = self.seconds + self.seconds_a_byte * len(data)
        for _ in range(2):
            if seconds > longest:
                seconds = min(seconds, _cost(target, data)[0])
        assert seconds <= longest, f"{len(data)} bytes took {seconds:.2f} s, not {longest:.2f}"


def _cost(target: Callable[[bytes], None], data: bytes) -> tuple[float, int]:
    """Return the processor time that a target takes, and by how much the process grew meanwhile.

    Only Linux tells of a process how large it was; elsewhere none grows.
    """
    is_linux = _FORGET.exists()
    if is_linux:
        _FORGET.write_text("5")
    before = _peak() if is_linux else 0
    start = time.process_time()
    target(data)
    return time.process_time() - start, _peak() - before if is_linux else 0


def _peak() -> int:
    """Return how many bytes this process held at most since that was last forgotten."""
    _, _, rest = _STATUS.read_text().partition("VmHWM:")
    return int(rest.split(maxsplit=1)[0]) << 10
