"""What was measured, and the table of it that ends a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@attrs.frozen
class Score:
    """One line of the table: a figure of a subject, and what it is held to.

    `detail` says the same in plainer units. `at_least` and `at_most` are the target, if there is
    one.
    """

    chapter: str
    workload: str
    subject: str
    figure: float
    unit: str
    detail: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the target was met, in words; blank without a target."""
        if self.at_least is not None:
            return self._verdict("≥", self.at_least, met=self.figure >= self.at_least)
        if self.at_most is not None:
            return self._verdict("≤", self.at_most, met=self.figure <= self.at_most)
        return ""

    def _verdict(self, sign: str, target: float, *, met: bool) -> str:
        return f"{'met' if met else 'MISSED'}: {sign} {target:g} {self.unit}"


def table(scores: list[Score]) -> Iterator[str]:
    """Yield the lines of the table, chapter by chapter."""
    for chapter in dict.fromkeys(score.chapter for score in scores):
        yield ""
        yield chapter
        rows = [score for score in scores if score.chapter == chapter]
        cells = [
            (
                score.workload,
                score.subject,
                f"{score.figure:.2f} {score.unit}",
                score.detail,
                score.verdict,
            )
            for score in sorted(rows, key=_workload_first(rows))
        ]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for workload, subject, figure, detail, verdict in cells:
            yield "  ".join(
                (
                    workload.ljust(widths[0]),
                    subject.ljust(widths[1]),
                    figure.rjust(widths[2]),
                    detail.rjust(widths[3]),
                    verdict,
                )
            ).rstrip()


def _workload_first(rows: list[Score]) -> Callable[[Score], int]:
    order = list(dict.fromkeys(score.workload for score in rows))
    return lambda score: order.index(score.workload)
