"""Sinks: other programs that are handed the books, each transaction once at most."""

from __future__ import annotations

from statementkit.sinks.handing import Summary, hand_over, settle_by_look
from statementkit.sinks.items import Item, items
from statementkit.sinks.jsonlines import JsonLinesSink
from statementkit.sinks.opening import open_sink
from statementkit.sinks.protocol import Refused, Sink, Taken

__all__ = [
    "Item",
    "JsonLinesSink",
    "Refused",
    "Sink",
    "Summary",
    "Taken",
    "hand_over",
    "items",
    "open_sink",
    "settle_by_look",
]
