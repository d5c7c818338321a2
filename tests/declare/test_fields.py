"""Fields of a schema: every type, format and property of the standard, or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from described import field, mistakes, package, read, resource
from sourcebook.declare.types import TYPES

if TYPE_CHECKING:
    from pathlib import Path

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"

# what a field says, and what is read of it
READ: list[tuple[dict[str, Any], dict[str, Any]]] = [
    *(({"type": kind}, {"type": kind, "format": "default"}) for kind in TYPES),
    *(({"type": "string", "format": f}, {"format": f}) for f in ("email", "uri", "binary", "uuid")),
    *(({"type": "geopoint", "format": f}, {"format": f}) for f in ("default", "array", "object")),
    ({"type": "geojson", "format": "topojson"}, {"format": "topojson"}),
    ({"type": "date", "format": "any"}, {"format": "any"}),
    ({"type": "date", "format": "%d.%m.%Y"}, {"format": "%d.%m.%Y"}),
    ({"type": "date", "format": "fmt:%d.%m.%Y"}, {"format": "%d.%m.%Y"}),
    ({"type": "time", "format": "%I:%M %p"}, {"format": "%I:%M %p"}),
    ({"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S.%f%z"}, {"format": "%Y-%m-%dT%H:%M:%S.%f%z"}),
    ({"type": "number", "decimalChar": ",", "groupChar": "."}, {"decimal_char": ",", "group_char": "."}),
    ({"type": "number", "groupChar": ""}, {"group_char": None}),
    ({"type": "integer", "groupChar": " ", "bareNumber": False}, {"group_char": " ", "bare_number": False}),
    ({"type": "boolean", "trueValues": ["oui"]},
     {"true_values": ("oui",), "false_values": ("false", "False", "FALSE", "0")}),
    ({"type": "boolean", "falseValues": []},
     {"true_values": ("true", "True", "TRUE", "1"), "false_values": ()}),
    ({"type": "list", "delimiter": ";", "itemType": "date"}, {"delimiter": ";", "item_type": "date"}),
    ({"type": "list"}, {"delimiter": ",", "item_type": None}),
    ({"missingValues": []}, {"missing_values": ()}),
    ({"missingValues": ["-", "NA"]}, {"missing_values": ("-", "NA")}),
    ({"missingValues": [{"value": "-9", "label": "refused"}, {"value": ""}]}, {"missing_values": ("-9", "")}),
    ({"type": "integer", "categories": [1, "2", {"value": 3, "label": "three"}]}, {}),
    ({"rdfType": "http://schema.org/Country", "title@fr": "Pays", "dc:title": "x"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "wanted"), READ, ids=str)
def test_a_field_of_the_standard_is_read(
    tmp_path: Path, words: dict[str, Any], wanted: dict[str, Any]
) -> None:
    found = field(tmp_path, **words)
    assert {name: getattr(found, name) for name in wanted} == wanted


# constraints, by type: as a descriptor may write them
BOUNDS: list[tuple[dict[str, Any], Any]] = [
    ({"type": "integer"}, 5),
    ({"type": "integer", "groupChar": ","}, "1,000"),
    ({"type": "number"}, "1e3"),
    ({"type": "number", "decimalChar": ","}, "1,5"),
    ({"type": "number", "bareNumber": False}, "€ 5"),
    ({"type": "date"}, "2024-02-29"),
    ({"type": "date", "format": "%d.%m.%Y"}, "29.02.2024"),
    ({"type": "datetime"}, "2024-02-29T00:00:00Z"),
    ({"type": "time"}, "23:59:59"),
    ({"type": "year"}, 2024),
    ({"type": "year"}, "2024"),
    ({"type": "yearmonth"}, "2024-02"),
    ({"type": "duration"}, "P1Y2M"),
]


@pytest.mark.parametrize("name", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
@pytest.mark.parametrize(("words", "bound"), BOUNDS, ids=str)
def test_a_bound_is_kept_as_it_is_written(
    tmp_path: Path, words: dict[str, Any], bound: Any, name: str
) -> None:
    constraints = field(tmp_path, **words, constraints={name: bound}).constraints
    python = {"exclusiveMinimum": "exclusive_minimum", "exclusiveMaximum": "exclusive_maximum"}
    assert getattr(constraints, python.get(name, name)) == bound


CONSTRAINTS: list[tuple[dict[str, Any], dict[str, Any], str, Any]] = [
    ({"type": "string"}, {"minLength": 0, "maxLength": 5.0}, "max_length", 5),
    ({"type": "array"}, {"minLength": 2}, "min_length", 2),
    ({"type": "object"}, {"maxLength": 2}, "max_length", 2),
    ({"type": "list"}, {"maxLength": 2}, "max_length", 2),
    ({"type": "string"}, {"pattern": r"\i\c*[\p{L}-[aeiou]]"}, "pattern", r"\i\c*[\p{L}-[aeiou]]"),
    ({"type": "object"}, {"jsonSchema": {"required": ["a"]}}, "json_schema", {"required": ["a"]}),
    ({"type": "array"}, {"jsonSchema": {"$ref": "#/$defs/a", "$defs": {"a": {}}}}, "json_schema",
     {"$ref": "#/$defs/a", "$defs": {"a": {}}}),
    ({"type": "array"}, {"jsonSchema": {}}, "json_schema", {}),
    ({"type": "object"}, {"enum": [{"a": 1}, '{"a": 2}']}, "enum", ({"a": 1}, '{"a": 2}')),
    ({"type": "array"}, {"enum": [[1], "[2]"]}, "enum", ([1], "[2]")),
    ({"type": "list"}, {"enum": ["a,b", ["c"]]}, "enum", ("a,b", ["c"])),
    ({"type": "boolean"}, {"enum": [True]}, "enum", (True,)),
    ({"type": "boolean", "trueValues": ["oui"]}, {"enum": ["oui"]}, "enum", ("oui",)),
    ({"type": "geopoint"}, {"enum": ["90.5, 45.5"]}, "enum", ("90.5, 45.5",)),
    ({"type": "number", "decimalChar": ","}, {"enum": ["1,5", 2]}, "enum", ("1,5", 2)),
    ({"type": "date", "format": "%d.%m.%Y"}, {"enum": ["01.02.2024"]}, "enum", ("01.02.2024",)),
    ({"type": "any"}, {"enum": ["a", 1], "unique": True}, "enum", ("a", 1)),
    ({"type": "duration"}, {"required": True}, "required", True),
]  # fmt: skip


@pytest.mark.parametrize(("words", "constraints", "name", "wanted"), CONSTRAINTS, ids=str)
def test_a_constraint_of_the_standard_is_read(
    tmp_path: Path, words: dict[str, Any], constraints: dict[str, Any], name: str, wanted: Any
) -> None:
    assert getattr(field(tmp_path, **words, constraints=constraints).constraints, name) == wanted


# what a field says, the place below it, and what is told
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"name": 5}, ".name", "must be a text, not 5. Put it in quotes."),
    ({"name": ""}, ".name", "is empty. Give it a value."),
    ({"name": "a\0"}, ".name", "has a NUL in it. Rename the field."),
    ({"type": None}, ".type", "must be a text, not null. Give it a value, or remove it."),
    ({"type": ["number", "null"]}, ".type", "must be a text, not ['number', 'null']. Mend it."),
    ({"type": "Integer"}, ".type", "unknown type 'Integer'. Did you mean 'integer'?"),
    ({"format": 5}, ".format", "must be a text, not 5. Put it in quotes."),
    ({"format": "emial"}, ".format", "'string' has no format 'emial'. Did you mean 'email'?"),
    ({"format": ""}, ".format", "'string' has no format ''. Remove it, for the default."),
    ({"type": "geopoint", "format": "lonlat"}, ".format",
     "'geopoint' has no format 'lonlat'. Known are: array, default, object."),
    ({"type": "date", "format": ""}, ".format", "is empty. Remove it, for the default."),
    ({"type": "date", "format": "%Q"}, ".format",
     "'%Q' is no pattern: 'Q' is a bad directive in format '%Q'. Write it as strptime takes it, as in %d/%m/%Y."),
    ({"type": "time", "format": "%H:%"}, ".format",
     "'%H:%' is no pattern: stray % in format '%H:%'. Write it as strptime takes it, as in %d/%m/%Y."),
    ({"type": "date", "format": "%Y %Y"}, ".format",
     "'%Y %Y' is no pattern: names a part twice. Write it as strptime takes it, as in %d/%m/%Y."),
    ({"type": "number", "decimalChar": ""}, ".decimalChar", "is empty. Give it a character, or remove it."),
    ({"type": "number", "decimalChar": 5}, ".decimalChar", "must be a text, not 5. Put it in quotes."),
    ({"type": "number", "groupChar": "."}, ".groupChar",
     "can't be the decimal character too, '.'. Set `decimalChar` or `groupChar`."),
    ({"type": "integer", "bareNumber": "no"}, ".bareNumber", "must be true or false, not 'no'. Mend it."),
    ({"type": "boolean", "trueValues": "yes"}, ".trueValues",
     "must be a list, not 'yes'. Put `- ` before each element."),
    ({"type": "boolean", "falseValues": [0]}, ".falseValues[0]", "must be a text, not 0. Put it in quotes."),
    ({"type": "list", "itemType": "geopoint"}, ".itemType", "a list can't have items of type 'geopoint'. Known are: "),
    ({"type": "list", "delimiter": ""}, ".delimiter", "is empty. Give it a character, or remove it."),
    ({"missingValues": "NA"}, ".missingValues", "must be a list, not 'NA'. Put `- ` before each element."),
    ({"missingValues": [-9]}, ".missingValues[0]", "must be a text, not -9. Put it in quotes."),
    ({"missingValues": [{"label": "x"}]}, ".missingValues[0].value", "is missing. Add `value:`."),
    ({"missingValues": [{"value": "x"}, {"value": "x"}]}, ".missingValues[1]", "'x' stands twice. Remove one of them."),
    ({"missingValues": [{"value": "x", "label": "l"}, {"value": "y", "label": "l"}]},
     ".missingValues[1].label", "the label 'l' stands twice. Choose another."),
    ({"categories": "a"}, ".categories", "must be a list, not 'a'. Put `- ` before each element."),
    ({"categories": []}, ".categories", "is empty, so no value could ever fit. List the codes."),
    ({"categories": [{"label": "x"}]}, ".categories[0].value", "is missing. Add `value:`."),
    ({"categories": [1]}, ".categories[0]", "1 is not of type 'string'. Put it in quotes."),
    ({"categories": ["a", {"value": "a"}]}, ".categories[1]", "the code 'a' stands twice. Remove one of them."),
    ({"type": "integer", "categories": [1, "1"]}, ".categories[1]", "the code 1 stands twice. Remove one of them."),
    ({"categories": [{"value": "a", "label": "l"}, {"value": "b", "label": "l"}]}, ".categories[1].label",
     "the label 'l' stands twice. Give each code its own."),
    ({"type": "number", "categories": [1]}, ".categories",
     "a field of type 'number' can't have categories. Only string and integer fields can."),
    ({"categoriesOrdered": "yes"}, ".categoriesOrdered", "must be true or false, not 'yes'. Mend it."),
    ({"constraints": []}, ".constraints", "must be an object, not []. Write `key: value` pairs."),
    ({"type": "year", "constraints": {"minimun": 0}}, ".constraints.minimun",
     "is not a constraint of the standard. Did you mean 'minimum'?"),
    ({"constraints": {"required": "yes"}}, ".constraints.required", "must be true or false, not 'yes'. Mend it."),
    ({"type": "integer", "constraints": {"pattern": "x"}}, ".constraints.pattern",
     "a field of type 'integer' can't have it. It may have: enum, exclusiveMaximum"),
    ({"type": "boolean", "constraints": {"minimum": 0}}, ".constraints.minimum",
     "a field of type 'boolean' can't have it. It may have: enum, required, unique."),
    ({"type": "any", "constraints": {"minLength": 0}}, ".constraints.minLength", "a field of type 'any' can't have it."),
    ({"constraints": {"minLength": -1}}, ".constraints.minLength", "must not be negative. Use 0 or more."),
    ({"constraints": {"maxLength": 1.5}}, ".constraints.maxLength", "must be a whole number, not 1.5. Mend it."),
    ({"constraints": {"maxLength": "5"}}, ".constraints.maxLength", "must be a whole number, not '5'. Mend it."),
    ({"constraints": {"pattern": "[a-z"}}, ".constraints.pattern", "'[a-z' is not a regular expression: "),
    ({"constraints": {"pattern": 5}}, ".constraints.pattern", "must be a text, not 5. Put it in quotes."),
    ({"constraints": {"enum": []}}, ".constraints.enum", "is empty, so no value could ever fit. List the values."),
    ({"constraints": {"enum": "a"}}, ".constraints.enum", "must be a list, not 'a'. Put `- ` before each element."),
    ({"constraints": {"enum": ["a", 1]}}, ".constraints.enum[1]", "1 is not of type 'string'. Put it in quotes."),
    ({"type": "integer", "constraints": {"enum": [1, "x"]}}, ".constraints.enum[1]",
     "'x' is not of type 'integer'. Write it as a cell would."),
    ({"type": "object", "constraints": {"enum": [[1]]}}, ".constraints.enum[0]", "[1] is not of type 'object'."),
    ({"type": "date", "constraints": {"enum": ["2020-99-99"]}}, ".constraints.enum[0]",
     "'2020-99-99' is not of type 'date'."),
    ({"categories": ["a", "b"], "constraints": {"enum": ["a", "c"]}}, ".constraints.enum[1]",
     "'c' is no category. Known are: a, b."),
    ({"type": "number", "decimalChar": ",", "constraints": {"minimum": "1.5"}}, ".constraints.minimum",
     "'1.5' is not of type 'number'. Write it as a cell would."),
    ({"type": "number", "constraints": {"minimum": True}}, ".constraints.minimum", "true is not of type 'number'."),
    ({"type": "number", "constraints": {"maximum": "NaN"}}, ".constraints.maximum", "is no bound, as nothing is less or more."),
    ({"type": "date", "format": "%d.%m.%Y", "constraints": {"minimum": "2020-01-01"}}, ".constraints.minimum",
     "'2020-01-01' is not of type 'date' in the format '%d.%m.%Y'. Write it as a cell would."),
    ({"type": "object", "constraints": {"jsonSchema": 5}}, ".constraints.jsonSchema", "must be an object, not 5."),
    ({"type": "object", "constraints": {"jsonSchema": {"type": "objct"}}}, ".constraints.jsonSchema.type",
     "is not a JSON Schema: 'objct' is not valid"),
    ({"type": "object", "constraints": {"jsonSchema": {"properties": {"a": {"pattern": "[a"}}}}},
     ".constraints.jsonSchema.properties.a.pattern", "is not a JSON Schema: '[a' is not a 'regex'."),
    ({"type": "object", "constraints": {"jsonSchema": {"$ref": "http://example.org/x.json"}}}, ".constraints.jsonSchema",
     "the reference 'http://example.org/x.json' leads out of it. Write what it names below `$defs`."),
    ({"type": "object", "constraints": {"jsonSchema": {"$ref": "#/$defs/b"}}}, ".constraints.jsonSchema",
     "there is nothing at '#/$defs/b'. Mend the reference."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "place", "text"), WRONG, ids=str)
def test_what_is_wrong_with_a_field_has_its_place_and_a_next_step(
    tmp_path: Path, words: dict[str, Any], place: str, text: str
) -> None:
    kind = {} if "type" in words else {"type": "string"}
    package(tmp_path, resource(schema={"fields": [{"name": "a", **kind, **words}]}))
    told = mistakes(tmp_path)
    assert told[0].startswith(f"resources[0].schema.fields[0]{place}: {text}"), told
    assert len(told) == 1, told


def test_a_field_without_a_type_is_text_in_version_1_and_anything_in_version_2(
    tmp_path: Path,
) -> None:
    bare = resource(schema={"fields": [{"name": "a"}]})
    assert read(tmp_path, bare).tables[0].fields[0].type == "string"
    assert read(tmp_path, bare, **{"$schema": V2}).tables[0].fields[0].type == "any"


def test_missing_values_of_a_field_replace_those_of_its_table(tmp_path: Path) -> None:
    fields = [{"name": "a"}, {"name": "b", "missingValues": ["-"]}]
    schema = {"fields": fields, "missingValues": ["", "NA"]}
    found = read(tmp_path, resource(schema=schema)).tables[0].fields
    assert [field.missing_values for field in found] == [("", "NA"), ("-",)]


def test_a_missing_value_twice_is_a_mistake_in_version_2_only(tmp_path: Path) -> None:
    twice = resource(schema={"fields": [{"name": "a"}], "missingValues": ["NA", "NA"]})
    dataset = read(tmp_path, twice)
    assert dataset.tables[0].fields[0].missing_values == ("NA",)
    assert [note.message for note in dataset.remarks] == ["'NA' stands twice."]
    package(tmp_path, twice, **{"$schema": V2})
    assert mistakes(tmp_path)[0].startswith("resources[0].schema.missingValues[1]: 'NA' stands")


def test_names_that_differ_in_case_are_two_fields_where_no_rule_reads_them(tmp_path: Path) -> None:
    schema: dict[str, Any] = {"fields": [{"name": "ID"}, {"name": "id"}]}
    found = read(tmp_path, resource(schema=schema)).tables[0]
    assert [field.name for field in found.fields] == ["ID", "id"]
    rule = {"id": "r", "title": "R", "message": "m", "expression": "id = 1"}
    package(tmp_path, resource(schema={**schema, "rules": [rule]}))
    (told,) = mistakes(tmp_path)
    assert told == (
        "resources[0].schema.fields[1].name: SQL takes 'id' for 'ID', and there are rules. "
        "Give it another name."
    )


def test_codes_are_values_of_their_field(tmp_path: Path) -> None:
    words = {"categories": [1, "2", {"value": 3, "label": "three", "description": "A number."}]}
    found = field(tmp_path, type="integer", categoriesOrdered=True, **words)
    assert [category.value for category in found.categories] == [1, 2, 3]
    assert (found.categories[2].label, found.categories_ordered) == ("three", True)
