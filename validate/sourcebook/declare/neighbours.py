"""Tables of other packages that foreign keys refer to, where those packages are at hand.

Source: the recipe External Foreign Keys, https://datapackage.org/recipes/external-foreign-keys/: a
``package`` is an address, or a name that a registry knows. The registry here is the folder in
which the package lies; a path in the package itself is taken too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sourcebook.declare.node import said
from sourcebook.declare.paths import inside, is_file, is_url
from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sourcebook.declare.model import Dataset, Table
    from sourcebook.declare.node import Node

DESCRIPTORS = ("datapackage.yaml", "datapackage.yml", "datapackage.json")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def descriptor(folder: Path) -> Path | None:
    """The descriptor in a folder, if there is one."""
    for name in DESCRIPTORS:
        if is_file(folder / name):
            return folder / name
    return None


@dataclass(slots=True)
class Neighbours:
    """What was asked of other packages, each of which is read once."""

    root: Path
    read: Callable[[Path], Dataset] | None
    """``None`` where other packages are not followed."""
    packages: dict[str, Dataset | None] = field(default_factory=dict)
    found: dict[str, Table] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """The names of all tables that were asked for; where one is not found, that is told."""

    def name(self, node: Node, package: str, resource: str) -> str:
        """The name under which a table of a package is known; a mistake where there is none."""
        name = f"{package}#{resource}"
        self.asked.add(name)
        if self.read is None or name in self.found:
            return name
        if package not in self.packages:
            self.packages[package] = self._open(node, package)
        dataset = self.packages[package]
        if dataset is not None:
            for table in dataset.tables:
                if table.name == resource:
                    self.found[name] = replace(table, name=name, foreign_keys=(), rules=())
                    return name
            hint = did_you_mean(resource, [table.name for table in dataset.tables])
            node.wrong(f"the package {said(package)} has no table {said(resource)}.", hint)
        return name

    def tables(self) -> tuple[Table, ...]:
        return tuple(self.found.values())

    def _open(self, node: Node, package: str) -> Dataset | None:
        assert self.read is not None
        if is_url(package):
            message = f"the package is elsewhere, at {said(package)}, and is not fetched."
            node.wrong(message, "Put it beside this one, and name its folder.")
            return None
        if not inside(node, package):
            return None
        file = self._find(package)
        if file is None:
            message = f"there is no package {said(package)} in this one or beside it."
            node.wrong(message, "Put its folder there, or remove the key.")
            return None
        try:
            return self.read(file)
        except DeclarationError as error:
            node.told += error.mistakes
            node.mistakes += error.mistakes
            return None

    def _find(self, package: str) -> Path | None:
        within = self.root / package
        if is_file(within):
            return within
        found = descriptor(within)
        if found is None and _NAME.fullmatch(package):
            found = descriptor(self.root.absolute().parent / package)
        return found
