"""The named checks that the toolkit brings: their parameters and what their messages may quote.

``engines/checks`` implements them; a test holds the two lists together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedCheck:
    params: dict[str, type | tuple[type, ...]]
    """Name and type of each parameter; all are required."""
    columns: frozenset[str]
    """What a message may quote, beside the columns of the row."""
    sql: tuple[str, ...] = ()
    """Parameters that hold a SELECT."""
    files: tuple[str, ...] = ()
    """Parameters that name a file of the dataset."""
    field_params: tuple[str, ...] = ()
    """Parameters that name a field of the table, or a list of them."""
    table_param: str | None = None
    """The parameter that names a field with names of tables, whose keys the check looks up."""


_NUMBER = (int, float)

CHECKS: dict[str, NamedCheck] = {
    "near-duplicate": NamedCheck(
        {"rows": str, "days": int, "km": _NUMBER, "same": list},
        frozenset({"other", "days", "km"}),
        sql=("rows",),
    ),
    "within-polygon": NamedCheck(
        {"rows": str, "polygons": str, "property": str},
        frozenset({"region", "latitude", "longitude", "nearest"}),
        sql=("rows",),
        files=("polygons",),
    ),
    "acyclic": NamedCheck(
        {"id": str, "parent": str}, frozenset({"path"}), field_params=("id", "parent")
    ),
    "recompute": NamedCheck(
        {"query": str, "fields": list},
        frozenset({"field", "stored", "recomputed"}),
        sql=("query",),
        field_params=("fields",),
    ),
    "max-words": NamedCheck(
        {"field": str, "words": int}, frozenset({"count"}), field_params=("field",)
    ),
    "cell-reference": NamedCheck(
        {"table": str, "key": str, "field": str, "value": str},
        frozenset({"problem"}),
        field_params=("table", "key", "field", "value"),
        table_param="table",
    ),
    "person-name": NamedCheck(
        {"fields": list, "titles": list}, frozenset({"found"}), field_params=("fields",)
    ),
}
