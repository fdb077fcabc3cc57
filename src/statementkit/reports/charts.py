"""Charts of a report as SVG, drawn by pygal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import tostring

from statementkit.errors import Diagnostic, WriteError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from statementkit.reports.report import Line, Report, Sheet

_MOST_BARS = 12
_MOST_PERIODS = 16
_LABEL = 28
_COLOURS = ("#2f7d5b", "#c0563f", "#3b6ea8", "#b58a2c", "#7a5aa0", "#4d8f94", "#8a6d5a", "#6b7280")


def charts(report: Report, sheet: Sheet) -> Iterator[str]:
    """Yield the charts of a sheet as SVG elements.

    Raises `WriteError` SK782 without pygal.
    """
    pygal = _pygal()
    columns = _chart(pygal.Bar, "Money in and out", sheet.currency, 1)
    _mark_periods(columns, report.periods)
    columns.add("in", _by_period(sheet.of("income"), report))
    columns.add("out", _by_period(sheet.of("expense"), report))
    yield _svg(columns)
    if accounts := sheet.of("closing"):
        levels = _chart(pygal.Line, "Balance at the end", sheet.currency, 2)
        _mark_periods(levels, report.periods)
        for line in accounts:
            levels.add(shorten(line.account or "", _LABEL), list(map(float, line.amounts)))
        yield _svg(levels)
    if expenses := sorted(sheet.of("expense"), key=lambda line: line.total)[:_MOST_BARS]:
        bars = _chart(pygal.HorizontalBar, "Where the money went", sheet.currency, 3)
        bars.show_legend = False
        bars.show_minor_x_labels = True
        bars.x_labels = [shorten(line.title(report.dimensions), _LABEL)
                         for line in reversed(expenses)]  # fmt: skip
        bars.add("out", [float(-line.total) for line in reversed(expenses)])
        yield _svg(bars)


def _pygal() -> Any:
    try:
        import pygal
    except ImportError:
        message = "a page with charts takes the help of pygal, which is not installed"
        hint = "pip install 'statementkit[reports]', or write --to csv"
        raise WriteError(Diagnostic(code="SK782", message=message, hint=hint)) from None
    # It hooks into every import for maps, by a protocol that Python warns of and 3.12 has dropped.
    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]
    return pygal


def _chart(kind: Any, title: str, currency: str, number: int) -> Any:
    """Return an empty chart; its id is not a random one, so that equal books give equal pages."""
    from pygal.style import Style

    style = Style(
        background="transparent",
        plot_background="transparent",
        guide_stroke_color="var(--line)",
        major_guide_stroke_color="var(--line)",
        foreground="var(--ink)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--ink)",
        colors=_COLOURS if kind.__name__ != "HorizontalBar" else _COLOURS[1:],
        font_family="system-ui, sans-serif",
        title_font_size=18,
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=13,
    )
    chart = kind(
        style=style,
        js=(),
        title=f"{title}, {currency}" if currency else title,
        height=380,
        width=760,
        margin=12,
        legend_at_bottom=True,
        show_minor_x_labels=False,
        x_label_rotation=0 if kind.__name__ == "HorizontalBar" else 35,
        truncate_label=-1,
        max_scale=6,
        truncate_legend=_LABEL,
        value_formatter=lambda amount: f"{amount:,.0f}",
        stroke_style={"width": 2},
    )
    chart.uuid = f"chart-{currency.lower()}-{number}"
    return chart


def _mark_periods(chart: Any, periods: Sequence[str]) -> None:
    """Let a chart name its periods, or some of them where there is no room for all."""
    chart.x_labels = periods
    chart.x_labels_major_every = len(periods) // _MOST_PERIODS + 1


def _by_period(lines: Sequence[Line], report: Report) -> list[float]:
    return [float(sum(_sizes(lines, number), start=0)) for number in range(len(report.periods))]


def _sizes(lines: Sequence[Line], number: int) -> Iterator[Decimal]:
    return (abs(line.amounts[number]) for line in lines)


def _svg(chart: Any) -> str:
    """Return a chart without its scripts, which only say what hovering would show."""
    tree = chart.render_tree()
    for parent in list(tree.iter()):
        for child in list(parent):
            if str(child.tag).endswith("script"):
                parent.remove(child)
    return tostring(tree, encoding="unicode")
