"""Mappings of csv2ofx: a dictionary in a Python file, read as a tree and never executed.

Source: the mappings that csv2ofx ships and its `transaction_data`. What a function computes cannot
be known without running it; if it looks at one column only, that column is taken and reported.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

import attrs

from statementkit.convert.dates import java_from_c
from statementkit.convert.draft import Conversion, Draft, transform
from statementkit.convert.text import Configuration, refused
from statementkit.order.nodes import Column, ColumnNumber, Header, Place, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIELDS = {
    "date": "date",
    "amount": "amount",
    "currency": "currency",
    "payee": "name",
    "desc": "description",
    "notes": "description",
    "id": "id",
    "check_num": "check",
    "account": "ownAccount",
    "balance": "balance",
}

_SETTINGS = (
    "bank",
    "custom_header",
    "date_fmt",
    "dayfirst",
    "delimiter",
    "has_header",
    "parse_fmt",
)

_NO_MATTER = ("bank_id", "account_id", "account_type", "class", "split_account", "split_account_id")


def read(configuration: Configuration) -> list[Conversion]:
    """Return a conversion for each dictionary with `date` and `amount`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(configuration.text)
    except SyntaxError as error:
        raise refused(configuration, f"it is not Python: {error.msg}", error.lineno) from None
    except (ValueError, MemoryError) as error:
        raise refused(configuration, f"it is not Python: {error}") from None
    functions = {each.name: each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    found = [
        _Mapping(Draft(_named(name, configuration), configuration.file), keys, functions)
        for name, keys in _dictionaries(tree)
        if {"date", "amount"} <= set(keys)
    ]
    if not found:
        raise refused(configuration, "no dictionary has the keys date and amount")
    return [each.converted() for each in found]


def _named(name: str, configuration: Configuration) -> str:
    return configuration.name if name == "mapping" else name


def _dictionaries(tree: ast.Module) -> Iterator[tuple[str, dict[str, ast.expr]]]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            target = statement.targets[0]
            pairs = zip(statement.value.keys, statement.value.values, strict=True)
            yield (
                target.id if isinstance(target, ast.Name) else "mapping",
                {
                    key.value: value
                    for key, value in pairs
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                },
            )


@attrs.frozen
class _Mapping:
    draft: Draft
    keys: Mapping[str, ast.expr]
    functions: Mapping[str, ast.FunctionDef]

    def converted(self) -> Conversion:
        self._file()
        self._date()
        for key, field in _FIELDS.items():
            if key in self.keys:
                self._column(key, field)
        self._type()
        for key, value in self.keys.items():
            if key in _NO_MATTER:
                self.draft.leave_out(f"{key!r} is a matter of books", line=value.lineno)
            elif key not in _FIELDS and key not in (*_SETTINGS, "type"):
                self._unknown(key, value)
        return self.draft.finish()

    def _constant(self, key: str) -> object:
        value = self.keys.get(key)
        return value.value if isinstance(value, ast.Constant) else None

    def _file(self) -> None:
        draft = self.draft
        draft.put("delimiter", self._constant("delimiter") or ",")
        draft.put("header", self._constant("has_header") is not False)
        draft.put("encoding", "auto")
        if isinstance(bank := self._constant("bank"), str):
            draft.put("bank", bank)

    def _date(self) -> None:
        pattern = self._constant("parse_fmt")
        if isinstance(pattern, str):
            try:
                self.draft.put("date_format", java_from_c(pattern))
            except ValueError as error:
                self.draft.note(str(error), "set date_format by hand")
            return
        self.draft.assume(
            "csv2ofx guesses how each date is written; here each file decides it once",
            "set date_format if you know it",
            line=self.keys["date"].lineno,
        )

    def _column(self, key: str, field: str) -> None:
        value = self.keys[key]
        if isinstance(value, ast.Constant):
            self._fixed(key, value)
            return
        names = _looked_at(value, self.functions)
        if not _is_plain(value):
            self._computed(key, names, value.lineno)
        if field == "amount" and _calculates(value, self.functions):
            self.draft.note(
                "'amount' is calculated, perhaps its sign too",
                "write by hand what the function does, as amount.negate",
                severity="error",
                line=value.lineno,
            )
        if len(names) == 1:
            self.draft.add(Column(field, self._place(names[0])))

    def _fixed(self, key: str, value: ast.Constant) -> None:
        if key in ("currency", "account") and isinstance(value.value, str):
            self.draft.put(key, value.value)
        elif value.value is not None:
            self.draft.note(f"{key!r} is always {value.value!r}", line=value.lineno)

    def _computed(self, key: str, names: list[str], line: int) -> None:
        if len(names) == 1:
            self.draft.assume(
                f"{key!r} is computed from the column {names[0]!r}, which is taken as it is",
                "see what the function does; transforms or date_format can say most of it",
                line=line,
            )
        else:
            shown = ", ".join(map(repr, names)) or "no column that can be seen"
            self.draft.note(
                f"{key!r} is computed from {shown}",
                "write by hand what the function does: transforms, branches, or a hook",
                line=line,
            )

    def _place(self, name: str) -> Place:
        numbered = re.fullmatch(r"column_([0-9]{1,4})", name)
        if numbered and self._constant("has_header") is False:
            return ColumnNumber(int(numbered[1]))
        return Header(name)

    def _type(self) -> None:
        value = self.keys.get("type")
        if value is None:
            return
        names = _looked_at(value, self.functions)
        if _is_plain(value) and names:
            place = self._place(names[0])
            self.draft.add(Column("debit", place, (transform("lower"),), Text("debit")))
        else:
            self.draft.note(
                "'type' is computed, and the signs of amounts depend on it",
                "say by hand which rows are money out: debit=…, or branches with amount.negate",
                severity="error",
                line=value.lineno,
            )

    def _unknown(self, key: str, value: ast.expr) -> None:
        if key == "first_row" and isinstance(self._constant(key), int):
            self.draft.put("skip_lines", self._constant(key))
        elif self._constant(key) not in (False, None):
            self.draft.note(f"{key!r} has no counterpart", line=value.lineno)
        elif not isinstance(value, ast.Constant):
            self.draft.note(f"{key!r} is computed", line=value.lineno)


def _is_plain(value: ast.expr) -> bool:
    """Tell whether a value is one column as it is: `itemgetter("A")`, `lambda row: row["A"]`."""
    if isinstance(value, ast.Lambda):
        return _column_name(value.body) is not None
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name | ast.Attribute)
        and _called(value.func) == "itemgetter"
        and len(value.args) == 1
        and _text_of(value.args[0]) is not None
    )


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _text_of(value: ast.expr) -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.strip():
        return value.value
    return None


