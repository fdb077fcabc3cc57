"""What became of each account, and of a run as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import attrs

from statementkit.feeds import AuthError, ScopeError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from statementkit.errors import Diagnostic, StatementKitError

Status = Literal["ok", "partial", "failed", "credentials"]

_STATUSES: tuple[Status, ...] = get_args(Status)


@attrs.frozen(kw_only=True)
class AccountResult:
    """What a run did for one account.

    `source` is the name of the connection; `account` the number, `None` where the bank did not even
    tell which accounts there are. `first` and `last` are the days that were asked for. `added`,
    `changed`, `known`, `waiting` and `problems` count as a `Receipt` does; `held` and `skipped` are
    operations that are authorised, or moved no money. `until` is the last day that is now sure to
    be in the store. `findings` say what was noticed and what stopped the run.

    The status is `ok`; `partial` if something was left out; `failed` if the bank gave nothing that
    could be used; `credentials` if a person has to do something about the token.
    """

    source: str
    account: str | None = None
    status: Status = "ok"
    first: date | None = None
    last: date | None = None
    added: int = 0
    changed: int = 0
    known: int = 0
    waiting: int = 0
    problems: int = 0
    held: int = 0
    skipped: int = 0
    until: date | None = None
    findings: tuple[Diagnostic, ...] = ()

    def plus(self, **counts: int) -> AccountResult:
        """Return the result with larger counts."""
        return attrs.evolve(self, **{name: getattr(self, name) + n for name, n in counts.items()})

    def stopped_by(self, error: StatementKitError) -> AccountResult:
        """Return the result after an error."""
        is_of_a_person = isinstance(error, AuthError | ScopeError)
        return attrs.evolve(
            self,
            status="credentials" if is_of_a_person else "failed",
            findings=(*self.findings, *error.diagnostics),
        )


def worst(results: Iterable[AccountResult]) -> Status:
    """Return what is to be said of a whole run: the worst of its parts.

    >>> worst([AccountResult(source="main"), AccountResult(source="main", status="partial")])
    'partial'
    """
    return max((each.status for each in results), key=_STATUSES.index, default="ok")
