"""Pages whose record stands in another one by now: they lead there, with a script and without."""

from __future__ import annotations

from markupsafe import Markup

_PAGE = Markup(
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
    '<meta name="robots" content="noindex">\n'
    '<meta http-equiv="refresh" content="0; url={url}">\n'
    "<title>{title}</title>\n</head>\n<body>\n"
    '<main><h1>{title}</h1>\n<p>It stands in <a href="{url}">{target}</a> by now.</p></main>\n'
    "</body>\n</html>\n"
)


def page(url: str, title: str, target: str) -> str:
    """A page that leads to an address of the site at once."""
    return str(_PAGE.format(url=url, title=title, target=target))
