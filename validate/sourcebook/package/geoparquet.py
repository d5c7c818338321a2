"""Points in Parquet: a column of well-known binary, and what GeoParquet says of it.

Source: https://geoparquet.org/releases/v1.1.0/. Without a ``crs`` coordinates are longitude and
latitude of WGS 84 (OGC:CRS84), in that order.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from sourcebook.package.points import Points
    from sourcebook.package.staging import Staged

_SIZE = 21
"""Bytes of a point: the order of bytes, the kind of geometry, two doubles."""


def metadata(
    connection: duckdb.DuckDBPyConnection, staged: Staged, points: Points, column: str
) -> str:
    """The value of the key ``geo``, with the box around all points."""
    edges = connection.execute(
        f"SELECT min({points.longitude}), min({points.latitude}), max({points.longitude}), "
        f"max({points.latitude}) FROM (SELECT {staged.values} FROM {staged.relation}) "
        f"WHERE {points.known}"
    ).fetchall()[0]
    described: dict[str, object] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if edges[0] is None:
        described["geometry_types"] = []
    else:
        described["bbox"] = list(edges)
    return json.dumps(
        {"version": "1.1.0", "primary_column": column, "columns": {column: described}}
    )


def column(longitude: pa.Array, latitude: pa.Array) -> pa.Array:
    """The points of some rows as well-known binary; null where a coordinate is."""
    import numpy as np
    import pyarrow as pa

    rows = len(longitude)
    points = np.empty((rows, _SIZE), dtype=np.uint8)
    points[:, :5] = (1, 1, 0, 0, 0)  # little-endian, a point
    there = np.ones(rows, dtype=bool)
    for at, values in ((5, longitude), (13, latitude)):
        # By hand, as pyarrow's own ways to NumPy import pandas, if there is one.
        valid, numbers = values.buffers()
        first, last = values.offset, values.offset + rows
        if rows:
            doubles = np.frombuffer(numbers, dtype="<f8")[first:last]
            points[:, at : at + 8] = doubles.reshape(rows, 1).view(np.uint8)
        if valid is not None:
            bits = np.unpackbits(np.frombuffer(valid, dtype=np.uint8), bitorder="little")
            there &= bits[first:last].astype(bool)
    offsets = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(there * _SIZE, out=offsets[1:])
    known = np.packbits(there, bitorder="little")
    buffers = [known.tobytes(), offsets.tobytes(), points[there].tobytes()]
    return pa.Array.from_buffers(pa.binary(), rows, [pa.py_buffer(each) for each in buffers])
