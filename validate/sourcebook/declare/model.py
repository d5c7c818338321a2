"""What a declaration says, once it is checked: frozen values in Frictionless's words.

Source of the names and their meaning: Data Package v2, https://datapackage.org/standard/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcebook.errors import Mistake
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
    enum: tuple[Any, ...] | None = None
    """As written: scalars, or objects and lists for the types that hold JSON."""
    json_schema: Mapping[str, Any] | None = None


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
    decimal_char: str = "."
    group_char: str | None = None
    bare_number: bool = True
    """False: letters and signs around the number (``$``, ``%``) are passed over."""
    delimiter: str = ","
    """Between the items of a list."""
    item_type: str | None = None
    """Type of the items of a list; ``None`` for texts of any kind."""
    number: int = 1
    """Its position in the schema, from 1."""
    version: Literal[1, 2] = 2
    """Of the standard in which it is declared: a datetime of version 1 is one of ISO 8601."""
    shadowed: bool = False
    """Another field above it has the same name but for case, which SQL does not see: rules can't
    read this one."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    fields: tuple[str, ...]
    resource: str
    """Name of the referenced table; the table's own name for a reference to itself. A table of
    another package stands in ``Dataset.external`` under the name ``<package>#<resource>``."""
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
class Lifecycle:
    """How a row of a table is taken back, so that its key need not vanish. Ours; ``lifecycle``."""

    status: str | None = None
    """The field that withdraws a row by one of the codes ``withdrawn``."""
    withdrawn: tuple[str, ...] = ()
    merged_into: str | None = None
    """The field that holds the key of the row which stands for this one."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Which columns of a table of claims mean what: each row is about a cell. Ours; ``claims``."""

    subject_table: str
    subject_id: str
    field: str
    value: str | None = None
    adopted: str | None = None
    """A boolean: whether the cell holds what this row says."""
    reason: str | None = None
    """Why it is so, in words."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Which columns hold the names by which people know a row. Ours; ``naming``."""

    fields: tuple[str, ...]
    """The first of them is shown."""
    beside: tuple[str, ...] = ()
    """Columns that tell namesakes apart."""
    of: str | None = None
    """In a table of names: the column with the key of the row of another table that they name."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written. Source: https://datapackage.org/standard/table-dialect/ (v2)."""

    delimiter: str = ","
    quote_char: str | None = '"'
    double_quote: bool = True
    escape_char: str | None = None
    line_terminator: str | None = None
    """``None`` for any of ``\\n``, ``\\r\\n`` and ``\\r``, as every reader takes them."""
    skip_initial_space: bool = False
    null_sequence: str | None = None
    header: bool = True
    header_rows: tuple[int, ...] = (1,)
    """Records that make up the header, from 1; empty where ``header`` is false."""
    header_join: str = " "
    comment_char: str | None = None
    comment_rows: tuple[int, ...] = ()
    property: str | None = None
    """JSON: where in the document the rows stand (a key)."""
    item_type: Literal["array", "object"] | None = None
    item_keys: tuple[str, ...] | None = None
    sheet_name: str | None = None
    sheet_number: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its file."""

    name: str
    source: Path
    """Its file, the first of its files, or, for data inside the descriptor, the descriptor."""
    path: str
    """The file as the user would name it, for findings; of several files the first."""
    format: Literal["csv", "parquet", "json", "ndjson", "xlsx", "inline", "none", "view"]
    """``none``: not a table (a text, an image); only its presence, size and hash are checked.
    ``view``: its rows are computed (see ``view``), and ``source`` is the file of the SQL."""
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    rules: tuple[Rule, ...] = ()
    lifecycle: Lifecycle | None = None
    claims: Claims | None = None
    naming: Naming | None = None
    fields_match: FieldsMatch = "exact"
    title: str | None = None
    description: str | None = None
    schema_file: str = ""
    schema: Mapping[str, Any] | None = None
    """The schema's descriptor as it was read, for writing it out again. ``None`` where the resource
    has none: then ``fields`` is empty and every column is of type any."""
    resource: Mapping[str, Any] | None = None
    """The resource's descriptor as it was read."""
    parts: tuple[Path, ...] = ()
    """All files, in order, where there are several."""
    part_paths: tuple[str, ...] = ()
    """The same as the user would name them."""
    data: Any = None
    """The rows of ``inline`` data: lists with the header first, objects, or a text in CSV. All are
    of one kind. With the format ``none``, whatever stands there."""
    dialect: Dialect = Dialect()
    encoding: str = "utf-8"
    """The name of a Python codec that decodes the character set which the descriptor names."""
    compression: Literal["gz", "zip"] | None = None
    inner_path: str | None = None
    """The file inside a zip; ``None`` for its only one."""
    bytes: int | None = None
    hash: str | None = None
    """``algorithm:digest``, or an MD5 digest alone."""
    view: str | None = None
    """The SELECT, over the other tables of the dataset, that gives its rows. In a built package
    they stand in a file all the same, and the format is that of the file."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that hold the data, in order; none of what is inline or computed."""
        if self.data is not None or self.format == "view":
            return ()
        return self.parts or (self.source,)

    @property
    def paths(self) -> tuple[str, ...]:
        """Its files as the user would name them, in order; ``path`` alone where it is one."""
        return self.part_paths or (self.path,)

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
    external: tuple[Table, ...] = ()
    """Tables of other packages that foreign keys refer to; they are read, not checked."""
    curated: bool = False
    """Kept by hand: its schemas are named and stand in files, which no built package has. The
    canonical form of a file (no byte order mark, LF) is asked of such a dataset only."""
    remarks: tuple[Mistake, ...] = ()
    """What the standard allows and its writer hardly meant: ``contraints`` as a property of one's
    own, a minimum above the maximum. To be told as warnings; a curated dataset has none, as there
    they are mistakes."""

    def table(self, name: str) -> Table:
        """The table of that name, here or in another package. Raises ``KeyError``."""
        for table in (*self.tables, *self.external):
            if table.name == name:
                return table
        raise KeyError(name)
