"""Packages to publish: that of the bakery, and others made of it without a build."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from typing import TYPE_CHECKING

import sourcebook
from small import bakery
from sourcebook.package import sums
from sourcebook.package.placing import files, locked

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def built(factory: pytest.TempPathFactory) -> Path:
    """The package of the bakery, 1.0.0, built once for all workers; tests only read it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "bakery"
    folder.mkdir(exist_ok=True)
    with locked(folder):
        package = folder / "dist" / "bakery-1.0.0"
        if not package.is_dir():
            sourcebook.build(bakery(folder), folder / "dist")
    return package


def variant(package: Path, folder: Path, version: str = "1.0.0", **described: str) -> Path:
    """A package with another version, name or title, or only a ``note``; as true to its sums."""
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    descriptor.update(version=version, **described)
    name = f"{descriptor['name']}-{version}"
    made = folder / name
    shutil.copytree(package, made, ignore=shutil.ignore_patterns("*.zip"))
    (made / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    sign(made)
    return made


def trimmed(package: Path, folder: Path, version: str) -> Path:
    """The same with as few files as a package can have, for what is done a hundred times."""
    made = variant(package, folder, version)
    for name in files(made):
        if name not in ("datapackage.json", "README.md", "data/breads.csv"):
            (made / name).unlink()
    sign(made)
    return made


def sign(package: Path) -> None:
    """Write the sums and the archive of what is in a package's folder."""
    archive = package / f"{package.name}.zip"
    archive.unlink(missing_ok=True)
    (package / sums.NAME).unlink(missing_ok=True)
    (package / sums.NAME).write_text(sums.text(package), "utf-8")
    names = files(package)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name in names:
            member = zipfile.ZipInfo(f"{package.name}/{name}")
            written.writestr(member, (package / name).read_bytes(), zipfile.ZIP_DEFLATED)
