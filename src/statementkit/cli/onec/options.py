"""Options that the subcommands of `1c` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

C = TypeVar("C", bound=Callable[..., Any])


def lang_option(command: C) -> C:
    """Add `--lang`."""
    return click.option(
        "--lang",
        type=click.Choice(["en", "ru"]),
        default="en",
        show_default=True,
        help="Language of what is said.",
    )(command)


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
