"""``datacite.json`` of a package: DataCite's metadata 4.5, for whoever registers a DOI for it.

The schema asks for creators, a publisher and a year. Where the declaration has not all three there
is no such file, and it is said why.
Source: https://datacite-metadata-schema.readthedocs.io/en/4.5/ and its JSON form.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.package import about
from sourcebook.package.about import given

if TYPE_CHECKING:
    from sourcebook.package.about import About, Contributor
    from sourcebook.package.made import Made

_TYPES = {
    each.lower(): each
    for each in (
        "ContactPerson", "DataCollector", "DataCurator", "DataManager", "Distributor", "Editor",
        "HostingInstitution", "Producer", "ProjectLeader", "ProjectManager", "ProjectMember",
        "RegistrationAgency", "RegistrationAuthority", "RelatedPerson", "Researcher",
        "ResearchGroup", "RightsHolder", "Sponsor", "Supervisor", "WorkPackageLeader",
    )
}  # fmt: skip
"""DataCite's types of contributors."""


def lacking(found: About) -> str | None:
    """What the declaration would have to say; ``None`` if it is all there."""
    lacks = []
    if not found.creators:
        lacks.append("`contributors`")
    if found.publisher is None:
        lacks.append("a contributor with the role `publisher`")
    if found.issued is None:
        lacks.append("`created`")
    return "needs " + " and ".join(lacks) if lacks else None


def text(made: Made) -> str:
    """The record. To be asked for only where nothing is ``lacking``."""
    found = about.of(made)
    assert found.publisher is not None
    assert found.issued is not None
    files = [*made.files, *(file for each in made.tables for file in each.files)]
    described = {
        **given(doi=found.doi),
        "creators": [_person(each) for each in found.creators],
        "titles": [{"title": found.title}],
        "publisher": {"name": found.publisher.name},
        "publicationYear": found.issued[:4],
        "types": {"resourceTypeGeneral": "Dataset"},
        **given(
            subjects=[{"subject": each} for each in found.keywords],
            contributors=[
                {**_person(each), "contributorType": kind}
                for each in found.contributors
                for kind in _kinds(each)
            ],
            url=found.address,
        ),
        "dates": [{"date": found.issued, "dateType": "Issued"}],
        **given(
            relatedIdentifiers=[
                _related(address)
                for address in dict.fromkeys(each.address for each in found.sources)
                if address
            ],
        ),
        "sizes": list(dict.fromkeys(f"{file.bytes} B" for file in files)),
        "formats": list(dict.fromkeys(file.mediatype for file in files)),
        "version": found.version,
        **given(
            rightsList=[
                given(
                    rights=each.title or each.name,
                    rightsUri=each.address,
                    rightsIdentifier=each.name,
                )
                for each in found.licences
            ],
            descriptions=[{"description": found.description, "descriptionType": "Abstract"}]
            if found.description
            else None,
        ),
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _person(person: Contributor) -> dict[str, Any]:
    name, kind = person.name, None
    if person.given and person.family:
        name, kind = f"{person.family}, {person.given}", "Personal"
    identifiers = [
        {
            "nameIdentifier": person.orcid,
            "nameIdentifierScheme": "ORCID",
            "schemeUri": "https://orcid.org",
        }
    ]
    return given(
        name=name,
        nameType=kind,
        givenName=person.given,
        familyName=person.family,
        affiliation=[{"name": person.organization}] if person.organization else None,
        nameIdentifiers=identifiers if person.orcid else None,
    )


def _kinds(person: Contributor) -> list[str]:
    """The types of a contributor who is more than a creator or the publisher."""
    return list(
        dict.fromkeys(_TYPES[role.lower()] for role in person.roles if role.lower() in _TYPES)
    )


def _related(address: str) -> dict[str, str]:
    return {
        "relatedIdentifier": address,
        "relatedIdentifierType": "URL",
        "relationType": "IsDerivedFrom",
    }
