"""Files for 1C among the others: recognised by their marks, and read without a layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statementkit.errors import Diagnostic, LayoutError, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.formats.onec.statements import ExchangeStream
    from statementkit.source import Source

_WORD = "Документ"
_SIGNS = (
    b"1CClientBankExchange",
    *(_WORD.encode(codec) for codec in ("cp1251", "utf-8", "cp866", "koi8-r")),
    *("1CClientBankExchange".encode(codec) for codec in ("utf-16-le", "utf-16-be")),
)
"""What any file for 1C holds; one that holds it is looked at more closely."""

_SETTINGS = ("account", "tax_id", "currency")


def is_exchange_source(source: Source) -> bool:
    """Tell whether a source is a file for 1C."""
    head = source.head()
    if not any(sign in head for sign in _SIGNS):
        return False
    # The format is loaded where a file has it.
    from statementkit.formats.onec.reading import is_exchange

    return is_exchange(head)


def open_exchange(source: Source, on_error: str, settings: Mapping[str, Any]) -> ExchangeStream:
    """Open a file for 1C; its settings are the owner's `account` and `tax_id`, and a `currency`.

    Raises `LayoutError` for other settings: the file says itself how it is to be read.
    """
    from statementkit.formats.onec.statements import ExchangeStream

    if useless := [_useless(key) for key in settings if key not in _SETTINGS]:
        raise LayoutError(*(each.at(file=source.name) for each in useless))
    return ExchangeStream(
        source,
        accounts=_several(settings.get("account")),
        tax_ids=_several(settings.get("tax_id")),
        currency=settings.get("currency"),
        on_error=on_error,
    )


def _useless(key: str) -> Diagnostic:
    return Diagnostic(
        code="SK628",
        message=f"{quoted(key)} has no use for a file for 1C, which says itself how it is written",
        hint=f"leave it out; {', '.join(_SETTINGS)} are understood",
    )


def _several(given: Any) -> tuple[str, ...]:
    """Return the texts of a setting that may be one text, several with commas, or a list."""
    texts = [given] if isinstance(given, str) else given or ()
    return tuple(part for text in texts for part in text.replace(",", " ").split())
