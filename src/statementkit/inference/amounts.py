"""Which shape the amounts of a file have: by arithmetic, by names, by what the rows say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from statementkit.inference.arithmetic import Proof, Rows, find_proofs
from statementkit.inference.ledger import Ledger, pair_of, shapes_of
from statementkit.inference.money import Flagged, Numbers, Pair, Shape, Signed, signs
from statementkit.inference.signs import judge_sign
from statementkit.inference.verdict import Verdict
from statementkit.inference.votes import said_in, votes
from statementkit.values import negate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from statementkit.inference.columns import Column
    from statementkit.inference.result import Confidence


_MOSTLY = 0.9
"""The share of rows in which a column of directions must say something."""


def judge(ledger: Ledger, numbers: Numbers, rows: Rows, texts: Sequence[Column]) -> Verdict:
    """Return the shape of the amounts, or the question that is left."""
    shapes = shapes_of(ledger)
    fees = ledger.named("fee")
    proofs = find_proofs(ledger.balances(), shapes, fees, numbers, rows)
    proofs = [
        each
        for each in proofs
        if not _is_backwards(each, rows, texts) and _is_told(each, numbers, rows, texts)
    ]
    if proofs:
        return _proven(proofs, numbers, rows, texts)
    return _unproven(ledger, shapes, numbers, rows, texts)


def _is_backwards(proof: Proof, rows: Rows, texts: Sequence[Column]) -> bool:
    """Tell whether a proof runs against the days of the rows and against what they say in words."""
    if rows.newest_first in (None, proof.newest_first):
        return False
    told = votes(proof.deltas, texts, rows)
    return len(told.against) > len(told.agreeing)


def _is_told(proof: Proof, numbers: Numbers, rows: Rows, texts: Sequence[Column]) -> bool:
    """Tell whether the direction of the rows that no balance proves is known too.

    Amounts without any minus sign may be of either direction there, unless the row says its own in
    words; what an unknown word means is known where a balance proved it elsewhere.
    """
    shape, unproven = proof.shape, set(proof.steps.unproven)
    is_unknown = isinstance(shape, Flagged) and not shape.is_known
    if not is_unknown and not shape.is_unsigned(numbers):
        return True
    if not proof.is_whole:
        return False
    if isinstance(shape, Flagged):
        cells = enumerate(zip(shape.flag.cells, rows.keep, strict=True))
        words = {cell for place, (cell, keep) in cells if keep and place not in unproven}
        return words == shape.flag.values
    told = ((proof.deltas[place], said_in(texts, place)) for place in unproven)
    return all(not delta or said == ("in" if delta > 0 else "out") for delta, said in told)


def _proven(
    proofs: Sequence[Proof], numbers: Numbers, rows: Rows, texts: Sequence[Column]
) -> Verdict:
    """Judge ways that make balances follow; the words of the rows must not contradict them."""
    rivals = _different(proofs, rows)
    best = rivals[0]
    if len(rivals) > 1:
        named = [each for each in rivals if _is_named(each)]
        if len({_amounts(each, rows) for each in named}) == 1:
            rivals, best = named[:1], named[0]
    if len(rivals) > 1:
        shapes = _shapes(each.shape for each in rivals)
        return Verdict(None, "balances follow in more than one way", rivals=shapes)
    told = votes(best.deltas, texts, rows)
    if len(told.against) >= 2 and len(told.against) > 2 * len(told.agreeing):
        shapes = _shapes((best.shape, *_turned(best.shape)))
        return Verdict(
            None,
            f"{best}, but {len(told.against)} rows say the contrary in words: "
            "is the balance a debt?",
            lines=told.against[:5],
            rivals=shapes,
        )
    warning = None
    if not best.is_whole:
        lines = ", ".join(map(str, best.steps.breaks[:5]))
        warning = f"{best.steps.broken} balances do not follow from the one before: lines {lines}"
    confidence: Confidence = "proven" if best.is_whole else "decided"
    return Verdict(best.shape, str(best), confidence, (), best, warning=warning)


def _is_named(proof: Proof) -> bool:
    money = [each for each in proof.shape.columns() if each.kind == "number"]
    return all(each.fits("amount", "paid_in", "paid_out") for each in money)


def _amounts(proof: Proof, rows: Rows) -> tuple[Decimal | None, ...]:
    return tuple(each for each, keep in zip(proof.deltas, rows.keep, strict=True) if keep and each)


def _different(proofs: Sequence[Proof], rows: Rows) -> list[Proof]:
    """Return the best proofs that mean different amounts."""
    best: dict[tuple[Decimal | None, ...], Proof] = {}
    for each in proofs:
        best.setdefault(_amounts(each, rows), each)
    return list(best.values())


def _shapes(shapes: Iterator[Shape] | Sequence[Shape]) -> tuple[Shape, ...]:
    return tuple(dict.fromkeys(shapes))


def _turned(shape: Shape) -> tuple[Shape, ...]:
    if isinstance(shape, Signed):
        return (attrs.evolve(shape, negated=not shape.negated),)
    return ()


def _unproven(
    ledger: Ledger,
    shapes: Sequence[Shape],
    numbers: Numbers,
    rows: Rows,
    texts: Sequence[Column],
) -> Verdict:
    warning = None
    if ledger.named("balance") and sum(rows.keep) > 1:
        warning = "the balances do not follow from the amounts: nothing is proven by them"
    verdict = (
        _by_pair(ledger, numbers, rows, texts)
        or _by_flag(ledger, numbers, rows)
        or _by_sign(ledger, shapes, numbers, rows, texts)
    )
    return attrs.evolve(verdict, warning=verdict.warning or warning)


def _by_pair(
    ledger: Ledger, numbers: Numbers, rows: Rows, texts: Sequence[Column]
) -> Verdict | None:
    """Judge by the names of two columns."""
    ins, outs = ledger.named("paid_in"), ledger.named("paid_out")
    if not ins or not outs or ins[0] is outs[0]:
        return None
    signed = [each for each in ledger.named("amount") if len(each.filled) >= _rows(rows)]
    if signed and all(signs(numbers.of(signed[0]))):
        return _repeated(signed[0], pair_of(ins[0], outs[0]), numbers, rows)
    shape = pair_of(ins[0], outs[0])
    both = _both_sides(shape, numbers, rows)
    if both:
        return Verdict(None, "some rows say both money in and out", lines=both, rivals=(shape,))
    mixed = [each for each in (ins[0], outs[0]) if all(signs(numbers.of(each)))]
    if mixed and _is_balanced(numbers.of(mixed[0])):
        return Verdict(None, f"{mixed[0].title} has both signs", rivals=(shape,))
    told = votes(shape.deltas(numbers), texts, rows)
    if len(told.against) >= 2 and len(told.against) > 2 * len(told.agreeing):
        other = pair_of(outs[0], ins[0])
        return Verdict(None, f"names and rows disagree: {told}", rivals=(shape, other))
    return Verdict(shape, "the names of the columns say so", "decided", told.agreeing[:3])


def _repeated(amount: Column, pair: Pair, numbers: Numbers, rows: Rows) -> Verdict | None:
    """Return one column with signs that two columns repeat, each with a name for its direction."""
    pairs = zip(pair.deltas(numbers), numbers.of(amount), rows.keep, strict=True)
    told = [(wanted, found) for wanted, found, keep in pairs if keep and wanted and found]
    for negated in (False, True):
        if told and all(wanted == (negate(found) if negated else found) for wanted, found in told):
            said = f"{pair.paid_in.title} and {pair.paid_out.title} say the same in every row"
            return Verdict(Signed(amount, negated), said, rivals=(pair,))
    return None


def _both_sides(shape: Pair, numbers: Numbers, rows: Rows) -> tuple[int, ...]:
    pairs = zip(numbers.of(shape.paid_in), numbers.of(shape.paid_out), strict=True)
    both = (bool(came and went) for came, went in pairs)
    found = zip(rows.lines, rows.keep, both, strict=True)
    return tuple(line for line, keep, both in found if keep and both)[:5]


def _is_balanced(found: Sequence[Decimal | None]) -> bool:
    more, less = signs(found)
    return min(more, less) * 3 > max(more, less)


def _rows(rows: Rows) -> float:
    return 0.5 * sum(rows.keep)


def _by_flag(ledger: Ledger, numbers: Numbers, rows: Rows) -> Verdict | None:
    """Judge by a column of words; where the amount has signs too, they must not disagree."""
    amounts = _amount_columns(ledger)
    for flag, outs, ins, rest in ledger.flags():
        if not amounts:
            break
        amount = amounts[0]
        if rest:
            shape = Flagged(amount, flag, outs, ins)
            return Verdict(None, f"{rest[0]!r} in {flag.title} is no direction", rivals=(shape,))
        if len(flag.filled) < _MOSTLY * sum(rows.keep) or (len(outs) > 1 and len(ins) > 1):
            continue
        return _flag_verdict(Flagged(amount, flag, outs, ins), amounts, numbers, rows)
    return None


def _flag_verdict(
    shape: Flagged, amounts: Sequence[Column], numbers: Numbers, rows: Rows
) -> Verdict:
    amount = shape.amount
    if len(amounts) > 1 and not _is_first(amounts):
        rivals = tuple(attrs.evolve(shape, amount=each) for each in amounts[:3])
        return Verdict(None, "several columns may be the amount", rivals=rivals)
    _, less = signs(numbers.of(amount))
    cells = zip(numbers.of(amount), shape.flag.cells, rows.keep, rows.lines, strict=True)
    lacking = tuple(line for found, flag, keep, line in cells if keep and found and not flag)
    if lacking and not less:
        said = f"{shape.flag.title} is blank in some rows"
        return Verdict(None, said, lines=lacking[:5], rivals=(shape,))
    if not less:
        return Verdict(shape, f"{shape.flag.title} says it in words that are known")
    pairs = zip(shape.deltas(numbers), numbers.of(amount), rows.keep, strict=True)
    agree = Counter((one > 0) == (two > 0) for one, two, keep in pairs if keep and one and two)
    if not agree[False]:
        return Verdict(Signed(amount), f"its signs agree with {shape.flag.title} in every row")
    if not agree[True]:
        evidence = f"its signs contradict {shape.flag.title} in every row"
        return Verdict(Signed(amount, negated=True), evidence)
    reason = f"signs and {shape.flag.title} disagree in {agree[False]} rows"
    return Verdict(None, reason, rivals=(shape, Signed(amount)))


def _amount_columns(ledger: Ledger) -> list[Column]:
    found = ledger.named("amount") or ledger.named("net")
    if not found and len(ledger.named("paid_in", "paid_out")) == 1:
        found = ledger.named("paid_in")
    if found or ledger.has_header:
        return [each for each in found if len(each.filled) * 2 >= _fullest(found)]
    return ledger.money()


def _fullest(columns: Sequence[Column]) -> int:
    return max((len(each.filled) for each in columns), default=0)


def _is_first(columns: Sequence[Column]) -> bool:
    """Tell whether the first column is the amount whatever the others are."""
    first, *others = columns
    if all(each.cells == first.cells for each in others):
        return True
    return all(first.fits("amount", "net") > each.fits("amount", "net") for each in others)


def _by_sign(
    ledger: Ledger,
    shapes: Sequence[Shape],
    numbers: Numbers,
    rows: Rows,
    texts: Sequence[Column],
) -> Verdict:
    """Judge one column by its signs; several columns, if nothing says which one it is."""
    amounts = _amount_columns(ledger)
    if not amounts:
        pairs = [each for each in shapes if isinstance(each, Pair)]
        rivals = tuple(pairs[:2] or shapes[:4])
        return Verdict(None, "no column is known to hold amounts", rivals=rivals)
    if len(amounts) > 1 and not _is_first(amounts):
        return _among(amounts, shapes, numbers, rows, texts)
    return judge_sign(amounts[0], ledger, numbers, rows, texts)


def _among(
    amounts: Sequence[Column],
    shapes: Sequence[Shape],
    numbers: Numbers,
    rows: Rows,
    texts: Sequence[Column],
) -> Verdict:
    pairs = [each for each in shapes if isinstance(each, Pair)]
    for pair in pairs if len(amounts) == 2 else ():
        told = votes(pair.deltas(numbers), texts, rows)
        if len(told.agreeing) >= 2 and len(told.agreeing) > 3 * len(told.against):
            rivals = tuple(each for each in pairs if each is not pair)
            return Verdict(pair, str(told), "decided", told.agreeing[:5], rivals=rivals)
    for pair in pairs if len(pairs) == 2 else ():
        if pair.out_negated and not pair.in_negated:
            return Verdict(pair, f"{pair.paid_out.title} is written with minus signs")
    if pairs:
        reason = "nothing says which of two columns is money in"
        return Verdict(None, reason, rivals=tuple(pairs[:2]))
    names = ", ".join(each.title for each in amounts[:3])
    others = tuple(Signed(each) for each in amounts[:3])
    return Verdict(None, f"{names} may each be the amount", rivals=others)
