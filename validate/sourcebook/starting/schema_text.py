"""A proposal as the text of a schema, with the evidence for each word as a comment beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from sourcebook.engines.messages.words import counted
from sourcebook.report.visible import visible
from sourcebook.starting.names import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sourcebook.starting.proposal import FieldProposal, Proposal, Said

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_/-]*")
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"])
_HEAD = """\
# What is declared here is a proposal: what the rows of {file} look like, with the evidence beside
# each word. Read it, correct it, and remove the comments that you have settled. A line with a
# question mark is a doubt: the data leave it open. Then say of each field what no data can say: a
# `description`, and a `unit` where there is one.
"""


def scalar(value: Any) -> str:
    """A value as YAML that every reader takes for this value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    dumped: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("\n")


def listed(values: Iterable[Any]) -> str:
    """A list of values on one line."""
    return f"[{', '.join(map(scalar, values))}]"


def schema_text(proposal: Proposal) -> str:
    """The schema of a table, in YAML."""
    return "\n".join([*_lines(proposal), ""])


def _lines(proposal: Proposal) -> Iterator[str]:
    source = proposal.source
    yield _HEAD.format(file=visible(source.file.name)).rstrip()
    yield f"name: {scalar(source.name)}"
    yield f"title: {scalar(title(source.name))}"
    for doubt in proposal.doubts:
        yield _question(doubt)
    if proposal.key is not None:
        yield _beside(f"primaryKey: {listed(proposal.key.fields)}", proposal.key.evidence)
    if proposal.references:
        yield "foreignKeys:"
    for each in proposal.references:
        to = f"{{resource: {scalar(each.table)}, fields: {listed([each.key])}}}"
        yield _beside(f"  - {{fields: {listed([each.field])}, reference: {to}}}", each.evidence)
    yield "fields:"
    for field in proposal.fields:
        yield from _field(field)


def _field(field: FieldProposal) -> Iterator[str]:
    yield f"  - name: {scalar(field.name)}"
    for said in field.kind.said:
        yield f"    {_said(said)}"
    yield f"    title: {scalar(title(field.name))}"
    if field.example is not None:
        yield f"    example: {scalar(field.example)}"
    for doubt in field.doubts:
        yield f"    {_question(doubt)}"
    if field.codes:
        many = counted(len(field.codes), "text")
        cells = sum(code.cells for code in field.codes)
        yield _beside("    categories:", f"only {many} in {counted(cells, 'cell')}")
    for code in field.codes:
        yield _beside(f"      - {{value: {scalar(code.value)}}}", counted(code.cells, "cell"))
    if field.constraints:
        yield "    constraints:"
    for said in field.constraints:
        yield f"      {_said(said)}"


def _said(said: Said) -> str:
    value = listed(said.value) if isinstance(said.value, tuple) else scalar(said.value)
    return _beside(f"{said.word}: {value}", said.evidence)


def _beside(text: str, evidence: str) -> str:
    return f"{text}  # {visible(evidence)}" if evidence else text


def _question(doubt: str) -> str:
    return f"# ? {visible(doubt)}"
