"""Secrets by reference: a configuration says where a token is kept, and never the token.

`env:NAME` is a variable of the environment, `keyring:BANK/NAME` an entry of the system's keyring,
`file:PATH` a file that nobody else may read.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, shorten
from statementkit.feeds.errors import AuthError, FeedError
from statementkit.replacing import replace_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KINDS = ("env", "keyring", "file")

_LONGEST = 64_000
"""How many bytes a file with a secret may have."""

_HINT = "write env:NAME, keyring:BANK/NAME or file:PATH; the secret itself belongs in none of them"


@attrs.frozen
class Reference:
    """Where a secret is kept: `kind` is one of `KINDS`, `place` what the kind calls it.

    >>> Reference.of("env:TBANK_TOKEN")
    Reference(kind='env', place='TBANK_TOKEN')
    """

    kind: str
    place: str

    @classmethod
    def of(cls, text: str) -> Reference:
        """Return the reference that a text is. Raises `FeedError` SK843, without the text."""
        kind, colon, place = text.partition(":")
        is_one = colon and kind in KINDS and place.strip() and place.isprintable()
        if not is_one or (kind == "keyring" and not all(_entry(place))):
            # A token that was written here by mistake is not to be shown.
            message = "this does not say where a secret is kept"
            raise FeedError(Diagnostic(code="SK843", message=message, hint=_HINT))
        return cls(kind, place)

    def __str__(self) -> str:
        return f"{self.kind}:{self.place}"


@attrs.frozen
class Secrets:
    """The places where secrets are kept.

    `environ` are the variables of the environment, `folder` is where relative paths begin.
    """

    environ: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    folder: Path = Path()

    def read(self, reference: Reference) -> str:
        """Return a secret. Raises `AuthError`: SK844 if there is none, SK845 if others may read it.

        >>> Secrets({"TBANK_TOKEN": "t.6EXAMPLE"}).read(Reference.of("env:TBANK_TOKEN"))
        't.6EXAMPLE'
        """
        readers: Mapping[str, Callable[[str], str | None]] = {
            "env": self.environ.get,
            "keyring": _from_keyring,
            "file": lambda place: _from_file(self._path(place)),
        }
        secret = (readers[reference.kind](reference.place) or "").strip()
        if not secret:
            hints = {
                "env": "set the variable where statementkit runs, for cron and systemd too",
                "keyring": "put it there: `statementkit feeds add … --ask`",
                "file": "write the secret into the file, alone, and `chmod 600` it",
            }
            raise _refusal("SK844", f"there is no secret at {reference}", hints[reference.kind])
        return secret

    def write(self, reference: Reference, secret: str) -> None:
        """Keep a secret in place of the one before, all of it or not at all.

        Raises `AuthError` SK846 where that cannot be done: always in the environment.
        """
        if reference.kind == "env":
            hint = "keep a secret that changes in the keyring or in a file"
            raise _refusal("SK846", f"a secret cannot be written to {reference}", hint)
        if reference.kind == "keyring":
            _to_keyring(reference.place, secret)
        else:
            _to_file(self._path(reference.place), secret)

    def _path(self, place: str) -> Path:
        return self.folder / Path(place).expanduser()


def _entry(place: str) -> tuple[str, str]:
    """Return the service and the name of an entry of a keyring."""
    bank, _, name = place.partition("/")
    return bank.strip(), name.strip()


def _keyring() -> Any:
    try:
        import keyring
    except ModuleNotFoundError:
        hint = "pip install 'statementkit[feeds]'"
        raise _refusal("SK846", "a keyring needs the package keyring", hint) from None
    return keyring


def _from_keyring(place: str) -> str | None:
    keyring = _keyring()
    bank, name = _entry(place)
    try:
        secret: str | None = keyring.get_password(f"statementkit:{bank}", name)
    except keyring.errors.KeyringError as error:
        raise _locked(place, error) from None
    return secret


def _to_keyring(place: str, secret: str) -> None:
    keyring = _keyring()
    bank, name = _entry(place)
    try:
        keyring.set_password(f"statementkit:{bank}", name, secret)
    except keyring.errors.KeyringError as error:
        raise _locked(place, error) from None


def _locked(place: str, error: Exception) -> AuthError:
    said = shorten(" ".join(str(error).split()) or type(error).__name__, 200)
    hint = "unlock the keyring; where there is none, as under cron, use file: or env:"
    return _refusal("SK846", f"the keyring does not give keyring:{place}: {said}", hint)


def _from_file(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            if _is_open_to_others(os.fstat(file.fileno())):
                message = f"others may read {path}"
                raise _refusal("SK845", message, f"chmod 600 {path}, and make a new token")
            content = file.read(_LONGEST + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "name a file that holds the secret alone"
        raise _refusal("SK846", f"{path} cannot be read: {reason}", hint) from None
    if len(content) > _LONGEST:
        hint = "name a file that holds the secret alone"
        raise _refusal("SK846", f"{path} is too long for a secret", hint)
    return content.decode("utf-8-sig", "replace")


def _is_open_to_others(status: os.stat_result) -> bool:
    """Tell whether other users of the machine may read a file, where files know of users."""
    if sys.platform == "win32":
        return False
    return bool(stat.S_IMODE(status.st_mode) & 0o077) or status.st_uid not in (0, os.geteuid())


def _to_file(path: Path, secret: str) -> None:
    try:
        replace_secret(path, secret + "\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "check whether you may write there"
        raise _refusal("SK846", f"{path} cannot be written: {reason}", hint) from None


def _refusal(code: str, message: str, hint: str) -> AuthError:
    return AuthError(Diagnostic(code=code, message=message, hint=hint))
