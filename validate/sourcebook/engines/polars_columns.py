"""A column as it was loaded, from Parquet, CSV or pandas, in the type that its field has.

Readers differ in what they make of the same values: a year comes as 32 or 64 bits, whole numbers
beside empty cells as fractions (pandas), an empty column as text. Nothing is changed here that
could lose anything; a column that would have to is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sourcebook.engines.polars_cells import dtype

if TYPE_CHECKING:
    from sourcebook.declare import Field


def settled(column: pl.Series, field: Field) -> pl.Series | None:
    """The column in the type of its field, or ``None`` where its values are of another."""
    wanted, kind = dtype(field), column.dtype
    if kind == wanted:
        return column
    if column.null_count() == len(column):
        return pl.Series(column.name, [None] * len(column), dtype=wanted)
    match field.type:
        case "integer" | "year" if kind.is_float():
            whole = ((column == column.floor()) | column.is_null()) & ~column.is_infinite()
            return _cast(column, wanted) if whole.fill_null(value=True).all() else None
        case "integer" | "year":
            fits = kind.is_integer()
        case "number":
            fits = kind.is_numeric()
        case "string":
            fits = isinstance(kind, (pl.Categorical, pl.Enum))
        case "date" | "yearmonth" if isinstance(kind, pl.Datetime):
            days = column.cast(pl.Date)
            return days if (days.cast(kind) == column).fill_null(value=True).all() else None
        case "datetime":
            fits = isinstance(kind, pl.Datetime)
        case "any":
            fits = True
        case _:
            fits = False
    return _cast(column, wanted) if fits else None


def _cast(column: pl.Series, wanted: object) -> pl.Series | None:
    try:
        return column.cast(wanted)  # type: ignore[arg-type]
    except pl.exceptions.InvalidOperationError:
        return None


def settle(frame: pl.DataFrame, fields: dict[str, Field]) -> pl.DataFrame:
    """The columns of a frame that are of their fields' types; others are left out."""
    columns = [
        found
        for name in frame.columns
        if name in fields and (found := settled(frame[name], fields[name])) is not None
    ]
    return pl.DataFrame(columns)
