"""Sync: what banks say through their feeds, brought into a store, as often as one likes."""

from __future__ import annotations

from statementkit.syncing.engine import Source, Watcher, Wish, sync
from statementkit.syncing.schedule import daily, next_run
from statementkit.syncing.summary import AccountResult, worst
from statementkit.syncing.windows import windows

__all__ = [
    "AccountResult",
    "Source",
    "Watcher",
    "Wish",
    "daily",
    "next_run",
    "sync",
    "windows",
    "worst",
]
