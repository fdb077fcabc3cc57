"""Connections to banks, as the file `feeds.toml` lists them."""

from __future__ import annotations

import os
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, quoted
from statementkit.feeds.credentials import Reference, Secrets
from statementkit.feeds.errors import FeedError
from statementkit.feeds.opening import open_feed
from statementkit.feeds.tokens import OAuth
from statementkit.replacing import replace_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.feeds.protocol import Clock, Feed, Jobs

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

_REFERENCES = ("token", "client_secret", "refresh_token")
"""The keys whose values say where a secret is kept."""


@attrs.frozen(kw_only=True)
class Connection:
    """A token at a bank, by a name that a person gives it.

    `token` says where the token is kept, see `Reference`. At Tochka the right to renew tokens may
    stand in its place: `client_id`, `client_secret` and `refresh_token`. `accounts` are the numbers
    of those that are wanted, all if there are none. The rest is what `open_feed` takes.
    """

    name: str
    bank: str
    token: Reference | None = None
    client_id: str | None = None
    client_secret: Reference | None = None
    refresh_token: Reference | None = None
    accounts: tuple[str, ...] = ()
    base_url: str | None = None
    ca_file: str | None = None
    method: str | None = None
    sandbox: bool = False

    def __attrs_post_init__(self) -> None:
        if _NAME.fullmatch(self.name) is None:
            hint = "name it with letters, digits, - and _"
            raise refusal(f"{quoted(self.name)} is no name for a connection", hint)
        renewal = [self.client_id, self.client_secret, self.refresh_token]
        given = sum(each is not None for each in renewal)
        if given not in (0, 3) or (self.token is None) != (given == 3):
            message = f"the connection {self.name} does not say by which token the bank is asked"
            raise refusal(message, "give token, or client_id, client_secret and refresh_token")

    def open(
        self, secrets: Secrets, *, jobs: Jobs | None = None, clock: Clock | None = None
    ) -> Feed:
        """Return the feed. Raises `AuthError` if a secret is not there, and what `open_feed` does.

        A bank that gives a new refresh token for the old one is not asked anything before the new
        one stands where the old one stood.
        """
        return self._opened(self._token(secrets), secrets, jobs=jobs, clock=clock)

    def check(self, secrets: Secrets) -> None:
        """Raise what `open_feed` does if there is no such bank, or it does not take a setting.

        No secret is read, and nothing is asked.
        """
        stand_in = "token" if self.token else OAuth("client", "secret", "token", lambda _: None)
        self._opened(stand_in, secrets).close()

    def _opened(self, token: str | OAuth, secrets: Secrets, **more: Any) -> Feed:
        return open_feed(
            self.bank,
            token,
            base_url=self.base_url,
            ca_file=None if self.ca_file is None else secrets.folder / self.ca_file,
            sandbox=self.sandbox,
            method=self.method,
            **more,
        )

    def _token(self, secrets: Secrets) -> str | OAuth:
        if self.token is not None:
            return secrets.read(self.token)
        assert self.client_id and self.client_secret and self.refresh_token  # noqa: S101, PT018
        place = self.refresh_token
        secret, refresh = secrets.read(self.client_secret), secrets.read(place)
        # What cannot be kept must not be asked for: the old one is worth nothing then.
        secrets.write(place, refresh)
        return OAuth(self.client_id, secret, refresh, lambda new: secrets.write(place, new))


def connections(path: str | os.PathLike[str]) -> list[Connection]:
    """Return the connections that a file lists, in its order; none if there is no such file.

    Raises `FeedError` SK841 or SK843 if it cannot be used.
    """
    file = os.fspath(path)
    tables = _tables(_text(Path(file)), file)
    return [_connection(name, keys, file) for name, keys in tables.items()]


def add_connection(path: str | os.PathLike[str], connection: Connection) -> None:
    """Add a connection to a file, made where there is none; its comments stay as they are.

    Raises `FeedError` SK841 if the file cannot be used, or has a connection of that name.
    """
    import tomlkit

    file = Path(path)
    text = _text(file)
    if connection.name in _tables(text, os.fspath(path)):
        hint = "choose another name, or take the old one out of the file"
        message = f"there is a connection {connection.name} already"
        raise refusal(message, hint, os.fspath(path))
    document = tomlkit.parse(text)
    feeds = document.setdefault("feeds", tomlkit.table(is_super_table=True))
    feeds[connection.name] = _keys(connection)
    _save(file, tomlkit.dumps(document))


def refusal(message: str, hint: str, file: str | None = None) -> FeedError:
    """Return the error that says why a configuration cannot be used."""
    return FeedError(Diagnostic(code="SK841", message=message, hint=hint, file=file))


def _keys(connection: Connection) -> dict[str, Any]:
    """Return what the file says of a connection: everything but what goes without saying."""
    values = attrs.asdict(connection, recurse=False)
    del values["name"]
    return {
        key: str(it) if isinstance(it, Reference) else list(it) if isinstance(it, tuple) else it
        for key, it in values.items()
        if it not in (None, (), False)
    }


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise refusal("the file is not in UTF-8", "save it as UTF-8", str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "name a file that you may read"
        raise refusal(f"the file cannot be read: {reason}", hint, str(path)) from None


def _tables(text: str, file: str) -> Mapping[str, Any]:
    """Return what stands under the names of connections."""
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        hint = 'a line is written as key = "text", below a line [feeds.NAME]'
        raise refusal(f"this is not TOML: {error}", hint, file) from None
    tables = found.pop("feeds", {})
    if found or not isinstance(tables, dict) or not all(map(_is_table, tables.values())):
        hint = "write each connection below a line [feeds.NAME]"
        raise refusal("there is something else than connections in the file", hint, file)
    return tables


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _connection(name: str, keys: Mapping[str, Any], file: str) -> Connection:
    known = attrs.fields_dict(Connection)
    for key, value in keys.items():
        if key not in known or key == "name":
            near = get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(_KEYS)}"
            raise refusal(f"a connection has no key {quoted(key)}", hint, file)
        if not _fits(key, value):
            hint = f"{key} is {_KINDS.get(key, 'a text in quotes')}"
            raise refusal(f"the connection {name} has another value for {key}", hint, file)
    if "bank" not in keys:
        raise refusal(f"the connection {name} has no bank", 'write bank = "tbank"', file)
    try:
        values = {key: _value(key, it) for key, it in keys.items()}
        return Connection(name=name, **values)
    except FeedError as error:
        raise FeedError(*(each.at(file=file) for each in error.diagnostics)) from None


_KINDS = {"accounts": "a list of texts in quotes", "sandbox": "true or false"}

_KEYS = tuple(key for key in attrs.fields_dict(Connection) if key != "name")


def _fits(key: str, value: object) -> bool:
    if key == "accounts":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, bool if key == "sandbox" else str)


def _value(key: str, value: Any) -> Any:
    if key in _REFERENCES:
        return Reference.of(value)
    return tuple(value) if key == "accounts" else value


def _save(path: Path, text: str) -> None:
    try:
        replace_secret(path, text)
    except OSError as error:
        hint = "check whether you may write there, or give --config"
        raise refusal(f"the file cannot be written: {error.strerror}", hint, str(path)) from None
