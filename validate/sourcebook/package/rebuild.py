"""The package of a dataset as of a commit, made again from git: nothing is checked out.

With the same toolkit it is, byte for byte, the package that was built of that commit. Waivers are
judged on the day of the commit, unless SOURCE_DATE_EPOCH names another one, so that one which has
expired since then still holds.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sourcebook.declare import Target, open_target
from sourcebook.declare.neighbours import descriptor
from sourcebook.errors import UseError
from sourcebook.package.build import pack
from sourcebook.standing import bases, git

if TYPE_CHECKING:
    from sourcebook.findings import Progress


def rebuild(
    dataset: str | Path, at: str, output: str | Path = "dist", *, progress: Progress | None = None
) -> Path:
    """Package a dataset as it was in the commit ``at``. Returns the package's folder.

    ``dataset`` names a folder, or its descriptor, which need not be there any more. Raises as
    ``build`` does, and ``UseError`` where there is no such commit, or no such dataset in it.
    """
    place = Path(dataset).absolute()
    here = next(each for each in (place, *place.parents) if each.is_dir())
    commit = git.find(here, at)
    path = bases.place_in(place, commit)
    label = f"{at}:{path}"
    folder = path.parent if path.suffix in (".yaml", ".yml", ".json") else path
    with TemporaryDirectory(prefix="sourcebook-at-") as scratch:
        into = Path(scratch).resolve()
        # Schemas stand beside a dataset or above it.
        wanted = [folder, *(above / "schemas" for above in (folder, *folder.parents))]
        absent = git.extract(commit, wanted, into)
        file = into / path if folder != path else descriptor(into / folder)
        if file is None or not file.is_file():
            raise UseError(f"{label}: there is no dataset in that commit. Check the path.")
        with bases.told(at, into, "built"):
            found = open_target(file).dataset
            bases.check_whole(found, absent, into, at)
            bases.check_schemas(found, into, at)
            known = replace(bases.named(found, into, at), file=f"{at}:{folder / file.name}")
            today = None if os.environ.get("SOURCE_DATE_EPOCH") else git.day(commit)
            return pack(Target(known), label, output, progress=progress, today=today)
