"""What a target names: a dataset's folder, its descriptor, or a data file with a schema."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.declare import files
from sourcebook.declare.neighbours import DESCRIPTORS, descriptor
from sourcebook.declare.package import read_dataset, read_table
from sourcebook.declare.paths import shown
from sourcebook.declare.schema_file import find_schema
from sourcebook.declare.tabular import READ, stem
from sourcebook.errors import DeclarationError, UseError

if TYPE_CHECKING:
    from sourcebook.declare.model import Dataset

_DATA = frozenset({*READ, "gz", "zip", "sql"})
"""Endings of data files, and of the SQL of views."""


@dataclass(frozen=True, slots=True)
class Target:
    dataset: Dataset
    only: frozenset[str] | None = None
    """The tables asked for, where a single file was named; else ``None`` for all."""


def every_dataset(folder: Path = Path("datasets")) -> list[Path]:
    """The datasets below a folder, by name. Raises ``UseError`` if there is none."""
    found = [place for place in sorted(folder.glob("*")) if descriptor(place) is not None]
    if not found:
        raise UseError(
            f"There is no dataset below {folder}/. Name a folder with a datapackage.yaml, "
            "or a data file with --schema."
        )
    return found


def open_target(target: str | Path, schema: str | Path | None = None) -> Target:
    """Read the declaration that a target names. Its SQL is bound by who runs it (``binding``).

    Raises ``UseError`` where the target is nothing that can be checked and ``DeclarationError``
    where its declaration is wrong.
    """
    return _open(Path(target), None if schema is None else Path(schema))


def _open(path: Path, schema: Path | None) -> Target:
    if not path.exists():
        raise UseError(f"{path}: there is no such file or folder. Check the path.")
    if path.is_dir():
        file = descriptor(path)
        if file is None:
            raise UseError(f"{path}: there is no datapackage.yaml in it. Name a dataset's folder.")
        if schema is not None:
            raise UseError("--schema goes with a data file, not with a folder. Drop it.")
        return Target(read_dataset(file))
    if schema is not None:
        return _with_schema(path, schema)
    ending = path.suffix.lower().lstrip(".")
    if ending in ("yaml", "yml") or (ending == "json" and _is_descriptor(path)):
        return Target(read_dataset(path))
    if ending in _DATA:
        return _open_data(path)
    raise UseError(
        f"{path}: is neither a dataset's folder, a datapackage.yaml or .json, "
        "nor a CSV, JSON, XLSX or Parquet file. Name one of these."
    )


def _with_schema(path: Path, schema: Path) -> Target:
    if not schema.is_file():
        raise UseError(f"{schema}: there is no such schema file. Check the path.")
    if path.name in DESCRIPTORS:
        raise UseError("--schema goes with a data file, not with a descriptor. Drop it.")
    return Target(read_table(path, schema))


def _is_descriptor(path: Path) -> bool:
    """Whether a JSON file describes data, rather than being data."""
    if path.name in DESCRIPTORS:
        return True
    try:
        value: Any = files.read(path, shown(path))
    except DeclarationError:
        return False
    return isinstance(value, dict) and ("resources" in value or "fields" in value)


def declaring(file: Path) -> Target | None:
    """The table whose data file this is, with its dataset, whether or not the file is there.

    The descriptor stands beside it or in one of the two folders above. Raises ``DeclarationError``.
    """
    for folder in (file.parent, *file.absolute().parent.parents[:2]):
        found = descriptor(folder)
        if found is not None:
            dataset = read_dataset(found)
            for table in dataset.tables:
                sources = table.files or (table.source,)
                if file.absolute() in [source.absolute() for source in sources]:
                    return Target(dataset, frozenset({table.name}))
    return None


def _open_data(path: Path) -> Target:
    declared = declaring(path)
    if declared is not None:
        return declared
    name = stem(path)
    by_name = find_schema(name, path.absolute().parent) or find_schema(name, Path.cwd())
    if by_name is None:
        raise UseError(f"{shown(path)}: no schema is known for it. Name one with --schema FILE.")
    return Target(read_table(path, by_name))
