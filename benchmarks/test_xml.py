"""How fast XML becomes transactions, against a parser whose events nobody uses."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING
from xml.parsers import expat

import statementkit as sk
from benchmarks.scores import Score
from benchmarks.subjects import drain
from benchmarks.test_memory import SLACK, peak
from benchmarks.workloads import CACHE, WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.conftest import Race

TARGET = 0.5
"""Speed against the bare parser, which calls a function for each tag and text of the same file."""

ENTRY = """<Ntry>
 <Amt Ccy="{3}">{size}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>BOOK</Sts>
 <BookgDt><Dt>{0}</Dt></BookgDt><ValDt><Dt>{0}</Dt></ValDt><AcctSvcrRef>{4}</AcctSvcrRef>
 <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
 <NtryDtls><TxDtls>
  <Refs><EndToEndId>{4}</EndToEndId></Refs>
  <RltdPties>
   <Dbtr><Nm>{5}</Nm><PstlAdr><Ctry>EE</Ctry></PstlAdr></Dbtr>
   <DbtrAcct><Id><IBAN>EE471000001020145685</IBAN></Id></DbtrAcct>
   <Cdtr><Nm>{5}</Nm></Cdtr>
  </RltdPties>
  <RltdAgts><DbtrAgt><FinInstnId><BIC>EXAMEE2X</BIC></FinInstnId></DbtrAgt></RltdAgts>
  <RmtInf><Ustrd>{1}</Ustrd></RmtInf>
 </TxDtls></NtryDtls>
</Ntry>
"""

STREAM = """
import sys
import statementkit as sk
for _ in sk.iter_transactions(sys.argv[1], "camt053"):
    pass
"""


def statement(entries: int) -> Path:
    """Return a camt.053 file of so many entries, written anew."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"camt-{entries}-{os.getpid()}.xml"
    [simple] = [each for each in WORKLOADS if each.name == "simple"]
    with path.open("w", encoding="utf-8") as file:
        file.write("<Document><BkToCstmrStmt><Stmt>\n")
        for row in islice(simple.rows(), entries):
            size = row[2].lstrip("-")
            way = "DBIT" if size != row[2] else "CRDT"
            file.write(ENTRY.format(*row, size=size, way=way))
        file.write("</Stmt></BkToCstmrStmt></Document>\n")
    return path


def bare(path: Path) -> None:
    """Parse a file and use none of its events."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda _name, _attributes: None
    parser.EndElementHandler = lambda _name: None
    parser.CharacterDataHandler = lambda _text: None
    with path.open("rb") as file:
        parser.ParseFile(file)


def test_entries_against_the_bare_parser(
    rows: int, race: Callable[..., Race | None], add_score: Callable[[Score], None]
) -> None:
    """Every entry becomes a transaction."""
    path = statement(rows // 5)
    try:
        if found := race(lambda: drain(sk.iter_transactions(path)), lambda: bare(path)):
            add_score(
                Score(
                    f"XML, against the bare parser ({rows // 5:,} entries)",
                    "camt.053",
                    "iter_transactions",
                    found.ratio,
                    "x",
                    f"{rows // 5 / found.seconds:,.0f} entries/s",
                    at_least=TARGET,
                )
            )
        assert drain(sk.iter_transactions(path)) == rows // 5
    finally:
        path.unlink()


def test_memory_is_flat(rows: int) -> None:
    """A file of ten times the entries takes no more memory."""
    small, large = statement(rows // 20), statement(rows // 2)
    try:
        assert peak(STREAM, large) - peak(STREAM, small) < SLACK
    finally:
        small.unlink()
        large.unlink()
