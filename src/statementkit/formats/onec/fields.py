"""What a document says beside the fields of a transaction: its keys by name, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statementkit.formats.onec.model import Document


Found = Mapping[str, Any]


class Fields(Mapping[str, Any]):
    """The `extra` of a transaction: what was found about it, and every key of its document.

    `fields["ПлательщикИНН"]` is the text of a key, whatever its case; `fields["identity"]` and the
    like are what this library says: `found`, or what `found` returns when it is first asked. Texts
    are taken from the document when they are asked for.
    """

    __slots__ = ("_document", "_found")

    def __init__(self, document: Document, found: Found | Callable[[], Found]) -> None:
        self._document = document
        self._found = found

    @property
    def document(self) -> Document:
        """The document itself."""
        return self._document

    @property
    def found(self) -> Found:
        """What was found about the document."""
        if callable(self._found):
            self._found = self._found()
        return self._found

    def compact(self) -> None:
        """Let go of what is found again in the bytes of the document when it is asked for."""
        self._document, self._found = attrs.evolve(self._document), self.found

    def __getitem__(self, key: str) -> Any:
        value = self.found.get(key) or self._document.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        yield from self.found
        yield from (name for name in self._document.names if self._document.text(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the bytes of the document, and nothing that was worked out from them."""
        return type(self), (attrs.evolve(self._document), self.found)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"
