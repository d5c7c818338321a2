"""Whether a mapping fits the dataset that it is to fill: its tables, columns and codes are there.

What is missing is a mistake of the mapping, with its place, before a single row is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import DeclarationError, Mistake
from sourcebook.exchange.origins import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sourcebook.declare import Dataset, Field, Table
    from sourcebook.exchange.origins.model import Mapping as OriginMapping
    from sourcebook.exchange.origins.model import Rows, Value


@dataclass(frozen=True, slots=True)
class Fitted:
    """A row set and the table that it fills."""

    rows: Rows
    table: Table
    key: str | None
    """The column of the key that is allotted; ``None`` where the cells make up the key."""
    writers: Mapping[str, Callable[[Any], tuple[str, str | None]]]
    unique: tuple[tuple[str, ...], ...]
    """Columns in which no two rows may hold the same."""


def fit(mapping: OriginMapping, dataset: Dataset) -> tuple[Fitted, ...]:
    """The row sets with their tables. Raises ``DeclarationError`` with every mistake."""
    fits = _Fitting(mapping, dataset)
    found = [fits.rows(each) for each in mapping.rows]
    fits.crosswalk()
    if fits.mistakes:
        raise DeclarationError(fits.mistakes)
    return tuple(each for each in found if each is not None)


class _Fitting:
    def __init__(self, mapping: OriginMapping, dataset: Dataset) -> None:
        self.mapping, self.dataset = mapping, dataset
        self.mistakes: list[Mistake] = []
        self.writers: dict[tuple[str, str], Callable[[Any], tuple[str, str | None]]] = {}

    def writer(self, table: Table, field: Field) -> Callable[[Any], tuple[str, str | None]]:
        """What writes a column: one for all row sets, as it remembers what it has seen."""
        key = table.name, field.name
        if key not in self.writers:
            self.writers[key] = cells.writer(table.name, field)
        return self.writers[key]

    def wrong(self, path: str, message: str, hint: str) -> None:
        self.mistakes.append(Mistake(self.mapping.file, path, message, hint))

    def table(self, name: str, path: str) -> Table | None:
        tables = {each.name: each for each in self.dataset.tables if each.format != "view"}
        if name not in tables:
            message = f"{self.dataset.name} has no table {name!r}."
            self.wrong(path, message, did_you_mean(name, tables) or "Name one that it has.")
        return tables.get(name)

    def rows(self, rows: Rows) -> Fitted | None:
        table = self.table(rows.table, f"{rows.path}.table")
        if table is None:
            return None
        fields = {each.name: each for each in table.fields}
        for column, value in rows.values.items():
            if column in fields:
                self.codes(table, fields[column], value)
            else:
                message = f"{table.name} has no column {column!r}."
                self.wrong(value.path, message, did_you_mean(column, fields) or "Remove it.")
        key = table.primary_key[0] if len(table.primary_key) == 1 else None
        if key in rows.values:
            key = None
        for name, field in fields.items():
            if field.constraints.required and name not in rows.values and name != key:
                self.wrong(f"{rows.path}.cells", f"{table.name}.{name} is required.", "Fill it.")
        if rows.scheme is not None:
            self.scheme(rows)
        unique: list[tuple[str, ...]] = [
            (field.name,) for field in table.fields if field.constraints.unique
        ]
        unique += [*table.unique_keys, *rows.apart]
        if key is None and table.primary_key:
            unique.append(table.primary_key)
        return Fitted(
            rows,
            table,
            key,
            {name: self.writer(table, fields[name]) for name in rows.values if name in fields},
            tuple(each for each in dict.fromkeys(unique) if {*each} <= {*rows.values}),
        )

    def codes(self, table: Table, field: Field, value: Value) -> None:
        """Every code that a vocabulary may give is one of the target's."""
        allowed = _allowed(field)
        if value.vocabulary is None or allowed is None:
            return
        vocabulary = self.mapping.vocabularies[value.vocabulary]
        if vocabulary.partial:
            return
        for code, target in vocabulary.codes.items():
            if target not in allowed:
                path = f"vocabularies.{value.vocabulary}.codes.{code}"
                message = f"{target!r} is no code of {table.name}.{field.name}."
                hint = did_you_mean(target, allowed) or "Add it to the schema, or use another."
                mistake = Mistake(self.mapping.file, path, message, hint)
                if mistake not in self.mistakes:
                    self.mistakes.append(mistake)

    def scheme(self, rows: Rows) -> None:
        crosswalk = self.mapping.crosswalk
        for table in self.dataset.tables:
            if table.name != crosswalk.table:
                continue
            for column, code, at in (
                (crosswalk.scheme, rows.scheme, f"{rows.path}.identity.scheme"),
                (crosswalk.subject_table, rows.table, f"{rows.path}.table"),
            ):
                allowed = _allowed(table.field(column)) if _has(table, column) else None
                if allowed is not None and code not in allowed:
                    message = f"{code!r} is no code of {table.name}.{column}."
                    hint = did_you_mean(str(code), allowed) or "Add it to the schema."
                    self.wrong(at, message, hint)

    def crosswalk(self) -> None:
        walk = self.mapping.crosswalk
        table = self.table(walk.table, f"{walk.path}.table")
        if table is None:
            return
        for word in ("subject_table", "subject", "scheme", "identifier", "match"):
            column = getattr(walk, word)
            if not _has(table, column):
                hint = did_you_mean(column, [each.name for each in table.fields])
                message = f"{table.name} has no column {column!r}."
                self.wrong(f"{walk.path}.{word}", message, hint or "Name one that it has.")
        allowed = _allowed(table.field(walk.match)) if _has(table, walk.match) else None
        if allowed is not None and walk.exact not in allowed:
            message = f"{walk.exact!r} is no code of {table.name}.{walk.match}."
            self.wrong(
                f"{walk.path}.exact", message, did_you_mean(walk.exact, allowed) or "Mend it."
            )


def _has(table: Table, column: str) -> bool:
    return any(field.name == column for field in table.fields)


def _allowed(field: Field) -> frozenset[str] | None:
    """The codes of a field as texts; ``None`` where it takes any."""
    if field.categories:
        return frozenset(str(each.value) for each in field.categories)
    if field.constraints.enum is not None:
        return frozenset(str(each) for each in field.constraints.enum)
    return None
