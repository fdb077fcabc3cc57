"""What is said beside the result, on standard error: findings, counts, and why a run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from statementkit.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.model import BalanceCheck, Counts, Statement
    from statementkit.reader import AnyStream

SHOWN = 20
"""How many findings are written out; the rest is counted."""

_COLOURS = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}


def _aside() -> Console:
    """Return a console on standard error that breaks no line of its own accord."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def sentence(text: str) -> None:
    """Say one thing."""
    _aside().print(Text(text))


def findings(
    found: Sequence[Diagnostic],
    number: int | None = None,
    *,
    advice: str = "",
    to: Console | None = None,
) -> None:
    """Write out the first findings and count the others.

    `number` is how many there are if `found` holds only the first of them; `advice` says how to see
    the others.
    """
    out = to or _aside()
    for finding in found[:SHOWN]:
        out.print(styled(finding), end="\n\n", soft_wrap=True)
    more = (number or len(found)) - len(found[:SHOWN])
    if more:
        out.print(Text(f"… and {more:,} more{advice}", "bold"), end="\n\n")


def trouble(
    of: AnyStream | Statement, fatal: Sequence[Diagnostic] = (), *, advice: str = ""
) -> None:
    """Write out what was found about a file: its warnings, its problems and what ended it."""
    warnings, problems = of.warnings, [*of.problems, *fatal]
    findings(warnings, max(len(warnings), of.counts.warnings))
    findings(problems, max(len(problems), of.counts.problems), advice=advice)


def styled(finding: Diagnostic) -> Text:
    """Return a finding as it is rendered everywhere, in colours."""
    text = Text(str(finding))
    start = text.plain.index(finding.code)
    text.stylize("bold", 0, start)
    text.stylize(_COLOURS[finding.severity], start, start + len(finding.code))
    text.highlight_regex(r"(?m)^  \| .*$", "dim")
    text.highlight_regex(r"(?m)^  \| +(?P<red>\^+)$", style_prefix="")
    if finding.hint:
        text.stylize("italic", len(text) - len(finding.hint))
    return text


def gap() -> None:
    """Leave a line free."""
    _aside().print()


def summary(file: str, stream: AnyStream | None, *, complete: bool, verbose: bool) -> None:
    """Say in one line what became of a file; `verbose` adds what was decided about it, and why."""
    out = _aside()
    if stream is None:
        out.print(Text.assemble((masked(file), "bold"), ": ", ("not read", "bold red")))
        return
    if verbose:
        for fact in _facts(stream):
            out.print(Text(f"  {fact}", "dim"))
    parts = [equation(stream.counts), Text(counted(stream.counts.transactions, "transaction"))]
    if stream.name:
        parts.append(Text(f"layout {stream.name}"))
    if (balance := _balance(stream.balance)) is not None:
        parts.append(balance)
    if not complete:
        parts.append(Text("not read to its end", "bold red"))
    name = masked(stream.origin.file or file)
    if complete and not stream.counts.records:
        out.print(Text(f"{name}: {_emptiness(stream.header_line)}", "yellow"))
    out.print(Text.assemble((name, "bold"), ": ", Text("; ").join(parts)))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def equation(counts: Counts) -> Text:
    """Return that every record was read, left out on purpose or is a problem."""
    colour = "red" if counts.problems else ""
    return Text.assemble(
        f"{counted(counts.records, 'record')} = {counts.mapped:,} read",
        f" + {counts.skipped:,} skipped + ",
        (counted(counts.problems, "problem"), colour),
    )


def _emptiness(header_line: int | None) -> str:
    below = "" if header_line is None else f" below the header on line {header_line}"
    return f"there are no records{below}; export the statement for days that have payments"


def _balance(check: BalanceCheck) -> Text | None:
    if check.holds is None:
        return None
    if check.holds:
        return Text("balances add up", "green")
    where = ", ".join(map(str, check.breaks[:5])) + (", …" if len(check.breaks) > 5 else "")
    by = f": the difference is {check.difference}" if check.difference else ""
    return Text(f"balances do not add up at line {where}{by}", "yellow")


def _facts(stream: AnyStream) -> Iterator[str]:
    """Yield what was decided about a file, and which of its lines are no records."""
    yield from map(str, stream.facts)
    left_out = stream.left_out
    yield from (f"{what}, left out: {number:,}" for what, number in left_out.items() if number)
