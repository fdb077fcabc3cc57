"""Generated code, kept to be read: the Python of a dozen orders stands in `tests/golden`.

A change of the generator shows as a change of these files, and is to be read as one. They are
written anew by `STATEMENTKIT_GOLDEN=write pytest tests/order/test_golden.py`, never on CI.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

import statementkit as sk

WRAPPED = re.compile(r".{1,98}$|.{1,97}[|;,]")
GOLDEN = Path(__file__).parents[1] / "golden"
FIXTURES = Path(__file__).parents[1] / "fixtures" / "orders"
WRITE = os.environ.get("STATEMENTKIT_GOLDEN") == "write" and "CI" not in os.environ


@attrs.frozen
class Example:
    order: str
    settings: dict[str, Any] = attrs.field(factory=dict)

    def mapper(self) -> sk.RowMapper:
        return sk.compile_order(self.order, **{"date_format": "dd.MM.yyyy", **self.settings})

    def text(self) -> str:
        """Return the golden text: what was compiled, as a comment, and what came of it."""
        order = WRAPPED.findall(self.order.replace("\N{NO-BREAK SPACE}", "\\xa0"))
        given = [f"{key} = {value!r}" for key, value in self.settings.items()]
        head = "\n".join(f"# {line}" for line in [*order, *given])
        return f"{head}\n\n\n{self.mapper().source}"


def fixture(name: str) -> str:
    return (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")


EXAMPLES = {
    "paypal": Example(fixture("paypal"), {"date_format": "dd/MM/yyyy"}),
    "nineteen_columns": Example(fixture("nineteen_columns"), {"decimal": ","}),
    "ten_columns": Example(fixture("ten_columns")),
    "simplest": Example("date|name|amount", {"currency": "EUR"}),
    "fees": Example("date|amount|feedivide-1%|fee|currency", {"currency": "EUR"}),
    "fee_included": Example("date|amountdivide100%|feeIncludeddivide100%|id"),
    "sums": Example("date|creditSum|debitSum|balance", {"negative_sums": "linear"}),
    "flag": Example("date|amount|debit=Out|ref", {"account": "EE471000001020145685"}),
    "first_of_several": Example(
        'date?|date?|amount?|amount?.divide(3)|credit|currency?|currency?|name?|name?|type:"card"',
        {"currency": "EUR"},
    ),
    "many_fields": Example(
        "date|amount|valueDate|ownAccount|account|iban|bic|status|originalAmount|originalCurrency|"
        "description|descAndName|name|time",
        {"currency": "EUR", "account": "EE471000001020145685"},
    ),
    "transforms": Example(
        'date|amount.strip("*").replace("O","0").negate|description.sub(/^REF: /,"").upper|'
        "ref.extract(/[0-9]{4,}/)|id.slice(1,8)|balance.multiply(0.01).abs",
    ),
    "branches": Example(
        "date|amount|name|conditions=3~/^Web/,2>0,date,creditSum,name;1=Total,end;3=BLANK,skip;"
        '3={"Fee","Charge"},4!=EUR,date,debitSum,fee;5>=2024-01-31,5!~"x",date,amount;3=Hold,other;'
        "3=Fee,date,amount,description",
    ),
    "no_default": Example("conditions=3=in,date,creditSum;3=out,date,debitSum"),
    "fixed": Example(
        "date@1-10|name@11-30|amount@31-38divide100%|conditions=[39-40]=XX,skip",
        {"format": "fixed"},
    ),
}

each_example = pytest.mark.parametrize("name", EXAMPLES)


@each_example
def test_generated_code_is_what_it_was(name: str) -> None:
    path = GOLDEN / f"{name}.py"
    if WRITE:
        path.write_text(EXAMPLES[name].text(), encoding="utf-8")
    assert EXAMPLES[name].text() == path.read_text(encoding="utf-8")


def test_every_golden_file_has_its_order() -> None:
    assert {path.stem for path in GOLDEN.glob("*.py")} == set(EXAMPLES)


@each_example
def test_the_text_of_a_function_can_be_inspected(name: str) -> None:
    mapper = EXAMPLES[name].mapper()
    assert inspect.getsource(mapper.function) == mapper.source


@each_example
def test_a_traceback_would_show_the_line(name: str) -> None:
    mapper = EXAMPLES[name].mapper()
    file = inspect.getsourcefile(mapper.function)
    assert file is not None
    assert file.startswith("<statementkit order ")


def test_the_same_code_in_every_process() -> None:
    script = (
        "from tests.order.test_golden import EXAMPLES\n"
        "import hashlib\n"
        "text = ''.join(each.text() for each in EXAMPLES.values())\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    seen = set()
    for seed in ("0", "1", "20240201"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(done.stdout)
    assert len(seen) == 1
