"""``CITATION.cff`` of a package: the Citation File Format 1.2.0, which code hosts and Zotero read.

It asks for authors. Where the declaration names nobody there is no such file, and it is said why.
Source: https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from sourcebook.package import about
from sourcebook.package.about import given

if TYPE_CHECKING:
    from sourcebook.package.about import About, Contributor, Licence
    from sourcebook.package.made import Made


def lacking(found: About) -> str | None:
    """What the declaration would have to say; ``None`` if it is all there."""
    return None if found.creators else "needs `contributors`"


def text(made: Made) -> str:
    """The file. To be asked for only where nothing is ``lacking``."""
    found = about.of(made)
    described = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": found.title,
        "version": found.version,
        **given(abstract=found.description),
        "authors": [_author(each) for each in found.creators],
        **given(**{"date-released": found.issued}),
        **given(doi=found.doi, url=None if found.doi else found.address),
        **_licence(found.licences),
        **given(keywords=list(found.keywords)),
    }
    written: str = yaml.safe_dump(described, sort_keys=False, allow_unicode=True, width=10_000)
    return written


def _author(person: Contributor) -> dict[str, Any]:
    if person.given or person.family:
        return given(
            **{"family-names": person.family, "given-names": person.given},
            email=person.email,
            affiliation=person.organization,
            orcid=person.orcid,
            website=None if person.orcid else person.address,
        )
    return given(
        name=person.name, email=person.email, orcid=person.orcid,
        website=None if person.orcid else person.address,
    )  # fmt: skip


def _licence(licences: tuple[Licence, ...]) -> dict[str, Any]:
    """Identifiers of SPDX if all of them are, else the address of the only one."""
    names = [_spdx(each.name) for each in licences]
    if names and all(names):
        return {"license": names[0] if len(names) == 1 else names}
    if len(licences) == 1 and licences[0].address:
        return {"license-url": licences[0].address}
    return {}


def _spdx(name: str | None) -> str | None:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        found = canonicalize_license_expression(name or "")
    except InvalidLicenseExpression:
        return None
    return None if " " in found else str(found)
