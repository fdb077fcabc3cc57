"""A store for every test, once on each database."""

from __future__ import annotations

from tests.store.conftest import address, store

__all__ = ["address", "store"]
