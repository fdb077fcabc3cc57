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
    from statementkit.feeds.opening import Settings, open_feed
    from statementkit.feeds.protocol import Clock, Feed, FeedAccount, Jobs, Page
    from statementkit.feeds.tokens import OAuth

__all__ = [
    "AuthError",
    "BadRequest",
    "Clock",
    "Feed",
    "FeedAccount",
    "FeedError",
    "Jobs",
    "OAuth",
    "Page",
    "ProtocolError",
    "RateLimited",
    "ScopeError",
    "Settings",
    "TemporaryError",
    "open_feed",
]

_HOMES = {
    "AuthError": "errors",
    "BadRequest": "errors",
    "Clock": "protocol",
    "Feed": "protocol",
    "FeedAccount": "protocol",
    "FeedError": "errors",
    "Jobs": "protocol",
    "OAuth": "tokens",
    "Page": "protocol",
    "ProtocolError": "errors",
    "RateLimited": "errors",
    "ScopeError": "errors",
    "Settings": "opening",
    "TemporaryError": "errors",
    "open_feed": "opening",
}

__getattr__, __dir__ = late_names(__name__, _HOMES)
