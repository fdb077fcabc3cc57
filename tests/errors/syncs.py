"""What lists of connections, secrets and syncs say: `REFUSED` provokes one sentence each."""

from __future__ import annotations

import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import attrs

from statementkit import open_store
from statementkit.feeds.config import connections
from statementkit.feeds.credentials import Reference, Secrets
from statementkit.syncing import Wish, sync
from tests.feeds.sync.lists import OTHER, ListBank, operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from statementkit import Diagnostic


def refuse(name: str) -> Iterator[Diagnostic]:
    """Yield what is said; what is an error is raised."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        yield from REFUSED[name]() or ()


def _run(bank: ListBank, wish: Wish | None = None) -> list[Diagnostic]:
    with open_store("sqlite://") as store:
        results = sync([bank.source()], store, bank.clock, wish)
        return [finding for result in results for finding in result.findings]


def _at_once() -> None:
    with open_store("books.db") as store, open_store("books.db") as other, other.feeds.alone():
        list(sync([], store, ListBank().clock))


def _config(text: str) -> None:
    Path("feeds.toml").write_text(text, "utf-8")
    connections("feeds.toml")


def _read(reference: str) -> None:
    Secrets().read(Reference.of(reference))


def _open_to_others() -> None:
    Path("token").write_text("t.6EXAMPLE", "utf-8")
    Path("token").chmod(0o644)
    _read("file:token")


def _no_package() -> None:
    with mock.patch.dict(sys.modules, {"keyring": None}):
        _read("keyring:tbank/main")


def _stranger() -> list[Diagnostic]:
    return _run(ListBank(strangers=[attrs.evolve(operation(9, "1"), own_account=OTHER)]))


REFUSED: Mapping[str, Callable[[], list[Diagnostic] | None]] = {
    "two at once": _at_once,
    "key": lambda: _config('[feeds.main]\nbanc = "tbank"\n'),
    "no account": lambda: _run(ListBank(), Wish(accounts=[OTHER])),
    "token in the list": lambda: _config('[feeds.main]\nbank = "tbank"\ntoken = "t.6EXAMPLE"\n'),
    "no secret": lambda: _read("env:TBANK_TOKEN"),
    "open to others": _open_to_others,
    "no keyring": _no_package,
    "gaps": lambda: _run(ListBank(complete=False)),
    "stranger": _stranger,
}
