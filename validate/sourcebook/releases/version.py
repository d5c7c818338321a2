"""The version that a change asks for, as Semantic Versioning has it (https://semver.org/).

Versions below 1.0.0 are no exception: who has read a column of 0.1.0 misses it in 0.2.0 as much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.catalogue import versions
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from semver import Version

    from sourcebook.releases.changes import Diff, Level


def parse(version: str | None, where: str) -> Version:
    """A declared version. Raises ``UseError`` where there is none, or SemVer knows no such."""
    if version is None:
        raise UseError(f"{where}: it has no version. Add `version: 0.1.0`.")
    found = versions.parse(version)
    if found is None:
        raise UseError(f"{where}: {version!r} is no version. Write three numbers, as 1.0.0.")
    return found


def least(old: Version, level: Level | None) -> Version:
    """The least version after ``old`` that is honest about a change of that level.

    After a pre-release that is its final version, where that says enough. Where nothing has
    changed, any higher version will do.
    """
    return old.next_version("patch" if level is None else str(level))


def is_enough(declared: Version, old: Version, level: Level | None) -> bool:
    """Whether a declared version is honest; a pre-release is, where its final version would be."""
    return declared > old and declared.finalize_version() >= least(old, level)


def demand(diff: Diff) -> str | None:
    """The change that asks for the most, as one sentence; ``None`` where nothing differs."""
    level = diff.level
    for table in diff.tables:
        if table.vanished and table.level is level:
            return f"{table.name}: {count(table.removed, 'id')} gone"
    for change in diff.schema:
        if change.level is level:
            field = f".{change.field}" if change.field else ""
            where = f"{change.table}{field}: " if change.table else ""
            return f"{where}{told(change.what, change.old, change.new)}"
    for table in diff.tables:
        if table.level is level:
            if table.added:
                return f"{table.name}: {count(table.added, 'row')} added"
            if table.removed:
                return f"{table.name}: {count(table.removed, 'row')} removed"
            return f"{table.name}: {count(table.cells_changed, 'cell')} changed"
    return None


def told(what: str, old: str | None, new: str | None) -> str:
    """``type: integer → number``; what came and what went in words of their own."""
    if old is None or new is None:
        word, value = ("added", new) if old is None else ("removed", old)
        named = what in ("field", "table") or value is None or value in what
        return f"{what} {word}" + ("" if named else f": {value}")
    return f"{what}: {old} → {new}"


def count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
