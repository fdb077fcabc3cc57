"""Files for 1C, written by hand: keys as they come, one account unless said otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.formats.onec.statements import ExchangeStream
from statementkit.source import open_source

if TYPE_CHECKING:
    from typing import Any

    from statementkit.model import Statement

OWN = "40702810500000000001"
SECOND = "40702810800000000002"
OTHER = "40702810100000000003"

Keys = dict[str, str]


def document(kind: str = "Платежное поручение", /, **keys: str) -> Keys:
    """Return the keys of a document: a payment of 100 from OWN to OTHER unless they say else."""
    usual = {"Номер": "1", "Дата": "09.01.2024", "Сумма": "100.00"}
    return {"СекцияДокумент": kind, **usual, **keys}


def paid(amount: str = "100.00", day: str = "09.01.2024", /, **keys: str) -> Keys:
    """Return a document that takes money from OWN."""
    sides = {"ПлательщикСчет": OWN, "ДатаСписано": day, "ПолучательСчет": OTHER}
    return document(**{"Сумма": amount, **sides, **keys})


def got(amount: str = "100.00", day: str = "09.01.2024", /, **keys: str) -> Keys:
    """Return a document that brings money to OWN."""
    sides = {"ПлательщикСчет": OTHER, "ПолучательСчет": OWN, "ДатаПоступило": day}
    return document(**{"Сумма": amount, **sides, **keys})


def section(
    opening: str,
    received: str,
    spent: str,
    closing: str,
    account: str = OWN,
    days: str = "09.01.2024-10.01.2024",
) -> Keys:
    """Return the keys of a section of an account."""
    start, _, end = days.partition("-")
    return {
        "СекцияРасчСчет": "",
        "ДатаНачала": start,
        "ДатаКонца": end or start,
        "РасчСчет": account,
        "НачальныйОстаток": opening,
        "ВсегоПоступило": received,
        "ВсегоСписано": spent,
        "КонечныйОстаток": closing,
    }


def text(*blocks: Keys, accounts: tuple[str, ...] = (OWN,), sender: str = "Банк") -> str:
    """Return a file with these sections and documents."""
    lines = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows"]
    lines += [f"Отправитель={sender}", *(f"РасчСчет={account}" for account in accounts)]
    for block in blocks:
        lines += (
            key if key == "СекцияРасчСчет" else f"{key}={value}" for key, value in block.items()
        )
        lines.append("КонецРасчСчет" if "СекцияРасчСчет" in block else "КонецДокумента")
    return "\r\n".join([*lines, "КонецФайла", ""])


def stream(*blocks: Keys, **how: Any) -> ExchangeStream:
    """Return the stream of a file with these blocks; `accounts` and `sender` are of its head."""
    head = {key: how.pop(key) for key in ("accounts", "sender") if key in how}
    given = {"accounts": how.pop("account", ()), "tax_ids": how.pop("tax_id", ()), **how}
    return ExchangeStream(open_source(text(*blocks, **head).encode("cp1251")), **given)


def read(*blocks: Keys, **how: Any) -> Statement:
    """Return the statement of a file with these blocks."""
    return stream(*blocks, **how).statement()


def codes(statement: Statement) -> list[str]:
    """Return the codes of everything that was said about a file, without those of check digits."""
    found = (*statement.problems, *statement.warnings)
    return [each.code for each in found if each.code not in ("SK620", "SK623", "SK624")]
