"""``sourcebook new``: a project of one's own, and what was inferred of its tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sourcebook.engines.messages.words import counted
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.starting import Proposal, Started
    from sourcebook.starting.proposal import FieldProposal


def run(name: str, files: list[Path] | None) -> int:
    """0 if the project was made. Raises what ``start`` raises."""
    from sourcebook.editing.uncollected import uncollected
    from sourcebook.starting import start
    from sourcebook.starting.names import check_name

    check_name(name)  # all of it: a project is made here, not elsewhere
    with uncollected():
        made = start(Path(name), files or [])
    for proposal in made.proposals:
        for line in _table(made, proposal):
            typer.echo(visible(line))
        typer.echo()
    typer.echo(f"{made.folder}: made. Next: cd {made.folder} && make")
    return 0


def _table(made: Started, proposal: Proposal) -> Iterator[str]:
    source = proposal.source
    rows = counted(len(source.records), "row")
    fields = counted(len(proposal.fields), "column")
    place = f"datasets/{made.folder}/{source.name}.csv"
    yield f"{source.name}  {source.file} -> {place}: {rows}, {fields}"
    if source.told:
        told = "; ".join(source.told)
        yield f"  {place} is UTF-8 with commas and LF. Of {source.file.name}: {told}."
    if changed := made.changed.get(source.name):
        yield f"  In canonical form there: {'; '.join(changed)}."
    yield from _rows(proposal)
    for doubt in proposal.doubts:
        yield f"  ? {doubt}"


def _rows(proposal: Proposal) -> Iterator[str]:
    rows = [row for field in proposal.fields for row in _field(proposal, field)]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(2)]
    for first, second, third in rows:
        name, word = first.ljust(min(widths[0], 30)), second.ljust(min(widths[1], 40))
        yield f"  {name}  {word}  {third}".rstrip()


def _field(proposal: Proposal, field: FieldProposal) -> Iterator[tuple[str, str, str]]:
    """The rows of a field: what it is said to be, with the evidence; then the doubts."""
    rows = []
    for said in (*field.kind.said, *field.constraints):
        word = said.value if said.word == "type" else f"{said.word}: {_shown(said.value)}"
        rows.append((str(word), said.evidence))
    if field.codes:
        told = ", ".join(f"{code.value} ({code.cells:,})" for code in field.codes[:5])
        rows.append(("categories", told + (", …" if len(field.codes) > 5 else "")))
    if proposal.key is not None and field.name in proposal.key.fields:
        rows.append(("primary key", proposal.key.evidence))
    rows += [
        (f"-> {each.table}.{each.key}", each.evidence)
        for each in proposal.references
        if each.field == field.name
    ]
    rows += [("?", doubt) for doubt in field.doubts]
    for number, (word, evidence) in enumerate(rows):
        yield ("" if number else field.name, word, evidence)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(repr, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
