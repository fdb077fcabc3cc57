"""The keys of the layout: what was found, and beside it what the caller gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statementkit.inference.currency import find_account, say_currency
from statementkit.layouts import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.inference.arithmetic import Rows
    from statementkit.inference.columns import Column
    from statementkit.inference.draft import Draft
    from statementkit.inference.notes import Notes
    from statementkit.inference.table import Table


def layout_of(
    draft: Draft, order: str, rows: Rows, known: Mapping[str, Any], notes: Notes
) -> Layout:
    """Return the layout of a draft and its order; keys that are `known` win."""
    table, proof = draft.table, draft.verdict.proof
    found: dict[str, Any] = {
        **table.keys,
        "header": header_of(table, draft.columns),
        "skip_lines": table.rows[0][0] - 1 if table.header is None and table.above else 0,
        "date_format": draft.dating.pattern,
        "language": draft.dating.language,
        "decimal": draft.numbers.format.decimal,
        "thousands": draft.numbers.format.thousands,
        "currency": None if "currency" in known else _currency(draft, notes),
        "account": find_account(table),
        "newest_first": proof.newest_first if proof else rows.newest_first,
        "header_fingerprint": _fingerprint(table),
        "order": order,
    }
    return Layout.from_dict(
        {**found, **{key: each for key, each in known.items() if each != "auto"}}
    )


def header_of(table: Table, columns: Sequence[Column]) -> bool | tuple[str, ...]:
    """Return how the header is found: it is the first record, or by its names."""
    if table.header is None or not table.above:
        return table.header is not None
    named = [each for each in columns if each.name and each.kind != "blank"]
    named.sort(key=lambda each: each.kind == "text")
    return tuple(dict.fromkeys(each.name for each in named[:4])) or True


def _fingerprint(table: Table) -> tuple[str, ...] | None:
    names = list(table.names) if table.header is not None else []
    while names and not names[-1]:
        names.pop()
    return tuple(names) or None


def _currency(draft: Draft, notes: Notes) -> str | None:
    """Return the currency of the whole file, unless a column says it row by row."""
    if draft.currency is not None:
        notes.choose("currency", draft.currency.title, "its cells are codes of currencies")
        return None
    shape = draft.verdict.shape or next(iter(draft.verdict.rivals), None)
    said = say_currency(draft.table, shape.columns() if shape else ())
    if said is None:
        notes.warn('the file does not say its currency: give it, as currency = "EUR"')
        return None
    notes.choose("currency", *said)
    return said[0]
