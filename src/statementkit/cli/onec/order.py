"""`statementkit 1c order`: payment orders for a bank."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from statementkit.cli.onec.options import lang_option, output_option
from statementkit.cli.onec.telling import aside, say, styled, write_bytes
from statementkit.cli.options import Command
from statementkit.cli.program import OK, UNUSABLE
from statementkit.export import plain
from statementkit.formats.onec.order_files import read_orders
from statementkit.formats.onec.ordering import told
from statementkit.source import open_source

if TYPE_CHECKING:
    from statementkit.formats.onec.problems import Language


@click.command(cls=Command)
@click.argument("file")
@output_option
@lang_option
def command(file: str, output: str | None, lang: Language) -> int:
    """Write the payment orders of FILE as 1c_to_kl.txt, which a bank takes.

    FILE is TOML: a [payer], and a [[payment]] for each order, with the keys number, date, amount,
    purpose and payee, and a budget for payments to the state.

    \b
    statementkit 1c order orders.toml -o 1c_to_kl.txt

    Nothing is written if a bank would refuse any of the orders; every reason is told. The number
    of orders and their sum are said for comparing with the bank's window. Exits with 0 when the
    file was written, else with 2.
    """
    with open_source(file).open() as stream:
        book = read_orders(stream.read(), file)
    if problems := book.problems():
        for problem in problems:
            aside().print(styled(told(problem, lang), lang), end="\n\n")
        say("nothing was written; findings: {count}", lang, count=len(problems))
        return UNUSABLE
    written = book.write(datetime.now().astimezone())
    write_bytes([written.content], output)
    say(
        "orders: {count}; control sum: {total}",
        lang,
        count=written.count,
        total=plain(written.total),
    )
    return OK
