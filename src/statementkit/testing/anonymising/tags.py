"""Files of elements: the texts between tags replaced, and those of attributes."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from statementkit.layouts.compiling import tree_of
from statementkit.layouts.xml import wishes_of
from statementkit.order.nodes import ColumnNumber, Path
from statementkit.testing.anonymising.roles import KEEP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statementkit.testing.anonymising.hider import Hider
    from statementkit.testing.anonymising.roles import PaperRoles

Steps = tuple[str, ...]

_TAG = re.compile(
    r"(?P<opens><!\[CDATA\[|<!--)(?P<text>.*?)(?P<ends>\]\]>|-->|\Z)"
    r"|<(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>|<[^<>]*>",
    re.DOTALL,
)
_REFERENCE = re.compile("&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]+)(\s*=\s*)(\"[^\"]*\"|'[^']*')")


def hide_tags(roles: PaperRoles, hide: Hider) -> Iterator[str]:
    """Yield a text with tags, in pieces, as it is replaced."""
    text = "".join(piece.text for piece in roles.paper.pieces)
    known = dict(_known(roles))
    place, stack, is_open = 0, list[str](), False
    for found in _TAG.finditer(text):
        between = text[place : found.start()]
        role = _role(tuple(stack), known)
        yield _hidden(between, role, hide) if stack else between
        if found["opens"]:
            yield f"{found['opens']}{hide.inside(found['text'], role)}{found['ends']}"
        else:
            opens = _opens(found[0])
            if opens and is_open and between.strip():
                # What holds a text holds nothing else: its end tag was left out.
                stack.pop()
            yield _tag(found[0], tuple(stack), known, hide)
            _follow(stack, found[0])
            is_open = opens
        place = found.end()
    yield text[place:]


def _known(roles: PaperRoles) -> Iterator[tuple[Steps, str]]:
    """Yield the steps to the texts that a layout reads, and the roles of these."""
    layout = roles.paper.layout
    for number, place in enumerate(wishes_of(layout, tree_of(layout))[1], 1):
        column = ColumnNumber(number)
        found = [each[column] for each in roles.any.values() if column in each]
        steps = place.path.strip("/").split("/") if isinstance(place, Path) else [place.name]
        # A place at which only checks look says what kind of record it is.
        yield tuple(steps), found[0] if found else KEEP


def _hidden(text: str, role: str | None, hide: Hider) -> str:
    """Return a text as it is replaced, letters that are written as numbers too."""
    plain = _REFERENCE.sub(_letter, text)
    hidden = hide.inside(plain, role)
    if plain == text:
        return hidden
    return hidden.encode("ascii", "xmlcharrefreplace").decode()


def _letter(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    is_letter = number < sys.maxunicode and chr(number).isalnum()
    return chr(number) if is_letter else found[0]


def _role(stack: Steps, known: Mapping[Steps, str]) -> str | None:
    return next((it for steps, it in known.items() if stack[-len(steps) :] == steps), None)


def _tag(tag: str, stack: Steps, known: Mapping[Steps, str], hide: Hider) -> str:
    if tag.startswith(("<?", "<!", "</")):
        return tag
    inside = (*stack, _name(tag))

    def replaced(found: re.Match[str]) -> str:
        name, equals, value = found.groups()
        if name.startswith("xml"):
            return found[0]
        return f"{name}{equals}{_hidden(value, _role((*inside, f'@{name}'), known), hide)}"

    return _ATTRIBUTE.sub(replaced, tag)


def _name(tag: str) -> str:
    return re.split(r"[\s/>]", tag[1:], maxsplit=1)[0].rpartition(":")[2]


def _follow(stack: list[str], tag: str) -> None:
    """Put an element on the stack, or take it off with all in it that have no end tags."""
    if tag.startswith("</"):
        name = _name(f"<{tag[2:]}")
        if name in stack:
            while stack.pop() != name:
                pass
    elif _opens(tag):
        stack.append(_name(tag))


def _opens(tag: str) -> bool:
    return not (tag.startswith(("<?", "<!", "</")) or tag.endswith("/>"))
