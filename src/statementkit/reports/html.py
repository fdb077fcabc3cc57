"""A report as one page that needs nothing beside itself."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from statementkit.errors import shorten
from statementkit.reports.charts import charts
from statementkit.values import minor_digits

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
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
:root { --ink: #1f2933; --soft: #52606d; --line: #cbd2d9; --paper: #fff }
:root { --minus: #a3402b; --alarm: #fbeeea }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --soft: #9aa5b1; --line: #3e4c59; --paper: #171c22 }
  :root { --minus: #f0a08e; --alarm: #3a231d }
}
body { color: var(--ink); background: var(--paper) }
body { margin: 2rem auto; max-width: 100rem; padding: 0 1.5rem }
h1, h2 { font-weight: 600; margin: 1.5rem 0 .5rem }
.charts { display: grid; gap: 1rem }
.charts { grid-template-columns: repeat(auto-fit, minmax(min(34rem, 100%), 1fr)) }
.charts svg { width: 100%; height: auto }
.wide { overflow-x: auto; margin-top: 1rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .75rem; text-align: left; white-space: nowrap }
td.amount, th.amount { text-align: right }
td:first-child { max-width: 20rem; min-width: 12rem; white-space: normal }
td:first-child { overflow-wrap: anywhere }
@media (max-width: 40rem) { td:first-child { max-width: 45vw; min-width: 40vw } }
thead th { border-bottom: 2px solid var(--soft) }
tbody tr:first-child > * { border-top: 1px solid var(--soft); padding-top: .4rem }
tr > :first-child { position: sticky; left: 0; background: var(--paper) }
tbody th { font-weight: 600 }
tbody tr.sum > * { font-weight: 600 }
td.total { border-left: 1px solid var(--line) }
.minus { color: var(--minus) }
.zero { color: var(--soft) }
.breaks { border-left: 4px solid #c0563f; background: var(--alarm); padding: .5rem 2rem }
.notes { color: var(--soft) }
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
        rows = "".join(_row(line, report, minor_digits(sheet.currency)) for line in lines)
        parts.append(f"<tbody>{body}{rows}</tbody>")
    return "".join(parts) + "</table></div>"


def _row(line: Line, report: Report, digits: int) -> str:
    label = shorten(line.title(report.dimensions))
    cells = "".join(_amount(amount, digits) for amount in line.amounts)
    total = _amount(line.total, digits, " total")
    kind = ' class="sum"' if line.section in ("result", "closing") else ""
    return f"<tr{kind}><td>{escape(label)}</td>{cells}{total}</tr>"


def _amount(amount: Decimal, digits: int, more: str = "") -> str:
    """Return a cell with all digits of an amount, and at least those that its currency has."""
    if not amount:
        return f'<td class="amount zero{more}">0</td>'
    sign = " minus" if amount < 0 else ""
    decimals = max(digits, -int(amount.as_tuple().exponent))
    return f'<td class="amount{sign}{more}">{amount:,.{decimals}f}</td>'
