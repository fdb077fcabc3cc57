"""What the readers of cells raise. Callers know the place and make a diagnostic of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class CellError(ValueError):
    """A cell that does not read: `code` (SK3xx), `message`, and a `hint` or `None`.

    What takes long to find or to word is given as a function, which is called when somebody asks:
    most refusals are tried out, or counted, and never told.

    >>> CellError("SK301", "'abc' is not an amount", "it has no digits").code
    'SK301'
    >>> CellError("SK301", lambda: "'abc' is not an amount").message
    "'abc' is not an amount"
    >>> CellError("SK301", "'abc' is not an amount", lambda: "it has no digits").hint
    'it has no digits'
    """

    def __init__(
        self,
        code: str,
        message: str | Callable[[], str],
        hint: str | Callable[[], str | None] | None = None,
    ) -> None:
        self.code = code
        self._message = message
        self._hint = hint

    @property
    def message(self) -> str:
        """What is wrong."""
        if callable(self._message):
            self._message = self._message()
        return self._message

    @property
    def hint(self) -> str | None:
        """What may be wrong, or what to do next."""
        if callable(self._hint):
            self._hint = self._hint()
        return self._hint

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.message, self.hint)

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}: {self.hint}"


class SettingError(ValueError):
    """A format, pattern, language or zone that cannot be used: `message`, and a `hint` or `None`.

    It has no code: the one who read the setting knows whether it stood in an order or a layout.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}: {self.hint}"
