"""How a dataset is cited: a line of text, made of what its descriptor says.

The order of the parts is that of DataCite's recommendation, creator (year): title, version,
publisher, type, identifier (https://datacite-metadata-schema.readthedocs.io/en/4.6/). A part that
is not declared is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.site import text

if TYPE_CHECKING:
    from sourcebook.package.about import About, Contributor


def citation(about: About, version: str, day: str, address: str | None) -> str:
    """The citation of one version. ``address`` is that of the site, where it has one."""
    names = "; ".join(_name(person) for person in about.creators)
    parts = [f"{names} ({day[:4]})" if names and day else names, about.title, f"Version {version}"]
    parts += [_name(about.publisher) if about.publisher else "", "Dataset"]
    parts += [about.address or address or ""]
    return text.visible(". ".join(part.rstrip(".") for part in parts if part) + ".")


def _name(person: Contributor) -> str:
    return f"{person.family}, {person.given}" if person.family and person.given else person.name
