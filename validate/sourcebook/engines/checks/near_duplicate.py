"""``near-duplicate``: two rows close in time and space that agree in what is named as ``same``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.nearness import Grid, great_circle, same_cell
from sourcebook.engines.sql import literal, names_of

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


_DAY = "date_diff('day', DATE '1970-01-01', date)"


def near_duplicate(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The later key of each pair; ``other`` is the earlier one, ``days`` and ``km`` their distance.

    Coordinates are degrees (WGS 84). Pairs are found as ``sourcebook match`` finds them.
    """
    params = rule.params or {}
    key = table.primary_key
    query = str(params["rows"]).strip().rstrip(";")
    same = "".join(f" AND a.{quote(name)} = b.{quote(name)}" for name in params["same"])
    first, second = names_of("a", key), names_of("b", key)
    shown = ", ".join(f"CAST(a.{quote(name)} AS VARCHAR)" for name in key)
    grid = Grid(int(params["days"]), float(params["km"]))
    return f"""
        WITH near AS MATERIALIZED ({query}),
        pairs AS (
            SELECT DISTINCT {second}, concat_ws(' / ', {shown}) AS other,
                abs(date_diff('day', a.date, b.date)) AS days,
                {great_circle("a", "b")} AS km
            FROM ({grid.home("near", _DAY)}) AS a JOIN ({grid.around("near", _DAY)}) AS b
                ON {same_cell("a", "b")} AND row({first}) < row({second})
                AND b.date BETWEEN a.date - {int(params["days"])} AND a.date + {int(params["days"])}
                {same}
        )
        SELECT * REPLACE (round(km, 1) AS km) FROM pairs WHERE km <= {literal(float(params["km"]))}
    """
