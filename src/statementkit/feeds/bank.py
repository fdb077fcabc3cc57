"""What the feeds of all banks have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from statementkit.errors import quoted
from statementkit.feeds.errors import ProtocolError
from statementkit.feeds.mapping import value_at
from statementkit.feeds.protocol import FeedAccount
from statementkit.feeds.readings import currency, text
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from statementkit.feeds.mapping import Operation
    from statementkit.feeds.session import Session

MOST_PAGES = 100_000
"""How many pages the days of one month may have before somebody is taken to go in circles."""


class BankFeed:
    """A feed that asks through a session; banks add how accounts and operations are asked for."""

    name: ClassVar[str]
    overlap: ClassVar[timedelta]

    def __init__(self, session: Session) -> None:
        self.session = session

    def close(self) -> None:
        """Let go of all connections."""
        self.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def list_at(self, said: Any, *steps: str) -> list[Any]:
        """Return the list that stands under keys in keys of an answer.

        Raises `ProtocolError` SK816 if there is none.
        """
        try:
            found = value_at(said, steps)
        except CellError:
            found = None
        if isinstance(found, list):
            return found
        what = f"list {quoted('.'.join(steps))}" if steps else "list"
        raise self.unexpected(f"the answer should hold the {what}, and does not")

    def unexpected(self, message: str) -> Exception:
        """Return the error that an answer is not what the bank's documents say."""
        hint = "the bank may have changed its API: look for a newer version, or report it"
        return self.session.error(ProtocolError, "SK816", message, hint)

    def circle(self, message: str) -> Exception:
        """Return the error that a bank gives pages without an end."""
        hint = "try again later; if it stays so, report it to the bank"
        return self.session.error(ProtocolError, "SK817", message, hint)

    def account_of(
        self, said: Operation, keys: Mapping[str, str], is_open: Callable[[str | None], bool]
    ) -> FeedAccount:
        """Return an account by a table of the bank's keys: from attribute to key.

        `is_open` is asked about what stands under the key of that name. A currency that is not
        known is left as it is: the account is shown, and its operations are problems. Raises
        `ProtocolError` SK816 if there is no number or no currency.
        """
        try:
            found = {
                name: None if (value := value_at(said, key.split("."))) is None else text(value)
                for name, key in keys.items()
            }
            state = found.pop("is_open", None)
            return FeedAccount(
                id=_needed(found.pop("id"), keys["id"]),
                number=_needed(found.pop("number"), keys["number"]),
                currency=_known(_needed(found.pop("currency"), keys["currency"])),
                is_open=is_open(state),
                **found,
            )
        except CellError as error:
            raise self.unexpected(f"an account cannot be read: {error.message}") from None


def _needed(value: str | None, key: str) -> str:
    if value is None:
        raise CellError("SK816", f"the key {quoted(key)} is missing")
    return value


def _known(word: str) -> str:
    try:
        return currency(word)
    except CellError:
        return word
