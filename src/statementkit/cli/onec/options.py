"""Options that the subcommands of `1c` share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from statementkit.errors import StatementKitError
from statementkit.formats.onec.problems import in_language

if TYPE_CHECKING:
    from statementkit.formats.onec.problems import Language

C = TypeVar("C", bound=Callable[..., Any])


def lang_option(command: C) -> C:
    """Add `--lang`, in which errors that end the command are told as well."""

    @wraps(command)
    def in_lang(*args: Any, lang: Language, **options: Any) -> Any:
        try:
            return command(*args, lang=lang, **options)
        except StatementKitError as error:
            error.args = tuple(in_language(each, lang) for each in error.diagnostics)
            raise

    return click.option(
        "--lang",
        type=click.Choice(["en", "ru"]),
        default="en",
        show_default=True,
        help="Language of what is said.",
    )(cast("C", in_lang))


def owner_options(command: C) -> C:
    """Add what the caller knows of the owner of a file that does not say it."""
    command = click.option(
        "--tax-id",
        "tax_ids",
        metavar="INN",
        multiple=True,
        help="INN of the owner. Repeat the option for several.",
    )(command)
    return click.option(
        "--account",
        "accounts",
        metavar="NUMBER",
        multiple=True,
        help="An account of the owner. Repeat the option for several.",
    )(command)


def output_option(command: C) -> C:
    """Add `--output`."""
    return click.option("--output", "-o", metavar="PATH", help="Write to this file.")(command)
