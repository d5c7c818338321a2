"""Where this Sourcebook was installed from, so that a new project installs the same one.

Source: https://packaging.python.org/en/latest/specifications/direct-url/ (PEP 610).
"""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sourcebook import __version__

_INSTALL = Path("validate") / "install.sh"


def requirement() -> str:
    """The line of a requirements file that names this version."""
    told = _direct_url()
    vcs = told.get("vcs_info")
    if isinstance(vcs, dict):
        return f"sourcebook[site] @ {vcs['vcs']}+{told['url']}@{vcs['commit_id']}"
    return f"sourcebook[site]=={__version__}"


def checkout() -> Path | None:
    """The checkout of the repository that this was installed from, if it still is there."""
    address = urlsplit(str(_direct_url().get("url", "")))
    places = [Path(__file__).parents[3]]
    if address.scheme == "file":
        places.append(Path(unquote(address.path)))
    return next((place for place in places if (place / _INSTALL).is_file()), None)


def _direct_url() -> dict[str, object]:
    try:
        text = metadata.distribution("sourcebook").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return {}
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}
