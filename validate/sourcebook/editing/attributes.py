"""Telling git to merge tables by key and cell: a driver in its configuration, lines in a file.

The driver is a matter of each clone, since a repository may not say what is run on a machine; which
files it is for stands in ``.gitattributes``, which is committed. A clone without the driver merges
line by line. Source: gitattributes(5).
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.editing.text import plain
from sourcebook.errors import UseError
from sourcebook.standing import git

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sourcebook.declare import Dataset

BEGIN = (
    "# sourcebook setup-git: tables are merged by key and cell. Run it anew when tables come or go."
)
END = "# sourcebook setup-git: end"
_SPECIAL = re.compile(r"([\\*?\[\]!#])")


def configuration() -> dict[str, str]:
    """What git's configuration needs: the driver, as this very Python runs it."""
    command = shlex.join([sys.executable, "-m", "sourcebook", "merge"])
    return {
        "merge.sourcebook.name": "Sourcebook: tables by key and cell",
        # Git puts quotes around the path itself.
        "merge.sourcebook.driver": f"{command} --marker-size=%L -- %O %A %B %P",
        # Between two common ancestors marks would be taken for rows.
        "merge.sourcebook.recursive": "binary",
    }


def lines(top: Path, datasets: Iterable[Dataset]) -> list[str]:
    """A line of ``.gitattributes`` for each table that can be merged, by its path below ``top``."""
    found = []
    for dataset in datasets:
        for table in dataset.tables:
            file = table.source.absolute()
            if plain(table) is None and table.primary_key and file.resolve().is_relative_to(top):
                path = file.resolve().relative_to(top).as_posix()
                found.append(f"{_pattern(path)} merge=sourcebook text eol=lf")
    return sorted(set(found))


def _pattern(path: str) -> str:
    """A path as a pattern that matches it alone, in quotes where it has blanks."""
    pattern = "/" + _SPECIAL.sub(r"\\\1", path)
    if re.search(r'[\s"]', pattern):
        return '"' + pattern.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return pattern


def with_lines(text: str, wanted: Sequence[str]) -> str:
    """The text of a ``.gitattributes`` with our lines in it, in the place of those that were."""
    block = "".join(f"{line}\n" for line in (BEGIN, *wanted, END)) if wanted else ""
    ours = re.compile(rf"^{re.escape(BEGIN)}\n(?:.*\n)*?{re.escape(END)}(?:\n|\Z)", re.MULTILINE)
    if ours.search(text):
        return ours.sub(lambda _: block, text, count=1)
    gap = "" if not text or text.endswith("\n") else "\n"
    return text + gap + block


def top(folder: Path) -> Path:
    """The top of the working tree that a folder is in. Raises ``UseError``."""
    done = git.run(folder, "rev-parse", "--show-toplevel")
    if done.returncode:
        raise UseError(f"{folder}: is in no git repository. Make one first: git init.")
    return Path(done.stdout.decode().rstrip("\r\n")).resolve()


def configure(repository: Path) -> list[str]:
    """Write the configuration of a repository; the names that were otherwise before."""
    changed = []
    for name, value in configuration().items():
        there = git.run(repository, "config", "--local", "--get", name)
        if there.returncode == 0 and there.stdout.decode().rstrip("\n") == value:
            continue
        done = git.run(repository, "config", "--local", "--replace-all", name, value)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
            raise UseError(f"{repository}: git says: {said}. Mend that first.")
        changed.append(name)
    return changed
