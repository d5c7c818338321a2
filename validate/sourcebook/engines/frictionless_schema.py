"""A table as frictionless-py is told of it: only what the standard says, and all of that.

Two things are translated where frictionless-py reads the standard otherwise (see
``docs/conformance.md``): categories become an enum (Q09) and a pattern is grouped and closed (Q13).
A Parquet file is handed over as typed rows, because frictionless-py's own reading of Parquet,
through pandas, turns the integers of a column with empty cells into fractions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sourcebook.declare import Field, ForeignKey, Table

DIALECT = {
    "header": True,
    "headerRows": [1],
    "csv": {
        "delimiter": ",",
        "quoteChar": '"',
        "doubleQuote": True,
        "skipInitialSpace": False,
        "lineTerminator": "\r\n",
    },
}
"""The specification's defaults, made explicit. https://datapackage.org/standard/table-dialect/"""


def descriptor(table: Table, tables: Iterable[Table], keys: Sequence[ForeignKey]) -> dict[str, Any]:
    """A package of the table, first, and of those that the foreign ``keys`` refer to.

    Resources get names of their own, because frictionless-py takes lower case only.
    """
    referred = {key.resource for key in keys} - {table.name}
    needed = [table, *(other for other in tables if other.name in referred)]
    names = {other.name: f"table-{number}" for number, other in enumerate(needed)}
    resources = [_resource(other, names[other.name]) for other in needed]
    resources[0]["schema"]["foreignKeys"] = [
        {
            "fields": list(key.fields),
            "reference": {
                "resource": "" if key.resource == table.name else names[key.resource],
                "fields": list(key.reference_fields),
            },
        }
        for key in keys
    ]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "resources": resources,
    }


def _resource(table: Table, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "type": "table", "schema": _schema(table)}
    if table.format == "parquet":
        return {**found, "data": _rows(table), "dialect": {"header": True, "headerRows": [1]}}
    return {
        **found,
        "path": str(table.source.absolute()),
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
    }


def _schema(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {
        "fields": [_field(field) for field in table.fields],
        "fieldsMatch": table.fields_match,
    }
    if table.primary_key:
        found["primaryKey"] = list(table.primary_key)
    return found


def _field(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "format": field.format,
        "missingValues": list(field.missing_values),
        "constraints": _constraints(field),
    }
    if field.type == "boolean":
        found["trueValues"] = list(field.true_values)
        found["falseValues"] = list(field.false_values)
    return found


def _constraints(field: Field) -> dict[str, Any]:
    limits = field.constraints
    allowed: list[Any] | None = None if limits.enum is None else list(limits.enum)
    if field.categories:
        codes = [category.value for category in field.categories]
        allowed = codes if allowed is None else [code for code in codes if code in allowed]
    found = {
        "required": limits.required or None,
        "unique": limits.unique or None,
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
        "minimum": limits.minimum,
        "maximum": limits.maximum,
        "exclusiveMinimum": limits.exclusive_minimum,
        "exclusiveMaximum": limits.exclusive_maximum,
        "pattern": None if limits.pattern is None else rf"(?:{limits.pattern})\Z",
        "enum": allowed,
    }
    return {name: value for name, value in found.items() if value is not None}


def _rows(table: Table) -> list[list[Any]]:
    """The labels and the rows of a Parquet file, months as the texts that the standard has."""
    import pyarrow.parquet as pq

    data = pq.read_table(table.source)
    months = {field.name for field in table.fields if field.type == "yearmonth"}
    columns = [
        [cell.strftime("%Y-%m") if hasattr(cell, "strftime") else cell for cell in column]
        if name in months
        else column
        for name, column in zip(data.column_names, data.to_pydict().values(), strict=True)
    ]
    return [list(data.column_names), *(list(row) for row in zip(*columns, strict=True))]
