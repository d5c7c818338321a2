"""``dcat.jsonld`` of a package: the W3C's Data Catalog Vocabulary, which data portals exchange.

Source: https://www.w3.org/TR/vocab-dcat-3/. A distribution's address is relative to the file, so
that it holds wherever the package lies.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.package import about
from sourcebook.package.about import given
from sourcebook.package.made import WORDS

if TYPE_CHECKING:
    from sourcebook.package.about import Contributor
    from sourcebook.package.made import Made, MadeFile

_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"


def text(made: Made) -> str:
    """The description as JSON-LD."""
    found = about.of(made)
    licences = [_rights(each.address, each.title or each.name) for each in found.licences]
    described = {
        "@context": _CONTEXT,
        **({"@id": found.address} if found.address else {}),
        "@type": "dcat:Dataset",
        "dcterms:title": found.title,
        "dcterms:identifier": found.name,
        "dcat:version": found.version,
        **_given(
            {
                "dcterms:description": found.description,
                "dcterms:issued": _day(found.issued),
                "adms:versionNotes": _notes(made),
                "dcat:landingPage": {"@id": found.address} if found.address else None,
                "dcat:keyword": list(found.keywords),
                "dcterms:license": licences,
                "dcterms:creator": [_agent(each) for each in found.creators],
                "dcterms:publisher": _agent(found.publisher) if found.publisher else None,
                "dcterms:source": [_work(each.title, each.address) for each in found.sources],
            }
        ),
        "dcat:distribution": [
            _distribution(file, title, licences)
            for title, files in (
                *((each.table.title or each.table.name, each.files) for each in made.tables),
                (found.title, made.files),
            )
            for file in files
        ],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return given(**values)


def _day(day: str | None) -> dict[str, str] | None:
    return {"@type": "xsd:date", "@value": day} if day else None


def _notes(made: Made) -> str | None:
    for entry in made.history.entries:
        if entry.version == made.dataset.version:
            return entry.summary
    return None


def _rights(address: str | None, title: str | None) -> dict[str, Any]:
    return {
        **({"@id": address} if address else {}),
        "@type": "dcterms:LicenseDocument",
        **_given({"dcterms:title": title}),
    }


def _agent(person: Contributor) -> dict[str, Any]:
    named = {"@id": person.orcid} if person.orcid else {}
    mail = {"@id": f"mailto:{person.email}"} if person.email else None
    page = {"@id": person.address} if person.address and not person.orcid else None
    return {
        **named,
        "@type": "foaf:Agent",
        "foaf:name": person.name,
        **_given({"foaf:mbox": mail, "foaf:homepage": page}),
    }


def _work(title: str | None, address: str | None) -> dict[str, Any]:
    return {**({"@id": address} if address else {}), **_given({"dcterms:title": title})}


def _distribution(file: MadeFile, title: str, licences: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcterms:title": f"{title} ({WORDS[file.format]})",
        "dcat:accessURL": {"@id": file.path},
        "dcat:downloadURL": {"@id": file.path},
        "dcat:mediaType": {"@id": f"{_MEDIA}{file.mediatype}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.bytes)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
        **_given({"dcterms:license": licences}),
    }
