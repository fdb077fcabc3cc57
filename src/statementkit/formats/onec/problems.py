"""What is wrong in a file, as data first and as a sentence in the reader's language second.

A `Problem` is a code, a place and the words that its sentence needs. The English sentences of
`TEMPLATES` are the ids under which gettext knows their translations.
"""

from __future__ import annotations

import gettext
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Self

import attrs

from statementkit.errors import UNTOLD, Diagnostic, First, Severity, quoted, quoted_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Language = Literal["en", "ru"]

DOMAIN = "onec"
"""The gettext catalogue of these sentences."""

LOCALE = Path(__file__).with_name("locale")

Place = Literal["file", "header", "account", "document"]
"""In which part of a file a problem is: in none, the head, a `СекцияРасчСчет`, a document."""


@attrs.frozen
class Template:
    """How serious a problem is, and its sentences: what is wrong, and what to do."""

    severity: Severity
    message: str
    hint: str | None = None


TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        "SK323": Template(
            "warning",
            "{count} more findings are counted and not told one by one",
            "see to the first, or fetch the file from the bank again",
        ),
        "SK600": Template(
            "error",
            "this is not a file of 1CClientBankExchange",
            "its first line would be that word, and its documents begin with СекцияДокумент=",
        ),
        "SK601": Template(
            "error",
            "the Russian letters of the file are destroyed: it was saved through a wrong encoding",
            "fetch the file from the bank again, and do not open and save it in between",
        ),
        "SK602": Template(
            "warning",
            "the file is {codec} but this part of it is {found}",
            "each part was read in its own encoding; ask the bank to write one",
        ),
        "SK603": Template(
            "info",
            "the file says that its encoding is {declared}, its bytes are {found}",
            "the bytes were believed; nothing needs to be done",
        ),
        "SK604": Template(
            "warning",
            "{value} has bytes that are no text in {codec}",
            "fetch the file again, and do not open and save it in between",
        ),
        "SK605": Template(
            "warning",
            "the file does not begin with 1CClientBankExchange",
            "1C will refuse it; fetch it again if its beginning may be lost",
        ),
        "SK606": Template(
            "warning",
            "the file does not end with КонецФайла",
            "compare the last documents with the bank: the end of the file may be lost",
        ),
        "SK607": Template(
            "error",
            "the section is not closed: {mark} is missing",
            "what it holds was read; fetch the file again if its end may be lost",
        ),
        "SK608": Template("warning", "{mark} closes nothing here", "the line was passed over"),
        "SK609": Template(
            "warning",
            "{line} stands outside of any section",
            "the line is kept, and nothing is made of it",
        ),
        "SK610": Template(
            "warning",
            "a second file begins here: several exports were put into one",
            "all are read; split the file if their accounts or intervals overlap",
        ),
        "SK611": Template(
            "warning",
            "{line} has no key, and continues no text",
            "the line is kept, and nothing is made of it",
        ),
        "SK612": Template("info", "the standard does not have this key; it is kept as it is"),
        "SK613": Template(
            "warning",
            "the key stands there several times, with {taken} and with {other}",
            "the first was taken",
        ),
        "SK614": Template("error", "{value} is not a date", "dates look like 31.12.2024"),
        "SK615": Template(
            "error",
            "{value} is not an amount, or not a clear one",
            "amounts look like 12500.00; correct it by the statement on paper",
        ),
        "SK616": Template(
            "warning",
            "{value} is not written as the standard wants; it was read as {read}",
            "amounts look like 12500.00",
        ),
        "SK617": Template(
            "warning",
            "{value} is not what this key holds",
            "times look like 15:36:40, days are a number",
        ),
        "SK618": Template(
            "error", "the document lacks this value", "look it up in the bank's list of payments"
        ),
        "SK619": Template(
            "error",
            "{value} cannot be written here",
            "name an attribute or a key, and give a text, a date, a time, or an amount with at "
            "most two digits after the point",
        ),
        "SK650": Template(
            "error", "the order lacks this value", "a bank refuses orders without it"
        ),
        "SK651": Template(
            "error",
            "{value} is no number of an order",
            "it has one to six digits and is not zero",
        ),
        "SK652": Template(
            "error",
            "{value} is no amount that can be paid",
            "it is more than zero and has at most two digits after the point",
        ),
        "SK653": Template(
            "error",
            "{value} is no INN: its length or its check digits are wrong",
            "copy it from a paper of the company; 10 digits are a company's, 12 a person's",
        ),
        "SK654": Template(
            "error",
            "{value} does not look like a value of this field",
            "accounts and КБК have 20 digits, BIC and KPP 9, ОКТМО 8 or 11, УИН 20 or 25; "
            "where the rules of the field allow it, 0 says that there is none",
        ),
        "SK655": Template(
            "error",
            "the account {value} is none of the bank with the BIC {bic}: its check digit is wrong",
            "one of the two has a typing error; copy both from a paper of the company",
        ),
        "SK656": Template(
            "error",
            "the correspondent account {value} is not that of the bank with the BIC {bic}",
            "copy both from the list of banks of the Bank of Russia",
        ),
        "SK657": Template(
            "error",
            "the character {character} ({name}) after {before} does not exist in the encoding "
            "of the format",
            "write it in letters",
        ),
        "SK658": Template(
            "error",
            "{value} has a line break or another control character",
            "a value stands on one line; put a space there",
        ),
        "SK659": Template(
            "error",
            "{value} is too long",
            "a purpose has at most 210 characters, a name 160",
        ),
        "SK660": Template(
            "error",
            "an order with the number {value} is there for this day already",
            "a bank takes the second for the first sent again; give it another number",
        ),
        "SK661": Template(
            "error",
            "there are no orders to write",
            "add one: [[payment]] in a file, `pay` in Python",
        ),
        "SK665": Template(
            "info",
            "the standard has no encoding named {value}: its names are Windows and DOS",
            "the bytes of the keys decided; nothing needs to be done",
        ),
        "SK666": Template("info", "the standard demands this key, and it is absent"),
        "SK667": Template("info", "the key stands after {after}, in the standard before it"),
        "SK668": Template("info", "the key is written as {written}"),
        "SK669": Template(
            "info",
            "the date on which money left stands on a document that brings money",
            "the accounts decided on the direction; programs that go by dates turn it around",
        ),
        "SK671": Template(
            "error",
            "some of the files are orders for a bank and some are statements of one",
            "merge those of one kind",
        ),
        "SK672": Template(
            "error",
            "the character {character} does not exist in {codec}, the encoding of the first file",
            "name the file in UTF-8 first",
        ),
        "SK673": Template(
            "info", "the document stands in {file} on line {first} already", "it was left out here"
        ),
        "SK674": Template(
            "info",
            "the transfer is printed in {file} on line {first} too, for its other account",
            "it was left out here: of one print, reading makes a payment on each account",
        ),
        "SK675": Template(
            "error",
            "the file is no TOML in UTF-8 from here on: {reason}",
            'save it in UTF-8; keys stand before "=", texts in quotes: name = "ООО Ёлка"',
        ),
        "SK676": Template(
            "error", "there is no key {name} here", "the keys here, the nearest first: {known}"
        ),
        "SK677": Template(
            "error", "the key {name} is missing", "no order can be written without it: add it"
        ),
        "SK678": Template(
            "error",
            "{value} cannot stand here",
            "amounts are numbers and dates are written as 2024-02-01, both without quotes; all "
            "else is text in quotes; payments are tables, each under its own [[payment]]",
        ),
        "SK620": Template(
            "warning",
            "{value} is no INN: its length or its check digits are wrong",
            "the payment was read; rules that go by INN will not find this party",
        ),
        "SK621": Template("info", "{value} is no KPP", "the party was read without one"),
        "SK622": Template("warning", "{value} is no BIC", "a BIC has nine digits"),
        "SK623": Template(
            "warning",
            "the account {account} is none of the bank with the BIC {bic}: its key is wrong",
            "the payment was read; compare the account with the bank",
        ),
        "SK624": Template(
            "warning",
            "{account} is not the correspondent account of the bank with the BIC {bic}",
            "the payment was read; compare the account with the bank",
        ),
        "SK625": Template(
            "warning",
            "{value} is not what this field of a payment to a budget holds",
            "the payment was read; correct the order before it is sent again",
        ),
        "SK626": Template(
            "warning",
            "the value has {length} characters, and the standard allows {limit}",
            "the value was read whole; other programs may cut it",
        ),
        "SK627": Template(
            "warning",
            "the INN {value} of a company stands at the account of a person",
            "it is likely that of the person's bank: tell the party by its account",
        ),
        "SK679": Template(
            "error", "there is no dialect {name}", "the dialects, the nearest first: {known}"
        ),
        "SK628": Template(
            "error",
            "{name} has no use for a file for 1C, which says itself how it is written",
            "leave it out; {known} are understood",
        ),
        "SK629": Template(
            "error",
            "a file for 1C has no order that could be explained",
            "`statementkit 1c documents FILE` shows how every document was read",
        ),
        "SK630": Template(
            "error",
            "nothing tells for certain whether the document brings money or takes it",
            "name the owner's account or INN: --account, --tax-id; in Python account=…, tax_id=…",
        ),
        "SK631": Template(
            "info",
            "the document has no day of booking: its own date was taken",
            "it may be an order that the bank has not carried out",
        ),
        "SK632": Template(
            "warning",
            "payer and payee have the same account {account}",
            "the amount was taken from the account and added to it",
        ),
        "SK633": Template(
            "warning",
            "the transfer of line {first} is printed again, for the other account",
            "it was counted once",
        ),
        "SK634": Template(
            "warning",
            "the document agrees in everything with that of line {first}",
            "both were counted; see whether the bank booked both",
        ),
        "SK635": Template(
            "warning",
            "the account {account} does not tell its currency",
            "digits 6 to 8 of an account do; say it: currency=…",
        ),
        "SK636": Template(
            "info",
            "the document is booked on {day}, outside of the interval {start} to {end} of the file",
            "it was read; another export may hold it too",
        ),
        "SK638": Template(
            "warning",
            "the amount {value} is below zero",
            "amounts of this format are not: it was read as a payment the other way",
        ),
        "SK639": Template(
            "error",
            "the file ends behind {value}: further digits may be lost",
            "fetch the file again",
        ),
        "SK640": Template(
            "warning",
            "the section of the account {account} does not add up: "
            "{opening} + {received} - {spent} is not {closing}",
            "fetch the file again; compare it with the statement on paper",
        ),
        "SK641": Template(
            "warning",
            "the section of the account {account} opens with {opening}, the one before it closed "
            "with {closing}",
            "sections between them are missing, or exports overlap: fetch one for the whole time",
        ),
        "SK642": Template(
            "warning",
            "the account {account} received {stated} by its sections, {sum} by its documents",
            "fetch the file again, unless a document that explains the difference is named too",
        ),
        "SK643": Template(
            "warning",
            "the account {account} spent {stated} by its sections, {sum} by its documents",
            "fetch the file again, unless a document that explains the difference is named too",
        ),
        "SK644": Template(
            "warning",
            "the document stands in the file twice: without it the account {account} comes out",
            "take it out where the bank has booked it once",
        ),
        "SK645": Template(
            "warning",
            "the account {account} comes out when this document counts the other way",
            "see in the bank's list who paid whom",
        ),
        "SK646": Template(
            "warning",
            "the account {account} comes out when this document makes up {amount}",
            "see its amount and direction in the bank's list",
        ),
        "SK647": Template(
            "warning",
            "the document is booked outside of all sections: without it the account {account} "
            "comes out",
            "fetch an export for the whole time",
        ),
        "SK648": Template(
            "warning",
            "the account {account} comes out when this second print is a transfer of its own",
            "see in the bank's list whether there were two",
        ),
        "SK649": Template(
            "warning",
            "the documents of this section differ from its turnover",
            "documents of these days are missing or stand there too often: fetch them again",
        ),
    }
)
"""The sentences of every problem, by code."""


