"""Feeds by the names of their banks: those that are shipped, and those that packages install."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import quoted
from statementkit.feeds import modulbank, tbank, tochka
from statementkit.feeds.clocks import SystemClock
from statementkit.feeds.endpoints import Site
from statementkit.feeds.errors import FeedError, error_of
from statementkit.feeds.session import Session
from statementkit.feeds.tokens import TOKEN, FixedToken, OAuth, RefreshedToken, fixed_token

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from statementkit.feeds.protocol import Clock, Feed, Jobs

ENTRY_POINTS = "statementkit.feeds"
"""The group of entry points under which packages install feeds: functions of `Settings`."""


class JobsInMemory:
    """Jobs that are forgotten when the program ends."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """Return what was put under a key, or `None`."""
        return self._values.get(key)

    def put(self, key: str, value: str) -> None:
        """Keep a value."""
        self._values[key] = value

    def drop(self, key: str) -> None:
        """Forget a key, if it is there."""
        self._values.pop(key, None)


@attrs.frozen
class Settings:
    """How a bank is to be asked: what `open_feed` was called with."""

    bank: str
    token: str | OAuth = attrs.field(repr=False)
    base_url: str | None = None
    ca_file: str | os.PathLike[str] | None = None
    clock: Clock = attrs.Factory(SystemClock)
    jobs: Jobs = attrs.Factory(JobsInMemory)
    sandbox: bool = False
    method: str | None = None

    def session(self, site: Site) -> Session:
        """Return a session at a site, with the token. Raises `FeedError`."""
        return Session(
            site,
            self._token(site),
            address=self.base_url,
            clock=self.clock,
            ca_file=self.ca_file,
        )

    def refuse(self, setting: str, hint: str) -> FeedError:
        """Return the error that a setting is none of this bank's."""
        message = f"{self.bank} does not take this {setting}"
        return error_of(self.bank, FeedError, "SK828", message, hint)

    def _token(self, site: Site) -> FixedToken | RefreshedToken:
        if isinstance(self.token, str):
            return fixed_token(self.bank, self.token)
        tokens = Site(self.bank, site.address, "", (TOKEN,))
        session = Session(
            tokens, None, address=self.base_url, clock=self.clock, ca_file=self.ca_file
        )
        return RefreshedToken(self.token, session)


def open_feed(
    bank: str,
    token: str | OAuth,
    *,
    base_url: str | None = None,
    ca_file: str | os.PathLike[str] | None = None,
    clock: Clock | None = None,
    jobs: Jobs | None = None,
    sandbox: bool = False,
    method: str | None = None,
) -> Feed:
    """Return the feed of a bank: `tbank`, `tochka`, `modulbank`, or one that a package installs.

    `token` is what the bank gave out, or at Tochka an `OAuth`. `base_url` takes the place of scheme
    and host, as for a gateway; `ca_file` holds certificates to trust beside those of the system.
    `jobs` keeps statements that a bank has not finished for a later run; by default they are kept
    in memory. `sandbox` asks the bank's own place for trying things out. `method` is, at T-Bank,
    `statement` or the older `bank-statement`.

    Nothing is asked before the first question. Raises `FeedError`: SK800 if there is no such feed,
    SK801 if the package for HTTP is missing, SK802 if address or certificates cannot be used, SK828
    for a setting that the bank does not take; and `AuthError` SK803 for what cannot be a token.

    >>> from statementkit.feeds import open_feed
    >>> with open_feed("tbank", "t.6EXAMPLE") as feed:
    ...     feed.name, feed.overlap.days
    ('tbank', 3)
    """
    settings = Settings(
        bank,
        token,
        base_url,
        ca_file,
        clock or SystemClock(),
        jobs if jobs is not None else JobsInMemory(),
        sandbox,
        method,
    )
    return _opener(bank)(settings)


def _tbank(settings: Settings) -> Feed:
    method = settings.method or "statement"
    if method not in ("statement", "bank-statement"):
        raise settings.refuse(f"method {quoted(method)}", "write statement or bank-statement")
    _with_token_alone(settings)
    return tbank.TBank(settings.session(tbank.SANDBOX if settings.sandbox else tbank.SITE), method)


def _tochka(settings: Settings) -> Feed:
    _with_one_method(settings)
    site = tochka.SANDBOX if settings.sandbox else tochka.SITE
    return tochka.Tochka(settings.session(site), settings.jobs)


def _modulbank(settings: Settings) -> Feed:
    _with_one_method(settings)
    _with_token_alone(settings)
    site = modulbank.SANDBOX if settings.sandbox else modulbank.SITE
    return modulbank.Modulbank(settings.session(site))


def _with_one_method(settings: Settings) -> None:
    if settings.method is not None:
        raise settings.refuse(f"method {quoted(settings.method)}", "leave the method out")


def _with_token_alone(settings: Settings) -> None:
    if not isinstance(settings.token, str):
        raise settings.refuse("kind of token", "make a token in the web bank and give that")


_SHIPPED: Mapping[str, Callable[[Settings], Feed]] = {
    "modulbank": _modulbank,
    "tbank": _tbank,
    "tochka": _tochka,
}


def _opener(bank: str) -> Callable[[Settings], Feed]:
    from importlib.metadata import entry_points

    if bank in _SHIPPED:
        return _SHIPPED[bank]
    found = [each for each in entry_points(group=ENTRY_POINTS) if each.name == bank]
    if found:
        opener: Callable[[Settings], Feed] = found[0].load()
        return opener
    known = sorted({*_SHIPPED, *entry_points(group=ENTRY_POINTS).names})
    hint = f"there are {', '.join(known)}; of other banks, import the files"
    raise error_of(bank, FeedError, "SK800", f"there is no feed of {quoted(bank)}", hint)
