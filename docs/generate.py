"""Write the parts of the docs that the code already says: `python docs/generate.py`.

A page marks such a part with `<!-- generated: fields -->` and `<!-- end -->`; what stands between
them is made by the function of that name here. A test checks that every page is up to date.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click
from babel import Locale

import statementkit
from statementkit import feeds, syncing, testing
from statementkit.cli import main as program
from statementkit.codes import CODES
from statementkit.feeds import modulbank, tbank_old, tbank_statement, tochka
from statementkit.formats import onec
from statementkit.formats.onec import keys as onec_keys
from statementkit.inference import rivals as inference_rivals
from statementkit.inference import signs as inference_signs
from statementkit.inference import words as inference_words
from statementkit.layouts import KEYS
from statementkit.model import FIELDS
from statementkit.rules import FIELDS as RULE_FIELDS
from statementkit.testing import fakebank as fake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from statementkit.feeds.mapping import Key

DOCS = Path(__file__).parent
MARKED = re.compile(r"(<!-- generated: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
EXAMPLES = re.compile(r"^>>> .*?(?=\n\n|\Z)", re.DOTALL | re.MULTILINE)
QUOTED_TYPES = re.compile(r"((?:: |-> ))'([^']*)'")
A_FUNCTION = re.compile(r"<function (\w+) at 0x[0-9a-f]+>")
DIALECTS = [each.DIALECT for each in (tbank_statement, tbank_old, tochka, modulbank)]
GALLERY = DOCS.parent / "tests" / "errors" / "gallery.toml"
WIDTH = 100


def fields() -> str:
    """Return the words of an order and what they fill."""
    rows = [
        (
            f"`{field.word}`",
            f"`{'extra.' if field.extra else ''}{field.attribute}`" if field.attribute else "",
            "" if field.reading == "none" else field.reading,
            field.meaning,
        )
        for field in FIELDS
    ]
    return table("word", "fills", "read as", "meaning", rows=rows)


def headers() -> str:
    """Return the keys of the head of a file for 1C."""
    return keys("header")


def accounts() -> str:
    """Return the keys of a section of an account in a file for 1C."""
    return keys("account")


def documents() -> str:
    """Return the keys of a document in a file for 1C."""
    return keys("document")


def variants() -> str:
    """Return the keys of the variants of the format for 1C."""
    return keys("document", is_variant=True)


def keys(section: str, *, is_variant: bool = False) -> str:
    """Return the keys of a section of a file for 1C."""
    rows = [
        (
            f"`{key.name}`",
            f"`{key.attribute}`",
            key.reading,
            str(key.field or ""),
            " ".join(w for w, is_in in (("to", key.to_bank), ("from", key.from_bank)) if is_in),
            str(key.length or ""),
            key.meaning + (", repeated" if key.repeats else ""),
        )
        for key in onec_keys.KEYS
        if key.section == section and bool(key.variant) == is_variant
    ]
    heads = ("key", "attribute", "read as", "field", "demanded", "length", "meaning")
    return table(*heads, rows=rows)


def layouts() -> str:
    """Return the keys of a layout."""
    rows = [
        (f"`{key.name}`", key.meaning, key.kind.words, f"`{key.default!r}`")
        for key in KEYS.values()
    ]
    return table("key", "meaning", "takes", "default", rows=rows)


def banks() -> str:
    """Return the layouts that are shipped."""
    rows = [
        (f"`{name}`", layout.bank or "", layout.country or "", layout.notes or "")
        for name, layout in statementkit.shipped_layouts().items()
    ]
    return table("name", "bank", "country", "notes", rows=rows)


def codes() -> str:
    """Return every diagnostic code, with a message from the gallery that the tests keep."""
    gallery = tomllib.loads(GALLERY.read_text("utf-8"))["error"]
    says = {entry["code"]: entry["says"].rstrip() for entry in reversed(gallery)}
    return "\n\n".join(
        f"### {code}: {it.title} {{ #{code.lower()} }}\n\n{it.explanation}\n\n"
        + block("text", says[code])
        for code, it in CODES.items()
    )


def commands() -> str:
    """Return the help of the command and of its parts."""
    return "\n\n".join(f"## {name}\n\n{block('text', text)}" for name, text in helps(program))


def names() -> str:
    """Return the public names of the package with their descriptions."""
    return described(statementkit)


def onecnames() -> str:
    """Return the public names of the format for 1C with their descriptions."""
    return described(onec)


def feednames() -> str:
    """Return the public names of the feeds with their descriptions."""
    return described(feeds)


def syncnames() -> str:
    """Return the public names of the sync with their descriptions."""
    return described(syncing)


def feedkeys() -> str:
    """Return what the keys of each bank fill."""
    return "\n\n".join(
        f"### {dialect.name} {{ #{dialect.name} }}\n\n"
        + table(
            "the bank's key", "fills", "read as", rows=[key_row(key) for key in dialect.table.keys]
        )
        for dialect in DIALECTS
    )


def key_row(key: Key) -> tuple[str, ...]:
    """Return a row about a key of a bank."""
    only = {"in": ", of money in", "out": ", of money out", None: ""}[key.only]
    return f"`{key.path}`", f"`{key.fills}`{only}", key.read.__name__.replace("_", " ")


def described(package: ModuleType) -> str:
    """Return sections about all public classes and functions of a package."""
    found = ((name, getattr(package, name)) for name in package.__all__)
    return "\n\n".join(describe(name, value) for name, value in found if callable(value))


def kit() -> str:
    """Return the public names of the kit for tests with their descriptions."""
    return "\n\n".join(describe(name, getattr(testing, name)) for name in testing.__all__)


def fakebank() -> str:
    """Return the public names of the fake bank with their descriptions."""
    return described(fake)


def signs() -> str:
    """Return what is asked about the sign of one column of amounts, in turn."""
    return first_lines(inference_signs.RULES)


def days() -> str:
    """Return what is asked about dates that several patterns read, in turn."""
    return first_lines(inference_rivals.RULES)


def words() -> str:
    """Return the names of columns that inference knows: the commonest one of each language."""
    known = inference_words.known("columns")
    rows = [
        (
            f"`{role}`",
            str(len({each for named in languages.values() for each in named})),
            ", ".join(dict.fromkeys(named[0] for named in languages.values())),
        )
        for role, languages in known.items()
    ]
    languages = {language for names in known.values() for language in names}
    said = sorted(str(Locale.parse(each).english_name) for each in languages)
    return f"Languages: {', '.join(said)}.\n\n" + table(
        "a column may be", "names", "the commonest in each language", rows=rows
    )


def cells() -> str:
    """Return the words in cells that inference knows, the English ones if they are apart."""
    rows = [
        (kind, str(sum(map(len, known.values()))), ", ".join(next(iter(known.values()))[:24]))
        for kind, known in inference_words.known("cells").items()
    ]
    return table("a cell says", "words", "such as", rows=rows)


def first_lines(rules: Sequence[Callable[..., object]]) -> str:
    """Return the first line of the descriptions of functions as a numbered list."""
    lines = [(inspect.getdoc(rule) or "").partition("\n")[0] for rule in rules]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def grammar() -> str:
    """Return the formal language."""
    return block("text", (DOCS.parent / "grammar" / "order.lark").read_text("utf-8").rstrip())


def rulegrammar() -> str:
    """Return the formal language of matches."""
    return block("text", (DOCS.parent / "grammar" / "rules.lark").read_text("utf-8").rstrip())


def rulefields() -> str:
    """Return the fields that a match can name."""
    rows = [
        (f"`{field.name}`", field.reading, "2" if field.identifies else "", field.meaning)
        for field in RULE_FIELDS.values()
    ]
    return table("field", "compared as", "weight of `=`", "meaning", rows=rows)


PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part
    for part in (
        *(accounts, banks, cells, codes, commands, days, documents),
        *(fakebank, feedkeys, feednames, fields),
        *(grammar, headers, kit, layouts, names, onecnames, rulefields, rulegrammar, signs),
        *(syncnames, variants, words),
    )
}


def table(*heads: str, rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table; `|` in a cell is escaped."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(c.replace('|', '&#124;') for c in line)} |" for line in lines)


def block(language: str, text: str) -> str:
    """Return a block of code."""
    return f"```{language}\n{text}\n```"


def helps(command: click.Command, path: str = "statementkit") -> Iterator[tuple[str, str]]:
    """Yield the full name and the help of a command and of all below it."""
    # A command keeps the names of its help option from its first context: all are told them here.
    names = program.context_settings["help_option_names"]
    context = click.Context(command, info_name=path, terminal_width=WIDTH, help_option_names=names)
    yield path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if part := command.get_command(context, name):
                yield from helps(part, f"{path} {name}")


def describe(name: str, value: Any) -> str:
    """Return a section about a public function or class."""
    if not inspect.isclass(value):
        return f"## {name}\n\n{block('py', declaration(name, value))}\n\n{prose(value)}"
    parts = [f"## {name}", prose(value)]
    if attrs.has(value):
        parts.insert(1, block("py", "\n".join(attributes(value))))
    late = [
        f"`{member}`"
        for member in vars(value)
        if not member.startswith("_") and is_late(getattr(value, member))
    ]
    if late:
        parts.append(f"Read when they are first asked for: {', '.join(late)}.")
    for member, found in sorted(vars(value).items()):
        if not member.startswith("_") and inspect.getdoc(found):
            parts += describe_member(f"{name}.{member}", getattr(value, member))
    return "\n\n".join(parts)


def is_made(value: type) -> bool:
    """Tell whether people make objects of a class: not of errors, nor of protocols."""
    is_protocol = getattr(value, "_is_protocol", False)
    return not (is_protocol or issubclass(value, Exception)) and inspect.isfunction(value.__init__)


def is_late(member: object) -> bool:
    """Tell whether a member is an attribute that is read when it is first asked for."""
    return inspect.ismethoddescriptor(member) and not callable(member)


def describe_member(name: str, member: Any) -> list[str]:
    """Return paragraphs about a method or a property, none about anything else."""
    if isinstance(member, property):
        kind = inspect.signature(member.fget).return_annotation if member.fget else ""
        return [block("py", f"{name}: {kind}"), prose(member)]
    if inspect.isroutine(member) and callable(member):
        return [block("py", declaration(name, member)), prose(member)]
    return []


def attributes(value: type[attrs.AttrsInstance]) -> Iterator[str]:
    """Yield the attributes of a class with their types."""
    for field in attrs.fields(value):
        if not field.name.startswith("_"):
            yield f"{field.name}: {getattr(field.type, '__name__', field.type)}"


def declaration(name: str, value: Callable[..., object]) -> str:
    """Return the signature of a function, on several lines if it is long."""
    found = inspect.signature(value)
    named = [by_name(each) for each in found.parameters.values() if each.name != "self"]
    text = written(f"{name}{found.replace(parameters=named)}")
    if len(text) <= WIDTH:
        return text
    lines = [written(f"    {each},") for each in named]
    if keywords := [i for i, each in enumerate(named) if each.kind is each.KEYWORD_ONLY]:
        lines.insert(keywords[0], "    *,")
    return "\n".join([f"{name}(", *lines, f"){text.rpartition(')')[2]}"])


def written(text: str) -> str:
    """Return a part of a signature as a person writes it: types bare, functions by their names."""
    return A_FUNCTION.sub(r"\1", QUOTED_TYPES.sub(r"\1\2", text))


class Name(str):
    """A text that is shown as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the text."""
        return str(self)


def by_name(parameter: inspect.Parameter) -> inspect.Parameter:
    """Return a parameter whose default is shown by its name if it is a function."""
    if inspect.isfunction(parameter.default):
        return parameter.replace(default=Name(parameter.default.__name__))
    return parameter


def prose(value: object) -> str:
    """Return a docstring as Markdown, its examples as code."""
    return EXAMPLES.sub(lambda found: block("pycon", found[0]), inspect.getdoc(value) or "")


def renew(page: str) -> str:
    """Return the text of a page with its generated parts made anew."""
    return MARKED.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}", page)


def main() -> None:
    """Renew every page."""
    for path in sorted(DOCS.rglob("*.md")):
        path.write_text(renew(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