@attrs.frozen(kw_only=True)
class Problem:
    """Something wrong in a file: which of the `TEMPLATES`, where, and the words it needs.

    `line` counts physical lines from 1. `number` is the how-manieth section or document of the file
    it is in. `words` fill the template: texts of the file stand in them as they are.

    >>> problem = Problem(code="SK614", line=12, key="Дата", words={"value": "31.02.2024"})
    >>> print(diagnostic(problem))
    line 12: SK614 Дата: '31.02.2024' is not a date
    dates look like 31.12.2024
    """

    code: str
    line: int | None = None
    place: Place = "file"
    number: int | None = None
    key: str | None = None
    words: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def severity(self) -> Severity:
        """How serious it is: only after an error is a value missing."""
        return TEMPLATES[self.code].severity


@attrs.frozen(kw_only=True)
class Untold(Problem):
    """The last of many problems: how many more there are, by their severity."""

    code: str = UNTOLD
    numbers: Mapping[Severity, int]
    words: Mapping[str, str] = attrs.field(init=False)

    @words.default
    def _count(self) -> Mapping[str, str]:
        return {"count": f"{sum(self.numbers.values()):,}"}

    @classmethod
    def of_codes(cls, codes: Mapping[str, int]) -> Self:
        """Return how many more there are, of their numbers by code."""
        numbers: Counter[Severity] = Counter()
        for code, number in codes.items():
            numbers[TEMPLATES[code].severity] += number
        return cls(numbers=numbers)

    @property
    def severity(self) -> Severity:
        """That of the most serious one."""
        return min(self.numbers, key=_SEVERITIES.index)


