"""Two sides with events for tests, as files and as a small dataset with a crosswalk."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from sourcebook.exchange.matching import match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

COLUMNS = ("id", "day", "until", "lat", "lon", "who", "dead", "date_code", "place_code")
DECLARED = """\
id: id
date: day
date_end: until
latitude: lat
longitude: lon
actors: {columns: [who], separator: ";"}
counts: {deaths: dead}
precision:
  date: {column: date_code, days: {"2": 3}}
  place: {column: place_code, km: {"2": 25}}
"""

DATASET = {
    "datasets/fires/datapackage.yaml": """\
name: fires
resources:
  - {name: fires, path: fires.csv, schema: fires}
  - {name: elsewhere, path: elsewhere.csv, schema: elsewhere}
""",
    "datasets/fires/match.yaml": """\
table: fires
id: fire_id
subject: fires
date: day
latitude: latitude
longitude: longitude
actors: {columns: [brigade], table: brigades}
counts: {lost: houses}
window: {days: 1, km: 10}
crosswalk:
  table: elsewhere
  subject_table: about
  subject_id: subject
  scheme: scheme
  external_id: external
  match: how
  decisions: {same: exact, close: close, broad: broad}
""",
    "datasets/fires/fires.csv": """\
fire_id,day,latitude,longitude,brigade,houses
f1,2024-03-01,50,8,north,4
f2,2024-03-09,51,8,south,
""",
    "datasets/fires/elsewhere.csv": """\
about,subject,scheme,external,how
brigades,north,stations,17,exact
brigades,south,stations,18,close
""",
    "schemas/fires.yaml": """\
name: fires
primaryKey: [fire_id]
fields:
  - {name: fire_id, type: string, constraints: {required: true}}
  - {name: day, type: date}
  - {name: latitude, type: number}
  - {name: longitude, type: number}
  - {name: brigade, type: string}
  - {name: houses, type: integer}
""",
    "schemas/elsewhere.yaml": """\
name: elsewhere
primaryKey: [about, subject, scheme, external]
fields:
  - {name: about, type: string, constraints: {enum: [fires, brigades]}}
  - {name: subject, type: string}
  - {name: scheme, type: string, constraints: {enum: [stations, satellite]}}
  - {name: external, type: string}
  - {name: how, type: string, constraints: {enum: [exact, close, broad]}}
""",
    "satellite.csv": """\
number,seen,y,x,station,houses
901,2024-03-02,50.01,8.0,17,5
902,2024-03-09,51.0,8.0,19,0
903,2024-07-01,50.0,8.0,17,4
904,never,50.0,8.0,17,4
""",
    "satellite.yaml": """\
scheme: satellite
id: number
date: seen
latitude: y
longitude: x
actors: {columns: [station], scheme: stations}
counts: {lost: houses}
""",
}


def fires(folder: Path) -> Path:
    """Write a dataset of fires and a satellite's file of them; give the dataset's folder."""
    for name, content in DATASET.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="\n")
    return folder / "datasets" / "fires"


def side(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> Path:
    """A file of events, each as far as its cells are given."""
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            cells = ["" if cell is None else cell for cell in row]
            writer.writerow([*cells, *[""] * (len(COLUMNS) - len(cells))])
    return file


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def matched(
    folder: Path, a: Iterable[Sequence[object]], b: Iterable[Sequence[object]], **words: object
) -> list[dict[str, str]]:
    """The pairs of two sides in files."""
    declared = folder / "events.yaml"
    declared.write_text(DECLARED, encoding="utf-8")
    files = side(folder, "a", a), side(folder, "b", b)
    asked: Mapping[str, object] = {"days": 1, "km": 25, **words}
    match(*files, folder / "pairs.csv", events=(declared, declared), **asked)
    return read(folder / "pairs.csv")
