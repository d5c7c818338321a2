"""The incident table that the benchmarks read: as many rows as asked for, the same at each run.

Twenty columns: a key, four enums, three patterns, eight ranges, two dates, a boolean, a timestamp,
a long text; an ordering rule; few nulls; about 237 bytes a row. No key is in the order of the file
unless asked for, since a file in order is easier. A share of the rows can be made bad, each in one
of the ways of ``FAULTS``, in turn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20220304
PLACES = 200_000
CHUNK = 1_000_000
"""Rows that are made at a time: what is made does not depend on how many rows follow."""

VIOLENCE = ["state_based", "non_state", "one_sided", "unclear"]
ATTACKS = [
    "suicide_bombing", "explosive_device", "armed_assault", "targeted_killing", "armed_clash",
    "shelling_or_rocket", "abduction", "hostage_taking", "arson_or_sabotage", "air_or_drone",
    "unknown",
]  # fmt: skip
DEVICES = [
    "vest", "vehicle_borne", "planted_ied", "roadside_ied", "firearm", "grenade", "rocket",
    "artillery", "mine", "drone", "knife", "fire", "poison", "stones", "bicycle_bomb", "parcel",
    "magnetic_ied", "donkey_cart", "several", "other", "none", "unknown",
]  # fmt: skip
STATUSES = ["provisional", "reviewed", "disputed", "withdrawn"]

WHO = [
    "Unidentified gunmen", "Militants on motorcycles", "A man in uniform", "Two attackers",
    "Armed men", "A car driver", "Fighters from across the border", "A former guard",
]  # fmt: skip
DID = [
    "fired on a patrol", "blew up a gas pipeline", "stormed a police post", "shot a health worker",
    "threw a grenade into a shop", "detonated explosives at a gate", "burnt two fuel tankers",
    "took three teachers away", 'attacked the "Friday" market', "fired four rockets",
]  # fmt: skip
WHERE = [
    "in the bazaar", "on the ring road", "near the district court", "at a checkpoint, by night",
    "outside a school", "in a village north of the town", "between Qissa Khwānī and the fort",
    "by the river crossing", "on the road to Ghaznī, in fog", "at the border",
]  # fmt: skip

RULE = "deaths_low <= deaths_best and deaths_best <= deaths_high"


def _field(name: str, kind: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": {"required": True, **constraints}}


def _optional(name: str, kind: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": constraints}


FIELDS = [
    _field("incident_id", "string", pattern=r"inc-[0-9]{8}"),
    _field("date_start", "date"),
    _field("date_end", "date"),
    _field("date_precision", "integer", minimum=1, maximum=5),
    _field("place_id", "string", pattern=r"plc-\d{6}"),
    _field("geo_precision", "integer", minimum=1, maximum=7),
    _field("violence_type", "string", enum=VIOLENCE),
    _field("attack_type", "string", enum=ATTACKS),
    _optional("device", "string", enum=DEVICES),
    _field("status", "string", enum=STATUSES),
    _field("report_id", "string", pattern=r"[A-Z]{3}-\d{4}-\d{7}"),
    _optional("latitude", "number", minimum=-90, maximum=90),
    _optional("longitude", "number", minimum=-180, maximum=180),
    _optional("deaths_low", "integer", minimum=0),
    _optional("deaths_best", "integer", minimum=0),
    _optional("deaths_high", "integer", minimum=0, maximum=20000),
    _optional("injured", "integer", minimum=0, maximum=50000),
    _field("attacker_counted", "boolean"),
    _field("recorded_at", "datetime"),
    _optional("summary", "string", minLength=10, maxLength=200),
]

FAULTS = {
    "incident_id": ("'INC-' || right(incident_id, 8)", "earlier"),
    "date_start": ("'2021-02-30'", "right(date_start, 2) || left(date_start, 8)"),
    "date_end": ("replace(date_end, '-', '/')", "''"),
    "date_precision": ("'6'", "'day'"),
    "place_id": ("'plc-' || right(place_id, 5)", "''"),
    "geo_precision": ("'0'", "'1.5'"),
    "violence_type": ("'state based'", "'Unclear'"),
    "attack_type": ("attack_type || ' '", "'bombing'"),
    "device": ("'gun'", "upper(coalesce(device, 'vest'))"),
    "status": ("''", "'final'"),
    "report_id": ("replace(report_id, '-', '')", "lower(report_id)"),
    "latitude": ("'91.5'", "'33,5'"),
    "longitude": ("'-180.01'", "'71 E'"),
    "deaths_low": ("'-1'", "'20000'"),
    "deaths_best": ("'many'", "'3.0'"),
    "deaths_high": ("'20001'", "'10-12'"),
    "injured": ("'-5'", "'1,200'"),
    "attacker_counted": ("'perhaps'", "'yes'"),
    "recorded_at": ("replace(recorded_at, 'T', ' ')", "left(recorded_at, 10)"),
    "summary": ("'Too short'", "repeat('long ', 50)"),
}
"""By column, two ways in which its cell is made bad; "earlier" is the key of the row before."""


@dataclass(frozen=True, slots=True)
class Made:
    """What to make."""

    rows: int = 2_000_000
    bad: int = 0
    """One row of this many is bad; 0 for none."""
    ragged: bool = False
    """Of the bad rows, one in ten has a cell too many or too few instead."""
    in_order: bool = False
    """The key grows from row to row."""

    @property
    def name(self) -> str:
        parts = [f"incidents-{self.rows}"]
        parts += [f"bad{self.bad}"] if self.bad else []
        parts += [word for word in ("ragged", "in_order") if getattr(self, word)]
        return "-".join(parts)


def csv(made: Made, folder: Path) -> Path:
    """The table as CSV, made if it is not there."""
    file = folder / f"{made.name}.csv"
    if file.exists():
        return file
    part = file.with_suffix(".part")
    with part.open("wb") as out, duckdb.connect() as connection:
        for start in range(0, made.rows, CHUNK):
            piece = folder / f"{made.name}.piece"
            connection.register("made", _rows(made, start, min(CHUNK, made.rows - start)))
            options = f"FORMAT csv, HEADER {start == 0}"
            connection.execute(f"COPY ({_bad(made)}) TO '{piece}' ({options})")
            text = piece.read_bytes()
            out.write(_ragged(text, start == 0, made.bad * 10) if made.ragged else text)
            piece.unlink()
    part.rename(file)
    return file


def parquet(made: Made, folder: Path) -> Path:
    """The same table as typed Parquet, in the form in which ``sourcebook build`` writes it."""
    file = folder / f"{made.name}.parquet"
    if not file.exists():
        part = file.with_suffix(".part")
        types = {
            "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN",
            "datetime": "TIMESTAMPTZ", "string": "VARCHAR",
        }  # fmt: skip
        columns = ", ".join(f"'{f['name']}': '{types[f['type']]}'" for f in FIELDS)
        duckdb.execute(
            f"SET TimeZone = 'UTC'; COPY (FROM read_csv('{csv(made, folder)}', header=true, "
            f"auto_detect=false, delim=',', quote='\"', escape='\"', columns={{{columns}}})) "
            f"TO '{part}' (FORMAT parquet, COMPRESSION zstd)"
        )
        part.rename(file)
    return file


def places(folder: Path) -> Path:
    """The table of the places that the incidents refer to."""
    file = folder / "places.csv"
    if not file.exists():
        duckdb.execute(
            "COPY (SELECT printf('plc-%06d', i) AS place_id, 'Place ' || i AS name "
            f"FROM range({PLACES}) AS r(i) ORDER BY hash(i)) TO '{file}' (FORMAT csv, HEADER)"
        )
    return file


def schema(*, keys: bool = False, rule: bool = True) -> dict[str, Any]:
    """The Table Schema of the incidents; ``keys`` adds a foreign key and a composite key."""
    made: dict[str, Any] = {"name": "incidents", "fields": FIELDS, "primaryKey": ["incident_id"]}
    if keys:
        made["uniqueKeys"] = [["report_id", "date_start", "place_id"]]
        reference = {"resource": "places", "fields": ["place_id"]}
        made["foreignKeys"] = [{"fields": ["place_id"], "reference": reference}]
    if rule:
        ordered = {"id": "deaths-ordered", "title": "Estimates are ordered", "severity": "error"}
        fields = ["deaths_low", "deaths_best", "deaths_high"]
        message = "low {deaths_low}, best {deaths_best}, high {deaths_high}"
        made["rules"] = [{**ordered, "expression": RULE, "fields": fields, "message": message}]
    return made


def package(file: Path, folder: Path, *, keys: bool = False, rule: bool = True) -> Path:
    """A descriptor beside the data, which declares the table and, with ``keys``, the places."""
    incidents = {"name": "incidents", "path": file.name, "schema": schema(keys=keys, rule=rule)}
    resources = [incidents]
    if keys:
        fields = [_field("place_id", "string"), _field("name", "string")]
        key = {"fields": fields, "primaryKey": ["place_id"]}
        resources.append({"name": "places", "path": places(folder).name, "schema": key})
    words = [file.name.replace(".", "-"), *(["keys"] if keys else []), *([] if rule else ["plain"])]
    descriptor = folder / f"{'-'.join(words)}.json"
    body = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json"}
    descriptor.write_text(json.dumps({**body, "name": "bench", "resources": resources}))
    return descriptor


def _rows(made: Made, start: int, rows: int) -> pa.Table:
    """The numbers behind a chunk of rows, from a generator of the chunk's own."""
    rng = np.random.default_rng([SEED, start])
    i = np.arange(start, start + rows)
    report = i // 4
    # Four rows share a report; their places differ, so that only the three together are a key.
    base = np.random.default_rng([SEED, start, 1]).integers(0, PLACES, rows // 4 + 1)
    low = rng.geometric(0.25, rows) - 1
    best = low + rng.geometric(0.6, rows) - 1
    day = rng.integers(0, 12_700, rows)

    def words(choices: list[str]) -> pa.Array:
        picked = pa.array(rng.integers(0, len(choices), rows, dtype=np.int32))
        return pa.DictionaryArray.from_arrays(picked, choices).cast(pa.string())

    return pa.table(
        {
            "i": i,
            # A stride that no number of rows in use shares a factor with.
            "key": i if made.in_order else i * 7_368_787 % made.rows,
            "day": day,
            "days": np.where(rng.random(rows) < 0.9, 0, rng.integers(1, 31, rows)),
            "date_precision": rng.integers(1, 6, rows),
            "place": (base[report - start // 4] + i % 4 * (PLACES // 4)) % PLACES,
            "geo_precision": rng.integers(1, 8, rows),
            "violence_type": words(VIOLENCE),
            "attack_type": words(ATTACKS),
            "device": words(DEVICES),
            "status": words(STATUSES),
            "report": report,
            "latitude": rng.uniform(23.5, 38.5, rows),
            "longitude": rng.uniform(60.0, 77.8, rows),
            "low": low,
            "best": best,
            "high": best + rng.geometric(0.3, rows) - 1,
            "injured": rng.geometric(0.05, rows) - 1,
            "counted": rng.random(rows) < 0.5,
            "second": rng.integers(0, 86_400 * 30, rows),
            "who": words(WHO),
            "did": words(DID),
            "where": words(WHERE),
            "null": rng.integers(0, 100, rows),
        }
    )


CELLS = """
SELECT i,
    printf('inc-%08d', key) AS incident_id,
    CAST(DATE '1989-01-01' + CAST(day AS INT) AS VARCHAR) AS date_start,
    CAST(DATE '1989-01-01' + CAST(day + days AS INT) AS VARCHAR) AS date_end,
    CAST(date_precision AS VARCHAR) AS date_precision,
    printf('plc-%06d', place) AS place_id,
    CAST(geo_precision AS VARCHAR) AS geo_precision,
    violence_type,
    attack_type,
    CASE WHEN "null" <> 0 THEN device END AS device,
    status,
    chr(65 + CAST(report % 26 AS INT)) || chr(65 + CAST(report // 26 % 26 AS INT))
        || 'A-' || year(DATE '1989-01-01' + CAST(day AS INT)) || printf('-%07d', report)
        AS report_id,
    CASE WHEN "null" <> 1 THEN printf('%.6f', latitude) END AS latitude,
    CASE WHEN "null" <> 1 THEN printf('%.6f', longitude) END AS longitude,
    CASE WHEN "null" <> 2 THEN CAST(low AS VARCHAR) END AS deaths_low,
    CASE WHEN "null" <> 2 THEN CAST(best AS VARCHAR) END AS deaths_best,
    CASE WHEN "null" <> 2 THEN CAST(high AS VARCHAR) END AS deaths_high,
    CASE WHEN "null" not in (3, 4) THEN CAST(injured AS VARCHAR) END AS injured,
    CAST(counted AS VARCHAR) AS attacker_counted,
    strftime(TIMESTAMP '2021-01-01' + to_seconds(second + day * 86400), '%Y-%m-%dT%H:%M:%SZ')
        AS recorded_at,
    CASE WHEN "null" <> 5 THEN who || ' ' || did || ' ' || "where"
        || CASE WHEN low > 0 THEN '; ' || low || ' dead' ELSE '' END || '.' END AS summary
FROM made
"""


def _bad(made: Made) -> str:
    """The cells of a chunk, in the order of the file, with the faults that were asked for."""
    if not made.bad:
        return f"SELECT * EXCLUDE (i) FROM ({CELLS}) ORDER BY i"
    cells = []
    ways = 2 * len(FAULTS)
    for column, (name, faults) in enumerate(FAULTS.items()):
        cases = "".join(
            f"WHEN {2 * column + way} THEN {fault if fault != 'earlier' else 'lag(incident_id, 1, incident_id) OVER (ORDER BY i)'} "
            for way, fault in enumerate(faults)
        )
        kind = f"CASE WHEN i % {made.bad} = {made.bad // 2} THEN i // {made.bad} % {ways} END"
        cells.append(f"CASE {kind} {cases}ELSE {name} END AS {name}")
    return f"SELECT {', '.join(cells)} FROM ({CELLS}) ORDER BY i"


def _ragged(text: bytes, has_header: bool, every: int) -> bytes:
    """The chunk with a cell too many or too few in one row of so many."""
    lines = text.splitlines(keepends=True)
    for number, at in enumerate(range(int(has_header) + every // 3, len(lines), every)):
        line = lines[at]
        lines[at] = line[:-1] + b",more\n" if number % 2 else line.split(b",", 1)[1]
    return b"".join(lines)
