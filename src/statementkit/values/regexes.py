"""Regular expressions of orders, which are searched in other people's data.

A text that was made for it can keep some expressions busy for years. So an expression is refused
if the ways in which it can match one text (see `ambiguity`)

- grow exponentially with the length of the text: `(a+)+`, `(a|ab|b)*`, `(a?b?)*`;
- grow with more than the square of the length, the start of the search included: more than two
  repetitions that can match the same text, as in `.*a.*b.*c`; `^` at the start saves one;
- are multiplied by more than 64 outside of repetitions: seven of `a?` in a row;
- cannot be counted: back-references, repetition inside a look-around, more than 300 characters,
  long repetitions that follow each other.

What is left takes, in the worst case, time that grows with the length of the text to the power of
one, two or three. Therefore a text may have at most 100 000, 10 000 or 1 000 characters, which
bounds a search to about a second; real ones take microseconds.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

import attrs

from statementkit.errors import quoted
from statementkit.values.ambiguity import Ambiguity, UncountableError
from statementkit.values.errors import CellError, SettingError

TEXT_LIMITS = (100_000, 10_000, 1_000)
"""The longest text to search, by the degree of the expression."""

MAX_CHOICES = 64
MAX_LENGTH = 1_000


@attrs.frozen
class SafeRegex:
    """A compiled expression that raises `CellError` SK309 on a text longer than its `limit`."""

    compiled: re.Pattern[str]
    limit: int

    @property
    def pattern(self) -> str:
        """The text of the expression."""
        return self.compiled.pattern

    @property
    def groups(self) -> int:
        """How many groups the expression has."""
        return self.compiled.groups

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match, or `None`."""
        return self.compiled.search(self._checked(text))

    def sub(self, replacement: str, text: str) -> str:
        r"""Return `text` with every match replaced; `\1` in the replacement stands for a group."""
        return self.compiled.sub(replacement, self._checked(text))

    def _checked(self, text: str) -> str:
        if len(text) > self.limit:
            raise CellError(
                "SK309",
                f"{quoted(text, 20)} has {len(text)} characters",
                f"/{self.pattern}/ is searched in at most {self.limit}: slice the text before",
            )
        return text


@lru_cache(maxsize=256)
def compile_regex(pattern: str) -> SafeRegex:
    """Return the expression, ready to search; it is Python's `re` syntax.

    Raises `SettingError` if it is not an expression, or one that the rules of this module refuse.

    >>> compile_regex("invoice ([0-9]+)").search("Invoice 12, invoice 4711")[1]
    '4711'
    >>> try:
    ...     compile_regex("(a+)+$")
    ... except SettingError as error:
    ...     print(error.message)
    the regular expression '(a+)+$' could take for ever
    """
    compiled = _compiled(pattern)
    try:
        ambiguity = Ambiguity(pattern)
        reason = _danger(ambiguity)
    except UncountableError as error:
        reason = str(error)
    except RecursionError:
        reason = "it is nested too deeply"
    if reason is not None:
        raise SettingError(f"the regular expression {quoted(pattern)} could take for ever", reason)
    return SafeRegex(compiled, TEXT_LIMITS[ambiguity.degree])


def _compiled(pattern: str) -> re.Pattern[str]:
    if len(pattern) > MAX_LENGTH:
        raise SettingError(f"the regular expression {quoted(pattern)} is too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(pattern)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        raise SettingError(f"{quoted(pattern)} is not a regular expression", str(error)) from None


def _danger(ambiguity: Ambiguity) -> str | None:
    if ambiguity.is_exponential:
        return "a repetition inside of another one can match the same text in too many ways"
    if ambiguity.degree >= len(TEXT_LIMITS):
        return "too many repetitions can match the same text: start with ^, or write [^;]* for .*"
    if ambiguity.choices > MAX_CHOICES:
        return "too many optional parts can match the same text"
    return None
