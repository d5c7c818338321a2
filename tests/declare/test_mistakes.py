"""Every mistake of a descriptor has its file, its path inside it, and a next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from small import bakery, change
from sourcebook.declare import every_dataset, open_target
from sourcebook.errors import DeclarationError, UseError

if TYPE_CHECKING:
    from pathlib import Path

BREADS, ORDERS, PACKAGE = (
    "schemas/breads.yaml",
    "schemas/orders.yaml",
    "datasets/bakery/datapackage.yaml",
)

# file, what stands there, what is written instead, the path of the mistake, words of its text
MISTAKES = [
    (BREADS, "type: number", "type: numbr", "fields[3].type",
     "unknown type 'numbr'. Did you mean 'number'?"),
    (BREADS, "type: number,", "type: number, format: pretty,", "fields[3].format", "'number' has no formats"),
    (BREADS, "minimum: 0", "minimum: cheap", "fields[3].constraints.minimum", "'cheap' is not of type"),
    (BREADS, "minimum: 0", "pattern: x", "fields[3].constraints.pattern",
     "a field of type 'number' can't have it. It may have: enum, exclusiveMaximum"),
    (BREADS, "minimum: 0", "minimun: 0", "fields[3].constraints.minimun", "Did you mean 'minimum'?"),
    (BREADS, "minimum: 0", "enum: [a]", "fields[3].constraints.enum[0]", "'a' is not of type"),
    (BREADS, "type: date, unit: date", "type: date, constraints: {minimum: 2020-13-45}", "fields[4].constraints.minimum", "'2020-13-45' is not of type 'date'"),
    (BREADS, "type: number,", "typ: number,", "fields[3].typ", "Did you mean 'type'?"),
    (BREADS, "primaryKey:", "primarykey:", "primarykey", "Did you mean 'primaryKey'?"),
    (ORDERS, "rules:", "rule:", "rule", "Did you mean 'rules'?"),
    (ORDERS, "id: still-sold", "id: type-error", "rules[1].id", "is a code of the standard"),
    (ORDERS, "expression: baked_on >= ordered_on", 'expression: "baked_on > ordered_on) OR (true"', "rules[0].expression", "brackets that don't match"),
    (ORDERS, "{name: bread_id, type: string,", "{name: bread_id, type: integer,", "foreignKeys[0].reference.fields", "'bread_id' and 'bread_id' are integer and string"),
    (PACKAGE, "name: orders", "name: ../orders", "resources[1].name", "can't be the name of a table"),
    (PACKAGE, "name: orders", "name: Breads", "resources[1].name", "second resource 'Breads'"),
    (PACKAGE, "schema: orders", "schema: ../orders", "resources[1].schema", "leads out of the package"),
    (BREADS, "minimum: 0", "enum: []", "fields[3].constraints.enum", "no value could ever fit"),
    (BREADS, '"brd-[0-9]{2}"', '"brd-[0-9"', "fields[0].constraints.pattern", "regular expression"),
    (BREADS, "primaryKey: [bread_id]", "primaryKey: [bred_id]", "primaryKey",
     "there is no field 'bred_id'. Did you mean 'bread_id'?"),
    (BREADS, "{name: name,", "{name: Bread_ID,", "fields[1].name", "SQL takes 'Bread_ID' for 'bread_id'"),
    (BREADS, "{name: name,", "{name: bread_id,", "fields[1].name", "second field 'bread_id'"),
    (BREADS, "value: wheat", "value: rye", "fields[2].categories[1]", "the code 'rye' stands twice"),
    (BREADS, "value: wheat", "value: 3", "fields[2].categories[0]", "3 is not of type 'string'"),
    (BREADS, "fields:\n", "feilds:\n", "feilds", "Did you mean 'fields'?"),
    (ORDERS, "resource: breads", "resource: bread", "foreignKeys[0].reference.resource",
     "there is no table 'bread'. Did you mean 'breads'?"),
    (ORDERS, "fields: [bread_id]}}", "fields: [bread]}}", "foreignKeys[0].reference.fields",
     "'breads' has no field 'bread'"),
    (ORDERS, "fields: [bread_id]}}", "fields: [bread_id, name]}}", "foreignKeys[0].reference.fields",
     "names 2 fields for 1"),
    (ORDERS, "id: still-sold", "id: baked-after-order", "rules[1].id", "stands twice"),
    (ORDERS, "severity: warning", "severity: bad", "rules[1].severity", "Write error or warning."),
    (ORDERS, "    severity: warning\n", "    severty: warning\n", "rules[1].severty",
     "Did you mean 'severity'?"),
    (ORDERS, "expression: baked_on >= ordered_on", "check: near-duplicat", "rules[0].check",
     "Did you mean 'near-duplicate'?"),
    (ORDERS, "expression: baked_on >= ordered_on", "check: max-words\n    params: {field: note}",
     "rules[0].params.words", "'max-words' needs it. Add `words:`."),
    (ORDERS, "expression: baked_on >= ordered_on", "check: max-words\n    params: {field: n, words: 3}",
     "rules[0].params.field", "there is no field 'n'."),
    (ORDERS, "    expression: baked_on >= ordered_on\n", "", "rules[0]", "has none of expression"),
    (ORDERS, "expression: baked_on >= ordered_on", "expression: baked_on > ordered_on\n    after: [still-sold]",
     "rules[0].after", "there is no rule 'still-sold' above this one."),
    (ORDERS, "fields: [ordered_on, baked_on]", "fields: [orderd_on]", "rules[0].fields", "ordered_on"),
    (ORDERS, 'message: "{name} was', 'message: "{name was', "rules[1].message", "is not a template"),
    (PACKAGE, "path: orders.csv", "path: ../orders.csv", "resources[1].path", "leads out of the package"),
    (PACKAGE, "path: orders.csv", "path: http://x/orders.csv", "resources[1].path", "remote files"),
    (PACKAGE, "path: orders.csv", "path: orders.ods", "resources[1].format", "'ods' is not read yet"),
    (PACKAGE, "schema: orders", "schema: order", "resources[1].schema",
     "there is no schema 'order'. Did you mean 'orders'?"),
    (PACKAGE, "name: orders", "name: breads", "resources[1].name", "second resource 'breads'"),
    (PACKAGE, "schema: orders}", "schema: orders, encoding: cp125}", "resources[1].encoding",
     "'cp125' is not a character set. Did you mean"),
    (PACKAGE, "resources:", "resorces:", "resorces", "Did you mean 'resources'?"),
    (BREADS, "name: breads\n", "name: breads\nname: bread\n", "line 2, column 1", "stands twice"),
    (BREADS, "fields:\n", "fields: [\n", "line", "is not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "path", "text"), MISTAKES)
def test_a_mistake_has_its_place_and_a_next_step(
    tmp_path: Path, file: str, old: str, new: str, path: str, text: str
) -> None:
    folder = bakery(tmp_path)
    change(tmp_path / file, old, new)
    with pytest.raises(DeclarationError) as raised:
        open_target(folder)
    told = [str(mistake) for mistake in raised.value.mistakes]
    first = raised.value.mistakes[0]
    assert first.file.endswith(file), told
    assert first.path.startswith(path), told
    assert text in told[0]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(tmp_path / BREADS, "type: number", "type: numbr")
    change(tmp_path / ORDERS, "severity: warning", "severity: bad")
    with pytest.raises(DeclarationError) as raised:
        open_target(folder)
    assert [m.path for m in raised.value.mistakes] == ["fields[3].type", "rules[1].severity"]


def test_codes_and_dates_stay_what_the_curator_wrote(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(tmp_path / BREADS, "{value: wheat, label: Wheat,", "{value: NO, label: 2022-03-04,")
    category = open_target(folder).dataset.table("breads").field("flour").categories[0]
    assert (category.value, category.label) == ("NO", "2022-03-04")


def test_version_one_words_are_read(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(tmp_path / BREADS, "primaryKey: [bread_id]", "primaryKey: bread_id")
    change(tmp_path / ORDERS, "{fields: [bread_id], reference: {resource: breads, fields: [bread_id]}}",
           "{fields: bread_id, reference: {resource: breads, fields: bread_id}}")  # fmt: skip
    dataset = open_target(folder).dataset
    assert dataset.table("breads").primary_key == ("bread_id",)
    assert dataset.table("orders").foreign_keys[0].fields == ("bread_id",)


def test_a_file_is_found_by_its_dataset_and_by_its_name(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    found = open_target(folder / "orders.csv")
    assert (found.dataset.name, found.only) == ("bakery", frozenset({"orders"}))
    loose = tmp_path / "breads.csv"
    (folder / "breads.csv").rename(loose)
    assert [table.name for table in open_target(loose).dataset.tables] == ["breads"]


@pytest.mark.parametrize(
    ("target", "schema", "text"),
    [
        ("nowhere", None, "there is no such file or folder"),
        ("schemas", None, "no datapackage.yaml in it"),
        ("datasets/bakery", BREADS, "goes with a data file, not with a folder"),
        ("datasets/bakery/orders.csv", "schemas/none.yaml", "no such schema file"),
        ("loose.csv", None, "Name one with --schema FILE"),
        ("notes.txt", None, "Name one of these"),
        ("datasets/bakery/datapackage.yaml", BREADS, "not with a descriptor"),
    ],
)
def test_a_wrong_target_is_one_line_with_a_next_step(
    tmp_path: Path, target: str, schema: str | None, text: str
) -> None:
    bakery(tmp_path)
    (tmp_path / "loose.csv").write_text("a\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("a\n", encoding="utf-8")
    with pytest.raises(UseError, match=text) as raised:
        open_target(tmp_path / target, None if schema is None else tmp_path / schema)
    assert "\n" not in str(raised.value)


def test_datasets_are_found_below_their_folder(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    assert every_dataset(tmp_path / "datasets") == [folder]
    with pytest.raises(UseError, match="There is no dataset below"):
        every_dataset(tmp_path / "schemas")
