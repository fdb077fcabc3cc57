"""What a file is that is not text: told by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

WorkbookKind = Literal["xlsx", "xlsb", "xls", "ods"]

_WORKBOOK = (
    "a workbook",
    'write format = "excel" in the layout, or export CSV from the bank',
)
_PAGE = (
    "a web page (HTML), whatever its name says",
    "open it in a spreadsheet program and save the table as CSV, or export CSV from the bank",
)
_SPREADSHEET_XML = (
    "a spreadsheet of Excel 2003 (XML)",
    "open it in a spreadsheet program and save it as xlsx or as CSV",
)
_PACKED = ("a packed file", "unpack it first; only gzip and zip are unpacked here")
_PICTURE = ("a picture", "export the statement from the bank as a file, not as a picture")

_MAGIC: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (b"%PDF-", ("a PDF document", "export the statement from the bank as CSV")),
    (b"PAR1", ("a Parquet file", "it is a table already; export it as CSV")),
    (b"SQLite format 3\0", ("an SQLite database", "export the table as CSV")),
    (b"{\\rtf", ("a rich text document", "save it as plain text")),
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"\x1f\x8b", _PACKED),
    (b"PK\x03\x04", _PACKED),
    (b"BZh", _PACKED),
    (b"\xfd7zXZ\0", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"Rar!\x1a\x07", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"\x7fELF", ("a program", "give the bank's statement file instead")),
    (b"MZ\x90\0", ("a program", "give the bank's statement file instead")),
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ODS_TYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_XLSX_MEMBER = re.compile(rb"PK\x03\x04[\s\S]{26}xl/")
"""A member of a zip file in the folder of a workbook, wherever its writer put it."""

_TAGS = (b"<!doctype html", b"<html", b"<table")

_FAMILIES = (
    ("word/", ("a Word document", "export the statement from the bank as CSV")),
    ("content.xml", ("an OpenDocument file", "export the statement from the bank as CSV")),
    ("META-INF/", ("a packed program or document", "give the bank's statement file instead")),
)


def describe_binary(head: bytes) -> tuple[str, str] | None:
    """Return what a file that begins with `head` is and what to do, `None` when it may be text.

    >>> describe_binary(b"%PDF-1.7 ...")
    ('a PDF document', 'export the statement from the bank as CSV')
    >>> describe_binary(b"date;amount") is None
    True
    """
    if workbook_kind(head) is not None:
        return _WORKBOOK
    start = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_TAGS):
        return _PAGE
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return _SPREADSHEET_XML
    return next((what for magic, what in _MAGIC if head.startswith(magic)), None)


def workbook_kind(head: bytes) -> WorkbookKind | None:
    """Return which workbook a file is that begins with `head`, `None` when it is none.

    >>> workbook_kind(b"date;amount") is None
    True
    """
    if head.startswith(_OLE):
        return "xls"
    if not head.startswith(_ZIP):
        return None
    if _ODS_TYPE in head[:200]:
        return "ods"
    if b"xl/workbook.bin" in head:
        return "xlsb"
    return "xlsx" if _XLSX_MEMBER.search(head) else None


def describe_archive(names: list[str]) -> tuple[str, str] | None:
    """Return what a zip file with these members is, when it is a document and not a parcel."""
    return next(
        (what for prefix, what in _FAMILIES if any(name.startswith(prefix) for name in names)),
        None,
    )
