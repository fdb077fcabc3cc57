"""Secrets by reference, and the list of connections."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import keyring
import keyring.backend
import keyring.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import StatementKitError
from statementkit.feeds import AuthError, FeedError
from statementkit.feeds.config import Connection, add_connection, connections
from statementkit.feeds.credentials import Reference, Secrets
from statementkit.feeds.tokens import OAuth

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "t.6EXAMPLE-of-a-token"  # noqa: S105 - invented
ENV = Reference.of("env:TOKEN")


class Drawer(keyring.backend.KeyringBackend):
    """A keyring in memory, which may be locked."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret."""
        if self.is_locked:
            raise keyring.errors.KeyringLocked("the keyring is locked")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        if self.is_locked:
            raise keyring.errors.PasswordSetError("the keyring is locked")
        self.entries[service, username] = password


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """Put a keyring in the place of the machine's."""
    before, mine = keyring.get_keyring(), Drawer()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


# -- secrets ---------------------------------------------------------------------------------------


def test_a_secret_of_the_environment() -> None:
    assert Secrets({"TOKEN": f" {TOKEN}\n"}).read(ENV) == TOKEN
    with pytest.raises(AuthError, match="SK844"):
        Secrets({"TOKEN": " "}).read(ENV)
    with pytest.raises(AuthError, match="SK846"):
        Secrets({"TOKEN": TOKEN}).write(ENV, "another")


def test_a_secret_of_the_keyring(drawer: Drawer) -> None:
    secrets, place = Secrets(), Reference.of("keyring:tbank/main")
    with pytest.raises(AuthError, match="SK844"):
        secrets.read(place)
    secrets.write(place, TOKEN)
    assert secrets.read(place) == TOKEN
    assert drawer.entries == {("statementkit:tbank", "main"): TOKEN}
    drawer.is_locked = True
    for call in (lambda: secrets.read(place), lambda: secrets.write(place, TOKEN)):
        with pytest.raises(AuthError, match="SK846"):
            call()


def test_a_secret_of_a_file_that_nobody_else_may_read(tmp_path: Path) -> None:
    secrets, place = Secrets(folder=tmp_path), Reference.of("file:secrets/token")
    with pytest.raises(AuthError, match="SK844"):
        secrets.read(place)
    secrets.write(place, TOKEN)
    file = tmp_path / "secrets" / "token"
    assert (secrets.read(place), stat.S_IMODE(file.stat().st_mode)) == (TOKEN, 0o600)
    secrets.write(place, "another")
    assert secrets.read(place) == "another"
    assert [each.name for each in file.parent.iterdir()] == ["token"]


@pytest.mark.skipif(sys.platform == "win32", reason="files know of no users there")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN)
    file.chmod(mode)
    with pytest.raises(AuthError, match="SK845") as caught:
        Secrets().read(Reference.of(f"file:{file}"))
    assert TOKEN not in str(caught.value)


