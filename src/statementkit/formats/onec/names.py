r"""Names of parties: what stands before a name and is none of it.

Programs write the tax numbers into the name: `ИНН 7707083893\770701001 ПАО "Банк"`, `7707083893,
ООО "Луч"`. Some banks pass names through HTML on their way.
"""

from __future__ import annotations

import html
import re

import attrs

_CODES = re.compile(
    r"""\s*
    (?: [ИU][НH][НH] (?:[\\/][КK][ПP][ПP])? [\s:№]* (?P<named>\d{1,12})
      | (?P<bare>\d{12}|\d{10}) ) (?!\d)
    (?: \s*[\\/]\s* (?P<slash>\d[\dA-Z]{0,8}) (?![\dA-Z])
      | [\s,;]* [КK][ПP][ПP] [\s:]* (?P<kpp>\d[\dA-Z]{0,8}) (?![\dA-Z]) )?
    [\s,;]*
    (?P<rest>.*)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:quot|amp|lt|gt|apos|nbsp|laquo|raquo|#\d{1,6}|#[xX][\da-fA-F]{1,5});")


@attrs.frozen
class Name:
    """A name, and the tax numbers that stood before it."""

    text: str
    tax_id: str | None = None
    kpp: str | None = None


def split_name(text: str) -> Name:
    r"""Return a name without the tax numbers before it, and those numbers.

    Numbers with nothing behind them stay the name: it would be lost otherwise.

    >>> split_name(r"ИНН 7707083893\770701001 ПАО Банк")
    Name(text='ПАО Банк', tax_id='7707083893', kpp='770701001')
    >>> split_name("7707083893, ООО &quot;Луч&quot;").text
    'ООО "Луч"'
    >>> split_name("1-я Пекарня").text
    '1-я Пекарня'
    """
    plain = " ".join(without_entities(text).split())
    match = _CODES.match(plain)
    if match is None or not match["rest"]:
        return Name(plain)
    return Name(match["rest"], match["named"] or match["bare"], match["slash"] or match["kpp"])


def without_entities(text: str) -> str:
    """Return a text with the entities of HTML decoded; an `&` that begins none stays.

    >>> without_entities("&quot;А&amp;Б&quot; AT&T")
    '"А&Б" AT&T'
    """
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)
