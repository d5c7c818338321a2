"""What the theme leaves out of its pages, put in when they are written."""

from __future__ import annotations

import re

FIRST = "assets/first.js"
"""The script that has to run before the theme's own."""

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
    return html.replace("</head>", f'  <script src="{style[1]}{FIRST}"></script>\n  </head>', 1)
