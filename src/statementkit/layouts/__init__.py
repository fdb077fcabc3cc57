"""Layouts: what is known of a bank's file besides its order, and the readers that need it.

`Layout` holds the keys; `find_layout` takes the name of a shipped layout or the path of a TOML
file; `open_records` reads delimited text into rows.
"""

from __future__ import annotations

from statementkit.layouts.delimited import Records, open_records
from statementkit.layouts.layout import KEYS, Key, Layout
from statementkit.layouts.opening import open_rows
from statementkit.layouts.records import Rows
from statementkit.layouts.rows import Row
from statementkit.layouts.shipped import find_layout, match_layouts, shipped_layouts
from statementkit.layouts.toml import format_layout, parse_layout, read_layout, write_layout

__all__ = [
    "KEYS",
    "Key",
    "Layout",
    "Records",
    "Row",
    "Rows",
    "find_layout",
    "format_layout",
    "match_layouts",
    "open_records",
    "open_rows",
    "parse_layout",
    "read_layout",
    "shipped_layouts",
    "write_layout",
]
