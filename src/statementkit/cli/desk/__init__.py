"""The screen on which a person walks the rows of a plan: `statementkit review --interactive`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.cli import report
from statementkit.cli.ledger.receipts import sentence
from statementkit.cli.output import standard_output
from statementkit.cli.program import OK, PROBLEMS, UNUSABLE
from statementkit.errors import Diagnostic, StoreError

if TYPE_CHECKING:
    from statementkit.reviewing import Plan
    from statementkit.store import Store


def walk(plan: Plan, store: Store, file: str, rules: str | None) -> int:
    """Let a person walk a plan, import it if that is wished, and return the exit code.

    `rules` is the file that has the rules; without one they are the store's. Raises `StoreError`
    SK765 without Textual.
    """
    try:
        import textual  # noqa: F401
    except ImportError:
        message = "a review in the terminal takes the help of Textual, which is not installed"
        hint = "pip install 'statementkit[tui]', or use --save and import --plan"
        raise StoreError(Diagnostic(code="SK765", message=message, hint=hint)) from None
    from statementkit.cli.desk.app import ReviewApp
    from statementkit.cli.desk.books import Books
    from statementkit.cli.rules.home import InFile, InStore

    home = InStore(store) if rules is None else InFile(rules)
    app = ReviewApp(plan, Books(store, file, home))
    app.run()
    if app.receipt is None:
        report.sentence(f"{file}: nothing was imported")
    else:
        standard_output().write(sentence(file, app.receipt) + "\n")
    if app.return_code:
        report.sentence("statementkit has a fault: please report it with what stands above")
        return UNUSABLE
    has_rest = app.receipt and (app.receipt.waiting or app.desk.plan.counts["problem"])
    return PROBLEMS if has_rest else OK
