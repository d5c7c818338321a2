"""A field in Polars: the typed value of a cell's text, and the conditions that its value must meet.

The same lexical rules as in ``sql``, written a second time on purpose: the two engines share no
parser, so that a slip in one shows as a difference. Only patterns go through Python's ``re``, and
the rarely used string formats through the expressions of ``sql``.
Source: https://datapackage.org/standard/table-schema/#field-types and #field-constraints.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from polars.datatypes import DataTypeClass

    from sourcebook.declare import Field

DTYPES: dict[str, pl.DataType | DataTypeClass] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "datetime": pl.Datetime("us"),
    "time": pl.Time,
    "year": pl.Int32,
    "yearmonth": pl.Date,
    "any": pl.String,
}
"""The type of a column. A month is kept as its first day, a time with a zone as the one in UTC."""

FORMATS = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+",
    "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
}

_INTEGER = r"^[+-]?[0-9]+$"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_ZONE = r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
_DATETIME = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}(\.[0-9]+)?{_ZONE}?$"
_SPECIAL = {"NAN": float("nan"), "INF": float("inf"), "-INF": float("-inf")}


def value(field: Field, text: pl.Expr) -> pl.Expr:
    """The typed value of a text; null where there is no text or it is not of the type."""
    match field.type:
        case "integer":
            return _shaped(text, _INTEGER).cast(pl.Int64, strict=False)
        case "number":
            finite = _shaped(text, _NUMBER).cast(pl.Float64, strict=False)
            special = text.str.to_uppercase().replace_strict(
                _SPECIAL, default=None, return_dtype=pl.Float64
            )
            return pl.coalesce(finite, special)
        case "boolean":
            words = dict.fromkeys(field.true_values, True)
            words |= dict.fromkeys(field.false_values, False)
            return text.replace_strict(words, default=None, return_dtype=pl.Boolean)
        case "date":
            return _shaped(text, _DATE).str.to_date("%Y-%m-%d", strict=False)
        case "datetime":
            return _datetime(text)
        case "time":
            return _shaped(text, f"^{_CLOCK}$").str.to_time("%H:%M:%S", strict=False)
        case "year":
            return _shaped(text, r"^-?[0-9]{4}$").cast(pl.Int32, strict=False)
        case "yearmonth":
            first = _shaped(text, r"^[0-9]{4}-[0-9]{2}$") + "-01"
            return first.str.to_date("%Y-%m-%d", strict=False)
        case "string" if field.format != "default":
            return _shaped(text, f"^(?:{FORMATS[field.format]})$")
        case _:
            return text


def _shaped(text: pl.Expr, shape: str) -> pl.Expr:
    """The text where it has the shape. Rust's ``$`` is the very end, line break or not."""
    return pl.when(text.str.contains(shape)).then(text)


def _datetime(text: pl.Expr) -> pl.Expr:
    """A naive time as it stands; one with a zone as the same moment in UTC."""
    shaped = _shaped(text, _DATETIME)
    whole = shaped.str.slice(0, 19).str.to_datetime(
        "%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False
    )
    fraction = shaped.str.extract(r"\.([0-9]{1,6})").str.pad_end(6, "0").cast(pl.Int64)
    sign = pl.when(shaped.str.contains(r"-[0-9]{2}:[0-9]{2}$")).then(-1).otherwise(1)
    hours = shaped.str.extract(r"[+-]([0-9]{2}):[0-9]{2}$").cast(pl.Int64)
    minutes = shaped.str.extract(r"[+-][0-9]{2}:([0-9]{2})$").cast(pl.Int64)
    offset = pl.duration(minutes=sign * (hours * 60 + minutes).fill_null(0))
    return whole + pl.duration(microseconds=fraction.fill_null(0)) - offset


def constant(field: Field, word: Any) -> Any:
    """A bound or an allowed value of a descriptor, read as a cell of the field would be."""
    text = str(word)
    match field.type:
        case "integer" | "year":
            return int(text) if re.fullmatch(r"[+-]?\d+", text) else int(float(text))
        case "number":
            return float(text)
        case "boolean":
            return word if isinstance(word, bool) else text in field.true_values
        case "date":
            return dt.date.fromisoformat(text)
        case "yearmonth":
            return dt.date.fromisoformat(f"{text}-01")
        case "datetime":
            moment = dt.datetime.fromisoformat(text)
            return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
        case "time":
            return dt.time.fromisoformat(text)
        case _:
            return text


def conditions(field: Field, cell: pl.Expr) -> Iterator[tuple[str, Any, pl.Expr]]:
    """Name, limit and condition of each constraint on a value; null where there is none."""
    limits = field.constraints
    if limits.min_length is not None:
        yield "minLength", limits.min_length, cell.str.len_chars() >= limits.min_length
    if limits.max_length is not None:
        yield "maxLength", limits.max_length, cell.str.len_chars() <= limits.max_length
    if limits.minimum is not None:
        yield "minimum", limits.minimum, cell >= _literal(field, limits.minimum)
    if limits.maximum is not None:
        yield "maximum", limits.maximum, cell <= _literal(field, limits.maximum)
    if limits.exclusive_minimum is not None:
        least = limits.exclusive_minimum
        yield "exclusiveMinimum", least, cell > _literal(field, least)
    if limits.exclusive_maximum is not None:
        most = limits.exclusive_maximum
        yield "exclusiveMaximum", most, cell < _literal(field, most)
    if limits.pattern is not None:
        yield "pattern", limits.pattern, _matches(cell, limits.pattern)
    if limits.enum is not None:
        yield "enum", limits.enum, _among(field, cell, limits.enum)
    if field.categories:
        codes = tuple(category.value for category in field.categories)
        yield "categories", codes, _among(field, cell, codes)


def _literal(field: Field, word: Any) -> pl.Expr:
    return pl.lit(constant(field, word), dtype=DTYPES[field.type])


def _among(field: Field, cell: pl.Expr, words: tuple[Any, ...]) -> pl.Expr:
    allowed = [constant(field, word) for word in words]
    return cell.is_in(pl.Series(allowed, dtype=DTYPES[field.type]).implode())


def _matches(cell: pl.Expr, pattern: str) -> pl.Expr:
    whole = re.compile(pattern)

    def matching(column: pl.Series) -> pl.Series:
        texts = column.drop_nulls().unique()
        fitting = [text for text in texts.to_list() if whole.fullmatch(text)]
        return column.is_in(pl.Series(fitting, dtype=pl.String).implode())

    return cell.map_batches(matching, return_dtype=pl.Boolean)
