"""The states of a deposit, and the one step that leads from each to the next.

``Initial`` → ``begin`` → ``Draft`` (no files) → ``fill`` → ``Filled`` → ``publish`` →
``Published``, which can't be undone. A draft that was made by ``begin`` and could not be filled is
deleted again; one of a record's next version is left, since it may have been there before.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sourcebook.catalogue.transfer import Quiet
from sourcebook.catalogue.zenodo.access import ZenodoError

if TYPE_CHECKING:
    from sourcebook.catalogue.transfer import Transfer
    from sourcebook.catalogue.zenodo.access import Server
    from sourcebook.catalogue.zenodo.plan import Plan, Upload

_DEPOSITS = "/api/deposit/depositions"


@dataclass(frozen=True, slots=True)
class Initial:
    """Nothing is there yet. ``record``: the number of the last version's record, if any."""

    server: Server
    plan: Plan
    record: int | None = None

    def begin(self) -> Draft:
        """Make an empty draft, of a new record or of the next version of one."""
        if self.record is None:
            return _draft(self, self.server.ask("POST", _DEPOSITS, {}), fresh=True)
        # The answer is the old version; it says where the draft is.
        old = self.server.ask("POST", f"{_DEPOSITS}/{self.record}/actions/newversion")
        draft = self.server.ask("GET", _link(old, "latest_draft"))
        begun = _draft(self, draft, fresh=False)
        # A draft of a next version begins with the files of the last.
        for file in self.server.ask("GET", f"{_DEPOSITS}/{begun.id}/files") or []:
            self.server.ask("DELETE", f"{_DEPOSITS}/{begun.id}/files/{quote(str(file['id']))}")
        return begun


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft without files. ``fresh``: it was made by us."""

    server: Server
    plan: Plan
    id: int
    bucket: str
    page: str
    fresh: bool

    def fill(self, progress: Transfer | None = None) -> Filled:
        """Send the files and the metadata."""
        told = progress or Quiet()
        told.start(self.plan.version.name, sum(file.bytes for file in self.plan.files))
        try:
            for file in self.plan.files:
                self._send(file)
                told.moved(file.bytes)
            self.server.ask("PUT", f"{_DEPOSITS}/{self.id}", {"metadata": self.plan.metadata})
        except BaseException:
            if self.fresh:
                with contextlib.suppress(ZenodoError):
                    self.server.ask("DELETE", f"{_DEPOSITS}/{self.id}")
            raise
        return Filled(self.server, self.plan, self.id, self.page)

    def _send(self, file: Upload) -> None:
        with file.path.open("rb") as source:
            got = self.server.ask(
                "PUT", f"{self.bucket}/{quote(file.name)}", file=source, size=file.bytes
            )
        if not isinstance(got, dict) or got.get("checksum") != f"md5:{file.md5}":
            raise ZenodoError(f"{file.name}: Zenodo got other bytes than were sent. Try again.")


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft with all its files and metadata, to be looked at on its ``page``."""

    server: Server
    plan: Plan
    id: int
    page: str

    def publish(self) -> Published:
        """Publish it for good. It stays a draft where Zenodo refuses."""
        got = self.server.ask("POST", f"{_DEPOSITS}/{self.id}/actions/publish")
        if not isinstance(got, dict) or not got.get("doi"):
            raise ZenodoError(f"{self.page}: Zenodo gave no DOI. Look at the page of the draft.")
        page = got.get("links", {}).get("record_html") or got.get("record_url") or self.page
        return Published(str(got["doi"]), str(page))


@dataclass(frozen=True, slots=True)
class Published:
    """A record with a DOI."""

    doi: str
    page: str


def _draft(initial: Initial, got: Any, *, fresh: bool) -> Draft:
    number = got.get("id") if isinstance(got, dict) else None
    if not isinstance(number, int):
        raise ZenodoError(f"{initial.server.url}: the answer has no id of a deposit.")
    return Draft(
        initial.server, initial.plan, number, _link(got, "bucket"), _link(got, "html"), fresh
    )


def _link(got: Any, name: str) -> str:
    found = got.get("links", {}).get(name) if isinstance(got, dict) else None
    if not isinstance(found, str):
        raise ZenodoError(f"Zenodo's answer has no link {name!r}. Its interface may have changed.")
    return found
