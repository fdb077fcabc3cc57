"""A plugin of pytest: tries a sample of mutmut's changes, each in a fork of the collected tests.

A process for each change that finds and imports its tests anew takes seconds for what a forked one
does in a tenth of one. It runs the tests that reach the place, first those that noticed another
change of the function, then the quickest, until one fails. What was kept by the collection is
forgotten first: what is changed has to be run. What runs while modules are imported, a fork finds
done: such a change is "reached by no test" here, and only mutmut itself tries it.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import random
import signal
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pytest

SEED = 2026
"""The same sample at every run, so that what survived can be tried again."""

_NOTICED = 1
"""The exit of a process whose tests noticed the change."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say how many changes are tried."""
    parser.addoption("--changes", type=int, default=100, help="how many changes to try")


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try changes instead of running the tests, and list those that none noticed."""
    stats = json.loads(Path("mutmut-stats.json").read_text("utf-8"))
    reaching, seconds = stats["tests_by_mangled_function_name"], stats["duration_by_test"]
    items = {item.nodeid: item for item in session.items}
    noticed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    outcomes: Counter[str] = Counter()
    # Before the freeze: the collector lists nothing that is frozen.
    _forget(gc.get_objects())
    gc.freeze()
    for change in _drawn(session.config.getoption("changes")):
        function = change.partition("__mutmut_")[0]
        before = noticed[function]
        tests = [each for each in reaching.get(function, ()) if each in items]
        tests.sort(key=lambda each: (-before[each], seconds[each], each))
        limit = 20 + 5 * sum(seconds[each] for each in tests)
        outcome, test = _tried(change, [items[each] for each in tests], limit)
        outcomes[outcome] += 1
        before.update([test] if test else [])
        if outcome != "noticed":
            print(f"{outcome}: {change}", flush=True)  # noqa: T201
    print(*(f"{number} {outcome}" for outcome, number in outcomes.items()), sep=", ")  # noqa: T201
    return True


def _drawn(number: int) -> Sequence[str]:
    metas = sorted(Path("src").rglob("*.meta"))
    changes = [name for each in metas for name in json.loads(each.read_text())["exit_code_by_key"]]
    random.Random(SEED).shuffle(changes)  # noqa: S311 - nothing is secret
    return changes[:number]


def _tried(change: str, items: Sequence[pytest.Item], limit: float) -> tuple[str, str]:
    """Return what became of a change, and the test that noticed it."""
    if not items:
        return "reached by no test", ""
    out, into = os.pipe()
    process = os.fork()
    if not process:
        signal.alarm(int(limit))
        os.environ["MUTANT_UNDER_TEST"] = change
        _run(items, into)
    os.close(into)
    with os.fdopen(out, encoding="utf-8") as said:
        test = said.read()
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return {0: "survived", _NOTICED: "noticed"}.get(code, "noticed by its time"), test


def _run(items: Sequence[pytest.Item], into: int) -> None:
    """Run tests until one fails, and say which; ends the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            os.write(into, item.nodeid.encode())
            os._exit(_NOTICED)
    os._exit(0)


def _forget(objects: Iterable[object]) -> None:
    for each in objects:
        if isinstance(each, functools._lru_cache_wrapper):
            each.cache_clear()
