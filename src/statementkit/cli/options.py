"""Options that several subcommands share: `--layout`, and one option for each key of a layout."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs
import click

from statementkit.layouts import KEYS, Key, Layout, find_layout

C = TypeVar("C", bound=Callable[..., Any])


class KeyOption(click.Option):
    """An option that stands for a key of a layout."""


class Command(click.Command):
    """A subcommand whose help lists the keys of a layout apart from its own options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of the subcommand, then those of the layout."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        own = [each for each in options if not isinstance(each, KeyOption)]
        keys = [each for each in options if isinstance(each, KeyOption)]
        for title, group in (("Options", own), ("Keys of the layout", keys)):
            if records := [record for each in group if (record := each.get_help_record(ctx))]:
                with formatter.section(title):
                    formatter.write_dl(records)


def layout_option(command: C) -> C:
    """Add `--layout`."""
    return click.option(
        "--layout",
        "-l",
        metavar="NAME|PATH",
        help="A shipped layout by its name, or a layout file. Options for keys override its keys.",
    )(command)


def key_options(command: C) -> C:
    """Add an option for every key of a layout; `given` tells which of them were used."""
    for declarations, attributes in reversed(tuple(_key_options())):
        command = click.option(*declarations, cls=KeyOption, **attributes)(command)
    return command


def _key_options() -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for field in attrs.fields(Layout):
        types = set(str(field.type).split(" | ")) - {"None"}
        yield _key_option(KEYS[field.name], types)
        if field.name == "header":
            yield ("--no-header",), {"is_flag": True, "help": "The same as --header false."}


def _key_option(key: Key, types: set[str]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the declarations and attributes of the option for a key with values of these types."""
    flag = "--" + key.name.replace("_", "-")
    shape: dict[str, Any] = {"default": None, "help": _help(key)}
    if types == {"bool"}:
        return (f"{flag}/--no-{flag[2:]}",), shape
    if types == {"int"}:
        return (flag,), shape | {"type": int, "metavar": "NUMBER"}
    if not any("[str" in each for each in types):
        return (flag,), shape | {"callback": _number_or_text if "int" in types else None}
    if "str" in types:
        shape["help"] += " Repeat the option for several."
        return (flag,), shape | {"multiple": True, "callback": _one_or_more}
    return (flag,), shape | {"multiple": True, "callback": _names, "metavar": "NAME,…"}


def _help(key: Key) -> str:
    takes = "" if key.kind.words == "text" else f": {key.kind.words}"
    default = {None: "", True: " [true]", " ": " [one space]"}.get(key.default, f" [{key.default}]")
    return f"{key.meaning[0].upper()}{key.meaning[1:]}{takes}.{default}"


def _one_or_more(
    _: click.Context, __: click.Parameter, values: Sequence[str]
) -> str | tuple[str, ...] | None:
    """Return what a repeated option gives: nothing, one text, or all of them."""
    return (values[0] if len(values) == 1 else tuple(values)) if values else None


def _names(
    _: click.Context, __: click.Parameter, values: Sequence[str]
) -> bool | tuple[str, ...] | None:
    """Return the names of a list as CSV writes it, or the truth value that stands in its place."""
    if not values:
        return None
    if len(values) == 1 and values[0] in ("true", "false"):
        return values[0] == "true"
    return tuple(name.strip() for row in csv.reader(values) for name in row)


def _number_or_text(_: click.Context, __: click.Parameter, value: str | None) -> str | int | None:
    return int(value) if value is not None and value.isdecimal() else value


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a layout that were given as options."""
    keys = {key: options[key] for key in KEYS if options[key] is not None}
    if options["no_header"] and keys.setdefault("header", False):
        raise click.UsageError("--header and --no-header contradict each other")
    return keys


def chosen(layout: str | None, options: Mapping[str, Any]) -> Layout:
    """Return the layout that was named, its keys overridden by the options that were given."""
    keys = given(options)
    if layout is not None:
        return attrs.evolve(find_layout(layout), **keys)
    if "order" not in keys:
        raise click.UsageError("name a layout, or give an --order")
    return Layout.from_dict(keys)
