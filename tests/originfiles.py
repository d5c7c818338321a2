"""Datasets to import into, and made-up files in the columns of the datasets of the field.

The files hold no facts: their events, actors and places are made up, but for names of provinces.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sourcebook.exchange.origins.mapping import open_mapping, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).parents[1]
NAME = "pakistan-militancy"
SHARED = Path(os.environ.get("SOURCEBOOK_SHARED", ROOT.parent / "shared")) / "data" / "ucdp"

GED = {
    "id": "700001", "relid": "AFG-2019-1-1-1", "year": "2019", "active_year": "1",
    "code_status": "Clear", "type_of_violence": "1", "conflict_dset_id": "333",
    "conflict_new_id": "333", "conflict_name": "Made-up: Government", "dyad_dset_id": "1",
    "dyad_new_id": "1", "dyad_name": "One - Other", "side_a_dset_id": "9001",
    "side_a_new_id": "9001", "side_a": "Government of Nowhere", "side_b_dset_id": "9002",
    "side_b_new_id": "9002", "side_b": "Made-up Front", "number_of_sources": "-1",
    "source_article": "Gazette", "source_office": "Gazette", "source_date": "2019-05-17",
    "source_headline": "Clash", "source_original": "officials", "where_prec": "1",
    "where_coordinates": "Madeup town", "where_description": "near Madeup",
    "adm_1": "Nangarhar province", "adm_2": "Invented district", "latitude": "34.2011",
    "longitude": "70.5012", "geom_wkt": "POINT (70.5012 34.2011)", "priogrid_gid": "179061",
    "country": "Afghanistan", "country_id": "700", "region": "Asia", "event_clarity": "1",
    "date_prec": "1", "date_start": "2019-05-16", "date_end": "2019-05-16", "deaths_a": "1",
    "deaths_b": "2", "deaths_civilians": "3", "deaths_unknown": "0", "best": "6", "high": "7",
    "low": "5", "gwnoa": "700", "gwnob": "",
}  # fmt: skip
"""One event in the 49 columns of GED 23.1."""

OPTIONAL = (
    "where_description", "gwnob", "gwnoa", "relid", "code_status", "source_headline",
    "source_date", "source_office",
)  # fmt: skip
"""Columns that not every version has: without all of them it is the oldest layout, of 41."""

ACLED = {
    "event_id_cnty": "AFG90001", "event_date": "16 May 2019", "year": "2019",
    "time_precision": "1", "disorder_type": "Political violence", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Military Forces of Nowhere", "assoc_actor_1": "",
    "inter1": "State forces", "actor2": "Made-up Front", "assoc_actor_2": "",
    "inter2": "Rebel group", "interaction": "State forces-Rebel group", "civilian_targeting": "",
    "iso": "4", "region": "Caucasus and Central Asia", "country": "Afghanistan",
    "admin1": "Nangarhar", "admin2": "Invented", "admin3": "", "location": "Madeup",
    "latitude": "34.2011", "longitude": "70.5012", "geo_precision": "1", "source": "Gazette",
    "source_scale": "National", "notes": "Made up.", "fatalities": "4", "tags": "",
    "timestamp": "1700000000",
}  # fmt: skip
"""One event in the 31 columns of an export of ACLED."""

GTD = {
    "eventid": "201905160001", "iyear": "2019", "imonth": "5", "iday": "16", "approxdate": "",
    "extended": "0", "resolution": "", "country": "4", "country_txt": "Afghanistan", "region": "6",
    "region_txt": "South Asia", "provstate": "Nangarhar", "city": "Madeup", "latitude": "34.2011",
    "longitude": "70.5012", "specificity": "1", "vicinity": "0", "location": "", "summary": "-",
    "doubtterr": "0", "success": "1", "suicide": "1", "attacktype1": "3",
    "attacktype1_txt": "Bombing/Explosion", "targtype1": "15", "targtype1_txt": "Religious",
    "target1": "-", "gname": "Made-up Front", "gname2": "", "guncertain1": "0", "claimed": "1",
    "weaptype1": "6", "weaptype1_txt": "Explosives", "weapsubtype1": "13", "nperps": "-99",
    "nkill": "9", "nkillter": "1", "nwound": "20", "nwoundte": "0", "addnotes": "",
    "scite1": "", "scite2": "", "scite3": "", "dbsource": "", "INT_LOG": "-9",
}  # fmt: skip
"""One attack in columns of the GTD, and one more that the mapping does not know."""


def dataset(folder: Path, *, empty: bool = True) -> Path:
    """The shipped dataset in a folder, with its schemas; ``empty``: with the headers alone."""
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    place = folder / "datasets" / NAME
    shutil.copytree(ROOT / "datasets" / NAME, place)
    if empty:
        for file in place.glob("*.csv"):
            header = file.read_text(encoding="utf-8").partition("\n")[0]
            file.write_text(header + "\n", encoding="utf-8", newline="")
    return place


def edit(file: Path, change: Callable[[Any], object], to: Path | None = None) -> Path:
    """Write a YAML file anew with something in it changed."""
    value = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(value)
    place = to or file
    place.write_text(yaml.safe_dump(value, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return place


def world(folder: Path) -> tuple[Path, Path]:
    """An empty dataset for all countries and years, and GED's mapping made for it."""
    place = dataset(folder)
    edit(place / "datapackage.yaml", lambda value: value.pop("derived"))
    edit(folder / "schemas" / "places.yaml", _open_places)
    edit(folder / "schemas" / "incidents.yaml", _open_incidents)
    edit(folder / "schemas" / "groups.yaml", _open_groups)
    edit(folder / "schemas" / "group_names.yaml", _open_groups)
    mapping = edit(shipped()["ucdp-ged"], _open_mapping, folder / "world.yaml")
    return place, mapping


def _field(schema: Any, name: str) -> Any:
    return next(each for each in schema["fields"] if each["name"] == name)


def _open_places(schema: Any) -> None:
    del _field(schema, "country_code")["categories"]
    schema["rules"] = []


def _open_incidents(schema: Any) -> None:
    for word in ("minimum", "maximum"):
        del _field(schema, "date_start")["constraints"][word]


def _open_groups(schema: Any) -> None:
    for word in ("unique", "maxLength"):
        _field(schema, "name")["constraints"].pop(word, None)


def _open_mapping(mapping: Any) -> None:
    for rows in mapping["rows"]:
        if rows["table"] == "places" and "admin1_code" in rows["cells"]:
            rows["cells"]["admin1_code"] = rows["cells"]["admin1_code"] | {"otherwise": "empty"}
            rows["match"] = ["type", "country_code", "parent_id", "name"]
            rows.pop("apart", None)


def written(file: Path, rows: Iterable[dict[str, str]], encoding: str = "utf-8") -> Path:
    """Rows as CSV, with the columns of the first."""
    listed = [*rows]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*listed[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    file.write_bytes(out.getvalue().encode(encoding))
    return file


def records(place: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table of a dataset."""
    with (place / f"{table}.csv").open(encoding="utf-8", newline="") as text:
        return [*csv.DictReader(text)]


def sample(name: str) -> Path:
    """A file of UCDP beside the repository; the test is left out where it is not there."""
    file = SHARED / name
    if not file.is_file():
        pytest.skip(f"there is no {name} here")
    return file


def columns(origin: str) -> list[str]:
    """The columns of a codebook."""
    return [field.name for field in open_mapping(origin).codebook.fields]
