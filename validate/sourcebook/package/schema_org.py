"""``schema.jsonld`` of a package: schema.org's Dataset, which search engines for data read.

Source: https://schema.org/Dataset, and
https://developers.google.com/search/docs/appearance/structured-data/dataset for what is read of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.package import about
from sourcebook.package.about import given
from sourcebook.package.made import WORDS

if TYPE_CHECKING:
    from sourcebook.declare import Field
    from sourcebook.package.about import About, Contributor
    from sourcebook.package.made import Made, MadeFile


def text(made: Made) -> str:
    """The description as JSON-LD."""
    return json.dumps(describe(made), ensure_ascii=False, indent=2) + "\n"


def describe(made: Made) -> dict[str, Any]:
    """A dataset with its files and variables."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        **words(about.of(made)),
        "distribution": [
            _download(file, title)
            for title, files in (
                *((each.table.title or each.table.name, each.files) for each in made.tables),
                (made.dataset.title or made.dataset.name, made.files),
            )
            for file in files
        ],
        "variableMeasured": [
            _variable(each.table.name, field) for each in made.tables for field in each.table.fields
        ],
    }


def words(found: About) -> dict[str, Any]:
    """What schema.org and Croissant, which stands on it, say of a dataset in the same words."""
    return given(
        name=found.title,
        alternateName=found.name if found.name != found.title else None,
        description=found.description,
        version=found.version,
        url=found.address,
        identifier=f"https://doi.org/{found.doi}" if found.doi else None,
        datePublished=found.issued,
        license=_one([each.address or each.name or each.title for each in found.licences]),
        keywords=list(found.keywords),
        creator=[_agent(each) for each in found.creators],
        publisher=_agent(found.publisher) if found.publisher else None,
        isBasedOn=[_source(each.title, each.address) for each in found.sources],
    )


def _one(values: list[Any]) -> Any:
    found = [value for value in values if value]
    return found[0] if len(found) == 1 else found


def _agent(person: Contributor) -> dict[str, Any]:
    human = bool(person.given or person.family or person.orcid)
    return {
        # Who has no name of two parts may be a group of people.
        "@type": "Person" if human else "Organization",
        **({"@id": person.orcid} if person.orcid else {}),
        **given(
            name=person.name,
            givenName=person.given,
            familyName=person.family,
            url=person.address,
            affiliation={"@type": "Organization", "name": person.organization}
            if person.organization and human
            else None,
        ),
    }


def _source(title: str | None, address: str | None) -> dict[str, Any]:
    return {"@type": "CreativeWork", **given(name=title, url=address)}


def _download(file: MadeFile, title: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": f"{title} ({WORDS[file.format]})",
        "encodingFormat": file.mediatype,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
    }


def _variable(table: str, field: Field) -> dict[str, Any]:
    return {
        "@type": "PropertyValue",
        **given(
            name=field.name,
            alternateName=field.title,
            propertyID=f"{table}.{field.name}",
            description=field.description,
            unitText=field.unit,
        ),
    }
