"""Draws the chart of the documentation from the figures of one run: `python -m benchmarks.chart`.

`figures.tsv` holds them: a workload, a reader and its rows per second, as `make bench` prints them.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

FIGURES = Path(__file__).parent / "figures.tsv"
CHART = Path(__file__).parents[1] / "docs" / "explanation" / "speed.svg"


def draw() -> bytes:
    """Return the chart as SVG: equal figures give equal bytes."""
    import pygal
    from pygal.style import LightStyle

    with FIGURES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    chart = pygal.HorizontalBar(
        style=LightStyle,
        js=(),
        title="Rows per second, 1,000,000 rows",
        height=520,
        width=760,
        legend_at_bottom=True,
        truncate_legend=-1,
        truncate_label=-1,
        value_formatter=lambda rows: f"{rows:,.0f}",
    )
    chart.uuid = "speed"
    readers = list(dict.fromkeys(row["reader"] for row in rows))
    chart.x_labels = readers
    for workload in dict.fromkeys(row["workload"] for row in rows):
        found = {row["reader"]: float(row["rows"]) for row in rows if row["workload"] == workload}
        chart.add(workload, [found.get(reader) for reader in readers])
    drawn: bytes = chart.render()
    return drawn


if __name__ == "__main__":
    CHART.write_bytes(draw())
    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]
