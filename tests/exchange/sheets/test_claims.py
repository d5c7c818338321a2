"""A claim of what a cell holds is resolved as the cell would be, if the declaration says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import command
from filledforms import fill, form
from small import bakery, change

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS = {
    "bread_names": """\
name: bread_names
primaryKey: [bread_id, name]
naming: {fields: [name], of: bread_id}
foreignKeys:
  - {fields: [bread_id], reference: {resource: breads, fields: [bread_id]}}
fields:
  - {name: bread_id, type: string, constraints: {required: true}}
  - {name: name, type: string, constraints: {required: true}}
""",
    "claims": """\
name: claims
primaryKey: [claim_id]
claims: {subject_table: about, subject_id: entry, field: field, value: value}
fields:
  - {name: claim_id, type: string, constraints: {required: true, pattern: "clm-[0-9]{2}"}}
  - {name: about, type: string}
  - {name: entry, type: string}
  - {name: field, type: string}
  - {name: value, type: string}
""",
}
ROWS = {
    "bread_names": "bread_id,name\nbrd-02,Flute\nbrd-03,Tresse\n",
    "claims": "claim_id,about,entry,field,value\n",
}
CLAIM = {"about": "orders", "entry": "ord-001", "field": "bread_id"}


def claimed(folder: Path, **sheets: list[dict[str, Any]]) -> tuple[int, str, str]:
    """What ``import`` says of a form with these rows, of a bakery with names and claims."""
    place = bakery(folder)
    for name, schema in SCHEMAS.items():
        (folder / f"schemas/{name}.yaml").write_text(schema, "utf-8")
        (place / f"{name}.csv").write_text(ROWS[name], "utf-8")
        line = f"resources:\n  - {{name: {name}, path: {name}.csv, schema: {name}}}\n"
        change(place / "datapackage.yaml", "resources:\n", line)
    filled = fill(form(folder, place), **sheets)
    return command.run(folder, "import", filled.name, "--into", "datasets/bakery")


RIGHT = {
    "a key": ({"value": "brd-03"}, "orders,ord-001,bread_id,brd-03"),
    "a name": ({"value": "zopf"}, "orders,ord-001,bread_id,brd-03"),
    "an alias": ({"value": "Tresse"}, "orders,ord-001,bread_id,brd-03"),
    "no value": ({}, "orders,ord-001,bread_id,"),
    "a field that refers to nothing": ({"field": "note", "value": "Tresse"}, "orders,ord-001,note,Tresse"),
    "a fact that no column has": ({"field": "baker", "value": "Tresse"}, "orders,ord-001,baker,Tresse"),
    "a table that refers to nothing": ({"about": "breads", "entry": "Tresse", "field": "name", "value": "Tresse"}, "breads,brd-03,name,Tresse"),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "row"), RIGHT.values(), ids=RIGHT)
def test_the_value_of_a_claim_is_a_key_where_the_cell_that_it_is_about_holds_one(
    cells: dict[str, Any], row: str, tmp_path: Path
) -> None:
    code, _, err = claimed(tmp_path, claims=[{**CLAIM, **cells}])
    assert (code, err) == (0, "")
    rows = (tmp_path / "datasets/bakery/claims.csv").read_text("utf-8")
    assert rows == f"{ROWS['claims']}clm-01,{row}\n"


def test_a_claim_may_name_a_row_that_the_same_form_adds(tmp_path: Path) -> None:
    code, _, err = claimed(
        tmp_path,
        breads=[{"bread_id": "new-1", "name": "Ring"}],
        claims=[{**CLAIM, "value": "new-1"}, {**CLAIM, "value": "ring"}],
    )
    assert (code, err) == (0, "")
    rows = (tmp_path / "datasets/bakery/claims.csv").read_text("utf-8")
    assert rows.count("bread_id,brd-04\n") == 2


def test_a_value_that_is_nearly_a_name_is_told_and_never_guessed(tmp_path: Path) -> None:
    code, _, err = claimed(tmp_path, claims=[{**CLAIM, "value": "Trese"}])
    assert code == 1
    assert err.splitlines()[0] == (
        "error filled.xlsx: claims!E3 (value): 'Trese' is neither a key nor a name in breads. "
        "Did you mean Tresse, which is Zopf [brd-03]?"
    )
