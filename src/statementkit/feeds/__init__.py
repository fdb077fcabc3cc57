"""Feeds: banks that are asked for the operations of an account, behind one protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.late import late_names

if TYPE_CHECKING:
    from statementkit.feeds.errors import (
        AuthError,
        BadRequest,
        FeedError,
        ProtocolError,
        RateLimited,
        ScopeError,
        TemporaryError,
    )
    from statementkit.feeds.protocol import Clock, Feed, FeedAccount, Jobs, Page

__all__ = [
    "AuthError",
    "BadRequest",
    "Clock",
    "Feed",
    "FeedAccount",
    "FeedError",
    "Jobs",
    "Page",
    "ProtocolError",
    "RateLimited",
    "ScopeError",
    "TemporaryError",
]

_HOMES = {
    "AuthError": "errors",
    "BadRequest": "errors",
    "Clock": "protocol",
    "Feed": "protocol",
    "FeedAccount": "protocol",
    "FeedError": "errors",
    "Jobs": "protocol",
    "Page": "protocol",
    "ProtocolError": "errors",
    "RateLimited": "errors",
    "ScopeError": "errors",
    "TemporaryError": "errors",
}

__getattr__, __dir__ = late_names(__name__, _HOMES)
