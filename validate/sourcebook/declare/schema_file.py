"""The schema of a resource: an object, the path of a file in the package, or a bare name.

``schema: events`` is ``schemas/events.yaml`` beside the package or in a folder above it. That is
ours, as the specification allows no ``../`` in a path; the datasets that do it are kept by hand.
Source: https://datapackage.org/standard/data-resource/#schema.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.declare import files
from sourcebook.declare.node import said
from sourcebook.declare.paths import inside, is_file, shown
from sourcebook.declare.spelling import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare.node import Node

SUFFIXES = (".yaml", ".yml", ".json")
_V2 = re.compile(r"/profiles/2[./]")


def declares_v2(value: Any) -> bool:
    """Whether a file says at its top that it follows version 2 of the standard."""
    profile = value.get("$schema") if isinstance(value, dict) else None
    return isinstance(profile, str) and _V2.search(profile) is not None


def find_schema(name: str, folder: Path) -> Path | None:
    """The file of a schema known by its name: in ``schemas/`` of the folder or of one above it."""
    for place in (folder, *folder.parents):
        for suffix in SUFFIXES:
            file = place / "schemas" / (name + suffix)
            if is_file(file):
                return file
    return None


def read_schema(node: Node, root: Path) -> Node | None:
    """The schema, at its place; ``None`` where there is none, with a mistake if there should be."""
    if not node.given("schema"):
        return None
    below = node.at("schema")
    given = below.value
    if isinstance(given, dict):
        return below
    if not isinstance(given, str) or not given:
        below.wrong(
            f"must be a schema or its name, not {said(given)}.", "Write it out, or name it."
        )
        return None
    if not inside(below, given):
        return None
    file: Path | None = root / given
    if not is_file(root / given):
        file = None if given.endswith(SUFFIXES) else find_schema(given, root.absolute())
    if file is None:
        known = _schema_names(root.absolute())
        hint = did_you_mean(given, known) if known else f"Write schemas/{given}.yaml."
        if given.endswith(SUFFIXES):
            hint = "Check the path, or write the schema out."
        below.wrong(f"there is no schema {said(given)}.", hint)
        return None
    top = files.top(node, file, shown(file))
    if top is not None:
        # A schema that is named stands in this project, whose form is version 2's.
        top.v2 = node.v2 or declares_v2(top.value) or is_named(given, root)
    return top


def is_named(schema: Any, root: Path) -> bool:
    """Whether a resource names its schema, instead of writing it out or giving its path."""
    named = isinstance(schema, str) and not schema.endswith(SUFFIXES)
    return named and not is_file(root / schema)


def _schema_names(folder: Path) -> list[str]:
    for place in (folder, *folder.parents):
        names = [f.stem for f in (place / "schemas").glob("*") if f.suffix in SUFFIXES]
        if names:
            return names
    return []
