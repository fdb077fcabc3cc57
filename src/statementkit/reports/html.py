"""A report as one page that needs nothing beside itself."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from statementkit.errors import shorten
from statementkit.reports.charts import charts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from statementkit.reports.report import Line, Report, Sheet

TITLES = {"cashflow": "Cash flow", "pnl": "Profit and loss"}
_SECTIONS = {
    "opening": "Opening balance",
    "income": "Income",
    "expense": "Expenses",
    "transfer": "Own transfers",
    "result": "Result",
    "movements": "Movements",
    "closing": "Closing balance",
}
_STYLE = """
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #1f2933 }
body { margin: 2rem auto; max-width: 100rem; padding: 0 1.5rem }
h1, h2 { font-weight: 600; margin: 1.5rem 0 .5rem }
.charts { display: grid; gap: 1rem }
.charts { grid-template-columns: repeat(auto-fit, minmax(min(34rem, 100%), 1fr)) }
.charts svg { width: 100%; height: auto }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .75rem; text-align: left; white-space: nowrap }
td.amount, th.amount { text-align: right }
thead th { border-bottom: 2px solid #52606d }
tbody tr:first-child > * { border-top: 1px solid #9aa5b1; padding-top: .4rem }
tr > :first-child { position: sticky; left: 0; background: #fff }
tbody th { font-weight: 600 }
tbody tr.sum > * { font-weight: 600 }
td.total { border-left: 1px solid #cbd2d9 }
.minus { color: #a3402b }
.breaks { border-left: 4px solid #c0563f; background: #fbeeea; padding: .5rem 1rem }
.notes { color: #52606d }
@media print { body { margin: 0; max-width: none } .wide { overflow: visible } }
""".strip()


def to_html(report: Report) -> str:
    """Return a report as a page of HTML, with its charts in it.

    Raises `WriteError` SK782 without pygal.
    """
    title = TITLES[report.kind]
    if report.periods:
        title += f", {report.periods[0]} to {report.periods[-1]}"
    parts = [f"<h1>{escape(title)}</h1>"]
    parts += _sentences("breaks", report.breaks)
    for sheet in report.sheets:
        parts.append(f"<h2>{escape(sheet.currency or 'no currency')}</h2>")
        parts.append(f'<div class="charts">{"".join(charts(report, sheet))}</div>')
        parts.append(_table(report, sheet))
    parts += _sentences("notes", report.notes)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _sentences(name: str, sentences: Iterable[str]) -> Iterator[str]:
    found = "".join(f"<li>{escape(each)}</li>" for each in sentences)
    if found:
        yield f'<ul class="{name}">{found}</ul>'


def _table(report: Report, sheet: Sheet) -> str:
    heads = "".join(f'<th class="amount">{escape(each)}</th>' for each in report.periods)
    corner = escape(" · ".join(report.dimensions))
    total = '<th class="amount">total</th>'
    head = f"<thead><tr><th>{corner}</th>{heads}{total}</tr></thead>"
    parts = [f'<div class="wide"><table>{head}']
    for section, lines in groupby(sheet.lines, lambda line: line.section):
        width = len(report.periods) + 2
        body = f'<tr><th colspan="{width}">{_SECTIONS[section]}</th></tr>'
        parts.append(f"<tbody>{body}{''.join(map(_row, lines))}</tbody>")
    return "".join(parts) + "</table></div>"


def _row(line: Line) -> str:
    label = line.account or " · ".join(shorten(each or "—") for each in line.labels) or "all"
    cells = "".join(map(_amount, line.amounts))
    kind = ' class="sum"' if line.section in ("result", "closing") else ""
    return f"<tr{kind}><td>{escape(label)}</td>{cells}{_amount(line.total, ' total')}</tr>"


def _amount(amount: Decimal, more: str = "") -> str:
    sign = " minus" if amount < 0 else ""
    text = f"{amount:,f}" if amount else "0"
    return f'<td class="amount{sign}{more}">{text}</td>'
