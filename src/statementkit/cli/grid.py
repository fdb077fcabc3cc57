"""Small tables of rich, all drawn the same way: no lines, bold heads."""

from __future__ import annotations

from rich.table import Table


def grid(*heads: str) -> Table:
    """Return an empty table with these columns.

    A head that begins with `>` has its column aligned to the right; one that ends with `…` has its
    column broken into lines where the terminal is too narrow, before any other is cut.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in heads:
        wraps = head.endswith("…")
        table.add_column(
            head.strip(">…"),
            justify="right" if head.startswith(">") else "left",
            no_wrap=not wraps,
            overflow="fold" if wraps else "ellipsis",
        )
    return table
