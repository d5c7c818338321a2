"""A made-up dataset of sightings of birds, with all that an explorer shows: 400 rows, points and areas.

``hostile`` puts texts that attack into every text that a curator can write.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import yaml

import sourcebook

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 400
SCRIPT = "</script><script>alert('x')</script>"
IMAGE = "\"'><img src=x onerror=alert(1)>\u202eturned"
SPECIES = ["wren", "kite", "heron", "owl"]
TAGS = ["nest", "song", "flight", "ring"]
NOTES = ["by the river, early", 'called "tsik"', "two\nlines", "=1+1", "Zürich side", "", "plain"]
SITES = {
    "site-1": ("Low Wood", 47.2, 8.1, "west"),
    "site-2": ("High Fell", 47.8, 8.3, "west"),
    "site-3": ("Long Lake", 47.4, 9.4, "east"),
    "site-4": ("Far Moor", 47.7, 9.8, "east"),
    "site-5": ("Somewhere", None, None, None),
}
OBSERVERS = {"obs-1": "Ada", "obs-2": "Béla", "obs-3": "Cy"}
MKDOCS = """\
site_name: Birds
theme:
  name: material
  font: false
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default, toggle: {icon: material/weather-night, name: Dark}}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {icon: material/weather-sunny, name: Light}}
plugins: [{sourcebook: {datasets: [data]}}]
nav: [{Home: index.md}, sourcebook]
"""


def rows() -> list[dict[str, str]]:
    """The sightings as texts, in the order of their key."""
    chance = random.Random(7)
    made = []
    for number in range(1, ROWS + 1):
        day = dt.date(2015, 1, 1) + dt.timedelta(days=chance.randrange(2000))
        made.append(
            {
                "sighting_id": f"s-{number:04d}",
                "day": "" if chance.random() < 0.05 else day.isoformat(),
                "species": chance.choice(SPECIES),
                "site_id": chance.choice(list(SITES)),
                "observer_id": "" if chance.random() < 0.2 else chance.choice(list(OBSERVERS)),
                "birds": "" if chance.random() < 0.1 else str(chance.randrange(0, 2500)),
                "wind": f"{chance.uniform(-1, 12):.2f}",
                "certain": chance.choice(["true", "false"]),
                "note": chance.choice(NOTES),
            }
        )
    return made


def tags() -> list[tuple[str, str]]:
    """Of each sighting none, one or two tags."""
    chance = random.Random(8)
    found = []
    for number in range(1, ROWS + 1):
        drawn = sorted(chance.sample(TAGS, chance.randrange(3)))
        found += [(f"s-{number:04d}", tag) for tag in drawn]
    return found


def _field(name: str, kind: str = "string", **words: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "title": name.replace("_", " ").capitalize(), **words}


def _key(field: str, table: str) -> dict[str, Any]:
    return {"fields": [field], "reference": {"resource": table, "fields": [field]}}


def _square(name: str, west: float, east: float) -> dict[str, Any]:
    ring = [[west, 47], [east, 47], [east, 48], [west, 48], [west, 47]]
    return {
        "type": "Feature",
        "properties": {"region": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def write(folder: Path, *, hostile: bool = False) -> Path:
    """The dataset and a site of it to build, below the folder."""
    bad = SCRIPT if hostile else ""
    worse = IMAGE if hostile else ""
    data = folder / "data"
    (data / "boundaries").mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Birds\n")
    (folder / "mkdocs.yml").write_text(MKDOCS)
    sightings = {
        "title": f"Sightings{bad}",
        "description": f"What was seen.{bad}",
        "primaryKey": ["sighting_id"],
        "foreignKeys": [_key("site_id", "sites"), _key("observer_id", "observers")],
        "fields": [
            _field("sighting_id", title=f"Sighting{worse}", constraints={"required": True}),
            _field("day", "date", description=f"When it was seen.{worse}"),
            _field(
                "species",
                title=f"Species{bad}",
                categories=[
                    {"value": each, "label": each.title() + (worse if each == "owl" else "")}
                    for each in SPECIES
                ],
            ),
            _field("site_id"),
            _field("observer_id"),
            _field("birds", "integer", unit="birds"),
            _field("wind", "number", unit="m/s"),
            _field("certain", "boolean"),
            _field("note"),
        ],
    }
    sites = {
        "primaryKey": ["site_id"],
        "fields": [
            _field("site_id"),
            _field("name"),
            _field("latitude", "number"),
            _field("longitude", "number"),
            _field("region"),
        ],
        "rules": [
            {
                "id": "inside",
                "title": "A site lies in its region",
                "severity": "error",
                "message": "not in {region}",
                "check": "within-polygon",
                "params": {
                    "rows": "SELECT site_id, latitude, longitude, region FROM sites WHERE region IS NOT NULL",
                    "polygons": "boundaries/regions.geojson",
                    "property": "region",
                },
            }
        ],
    }
    observers = {"primaryKey": ["observer_id"], "fields": [_field("observer_id"), _field("name")]}
    tagged = {
        "primaryKey": ["sighting_id", "tag"],
        "foreignKeys": [_key("sighting_id", "sightings")],
        "fields": [_field("sighting_id"), _field("tag")],
    }
    schemas = {"sightings": sightings, "sites": sites, "observers": observers, "tags": tagged}
    package = {
        "name": "birds",
        "title": f"Birds{bad}",
        "version": "2.0.0",
        "resources": [
            {"name": name, "path": f"{name}.csv", "schema": schema}
            for name, schema in schemas.items()
        ],
    }
    (data / "datapackage.yaml").write_text(yaml.safe_dump(package, sort_keys=False))
    west, east = (f"west{worse}", f"east{bad}") if hostile else ("west", "east")
    regions = [_square(west, 8, 9), _square(east, 9, 10)]
    (data / "boundaries" / "regions.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": regions})
    )
    seen = rows()
    if hostile:
        for place, row in enumerate(seen):
            row["note"] = (SCRIPT, IMAGE, "=HYPERLINK(1)", "w" * 300)[place % 4]
    _csv(data / "sightings.csv", list(seen[0]), [list(row.values()) for row in seen])
    names = {"west": west, "east": east, None: ""}
    _csv(
        data / "sites.csv",
        ["site_id", "name", "latitude", "longitude", "region"],
        [[key, name + bad, lat, lon, names[area]] for key, (name, lat, lon, area) in SITES.items()],
    )
    _csv(
        data / "observers.csv",
        ["observer_id", "name"],
        [[key, name + worse] for key, name in OBSERVERS.items()],
    )
    _csv(data / "tags.csv", ["sighting_id", "tag"], [[key, tag + bad] for key, tag in tags()])
    site = {
        "areas": "boundaries/regions.geojson",
        "missing": f"not told{worse}",
        "cautions": [f"Birds that nobody saw are not here.{bad}"],
        "references": [{"table": "sites", "title": "name"}],
        "pages": [
            {"table": "observers", "one": "Observer", "title": "name"},
            {
                "table": "sightings",
                "one": "Sighting",
                "title": "'Sighting ' || sighting_id || ', ' || coalesce(note, '')",
                "order": ["day", "sighting_id"],
            },
        ],
        "explorer": {
            "table": "sightings",
            "columns": ["day", "species", "observer_id", "birds", "tag", "note"],
            "filters": ["day", "species", "observer_id", "birds", "region", "tag", "certain"],
            "add": [
                {
                    "name": "region",
                    "title": f"Region{worse}",
                    "query": "SELECT sighting_id, region FROM sightings JOIN sites USING (site_id)",
                },
                {
                    "name": "tag",
                    "title": f"Tags{bad}",
                    "query": "SELECT sighting_id, tag FROM tags",
                },
            ],
            "map": {
                "property": "region",
                "area": "region",
                "note": f"Points are sites.{bad}",
            },
        },
    }
    (data / "site.yaml").write_text(yaml.safe_dump(site, sort_keys=False, allow_unicode=True))
    return folder


def build(folder: Path) -> Path:
    """The built site."""
    sourcebook.build(folder / "data", folder / "dist")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "site"


def _csv(file: Path, names: list[str], rows: list[list[Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
