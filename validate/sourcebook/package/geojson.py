"""A table with coordinates as GeoJSON: a feature a row, its cells as properties.

Source: RFC 7946. A row without a point is a feature whose geometry is null, so that no row is
lost. Where the key is one field, its value is the feature's ``id``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import sql
from sourcebook.package.points import points

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Field
    from sourcebook.package.points import Points
    from sourcebook.package.staging import Staged

_BATCH = 50_000
_HEAD = '{"type": "FeatureCollection", "features": ['
_TAIL = "]}\n"
_TEXTUAL = frozenset({"date", "datetime", "time"})


def write(connection: duckdb.DuckDBPyConnection, staged: Staged, file: Path) -> None:
    """Write a staged table that has coordinates; one feature a line."""
    where = points(staged.table)
    assert where is not None
    rows = connection.sql(
        f"SELECT {_feature(staged, where)} FROM (SELECT {staged.values} FROM {staged.relation})"
    )
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_HEAD)
        separator = "\n"
        for batch in rows.to_arrow_reader(_BATCH):
            if features := batch.column(0).to_pylist():
                out.write(separator + ",\n".join(features))
                separator = ",\n"
        out.write("\n" + _TAIL)


def _feature(staged: Staged, where: Points) -> str:
    table = staged.table
    parts = ["""'{"type": "Feature", '"""]
    if _has_id(staged):
        key = table.field(table.primary_key[0])
        parts += ["""'"id": '""", f"to_json({_value(key)})", "', '"]
    pair = f"to_json([{where.longitude}, {where.latitude}])"
    point = f"""concat('{{"type": "Point", "coordinates": ', {pair}, '}}')"""
    parts += [
        "'\"geometry\": '",
        f"CASE WHEN {where.known} THEN {point} ELSE 'null' END",
        "', \"properties\": '",
    ]
    cells = ", ".join(f"{sql.literal(field.name)}, {_value(field)}" for field in table.fields)
    parts += [f"json_object({cells})", "'}'"]
    return f"concat({', '.join(parts)})"


def _has_id(staged: Staged) -> bool:
    key = staged.table.primary_key
    return len(key) == 1 and key[0] not in staged.empty


def _value(field: Field) -> str:
    """A value as JSON can hold it: times in ISO 8601, no number that is none."""
    name = quote(field.name)
    if field.type == "datetime":
        return f"replace(CAST({name} AS VARCHAR), ' ', 'T') || 'Z'"
    if field.type in _TEXTUAL:
        return f"CAST({name} AS VARCHAR)"
    if field.type == "number":
        return f"CASE WHEN isfinite({name}) THEN {name} END"
    return name


def differences(connection: duckdb.DuckDBPyConnection, staged: Staged, file: Path) -> int:
    """How many rows are not the feature of the same number, with its id, point and properties."""
    table = staged.table
    where = points(table)
    assert where is not None
    names = [field.name for field in table.fields]
    key = names.index(table.primary_key[0]) if _has_id(staged) else None
    rows = connection.execute(
        f"SELECT {', '.join(where.both)}, {', '.join(map(_value, table.fields))} "
        f"FROM (SELECT {staged.values} FROM {staged.relation})"
    )
    wrong = number = 0
    with file.open(encoding="utf-8") as lines:
        wrong += next(lines, "") != _HEAD + "\n"
        while batch := rows.fetchmany(_BATCH):
            for longitude, latitude, *values in batch:
                number += 1
                feature = {
                    "type": "Feature",
                    **({} if key is None else {"id": values[key]}),
                    "geometry": None
                    if longitude is None
                    else {"type": "Point", "coordinates": [longitude, latitude]},
                    "properties": dict(zip(names, values, strict=True)),
                }
                line = next(lines, "")
                ending = "}\n" if number == staged.rows else "},\n"
                wrong += not line.endswith(ending) or _read(line) != feature
        return wrong + sum(1 for line in lines if line != _TAIL)


def _read(line: str) -> object:
    try:
        return json.loads(line.rstrip().removesuffix(","))
    except ValueError:
        return None
