"""The text of a foreign configuration, and the one way in which it is refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import attrs

from statementkit.errors import Diagnostic, LayoutError

_NEXT = "check that --from names the program whose file this is, and that the file is complete"

_LARGEST = 16 * 2**20


@attrs.frozen
class Configuration:
    """A text, the file it came from, and a name for what it describes."""

    text: str
    file: str | None = None

    @property
    def name(self) -> str:
        """The name of the file without its endings."""
        return Path(self.file).name.split(".")[0] if self.file else "converted"

    @classmethod
    def of(cls, what: str | os.PathLike[str]) -> Self:
        """Read a file, or take a text for itself if it cannot be a path."""
        if isinstance(what, str) and ("\n" in what or what.lstrip()[:1] in ("{", "[", "<", "")):
            return cls(what)
        file = os.fspath(what)
        try:
            with Path(file).open("rb") as stream:
                content = stream.read(_LARGEST + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise LayoutError(
                Diagnostic(
                    code="SK560",
                    message=f"the configuration cannot be read: {reason}",
                    hint="name the file that the other program is configured with",
                    file=file,
                )
            ) from error
        if len(content) > _LARGEST:
            raise refused(cls("", file), "it is larger than any configuration")
        try:
            return cls(content.decode("utf-8-sig").replace("\r\n", "\n"), file)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise refused(
                cls("", file), "this line is not UTF-8", line, "save the file as UTF-8"
            ) from error


def refused(
    configuration: Configuration, why: str, line: int | None = None, hint: str = _NEXT
) -> LayoutError:
    """Return the error that a text is not the configuration it was said to be."""
    return LayoutError(
        Diagnostic(
            code="SK560",
            message=f"this is not such a configuration: {why}",
            hint=hint,
            file=configuration.file,
            line=line,
        )
    )
