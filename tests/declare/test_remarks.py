"""Remarks: what the standard allows and its writer hardly meant; mistakes in a curated dataset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import sourcebook
from described import mistakes, package, read, resource
from small import BREADS, bakery, change
from sourcebook.declare import open_target
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from pathlib import Path

# words of a field, and what is remarked
REMARKS: list[tuple[dict[str, Any], str]] = [
    ({"contraints": {}}, ".contraints: is not a word of the standard. Did you mean 'constraints'?"),
    ({"required": True}, ".required: says nothing here. Move it into `constraints`."),
    ({"decimalChar": ","}, ".decimalChar: says nothing of the type 'string'. Remove it."),
    ({"type": "integer", "format": "any"}, ".format: 'integer' has no formats, so 'any' says nothing. Remove it."),
    ({"type": "date", "format": "DD/MM/YYYY"},
     ".format: 'DD/MM/YYYY' has no %-directive, so no date fits it. Write %d/%m/%Y."),
    ({"type": "integer", "constraints": {"minimum": 2, "exclusiveMaximum": 1}},
     ".constraints.minimum: is above `exclusiveMaximum`, so no value fits. Swap them, or mend one."),
    ({"constraints": {"minLength": 2, "maxLength": 1}},
     ".constraints.minLength: is above `maxLength`, so no value fits. Swap them, or mend one."),
    ({"type": "integer", "constraints": {"enum": [1, ""]}},
     ".constraints.enum[1]: '' stands for no value, which `enum` says nothing of. Remove it; `required` does that."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "text"), REMARKS, ids=str)
def test_what_the_standard_allows_and_nobody_means_is_remarked(
    tmp_path: Path, words: dict[str, Any], text: str
) -> None:
    kind = {} if "type" in words else {"type": "string"}
    field = {"name": "a", **kind, **words}
    dataset = read(tmp_path, resource(schema={"fields": [field]}))
    told = [f"{note.path}: {note.message} {note.hint}" for note in dataset.remarks]
    assert told == [f"resources[0].schema.fields[0]{text}"]


def test_a_remark_is_in_the_report_and_fails_nothing(tmp_path: Path) -> None:
    fields = [{"name": "a", "contraints": {}}]
    (tmp_path / "t.csv").write_text("a\nx\n", encoding="utf-8")
    package(tmp_path, resource(schema={"fields": fields}))
    report = sourcebook.validate(tmp_path / "datapackage.json")
    assert report.valid
    assert [remark.path for remark in report.remarks] == [
        "resources[0].schema.fields[0].contraints"
    ]


def test_a_word_of_ones_own_is_no_slip(tmp_path: Path) -> None:
    custom = {"related": [], "temporal": {}, "title@de": "x", "dc:creator": "x", "countryCode": "x"}
    assert read(tmp_path, resource(), **custom).remarks == ()


def test_a_curated_dataset_is_one_that_names_its_schemas(tmp_path: Path) -> None:
    assert open_target(bakery(tmp_path)).dataset.curated
    built = tmp_path / "built"
    built.mkdir()
    (built / "s.json").write_text(json.dumps({"fields": [{"name": "a"}]}), encoding="utf-8")
    assert not read(built, resource(), resource(name="u", schema="s.json")).curated


def test_a_remark_on_a_curated_dataset_is_a_mistake(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(tmp_path / "schemas/breads.yaml", "type: date, unit: date", "type: date, requird: true")
    with pytest.raises(DeclarationError, match=r"fields\[4\].requird: is not a word of the standa"):
        open_target(folder)


def test_beside_a_mistake_the_slip_that_may_be_its_cause_is_told_first(tmp_path: Path) -> None:
    package(tmp_path, resource(schema={"feilds": []}))
    assert [told.partition(":")[0] for told in mistakes(tmp_path)] == [
        "resources[0].schema.feilds",
        "resources[0].schema.fields",
    ]


def test_a_remark_on_a_schema_of_a_single_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(BREADS, encoding="utf-8")
    file = tmp_path / "s.json"
    file.write_text(json.dumps({"fields": [{"name": "a", "typ": "x"}]}), encoding="utf-8")
    dataset = open_target(tmp_path / "b.csv", file).dataset
    assert [note.hint for note in dataset.remarks] == ["Did you mean 'type'?"]
