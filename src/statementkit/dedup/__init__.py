"""Identity of transactions: which rows of a statement are new, and which are known already.

A booking is a row of a bank's file: a transaction with its fees. Its identity is the bank's id
within the account or, without one, the hash of what it says together with its occurrence number
among equal bookings of the day. `match` compares bookings with those that are stored.
"""

from __future__ import annotations

from statementkit.dedup.bookings import (
    Booking,
    account_number,
    bookings,
    fingerprint,
    iter_bookings,
)
from statementkit.dedup.cover import Cover, Window, is_counted
from statementkit.dedup.ids import id_problems
from statementkit.dedup.keys import fee_key, hash_key, id_key
from statementkit.dedup.matching import Matching, Stored, Verdict, holders, match
from statementkit.dedup.settling import Glance, settle

__all__ = [
    "Booking",
    "Cover",
    "Glance",
    "Matching",
    "Stored",
    "Verdict",
    "Window",
    "account_number",
    "bookings",
    "fee_key",
    "fingerprint",
    "hash_key",
    "holders",
    "id_key",
    "id_problems",
    "is_counted",
    "iter_bookings",
    "match",
    "settle",
]
