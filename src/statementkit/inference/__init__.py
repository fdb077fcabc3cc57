"""Inference: from a file that nobody described to a layout, with the evidence for each decision.

`infer` finds the table in a file, what its columns are, how its dates and numbers are written and
which sign is money out. What the file cannot decide comes out as a question, never as a guess.
"""

from __future__ import annotations

from statementkit.inference.result import Answer, Choice, Inference, Question, Use
from statementkit.inference.run import infer

__all__ = ["Answer", "Choice", "Inference", "Question", "Use", "infer"]
