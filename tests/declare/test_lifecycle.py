"""``lifecycle`` and ``claims`` name fields; in a dataset kept by hand what is wrong is a mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from small import bakery, change
from sourcebook.declare import Claims, Lifecycle, open_target
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from pathlib import Path

KEY = "primaryKey: [bread_id]\n"


def declared(folder: Path, line: str):
    dataset = bakery(folder)
    change(folder / "schemas/breads.yaml", KEY, f"{KEY}{line}\n")
    return open_target(dataset).dataset.table("breads")


def test_both_are_read(tmp_path: Path) -> None:
    table = declared(
        tmp_path,
        "lifecycle: {status: flour, withdrawn: rye, merged_into: name}\n"
        "claims: {subject_table: name, subject_id: bread_id, field: flour, adopted: price}",
    )
    assert table.lifecycle == Lifecycle("flour", ("rye",), "name")
    assert table.claims == Claims("name", "bread_id", "flour", adopted="price")


@pytest.mark.parametrize(
    ("line", "path", "message"),
    [
        ("lifecycle: rye", "lifecycle", "must be an object, not 'rye'."),
        ("lifecycle: {status: flor, withdrawn: [rye]}", "lifecycle.status", "there is no field 'flor'. Did you mean 'flour'?"),
        ("lifecycle: {status: flour}", "lifecycle.withdrawn", "is missing: a field and its codes withdraw a row together."),
        ("lifecycle: {withdrawn: [rye]}", "lifecycle.status", "is missing: a field and its codes withdraw a row together."),
        ("lifecycle: {}", "lifecycle", "says nothing."),
        ("lifecycle: {merged: name}", "lifecycle.merged", "is not a word of it."),
        ("claims: {subject_table: name, field: flour}", "claims.subject_id", "is missing. Name the column."),
        ("claims: {subject_table: name, subject_id: id, field: flour}", "claims.subject_id", "there is no field 'id'."),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(tmp_path: Path, line: str, path: str, message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        declared(tmp_path, line)
    found = caught.value.mistakes[0]
    assert (found.path, f"{found.message} {found.hint}"[: len(message)]) == (path, message)


def test_others_may_have_properties_of_these_names(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "id", "type": "string"}], "lifecycle": "draft", "claims": ["x"]}
    file = tmp_path / "datapackage.json"
    table = {"name": "t", "data": [["id"], ["a"]], "schema": schema}
    file.write_text(json.dumps({"name": "d", "resources": [table]}))
    dataset = open_target(file).dataset
    assert (dataset.tables[0].lifecycle, dataset.tables[0].claims) == (None, None)
    assert len(dataset.remarks) == 2
