"""What a deposit will hold: the metadata in Zenodo's words, and the files."""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.catalogue import contents
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.catalogue.model import Version

BESIDE = ("README.md", "CHANGELOG.md", "SHA256SUMS")
"""Files that are sent beside the archive, since Zenodo shows them; it knows no folders."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send. Zenodo tells the MD5 of what it got."""

    name: str
    path: Path
    bytes: int
    md5: str


@dataclass(frozen=True, slots=True)
class Plan:
    version: Version
    metadata: dict[str, Any]
    files: tuple[Upload, ...]


def plan(package: Path) -> Plan:
    """What would be sent of a package. Raises ``UseError`` where Zenodo could not take it."""
    version = contents.version_of(package)
    archive = f"{version.name}.zip"
    if version.file(archive) is None:
        raise UseError(f"{package}: has no {archive}. Build it again with this sourcebook.")
    described = json.loads((package / "datapackage.json").read_bytes())
    names = (archive, *(name for name in BESIDE if version.file(name) is not None))
    return Plan(
        version,
        _metadata(package, version, described, _datacite(package)),
        tuple(_upload(package, name) for name in names),
    )


def _upload(package: Path, name: str) -> Upload:
    file = package / name
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, lambda: hashlib.md5(usedforsecurity=False))
    return Upload(name, file, file.stat().st_size, digest.hexdigest())


def _datacite(package: Path) -> dict[str, Any]:
    file = package / "datacite.json"
    try:
        found = json.loads(file.read_bytes()) if file.is_file() else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UseError(f"{file}: can't be read. Build the package again.")
    attributes = found.get("data", {}).get("attributes", found)  # as its REST API wraps it
    return attributes if isinstance(attributes, dict) else {}


def _metadata(
    package: Path, version: Version, described: dict[str, Any], cited: dict[str, Any]
) -> dict[str, Any]:
    """Required: upload_type, title, creators, description, access_right, license if open."""
    creators = _creators(described, cited)
    for what, value in (
        ("title", version.title),
        ("description", described.get("description")),
        ("contributor", creators),
        ("license", described.get("licenses")),
    ):
        if not value:
            raise UseError(f"{package}: Zenodo wants a {what}. Declare it in datapackage.yaml.")
    licences = [each["name"] for each in described["licenses"] if each.get("name")]
    if not licences:
        raise UseError(f"{package}: its license has no name, such as CC-BY-4.0. Declare it.")
    language = cited.get("language")
    return {
        "upload_type": "dataset",
        "title": version.title,
        "creators": creators,
        # It takes HTML.
        "description": f"<p>{html.escape(described['description'], quote=False)}</p>",
        "access_right": "open",
        "license": licences[0].lower(),
        "version": version.version,
        "publication_date": version.published[:10],
        **({"keywords": described["keywords"]} if described.get("keywords") else {}),
        **({"language": language} if isinstance(language, str) and len(language) == 3 else {}),
    }


def _creators(described: dict[str, Any], cited: dict[str, Any]) -> list[dict[str, str]]:
    if cited.get("creators"):
        return [_cited(each) for each in cited["creators"] if each.get("name")]
    people = [each for each in described.get("contributors", []) if each.get("title")]
    first = [each for each in people if {"creator", "author"} & _roles(each)]
    return [
        {
            "name": each["title"],
            **({"affiliation": each["organization"]} if each.get("organization") else {}),
        }
        for each in first or people
    ]


def _roles(contributor: dict[str, Any]) -> set[str]:
    """Version 2 of Data Package has ``roles``, version 1 ``role``."""
    return {*contributor.get("roles", []), contributor.get("role", "")}


def _cited(creator: dict[str, Any]) -> dict[str, str]:
    """A creator of DataCite's schema in Zenodo's form."""
    found = {"name": creator["name"]}
    for each in creator.get("affiliation", [])[:1]:
        found["affiliation"] = each["name"] if isinstance(each, dict) else each
    for each in creator.get("nameIdentifiers", []):
        if each.get("nameIdentifierScheme", "").upper() == "ORCID":
            found["orcid"] = each["nameIdentifier"].rpartition("/")[2]
    return found
