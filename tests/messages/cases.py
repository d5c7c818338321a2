"""All that can be wrong, as the default engine tells it: ``cells.yaml`` and ``tables.yaml``."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

import sourcebook

if TYPE_CHECKING:
    from sourcebook import Finding

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"
HERE = Path(__file__).parent


@dataclass(frozen=True)
class CellCase:
    """A field, cells that it does not take, and one that it does."""

    of: str
    """An entry of the page: a code and, after it, what of it."""
    field: dict[str, Any]
    cells: list[Any]
    mended: str | None = None
    """The first of them, as it should be: then the page shows this case."""
    json: bool = False
    """The cells stand in JSON, where numbers are no texts."""


@dataclass(frozen=True)
class TableCase:
    """A table that is wrong, and as it should be."""

    of: str
    schema: str
    data: str | None = None
    """``None``: there is no file."""
    mended: str | None = None
    resource: dict[str, Any] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    """Other files: tables (``.csv``) with their schemas (``.yaml`` of the same name), and others."""
    encoding: str = "utf-8"
    """In which ``data`` is written, whatever is declared."""
    curated: bool = False


class _Loader(yaml.SafeLoader):
    """YAML in which a date is a text."""

    yaml_implicit_resolvers: ClassVar = {
        first: [each for each in found if not each[0].endswith(":timestamp")]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _read(name: str) -> Any:
    return yaml.load((HERE / name).read_text(encoding="utf-8"), _Loader)  # noqa: S506 - it is safe


CELLS = [CellCase(**case) for case in _read("cells.yaml")]
TABLES = [TableCase(**case) for case in _read("tables.yaml")]


def findings_of_cells(folder: Path, cases: list[CellCase]) -> list[list[Finding]]:
    """The findings of each case, all of which are tables of one package."""
    resources = []
    for number, case in enumerate(cases):
        name = case.field["name"]
        rows: list[list[Any]] = [["row", name], *([at, cell] for at, cell in enumerate(case.cells))]
        file = folder / f"t{number}.{'json' if case.json else 'csv'}"
        file.write_bytes((json.dumps(rows) if case.json else _csv(rows)).encode())
        fields = [{"name": "row", "type": "integer"}, case.field]
        resources.append({"name": file.stem, "path": file.name, "schema": {"fields": fields}})
    _describe(folder / "datapackage.json", resources)
    found = sourcebook.validate(folder, limit=None).findings
    return [[f for f in found if f.table == f"t{number}"] for number in range(len(cases))]


def findings_of_table(folder: Path, case: TableCase, *, mended: bool = False) -> list[Finding]:
    """The findings of the table of a case, which is called ``t``."""
    data = case.mended if mended else case.data
    if data is not None:
        (folder / "t.csv").write_bytes(data.encode("utf-8" if mended else case.encoding))
    schemas = {"t": case.schema}
    for name, text in case.beside.items():
        (folder / name).write_text(text, encoding="utf-8")
        stem, _, ending = name.rpartition(".")
        if ending == "csv":
            schemas[stem] = case.beside.get(f"{stem}.yaml") or _of_texts(text)
    resources = []
    for name, text in schemas.items():
        own = case.resource if name == "t" else {}
        resources.append(
            {"name": name, "path": f"{name}.csv", "schema": yaml.safe_load(text), **own}
        )
    if case.curated:
        (folder / "schemas").mkdir(exist_ok=True)
        (folder / "schemas" / "t.yaml").write_text(f"name: t\n{case.schema}", encoding="utf-8")
        resources[0]["schema"] = "t"
    _describe(folder / "datapackage.json", resources)
    return [found for found in sourcebook.validate(folder).findings if found.table == "t"]


def _describe(file: Path, resources: list[dict[str, Any]]) -> None:
    package = {"$schema": V2, "name": "small", "resources": resources}
    file.write_text(json.dumps(package), encoding="utf-8")


def _csv(rows: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _of_texts(text: str) -> str:
    """A schema in which every column of a CSV is a text."""
    names = text.partition("\n")[0].split(",")
    return json.dumps({"fields": [{"name": name, "type": "string"} for name in names]})
