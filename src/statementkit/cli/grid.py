"""Small tables of rich, all drawn the same way: no lines, bold heads."""

from __future__ import annotations

from rich.table import Table


def grid(*heads: str) -> Table:
    """Return an empty table; a head that begins with `>` has its column aligned to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in heads:
        table.add_column(
            head.lstrip(">"),
            justify="right" if head.startswith(">") else "left",
            no_wrap=True,
            overflow="ellipsis",
        )
    return table
