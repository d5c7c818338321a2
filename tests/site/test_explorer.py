"""What the explorer is told of a table: its columns, points and areas; and what is wrong to declare."""

from __future__ import annotations

import base64
import json
import re
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

import sightings
import sourcebook
from sourcebook.errors import DeclarationError
from sourcebook.site.cells import Cells
from sourcebook.site.contents import Contents
from sourcebook.site.explorer import Explorer
from sourcebook.site.reading import read_site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset with its package, and no site."""
    folder = sightings.write(tmp_path_factory.mktemp("birds"))
    sourcebook.build(folder / "data", folder / "dist")
    return folder


def told(birds: Path, folder: Path) -> dict[str, Any]:
    """What the browser reads, of the package and the ``site.yaml`` in a folder."""
    contents = Contents(birds / "dist" / "birds-2.0.0")
    explorer = Explorer(Cells(contents, read_site(folder, contents.dataset)))
    (script,) = (text for path, text in explorer.files().items() if "/rows-" in path)
    found = re.fullmatch(r"window\.sourcebook = \{rows: JSON\.parse\('(.*)'\)\};\n", script)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1].replace("\\'", "'").replace("\\\\", "\\"))
    return read


def column(read: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (each for each in read["columns"] if each["name"] == name)
    return found


def codes(packed: dict[str, Any]) -> list[int]:
    kind = {1: "B", 2: "H", 4: "I"}[packed["bytes"]]
    return list(array(kind, base64.b64decode(packed["data"])))


def texts(read: dict[str, Any], name: str) -> list[str]:
    one = column(read, name)
    if "codes" not in one:
        return one["values"][one["none"] :]
    return [one["values"][code] for code in codes(one["codes"])]


def test_every_cell_of_the_table_can_be_read_back(birds: Path) -> None:
    read = told(birds, birds / "data")
    rows = sightings.rows()
    for name in rows[0]:
        assert texts(read, name) == [row[name] for row in rows], name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("day", "date"),
        ("species", "code"),
        ("certain", "code"),
        ("site_id", "reference"),
        ("birds", "number"),
        ("note", "text"),
        ("region", "reference"),
    ],
)
def test_a_column_is_of_the_kind_that_its_field_declares(birds: Path, name: str, kind: str) -> None:
    assert column(told(birds, birds / "data"), name)["kind"] == kind


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("species", sightings.SPECIES.index),
        ("birds", int),
        ("wind", float),
        ("day", str),
        ("site_id", lambda value: sightings.SITES[value][0]),
    ],
)
def test_values_stand_in_the_order_that_they_sort_in(birds: Path, name: str, key: Any) -> None:
    one = column(told(birds, birds / "data"), name)
    values = one["values"][one["none"] :]
    assert values == sorted(values, key=key)


def test_a_row_may_have_many_values_of_an_added_column(birds: Path) -> None:
    one = column(told(birds, birds / "data"), "tag")
    starts, flat = codes(one["starts"]), codes(one["codes"])
    found = [
        (f"s-{row:04d}", one["values"][code])
        for row, (start, end) in enumerate(pairwise(starts), 1)
        for code in flat[start:end]
        if code >= one["none"]
    ]
    assert found == sightings.tags()


def test_points_are_found_without_being_declared_and_areas_told_by_the_site(birds: Path) -> None:
    read = told(birds, birds / "data")
    north = array("f", base64.b64decode(read["map"]["north"]))
    for row, latitude in zip(sightings.rows(), north, strict=True):
        wanted = sightings.SITES[row["site_id"]][1]
        assert (latitude == pytest.approx(wanted)) if wanted else latitude != latitude  # noqa: PLR0124
    assert [(area["value"], area["name"]) for area in read["map"]["areas"]] == [
        ("west", "west"),
        ("east", "east"),
    ]


def test_a_dataset_that_declares_nothing_has_filters_for_all_that_can_be_filtered(
    birds: Path, tmp_path: Path
) -> None:
    read = told(birds, tmp_path)
    assert read["filters"] == [
        "day", "species", "site_id", "observer_id", "birds", "wind", "certain",
    ]  # fmt: skip
    assert (read["date"], read["shown"][:2]) == ("day", ["sighting_id", "day"])


@pytest.mark.parametrize(
    ("declared", "mistake"),
    [
        ("table: sighting", "explorer.table: there is no table 'sighting'. Did you mean"),
        (
            "table: sightings, columns: [dya]",
            "explorer.columns: the explorer has no column 'dya'. Did you mean 'day'?",
        ),
        ("table: sightings, date: days", "explorer.date: 'sightings' has no field 'days'."),
        ("table: sightings, collumns: [day]", "explorer.collumns: is not a word of site.yaml"),
        (
            "table: sightings, add: [{name: day, title: Day, query: SELECT 1}]",
            "explorer.add[0].name: 'day' is a field of the table. Choose another name.",
        ),
        ("table: sightings, map: {area: site_id}", "explorer.map.property: is missing."),
        ("table: tags, map: {note: x}", "explorer.table: 'tags' has no primary key of one field."),
        (
            "table: sightings, add: [{name: n, title: N, query: SELECT sighting_id FROM tags}]",
            "explorer.add[0].query: gives 1 of 2 columns. Select a row's key, a value.",
        ),
        (
            "table: sightings, add: [{name: n, title: N, query: SELECT x FROM tags}]",
            "explorer.add[0].query: does not run: Binder Error",
        ),
        (
            "table: sightings, map: {query: \"SELECT sighting_id, 'north', 'east' FROM sightings\"}",
            "explorer.map.query: gives 'north' and 'east', which are no degrees.",
        ),
    ],
)
def test_a_mistake_has_a_place_and_a_next_step(
    birds: Path, tmp_path: Path, declared: str, mistake: str
) -> None:
    (tmp_path / "site.yaml").write_text(f"explorer: {{{declared}}}\n", encoding="utf-8")
    with pytest.raises(DeclarationError) as raised:
        told(birds, tmp_path)
    found = raised.value.mistakes[0]
    assert f"{found.path}: {found.message} {found.hint}".startswith(mistake)


@pytest.mark.parametrize(
    ("areas", "mistake"),
    [
        ("boundaries/region.geojson", "areas: is no file of the package."),
        ("../../data/site.yaml", "areas: is no file of the package."),
        ("data/tags.csv", "areas: can't be drawn: JSONDecodeError"),
    ],
)
def test_areas_that_can_not_be_drawn_are_a_mistake(
    birds: Path, tmp_path: Path, areas: str, mistake: str
) -> None:
    (tmp_path / "site.yaml").write_text(f"areas: {areas}\n", encoding="utf-8")
    with pytest.raises(DeclarationError) as raised:
        told(birds, tmp_path)
    (found,) = raised.value.mistakes
    assert f"{found.path}: {found.message}".startswith(mistake)


def test_numbers_of_another_notation_are_shown_as_the_package_has_them(tmp_path: Path) -> None:
    folder = sightings.write(tmp_path)
    data = folder / "data"
    descriptor = (data / "datapackage.yaml").read_text()
    declared = "name: wind\n      type: number"
    assert declared in descriptor
    (data / "datapackage.yaml").write_text(
        descriptor.replace(declared, f"{declared}\n      decimalChar: ','")
    )
    rows = (data / "sightings.csv").read_text()
    (data / "sightings.csv").write_text(re.sub(r",(-?\d+)\.(\d\d),", r',"\1,\2",', rows))
    sourcebook.build(data, folder / "dist")
    read = told(folder, data)
    assert texts(read, "wind") == [row["wind"] for row in sightings.rows()]
    assert column(read, "wind")["json"] == "number"
