"""What stands in a file besides its records, and how its text becomes bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.testing.forms import written_encoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statementkit.layouts import Layout

LINES_ABOVE = ("Statement", "Period 2024", "Printed by the bank", "Customer service", "Notes")
_LINES_BELOW = ("Total", "End of statement", "Printed by the bank")
_COMMENT = " a comment"


@attrs.frozen(kw_only=True)
class Dress:
    """The dress of a file.

    `above` are the lines above the header (or above the records), `below` the records under them
    that are none. `gaps` puts a blank line, `comments` a line of comment, before every other
    record; `repeats` the header in the middle, as in joined files. `newline` ends lines; the last
    one has an end if `ends` says so.
    """

    encoding: str = "utf-8"
    newline: Literal["\n", "\r\n"] = "\n"
    quote_all: bool = False
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    gaps: bool = False
    comments: bool = False
    repeats: bool = False
    ends: bool = True

    @classmethod
    def plain(cls, layout: Layout) -> Dress:
        """Return a dress with nothing but what the layout asks for."""
        return cls(
            encoding=written_encoding(layout),
            above=tuple(cycled(LINES_ABOVE, layout.skip_lines)),
            below=tuple(cycled(_LINES_BELOW, layout.footer_lines)),
        )

    def lines(self, records: Iterable[str], comment: str | None) -> Iterator[str]:
        """Yield the lines of records with what stands between them."""
        for number, record in enumerate(records):
            if number % 2 and self.gaps:
                yield ""
            if number % 2 and self.comments and comment is not None:
                yield f"{comment}{_COMMENT}"
            yield record

    def text(self, lines: Iterable[str]) -> str:
        """Return lines as one text."""
        text = "".join(f"{line}{self.newline}" for line in lines)
        return text if self.ends else text.removesuffix(self.newline)


def cycled(texts: tuple[str, ...], count: int) -> Iterator[str]:
    """Yield so many texts, again from the first when they run out."""
    return (texts[number % len(texts)] for number in range(count))
