"""Other programs that read files for 1C, each doing its usual work on a file of ours.

Run by the Python that the peers are installed in: `python onec_peers.py odin FILE` prints how many
documents were read and how many seconds of processor time that took, imports not counted.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SIDES = ("payee", "counterparty")
CODES = ("inn", "kpp", "account", "ras_account", "bic", "cor_account", "bank1")
ATTRIBUTES = (
    *("doc_type", "doc_number", "doc_date", "amount", "income_date", "outcome_date", "purpose"),
    *SIDES,
    *(f"{side}_{code}" for side in SIDES for code in CODES),
)
"""What is asked of a document of the first peer: the values that ours is asked for."""


def odin(path: Path) -> int:
    """Parse with odin_palace_py, which is written in Rust, and ask for the values."""
    parse: Any = import_module("odin_palace_py").parse
    documents = parse(path.read_bytes()).documents
    for document in documents:
        for name in ATTRIBUTES:
            getattr(document, name)
    return len(documents)


def client_bank(path: Path) -> int:
    """Parse with client-bank-1c."""
    load: Any = import_module("client_bank_1c").load
    with path.open(encoding="cp1251") as file:
        return len(load(file).documents)


PEERS: dict[str, Callable[[Path], int]] = {"odin_palace_py": odin, "client_bank_1c": client_bank}


def main(peer: str, path: str) -> None:
    """Print the documents and seconds of a run, or say why the peer cannot run and exit with 1."""
    try:
        import_module(peer)
    except ModuleNotFoundError as error:
        raise SystemExit(f"{error.name} is not installed in {sys.prefix}") from None
    start = process_time()
    documents = PEERS[peer](Path(path))
    print(json.dumps({"documents": documents, "seconds": process_time() - start}))


if __name__ == "__main__":
    main(*sys.argv[1:])
