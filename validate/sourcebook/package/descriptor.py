"""``datapackage.json`` of a package: Data Package v2, every schema written out inside.

A table is one resource, its CSV, and its files of other formats stand in the custom property
``alternatives`` of that resource. A second resource would break what people use: ``frictionless
validate`` reads every resource, Parquet with an optional library that makes floats of integers
which may be null, and ``read_resource`` of R's frictionless reads delimited text only. It also asks
for ``profile``, which is version 1's word for ``type``. Files with all tables in one stand in
``alternatives`` of the package. ``contentHash`` is described in ``content``.
Source: https://datapackage.org/standard/data-package/ and /data-resource/.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.package.history import changelog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.declare import Table
    from sourcebook.package.made import Made, MadeFile, MadeTable

_PROFILES = "https://datapackage.org/profiles/2.0"
_FIRST = ("name", "title", "description", "version", "created")
_OURS = frozenset(
    {*_FIRST, "$schema", "profile", "alternatives", "omitted", "changelog", "resources"}
)
_OURS_OF_RESOURCE = frozenset(
    {"$schema", "name", "type", "profile", "title", "description", "path", "format", "mediatype"}
    | {"encoding", "bytes", "hash", "rows", "schema", "alternatives", "contentHash"}
    # How the source is written, which is not how a package writes it.
    | {"dialect", "data", "compression", "innerPath", "innerpath", "extrapaths", "scheme"}
)


def text(made: Made) -> str:
    """The descriptor of a package."""
    dataset = made.dataset
    declared = dataset.descriptor or {}
    described = {
        "$schema": f"{_PROFILES}/datapackage.json",
        **{key: declared[key] for key in _FIRST if key in declared},
        "name": dataset.name,
        **{key: value for key, value in declared.items() if key not in _OURS},
        "changelog": changelog(made.history),
        "alternatives": [_alternative(file) for file in made.files],
        **({"omitted": list(made.omitted)} if made.omitted else {}),
        "resources": [_resource(each) for each in made.tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _resource(made: MadeTable) -> dict[str, Any]:
    table = made.table
    declared = table.resource or {}
    csv, *others = made.files
    titles = {
        "title": declared.get("title") or table.title,
        "description": declared.get("description") or table.description,
    }
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        **{key: value for key, value in titles.items() if value},
        "path": csv.path,
        "format": csv.format,
        "mediatype": csv.mediatype,
        "encoding": "utf-8",
        "bytes": csv.bytes,
        "hash": f"sha256:{csv.sha256}",
        "contentHash": made.content,
        "rows": made.rows,
        **{key: value for key, value in declared.items() if key not in _OURS_OF_RESOURCE},
        "alternatives": [_alternative(file) for file in others],
        "schema": _schema(table),
    }


def _alternative(file: MadeFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "format": file.format,
        "mediatype": file.mediatype,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        **({"notes": list(file.notes)} if file.notes else {}),
    }


def _schema(table: Table) -> Mapping[str, Any]:
    declared = dict(table.schema or {})
    declared.pop("$schema", None)
    return {"$schema": f"{_PROFILES}/tableschema.json", **declared}
