"""``naming`` says by which columns people know a row; in a dataset kept by hand, slips are told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from small import bakery, change
from sourcebook.declare import Naming, open_target
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Dataset

KEY = "primaryKey: [order_id]\n"


def declared(folder: Path, line: str) -> Dataset:
    dataset = bakery(folder)
    change(folder / "schemas/orders.yaml", KEY, f"{KEY}{line}\n")
    return open_target(dataset).dataset


READ = {
    "names": ("naming: {fields: [note], beside: [ordered_on]}", Naming(("note",), ("ordered_on",))),
    "one name": ("naming: {fields: note}", Naming(("note",))),
    "names of another table's rows": ("naming: {fields: [note], of: bread_id}", Naming(("note",), (), "bread_id")),
}  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), READ.values(), ids=READ)
def test_it_is_read(line: str, wanted: Naming, tmp_path: Path) -> None:
    assert declared(tmp_path, line).table("orders").naming == wanted


WRONG = {
    "no object": ("naming: note", "naming", "must be an object, not 'note'."),
    "no fields": ("naming: {of: bread_id}", "naming.fields", "is missing. List the columns that hold names."),
    "no such field": ("naming: {fields: [nte]}", "naming.fields", "there is no field 'nte'. Did you mean 'note'?"),
    "no such column beside": ("naming: {fields: [note], beside: [x]}", "naming.beside", "there is no field 'x'."),
    "no such key": ("naming: {fields: [note], of: x}", "naming.of", "there is no field 'x'."),
    "no foreign key": ("naming: {fields: [note], of: quantity}", "naming.of", "'quantity' is no foreign key."),
    "another word": ("naming: {fields: [note], for: bread_id}", "naming.for", "is not a word of it."),
}  # fmt: skip


@pytest.mark.parametrize(("line", "path", "message"), WRONG.values(), ids=WRONG)
def test_a_mistake_has_its_place(line: str, path: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        declared(tmp_path, line)
    found = caught.value.mistakes[0]
    assert (found.path, f"{found.message} {found.hint}"[: len(message)]) == (path, message)


def test_others_may_have_a_property_of_this_name(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "id", "type": "string"}], "naming": "free"}
    file = tmp_path / "datapackage.json"
    table = {"name": "t", "data": [["id"], ["a"]], "schema": schema}
    file.write_text(json.dumps({"name": "d", "resources": [table]}))
    found = open_target(file).dataset
    assert found.table("t").naming is None
    assert [remark.path for remark in found.remarks] == ["resources[0].schema.naming"]
