"""Which catalogue is meant where a call names none."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from sourcebook.errors import UseError

VARIABLE = "SOURCEBOOK_CATALOG"


def catalog(asked: str | Path | None) -> str | Path:
    """The catalogue's address. Raises ``UseError`` where nothing names one."""
    found = asked or os.environ.get(VARIABLE) or _declared()
    if not found:
        raise UseError(
            f'No catalogue is named. Set {VARIABLE}, write catalog = "https://…" below '
            "[tool.sourcebook] in pyproject.toml, or give the address (--catalog)."
        )
    return found


def nearest(name: str) -> Path | None:
    """A file in the working folder, or in the nearest folder above that has it."""
    here = Path.cwd()
    return next((f / name for f in (here, *here.parents) if (f / name).is_file()), None)


def _declared() -> str | Path | None:
    file = nearest("pyproject.toml")
    if file is None:
        return None
    try:
        tool = tomllib.loads(file.read_text("utf-8")).get("tool", {})
        found = tool.get("sourcebook", {}).get("catalog")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError):
        raise UseError(f"{file}: can't be read as TOML. Mend it.") from None
    if found is None or (isinstance(found, str) and "://" in found):
        return found
    if not isinstance(found, str) or not found:
        raise UseError(f"{file}: tool.sourcebook.catalog is no address. Write it as a text.")
    return file.parent / found
