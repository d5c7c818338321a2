"""``docs/checks.md``: every code and every named check, what it means, what fails and its mending.

It is made of ``sourcebook.codes`` and the cases, and shows what the default engine says of these.
"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import yaml

from messages.cases import CELLS, TABLES, CellCase, TableCase, findings_of_cells, findings_of_table
from sourcebook.codes import CELL, CHECKS, CONSTRAINTS, FILE, HEADER, KEY, ROW, Check, Code
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook import Finding

HEAD = """\
# Checks

<!-- Made by tests/messages/page.py; renew it with RENEW_GOLDEN=1 .venv/bin/pytest tests/messages -->

Everything that `sourcebook validate` can find: by its code, with an example that fails, what is said of it, and how it
is mended. The codes are those of Frictionless, so that what you know of them, and what you find about them elsewhere,
holds here; `byte-order-mark`, `line-ending` and `formula-cell` are ours. A code is an error unless it says otherwise. What a rule of
your own finds stands under the rule's id; the checks that a rule can name are at the end.

The messages are the real ones: this page is made by running the examples.
"""
PARTS: tuple[tuple[str, str, dict[str, Code]], ...] = (
    ("The file", "Nothing below is checked where the file can't be read.", FILE),
    (
        "The header",
        "Which field stands in which column, as `fieldsMatch` of the schema says.",
        HEADER,
    ),
    (
        "A row",
        "A row that is too long or too short does not move the places of those after it.",
        ROW,
    ),
    ("A cell", "Missing values are empty cells: only `required` asks for them.", CELL),
    ("Keys", "Rows against each other, and against other tables.", KEY),
)


def page() -> str:
    """The page as it should stand in the documentation."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    for title, about, codes in PARTS:
        yield f"## {title}\n\n{about}\n"
        for name, code in codes.items():
            yield f"### {name}\n\n{_wrapped(f'**{code.title}.** {code.meaning}')}\n"
            if code.severity != "error":
                yield f"It is a {code.severity}.\n"
            if any(case.of.split()[0] == name for case in CELLS) and codes is CELL:
                yield _mending(code)
                yield from _cells(name)
            for number, case in enumerate(_tables(name)):
                yield from _table(case)
                if not number:
                    yield _mending(code)
                yield from _mended(case)
    yield "## Checks that a rule can name\n"
    yield (
        "A rule is an expression, a query, or one of these: `check` is its name, `params` says what it works on. Its\n"
        "severity and its message are the rule's own; in braces the message quotes columns of the row, and what is listed\n"
        "with the check.\n"
    )
    for name, check in CHECKS.items():
        yield f"### {name}\n\n{_wrapped(f'**{check.title}.** {check.meaning}')}\n"
        yield "| parameter | says |\n|---|---|"
        yield from (f"| `{param}` | {told} |" for param, told in check.params.items())
        yield "\n| a message may quote | |\n|---|---|"
        yield from (f"| `{{{quoted}}}` | {told} |" for quoted, told in check.quotes.items())
        yield ""
        for case in _tables(name):
            yield from _table(case)
            yield _mending(check)
            yield from _mended(case)


def _tables(name: str) -> list[TableCase]:
    return [case for case in TABLES if case.of.split()[0] == name and case.mended is not None]


def _table(case: TableCase) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        findings = findings_of_table(Path(folder), case)
    variant = case.of.partition(" ")[2]
    if variant:
        yield f"#### {case.of}\n"
    shown = case.schema
    if case.resource:
        shown += (
            yaml.safe_dump({"resource": case.resource}, sort_keys=False)
            .replace("resource:", "# and of the resource:")
            .replace("\n  ", "\n")
        )
    yield f"```yaml\n{shown}```\n"
    for name, text in case.beside.items():
        kind = {"csv": "csv", "yaml": "yaml"}.get(name.rpartition(".")[2], "json")
        yield f"`{name}`:\n\n```{kind}\n{text}```\n"
    if case.encoding != "utf-8":
        yield f"Saved in {case.encoding}:\n"
    yield f"```csv\n{_text(case.data or '')}```\n"
    yield "```text"
    for finding in findings:
        yield f"{_place(finding)}: {visible(finding.message)}"
        if finding.hint:
            yield f"  {visible(finding.hint)}"
    yield "```\n"


def _mended(case: TableCase) -> Iterator[str]:
    if case.encoding != "utf-8":
        yield "Saved in UTF-8:\n"
    yield f"```csv\n{_text(case.mended or '')}```\n"


def _cells(code: str) -> Iterator[str]:
    """A table of the fields of which the first cell is mended."""
    shown = [case for case in CELLS if case.of.split()[0] == code and case.mended is not None]
    with TemporaryDirectory() as folder:
        told = [found[0] for found in findings_of_cells(Path(folder), shown)]
    constraints = code == "constraint-error"
    yield f"| {'constraint' if constraints else 'type and format'} | fails | what is said | mended |"
    yield "|---|---|---|---|"
    for case, finding in zip(shown, told, strict=True):
        name = case.of.partition(" ")[2]
        first = f"`{name}`: {CONSTRAINTS[name]}<br>{_field(case)}" if constraints else _field(case)
        said = visible(f"{finding.message} {finding.hint}")
        wrong, right = str(case.cells[0]), case.mended or ""
        if case.json:
            wrong, right = (
                f"{json.dumps({case.field['name']: cell})}" for cell in (case.cells[0], right)
            )
        yield f"| {first} | {_code(wrong)} | {_plain(said)} | {_code(right)} |"
    yield ""


def _field(case: CellCase) -> str:
    words = {word: value for word, value in case.field.items() if word != "name"}
    text = yaml.safe_dump(words, default_flow_style=True, sort_keys=False, width=9999)
    return _code(text.strip()[1:-1])


def _code(text: str) -> str:
    return f"`{visible(text)}`".replace("|", "\\|") if text else "(empty)"


def _plain(text: str) -> str:
    """A text in a table, in which nothing is markup."""
    for mark in "\\`*_{}[]<>#|":
        text = text.replace(mark, f"\\{mark}")
    return text


def _mending(told: Code | Check) -> str:
    return _wrapped(f"Mending: {told.mending[0].lower()}{told.mending[1:]}") + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def _place(finding: Finding) -> str:
    line = f"line {finding.line}" if finding.line else "the file"
    where = f"{line}, {finding.field}" if finding.field else line
    return f"{finding.severity} {finding.code}, {where}"


def _text(data: str) -> str:
    """A file with what is invisible in it written out, but for the ends of lines."""
    return "".join(f"{visible(line)}\n" for line in data.removesuffix("\n").split("\n"))
