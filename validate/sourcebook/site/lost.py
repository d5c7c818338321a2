"""The page for an address that is none, which a server gives at any depth: no relative link holds.

Where mkdocs is told ``site_url``, the theme's own page knows the path of the site, and this is its
text. Where it is not, the page brings its style along, and a script that looks for the root of the
site upwards from the address that was asked for; without a script its links lead from ``/``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sourcebook.site import text
from sourcebook.site.pages import environment

if TYPE_CHECKING:
    from collections.abc import Iterable

TEMPLATE = "404.html"
_THEIRS = "<h1>404 - Not found</h1>"


def page(html: str, root: str | None, name: str, links: Iterable[tuple[str, str]]) -> str:
    """The theme's page with our text, or one of our own where ``root`` is not known.

    ``links`` are titles, and addresses below the root.
    """
    found = [(text.visible(title), address) for title, address in links]
    values = {"name": name, "root": root or "/", "links": found}
    said = environment().get_template("lost.html").render(values)
    if root is not None:
        return html.replace(_THEIRS, said, 1)
    bare = environment().get_template("bare.html")
    return bare.render(name=name, said=Markup(said))  # noqa: S704 - an autoescaping template wrote it
