"""Which sign is money out, in a file whose amounts stand in one column and have no balances.

The rules are asked in turn; the first that can tell decides, and where none can, it is a question.
That positive is expense is believed only where rows say what the holder of a card alone reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.inference.arithmetic import most_steps
from statementkit.inference.fees import sign_by_fee
from statementkit.inference.money import Signed, signs
from statementkit.inference.verdict import Verdict
from statementkit.inference.votes import Votes, votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.inference.arithmetic import Rows
    from statementkit.inference.columns import Column
    from statementkit.inference.ledger import Ledger
    from statementkit.inference.money import Numbers

_MAINLY = 0.6
"""The share of amounts below zero from which these are taken for money out."""

_ENOUGH = 3
"""How many amounts must be below zero before their share says anything."""


_STEPS = 2
"""How many balances must follow from the one before to tell a sign: no accident hits two cents."""


@attrs.frozen
class _Case:
    """The column in question: how many amounts are above and below zero, what its rows say."""

    amount: Column
    ledger: Ledger
    numbers: Numbers
    rows: Rows
    more: int
    less: int
    told: Votes

    @property
    def plain(self) -> Signed:
        """Positive is money in."""
        return Signed(self.amount)

    @property
    def turned(self) -> Signed:
        """Positive is expense."""
        return Signed(self.amount, negated=True)


def judge_sign(
    amount: Column, ledger: Ledger, numbers: Numbers, rows: Rows, texts: Sequence[Column]
) -> Verdict:
    """Return which sign of a column is money out, or the question."""
    found = numbers.of(amount)  # of rows too that are left out: they are written alike
    case = _Case(amount, ledger, numbers, rows, *signs(found), votes(found, texts, rows))
    if case.less:
        for rule in RULES:
            verdict = rule(case)
            if verdict is not None:
                return verdict
    return Verdict(None, _open(case), lines=case.told.against[:5], rivals=(case.plain, case.turned))


def _open(case: _Case) -> str:
    if case.less:
        return f"nothing tells which sign is money out; {case.told}"
    if not any(each is not None for each in case.numbers.of(case.amount)):
        mark = case.numbers.format.decimal
        return f"no cell of {case.amount.title} is a number with the decimal mark {mark!r}"
    if not case.more:
        return f"no cell of {case.amount.title} is other than zero"
    if any("+" in each for each in case.amount.filled):
        return "a plus sign marks some amounts, the others have none"
    return f"no amount has a sign; {case.told}"


def _by_steps(case: _Case) -> Verdict | None:
    """Believe the balances that follow, in a file that lacks some of the rows between them."""
    balances = case.ledger.named("balance")
    plain = most_steps(balances, case.plain, case.numbers, case.rows)
    turned = most_steps(balances, case.turned, case.numbers, case.rows)
    if plain is None or turned is None or len(case.told.against) > len(case.told.agreeing):
        return None
    (steps, balance), (others, _) = plain, turned
    if steps.held < _STEPS or steps.held <= 3 * others.held:
        return None  # a debt that grows is told by words alone
    return Verdict(case.plain, f"{steps} balances of {balance.title} follow from the one before")


def _by_cost(case: _Case) -> Verdict | None:
    """Believe costs: they bring money in nearer to zero, and money out farther from it."""
    found = sign_by_fee(case.ledger, case.numbers, case.amount)
    if found is None or case.told.of_card:
        return None
    is_in, evidence = found
    return Verdict(case.plain if is_in else case.turned, evidence, "proven")


def _by_marks(case: _Case) -> Verdict | None:
    """Believe plus and minus before every amount: they say what an account gains and loses."""
    signed = [any(sign in each for sign in "+-\u2212") for each in case.amount.filled]
    if not all(signed) or not any("+" in each for each in case.amount.filled):
        return None
    if len(case.told.against) > len(case.told.agreeing):
        return None
    return Verdict(case.plain, "every amount has its sign, plus or minus")


def _by_share(case: _Case) -> Verdict | None:
    """Believe that most payments are money out, unless rows say the contrary."""
    whole = case.more + case.less
    if case.told.against or case.less < _ENOUGH or case.less <= _MAINLY * whole:
        return None
    said = f", and {case.told}" if case.told.agreeing else ""
    return Verdict(case.plain, f"{case.less} of {whole} amounts have a minus{said}")


def _by_words(case: _Case) -> Verdict | None:
    """Believe words that agree: those of gains, or of most losses, for a shop may pay back too."""
    told = case.told
    are_most = not case.more or (case.less >= _ENOUGH and case.less > case.more)
    telling = told.agreeing if are_most else told.gains
    if not telling or len(told.agreeing) <= 3 * len(told.against):
        return None
    return Verdict(case.plain, str(told), "decided", telling[:5])


def _by_card(case: _Case) -> Verdict | None:
    """Believe the contrary where rows say what only the holder of a card reads."""
    told = case.told
    if case.less > case.more or not told.of_card or len(told.against) <= 3 * len(told.agreeing):
        return None
    return Verdict(case.turned, f"{told}: positive is expense", "decided", told.against[:5])


def _by_accounts(case: _Case) -> Verdict | None:
    """Believe the signs of a statement that names accounts of others: it is not of a card."""
    names = [each for each in case.ledger.columns if each.fits("account") > 8 and each.filled]
    if not names or case.told.against:
        return None
    evidence = f"it has signs, and a statement with {names[0].title} writes money out with a minus"
    return Verdict(case.plain, evidence)


RULES = (_by_steps, _by_cost, _by_marks, _by_share, _by_words, _by_card, _by_accounts)
"""What is asked about the sign of one column, in turn."""
