"""What was judged about the amounts of a file: their shape and why, or what is left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from statementkit.inference.arithmetic import Proof
    from statementkit.inference.money import Shape
    from statementkit.inference.result import Confidence


@attrs.frozen
class Verdict:
    """The shape of the amounts and why; or the shapes that are left, and the question."""

    shape: Shape | None
    evidence: str
    confidence: Confidence = "decided"
    lines: tuple[int, ...] = ()
    proof: Proof | None = None
    rivals: tuple[Shape, ...] = ()
    warning: str | None = None
