"""A field in Polars: the typed value of a cell's text, and the conditions that its value must meet.

The same lexical rules as in ``fields``, written a second time on purpose: the two engines share no
parser but that of ``declare.lexical`` for what neither has words for, so that a slip in one shows
as a difference.
Source: https://datapackage.org/standard/table-schema/#field-types and #field-constraints.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from sourcebook.declare import lexical
from sourcebook.declare.lexical import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from polars.datatypes import DataTypeClass

    from sourcebook.declare import Field

DTYPES: dict[str, pl.DataType | DataTypeClass] = {
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "datetime": pl.Datetime("us"),
    "time": pl.Time,
    "year": pl.Int32,
    "yearmonth": pl.Date,
}
"""The type of a column; text for all others. A month is kept as its first day, a time with a zone
as the one in UTC."""

_BLANK = r"[ \t\r\n]*"
_INTEGER = rf"^{_BLANK}[+-]?[0-9]+{_BLANK}$"
_NUMBER = rf"^{_BLANK}[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?{_BLANK}$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_ZONE = r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
_DATETIME = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}(\.[0-9]+)?{_ZONE}?$"
_ISO_ZONE = r"(Z|[+-]((0[0-9]|1[0-3])(:[0-5][0-9])?|14(:00)?))"
_ISO = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_CLOCK}(\.[0-9]+)?{_ISO_ZONE}?$"
_YEAR = r"^-?([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000|[1-9][0-9]{4,})$"
_UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_SPECIAL = {"NAN": float("nan"), "INF": float("inf"), "-INF": float("-inf")}
_RANGE = {"integer": 2**63 - 1, "year": 2**31 - 1}
"""The range of a column of whole numbers, on either side of zero."""
_EXACT = 15
"""Characters up to which a number is told from every other one by its double."""


def dtype(field: Field) -> pl.DataType | DataTypeClass:
    """The type of a field's column."""
    return DTYPES.get(field.type, pl.String)


def native(field: Field) -> bool:
    """Whether Polars has words for a field's cells; the others are told by ``declare.lexical``."""
    if field.constraints.json_schema is not None:
        return False
    if field.type in _RANGE and any(
        abs(constant(field, w)) > _RANGE[field.type] for w in _words(field)
    ):
        return False
    if field.type in ("integer", "number"):
        return field.decimal_char == "." and field.group_char is None and field.bare_number
    if field.type == "string":
        return field.format in ("default", "uuid")
    return field.type == "any" or (field.type in DTYPES and field.format == "default")


def _words(field: Field) -> list[Any]:
    """The values that the declaration names."""
    limits = field.constraints
    bounds = (limits.minimum, limits.maximum, limits.exclusive_minimum, limits.exclusive_maximum)
    codes = (category.value for category in field.categories)
    return [*(bound for bound in bounds if bound is not None), *(limits.enum or ()), *codes]


def doubtful(field: Field, texts: pl.Series, values: pl.Series) -> bool:
    """Whether some value of a column does not fit the type that Polars has for it."""
    if field.type in ("integer", "year"):
        shape = _INTEGER if field.type == "integer" else _YEAR
        return bool((values.is_null() & texts.str.contains(shape)).any())
    words = _words(field)
    if field.type != "number" or not words:
        return False
    longest = texts.str.len_chars().gt(_EXACT).any()
    return bool(longest) or any(len(str(word)) > _EXACT for word in words)


def value(field: Field, text: pl.Expr) -> pl.Expr:
    """The typed value of a text; null where there is no text or it is not of the type."""
    match field.type:
        case "integer":
            return _shaped(text, _INTEGER).str.strip_chars().cast(pl.Int64, strict=False)
        case "number":
            bare = text.str.strip_chars(" \t\r\n")
            finite = _shaped(text, _NUMBER).str.strip_chars().cast(pl.Float64, strict=False)
            special = bare.str.to_uppercase().replace_strict(
                _SPECIAL, default=None, return_dtype=pl.Float64
            )
            return pl.coalesce(finite, special)
        case "boolean":
            words = dict.fromkeys(field.false_values, False)
            words |= dict.fromkeys(field.true_values, True)
            return text.replace_strict(words, default=None, return_dtype=pl.Boolean)
        case "date":
            return _day(_shaped(text, _DATE))
        case "datetime":
            return _datetime(text, _ISO if field.version == 1 else _DATETIME)
        case "time":
            return _shaped(text, f"^{_CLOCK}$").str.to_time("%H:%M:%S", strict=False)
        case "year":
            return _shaped(text, _YEAR).cast(pl.Int32, strict=False)
        case "yearmonth":
            return _day(_shaped(text, r"^[0-9]{4}-[0-9]{2}$") + "-01")
        case "string" if field.format == "uuid":
            return _shaped(text, _UUID)
        case _:
            return text


