"""What the theme leaves out of its pages, put in when they are written."""

from __future__ import annotations

_SEARCH = '<div class="md-search" data-md-component="search" role="dialog">'


def mended(html: str) -> str:
    """The page with a name for the dialog of the search, which a screen reader tells."""
    return html.replace(_SEARCH, _SEARCH.replace(">", ' aria-label="Search">'), 1)
