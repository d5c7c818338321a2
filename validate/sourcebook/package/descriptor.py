"""``datapackage.json`` of a package: Data Package v2, every schema written out inside.

A table is one resource, its CSV, and its Parquet file stands in the custom property
``alternatives`` of that resource. A second resource would break what people use: ``frictionless
validate`` reads every resource, Parquet with an optional library that makes floats of integers
which may be null, and ``read_resource`` of R's frictionless reads delimited text only. It also asks
for ``profile``, which is version 1's word for ``type``.
Source: https://datapackage.org/standard/data-package/ and /data-resource/.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.package.history import changelog
from sourcebook.package.sums import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcebook.declare import Dataset, Table
    from sourcebook.package.history import History

_PROFILES = "https://datapackage.org/profiles/2.0"
_FIRST = ("name", "title", "description", "version", "created")
_OURS = frozenset({*_FIRST, "$schema", "profile", "changelog", "resources"})
_OURS_OF_RESOURCE = frozenset(
    {"$schema", "name", "type", "profile", "title", "description", "path", "format", "mediatype"}
    | {"encoding", "bytes", "hash", "rows", "schema", "alternatives"}
)


def text(dataset: Dataset, history: History, rows: Mapping[str, int], folder: Path) -> str:
    """The descriptor of the files that are in ``folder``; ``rows`` counts records by table."""
    declared = dataset.descriptor or {}
    described = {
        "$schema": f"{_PROFILES}/datapackage.json",
        **{key: declared[key] for key in _FIRST if key in declared},
        "name": dataset.name,
        **{key: value for key, value in declared.items() if key not in _OURS},
        "changelog": changelog(history),
        "resources": [_resource(table, rows[table.name], folder) for table in dataset.tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table, rows: int, folder: Path) -> dict[str, Any]:
    declared = table.resource or {}
    csv, parquet = f"data/{table.name}.csv", f"data/{table.name}.parquet"
    titles = {
        "title": declared.get("title") or table.title,
        "description": declared.get("description") or table.description,
    }
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        **{key: value for key, value in titles.items() if value},
        "path": csv,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_file(folder / csv),
        "rows": rows,
        **{key: value for key, value in declared.items() if key not in _OURS_OF_RESOURCE},
        "alternatives": [
            {
                "path": parquet,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                **_file(folder / parquet),
            }
        ],
        "schema": _schema(table),
    }


def _file(file: Path) -> dict[str, Any]:
    return {"bytes": file.stat().st_size, "hash": f"sha256:{sha256(file)}"}


def _schema(table: Table) -> dict[str, Any]:
    """The schema as it was declared, but for booleans, which a package writes as true and false."""
    declared = dict(table.schema or {})
    fields = []
    for field in declared["fields"]:
        lists = {"trueValues": ["true"], "falseValues": ["false"]}
        fields.append({**field, **lists} if field.get("type") == "boolean" else dict(field))
    declared.pop("$schema", None)
    return {"$schema": f"{_PROFILES}/tableschema.json", **declared, "fields": fields}
