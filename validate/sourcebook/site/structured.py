"""The dataset as schema.org describes one, for search engines: JSON-LD in its page.

It is the package's own ``schema.jsonld``, whose files get the addresses that they have here; where
a package has none, the little that its descriptor says.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from markupsafe import Markup

from sourcebook.site import text
from sourcebook.site.citation import doi

if TYPE_CHECKING:
    from sourcebook.site.contents import Contents

FILE = "schema.jsonld"
_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
    "zip": "application/zip",
}


def script(contents: Contents, base: str, address: str | None) -> Markup:
    """The element. ``base`` is where the package's files are: relative, or a whole address."""
    described = _given(contents) or _made(contents)
    for file in described.get("distribution") or ():
        if isinstance(file, dict) and "contentUrl" in file:
            file["contentUrl"] = urljoin(base, quote(str(file["contentUrl"])))
    if address is not None:
        described.setdefault("url", address)
    return Markup('<script type="application/ld+json">{}</script>').format(safe(described))


def safe(value: Any) -> Markup:
    """JSON that ends no script and starts no comment, whatever texts are in it."""
    words = json.dumps(value, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        words = words.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(words)  # noqa: S704 - no letter that HTML reads is left in it


def _given(contents: Contents) -> dict[str, Any] | None:
    file = contents.folder / FILE
    if not file.is_file():
        return None
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _made(contents: Contents) -> dict[str, Any]:
    declared, dataset = contents.descriptor, contents.dataset
    licences = [one for one in declared.get("licenses") or () if isinstance(one, dict)]
    people = [one for one in declared.get("contributors") or () if isinstance(one, dict)]
    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": dataset.title or dataset.name,
        "description": dataset.description,
        "version": dataset.version,
        "identifier": doi(declared),
        "keywords": declared.get("keywords"),
        "license": next((u for one in licences if (u := text.safe_url(one.get("path")))), None),
        "creator": [{"@type": "Organization", "name": one.get("title")} for one in people],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.path,
                "encodingFormat": _TYPES[ending],
                "contentUrl": file.path,
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for file in contents.files
            if (ending := file.path.rpartition(".")[2]) in _TYPES
        ],
    }
    return {key: value for key, value in found.items() if value}
