"""The smallest file that still shows a problem, and that can be shown itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, StatementKitError, WriteError
from statementkit.formats.onec.anonymising import secret_of
from statementkit.reader import read
from statementkit.reader.exchange import is_exchange_source
from statementkit.source import open_source
from statementkit.testing.anonymising import hide
from statementkit.testing.anonymising.pieces import Paper, Piece, take_apart

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from statementkit.layouts import Layout
    from statementkit.source import Source

_TRIES = 2_000
"""How many smaller files are tried at most."""


def shrink(
    what: Any,
    layout: str | os.PathLike[str] | Layout,
    problem: str | Callable[[bytes], bool],
    *,
    key: str | None = None,
    **settings: Any,
) -> bytes:
    r"""Return the smallest file found that still shows a problem, anonymised.

    `problem` is the code of a problem or a warning, or a function that tells whether a file shows
    it, where an error of the library counts as no. The other arguments are those of `anonymise`.
    Records are left out, and then cells, as long as the problem stays.

    Raises what `anonymise` raises, and `WriteError`: SK794 if the file does not show the problem,
    or no longer when it is anonymised, SK795 for a file for 1C.

    >>> from statementkit import Layout
    >>> layout = Layout(order="date|name|amount", date_format="dd.MM.yyyy", decimal=",",
    ...                 delimiter=";")
    >>> file = (b"date;name;amount\n01.02.2024;Mari Kask;-3,20\n02.02.2024;Mari Kask;12,5O\n"
    ...         b"03.02.2024;Kohvik Hommik;-3,20\n")
    >>> print(shrink(file, layout, "SK301").decode())
    date;name;amount
    ;;12,5O
    <BLANKLINE>
    """
    shows = _with_code(problem, layout, settings) if isinstance(problem, str) else _safe(problem)
    paper = take_apart(cuttable(what), layout, **settings)
    if not shows(paper.content(piece.text for piece in paper.pieces)):
        raise _unshown(problem, "the file does not show {it}", "look which codes `check` prints")
    hidden = hide(paper, secret_of(key))
    if not shows(hidden):
        message = "the file does not show {it} any more when it is anonymised"
        raise _unshown(problem, message, "it is in what names somebody: cut the file by hand")
    search = _Search(take_apart(hidden, layout, **settings), shows)
    search.leave_out_pieces()
    search.leave_out_cells()
    return search.content(search.pieces)


def cuttable(what: Any) -> Source:
    """Return what is to be made small. Raises `WriteError` SK795 if that is a file for 1C."""
    source = open_source(what)
    source.keep()
    if is_exchange_source(source):
        raise WriteError(
            Diagnostic(
                code="SK795",
                message="the file is one for 1C, which cannot be made small",
                hint="`statementkit 1c anonymise` makes one that can be shown",
                file=source.name,
            )
        )
    return source


def _safe(problem: Callable[[bytes], bool]) -> Callable[[bytes], bool]:
    """Return a function for which a file that cannot be read at all shows nothing."""

    def shows(content: bytes) -> bool:
        try:
            return problem(content)
        except StatementKitError:
            return False

    return shows


def _with_code(code: str, layout: Any, settings: dict[str, Any]) -> Callable[[bytes], bool]:
    def shows(content: bytes) -> bool:
        try:
            found = read(content, layout, **settings)
        except StatementKitError as error:
            return any(each.code == code for each in error.diagnostics)
        return any(each.code == code for each in (*found.problems, *found.warnings))

    return shows


def _unshown(problem: object, message: str, hint: str) -> WriteError:
    it = problem if isinstance(problem, str) else "the problem"
    return WriteError(Diagnostic(code="SK794", message=message.format(it=it), hint=hint))


class _Search:
    """Makes a file smaller as long as it shows something."""

    def __init__(self, paper: Paper, shows: Callable[[bytes], bool]) -> None:
        self.pieces = list(paper.pieces)
        self._paper = paper
        self._shows = shows
        self._tries = 0

    def content(self, pieces: Sequence[Piece]) -> bytes:
        """Return the file of some pieces."""
        return self._paper.content(piece.text for piece in pieces)

    def _holds(self, pieces: Sequence[Piece]) -> bool:
        self._tries += 1
        return self._tries <= _TRIES and self._shows(self.content(pieces))

    def leave_out_pieces(self) -> None:
        """Leave out pieces, first half of them together, at last one by one."""
        size = len(self.pieces)
        while size:
            start = 0
            while start < len(self.pieces):
                fewer = self._without(start, start + size)
                if len(fewer) < len(self.pieces) and self._holds(fewer):
                    self.pieces = fewer
                else:
                    start += size
            size //= 2

    def _without(self, start: int, end: int) -> list[Piece]:
        """Return the pieces without some, but with the header: another line would become it."""
        left_out = self.pieces[start:end]
        heads = [piece for piece in left_out if piece.kind == "header"]
        return self.pieces[:start] + heads[:1] + self.pieces[end:]

    def leave_out_cells(self) -> None:
        """Empty the cells of the records that are left."""
        for number, piece in enumerate(self.pieces):
            for cell in reversed(piece.cells if piece.kind == "record" else ()):
                shorter = self.pieces.copy()
                now = self.pieces[number]
                text = now.text[: cell[0]] + now.text[cell[1] :]
                shorter[number] = attrs.evolve(now, text=text)
                if cell[0] != cell[1] and self._holds(shorter):
                    self.pieces = shorter
