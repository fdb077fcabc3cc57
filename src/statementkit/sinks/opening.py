"""Sinks by name: the one that is shipped, and those that other packages install."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, WriteError, quoted
from statementkit.sinks.jsonlines import JsonLinesSink

if TYPE_CHECKING:
    from statementkit.sinks.protocol import Sink

ENTRY_POINTS = "statementkit.sinks"
"""The group of entry points under which packages install sinks: functions of an address."""

_SHIPPED = {"jsonl": JsonLinesSink}


def open_sink(target: str) -> Sink:
    """Return the sink that a target names: `jsonl:books.jsonl`, or `NAME:ADDRESS` of another one.

    Raises `WriteError` SK783 if there is no such sink, and whatever error the sink raises itself.
    """
    from importlib.metadata import entry_points

    name, colon, address = target.partition(":")
    if not colon:
        raise _unknown(
            f"{quoted(target)} names no sink", "write NAME:ADDRESS, as jsonl:books.jsonl"
        )
    if name in _SHIPPED:
        return _SHIPPED[name](address)
    found = [each for each in entry_points(group=ENTRY_POINTS) if each.name == name]
    if not found:
        known = sorted({*_SHIPPED, *entry_points(group=ENTRY_POINTS).names})
        raise _unknown(f"there is no sink {quoted(name)}", f"there are {', '.join(known)}")
    sink: Sink = found[0].load()(address)
    return sink


def _unknown(message: str, hint: str) -> WriteError:
    return WriteError(Diagnostic(code="SK783", message=message, hint=hint))
