"""What the theme leaves out of its pages, put in when they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = ("assets/first.js", "assets/disk.js")
"""The scripts that have to run before the theme's own."""

INDEX = "var __index = "
"""What stands before the JSON of the search index; ``first.js`` knows it too."""

_SEARCH = '<div class="md-search" data-md-component="search" role="dialog">'
_REPOSITORY = ' data-md-component="source"'
_STYLE = re.compile(r'href="([^"]*)assets/sourcebook\.css"')


def mended(html: str) -> str:
    """The page with a name for its search, which is brought only when somebody turns to it, and
    without the theme's question to the host of the repository: how many stars it has.
    """
    html = html.replace(_SEARCH, _SEARCH.replace(">", ' aria-label="Search">'), 1)
    html = html.replace(_REPOSITORY, "")
    style = _STYLE.search(html)
    if style is None:
        return html
    scripts = "".join(f'  <script src="{style[1]}{path}"></script>\n' for path in BEFORE)
    return html.replace("</head>", f"{scripts}  </head>", 1)


def search_from_disk(site: Path) -> None:
    """The search index as a script, in the place of the file: a page from a disk can fetch none.

    From a server, ``first.js`` reads it too. The theme's plugin "offline" writes the same, but
    turns addresses of folders off and brings a script from another host.
    """
    index = site / "search" / "search_index.json"
    if index.is_file():
        words = index.read_text(encoding="utf-8")
        index.with_suffix(".js").write_text(INDEX + words, encoding="utf-8")
        index.unlink()
