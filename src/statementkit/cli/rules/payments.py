"""The payments of several statements, one after another, and what becomes of the files."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.cli import report
from statementkit.cli.program import OK, PROBLEMS
from statementkit.cli.progress import bar
from statementkit.reader import iter_transactions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.model import Transaction


@attrs.define
class Payments:
    """The payments of files, gone through once; says beside them what became of each file."""

    files: Sequence[str]
    layout: str | None
    keys: Mapping[str, Any]
    drawn: bool = True
    problems: int = 0

    def __iter__(self) -> Iterator[Transaction]:
        for file in self.files:
            with bar(file, drawn=self.drawn) as follow:
                stream = iter_transactions(file, self.layout, **self.keys)
                with closing(stream):
                    yield from follow(stream)
            report.findings(stream.problems)
            report.summary(file, stream, complete=True, verbose=False)
            self.problems += stream.counts.problems

    @property
    def exit_code(self) -> int:
        """1 if rows of a file are problems, else 0."""
        return PROBLEMS if self.problems else OK
