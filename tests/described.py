"""Descriptors for tests, written to files: packages of one resource, with what a test changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sourcebook.declare import open_target
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Dataset, Field, Table


class _Gone:
    def __repr__(self) -> str:
        return "GONE"  # the same in each process that collects tests


GONE = _Gone()
"""In place of a value: the key is not there."""


def resource(**words: Any) -> dict[str, Any]:
    """A resource of one text field, with words added, changed or gone."""
    fields = [{"name": "a", "type": "string"}]
    found = {"name": "t", "path": "t.csv", "schema": {"fields": fields}, **words}
    return {word: value for word, value in found.items() if value is not GONE}


def package(folder: Path, *resources: Any, **words: Any) -> Path:
    """Write a descriptor and give its folder; no data file is written, as none is looked at."""
    found = {"name": "small", "resources": list(resources), **words}
    kept = {word: value for word, value in found.items() if value is not GONE}
    (folder / "datapackage.json").write_text(json.dumps(kept), encoding="utf-8")
    return folder


def read(folder: Path, *resources: Any, **words: Any) -> Dataset:
    return open_target(package(folder, *resources, **words)).dataset


def table(folder: Path, **words: Any) -> Table:
    """The table of a package whose only resource has these words."""
    return read(folder, resource(**words)).tables[0]


def field(folder: Path, **words: Any) -> Field:
    """The only field of a table."""
    return table(folder, schema={"fields": [{"name": "a", **words}]}).fields[0]


def mistakes(folder: Path) -> list[str]:
    """What is told of a package, each as place, message and next step."""
    with pytest.raises(DeclarationError) as raised:
        open_target(folder)
    return [f"{note.path}: {note.message} {note.hint}" for note in raised.value.mistakes]
