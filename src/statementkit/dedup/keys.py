"""Keys of stored transactions: a wire format, versioned, that never changes its meaning.

`i1:ACCOUNT:ID#N` stands for a bank's id, `h1:HASH#N` for a fingerprint; N counts equal ones from 1.
A fee has the key of its parent and `+M`, its number among the fees.
"""

from __future__ import annotations


def id_key(account: str, bank_id: str, number: int = 1) -> str:
    """Return the key of a booking with a bank's id.

    >>> id_key("EE382200221020145685", "2024020100017")
    'i1:EE382200221020145685:2024020100017#1'
    """
    scope = account.replace("%", "%25").replace(":", "%3A")
    return f"i1:{scope}:{bank_id}#{number}"


def hash_key(fingerprint: str, number: int) -> str:
    """Return the key of the booking that is the `number`-th with this fingerprint.

    >>> hash_key("3f786850e387550fdab836ed7e6dc881", 2)
    'h1:3f786850e387550fdab836ed7e6dc881#2'
    """
    return f"h1:{fingerprint}#{number}"


def fee_key(parent: str, number: int) -> str:
    """Return the key of the `number`-th fee of the booking with the key `parent`.

    >>> fee_key("i1:EE38:17#1", 1)
    'i1:EE38:17#1+1'
    """
    return f"{parent}+{number}"