_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Problems(First[Problem]):
    """The first problems of a file; those beyond `most` are counted.

    What `told` gives can be added to others: the numbers stay right.

    >>> found = Problems()
    >>> found.most = 1
    >>> found += [Problem(code="SK614", line=7), Problem(code="SK613", line=5)]
    >>> [problem.code for problem in found.told()], found.numbers
    (['SK614', 'SK323'], Counter({'error': 1, 'warning': 1}))
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        super().__init__()
        self._beyond: Counter[Severity] = Counter()
        self.extend(problems)

    def append(self, finding: Problem) -> None:
        """Keep a problem, or count it."""
        if isinstance(finding, Untold):
            self._beyond.update(finding.numbers)
        else:
            super().append(finding)

    def pass_over(self, finding: Problem) -> None:
        """Count a problem that is too many."""
        self._beyond[finding.severity] += 1

    @property
    def numbers(self) -> Counter[Severity]:
        """How many problems there are of each severity, told or not."""
        return Counter(problem.severity for problem in self) + self._beyond

    def told(self) -> list[Problem]:
        """Return the first problems as they were met, and a last one that counts all others."""
        return [*self, *self._untold()]

    def by_line(self) -> tuple[Problem, ...]:
        """Return the same in the order of the lines."""
        return (*sorted(self, key=lambda problem: problem.line or 0), *self._untold())

    def _untold(self) -> Iterator[Untold]:
        if self._beyond:
            yield Untold(numbers=dict(self._beyond))


def together(*told: Iterable[Problem]) -> Problems:
    """Return what was told apart as one; no more of it is left out."""
    found = Problems()
    found.most = None
    found.extend(chain(*told))
    return found


@attrs.frozen(kw_only=True)
class Told(Diagnostic):
    """A problem in the words of a language; it can be said again in another."""

    problem: Problem = attrs.field(repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values: the problem itself is what they say."""
        return attrs.asdict(self, filter=attrs.filters.exclude("problem"))


