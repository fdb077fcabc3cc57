"""The command itself: its subcommands, loaded when they are used, and how it ends."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from statementkit.errors import StatementKitError

OK, PROBLEMS, UNUSABLE = 0, 1, 2
"""Exit codes: all went well; rows are problems; a call, a layout or a file cannot be used."""

INTERRUPTED, NOBODY_READS = 130, 141
"""Exit codes by which shells know a program that was stopped by Ctrl-C or a closed pipe."""

COMMANDS = {
    "check": "Check a layout, alone or against a file.",
    "compile": "Print the Python that is generated for an order.",
    "convert": "Make layouts of the configuration of another program.",
    "diff": "Show where two layouts disagree, by a row.",
    "explain": "Tell how one record of a file is read.",
    "fmt": "Rewrite a layout file tidily.",
    "infer": "Find out how a file is to be read, and why.",
    "layouts": "List the shipped layouts, or print one.",
    "read": "Print the transactions of files.",
}
"""What the subcommands do; each is the `command` of the module of its name."""


class Program(click.Group):
    """A group whose subcommands are imported when they are asked for, and that never crashes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the subcommands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a subcommand, `None` where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"statementkit.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand that was called; an unknown one is answered with the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            name = error.command_name
            raise click.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

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
        return f"cannot write {error.filename or 'the output'}: {error.strerror}"
    return (
        f"statementkit has a fault: {type(error).__name__}: {error}\n"
        "please report it with what `statementkit --debug …` prints for the same call"
    )


@click.command(
    cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="statementkit", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, hidden=True, help="Show the traceback of a fault.")
def main(debug: bool) -> None:
    """Turn any bank statement into clean transactions, from a one-line order."""
