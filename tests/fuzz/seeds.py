"""Small datasets of every format that is read, to be damaged, and what damage is made of."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from fuzz.bombs import package
from fuzz.kinds import KINDS
from small import BREADS, BREADS_SCHEMA, DATAPACKAGE, ORDERS, ORDERS_SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

Files = dict[str, bytes]
_WAIVERS = """\
- rule: baked-after-order
  table: orders
  key: ord-002
  reason: Baked ahead for a fair; the order came by post.
  who: A. Curator
  expires: 2026-12-31
"""
_ROWS: list[list[Any]] = [
    ["id", "n", "x", "day", "ok", "at"],
    ["a1", 1, 1.5, "2024-02-29", True, "2024-02-29T10:00:00"],
    ["a2", -7, None, "1999-12-31", False, "1999-12-31T23:59:59"],
    ["é 'q\"", 42, 1e10, "2020-01-01", None, None],
]
_FIELDS = [
    {"name": "id", "type": "string", "constraints": {"required": True, "maxLength": 9}},
    {"name": "n", "type": "integer", "constraints": {"minimum": -10, "unique": True}},
    {"name": "x", "type": "number"},
    {"name": "day", "type": "date", "constraints": {"maximum": "2025-01-01"}},
    {"name": "ok", "type": "boolean"},
    {"name": "at", "type": "datetime"},
]


def seeds() -> dict[str, Files]:
    """Each dataset by its name, as files by their names; the descriptor is the first of them."""
    text = _csv()
    keyed = {"schema": {"fields": _FIELDS, "primaryKey": ["id"]}}
    records = [dict(zip(_ROWS[0], row, strict=True)) for row in _ROWS[1:]]
    ndjson = "\n".join(json.dumps(record) for record in records).encode() + b"\n"
    packed = {"path": "t.zip", "compression": "zip", "format": "csv"}
    return {
        "bakery": {
            "datapackage.yaml": DATAPACKAGE.encode(),
            "breads.csv": BREADS.encode(),
            "orders.csv": ORDERS.encode(),
            "schemas/breads.yaml": BREADS_SCHEMA.encode(),
            "schemas/orders.yaml": ORDERS_SCHEMA.encode(),
            "waivers.yaml": _WAIVERS.encode(),
        },
        "kinds": _kinds(),
        "csv": {"datapackage.json": package(**keyed), "t.csv": text},
        "utf-16": {
            "datapackage.json": package(**keyed, encoding="utf-16"),
            "t.csv": text.decode().encode("utf-16"),
        },
        "dialect": {
            "datapackage.json": package(
                **keyed, dialect={"delimiter": ";", "quoteChar": "'", "escapeChar": "\\",
                                  "commentChar": "#", "skipInitialSpace": True, "nullSequence": "-",
                                  "headerRows": [1, 2], "headerJoin": ""}),
            "t.csv": b"# x\n" + text.replace(b",", b"; ").replace(b'"', b"'"),
        },
        "parts": {
            "datapackage.json": package(**keyed, path=["t1.csv", "t2.csv"]),
            "t1.csv": text[: text.index(b"a2")], "t2.csv": text[text.index(b"a2") :],
        },
        "gz": {"datapackage.json": package(**keyed, path="t.csv.gz"), "t.csv.gz": gzip.compress(text, mtime=0)},
        "zip": {"datapackage.json": package(**keyed, **packed), "t.zip": zipped({"t.csv": text})},
        "json": {
            "datapackage.json": package(**keyed, path="t.json"),
            "t.json": json.dumps(records, indent=1).encode(),
        },
        "json arrays": {
            "datapackage.json": package(**keyed, path="t.json"), "t.json": json.dumps(_ROWS).encode(),
        },
        "json inside": {
            "datapackage.json": package(**keyed, path="t.json", dialect={"property": "a.b"}),
            "t.json": json.dumps({"x": 1, "a": {"b": records}}).encode(),
        },
        "ndjson": {"datapackage.json": package(**keyed, path="t.ndjson"), "t.ndjson": ndjson},
        "inline": {"datapackage.json": _inline(keyed, records)},
        "parquet": {"datapackage.json": package(**keyed, path="t.parquet"), "t.parquet": _parquet(records)},
        "nested parquet": {
            "datapackage.json": package({"name": "a", "type": "array"}, {"name": "o", "type": "object"},
                                        {"name": "b", "type": "string", "format": "binary"}, path="t.parquet"),
            "t.parquet": _parquet([{"a": [1, 2], "o": {"k": "v"}, "b": b"ab"}, {"a": None, "o": None, "b": None}]),
        },
        "xlsx": {"datapackage.json": package(**keyed, path="t.xlsx"), "t.xlsx": _xlsx()},
        "keys": _keys(text),
    }  # fmt: skip


def corpus(folder: Path, largest: int = 60_000) -> dict[str, Files]:
    """The small cases of the conformance corpus."""
    found: dict[str, Files] = {}
    for case in sorted(folder.iterdir()) if folder.is_dir() else ():
        files = sorted(
            file for file in case.rglob("*") if file.is_file() and file.name != "case.json"
        )
        names = [str(file.relative_to(case)) for file in files]
        described = any(name.startswith("datapackage.") for name in names)
        if described and sum(file.stat().st_size for file in files) < largest:
            found[case.name] = {
                name: file.read_bytes() for name, file in zip(names, files, strict=True)
            }
    return found


def zipped(members: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def unzipped(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist()}


def _csv() -> bytes:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in _ROWS:
        writer.writerow(
            [
                "" if cell is None else str(cell).lower() if cell is True or cell is False else cell
                for cell in row
            ]
        )
    return out.getvalue().encode()


def _kinds() -> Files:
    """One table with a field of each kind, and both right and odd cells."""
    import csv

    fields = [
        {"name": f"f{number}", "type": kind.type, **kind.words} for number, kind in enumerate(KINDS)
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field["name"] for field in fields])
    for number in range(4):
        writer.writerow([_pick(kind.right, number) for kind in KINDS])
        writer.writerow([_pick(kind.odd or kind.right, number) for kind in KINDS])
    return {"datapackage.json": package(*fields), "t.csv": out.getvalue().encode()}


def _pick(texts: tuple[str, ...], number: int) -> str:
    return texts[number % len(texts)]


def _inline(keyed: dict[str, Any], records: list[dict[str, Any]]) -> bytes:
    descriptor = json.loads(package(**keyed, data=records))
    del descriptor["resources"][0]["path"]
    return json.dumps(descriptor).encode()


def _parquet(records: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(records), out, compression="zstd")
    return out.getvalue()


def _xlsx() -> bytes:
    from fuzz.bombs import workbook

    def cell(row: int, column: int, value: Any) -> str:
        at = f"{chr(65 + column)}{row}"
        if value is None:
            return ""
        if isinstance(value, bool):
            return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
        if isinstance(value, str):
            text = value.replace("&", "&amp;").replace("<", "&lt;")
            return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
        return f'<c r="{at}"><v>{value}</v></c>'

    rows = "".join(
        f'<row r="{number}">{"".join(cell(number, *each) for each in enumerate(row))}</row>'
        for number, row in enumerate(_ROWS, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return workbook(f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>')


def _keys(text: bytes) -> Files:
    refers = {"fields": ["id", "n"], "reference": {"resource": "t", "fields": ["id", "n"]}}
    own = {"fields": ["n"], "reference": {"resource": "", "fields": ["n"]}}
    resources = [
        {"name": "t", "path": "t.csv", "schema": {"fields": _FIELDS, "primaryKey": "id"}},
        {"name": "u", "path": "u.csv", "schema": {"fields": _FIELDS, "uniqueKeys": [["id", "n"]],
         "foreignKeys": [refers, own], "fieldsMatch": ["subset"], "missingValues": ["", "-"]}},
    ]  # fmt: skip
    descriptor = {"name": "p", "resources": resources}
    return {"datapackage.json": json.dumps(descriptor).encode(), "t.csv": text, "u.csv": text}
