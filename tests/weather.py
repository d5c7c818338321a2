"""A small made-up dataset with a cell of every kind, written out as a curator keeps it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from pathlib import Path

STATIONS = """\
station_id,name,kind,latitude,longitude,region,height,opened,parent_id,active
st-1,"Fell, Upper",hill,54.5,-3.2,north,612,1961,,true
st-2,"The ""Quay"" # 2",coast,50.1,-5.5,south,-2,2004,st-1,false
st-3,Émile|*bold*,hill,54.9,-3.0,north,,1999,st-1,true
"""
READINGS = """\
station_id,day,hour,seen_at,month,warmth,rain,note
st-1,2020-02-29,06:30:00,2020-02-29T06:31:05,2020-02,1.50,0,#first
st-1,2020-03-01,06:30:00,2020-03-01T06:31:05,2020-03,-0.25,12,"two
lines"
st-3,1969-12-31,23:59:59,1969-12-31T23:59:59,1969-12,1e1,,' odd \\ text
"""
REGIONS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"region": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[-9, low], [2, low], [2, high], [-9, high], [-9, low]]],
            },
        }
        for name, low, high in (("north", 53, 60), ("south", 49, 53))
    ],
}


def _field(name: str, kind: str, **words: object) -> dict[str, object]:
    return {"name": name, "type": kind, "title": f"{name} title", **words}


SCHEMAS = {
    "stations": {
        "name": "stations",
        "title": "Stations",
        "description": "Where it is measured.",
        "primaryKey": ["station_id"],
        "fields": [
            _field("station_id", "string", constraints={"required": True, "pattern": r"st-\d+"}),
            _field("name", "string", description="As on the map.", constraints={"required": True}),
            _field(
                "kind",
                "string",
                categories=[
                    {"value": "hill", "label": "Hill", "description": "Above 200 metres."},
                    {"value": "coast", "label": "Coast", "description": "By the sea."},
                ],
            ),
            _field("latitude", "number", unit="degrees", constraints={"minimum": -90}),
            _field("longitude", "number", unit="degrees"),
            _field("region", "string"),
            _field("height", "integer", unit="metres"),
            _field("opened", "year", unit="year"),
            _field("parent_id", "string"),
            _field("active", "boolean", trueValues=["true"], falseValues=["false"]),
        ],
        "foreignKeys": [
            {"fields": ["parent_id"], "reference": {"resource": "", "fields": ["station_id"]}}
        ],
        "rules": [
            {
                "id": "inside-region",
                "title": "A station lies in its region",
                "severity": "error",
                "message": "not in {region}",
                "check": "within-polygon",
                "params": {
                    "rows": "SELECT station_id, latitude, longitude, region FROM stations",
                    "polygons": "boundaries/regions.geojson",
                    "property": "region",
                },
            },
            {
                "id": "height-known",
                "title": "A height is known",
                "severity": "warning",
                "message": "no height",
                "expression": "height IS NOT NULL",
            },
        ],
    },
    "readings": {
        "name": "readings",
        "title": "Readings",
        "primaryKey": ["station_id", "day"],
        "fields": [
            _field("station_id", "string", constraints={"required": True}),
            _field("day", "date", unit="date", constraints={"required": True}),
            _field("hour", "time", unit="time"),
            _field("seen_at", "datetime", unit="UTC"),
            _field("month", "yearmonth"),
            _field("warmth", "number", unit="°C"),
            _field("rain", "integer", unit="mm"),
            _field("note", "string"),
        ],
        "foreignKeys": [
            {
                "fields": ["station_id"],
                "reference": {"resource": "stations", "fields": ["station_id"]},
            }
        ],
        "rules": [
            {
                "id": "rain-sensible",
                "title": "No negative rain",
                "message": "rain {rain}",
                "expression": "rain >= 0",
            }
        ],
    },
}

DESCRIPTOR = {
    "name": "weather",
    "title": "Weather, made up",
    "description": "Readings of stations.\n\nNone of them exists.",
    "version": "1.2.0",
    "licenses": [
        {
            "name": "CC-BY-4.0",
            "title": "CC BY 4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }
    ],
    "contributors": [{"title": "A. Author", "roles": ["author"]}, {"title": "B. Helper"}],
    "resources": [
        {"name": "stations", "path": "stations.csv", "schema": "stations"},
        {"name": "readings", "path": "readings.csv", "schema": "readings"},
    ],
}


def write_dataset(folder: Path) -> Path:
    """The dataset as a curator keeps it: schemas beside it, one folder for its files."""
    dataset = folder / "datasets" / "weather"
    (dataset / "boundaries").mkdir(parents=True)
    (folder / "schemas").mkdir()
    for name, schema in SCHEMAS.items():
        (folder / "schemas" / f"{name}.yaml").write_text(yaml.safe_dump(schema, sort_keys=False))
    (dataset / "datapackage.yaml").write_text(yaml.safe_dump(DESCRIPTOR, sort_keys=False))
    (dataset / "stations.csv").write_text(STATIONS, encoding="utf-8", newline="")
    (dataset / "readings.csv").write_text(READINGS, encoding="utf-8", newline="")
    (dataset / "boundaries" / "regions.geojson").write_text(json.dumps(REGIONS))
    return dataset
