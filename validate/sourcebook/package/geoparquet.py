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
    import pyarrow.compute as pc

    known = pc.and_(longitude.is_valid(), latitude.is_valid())
    rows = len(known)
    points = np.empty((rows, _SIZE), dtype=np.uint8)
    points[:, :5] = (1, 1, 0, 0, 0)  # little-endian, a point
    for at, values in ((5, longitude), (13, latitude)):
        filled = values.fill_null(0.0).to_numpy(zero_copy_only=False).astype("<f8")
        points[:, at : at + 8] = filled.reshape(rows, 1).view(np.uint8)
    there = known.to_numpy(zero_copy_only=False)
    offsets = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(there * _SIZE, out=offsets[1:])
    valid = np.packbits(there, bitorder="little")
    buffers = [valid.tobytes(), offsets.tobytes(), points[there].tobytes()]
    return pa.Array.from_buffers(pa.binary(), rows, [pa.py_buffer(each) for each in buffers])
