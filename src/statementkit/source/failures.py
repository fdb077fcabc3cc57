"""What goes wrong between a file and its bytes, in our own words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, ReadError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn the failures of files and packers into a `ReadError` that names the file."""
    try:
        yield
    except ReadError:
        raise
    except UnicodeError as error:
        raise unreadable(
            name, "the text cannot be read", "open the file in binary: its encoding is found here"
        ) from error
    except Exception as error:
        if isinstance(error, _packers_errors()):
            raise _broken(name, error) from error
        if isinstance(error, OSError):
            raise unreadable(name, error.strerror or str(error), _advice(error)) from error
        raise


def _packers_errors() -> tuple[type[Exception], ...]:
    """Return what the packers of the standard library raise for bytes that are not theirs."""
    # Late, because a file that is not packed needs none of them.
    import lzma
    import struct
    import zipfile
    import zlib
    from gzip import BadGzipFile

    return (
        BadGzipFile,
        EOFError,
        KeyError,
        NotImplementedError,
        OverflowError,
        RuntimeError,
        ValueError,
        lzma.LZMAError,
        struct.error,
        zipfile.BadZipFile,
        zlib.error,
    )


def _broken(name: str, error: Exception) -> ReadError:
    return ReadError(
        Diagnostic(
            code="SK413",
            message=f"the file cannot be read on: {shorten(str(error) or type(error).__name__)}",
            hint="it was cut short, damaged, closed or locked with a password; fetch it again",
            file=name,
        )
    )


def unreadable(name: str, message: str, hint: str | None) -> ReadError:
    """Return the error of a file that cannot be read for this reason."""
    return ReadError(
        Diagnostic(
            code="SK401", message=f"the file cannot be read: {message}", hint=hint, file=name
        )
    )


def _advice(error: OSError) -> str | None:
    if isinstance(error, FileNotFoundError):
        return "check the spelling of the path, and from which folder it is counted"
    if isinstance(error, PermissionError):
        return "allow this user to read the file"
    return None
