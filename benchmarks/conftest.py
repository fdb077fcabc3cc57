"""Runs what is timed side by side, and prints how it compares: `make bench`.

The speed of a machine changes from minute to minute, so no target here is in seconds: each round
times a yardstick just before its subject, and the median of their ratios is the figure.
`--benchmark-disable` runs everything once, untimed, on small files: that is what CI does.
"""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from benchmarks.scores import Score, table
from benchmarks.workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workloads import Workload

SCORES = pytest.StashKey[list[Score]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the caller choose the size of the files."""
    parser.addoption("--rows", type=int, default=100_000, help="rows of the files that are timed")


def pytest_configure(config: pytest.Config) -> None:
    """Time in one process, and print our table in place of the plugin's, which is in seconds."""
    config.stash[SCORES] = []
    config.option.benchmark_quiet = True
    config.option.dist = "no"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was measured."""
    for line in table(config.stash[SCORES]):
        terminalreporter.write_line(line)


@pytest.fixture(params=WORKLOADS, ids=lambda workload: workload.name)
def workload(request: pytest.FixtureRequest) -> Workload:
    """Each kind of file."""
    found: Workload = request.param
    return found


@pytest.fixture
def is_timed(request: pytest.FixtureRequest) -> bool:
    """Whether this run measures anything."""
    return not request.config.getoption("benchmark_disable")


@pytest.fixture
def rows(request: pytest.FixtureRequest, is_timed: bool) -> int:
    """How many rows a file has."""
    return int(request.config.getoption("rows")) if is_timed else 1_000


@pytest.fixture
def add_score(request: pytest.FixtureRequest) -> Callable[[Score], None]:
    """Return what puts a line into the table."""
    return request.config.stash[SCORES].append


@attrs.frozen
class Race:
    """How long a subject took, and how much faster than the yardstick it was: medians."""

    seconds: float
    ratio: float


@pytest.fixture
def race(benchmark: Any) -> Callable[[Callable[[], object], Callable[[], object]], Race | None]:
    """Return what runs a subject and a yardstick in turns, `None` where nothing is timed."""

    def run(subject: Callable[[], object], yardstick: Callable[[], object]) -> Race | None:
        laps: list[float] = []

        def lap() -> None:
            start = perf_counter()
            yardstick()
            laps.append(perf_counter() - start)

        benchmark.pedantic(subject, setup=lap, rounds=7)
        if benchmark.stats is None:
            return None
        own = benchmark.stats.stats.data
        return Race(median(own), median(a / b for a, b in zip(laps, own, strict=True)))

    return run
