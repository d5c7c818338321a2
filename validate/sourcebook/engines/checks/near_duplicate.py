"""``near-duplicate``: two rows close in time and space that agree in what is named as ``same``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import literal, names_of

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table

_EARTH_KM = 6371.0088
"""Mean radius of the Earth, IUGG."""


def near_duplicate(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The later key of each pair; ``other`` is the earlier one, ``days`` and ``km`` their distance.

    Coordinates are degrees (WGS 84); the distance is the great circle's, by the haversine formula.
    """
    params = rule.params or {}
    key = table.primary_key
    query = str(params["rows"]).strip().rstrip(";")
    same = "".join(f" AND a.{quote(name)} = b.{quote(name)}" for name in params["same"])
    first, second = names_of("a", key), names_of("b", key)
    shown = ", ".join(f"CAST(a.{quote(name)} AS VARCHAR)" for name in key)
    return f"""
        WITH near AS MATERIALIZED ({query}),
        pairs AS (
            SELECT DISTINCT {second}, concat_ws(' / ', {shown}) AS other,
                abs(date_diff('day', a.date, b.date)) AS days,
                {2 * _EARTH_KM} * asin(least(1, sqrt(
                    sin(radians(b.latitude - a.latitude) / 2) ** 2
                    + cos(radians(a.latitude)) * cos(radians(b.latitude))
                    * sin(radians(b.longitude - a.longitude) / 2) ** 2
                ))) AS km
            FROM near AS a JOIN near AS b
                ON row({first}) < row({second})
                AND b.date BETWEEN a.date - {int(params["days"])} AND a.date + {int(params["days"])}
                {same}
        )
        SELECT * REPLACE (round(km, 1) AS km) FROM pairs WHERE km <= {literal(float(params["km"]))}
    """
