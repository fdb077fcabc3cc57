"""Three files that a bank might send, of any number of rows, the same ones at every run.

`wise` has the 19 columns of an account report and `paypal` the 18 of a payment provider, read by
the shipped orders word for word (the second has 13 branches); `simple` has the six columns that
every bank has. Every row is drawn from a seed: a file of 10,000 rows is the start of one of
1,000,000. All names and amounts are invented.
"""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import attrs

import statementkit as sk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CACHE = Path(__file__).parent.parent / ".benchmarks" / "workloads"
SEED = 20240201

Row = list[str]

TYPES = {
    "Express Checkout Payment": 50,
    "Website Payment": 15,
    "Payment Refund": 8,
    "General Currency Conversion": 8,
    "General Withdrawal": 6,
    "Mobile Payment": 5,
    "Account Hold for Open Authorization": 3,
    "Chargeback": 1,
    "Dispute Fee": 1,
    "Hold on Balance for Dispute Investigation": 1,
    "Cancellation of Hold for Dispute Resolution": 1,
    "Payment Reversal": 1,
}
"""What PayPal calls its payments, and how many there are of each in a hundred."""

CURRENCIES = {"EUR": 70, "USD": 12, "GBP": 8, "SEK": 6, "PLN": 4}

GIVEN = "Aino Bruno Carla Dmitri Elsa Farid Greta Hugo Ines Jaan Kaja Liis Marek Nora Otto Pia"
FAMILY = "Tamm Mägi Kask Novak Lindqvist Moreau Rossi Weber Saar Ilves Petrov Silva Rebane"
TRADES = "Bakery Books Cycles Design Foods Garden Hardware Logistics Media Optics Studio Travel"
FORMS = "OÜ|GmbH|AB|Ltd|S.r.l.|SARL|Trading, Inc."
GOODS = "coffee beans|desk lamp|bicycle tyre|garden chair|notebook A5|wool scarf|tea pot|wall map"


@attrs.frozen
class Workload:
    """A kind of file: what it is read by, and how a row of a day is drawn."""

    name: str
    layout: sk.Layout
    header: Sequence[str]
    draw: Callable[[Random, date], Row]

    def rows(self) -> Iterator[Row]:
        """Yield rows without end, by booking date, some 400 to a day."""
        random = Random(f"{SEED} {self.name}")
        day = date(2015, 1, 1)
        while True:
            for _ in range(random.randint(300, 500)):
                yield self.draw(random, day)
            day += timedelta(days=1)

    def file(self, rows: int) -> Path:
        """Return a UTF-8 file of a header and so many rows, written once and then kept."""
        version = sha256(Path(__file__).read_bytes()).hexdigest()[:8]
        path = CACHE / f"{self.name}-{rows}-{version}.csv"
        if not path.exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(f".{os.getpid()}")
            with unfinished.open("w", encoding="utf-8", newline="") as target:
                writer = csv.writer(target, lineterminator="\n")
                writer.writerow(self.header)
                writer.writerows(islice(self.rows(), rows))
            unfinished.replace(path)
        return path


def amount(random: Random) -> str:
    """Return a size as people pay: half of them under 30, few above 1,000."""
    return f"{random.lognormvariate(3.4, 1.3) + 0.01:.2f}"


def party(random: Random) -> str:
    """Return a person, or a company; one company in seven needs quotes in a file."""
    family = random.choice(FAMILY.split())
    if random.random() < 0.6:
        return f"{random.choice(GIVEN.split())} {family}"
    return f"{family} {random.choice(TRADES.split())} {random.choice(FORMS.split('|'))}"


def goods(random: Random) -> str:
    """Return what was bought, with the number of its invoice."""
    return f"Invoice {random.randrange(10**6)} {random.choice(GOODS.split('|'))}"


def reference(random: Random) -> str:
    """Return a creditor reference (ISO 11649) with its check digits."""
    number = random.randrange(10**8)
    return f"RF{98 - (number * 10**6 + 271500) % 97:02}{number:08}"


def code(random: Random) -> str:
    """Return a transaction id of 17 letters and digits."""
    return "".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=17))


def clock(random: Random) -> str:
    """Return a time of day."""
    return f"{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02}"


def of(random: Random, weights: dict[str, int]) -> str:
    """Return one of the texts, each as often as its weight says."""
    return random.choices(tuple(weights), tuple(weights.values()))[0]


def wise(random: Random, day: date) -> Row:
    """Draw a row of the account report: money in, or money out as a negative number."""
    size = amount(random)
    is_in = random.random() < 0.4
    return [
        "Rebane Trading OU",
        "60013377001",
        "Northern Example Bank",
        of(random, CURRENCIES),
        "EE",
        "EXAMEE2XXXX",
        "EE471000001020145685",
        "Active",
        "Current",
        code(random),
        goods(random),
        reference(random) if random.random() < 0.6 else "",
        random.choice(("TRANSFER", "CARD", "FEE", "DIRECT DEBIT")),
        f"{day:%d/%m/%Y}",
        size if is_in else "",
        "" if is_in else f"-{size}",
        f"{random.uniform(1000, 90000):.2f}",
        clock(random),
        f"{day:%d/%m/%Y}",
    ]


def paypal(random: Random, day: date) -> Row:
    """Draw a row of the payment provider: one of many types, each with its own columns in use."""
    gross = amount(random) if random.random() < 0.6 else f"-{amount(random)}"
    buyer = party(random)
    return [
        f"{day:%d/%m/%Y}",
        clock(random),
        random.choice(("CET", "CEST")),
        of(random, TYPES),
        of(random, CURRENCIES),
        gross,
        f"-{random.uniform(0.3, 4):.2f}",
        gross,
        f"{random.uniform(1000, 90000):.2f}",
        code(random),
        f"{buyer.split()[0].lower()}{random.randrange(1000)}@example.com",
        buyer,
        "",
        "",
        "0.00",
        "0.00",
        goods(random) if random.random() < 0.7 else "",
        code(random) if random.random() < 0.3 else "",
    ]


def simple(random: Random, day: date) -> Row:
    """Draw a row of the six columns."""
    sign = "-" if random.random() < 0.6 else ""
    return [
        day.isoformat(),
        goods(random),
        sign + amount(random),
        of(random, CURRENCIES),
        f"{random.randrange(10**12):012}",
        party(random),
    ]


def _shipped(name: str, layout: str, draw: Callable[[Random, date], Row]) -> Workload:
    found = sk.find_layout(layout)
    return Workload(
        name, attrs.evolve(found, date_format="dd/MM/yyyy"), found.header_fingerprint or (), draw
    )


WORKLOADS = (
    _shipped("wise", "corporate-19", wise),
    _shipped("paypal", "paypal", paypal),
    Workload(
        "simple",
        sk.Layout(
            name="simple",
            order="date|description|amount|currency|id|name",
            date_format="yyyy-MM-dd",
            delimiter=",",
            decimal=".",
        ),
        ("Date", "Description", "Amount", "Currency", "Id", "Name"),
        simple,
    ),
)
