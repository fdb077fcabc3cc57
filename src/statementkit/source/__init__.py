"""From anything that holds a statement to its bytes and its text: the lowest layer of reading.

`open_source` takes a path, bytes, a file object or `"-"` and gives a `Source`: a name for messages
and the unpacked bytes, as often as they are wanted. `encoding_of` says which codec they are in
and why; `read_blocks` turns them into text, block by block, in constant memory.
"""

from __future__ import annotations

from statementkit.source.binary import describe_binary, workbook_kind
from statementkit.source.encoding import Encoding, decide_encoding, encoding_of, likeness
from statementkit.source.names import find_codec
from statementkit.source.opening import Source, open_source
from statementkit.source.text import CUT, Block, read_blocks, unmark

__all__ = [
    "CUT",
    "Block",
    "Encoding",
    "Source",
    "decide_encoding",
    "describe_binary",
    "encoding_of",
    "find_codec",
    "likeness",
    "open_source",
    "read_blocks",
    "unmark",
    "workbook_kind",
]
