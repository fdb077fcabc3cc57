"""Every diagnostic code in the source is registered, and every registered code is used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import statementkit
from statementkit.codes import CODES

PACKAGE = Path(statementkit.__file__).parent
A_CODE = re.compile(r"SK\d{3}")


def _codes_in(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if A_CODE.fullmatch(node.value)
    }


def _used() -> set[str]:
    modules = set(PACKAGE.rglob("*.py")) - {PACKAGE / "codes.py"}
    return set().union(*map(_codes_in, modules))


def test_every_code_that_is_used_is_registered() -> None:
    assert _used() - set(CODES) == set()


def test_every_registered_code_is_used() -> None:
    assert set(CODES) - _used() == set()


def test_codes_are_sorted_and_well_formed() -> None:
    assert list(CODES) == sorted(CODES)
    assert all(A_CODE.fullmatch(code) for code in CODES)


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    assert [code for code, it in CODES.items() if not (it.title and it.explanation)] == []
