"""Where the rows of a table are on the earth, as far as its declaration says.

A table has coordinates if it has, in this order of preference,

* two numbers that say so by their ``rdfType``, Table Schema's word for what a field means: ``lat``
  and ``long`` of the Basic Geo vocabulary (``http://www.w3.org/2003/01/geo/wgs84_pos#``),
* two numbers of the names ``latitude`` and ``longitude``,
* a field of the type ``geopoint``.

They are degrees of WGS 84, as the vocabulary and the standard have it. A row has a point where it
has both numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote

if TYPE_CHECKING:
    from sourcebook.declare import Field, Table

_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"


@dataclass(frozen=True, slots=True)
class Points:
    """The SQL of a row's coordinates, over columns that are named like the fields."""

    longitude: str
    latitude: str
    fields: tuple[str, ...]
    """The fields that they are taken from."""

    @property
    def both(self) -> tuple[str, str]:
        """Longitude and latitude, both NULL where a row has no point."""
        longitude, latitude = (
            f"CASE WHEN {self.known} THEN {each} END" for each in (self.longitude, self.latitude)
        )
        return longitude, latitude

    @property
    def known(self) -> str:
        """Whether a row has a point."""
        return f"(isfinite({self.longitude}) AND isfinite({self.latitude}))"


def points(table: Table) -> Points | None:
    """The coordinates of a table's rows; ``None`` where its declaration tells of none."""
    meant = _meant(table)
    numbers = {field.name: field for field in table.fields if field.type == "number"}
    for latitude, longitude in (
        (meant.get(f"{_GEO}lat"), meant.get(f"{_GEO}long")),
        ("latitude", "longitude"),
    ):
        if latitude in numbers and longitude in numbers:
            return Points(quote(longitude), quote(latitude), (latitude, longitude))
    for field in table.fields:
        if field.type == "geopoint":
            return _geopoint(field)
    return None


def _meant(table: Table) -> dict[str, str]:
    """The fields of a table by their ``rdfType``."""
    declared = (table.schema or {}).get("fields", ())
    return {
        each["rdfType"]: field.name
        for each, field in zip(declared, table.fields, strict=False)
        if isinstance(each, dict) and isinstance(each.get("rdfType"), str)
    }


def _geopoint(field: Field) -> Points:
    """Source: https://datapackage.org/standard/table-schema/#geopoint."""
    text = quote(field.name)
    places = {
        "default": (f"split_part({text}, ',', 1)", f"split_part({text}, ',', 2)"),
        "array": (f"json_extract_string({text}, '$[0]')", f"json_extract_string({text}, '$[1]')"),
        "object": (
            f"json_extract_string({text}, '$.lon')",
            f"json_extract_string({text}, '$.lat')",
        ),
    }
    longitude, latitude = (
        f"TRY_CAST({part} AS DOUBLE)" for part in places.get(field.format, places["default"])
    )
    return Points(longitude, latitude, (field.name,))


def column(table: Table) -> str:
    """The name of the geometry's column in Parquet: ``geometry``, unless a field has that name."""
    taken = {field.name.lower() for field in table.fields}
    name, number = "geometry", 1
    while name in taken:
        number += 1
        name = f"geometry_{number}"
    return name
