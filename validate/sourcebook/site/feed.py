"""The feed of releases: Atom (RFC 4287), written when the site is built."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.site.contents import Contents
    from sourcebook.site.past import Past
    from sourcebook.site.releases import Release

ATOM = "http://www.w3.org/2005/Atom"
_UNDATED = "1970-01-01T00:00:00Z"


def feed(contents: Contents, releases: Sequence[Release], past: Past, address: str) -> str:
    """The published versions, the newest first; ``address`` is that of the changelog's page.

    Ids are made of the dataset's name and version, so that they stay wherever the site lies.
    """
    dataset = contents.dataset
    root = ET.Element("feed", {"xmlns": ATOM})
    published = [release for release in releases if release.published]
    _add(root, "id", _id(dataset.name))
    _add(root, "title", dataset.title or dataset.name)
    _add(root, "updated", _moment(published[0].published) if published else _UNDATED)
    ET.SubElement(ET.SubElement(root, "author"), "name").text = "Sourcebook"
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": address})
    summaries = {entry.version: entry.summary for entry in past.entries}
    for release in published:
        entry = ET.SubElement(root, "entry")
        title = f"{dataset.title or dataset.name} {release.version}"
        _add(entry, "id", _id(f"{dataset.name}@{release.version}"))
        _add(entry, "title", f"{title} (withdrawn)" if release.withdrawn else title)
        _add(entry, "updated", _moment(release.published))
        place = f"{address}#{text.anchor('version', release.version)}"
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": place})
        words = release.withdrawn[1] if release.withdrawn else summaries.get(release.version, "")
        _add(entry, "summary", words)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(parent: ET.Element, tag: str, words: str) -> None:
    ET.SubElement(parent, tag).text = text.visible(words)


def _id(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"sourcebook:{name}").urn


def _moment(published: str | None) -> str:
    """A time as RFC 3339 has it; a day is its first moment."""
    if not published:
        return _UNDATED
    return published if "T" in published else f"{published}T00:00:00Z"