_OURS = {"count", "first", "known", "length", "limit"}
"""The words of templates that are no texts of the file: counts, and names of this library."""


_OF_ITS_KEY = {"other", "read", "taken", "value"}
"""The words of templates that are what the key of a problem holds."""


def diagnostic(problem: Problem, lang: Language = "en", file: str | None = None) -> Told:
    """Return a problem in the words of a language."""
    template, translate = TEMPLATES[problem.code], _translation(lang).gettext
    words = {
        name: text if name in _OURS else _quote(problem, name)(text)
        for name, text in problem.words.items()
    }
    return Told(
        code=problem.code,
        severity=problem.severity,
        message=translate(template.message).format(**words),
        hint=translate(template.hint).format(**words) if template.hint else None,
        file=file,
        line=problem.line,
        field=problem.key,
        problem=problem,
    )


def _quote(problem: Problem, name: str) -> Callable[[str], str]:
    """Return how a word is quoted: of an account number the end alone."""
    of_account = (problem.key or "").casefold().endswith(("счет", "account"))
    return quoted_account if name == "account" or (of_account and name in _OF_ITS_KEY) else quoted


def phrase(text: str, lang: Language = "en", **words: object) -> str:
    """Return what a program says in the words of a language; `words` stand in it as they are.

    >>> phrase("line {line}: ", line=7)
    'line 7: '
    """
    return _translation(lang).gettext(text).format(**words)


def in_language(finding: Diagnostic, lang: Language) -> Diagnostic:
    """Return a finding about a file for 1C in the words of a language; others stay as they are.

    >>> finding = diagnostic(Problem(code="SK661"))
    >>> in_language(finding, "ru").message
    'нет ни одного поручения'
    """
    if not isinstance(finding, Told):
        return finding
    said = diagnostic(finding.problem, lang)
    return finding.at(message=said.message, hint=said.hint)


@cache
def _translation(lang: Language) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, [lang], fallback=True)
