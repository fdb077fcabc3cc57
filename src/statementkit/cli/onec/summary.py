"""`statementkit 1c summary`: whose file it is, for which days, with which balances."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import attrs
import click
from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.onec.options import lang_option
from statementkit.cli.onec.telling import amount_heads, styled
from statementkit.cli.options import Command
from statementkit.cli.output import console, iso_day, standard_output
from statementkit.export import plain
from statementkit.formats.onec.dialects import is_for_bank, recognise
from statementkit.formats.onec.model import Exchange
from statementkit.formats.onec.problems import diagnostic, phrase
from statementkit.formats.onec.reading import iter_documents, peek
from statementkit.formats.onec.reconciliation import by_account, chain
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.console import Console

    from statementkit.formats.onec.dialects import Recognition
    from statementkit.formats.onec.problems import Language
    from statementkit.formats.onec.reading import Peek
    from statementkit.formats.onec.reconciliation import Reconciliation
    from statementkit.source import Source

_SAMPLE = 1_000
"""How many documents are looked at for what a dialect is known by."""

_AMOUNTS = ("opening", "received", "spent", "closing")


@attrs.frozen
class _Summary:
    seen: Peek
    recognition: Recognition
    accounts: tuple[Reconciliation, ...]
    is_for_bank: bool

    @property
    def interval(self) -> tuple[date | None, date | None]:
        """The first and the last day of all exports in the file."""
        starts = [each.start for each in self.seen.headers if each.start]
        ends = [each.end for each in self.seen.headers if each.end]
        return min(starts, default=None), max(ends, default=None)


@click.command(cls=Command)
@click.argument("file")
@click.option(
    "--to", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form."
)
@lang_option
def command(file: str, to: str, lang: Language) -> None:
    """Say whose file FILE is, its days, accounts and balances, and how many documents it has.

    Says too in what it differs from the standard. Documents are counted, and only the first
    thousand are read: `1c check` reads all of them.
    """
    source = open_source(file)
    source.keep()
    summary = _summary(source)
    out = standard_output()
    if to == "json":
        out.write(json.dumps(_record(summary, lang), ensure_ascii=False) + "\n")
    else:
        _print(summary, lang, console(out))


def _summary(source: Source) -> _Summary:
    seen = peek(source)
    documents = islice(iter_documents(source, lazy=True), _SAMPLE)
    exchange = Exchange((seen.header, *seen.sections, *documents), seen.encoding)
    sections = by_account(seen.sections)
    accounts = tuple(chain(sections.get(name, ()), name) for name in exchange.accounts)
    return _Summary(seen, recognise(exchange), accounts, is_for_bank(exchange))


def _record(summary: _Summary, lang: Language) -> dict[str, Any]:
    header, recognition = summary.seen.header, summary.recognition
    dialect = recognition.dialect
    said = [diagnostic(each, lang) for each in recognition.deviations]
    return {
        "dialect": dialect.name if dialect else None,
        "dialect_evidence": recognition.evidence,
        "for_bank": summary.is_for_bank,
        "version": header.version,
        "sender": header.sender,
        "receiver": header.receiver,
        "created_on": iso_day(header.created_on),
        "start": iso_day(summary.interval[0]),
        "end": iso_day(summary.interval[1]),
        "exports": len(summary.seen.headers),
        "encoding": summary.seen.encoding.codec,
        "declared_encoding": header.declared_encoding,
        "documents": summary.seen.documents,
        "accounts": [_account(each) for each in summary.accounts],
        "deviations": [
            {"code": each.code, "line": each.line, "key": each.field, "message": each.message}
            for each in said
        ],
    }


def _account(account: Reconciliation) -> dict[str, Any]:
    amounts = {name: getattr(account, name) for name in _AMOUNTS}
    plains = {name: None if each is None else plain(each) for name, each in amounts.items()}
    return {"account": account.account, **plains, "sections": account.sections}


def _print(summary: _Summary, lang: Language, out: Console) -> None:
    facts = grid("", "…")
    facts.show_header = False
    for name, value in _facts(summary, lang):
        facts.add_row(Text(name, "dim"), Text(value or "-"))
    out.print(facts)
    out.print()
    heads = amount_heads(lang)
    table = grid(phrase("account", lang), *(f">{heads[name]}" for name in _AMOUNTS))
    for account in summary.accounts:
        amounts = (getattr(account, name) for name in _AMOUNTS)
        cells = ("" if each is None else plain(each) for each in amounts)
        table.add_row(Text(account.account), *cells)
    out.print(table)
    for deviation in summary.recognition.deviations:
        out.print()
        out.print(styled(diagnostic(deviation, lang), lang), soft_wrap=True)


def _facts(summary: _Summary, lang: Language) -> Iterator[tuple[str, str | None]]:
    header, recognition, seen = summary.seen.header, summary.recognition, summary.seen
    if summary.is_for_bank:
        yield phrase("kind", lang), phrase("orders for a bank", lang)
    else:
        yield phrase("kind", lang), phrase("statement of a bank", lang)
    if recognition.dialect:
        yield phrase("dialect", lang), f"{recognition.dialect.title} ({recognition.text})"
    else:
        yield phrase("dialect", lang), phrase("not recognised", lang)
    yield phrase("sender", lang), header.sender
    yield phrase("receiver", lang), header.receiver
    yield phrase("version", lang), header.version
    days = [iso_day(day) for day in summary.interval]
    interval = " - ".join(day or "?" for day in days) if any(days) else None
    yield phrase("interval", lang), interval
    words = {"found": seen.encoding.codec, "declared": header.declared_encoding or "-"}
    yield phrase("encoding", lang), phrase("{found}, declared {declared}", lang, **words)
    if len(seen.headers) > 1:
        yield phrase("exports put together", lang), str(len(seen.headers))
    yield phrase("documents", lang), str(seen.documents)
