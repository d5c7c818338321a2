"""What a target names: a dataset's folder, its descriptor, or a file with a schema."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare.package import DESCRIPTORS, find_schema, read_dataset, read_table, shown
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from sourcebook.declare.model import Dataset


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
            "or a CSV file with --schema."
        )
    return found


def descriptor(folder: Path) -> Path | None:
    """The descriptor in a folder, if there is one."""
    for name in DESCRIPTORS:
        if (folder / name).is_file():
            return folder / name
    return None


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
            raise UseError("--schema goes with a CSV or Parquet file, not with a folder. Drop it.")
        return Target(read_dataset(file))
    if path.suffix.lower() in (".csv", ".parquet"):
        return _open_data(path, schema)
    if path.suffix.lower() in (".json", ".yaml", ".yml"):
        return Target(read_dataset(path))
    raise UseError(
        f"{path}: is neither a dataset's folder, a datapackage.yaml or .json, "
        "nor a CSV or Parquet file. Name one of these."
    )


def _open_data(path: Path, schema: Path | None) -> Target:
    if schema is not None:
        if not schema.is_file():
            raise UseError(f"{schema}: there is no such schema file. Check the path.")
        return Target(read_table(path, schema))
    for folder in (path.parent, *path.absolute().parent.parents[:2]):
        file = descriptor(folder)
        if file is not None:
            dataset = read_dataset(file)
            for table in dataset.tables:
                if table.source.absolute() == path.absolute():
                    return Target(dataset, frozenset({table.name}))
    by_name = find_schema(path.stem, path.absolute().parent) or find_schema(path.stem, Path.cwd())
    if by_name is None:
        raise UseError(f"{shown(path)}: no schema is known for it. Name one with --schema FILE.")
    return Target(read_table(path, by_name))
