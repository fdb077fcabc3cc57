"""The Russian catalogue: complete, up to date, and saying the same with the same words in it."""

from __future__ import annotations

import re
import string

import pytest
from babel.messages.mofile import read_mo

from docs import translate
from statementkit.errors import Diagnostic
from statementkit.formats.onec.problems import (
    TEMPLATES,
    Problem,
    diagnostic,
    in_language,
    phrase,
)
from statementkit.formats.onec.reading import read_exchange
from tests.errors.gallery import Entry, entries, finding

CATALOGUE = translate.catalogue()
MESSAGES = {str(each.id): str(each.string) for each in CATALOGUE if each.id}


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_the_files_are_what_the_code_says() -> None:
    text, _ = translate.written(CATALOGUE)
    assert translate.PO.read_bytes() == text, "run: python docs/translate.py"
    with translate.MO.open("rb") as file:
        compiled = {each.id: each.string for each in read_mo(file) if each.id}
    assert compiled == MESSAGES, "run: python docs/translate.py"


@pytest.mark.parametrize("english", MESSAGES)
def test_every_sentence_is_translated_with_all_its_words(english: str) -> None:
    russian = MESSAGES[english]
    assert russian, "translate it in onec.po"
    assert places(russian) == places(english)
    if re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", english)):
        assert re.search(r"[а-яё]", russian)


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_problem_can_be_told_in_both_languages(code: str) -> None:
    template = TEMPLATES[code]
    names = places(template.message) + places(template.hint or "")
    problem = Problem(code=code, line=1, words=dict.fromkeys(names, "X"))
    english, russian = (diagnostic(problem, lang) for lang in ("en", "ru"))
    assert english.message != russian.message
    assert (english.code, english.line, english.severity) == (
        russian.code,
        russian.line,
        russian.severity,
    )


def test_a_problem_in_russian() -> None:
    problem = Problem(code="SK614", line=12, key="Дата", words={"value": "31.02.2024"})
    assert diagnostic(problem, "ru").message == "'31.02.2024' — не дата"
    assert diagnostic(problem, "ru").hint == "дата пишется так: 31.12.2024"


OURS = [each for each in entries() if "SK600" <= each["code"] < "SK680"]
"""Entries of the gallery of errors that are about files for 1C."""


@pytest.mark.parametrize("entry", OURS, ids=[each["code"] for each in OURS])
def test_everything_said_about_a_file_can_be_said_in_russian(entry: Entry) -> None:
    english = finding(entry)
    assert english is not None
    russian = in_language(english, "ru")
    assert in_language(russian, "en") == english
    assert russian.at(message=english.message, hint=english.hint) == english
    for said, original in ((russian.message, english.message), (russian.hint, english.hint)):
        assert said != original or said is None
        assert said is None or re.search(r"[а-яё]{2}", without_quotes(said))


def without_quotes(text: str) -> str:
    """Return a text without what it quotes from a file."""
    return re.sub("'[^']*'", "", text)


def test_texts_of_the_file_are_quoted() -> None:
    text = "СекцияДокумент=Чек\nНомер=1\nНомер=2\nДата=09.01.2024\nСумма=5\nКонецДокумента\n"
    [document] = read_exchange(f"1CClientBankExchange\n{text}".encode("cp1251")).documents
    [problem] = document.problems
    assert diagnostic(problem).message.endswith("with '1' and with '2'")


def test_a_finding_as_plain_values_is_what_every_other_is() -> None:
    told = diagnostic(Problem(code="SK661"))
    assert told.to_dict().keys() == Diagnostic(code="SK401", message="").to_dict().keys()


def test_what_is_about_other_files_stays_as_it_is() -> None:
    other = Diagnostic(code="SK401", message="the file cannot be read", hint="look")
    assert in_language(other, "ru") is other
    assert phrase("no such phrase {n}", "ru", n=1) == "no such phrase 1"


@pytest.mark.parametrize(
    ("key", "words", "said"),
    [
        ("ПлательщикСчет", {"value": "123456"}, "'…456' is not a date"),
        ("payer, account", {"value": "123456"}, "'…456' is not a date"),
        ("Номер", {"value": "123456"}, "'123456' is not a date"),
        (None, {"value": "123456"}, "'123456' is not a date"),
    ],
)
def test_of_an_account_the_end_alone_is_shown(
    key: str | None, words: dict[str, str], said: str
) -> None:
    assert diagnostic(Problem(code="SK614", key=key, words=words)).message == said


def test_of_an_account_beside_a_bank_the_end_alone_is_shown() -> None:
    words = {"account": "123456", "bic": "044525225"}
    for key in ("ПлательщикСчет", None):
        said = diagnostic(Problem(code="SK623", key=key, words=words)).message
        assert "'…456'" in said
        assert "'044525225'" in said
