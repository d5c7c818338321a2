"""What releases changed: the package's table ``changes`` and its log, as pages show them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sourcebook.package import history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.package.history import Change, Entry
    from sourcebook.site.contents import Contents


class Past:
    """The history that a package carries; empty for one without."""

    def __init__(self, contents: Contents) -> None:
        told = self.told = history.read(contents.dataset)
        self.entries: Sequence[Entry] = told.entries
        self.changes: Sequence[Change] = told.changes
        self._rows: dict[tuple[str, str], list[Change]] = defaultdict(list)
        self._releases: dict[str, list[Change]] = defaultdict(list)
        for change in told.changes:
            self._rows[change.table, change.row].append(change)
            self._releases[change.release].append(change)

    def of(self, table: str, key: object) -> Sequence[Change]:
        """What releases did to one row, the newest first."""
        return self._rows.get((table, str(key)), ())

    def release(self, version: str) -> Sequence[Change]:
        """What one release did."""
        return self._releases.get(version, ())
