"""What is wrong with a text that is no order, in the words of the person who wrote it.

The parser knows where it stopped and what could have stood there. That is enough to tell which of
the usual mistakes was made: `_STATES` leads from the one telling thing that was expected to the
function that knows the mistakes of that place.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, Span, quoted, shorten
from statementkit.order.words import LOOKALIKES, TRANSLATED, WORDS, nearest

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_ORDER = 100_000
"""Characters that an order may have: forty times the longest one known."""


@attrs.frozen
class Trouble:
    """The parser stopped at offset `at` of `text`, where one of the terminals `expected` may stand.

    `at` is the length of the text without its white space where the order ends too early.
    """

    text: str
    at: int
    expected: frozenset[str]

    @property
    def found(self) -> str:
        """The character at which the parser stopped, empty at the end."""
        return self.text[self.at : self.at + 1]

    @property
    def in_branches(self) -> bool:
        """Whether the place is behind `conditions=`."""
        return _CONDITIONS_BEFORE.search(self.text, 0, self.at) is not None

    @property
    def stopped(self) -> bool:
        """Whether there is nothing up to the next separator."""
        return self.found in (("", ";", ",") if self.in_branches else ("", "|"))

    def ahead(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match `pattern` at the place."""
        return pattern.match(self.text, self.at)

    def behind(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match `pattern`, which ends with the text, before the place."""
        return pattern.search(self.text[max(0, self.at - _LOOK_BACK) : self.at])

    def say(self, code: str, message: str, hint: str, length: int = 1) -> Diagnostic:
        """Return the finding, marking `length` characters from the place."""
        return Diagnostic(
            code=code, message=message, hint=hint, span=Span(self.at, self.at + length)
        )


_LOOK_BACK = 200
_CONDITIONS_BEFORE = re.compile(r"(?:\A|\|)\s*conditions\s*=", re.IGNORECASE)
_CONDITIONS = re.compile(r"[|;,]?\s*conditions\s*=", re.IGNORECASE)
_CHECK = re.compile(r"(?:[0-9]+|\[[^\]|]*\])\s*(?:[=<>~]|!=|!~)")
_LONG_NUMBER = re.compile(r"[0-9]{10,}")
_DIGITS = re.compile(r"[0-9]+")
_WORD = re.compile(r"[^|;,=?@:.%<>\"\[\](){}/~!\s]*(?:[^\S\n]+[^|;,=?@:.%<>\"\[\](){}/~!\s]+)*")
_UNNAMED_DIVIDE = re.compile(r"([A-Za-z]+?)\s*([+-]?[0-9]+)\Z")
_DECIMAL_COMMA = re.compile(r"([0-9]*)\s*([!<>=]=?)\s*([+-]?[0-9]+)\s*,\s*([0-9]+)\s*\Z")
_AFTER_QUOTE = re.compile(r"[\"/]\s*\Z")
_PIPED_VALUE = re.compile(r"[=<>][^;,]*\|[^;,]*\Z")


def hopeless(text: str) -> Diagnostic | None:
    """Return what is wrong with a text that is not worth parsing."""
    if not text.strip():
        return Diagnostic(
            code="SK101", message="the order is blank", hint="write for example date|name|amount"
        )
    if len(text) > LONGEST_ORDER:
        return Diagnostic(
            code="SK102",
            message=f"the order has {len(text)} characters, more than {LONGEST_ORDER}",
            hint="is this an order, and not the file that it describes?",
        )
    return None


def complaint(trouble: Trouble) -> Diagnostic:
    """Return what is wrong at the place where the parser stopped."""
    if trouble.found in LOOKALIKES and trouble.found:
        return _lookalike(trouble)
    if "COLUMN_NUMBER" in trouble.expected and (number := trouble.ahead(_LONG_NUMBER)):
        return trouble.say(
            "SK123", "this number is too long", "columns count from 1 to 999999999", len(number[0])
        )
    known = (explain for terminal, explain in _STATES if terminal in trouble.expected)
    return next(known, _unexpected)(trouble)


# -- where a column should begin ------------------------------------------------------------------


def _column(trouble: Trouble) -> Diagnostic:
    if trouble.stopped or trouble.found == "|":
        return _no_column(trouble)
    if trouble.ahead(_CONDITIONS):
        return _conditions_again(trouble)
    if trouble.found == "[" and "HEADER" in trouble.expected:
        return _unclosed(trouble, "]")
    if check := trouble.ahead(_CHECK):
        return _misplaced_check(trouble, len(check[0]))
    match = trouble.ahead(_WORD)
    word = match[0] if match else ""
    return _not_a_word(trouble) if not word else _unknown_word(trouble, word)


def _no_column(trouble: Trouble) -> Diagnostic:
    if trouble.ahead(_CONDITIONS):
        return trouble.say(
            "SK109",
            "there are no columns before |conditions=",
            "begin with conditions= where the order has no default, or write the columns first",
        )
    if "SKIP" in trouble.expected and trouble.found in ("", ";"):
        return _no_columns_in_branch(trouble)
    return trouble.say("SK103", "a column is empty", "write other for a column to ignore")


def _conditions_again(trouble: Trouble) -> Diagnostic:
    return trouble.say(
        "SK109",
        "conditions= stands once, before the first branch",
        "separate branches with ;",
        len("conditions="),
    )


def _misplaced_check(trouble: Trouble, length: int) -> Diagnostic:
    if trouble.in_branches:
        return trouble.say(
            "SK106",
            "a check stands after a column",
            "write all the checks of a branch before its first column; a new branch needs ; first",
            length,
        )
    return trouble.say(
        "SK107",
        "a check stands in the default layout",
        "checks belong to branches: write |conditions= before the first one",
        length,
    )


def _not_a_word(trouble: Trouble) -> Diagnostic:
    if trouble.found == '"':
        return trouble.say("SK104", "a field is quoted", "write fields without quotes")
    return trouble.say(
        "SK104", f"a field is missing before {quoted(trouble.found)}", "write for example amount"
    )


def _unknown_word(trouble: Trouble, word: str) -> Diagnostic:
    for offset, character in enumerate(word):
        if character in LOOKALIKES:
            return _lookalike(attrs.evolve(trouble, at=trouble.at + offset))
    for explain in (_glued_conditions, _misplaced_end, _field_and_more, _several_words):
        if found := explain(trouble, word):
            return found
    return trouble.say("SK104", f"unknown field {quoted(word)}", _hint_for(word), len(word))


def _glued_conditions(trouble: Trouble, word: str) -> Diagnostic | None:
    stem = word.lower().removesuffix("conditions")
    if stem == word.lower() or not trouble.text.startswith("=", trouble.at + len(word)):
        return None
    return trouble.say(
        "SK109",
        "conditions= lacks the | before it",
        f"write {shorten(word[: len(stem)].strip())}|conditions=",
        len(word) + 1,
    )


def _misplaced_end(trouble: Trouble, word: str) -> Diagnostic | None:
    if word.lower() not in ("skip", "end") or not trouble.in_branches:
        return None
    return trouble.say(
        "SK122",
        f"{word.lower()} stands beside columns",
        f"a branch has either columns or {word.lower()}: write 4=Total,{word.lower()}",
        len(word),
    )


def _field_and_more(trouble: Trouble, word: str) -> Diagnostic | None:
    after = trouble.text[trouble.at + len(word) : trouble.at + len(word) + 1]
    unnamed = _UNNAMED_DIVIDE.match(word)
    if after == "%" and unnamed and unnamed[1].lower() in WORDS:
        hint = f"write {unnamed[1]}divide{unnamed[2]}%"
        return trouble.say("SK105", "divide is missing before the number", hint, len(word) + 1)
    if word.lower() in WORDS and after in ("<", ">", "~", "!"):
        hint = "a check names a column by its number or header: 6>0 or [Amount]>0"
        return trouble.say("SK117", f"a check names the field {word}", hint, len(word))
    if word.lower() in WORDS:
        return _unexpected(attrs.evolve(trouble, at=trouble.at + len(word)))
    return None


def _several_words(trouble: Trouble, word: str) -> Diagnostic | None:
    parts = word.lower().split()
    if len(parts) < 2 or not all(part in WORDS or part in TRANSLATED for part in parts):
        return None
    separator = "," if trouble.in_branches else "|"
    columns = separator.join(WORDS.get(part) or TRANSLATED[part] for part in parts)
    return trouble.say(
        "SK108", "only spaces stand between columns", f"write {shorten(columns)}", len(word)
    )


def _hint_for(word: str) -> str:
    if field := TRANSLATED.get(word.casefold()):
        return f"the fields have English names: write {field}"
    if field := nearest(word, WORDS.values()):
        return f"did you mean '{field}'?"
    return "write other for a column to ignore; the reference lists every field"


# -- inside a column ------------------------------------------------------------------------------


def _divisor(trouble: Trouble) -> Diagnostic:
    hint = "write for example divide-1% to change the sign, divide100% for cents"
    return trouble.say("SK105", "divide lacks its number", hint)


def _after_divisor(trouble: Trouble) -> Diagnostic:
    if trouble.found == ",":
        hint = "write the decimal mark as a point: divide0.5%"
        return trouble.say("SK105", "divide has a decimal comma", hint)
    hint = "% only ends the number: write for example divide-1%"
    return trouble.say("SK105", "divide lacks the % after its number", hint)


def _place(trouble: Trouble) -> Diagnostic:
    if trouble.found == "[":
        return _unclosed(trouble, "]")
    return trouble.say(
        "SK118",
        "this is no place in a file",
        "write a column number (@6), a header (@[Amount]), characters (@11-38), "
        "a marker (@<NAME>) or a path without dots and prefixes (@/Ntry/Amt/@Ccy)",
    )


def _transform_name(trouble: Trouble) -> Diagnostic:
    return trouble.say("SK119", "a transform is missing after the point", "write for example .abs")


def _text_or_regex(trouble: Trouble) -> Diagnostic:
    if trouble.found in ('"', "/"):
        return _unclosed(trouble, trouble.found)
    if "NUMBER" in trouble.expected:
        hint = 'write a number, a text in quotes ("a") or a regular expression (/a/)'
        return trouble.say("SK119", "the arguments of a transform are wrong", hint)
    hint = 'write the text in quotes (4~"refund") or a regular expression (4~/^Web/)'
    return trouble.say("SK120", "~ looks for a text in quotes or a regular expression", hint)


def _after_argument(trouble: Trouble) -> Diagnostic:
    hint = "separate arguments with a comma and end them with )"
    return trouble.say("SK119", "the arguments of a transform do not end", hint)


def _literal(trouble: Trouble) -> Diagnostic:
    if trouble.found == '"':
        return _unclosed(trouble, '"')
    hint = "write the text of money out (debit=D), or debit alone for D or d"
    return trouble.say("SK111", "nothing stands after =", hint)


def _constant(trouble: Trouble) -> Diagnostic:
    if trouble.found == '"':
        return _unclosed(trouble, '"')
    return trouble.say("SK124", "a constant stands in quotes", 'write currency:"EUR"')


def _after_column(trouble: Trouble) -> Diagnostic:
    if trouble.expected <= {"SEMICOLON", "$END"}:
        return trouble.say("SK122", "nothing can follow skip or end", "separate branches with ;")
    if trouble.behind(_AFTER_QUOTE):
        return _after_quote(trouble)
    if trouble.ahead(_CONDITIONS):
        if trouble.in_branches:
            return _conditions_again(trouble)
        hint = "write |conditions= after the last column of the default layout"
        return trouble.say("SK109", "conditions= lacks the | before it", hint)
    if trouble.found in ("|", ";", ","):
        return _wrong_separator(trouble)
    return _unexpected(trouble)


def _wrong_separator(trouble: Trouble) -> Diagnostic:
    if trouble.in_branches:
        hint = "after conditions= write , between columns and ; between branches"
    else:
        hint = "before conditions= write | between columns"
    return trouble.say("SK108", f"{trouble.found} does not separate columns here", hint)


# -- inside a branch ------------------------------------------------------------------------------


def _branch_start(trouble: Trouble) -> Diagnostic:
    if trouble.found == "[":
        return _unclosed(trouble, "]")
    if trouble.stopped:
        hint = "write a branch: 4=Refund,date,name,amount"
        return trouble.say("SK114", "a branch is empty", hint)
    if trouble.ahead(_CONDITIONS):
        return _conditions_again(trouble)
    hint = (
        "begin the branch with a check, as in 4=Refund; inside a branch columns are separated by ,"
    )
    return trouble.say("SK116", "a branch begins without a check", hint)


def _operator(trouble: Trouble) -> Diagnostic:
    comma = trouble.behind(_DECIMAL_COMMA)
    if comma and trouble.stopped:
        place, operator, whole, fraction = comma.groups()
        exact = operator in ("=", "!=")
        fixed = place + operator + (f'"{whole},{fraction}"' if exact else f"{whole}.{fraction}")
        hint = f"a comma separates: write {shorten(fixed)}"
        start = trouble.at - len(comma[0])
        return attrs.evolve(
            trouble.say("SK110", "a check has a decimal comma", hint), span=Span(start, trouble.at)
        )
    hint = "write for example 4=Refund, 6>0 or 17=BLANK"
    return trouble.say("SK117", "a check lacks its comparison", hint)


def _compared(trouble: Trouble) -> Diagnostic:
    if trouble.found == '"':
        return _unclosed(trouble, '"')
    hint = "write =BLANK where the cell must be empty"
    if "LIMIT" in trouble.expected:
        hint = "write the number to compare with: 6>0"
    return trouble.say("SK111", "nothing stands after the comparison", hint)


def _after_check(trouble: Trouble) -> Diagnostic:
    if trouble.behind(_PIPED_VALUE):
        return trouble.say(
            "SK108",
            "| does not separate columns here",
            "after conditions= write , between columns and ; between branches",
        )
    if trouble.stopped:
        return _no_columns_in_branch(trouble)
    return _after_quote(trouble)


def _no_columns_in_branch(trouble: Trouble) -> Diagnostic:
    hint = "write its columns after the checks, or skip to leave such rows out"
    return trouble.say("SK115", "a branch has checks but no columns", hint)


# -- anywhere -------------------------------------------------------------------------------------


def _unclosed(trouble: Trouble, mark: str) -> Diagnostic:
    kind, inside = {
        '"': ("a quoted text", 'a double quote inside is written twice: ""'),
        "]": ("a header", "a ] inside is written twice: ]]"),
        "/": ("a regular expression", r"a slash inside is written \/"),
    }[mark]
    hint = f"end it with {mark}; {inside}"
    return trouble.say("SK112", f"{kind} is empty or does not end", hint)


def _after_quote(trouble: Trouble) -> Diagnostic:
    hint = 'write a separator after it; a double quote inside a quoted text is written twice: ""'
    return trouble.say("SK113", "something follows the end of a text", hint)


def _lookalike(trouble: Trouble) -> Diagnostic:
    meant = LOOKALIKES[trouble.found]
    name = unicodedata.name(trouble.found).lower()
    hint = f"write {meant}" if meant else "delete it: it cannot be seen"
    message = f"{quoted(trouble.found)} ({name}) means nothing in an order"
    return trouble.say("SK121", message, hint)


def _unexpected(trouble: Trouble) -> Diagnostic:
    what = f"{quoted(trouble.found)} cannot stand here" if trouble.found else "the order ends here"
    hint = (
        "a column is a field, then ?, @place, transforms and =text, each of which may be left out"
    )
    return trouble.say("SK199", what, hint)


_STATES: tuple[tuple[str, Callable[[Trouble], Diagnostic]], ...] = (
    ("PERCENT", _after_divisor),
    ("TRANSFORM", _transform_name),
    ("RPAR", _after_argument),
    ("PATH", _place),
    ("RSQB", _place),
    ("FIELD", _column),
    ("EQUALITY", _operator),
    ("COLUMN_NUMBER", _branch_start),
    ("SET", _compared),
    ("LIMIT", _compared),
    ("DEFAULT_TEXT", _literal),
    ("BRANCH_TEXT", _literal),
    ("REGEX", _text_or_regex),
    ("NUMBER", _divisor),
    ("QUOTED", _constant),
    ("VBAR", _after_column),
    ("SEMICOLON", _after_column),
    ("COMMA", _after_check),
)
"""The one terminal that tells where the parser stood, the most telling first."""
