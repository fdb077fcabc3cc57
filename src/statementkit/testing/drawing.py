"""Strategies of rows, transactions and files that a layout can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from statementkit.layouts.compiling import AUTO
from statementkit.layouts.header import searched_names
from statementkit.model import FIELDS, Transaction
from statementkit.testing.amounts import Negative, NumberStyle
from statementkit.testing.branches import branch_of, reached, says_currency, untaken
from statementkit.testing.demands import Wanted
from statementkit.testing.files import Dress, write_file
from statementkit.testing.files.dress import LINES_ABOVE
from statementkit.testing.forms import Form
from statementkit.testing.values import AMOUNTS, DAYS, FEES, values_of

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from statementkit.layouts import Layout
    from statementkit.order.cells import Row
    from statementkit.order.plan import Case, Recipe
    from statementkit.testing.records import Written

    Which = str | os.PathLike[str] | Layout
    """A layout, the name of a shipped one, or the path of a TOML file."""

MOST = 5
"""How many records a drawn file has at most, twins apart."""


@attrs.frozen
class Sample:
    """A file of a layout, and what a reader must find in it.

    `transactions` are what its rows say, in order; `records` are the rows with what was wanted of
    them, `dress` is what stands around them.
    """

    content: bytes
    transactions: tuple[Transaction, ...] = attrs.field(repr=False)
    records: tuple[Written, ...] = attrs.field(repr=False)
    dress: Dress

    @property
    def rows(self) -> list[Row]:
        """The rows of the file."""
        return [each.row for each in self.records]


def rows(layout: Which, *, branch: int | None = None) -> st.SearchStrategy[Row]:
    """Return a strategy of rows that take a branch of the order, or any branch.

    `branch` counts from 1; 0 is the default, the part of the order before its conditions. Rows that
    become transactions read without a problem. A row of a fixed-width layout is one text, with what
    its section and the records that continue it say behind it; one of XML has a cell for each place
    of the order. Raises `WriteError` SK791 for a branch that there is not, `LayoutError` and
    `OrderError` for the layout.

    >>> from statementkit import Layout
    >>> layout = Layout(order="date|amount|conditions=2=BLANK,skip", date_format="d.M.yyyy")
    >>> from hypothesis import find
    >>> find(rows(layout, branch=0), lambda row: True)
    ['29.2.2024', '-3.20']
    """
    form = Form.of(layout)
    return _records(form, branch).map(lambda written: written.row)


def transactions(
    layout: Which | None = None, *, most: int = MOST, currency: str | None = None
) -> st.SearchStrategy[list[Transaction]]:
    """Return a strategy of transactions, those of a statement with the fees behind them.

    With a `layout`, they are such as its files can say: `render` writes them. Without one they have
    any attributes. A statement is of up to `most` records. All are in the `currency`, if one is
    given; raises `WriteError` SK791 for one that no row of the layout says.

    >>> from hypothesis import find
    >>> [found] = find(transactions(currency="SEK"), lambda drawn: len(drawn) == 1)
    >>> found.currency
    'SEK'
    """
    if layout is None:
        return st.lists(_any_transaction(currency), max_size=most)
    form = Form.of(layout)
    return st.lists(_records(form, None, currency), max_size=most).map(_said)


def statements(layout: Which, *, most: int = MOST) -> st.SearchStrategy[Sample]:
    """Return a strategy of files of a layout, with the transactions that they mean.

    They have what real ones have, as far as the layout allows it: lines above the header, blank
    lines, comments, footers, every way to end lines and to write numbers, quoted line breaks,
    twins, late bookings, joined exports with a header in the middle. Raises `WriteError` SK791
    where no row is found that the order takes, `LayoutError` and `OrderError` for the layout.

    >>> from statementkit import Layout
    >>> statements(Layout(order="date|amount", date_format="d.M.yyyy")).validate()
    """
    return samples(Form.of(layout), most)


def samples(form: Form, most: int = MOST) -> st.SearchStrategy[Sample]:
    """Return a strategy of files of a compiled layout.

    The branches that rows take are looked for once. What is drawn by has no layout among its
    arguments: Hypothesis would put it into words, all of it.
    """
    drawn = _records(form, None)

    @st.composite
    def files(draw: st.DrawFn) -> Sample:
        records = draw(st.lists(drawn, min_size=1, max_size=most))
        if draw(st.booleans()):
            records.append(records[0])
        return sample_of(form, records, draw(_dresses(form)))

    return files()


def sample_of(form: Form, records: Sequence[Written], dress: Dress) -> Sample:
    """Return the file of some records; `WriteError` if it cannot be written."""
    content = write_file(form, [each.row for each in records], dress)
    return Sample(content, tuple(_said(records)), tuple(records), dress)


def _said(records: Sequence[Written]) -> list[Transaction]:
    """Return what records say, up to one that ends the reading."""
    found: list[Transaction] = []
    for each in records:
        if each.outcome.result == "end":
            break
        found += each.outcome.transactions
    return found


# -- records ---------------------------------------------------------------------------------------

_STYLES = st.builds(
    NumberStyle,
    grouped=st.booleans(),
    plus=st.booleans(),
    negative=st.sampled_from(get_args(Negative)),
)


def _records(
    form: Form, branch: int | None, currency: str | None = None
) -> st.SearchStrategy[Written]:
    cases = reached(form) if branch is None else [branch_of(form, branch)]
    if currency is not None:
        cases = [case for case in cases if says_currency(form, case, currency)]
        if not cases:
            raise untaken(form, f"no row is found in {currency}", "map a column of currencies")
    drawn = [_Branch(form, case, currency) for case in cases]
    return st.sampled_from(drawn).flatmap(_record)


@attrs.frozen(repr=False)
class _Branch:
    """A branch of a layout that rows are drawn for, in any currency or in one."""

    form: Form
    case: Case
    currency: str | None

    def __repr__(self) -> str:
        return f"branch {self.case.number} of {self.form.layout.name or 'a layout'}"


@st.composite
def _record(draw: st.DrawFn, branch: _Branch) -> Written:
    """Draw a row that takes a branch; what was drawn may have none, and is then drawn anew."""
    form, case = branch.form, branch.case
    if not isinstance(case.result, int):
        written = form.writer.approach(case, None)
    else:
        recipe = form.mapper.plan.recipes[case.result]
        wanted = draw(_wishes(recipe, form.mapper.plan.settings.currency))
        if branch.currency is not None:
            wanted = attrs.evolve(wanted, said={**wanted.said, "currency": branch.currency})
        written = form.writer.approach(case, wanted, draw(_STYLES))
    if written is None or not _is_in(written, branch.currency):
        reject()
    return written


def _is_in(written: Written, currency: str | None) -> bool:
    found = written.outcome.transactions
    return currency is None or all(each.currency == currency for each in found)


@st.composite
def _wishes(draw: st.DrawFn, recipe: Recipe, currency: str | None) -> Wanted:
    """Draw what the record of a recipe might say; not every row can say all of it."""
    said: dict[str, Any] = {}
    for value in recipe.values:
        known = values_of(value.field.word)
        chosen = draw(st.sampled_from([known[0], None, *known[1:]]))
        if chosen is not None:
            said[str(value.field.attribute)] = chosen
    if currency is not None and draw(st.booleans()):
        said["currency"] = currency
    slots = len(recipe.fees) + bool(recipe.fee_included)
    fees = draw(st.lists(st.sampled_from(FEES), max_size=slots)) if slots else []
    return Wanted(draw(st.sampled_from(DAYS)), draw(st.sampled_from(AMOUNTS)), said, tuple(fees))


@st.composite
def _any_transaction(draw: st.DrawFn, currency: str | None) -> Transaction:
    """Draw a transaction with any attributes, or with any but the currency."""
    attributes: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for field in FIELDS:
        if field.attribute in (None, "booked_on", "amount"):
            continue
        value = draw(st.sampled_from([None, *values_of(field.word)]))
        if value is not None:
            (extra if field.extra else attributes)[str(field.attribute)] = value
    if currency is not None:
        attributes["currency"] = currency
    day, amount = draw(st.sampled_from(DAYS)), draw(st.sampled_from(AMOUNTS))
    return Transaction(day, amount, extra=extra or None, **attributes)


# -- what stands around them -----------------------------------------------------------------------


@st.composite
def _dresses(draw: st.DrawFn, form: Form) -> Dress:
    """Draw what stands around the records of a file, as far as its layout allows."""
    layout = form.layout
    plain = Dress.plain(layout)
    if layout.format == "excel":
        return plain
    changes: dict[str, Any] = {
        "newline": draw(st.sampled_from(["\n", "\r\n"])),
        "gaps": draw(st.booleans()),
        "ends": not draw(st.booleans()),
        "encoding": draw(st.sampled_from(_encodings(layout, plain.encoding))),
    }
    if layout.format == "delimited":
        changes["comments"] = draw(st.booleans())
        changes["quote_all"] = layout.quote != "none" and draw(st.booleans())
        changes["repeats"] = form.header is not None and draw(st.booleans())
        if searched_names(layout) and not layout.skip_lines:
            changes["above"] = LINES_ABOVE[: draw(st.integers(0, len(LINES_ABOVE)))]
    return attrs.evolve(plain, **changes)


def _encodings(layout: Layout, usual: str) -> list[str]:
    """Return the encodings that a file of a layout may have."""
    if layout.encoding == AUTO:
        return [usual, "utf-8-sig", "utf-16"]
    return [usual, "utf-8-sig"] if usual == "utf-8" else [usual]
