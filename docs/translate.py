"""Bring the Russian sentences about files for 1C up to date: `python docs/translate.py`.

The English sentences stand in the code and are the ids of the catalogue. This takes them from
there, keeps the translations that exist, marks those that are missing as empty, and compiles the
catalogue. A test checks that none is missing.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from statementkit.formats.onec.problems import DOMAIN, LOCALE, TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = Path(__file__).parents[1] / "src" / "statementkit" / "cli" / "onec"
PLACE = LOCALE / "ru" / "LC_MESSAGES"
DATE = datetime(2026, 11, 22, tzinfo=UTC)
"""What a compiled catalogue says of its age: it must not change when it is made again."""

PO, MO = PLACE / f"{DOMAIN}.po", PLACE / f"{DOMAIN}.mo"


def sentences() -> Iterator[tuple[str, str]]:
    """Yield every English sentence with where it is used: a code, or a command."""
    for code, template in TEMPLATES.items():
        yield template.message, code
        if template.hint:
            yield template.hint, code
    found = extract_from_dir(COMMANDS, keywords={"phrase": None, "say": None})
    for name, _, message, _, _ in sorted(found, key=lambda each: (each[0], each[1])):
        yield str(message), f"1c {Path(name).stem}"


def catalogue() -> Catalog:
    """Return the Russian catalogue as it should be: all sentences, with the known translations."""
    with PO.open("rb") as file:
        known = read_po(file, locale="ru", domain=DOMAIN)
    fresh = Catalog("ru", DOMAIN, creation_date=DATE, revision_date=DATE, fuzzy=False)
    for text, used_by in sentences():
        said = known.get(text)
        fresh.add(text, said.string if said else "", auto_comments=[used_by])
    return fresh


def written(catalogue: Catalog) -> tuple[bytes, bytes]:
    """Return the catalogue as text and compiled."""
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, catalogue, omit_header=True, width=100)
    write_mo(compiled, catalogue)
    return text.getvalue(), compiled.getvalue()


def main() -> None:
    """Renew the catalogue."""
    PO.touch()
    text, compiled = written(catalogue())
    PO.write_bytes(text)
    MO.write_bytes(compiled)


if __name__ == "__main__":
    main()
