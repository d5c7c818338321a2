"""Whatever a descriptor holds, reading it gives a dataset or its mistakes, and nothing else."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from described import resource
from sourcebook.declare import open_target
from sourcebook.declare.types import CATEGORICAL, TYPES
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOUNDS = {"date": "2024-01-31", "datetime": "2024-01-31T00:00:00", "time": "12:00:00", "year": 2024,
          "yearmonth": "2024-01", "duration": "P1D", "integer": 3, "number": "3,5"}  # fmt: skip
CODES = {**BOUNDS, "object": {"a": 1}, "array": [1], "boolean": "y", "list": "2024-01-31",
         "geopoint": "90.5, 45.5", "geojson": {"type": "Point", "coordinates": [1, 2]}}  # fmt: skip
PROPERTIES = {"decimalChar": ",", "groupChar": ".", "bareNumber": False, "trueValues": ["y"],
              "falseValues": ["n"], "delimiter": ";", "itemType": "date"}  # fmt: skip


def full_field(kind: str) -> dict[str, Any]:
    """A field with all that its type may have."""
    code, bound = CODES.get(kind, "a"), BOUNDS.get(kind)
    limits = {
        "required": True, "unique": True, "minLength": 1, "maxLength": 9, "pattern": "a|b",
        "enum": [code], "minimum": bound, "maximum": bound, "exclusiveMinimum": bound,
        "exclusiveMaximum": bound, "jsonSchema": {"$ref": "#/$defs/a", "$defs": {"a": {}}},
    }  # fmt: skip
    return {
        "name": kind, "type": kind, "format": "default", "title": "T", "rdfType": "x", "example": 1,
        "missingValues": ["", {"value": "-", "label": "none"}],
        "constraints": {word: limits[word] for word in limits if word in TYPES[kind].constraints},
        **{word: PROPERTIES[word] for word in PROPERTIES if word in TYPES[kind].properties},
        **({"categories": [code, {"value": "1", "label": "one"}]} if kind in CATEGORICAL else {}),
    }  # fmt: skip


FULL: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "p", "title": "T",
    "created": "2024-01-31T12:00:00Z", "profile": "tabular-data-package", "keywords": ["a"],
    "licenses": [{"name": "CC0", "path": "x", "title": "T"}], "sources": [{"title": "S"}],
    "contributors": [{"title": "C", "email": "a@b.org", "roles": ["creator"]}],
    "resources": [
        resource(
            profile="tabular-data-resource", format="csv", mediatype="text/csv", encoding="utf-8",
            compression="gz", bytes=1, hash="0" * 32, innerpath="t.csv", type="table",
            dialect={"delimiter": ";", "quoteChar": "'", "headerRows": [1, 2], "commentRows": [3],
                     "header": True, "itemKeys": ["a"], "csv": {"escapeChar": "\\"}},
            schema={
                "fields": [full_field(kind) for kind in TYPES], "missingValues": ["", "NA"], "primaryKey": ["integer"],
                "uniqueKeys": [["integer", "string"]], "fieldsMatch": "equal",
                "foreignKeys": [
                    {"fields": ["any"], "reference": {"resource": "u", "fields": ["a"]}},
                    {"fields": "string", "reference": {"package": "q", "resource": "u", "fields": "a"}},
                ],
                "rules": [{"id": "r", "title": "R", "message": "{x}", "expression": "a > 1"}],
            },
        ),
        resource(name="u", path=["u1.csv", "u2.csv"], type="table"),
        {"name": "v", "type": "table", "data": [{"a": 1}, {"a": 2}]},
    ],
}  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(below, (*at, key))


PLACES = list(places(FULL))
WORDS = sorted({str(step) for place in PLACES for step in place})
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(WORDS),
    st.sampled_from(
        ["", "\0", "../x", "%Q", "%", "[", "(?P<a>", "{", "{a.b", "a#b", "\ud800", "1e999"]
    ),
)
JSON = st.recursive(
    SCALARS,
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), below, max_size=3)
    ),
    max_leaves=6,
)


def put(value: Any, place: tuple[Any, ...], new: Any) -> None:
    for step in place[:-1]:
        value = value[step]
    value[place[-1]] = new


def test_the_whole_descriptor_is_read(tmp_path: Path) -> None:
    package = tmp_path / "p"
    for folder in (package, package / "q"):
        folder.mkdir()
    (package / "datapackage.json").write_text(json.dumps(FULL), encoding="utf-8")
    other = {"name": "q", "resources": [resource(name="u")]}
    (package / "q" / "datapackage.json").write_text(json.dumps(other), encoding="utf-8")
    dataset = open_target(package).dataset
    assert dataset.remarks == ()
    assert [table.name for table in dataset.tables] == ["t", "u", "v"]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=3))
def test_a_damaged_descriptor_gives_a_dataset_or_its_mistakes(
    tmp_path: Path, changes: list[tuple[tuple[Any, ...], Any]]
) -> None:
    damaged = copy.deepcopy(FULL)
    for place, new in changes:
        try:
            put(damaged, place, new)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    (tmp_path / "datapackage.json").write_text(json.dumps(damaged), encoding="utf-8")
    try:
        dataset = open_target(tmp_path).dataset
    except DeclarationError as error:
        for note in error.mistakes:
            assert "\n" not in str(note), str(note)
            assert note.message, note
            assert note.hint, note
    else:
        assert dataset.tables
