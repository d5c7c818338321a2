"""The libraries of the explorer, from the packages that bring them, as scripts that a page loads.

They are classic scripts, which a browser runs from ``file://`` too; it refuses modules there.
DataTables (in itables' bundle) lists the rows that are in sight, Vega (in vl-convert's) draws.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from sourcebook.errors import UseError

PARTS = (
    "rows",
    "address",
    "take",
    "filters",
    "listing",
    "timeline",
    "drawing",
    "circles",
    "map",
    "page",
)
"""Our own scripts, in the order in which each uses those before it."""


@cache
def scripts() -> dict[str, str]:
    """The scripts by their place in the site, in the order in which they are to run."""
    return {
        f"assets/datatables-{version('itables')}.js": _datatables(),
        f"assets/vega-{version('vl-convert-python')}.js": _vega(),
        "assets/explorer.js": _ours(),
    }


def _datatables() -> str:
    """The bundle of itables, its exports put where a page finds them."""
    bundle = files("itables").joinpath("html/dt_bundle.js").read_text(encoding="utf-8")
    exports = list(re.finditer(r"\bexport\s*\{([^{}]*)\}\s*;?", bundle))
    if len(exports) != 1:
        raise UseError("itables: its bundle has changed its form. Install the locked version.")
    (found,) = exports
    names = [name.split(" as ") for name in found[1].split(",")]
    given = ",".join(f"{name[-1].strip()}:{name[0].strip()}" for name in names)
    before, after = bundle[: found.start()], bundle[found.end() :]
    return f'(()=>{{"use strict";{before};window.itables={{{given}}};{after}\n}})();\n'


def _vega() -> str:
    """Vega, without a way to code: expressions are interpreted, as a strict policy needs it."""
    import vl_convert

    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f"(()=>{{{bundle}\n}})();\n"


def _ours() -> str:
    folder = files("sourcebook.site").joinpath("assets/explorer")
    return "".join(folder.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in PARTS)
