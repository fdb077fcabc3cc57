"""A store for every test, once on each database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from statementkit.store import Store, open_store
from tests.store.databases import KINDS, drop, new_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database."""
    address = new_address(request.param, tmp_path)
    yield address
    drop(address)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Return an empty store whose clock stands still."""
    with open_store(address, clock=lambda: datetime(2024, 4, 1, 12, tzinfo=UTC)) as store:
        yield store
