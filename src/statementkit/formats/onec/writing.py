"""Writing: a file that was read comes out byte for byte, but for the lines that were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statementkit.formats.onec.model import Exchange


def write_exchange(exchange: Exchange) -> bytes:
    r"""Return the bytes of a file: those that were read, unless something was changed.

    >>> from decimal import Decimal
    >>> from statementkit.formats.onec.reading import read_exchange
    >>> text = "1CClientBankExchange\r\nСекцияДокумент=Аккредитив\r\nСумма=5\r\nКонецДокумента\r\n"
    >>> exchange = read_exchange(text.encode("cp1251"))
    >>> write_exchange(exchange) == text.encode("cp1251")
    True
    >>> [document] = exchange.documents
    >>> other = exchange.replaced(document, document.with_values(amount=Decimal("7.5")))
    >>> write_exchange(other).decode("cp1251").splitlines()[2]
    'Сумма=7.50'
    """
    content = b"".join(block.raw for block in exchange.blocks)
    if exchange.encoding.is_wide:
        text = content.decode("utf-8", "surrogatepass")
        content = text.encode(exchange.encoding.codec, "surrogatepass") + exchange.rest
    return content
