"""Schemas: fields, matching and keys, and what is wrong with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from described import GONE, mistakes, package, read, resource
from sourcebook.declare import ForeignKey

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = [{"name": "id", "type": "integer"}, {"name": "up", "type": "integer"}, {"name": "n"}]


def schema(**words: Any) -> dict[str, Any]:
    found = {"fields": FIELDS, **words}
    return {word: value for word, value in found.items() if value is not GONE}


KEYS: list[tuple[dict[str, Any], str, Any]] = [
    ({"primaryKey": "id"}, "primary_key", ("id",)),
    ({"primaryKey": ["id", "n"]}, "primary_key", ("id", "n")),
    ({"primaryKey": []}, "primary_key", ()),
    ({"uniqueKeys": [["id"], ["id", "n"]]}, "unique_keys", (("id",), ("id", "n"))),
    ({"uniqueKeys": ["id"]}, "unique_keys", (("id",),)),
    ({"fieldsMatch": "subset"}, "fields_match", "subset"),
    ({"fieldsMatch": ["equal"]}, "fields_match", "equal"),
    ({}, "fields_match", "exact"),
    ({"foreignKeys": [{"fields": ["up"], "reference": {"fields": ["id"]}}]}, "foreign_keys",
     (ForeignKey(("up",), "t", ("id",)),)),
    ({"foreignKeys": [{"fields": "up", "reference": {"resource": "", "fields": "id"}}]}, "foreign_keys",
     (ForeignKey(("up",), "t", ("id",)),)),
    ({"foreignKeys": [{"fields": "up", "reference": {"datapackage": "", "resource": "t", "fields": "id"}}]},
     "foreign_keys", (ForeignKey(("up",), "t", ("id",)),)),
]  # fmt: skip


@pytest.mark.parametrize(("words", "name", "wanted"), KEYS, ids=str)
def test_keys_and_matching_are_read(
    tmp_path: Path, words: dict[str, Any], name: str, wanted: Any
) -> None:
    found = read(tmp_path, resource(schema=schema(**words))).tables[0]
    assert getattr(found, name) == wanted


def key(fields: Any = "up", to: Any = "id", **reference: Any) -> dict[str, Any]:
    found = {"fields": fields, "reference": {"fields": to, **reference}}
    return {word: value for word, value in found.items() if value is not GONE}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"fields": GONE}, ".fields", "is missing. List the columns of the table under `fields:`."),
    ({"fields": []}, ".fields", "is empty. List the columns of the table."),
    ({"fields": {"a": 1}}, ".fields", "must be a list, not {'a': 1}. Put `- ` before each element."),
    ({"fields": ["a"]}, ".fields[0]", "must be an object, not 'a'. Write `key: value` pairs."),
    ({"fields": [{"name": "a"}, {"name": "a"}]}, ".fields[1].name",
     "is a second field 'a'. Give it another name."),
    ({"fields": [{"type": "string"}]}, ".fields[0].name", "is missing. Add `name:`."),
    ({"fieldsMatch": "some"}, ".fieldsMatch", "unknown word 'some'. Known are: equal, exact, partial, subset, superset."),
    ({"fieldsMatch": ["exact", "equal"]}, ".fieldsMatch", "must be one word. Write one of: exact, equal, subset"),
    ({"fieldsMatch": 5}, ".fieldsMatch", "must be a list, not 5."),
    ({"title": 5}, ".title", "must be a text, not 5. Put it in quotes."),
    ({"primaryKey": 5}, ".primaryKey", "must be a list, not 5. Put `- ` before each element."),
    ({"primaryKey": {"fields": ["id"]}}, ".primaryKey", "must be a list, not {'fields': ['id']}."),
    ({"primaryKey": ["idd"]}, ".primaryKey", "there is no field 'idd'. Did you mean 'id'?"),
    ({"uniqueKeys": []}, ".uniqueKeys", "is empty. List the keys, or remove it."),
    ({"uniqueKeys": [[]]}, ".uniqueKeys[0]", "is empty. Name the fields of the key."),
    ({"uniqueKeys": [[5]]}, ".uniqueKeys[0][0]", "must be a field name, not 5. Name a field."),
    ({"uniqueKeys": [["x"]]}, ".uniqueKeys[0]", "there is no field 'x'. Known are: id, n, up."),
    ({"foreignKeys": key()}, ".foreignKeys", "must be a list, not {'fields': 'up', 'reference': {'fields': 'id'}}."),
    ({"foreignKeys": ["up"]}, ".foreignKeys[0]", "must be an object, not 'up'. Write `key: value` pairs."),
    ({"foreignKeys": [key(GONE)]}, ".foreignKeys[0].fields", "is missing. Name the fields."),
    ({"foreignKeys": [key([])]}, ".foreignKeys[0].fields", "is empty. Name the fields."),
    ({"foreignKeys": [key("x")]}, ".foreignKeys[0].fields", "there is no field 'x'. Known are: id, n, up."),
    ({"foreignKeys": [{"fields": "up"}]}, ".foreignKeys[0].reference",
     "is missing. Say which `resource` and `fields` it refers to."),
    ({"foreignKeys": [{"fields": "up", "reference": "t"}]}, ".foreignKeys[0].reference",
     "must be an object, not 't'. Write `key: value` pairs."),
    ({"foreignKeys": [key(["up", "n"])]}, ".foreignKeys[0].reference.fields",
     "names 1 fields for 2. Name as many on each side."),
    ({"foreignKeys": [key(to="x")]}, ".foreignKeys[0].reference.fields", "'t' has no field 'x'. Known are: id, n, up."),
    ({"foreignKeys": [key(), key(resource="x")]}, ".foreignKeys[1].reference.resource", "there is no table 'x'."),
    ({"foreignKeys": [key(resource=5)]}, ".foreignKeys[0].reference.resource", "must be a text, not 5."),
    ({"foreignKeys": [key(to="n")]}, ".foreignKeys[0].reference.fields",
     "'up' and 'n' are integer and string, never equal. Give both sides one type."),
    ({"foreignKeys": [key(package="https://example.org/datapackage.json")]}, ".foreignKeys[0].reference.package",
     "the package is elsewhere, at 'https://example.org/datapackage.json', and is not fetched. Put it beside this one"),
    ({"foreignKeys": [key(package="../other")]}, ".foreignKeys[0].reference.package",
     "'../other' leads out of the package. Use a path inside it."),
    ({"foreignKeys": [key(package="nowhere")]}, ".foreignKeys[0].reference.package",
     "there is no package 'nowhere' in this one or beside it. Put its folder there, or remove the key."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "place", "text"), WRONG, ids=str)
def test_what_is_wrong_with_a_schema_has_its_place_and_a_next_step(
    tmp_path: Path, words: dict[str, Any], place: str, text: str
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    package(folder, resource(schema=schema(**words)))
    told = mistakes(folder)
    assert told[0].startswith(f"resources[0].schema{place}: {text}"), told
    assert len(told) == 1, told


def test_a_table_that_has_mistakes_itself_is_not_said_to_be_missing(tmp_path: Path) -> None:
    orders = resource(name="orders", schema=schema(foreignKeys=[key(resource="t")]))
    package(tmp_path, orders, resource(path="../t.csv"))
    assert [told.partition(":")[0] for told in mistakes(tmp_path)] == ["resources[1].path"]


def test_a_key_may_refer_to_a_table_without_a_schema(tmp_path: Path) -> None:
    orders = resource(name="orders", schema=schema(foreignKeys=[key(resource="t")]))
    found = read(tmp_path, orders, resource(schema=GONE)).tables[0]
    assert found.foreign_keys[0].resource == "t"


@pytest.mark.parametrize("where", ["beside", "inside", "file"])
def test_a_key_may_refer_to_a_package_that_is_at_hand(tmp_path: Path, where: str) -> None:
    folder = tmp_path / "here"
    place = {"beside": tmp_path / "codes", "inside": folder / "codes", "file": folder / "codes"}
    folder.mkdir()
    place[where].mkdir()
    package(place[where], resource(name="c", schema=schema(foreignKeys=[key(package="gone")])))
    named = "codes/datapackage.json" if where == "file" else "codes"
    foreign = key(package=named, resource="c")
    found = read(folder, resource(schema=schema(foreignKeys=[foreign])))
    assert found.tables[0].foreign_keys == (ForeignKey(("up",), f"{named}#c", ("id",)),)
    assert [other.name for other in found.external] == [f"{named}#c"]
    assert found.table(f"{named}#c").source == place[where] / "t.csv"


def test_what_is_wrong_in_a_package_that_a_key_refers_to_is_told(tmp_path: Path) -> None:
    for name in ("here", "codes"):
        (tmp_path / name).mkdir()
    package(tmp_path / "codes", resource(name="c", path="../c.csv"))
    foreign = key(package="codes", resource="c")
    package(tmp_path / "here", resource(schema=schema(foreignKeys=[foreign])))
    assert mistakes(tmp_path / "here") == [
        "resources[0].path: '../c.csv' leads out of the package. Use a path inside it."
    ]
    package(tmp_path / "codes", resource(name="cc"))
    (told,) = mistakes(tmp_path / "here")
    assert told == (
        "resources[0].schema.foreignKeys[0].reference.package: "
        "the package 'codes' has no table 'c'. Did you mean 'cc'?"
    )


def test_a_mistake_in_a_schema_of_its_own_file_is_told_with_that_file(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps({"fields": [{"name": "a", "type": "x"}]}))
    package(tmp_path, resource(schema="s.json"))
    assert mistakes(tmp_path)[0].startswith("fields[0].type: unknown type 'x'.")
