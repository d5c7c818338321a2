"""Where a reader reports a mistake: the project's issues, or an address that a dataset declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Contact:
    """``repository`` is mkdocs' ``repo_url``; ``email`` that of a contributor of the dataset."""

    repository: str | None = None
    email: str | None = None

    def report(self, subject: str, body: str) -> str | None:
        """The address of a report on something; ``None`` where there is nobody to send it to."""
        if self.repository is not None:
            issues, names = _issues(self.repository)
            return f"{issues}?{names[0]}={quote(subject, '')}&{names[1]}={quote(body, '')}"
        if self.email is not None:
            to = quote(self.email, "@+")
            return f"mailto:{to}?subject={quote(subject, '')}&body={quote(body, '')}"
        return None

    @property
    def issues(self) -> tuple[str, str, str] | None:
        """Where a new issue is written, and what its title and text are called there."""
        if self.repository is None:
            return None
        address, (title, body) = _issues(self.repository)
        return address, title, body


def contact(repository: str | None, descriptor: Mapping[str, Any]) -> Contact:
    """The repository if its address is one, and the first email of a contributor."""
    people = [one for one in descriptor.get("contributors") or () if isinstance(one, dict)]
    emails = [str(one["email"]) for one in people if _is_email(one.get("email"))]
    found = text.safe_url(repository or descriptor.get("repository") or "")
    return Contact(found, emails[0] if emails else None)


def _issues(repository: str) -> tuple[str, tuple[str, str]]:
    """Where new issues are written, and what title and text are called there."""
    base = repository.rstrip("/").removesuffix(".git")
    if "gitlab" in (urlsplit(base).hostname or ""):
        return f"{base}/-/issues/new", ("issue[title]", "issue[description]")
    return f"{base}/issues/new", ("title", "body")


def _is_email(value: object) -> bool:
    if not isinstance(value, str):
        return False
    name, at, host = value.partition("@")
    return bool(name and at and "." in host) and not set(value) & set(" \t\r\n<>\"'?&#")
