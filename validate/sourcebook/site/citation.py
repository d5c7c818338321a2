"""How a dataset is cited: a line of text, made of what its descriptor says.

The order of the parts is that of DataCite's recommendation, creator (year): title, version,
publisher, type, identifier (https://datacite-metadata-schema.readthedocs.io/en/4.6/). A part that
is not declared is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.declare import Dataset

_DOI = re.compile(r"(?i)(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)")


def citation(dataset: Dataset, version: str, day: str, address: str | None) -> str:
    """The citation of one version. ``address`` is that of the site, where it has one."""
    declared = dataset.descriptor or {}
    people = [one for one in declared.get("contributors") or () if isinstance(one, dict)]
    creators = [one for one in people if _roles(one) & {"author", "creator"}] or people
    publisher = next((one for one in people if "publisher" in _roles(one)), None)
    names = "; ".join(name for one in creators if (name := _name(one)))
    title = dataset.title or dataset.name
    parts = [f"{names} ({day[:4]})" if names and day else names, title, f"Version {version}"]
    parts += [_name(publisher) if publisher else "", "Dataset", doi(declared) or address or ""]
    return text.visible(". ".join(part.rstrip(".") for part in parts if part) + ".")


def doi(declared: Mapping[str, Any]) -> str | None:
    """The address of the DOI that a descriptor gives as its id or homepage."""
    for key in ("id", "homepage"):
        found = _DOI.fullmatch(str(declared.get(key) or ""))
        if found:
            return f"https://doi.org/{found[1]}"
    return None


def _roles(person: Mapping[str, Any]) -> set[str]:
    roles = person.get("roles") or [person.get("role")]
    return {str(role).lower() for role in roles} if isinstance(roles, list) else set()


def _name(person: Mapping[str, Any]) -> str:
    family, given = person.get("familyName"), person.get("givenName")
    if family and given:
        return f"{family}, {given}"
    return str(person.get("title") or family or given or "")
