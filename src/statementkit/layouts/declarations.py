"""What a file with tags says about itself in its first bytes."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from statementkit.errors import LayoutError
from statementkit.source import find_codec

_XML = re.compile(r"<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")

_OFX = re.compile(
    r"OFXHEADER.{0,200}?ENCODING:\s*(UTF-8)?.{0,40}?CHARSET:\s*(?:ISO-)?(8859-\d+|\d{3,4})?", re.S
)

_BEFORE_ELEMENTS = re.compile(r"<(?:\?.*?\?|!--.*?--|!.*?)>", re.DOTALL)
_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?([\w.-]+)")


def declared_encoding(head: bytes) -> str | None:
    r"""Return the encoding that a file says it has, whether there is one of that name or not.

    >>> declared_encoding(b"OFXHEADER:100\nENCODING:USASCII\nCHARSET:1252\n")
    'cp1252'
    >>> declared_encoding(b'<?xml version="1.0" encoding="ISO-8859-13"?><a/>')
    'ISO-8859-13'
    """
    text = _readable(head)
    if found := _XML.match(text):
        return found[1]
    if found := _OFX.search(text[:1000]):
        page = found[2] or ""
        return found[1] or (f"iso-{page}" if "-" in page else f"cp{page}")
    return None


def is_known(encoding: str) -> bool:
    """Tell whether there is an encoding of this name."""
    try:
        return bool(find_codec(encoding))
    except LayoutError:
        return False


def is_marked(head: bytes) -> bool:
    """Tell whether a file begins with a byte order mark, or with a letter of two bytes."""
    return head.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in head[:4]


def begins_with(head: bytes, path: str) -> bool:
    """Tell whether the first elements of a file are those of a path, each in the one before.

    >>> begins_with(b'<?xml version="1.0"?><d:Document><Stmt a="1">', "/Document/Stmt")
    True
    """
    tags = _TAG.finditer(_BEFORE_ELEMENTS.sub("", _readable(head)))
    steps = path.strip("/").split("/")
    return all((tag := next(tags, None)) and tag.groups() == ("", step) for step in steps)


def _readable(head: bytes) -> str:
    """Return the start of a file as far as its tags and declarations go, which are ASCII."""
    if is_marked(head):
        head = head.removeprefix(BOM_UTF8).removeprefix(BOM_UTF16_LE).removeprefix(BOM_UTF16_BE)
        head = head.replace(b"\0", b"")
    return head.decode("ascii", "replace").lstrip()
