"""Layouts as TOML files: read with the place of every mistake, written with the comments kept."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import attrs

from statementkit.errors import Diagnostic, LayoutError
from statementkit.layouts.layout import Layout

_WIDE = 80

_MOST = 1_000_000
"""Bytes of a layout at most: its order may have a hundred thousand characters."""

_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


def read_layout(path: str | os.PathLike[str]) -> Layout:
    """Return the layout of a TOML file; one without a name is called as the file is.

    Raises `LayoutError` when the file cannot be read, is no TOML, or has a key or value that no
    layout has.
    """
    file = os.fspath(path)
    try:
        content = _bytes_of(Path(file))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LayoutError(
            Diagnostic(
                code="SK505",
                message=f"the layout cannot be read: {reason}",
                hint="name a TOML file; `statementkit layouts` lists the shipped ones",
                file=file,
            )
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LayoutError(
            Diagnostic(
                code="SK501",
                message="a layout is written in UTF-8, and this line is not",
                hint="save the file as UTF-8",
                file=file,
                line=line,
            )
        ) from error
    return parse_layout(text, source=file, name=Path(file).stem)


def _bytes_of(file: Path) -> bytes:
    """Return the bytes of a file. Raises `OSError`, and `ValueError` for more than a layout has."""
    with file.open("rb") as stream:
        content = stream.read(_MOST + 1)
    if len(content) > _MOST:
        raise ValueError("it has more than a million bytes")
    return content


def parse_layout(text: str, *, source: str | None = None, name: str | None = None) -> Layout:
    r"""Return the layout that a text in TOML describes.

    `source` names the text in errors; `name` is the layout's name unless the text has one.

    >>> parse_layout("delimiter = ';'\norder = 'date|amount'").order
    'date|amount'
    """
    keys = toml_keys(text, source)
    if name is not None:
        keys.setdefault("name", name)
    try:
        return Layout.from_dict(keys, source=source)
    except LayoutError as error:
        raise LayoutError(*(_placed(each, text) for each in error.diagnostics)) from None


def toml_keys(text: str, source: str | None) -> dict[str, Any]:
    """Return what a text in TOML says. Raises `LayoutError` SK501 where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
    except RecursionError:
        reason = "the brackets are nested too deep"
    line, column = text.count("\n") + 1, None
    if found := _PLACE.search(reason):
        line, column = int(found[1]), int(found[2])
        reason = reason[: found.start()]
    place = f" at character {column}" if column else ""
    raise LayoutError(
        Diagnostic(
            code="SK501",
            message=f"this is not TOML{place}: {reason[:1].lower()}{reason[1:]}",
            hint='a line is written as key = "text", key = 2, key = true or key = ["a", "b"]',
            file=source,
            line=line,
        )
    )


def _placed(finding: Diagnostic, text: str) -> Diagnostic:
    """Return the finding with the line on which its key stands."""
    key = re.escape(finding.field or "")
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*\[?[\"']?{key}[\"']?\s*[=.\]]", line):
            return finding.at(line=number)
    return finding


def write_layout(layout: Layout) -> str:
    """Return the layout as TOML: the keys that differ from their defaults, in order."""
    import tomlkit

    document = tomlkit.document()
    for key, value in layout.to_dict().items():
        document.add(key, _item(value))
    return tomlkit.dumps(document)


def _item(value: Any) -> Any:
    import tomlkit

    if isinstance(value, str):
        return toml_text(value)
    item = tomlkit.item(value)
    if isinstance(value, list) and len(", ".join(value)) > _WIDE:
        item.multiline(True)
    return item


def toml_text(text: str) -> Any:
    """Return a text as TOML writes it: on several lines if it has some, without escapes if it can.

    A literal text has no escapes, so quotes and control characters cannot stand in it.
    """
    import tomlkit

    lines = text.split("\n")
    is_literal = "'" not in text and all(map(str.isprintable, lines))
    if len(lines) > 1 and is_literal:
        return tomlkit.value(f"'''\n{text}'''")
    has_escapes = "\\" in text or '"' in text
    return tomlkit.string(text, literal=is_literal and has_escapes)


def format_layout(text: str, *, source: str | None = None) -> str:
    r"""Return the same layout tidily written: its order in canonical spelling, its comments kept.

    An order that stands on several lines goes on doing so. Raises `LayoutError` when the text is
    not a layout, and `OrderSyntaxError` when its order is none.

    >>> print(format_layout('# the account\norder="DATE | amount"'), end="")
    # the account
    order = "date|amount"
    """
    import tomlkit

    layout = parse_layout(text, source=source)
    document = tomlkit.parse(text.removeprefix("\ufeff"))
    for key, item in document.body:
        if key is not None:
            key.sep = "= " if key.as_string()[-1].isspace() else " = "
            item.trivia.indent = ""
    if layout.order and (order := _tidy_order(layout.order, source)) is not None:
        document["order"] = toml_text(order)
    return tomlkit.dumps(document).strip("\n") + "\n"


def _tidy_order(text: str, source: str | None) -> str | None:
    """Return the order in canonical spelling, `None` when it is so already."""
    from statementkit.order.parser import parse_order
    from statementkit.order.unparse import unparse

    order = parse_order(text, source)
    canonical = unparse(order)
    if canonical == "".join(line.strip() for line in text.splitlines()):
        return None
    if "\n" not in text.strip():
        return canonical
    parts = [unparse(attrs.evolve(order, branches=()))] if order.default else []
    branches = [unparse(attrs.evolve(order, default=None, branches=(b,))) for b in order.branches]
    first, *others = branches or [""]
    parts += [f"|{first}"] if parts and first else [first]
    parts += [";" + each.removeprefix("conditions=") for each in others]
    return "\n".join(filter(None, parts))
