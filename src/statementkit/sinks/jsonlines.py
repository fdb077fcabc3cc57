"""The reference sink: a file of JSON Lines, one for each transaction."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, WriteError
from statementkit.sinks.protocol import Taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.sinks.items import Item

_BEGINS = b'{"key": '
"""How a line of a sink begins; a torn one that begins otherwise is somebody else's."""


class JsonLinesSink:
    """Appends a line to a file for each transaction, and reads it again to tell what it has.

    A line that was torn by a crash is taken away when the sink is opened: it was never whole.
    Raises `WriteError` SK786 if the file cannot be opened, or ends in what no sink has written.

    >>> import tempfile
    >>> from statementkit.sinks import Item
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sink = JsonLinesSink(f"{folder}/out.jsonl")
    ...     said = sink.take(Item("h1:1#1", {"key": "h1:1#1", "amount": "-3.20"}))
    ...     has = sink.look_up(["h1:1#1", "h1:2#1"])
    ...     sink.close()
    >>> has
    {'h1:1#1': None}
    """

    at_once = 100

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).resolve()
        self.name = f"jsonl:{self._path}"
        self._is_new = not self._path.exists()
        try:
            self._file = self._path.open("ab+")
        except OSError as error:
            reason = error.strerror or str(error)
            raise self._refusal(f"the file cannot be written: {reason}") from error
        try:
            self._drop_torn_line()
        except WriteError:
            self.close()
            raise

    def take(self, item: Item) -> Taken:
        """Append a line, and wait until it is on the disk."""
        line = json.dumps(item.record, ensure_ascii=False).encode("utf-8", "backslashreplace")
        self._file.write(line + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        return Taken()

    def look_up(self, keys: Sequence[str]) -> Mapping[str, None]:
        """Return which keys stand in the file."""
        wanted = set(keys)
        return {key: None for key in self._keys() if key in wanted}

    def close(self) -> None:
        """Close the file; one that was made for nothing goes."""
        self._file.close()
        if self._is_new and not self._path.stat().st_size:
            self._path.unlink()

    def _keys(self) -> Iterator[str]:
        with self._path.open("rb") as file:
            for line in file:
                record = _parsed(line)
                if isinstance(record, dict) and isinstance(record.get("key"), str):
                    yield record["key"]

    def _drop_torn_line(self) -> None:
        self._file.seek(0)
        end, torn = 0, b""
        for line in self._file:
            torn = b"" if line.endswith(b"\n") else line
            end += 0 if torn else len(line)
        if not torn.startswith(_BEGINS[: len(torn)]):
            raise self._refusal("the file ends in the middle of a line that no sink has written")
        self._file.truncate(end)

    def _refusal(self, message: str) -> WriteError:
        hint = "name another file"
        return WriteError(
            Diagnostic(code="SK786", message=message, hint=hint, file=str(self._path))
        )


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
