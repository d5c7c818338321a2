"""The dataset as schema.org describes one, for search engines: JSON-LD in its page.

It is the package's own ``schema.jsonld``, whose files get the addresses that they have here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from markupsafe import Markup

if TYPE_CHECKING:
    from sourcebook.site.contents import Contents

FILE = "schema.jsonld"


def script(contents: Contents, base: str, address: str | None) -> Markup:
    """The element; nothing for a package of before there was such a file.

    ``base`` is where the package's files are: relative to the page, or a whole address.
    """
    file = contents.folder / FILE
    if not file.is_file():
        return Markup("")
    described: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    for part in described.get("distribution") or ():
        part["contentUrl"] = urljoin(base, quote(str(part["contentUrl"])))
    if address is not None:
        described.setdefault("url", address)
    return Markup('<script type="application/ld+json">{}</script>').format(safe(described))


def safe(value: Any) -> Markup:
    """JSON that ends no script and starts no comment, whatever texts are in it."""
    words = json.dumps(value, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        words = words.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(words)  # noqa: S704 - no letter that HTML reads is left in it
