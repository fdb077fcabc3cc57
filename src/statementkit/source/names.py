"""Names of encodings: many to read, one to write."""

from __future__ import annotations

import codecs
import difflib
import re
from encodings.aliases import aliases

from statementkit.errors import Diagnostic, LayoutError, quoted

_NOT_FOR_FILES = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}


def find_codec(name: str) -> str:
    """Return Python's name of an encoding; raise `LayoutError` when there is none.

    >>> find_codec("Windows-1257")
    'cp1257'
    """
    found = _codec(name)
    if found is None:
        raise LayoutError(
            Diagnostic(
                code="SK503",
                message=f"{quoted(name)} is not the name of an encoding",
                hint=_nearest(name),
            )
        )
    return "utf-8" if found == "utf-8-sig" else found


def _codec(name: str) -> str | None:
    """Return the name of a codec for the text of a file, `None` if it is none."""
    try:
        "x".encode(name)
        found = codecs.lookup(name).name.replace("_", "-")
    except (LookupError, ValueError):
        return None
    return None if found in _NOT_FOR_FILES else found


def _nearest(name: str) -> str:
    known = {each.replace("_", "-") for each in aliases if _codec(each)}
    known |= {f"windows-125{n}" for n in range(9)}
    near = difflib.get_close_matches(name.lower(), sorted(known), 1)
    return f"did you mean {near[0]!r}?" if near else "write utf-8, windows-1252 …, or auto"


def spoken(codec: str) -> str:
    """Return the name by which people know a codec; `find_codec` understands it.

    >>> spoken("cp1257"), spoken("iso8859-13"), spoken("cp866")
    ('windows-1257', 'iso-8859-13', 'cp866')
    """
    if re.fullmatch(r"cp125\d", codec):
        return codec.replace("cp", "windows-")
    return codec.replace("iso8859", "iso-8859")
