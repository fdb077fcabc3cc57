"""What inference says about a file: a layout, why, and what it cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.model import Fact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.errors import Diagnostic
    from statementkit.layouts import Layout

Confidence = Literal["known", "proven", "decided", "likely"]
"""How sure a decision is: said by the caller; by arithmetic; nothing else fits; by its name."""


@attrs.frozen
class Choice:
    """One decision: what was decided, by which evidence, on which lines, against which rivals.

    `key` is a key of a layout, a word of the order language, or `rows` for rows left out; `value`
    is what it was decided to be, in words. Whatever changes dates, amounts or signs is `proven` or
    `decided`, or it is no choice but a `Question`; `likely` are only texts.
    """

    key: str
    value: Any
    evidence: str
    lines: tuple[int, ...] = ()
    confidence: Confidence = "decided"
    rivals: tuple[str, ...] = ()

    def fact(self) -> Fact:
        """Return the decision as the facts of a statement have it."""
        return Fact(self.key, self.value, f"{self.evidence} ({self.confidence})", self.lines)

    def __str__(self) -> str:
        return f"{self.key} = {self.value}: {self.evidence} ({self.confidence})"


@attrs.frozen
class Answer:
    """A possible answer to a question: what it says, and the keys of a layout that say it."""

    text: str
    keys: Mapping[str, Any]


@attrs.frozen
class Question:
    """What the file leaves open: one question, its possible answers, and the lines it is about.

    An answer is given by calling `infer` again with the keys of one of `answers`.
    """

    key: str
    text: str
    answers: tuple[Answer, ...] = ()
    lines: tuple[int, ...] = ()

    def __str__(self) -> str:
        options = "".join(f"\n  - {each.text}" for each in self.answers)
        return f"{self.text}{options}"


@attrs.frozen
class Use:
    """What a column is used for: its number, name, field, reason and a cell of it.

    `field` is a word of the order language, `other` where the column is not used.
    """

    number: int
    name: str
    field: str
    reason: str
    confidence: Confidence
    cell: str = ""


@attrs.frozen
class Inference:
    """What a file says about how it is to be read.

    `layout` is complete and explicit: nothing in it is `auto`. It is `None` while there are
    `questions`. `columns` say what each column is used for and why; `decisions` hold everything
    else that was decided; `warnings` are what the reader of the layout should know.
    """

    file: str
    layout: Layout | None
    columns: tuple[Use, ...] = ()
    decisions: tuple[Choice, ...] = ()
    questions: tuple[Question, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether the file decides everything that dates, amounts and signs depend on."""
        return self.layout is not None

    def decision(self, key: str) -> Choice | None:
        """Return the decision about a key, `None` if there is none."""
        return next((each for each in self.decisions if each.key == key), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the inference as plain values."""
        shape = attrs.asdict(self, filter=lambda attribute, _: attribute.name != "layout")
        return {"layout": self.layout.to_dict() if self.layout else None, **shape}

    def __str__(self) -> str:
        lines = [f"column {each.number} {each.name!r}: {each.field}" for each in self.columns]
        lines += map(str, self.decisions)
        lines += [f"warning: {each.message}" for each in self.warnings]
        lines += [f"question: {each}" for each in self.questions]
        return "\n".join(lines)
