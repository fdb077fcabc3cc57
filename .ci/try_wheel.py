"""Use an installed statementkit as a stranger would: `python -I try_wheel.py EXAMPLE LAYOUT`."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import statementkit as sk

example, layout = sys.argv[1:]
package = files("statementkit")

assert Path(sk.__file__).is_relative_to(sys.prefix), "imported from the checkout, not the wheel"
assert (package / "grammar" / "order.lark").is_file(), "the grammar is missing"
assert (package / "py.typed").is_file(), "the mark of a typed package is missing"
assert sk.parse_order("date|name|amount"), "an order does not parse"

try:
    sk.open_store("books.db")
except sk.StoreError as error:
    refusal = str(error)
assert "statementkit[store]" in refusal, f"no word of the extra: {refusal}"

statement = sk.read(example, layout=layout)
assert statement.transactions, "the example gave no transactions"
assert not statement.problems, f"the example has problems: {statement.problems[0]}"
print(f"read {statement.counts.transactions} transactions from {example} with layout {layout}")
