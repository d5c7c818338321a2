"""What a declaration says, once it is checked: frozen values in Frictionless's words.

Source of the names and their meaning: Data Package v2, https://datapackage.org/standard/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcebook.findings import Severity

FieldsMatch = Literal["exact", "equal", "subset", "superset", "partial"]
Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Constraints:
    """Table Schema constraints. Bounds are kept as they are written; engines parse them by type."""

    required: bool = False
    unique: bool = False
    min_length: int | None = None
    max_length: int | None = None
    minimum: Scalar | None = None
    maximum: Scalar | None = None
    exclusive_minimum: Scalar | None = None
    exclusive_maximum: Scalar | None = None
    pattern: str | None = None
    enum: tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """One code of a controlled vocabulary, with its definition."""

    value: str | int
    label: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: str = "any"
    format: str = "default"
    title: str | None = None
    description: str | None = None
    unit: str | None = None
    example: Any = None
    constraints: Constraints = Constraints()
    categories: tuple[Category, ...] = ()
    categories_ordered: bool = False
    missing_values: tuple[str, ...] = ("",)
    """Of the field if it says so, else of its table. Texts that stand for *no value*."""
    true_values: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false_values: tuple[str, ...] = ("false", "False", "FALSE", "0")
    number: int = 1
    """Its position in the schema, from 1."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    fields: tuple[str, ...]
    resource: str
    """Name of the referenced table; the table's own name for a reference to itself."""
    reference_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the dataset. Exactly one of ``expression``, ``query`` and ``check`` is set."""

    id: str
    title: str
    severity: Severity
    message: str
    description: str | None = None
    fields: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Rules of the same table; on a row that fails one of them, this one is unknown."""
    expression: str | None = None
    query: str | None = None
    check: str | None = None
    params: Mapping[str, Any] | None = None
    path: str = ""
    """Where the rule stands in its schema file, for messages: ``rules[2]``."""

    @property
    def kind(self) -> Literal["expression", "query", "check"]:
        if self.expression is not None:
            return "expression"
        return "query" if self.query is not None else "check"


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its file."""

    name: str
    source: Path
    path: str
    """The file as the user would name it, for findings."""
    format: Literal["csv", "parquet"]
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    rules: tuple[Rule, ...] = ()
    fields_match: FieldsMatch = "exact"
    title: str | None = None
    description: str | None = None
    schema_file: str = ""
    schema: Mapping[str, Any] | None = None
    """The schema's descriptor as it was read, for writing it out again."""
    resource: Mapping[str, Any] | None = None
    """The resource's descriptor as it was read."""

    def field(self, name: str) -> Field:
        """The field of that name. Raises ``KeyError``."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data package: its tables and what its descriptor says of it."""

    name: str
    root: Path
    """The folder of the descriptor."""
    file: str
    """The descriptor as the user would name it; empty for a single table without one."""
    tables: tuple[Table, ...]
    title: str | None = None
    description: str | None = None
    version: str | None = None
    descriptor: Mapping[str, Any] | None = None

    def table(self, name: str) -> Table:
        """The table of that name. Raises ``KeyError``."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)
