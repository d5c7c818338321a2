"""The proposals for the given tables, of which the foreign keys need all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.engines.messages.words import counted
from sourcebook.starting import constraints, keys, references
from sourcebook.starting.column import columns
from sourcebook.starting.habits import habits
from sourcebook.starting.keys import Typed
from sourcebook.starting.kinds import kind
from sourcebook.starting.proposal import FieldProposal, Proposal, Said
from sourcebook.starting.readable import MARKS, Readable
from sourcebook.starting.references import Known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.starting.proposal import Doubt, Key, Reference
    from sourcebook.starting.source import Source

_EXAMPLE = 100
"""Characters of the longest example."""
_UNIQUE = 20
"""Rows from which on it is hardly chance that no value stands twice."""


def infer(sources: Sequence[Source]) -> list[Proposal]:
    """What is proposed for each of the tables."""
    known = [_known(source) for source in sources]
    return [_proposal(source, table, known) for source, table in zip(sources, known, strict=True)]


def _known(source: Source) -> Known:
    found = [Readable(each) for each in columns(source)]
    known = habits(found, source.delimiter)
    typed = tuple(Typed(at, each.column, kind(each, known)) for at, each in enumerate(found))
    return Known(source.name, typed, keys.key(typed))


def _proposal(source: Source, table: Known, tables: Sequence[Known]) -> Proposal:
    found = tuple(references.references(table, tables))
    fields = tuple(_field(each, table.key, found) for each in table.columns)
    return Proposal(source, fields, table.key, found, tuple(_doubts(source, table, tables, found)))


def _doubts(
    source: Source, table: Known, tables: Sequence[Known], found: Sequence[Reference]
) -> Iterator[Doubt]:
    rows = len(source.records)
    if not rows:
        yield "there is no row to learn from: each field is a text until you say otherwise"
    yield from keys.doubts(table.columns, table.key, rows)
    yield from references.doubts(table, tables, found)


def _field(each: Typed, key: Key | None, found: Sequence[Reference]) -> FieldProposal:
    column, kind = each.column, each.kind
    in_key = key is not None and each.name in key.fields
    refers = any(each.name == one.field for one in found)
    codes = () if in_key or refers else constraints.codes(column, kind)
    said = list(constraints.required(column, kind))
    if not in_key and _unique(each):
        said.append(Said("unique", True, f"all {counted(column.total, 'value')} are distinct"))
    if not in_key and not refers and not each.identity:
        said += constraints.bounds(column, kind)
    if not codes and not refers:
        said += constraints.pattern(column, kind)
    doubts = [*kind.doubts]
    if not in_key and not refers and not each.identity:
        doubts += constraints.doubts(column, kind)
    texts = (text for text in constraints.values(column, kind) if text not in MARKS)
    example = next((text.strip() for text in texts if len(text) <= _EXAMPLE), None)
    return FieldProposal(each.name, kind, tuple(said), codes, example, tuple(doubts))


def _unique(each: Typed) -> bool:
    """Whether it is a second key, going by its name too."""
    column, field = each.column, each.kind.field
    if not each.identity or column.loose or field.type not in ("string", "integer"):
        return False
    texts = constraints.values(column, each.kind)
    full = column.cells(texts) == column.total >= _UNIQUE
    return full and constraints.distinct(column, field, texts)
