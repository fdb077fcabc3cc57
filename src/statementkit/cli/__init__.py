"""The command line: `statementkit read | check | explain | infer | compile | layouts | fmt`.

A result goes to standard output, everything said about it to standard error. The exit code is 0
when all went well, 1 when rows of a file are problems, 2 when a call, a layout or a file cannot be
used, 3 when `infer` has a question.
"""

from __future__ import annotations

from statementkit.cli.program import main

__all__ = ["main"]
