"""What a declaration says of its dataset, in the terms that catalogues and citations ask for.

Nothing is made up: what is not declared is empty here, and is left out of what is written from it.
Roles of contributors are read as DataCite's and as the common words: who has the role ``author`` or
``creator`` is one, and where nobody has, all contributors are. A version is issued on the day that
its history says, else on the one that ``created`` says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.declare import Dataset
    from sourcebook.package.history import History
    from sourcebook.package.made import Made

_CREATORS = frozenset({"author", "creator"})
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_ORCID = re.compile(r"https?://orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Contributor:
    name: str
    given: str | None
    family: str | None
    email: str | None
    organization: str | None
    address: str | None
    """A page on the web."""
    roles: tuple[str, ...]
    """As they are declared."""

    @property
    def orcid(self) -> str | None:
        """The person's ORCID iD, as its address."""
        found = _ORCID.fullmatch(self.address or "")
        return f"https://orcid.org/{found[1]}" if found else None

    def has(self, *roles: str) -> bool:
        """Whether one of these roles, in lower case, is theirs."""
        return any(role.lower() in roles for role in self.roles)


@dataclass(frozen=True, slots=True)
class Licence:
    name: str | None
    title: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Source:
    title: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class About:
    name: str
    title: str
    version: str
    description: str | None
    issued: str | None
    """A day, ISO 8601."""
    doi: str | None
    address: str | None
    """Where people read of it: the DOI's address, else the homepage."""
    contributors: tuple[Contributor, ...]
    licences: tuple[Licence, ...]
    keywords: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def creators(self) -> tuple[Contributor, ...]:
        """Those whom a citation names."""
        named = tuple(each for each in self.contributors if each.has(*_CREATORS))
        return named or self.contributors

    @property
    def publisher(self) -> Contributor | None:
        """The first who has that role."""
        return next((each for each in self.contributors if each.has("publisher")), None)


def of(made: Made) -> About:
    """What is said of the dataset of a package."""
    return about(made.dataset, made.history)


def about(dataset: Dataset, history: History) -> About:
    """What a declaration and a history say of a dataset."""
    declared = dataset.descriptor or {}
    doi = _doi(declared)
    homepage = _web(declared.get("homepage"))
    return About(
        dataset.name,
        dataset.title or dataset.name,
        dataset.version or "",
        _text(dataset.description),
        _issued(dataset, history),
        doi,
        f"https://doi.org/{doi}" if doi else _web(declared.get("id")) or homepage,
        tuple(_contributor(each) for each in objects(declared, "contributors") if _named(each)),
        tuple(
            Licence(_text(each.get("name")), _text(each.get("title")), _web(each.get("path")))
            for each in objects(declared, "licenses")
        ),
        tuple(each for each in declared.get("keywords") or () if isinstance(each, str)),
        tuple(
            Source(_text(each.get("title")), _web(each.get("path")))
            for each in objects(declared, "sources")
        ),
    )


def objects(declared: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects in a list of a descriptor."""
    value = declared.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def given(**values: Any) -> dict[str, Any]:
    """The entries that say something."""
    return {key: value for key, value in values.items() if value not in (None, "", [], (), {})}


def _issued(dataset: Dataset, history: History) -> str | None:
    for entry in history.entries:
        if entry.version == dataset.version:
            return entry.date[:10]
    created = _text((dataset.descriptor or {}).get("created"))
    return created[:10] if created else None


def _doi(declared: Mapping[str, Any]) -> str | None:
    for key in ("id", "homepage"):
        if found := _DOI.fullmatch(str(declared.get(key) or "")):
            return found[1]
    return None


def _contributor(item: Mapping[str, Any]) -> Contributor:
    given, family = _text(item.get("givenName")), _text(item.get("familyName"))
    roles = item.get("roles") or [item.get("role")]
    return Contributor(
        _text(item.get("title")) or " ".join(part for part in (given, family) if part),
        given,
        family,
        _text(item.get("email")),
        _text(item.get("organization")),
        _web(item.get("path")),
        tuple(str(role) for role in roles if role) if isinstance(roles, list) else (),
    )


def _named(item: Mapping[str, Any]) -> bool:
    return any(_text(item.get(key)) for key in ("title", "givenName", "familyName"))


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _web(value: Any) -> str | None:
    return value if isinstance(value, str) and _WEB.fullmatch(value) else None
