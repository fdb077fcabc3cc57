"""What reading the common texts costs: neither Babel nor dateutil."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from statementkit.values import NumberFormat, amount_reader, compile_regex, date_reader
amount_reader(NumberFormat())("$1,234.50")
date_reader(["dd.MM.yyyy", "yyyy-MM-dd'T'HH:mm:ssX"])("2024-01-31T10:30:00Z")
compile_regex("a+")
print(sorted({name.split(".")[0] for name in sys.modules} & {"babel", "dateutil", "lark"}))
"""


def test_common_texts_load_neither_babel_nor_dateutil() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