def _shaped(text: pl.Expr, shape: str) -> pl.Expr:
    """The text where it has the shape. Rust's ``$`` is the very end, line break or not."""
    return pl.when(text.str.contains(shape)).then(text)


def _day(text: pl.Expr) -> pl.Expr:
    """A day of the years 1 to 9999."""
    return pl.when(text >= "0001").then(text).str.to_date("%Y-%m-%d", strict=False)


def _datetime(text: pl.Expr, shape: str) -> pl.Expr:
    """A naive time as it stands; one with a zone as the same moment in UTC."""
    shaped = _shaped(text, shape).str.replace(" ", "T", literal=True)
    shaped = pl.when(shaped >= "0001").then(shaped)
    whole = shaped.str.slice(0, 19).str.to_datetime(
        "%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False
    )
    fraction = shaped.str.extract(r"\.([0-9]{1,6})").str.pad_end(6, "0").cast(pl.Int64)
    zone = shaped.str.slice(19).str.extract(r"([+-].*)$")
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    hours = zone.str.slice(1, 2).cast(pl.Int64).fill_null(0)
    minutes = zone.str.extract(r":([0-9]{2})$").cast(pl.Int64).fill_null(0)
    offset = pl.duration(minutes=sign * (hours * 60 + minutes))
    return whole + pl.duration(microseconds=fraction.fill_null(0)) - offset


def constant(field: Field, word: Any) -> Any:
    """A bound or an allowed value of a descriptor as a value of the field's column."""
    found = lexical.constant(field, word)
    return float(found) if isinstance(found, Decimal) else found


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
        yield "maximum", limits.maximum, _numbers(field, cell) <= _literal(field, limits.maximum)
    if limits.exclusive_minimum is not None:
        least = limits.exclusive_minimum
        yield "exclusiveMinimum", least, cell > _literal(field, least)
    if limits.exclusive_maximum is not None:
        most = limits.exclusive_maximum
        yield "exclusiveMaximum", most, _numbers(field, cell) < _literal(field, most)
    if limits.pattern is not None:
        yield "pattern", limits.pattern, _matches(cell, limits.pattern)
    if limits.enum is not None:
        yield "enum", limits.enum, _among(field, cell, limits.enum)
    if field.categories:
        codes = tuple(category.value for category in field.categories)
        yield "categories", codes, _among(field, cell, codes)


def _numbers(field: Field, cell: pl.Expr) -> pl.Expr:
    """The cell but for NaN, for which no bound is defined; Polars puts it above all numbers."""
    return pl.when(~cell.is_nan()).then(cell) if field.type == "number" else cell


def _literal(field: Field, word: Any) -> pl.Expr:
    return pl.lit(constant(field, word), dtype=dtype(field))


def _among(field: Field, cell: pl.Expr, words: tuple[Any, ...]) -> pl.Expr:
    allowed = [constant(field, word) for word in words]
    return cell.is_in(pl.Series(allowed, dtype=dtype(field)).implode())


def _matches(cell: pl.Expr, pattern: str) -> pl.Expr:
    whole = patterns.compiled(pattern)

    def matching(column: pl.Series) -> pl.Series:
        texts = column.drop_nulls().unique()
        fitting = [text for text in texts.to_list() if whole.fullmatch(text)]
        return column.is_in(pl.Series(fitting, dtype=pl.String).implode())

    return cell.map_batches(matching, return_dtype=pl.Boolean)


def plain(field: Field, texts: pl.Series) -> pl.Series:
    """Values that ``told`` gives as text, in the type of the field's column."""
    cell = pl.col("value")
    match field.type:
        case "date" | "yearmonth":
            found = cell.str.to_date("%Y-%m-%d", strict=False)
        case "datetime":
            found = cell.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
        case "time":
            found = cell.str.to_time("%H:%M:%S%.f", strict=False)
        case "boolean":
            found = cell.replace_strict({"true": True, "false": False}, default=None)
        case _:
            found = cell.cast(dtype(field), strict=False)
    frame = texts.alias("value").to_frame()
    return frame.select(found).to_series().cast(dtype(field))
