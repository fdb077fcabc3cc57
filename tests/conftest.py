"""How hard the property tests search: `pytest --hypothesis-profile=thorough` for an hour's doubt.

`fast` and `default` draw the same examples at every run, so that a suite says the same thing twice;
`thorough` draws new ones. None fails because a machine is slow.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import pytest

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", unhurried, max_examples=20, derandomize=True)
settings.register_profile("default", unhurried, max_examples=100, derandomize=True)
settings.register_profile("thorough", unhurried, max_examples=5000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let more be killed than the suite has time for."""
    parser.addoption("--kills", type=int, default=4, help="how many importing processes to kill")
    parser.addoption("--statements", type=int, default=8, help="how many files the soak takes")