def test_what_is_no_file_with_a_secret(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.touch(0o600)
    large.write_bytes(b"x" * 70_000)
    for place in (tmp_path, large, tmp_path / ("x" * 300)):
        with pytest.raises(AuthError, match="SK846"):
            Secrets().read(Reference.of(f"file:{place}"))
    with pytest.raises(AuthError, match="SK846"):
        Secrets().write(Reference.of(f"file:{large}/token"), TOKEN)


@given(st.text(min_size=8))
def test_what_is_no_reference_is_not_shown(text: str) -> None:
    with pytest.raises(FeedError, match="SK843") as caught:
        Reference.of(text.replace(":", ""))
    assert text not in str(caught.value)


@pytest.mark.parametrize("text", ["env:", "file: ", "keyring:main", "keyring:/main", "env:A\n", ""])
def test_references_that_say_too_little(text: str) -> None:
    with pytest.raises(FeedError, match="SK843"):
        Reference.of(text)


def test_secrets_are_in_no_representation() -> None:
    secrets = Secrets({"TOKEN": TOKEN})
    assert TOKEN not in repr(secrets)


def test_a_file_is_whole_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    """A process writes two tokens in turn, until it is killed: one of them is there, all of it."""
    place = tmp_path / "token"
    program = (
        "import sys; from statementkit.feeds.credentials import Reference, Secrets\n"
        "place = Reference.of('file:' + sys.argv[1])\n"
        "Secrets().write(place, 'a' * 20_000)\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for letter in 'ab': Secrets().write(place, letter * 20_000)\n"
    )
    for number in range(3):
        command = [sys.executable, "-c", program, str(place)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        with process.stdout:
            process.stdout.readline()
            time.sleep(0.1 + number / 30)
            process.kill()
            process.wait()
        assert Secrets().read(Reference.of(f"file:{place}")) in ("a" * 20_000, "b" * 20_000)


# -- connections -----------------------------------------------------------------------------------


def test_what_is_added_is_listed_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "more" / "feeds.toml"
    assert connections(path) == []
    added = [
        Connection(name="main", bank="tbank", token=ENV, accounts=("40702810500000000001",)),
        Connection(
            name="second",
            bank="tochka",
            client_id="program",
            client_secret=Reference.of("env:SECRET"),
            refresh_token=Reference.of("keyring:tochka/second"),
            sandbox=True,
        ),
    ]
    add_connection(path, added[0])
    path.write_text("# by the bookkeeper\n" + path.read_text())
    add_connection(path, added[1])
    assert connections(path) == added
    assert path.read_text().startswith("# by the bookkeeper\n[feeds.main]\n")
    with pytest.raises(FeedError, match="SK841"):
        add_connection(path, added[0])


BAD = [
    "[feeds.main\n",
    'feeds = "main"\n',
    "[other]\n",
    "[feeds]\nmain = 1\n",
    '[feeds.main]\ntoken = "env:T"\n',
    '[feeds.main]\nbank = "tbank"\n',
    '[feeds.main]\nbank = "tbank"\ntoken = "env:T"\nclient_id = "a"\n',
    '[feeds.main]\nbank = "tbank"\nclient_id = "a"\nclient_secret = "env:T"\n',
    '[feeds.main]\nbank = "tbank"\ntoken = "env:T"\nsandbox = "yes"\n',
    '[feeds.main]\nbank = "tbank"\ntoken = "env:T"\naccounts = "4070"\n',
    '[feeds.main]\nbank = "tbank"\ntoken = "env:T"\nname = "x"\n',
    '[feeds."the main one"]\nbank = "tbank"\ntoken = "env:T"\n',
    '[feeds.main]\nbank = "tbank"\ntoken = "t.6EXAMPLE-of-a-token"\n',
]


@pytest.mark.parametrize("text", BAD)
def test_lists_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(FeedError, match=r"feeds\.toml: SK84[13]") as caught:
        connections(path)
    assert TOKEN not in str(caught.value)


@given(st.binary(max_size=80))
def test_only_our_errors_escape_for_any_bytes(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feeds.toml"
        path.write_bytes(content)
        with suppress(StatementKitError):
            connections(path)


def test_a_new_right_is_kept_before_it_is_used(tmp_path: Path) -> None:
    secrets = Secrets({"SECRET": "s"}, tmp_path)
    secrets.write(Reference.of("file:refresh"), "first")
    connection = Connection(
        name="second",
        bank="tochka",
        client_id="program",
        client_secret=Reference.of("env:SECRET"),
        refresh_token=Reference.of("file:refresh"),
    )
    token = connection._token(secrets)
    assert isinstance(token, OAuth)
    assert (token.refresh_token, "first" in repr(token)) == ("first", False)
    token.keep("second")
    assert secrets.read(Reference.of("file:refresh")) == "second"


def test_a_right_that_cannot_be_replaced_is_refused_before_it_is_used() -> None:
    connection = Connection(
        name="second", bank="tochka", client_id="p", client_secret=ENV, refresh_token=ENV
    )
    with pytest.raises(AuthError, match="SK846"):
        connection.open(Secrets({"TOKEN": TOKEN}))
