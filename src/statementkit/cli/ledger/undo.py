"""`statementkit undo`: an import is taken back."""

from __future__ import annotations

from contextlib import closing

import click

from statementkit.cli import report
from statementkit.cli.ledger.options import agreed, opened_store, store_option, yes_option
from statementkit.cli.options import Command
from statementkit.cli.output import standard_output
from statementkit.cli.program import OK, UNUSABLE


@click.command(cls=Command)
@click.argument("batch", type=int, metavar="BATCH")
@click.option("--discard-edits", is_flag=True, help="Let what was edited since go too.")
@yes_option
@store_option
def command(batch: int, discard_edits: bool, yes: bool, address: str | None) -> int:
    """Take an import back: what it added goes, what it changed is as before.

    BATCH is its number in `statementkit batches`. What a later import holds too stays.
    """
    with closing(opened_store(address)) as store:
        if not agreed(f"Undo batch {batch} of {store.name}?", yes=yes):
            return UNUSABLE
        undone = store.undo(batch, discard_edits=discard_edits)
    restored = report.counted(undone.restored, "value")
    standard_output().write(
        f"batch {batch} undone: {undone.removed:,} removed, {restored} restored, "
        f"{undone.kept:,} kept for a later batch\n"
    )
    if undone.lost_edits:
        report.sentence(f"edits are gone of {', '.join(undone.lost_edits)}")
    if undone.handed_over:
        some = ", ".join(undone.handed_over[:3]) + (", …" if len(undone.handed_over) > 3 else "")
        report.sentence(f"other programs were handed, and have to be told of: {some}")
    return OK
