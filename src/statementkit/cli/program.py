"""The command itself: its subcommands, loaded when they are used, and how it ends."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, ClassVar

import click

from statementkit.cli.lazy import LazyGroup
from statementkit.errors import StatementKitError
from statementkit.masking import masked, showing_accounts

if TYPE_CHECKING:
    from collections.abc import Mapping

OK, PROBLEMS, UNUSABLE = 0, 1, 2
"""Exit codes: all went well; rows are problems; a call, a layout or a file cannot be used."""

INTERRUPTED, NOBODY_READS = 130, 141
"""Exit codes by which shells know a program that was stopped by Ctrl-C or a closed pipe."""

COMMANDS = {
    "1c": "Work with files of 1CClientBankExchange.",
    "anonymise": "Replace who is named in a file, so that it can be shown.",
    "balances": "Hold the bank's balances against the books.",
    "batches": "List what was imported into a store.",
    "check": "Check a layout, alone or against a file.",
    "compile": "Print the Python that is generated for an order.",
    "convert": "Make layouts of the configuration of another program.",
    "counterparties": "List, rename and merge the other parties in a store.",
    "diff": "Show where two layouts disagree, by a row.",
    "edit": "Set what is said of a stored transaction.",
    "explain": "Tell how one record of a file is read.",
    "export": "Print what a store holds.",
    "fakebank": "Serve invented accounts on this machine, to try feeds with.",
    "feeds": "Work with connections to banks.",
    "fmt": "Rewrite a layout file tidily.",
    "hand-over": "Give the books to another program, once each.",
    "import": "Add what is new in files to a store.",
    "infer": "Find out how a file is to be read, and why.",
    "layouts": "List the shipped layouts, or print one.",
    "read": "Print the transactions of files.",
    "report": "Sum up a store: cash flow, or profit and loss.",
    "review": "Show what an import of a file would do.",
    "rules": "Work with rules: what payments are booked on.",
    "shrink": "Make a file small that shows a problem, and anonymise it.",
    "sync": "Read what banks have into a store.",
    "transfers": "List, pair and unpair transfers between own accounts.",
    "undo": "Take an import back.",
}
"""What the subcommands do."""


class Program(LazyGroup):
    """The group of all subcommands, which never crashes."""

    table = COMMANDS
    package = "statementkit.cli"
    modules: ClassVar[Mapping[str, str]] = {
        "1c": "onec",
        "balances": "ledger.balances",
        "batches": "ledger.batches",
        "counterparties": "ledger.counterparties",
        "edit": "ledger.edit",
        "export": "ledger.export",
        "hand-over": "ledger.handing",
        "import": "ledger.importing",
        "report": "ledger.reporting",
        "review": "ledger.reviewing",
        "sync": "feeds.syncing",
        "transfers": "ledger.transfers",
        "undo": "ledger.undo",
    }

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand, which returns its exit code; what stops it becomes a sentence."""
        try:
            from statementkit.cli import report

            code = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            click.echo(err=True, nl=sys.stderr.isatty())
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _leave_the_pipe()
            ctx.exit(NOBODY_READS)
        except StatementKitError as error:
            report.findings(error.diagnostics)
            ctx.exit(UNUSABLE)
        except Exception as error:
            if ctx.params["debug"]:
                raise
            report.sentence(_surprise(error))
            ctx.exit(UNUSABLE)
        ctx.exit(code or OK)


def _leave_the_pipe() -> None:
    """Point the standard streams at nothing, so that the interpreter's last flush cannot fail."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty():
            os.dup2(nothing, stream.fileno())


def _surprise(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot write {masked(str(error.filename or 'the output'))}: {error.strerror}"
    return (
        f"statementkit has a fault: {type(error).__name__}: {masked(str(error))}\n"
        "please report it with what `statementkit --debug …` prints for the same call"
    )


@click.command(
    cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="statementkit", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, hidden=True, help="Show the traceback of a fault.")
@click.option(
    "--show-accounts",
    is_flag=True,
    help="Quote account numbers, card numbers and tokens as they are written. Without this their "
    "middle is left out of what is said about a file.",
)
@click.pass_context
def main(ctx: click.Context, debug: bool, show_accounts: bool) -> None:
    """Turn any bank statement into clean transactions, from a one-line order."""
    if show_accounts:
        ctx.with_resource(showing_accounts())
