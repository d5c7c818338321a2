"""Whether a catalogue is whole, told by its documentation and without our code."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA = json.loads(
    resources.files("sourcebook.catalogue").joinpath("catalog.schema.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)


@dataclass(frozen=True)
class Target:
    """A catalogue to publish to, and how to read and list its files without our code."""

    url: str
    read: Callable[[str], bytes | None]
    names: Callable[[], list[str]]


def in_folder(folder: Path) -> Target:
    def read(name: str) -> bytes | None:
        return (folder / name).read_bytes() if (folder / name).is_file() else None

    def names() -> list[str]:
        return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())

    return Target(str(folder), read, names)


def versions(target: Target, *, settled: bool = True) -> set[str]:
    """Every version that is listed, as ``name version``, after a look at each of its bytes.

    ``settled``: nobody was interrupted since, so ``latest.json`` is right too.
    """
    content = target.read("catalog.json")
    if content is None:
        return set()
    catalog = json.loads(content)
    VALIDATOR.validate(catalog)
    listed = set()
    for name, dataset in catalog["datasets"].items():
        for version, entry in dataset["versions"].items():
            listed.add(f"{name} {version}")
            lines = []
            for path, file in sorted(entry["files"].items()):
                held = target.read(f"{name}/{version}/{path}")
                assert held is not None, f"{version}/{path} is listed and not there"
                assert len(held) == file["bytes"]
                assert hashlib.sha256(held).hexdigest() == file["sha256"], f"{version}/{path}"
                lines.append(f"{file['sha256']}  {path}\n")
            digest = hashlib.sha256("".join(lines).encode()).hexdigest()
            assert entry["hash"] == f"sha256:{digest}"
        latest = target.read(f"{name}/latest.json")
        if settled:
            assert json.loads(latest)["version"] == dataset["latest"]
        elif latest is not None:
            assert json.loads(latest)["dataset"] == name
    return listed