def _column_name(value: ast.AST) -> str | None:
    """Return the name of the column that `row["A"]` or `row.get("A")` looks at."""
    if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
        return _text_of(value.slice)
    if (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr == "get"
        and isinstance(value.func.value, ast.Name)
        and value.args
    ):
        return _text_of(value.args[0])
    return None


def _looked_at(value: ast.expr, functions: Mapping[str, ast.FunctionDef]) -> list[str]:
    """Return the columns that a value looks at, through functions of the same file too."""
    if isinstance(value, ast.Call) and _called(value.func) == "itemgetter":
        return [name for each in value.args if (name := _text_of(each))]
    names = map(_column_name, _nodes(value, functions))
    return list(dict.fromkeys(name for name in names if name))


def _calculates(value: ast.expr, functions: Mapping[str, ast.FunctionDef]) -> bool:
    """Tell whether a value does arithmetic: then the number is not the one that the cell shows."""
    return any(
        isinstance(each, ast.BinOp) or (isinstance(each, ast.UnaryOp) and _is_minus(each))
        for each in _nodes(value, functions)
    )


def _is_minus(value: ast.UnaryOp) -> bool:
    return isinstance(value.op, ast.USub)


def _nodes(value: ast.expr, functions: Mapping[str, ast.FunctionDef]) -> Iterator[ast.AST]:
    """Yield the nodes of a value, and of the functions of the same file that it names."""
    yield from ast.walk(value)
    called = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
    for name in sorted(called & set(functions)):
        yield from ast.walk(functions[name])
