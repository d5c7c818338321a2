"""Columns that GeoParquet adds to a table: the points of its rows, again as a geometry.

They are announced in the metadata of the file and stand in no schema. So they are no column too
many, and what is in them is in other columns too.
Source: https://geoparquet.org/releases/v1.1.0/.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sourcebook.declare import Table


def added(table: Table, geo: str | bytes | None) -> frozenset[str]:
    """The columns of geometry that the schema doesn't know; ``geo`` is the file's own metadata."""
    if geo is None or not table.fields:
        return frozenset()
    try:
        columns = json.loads(geo)["columns"]
    except (ValueError, KeyError, TypeError):
        return frozenset()
    if not isinstance(columns, dict):
        return frozenset()
    return frozenset(columns) - {field.name for field in table.fields}
