"""`bank2ynab.conf`: one section for each bank, its columns by position.

Source: the configuration file and the data frame handler of bank2ynab. Money there is `Inflow`
less `Outflow`, where a negative number counts on the other side.
"""

from __future__ import annotations

import configparser
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.convert.dates import java_from_c
from statementkit.convert.draft import Conversion, Draft, transform
from statementkit.convert.text import Configuration, refused
from statementkit.order.nodes import Column, Number, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = {
    "amount": "amount",
    "cdflag": "debit",
    "date": "date",
    "memo": "description",
    "outflow": "debitSum",
    "payee": "name",
    "skip": "other",
}

_OWN = {"category": "category", "running balance": "balance"}
"""Columns that bank2ynab names and does not read, and the fields that could take them."""

_WORDS_IN = {"bij", "c", "ca", "credit", "cr", "h", "in", "k"}
"""What banks write beside money in, in lower case."""


def read(configuration: Configuration) -> list[Conversion]:
    """Return a conversion for each section."""
    sections = _parsed(configuration)
    lines = _lines(configuration.text)
    return [
        _Bank(Draft(name, configuration.file), keys, lines.get(name)).converted()
        for name, keys in sections.items()
        if name != "DEFAULT"
    ]


def _parsed(configuration: Configuration) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(configuration.text)
    except configparser.MissingSectionHeaderError as error:
        raise refused(configuration, "no [section] stands above this line", error.lineno) from None
    except configparser.ParsingError as error:
        why = "this line is neither a [section], a Key = value, nor a comment"
        raise refused(configuration, why, error.errors[0][0]) from None
    except (configparser.DuplicateSectionError, configparser.DuplicateOptionError) as error:
        why = "this section or key stands twice"
        raise refused(configuration, why, error.lineno, "delete one of them") from None
    has_columns = any(parser.has_option(each, "Input Columns") for each in parser.sections())
    if not has_columns:
        raise refused(configuration, "no section has Input Columns")
    return parser


def _lines(conf: str) -> dict[str, int]:
    """Return on which line each section begins."""
    headings = (
        (number, re.match(r"\[(.+)\]", line)) for number, line in enumerate(conf.splitlines(), 1)
    )
    return {found[1]: number for number, found in headings if found}


@attrs.frozen
class _Bank:
    draft: Draft
    keys: Mapping[str, str]
    line: int | None

    def converted(self) -> Conversion:
        self._file()
        self._date()
        for word in self._words():
            self._column(word)
        self._plugin()
        return self.draft.finish()

    def _get(self, key: str) -> str:
        return (self.keys.get(key) or "").strip()

    def _words(self) -> list[str]:
        return [each.strip().casefold() for each in self._get("Input Columns").split(",")]

    def _file(self) -> None:
        draft = self.draft
        draft.put("delimiter", self._get("Source CSV Delimiter") or ",")
        has_header = self._get("Source Has Column Headers").casefold() != "false"
        draft.put("header", False)
        draft.put("skip_lines", self._number("Header Rows", int(has_header)))
        draft.put("footer_lines", self._number("Footer Rows", 0))
        draft.put("encoding", self._get("Encoding") or "auto")
        pattern = self._get("Source Filename Pattern")
        ending = self._get("Source Filename Extension") or ".csv"
        if pattern and not pattern.startswith("unknown"):
            draft.keys["notes"] = f"Files are called {pattern}{ending}"

    def _number(self, key: str, default: int) -> int:
        value = self._get(key)
        if value and not value.isdecimal():
            self.draft.note(f"{key} is {value!r}, which is no number", line=self.line)
        return int(value) if value.isdecimal() else default

    def _date(self) -> None:
        pattern = self._get("Date Format")
        if not pattern:
            self.draft.assume(
                "there is no Date Format, so each file decides how its dates are written",
                "set date_format if you know it",
                line=self.line,
            )
            return
        try:
            self.draft.put("date_format", java_from_c(pattern))
        except ValueError as error:
            self.draft.note(str(error), "set date_format by hand", line=self.line)

    def _column(self, word: str) -> None:
        if word in _OWN:
            self.draft.leave_out(
                f"column {len(self.draft.columns) + 1} is {word!r}, which bank2ynab does not read",
                f"write {_OWN[word]} in its place if the column holds that",
                line=self.line,
            )
            self.draft.add(Column("other"))
        elif word == "inflow":
            self._inflow()
        elif word in ("cdflag", "outflow", "amount"):
            self.draft.add(self._money(_FIELDS[word]))
        elif word in _FIELDS:
            self.draft.add(Column(_FIELDS[word]))
            if word == "payee" and self._words().count(word) > 1:
                self.draft.keys["join_name"] = " "
        else:
            self.draft.note(f"Input Columns has {word!r}, which is unknown", line=self.line)
            self.draft.add(Column("other"))

    def _inflow(self) -> None:
        words = self._words()
        if "outflow" in words:
            self.draft.add(self._money("creditSum"))
        elif words.count("inflow") > 1:
            self.draft.columns.append(attrs.evolve(self._money("amount"), first_non_blank=True))
        else:
            self.draft.add(self._money("amount"))

    def _money(self, field: str) -> Column:
        if field == "debit":
            return Column("debit", literal=self._flag())
        factor = self._get("Currency Conversion Factor") or "1"
        if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,12})?", factor) or not Decimal(factor):
            self.draft.note(f"Currency Conversion Factor is {factor!r}", line=self.line)
        elif Decimal(factor) != 1:
            return Column(field, transforms=(transform("divide", Number(factor)),))
        return Column(field)

    def _flag(self) -> Text | None:
        words = [each.strip() for each in self._get("Inflow or Outflow Indicator").split(",")]
        if len(words) < 3 or not words[2]:
            self.draft.note("the CDFlag column has no word for money out", line=self.line)
            return None
        if words[2].casefold() in _WORDS_IN:
            self.draft.assume(
                f"{words[2]!r} counts as money out, as it does there, but reads like money in",
                f"compare a file; write debit={words[1]} if the signs are the wrong way round",
                line=self.line,
            )
        return None if words[2] == "D" else Text(words[2])

    def _plugin(self) -> None:
        if plugin := self._get("Plugin"):
            self.draft.note(
                f"the plugin {plugin!r} changes the file before it is read",
                "see what it does; a hook of the layout can do the same",
                line=self.line,
            )
        swapped = self._get("Output Columns").casefold().replace(" ", "")
        if "inflow,outflow" in swapped:
            self.draft.note(
                "Output Columns has Inflow before Outflow",
                "if that is there to change the signs, write amount.negate",
                line=self.line,
            )
