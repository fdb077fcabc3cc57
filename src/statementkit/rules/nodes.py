"""The tree of a match: alternatives, each of checks that a payment must all pass.

Values are the nodes of the order language: what stands behind a comparison means the same in both.
"""

from __future__ import annotations

import attrs

from statementkit.order.nodes import Node, Operator, Value


@attrs.frozen
class FieldName(Node):
    """A field of a transaction: `tax_id`."""

    name: str


@attrs.frozen
class Key(Node):
    """A key of the file that has no field of its own, as it stands there: `[ПлательщикИНН]`."""

    name: str


@attrs.frozen
class Check(Node):
    """What one field of a payment must be: `amount<0`, `description~"rent"`."""

    checked: FieldName | Key
    operator: Operator
    value: Value


@attrs.frozen
class Alternative(Node):
    """Checks that a payment must all pass."""

    checks: tuple[Check, ...]


@attrs.frozen
class Match(Node):
    """Alternatives, of which one is enough; `text` is what they were read from."""

    alternatives: tuple[Alternative, ...]
    text: str = attrs.field(default="", eq=False, repr=False, kw_only=True)
