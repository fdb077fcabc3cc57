"""Options of the commands that ask banks: which connections, and where they are listed."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from statementkit.cli.ledger.options import opened_store
from statementkit.errors import StoreError
from statementkit.feeds.config import connections, refusal
from statementkit.feeds.credentials import Secrets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.feeds import Clock, Feed, Jobs
    from statementkit.feeds.config import Connection
    from statementkit.store import Store
    from statementkit.syncing import Source

C = TypeVar("C", bound=Callable[..., Any])

VARIABLE = "STATEMENTKIT_FEEDS"

PARTIAL, CREDENTIALS = 3, 4
"""Exit codes: something was left out; a person has to do something about a token."""


def config_option(command: C) -> C:
    """Add `--config`."""
    return click.option(
        "--config",
        metavar="PATH",
        envvar=VARIABLE,
        help="The list of connections. "
        f"[${VARIABLE}, else feeds.toml in the user's configuration folder]",
    )(command)


def store_or_none(address: str | None) -> Store:
    """Return the store that is meant or, where there is none yet, an empty one in memory."""
    from statementkit.store import open_store

    try:
        return opened_store(address)
    except StoreError as error:
        if error.code != "SK740":
            raise
        return open_store("sqlite://")


@attrs.frozen
class Config:
    """The file that lists connections, and where their secrets are looked for."""

    path: Path

    @classmethod
    def at(cls, path: str | None) -> Config:
        """Return the file that is meant."""
        if path is not None:
            return cls(Path(path))
        import platformdirs

        return cls(platformdirs.user_config_path("statementkit", appauthor=False) / "feeds.toml")

    @property
    def secrets(self) -> Secrets:
        """Where secrets are looked for: relative paths begin beside the file."""
        return Secrets(os.environ, self.path.absolute().parent)

    def connections(self, names: Sequence[str] = ()) -> list[Connection]:
        """Return the connections, all or those of these names. Raises `FeedError` SK841."""
        found = connections(self.path)
        hint = "add one: `statementkit feeds add NAME --bank BANK --token env:VARIABLE`"
        if not found:
            raise refusal("there is no connection to a bank", hint, str(self.path))
        if lacking := sorted(set(names) - {each.name for each in found}):
            known = f"there are {', '.join(each.name for each in found)}"
            message = f"there is no connection {', '.join(lacking)}"
            raise refusal(message, known, str(self.path))
        return [each for each in found if not names or each.name in names]

    def sources(self, names: Sequence[str], clock: Clock) -> list[Source]:
        """Return the connections as a sync reads them."""
        from statementkit.syncing import Source

        return [
            Source(each.name, partial(self._opened, each, clock), each.accounts)
            for each in self.connections(names)
        ]

    def _opened(self, connection: Connection, clock: Clock, jobs: Jobs) -> Feed:
        return connection.open(self.secrets, jobs=jobs, clock=clock)
