"""`statementkit 1c check`: a file against its own balances, and everything that is wrong in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.onec.options import lang_option, owner_options
from statementkit.cli.onec.telling import amount_heads, findings
from statementkit.cli.options import Command
from statementkit.cli.output import console, standard_output
from statementkit.cli.program import OK, PROBLEMS
from statementkit.export import plain
from statementkit.formats.onec.checking import check_exchange
from statementkit.formats.onec.problems import diagnostic, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from rich.console import Console
    from rich.table import Table

    from statementkit.formats.onec.checking import ExchangeCheck
    from statementkit.formats.onec.problems import Language
    from statementkit.formats.onec.reconciliation import Reconciliation

_GAPS = 5
"""How many gaps between sections are shown."""

_AMOUNTS = ("opening", "received", "spent", "closing", "computed", "difference")


@click.command(cls=Command)
@click.argument("file")
@click.option(
    "--to", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form."
)
@owner_options
@lang_option
def command(
    file: str, to: str, accounts: Sequence[str], tax_ids: Sequence[str], lang: Language
) -> int:
    """Hold FILE against its own balances, and say everything that is wrong or doubtful in it.

    For every account: the opening balance, what the sections say came in and went out, the closing
    balance, the one that the documents lead to, and what the two differ by. Documents that explain
    a difference are named.

    Exits with 0 when nothing is an error and all that can be checked comes out, else with 1.
    """
    found = check_exchange(file, accounts, tax_ids)
    out = standard_output()
    if to == "json":
        out.write(json.dumps(to_record(found, lang), ensure_ascii=False) + "\n")
    else:
        _print(found, lang, console(out))
    return PROBLEMS if found.numbers["error"] or found.is_balanced is False else OK


def to_record(found: ExchangeCheck, lang: Language) -> dict[str, Any]:
    """Return a check as plain values; amounts are exact decimal texts."""
    return {
        "encoding": found.encoding.codec,
        "declared_encoding": found.header.declared_encoding,
        "accounts": [_account(each) for each in found.accounts],
        "documents": found.documents,
        "balanced": found.is_balanced,
        "findings": {
            severity: found.numbers[severity] for severity in ("error", "warning", "info")
        },
        "problems": list(_problems(found, lang)),
    }


def _account(account: Reconciliation) -> dict[str, Any]:
    amounts = {name: _plain(getattr(account, name)) for name in _AMOUNTS}
    gaps = [{"start": each.start.isoformat(), "end": each.end.isoformat()} for each in account.gaps]
    return {"account": account.account, **amounts, "sections": account.sections, "gaps": gaps}


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _problems(found: ExchangeCheck, lang: Language) -> Iterator[dict[str, Any]]:
    for problem in found.problems:
        said = diagnostic(problem, lang)
        yield {
            "code": said.code,
            "severity": said.severity,
            "line": said.line,
            "section": problem.place,
            "number": problem.number,
            "key": said.field,
            "message": said.message,
            "hint": said.hint,
        }


def _print(found: ExchangeCheck, lang: Language, out: Console) -> None:
    number = found.numbers.total()
    findings(found.problems, number, lambda problem: diagnostic(problem, lang), lang, out)
    out.print(_table(found.accounts, lang))
    out.print()
    for account in found.accounts:
        if account.gaps:
            days = ", ".join(f"{gap.start} - {gap.end}" for gap in account.gaps[:_GAPS])
            more = ", …" if len(account.gaps) > _GAPS else ""
            words = {"account": account.account, "days": days + more}
            out.print(phrase("{account}: no section for the days {days}", lang, **words))
    declared = found.header.declared_encoding or "-"
    words = {"found": found.encoding.codec, "declared": declared}
    out.print(phrase("encoding {found}, declared {declared}", lang, **words))
    counts = {"count": found.documents, "findings": number}
    out.print(phrase("documents: {count}; findings: {findings}", lang, **counts))
    out.print(verdict(found.is_balanced, lang))


def verdict(is_balanced: bool | None, lang: Language) -> Text:
    """Return whether the accounts come out, in a sentence."""
    if is_balanced is None:
        return Text(phrase("there are no balances to check", lang), "yellow")
    if is_balanced:
        return Text(phrase("all balances come out", lang), "green")
    return Text(phrase("balances do not come out", lang), "bold red")


def _table(accounts: Sequence[Reconciliation], lang: Language) -> Table:
    heads = amount_heads(lang)
    table = grid(phrase("account", lang), *(f">{head}" for head in heads.values()))
    for account in accounts:
        amounts = (_plain(getattr(account, name)) or "" for name in heads)
        table.add_row(Text(account.account), *amounts)
    return table
