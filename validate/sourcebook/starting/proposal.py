"""What a schema is proposed to say of a table, each word with what in the data speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sourcebook.declare import Field
    from sourcebook.starting.source import Source

Doubt = str
"""What the data leave open, in a sentence: a person has to decide it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a schema (``type``, ``minimum``), its value, and the evidence in a few words."""

    word: str
    value: Any
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a vocabulary, and in how many cells it stands."""

    value: str
    cells: int


@dataclass(frozen=True, slots=True)
class Kind:
    """How the cells of a column are read."""

    field: Field
    """The field of that type, for reading cells."""
    said: tuple[Said, ...]
    """The type, its format, the marks for no value."""
    doubts: tuple[Doubt, ...] = ()
    dated: bool = False
    """Text that looks like dates: of what a calendar decides no pattern and no code is made."""


@dataclass(frozen=True, slots=True)
class FieldProposal:
    name: str
    kind: Kind
    constraints: tuple[Said, ...] = ()
    codes: tuple[Code, ...] = ()
    example: str | None = None
    """A cell that has a value."""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """The fields that tell all rows apart."""

    fields: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Each value of a field is a value of the key of a table: a foreign key of one field."""

    field: str
    table: str
    key: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A table as it is proposed to be declared."""

    source: Source
    fields: tuple[FieldProposal, ...]
    key: Key | None = None
    references: tuple[Reference, ...] = ()
    doubts: tuple[Doubt, ...] = ()
