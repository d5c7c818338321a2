"""Datasets of one or two small tables, written out for a test: a schema, the text of a CSV."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.engines.outcome import Outcome


def dataset(folder: Path, **tables: tuple[dict[str, Any], str | bytes]) -> Path:
    """Write each table, given as its schema and its CSV, and a descriptor; give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, (schema, text) in tables.items():
        data = text.encode() if isinstance(text, str) else text
        (folder / f"{name}.csv").write_bytes(data)
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema})
    descriptor = {"name": "small", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def schema(*fields: dict[str, Any], **words: Any) -> dict[str, Any]:
    return {"fields": list(fields), **words}


def field(name: str, kind: str = "string", **words: Any) -> dict[str, Any]:
    """A field; words of the standard's constraints go there, others beside the name."""
    beside = {"format", "categories", "missingValues", "trueValues", "falseValues", "unit"}
    limits = {word: value for word, value in words.items() if word not in beside}
    own = {word: value for word, value in words.items() if word in beside}
    return {"name": name, "type": kind, **own, **({"constraints": limits} if limits else {})}


def found(outcome: Outcome) -> list[tuple[str, int | None, str | None]]:
    """Code, row and field of each finding."""
    return [(finding.code, finding.row, finding.field) for finding in outcome.findings]


def skipped(outcome: Outcome) -> dict[str, str | None]:
    """The reason for each check that was skipped."""
    return {
        entry.rule: entry.reason
        for table in outcome.tables
        for entry in table.coverage
        if entry.status == "skipped"
    }
