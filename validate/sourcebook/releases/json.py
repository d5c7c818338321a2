"""A diff as JSON; the form is written down in docs/releases.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.catalogue import versions
from sourcebook.releases.version import least

if TYPE_CHECKING:
    from sourcebook.releases.changes import Diff, SchemaChange, TableDiff

FORMAT = 1
"""Version of the JSON. It changes when a key is renamed or removed."""


def text(diff: Diff) -> str:
    """The diff as a JSON document."""
    return json.dumps(document(diff), ensure_ascii=False, indent=2) + "\n"


def document(diff: Diff) -> dict[str, Any]:
    """The diff as plain values."""
    return {
        "format": FORMAT,
        "old": _side(diff.old),
        "new": _side(diff.new),
        "same": diff.same,
        "level": None if diff.level is None else str(diff.level),
        "least_version": least_version(diff),
        "schema": [_schema(each) for each in diff.schema],
        "tables": [_table(each) for each in diff.tables],
    }


def least_version(diff: Diff) -> str | None:
    """The least honest version after the old one; ``None`` where that has no version of SemVer."""
    old = versions.parse(diff.old.version or "")
    if old is None or diff.level is None:
        return None
    return str(least(old, diff.level))


def _side(side: Any) -> dict[str, Any]:
    return {"label": side.label, "name": side.name, "version": side.version}


def _schema(change: SchemaChange) -> dict[str, Any]:
    return {
        "table": change.table or None,
        "field": change.field,
        "what": change.what,
        "old": change.old,
        "new": change.new,
        "level": str(change.level),
        "breaking": change.breaking,
        "why": change.why,
    }


def _table(table: TableDiff) -> dict[str, Any]:
    return {
        "name": table.name,
        "key": list(table.key),
        "level": None if table.level is None else str(table.level),
        "rows": {"old": table.old_rows, "new": table.new_rows},
        "added": table.added,
        "removed": table.removed,
        "withdrawn": table.withdrawn,
        "merged": table.merged,
        "changed": table.changed,
        "cells_changed": table.cells_changed,
        "cells_by_field": dict(table.by_field or {}),
        "note": table.note,
        "listed": {
            "rows": [
                {
                    "kind": row.kind,
                    "key": list(row.key),
                    "cells": dict(row.cells),
                    "into": row.into,
                    "reason": row.reason,
                }
                for row in table.rows
            ],
            "cells": [
                {
                    "key": list(cell.key),
                    "field": cell.field,
                    "old": cell.old,
                    "new": cell.new,
                    "reason": cell.reason,
                }
                for cell in table.cells
            ],
        },
    }
