"""The explorer: all rows of one table, to filter, sort, see on a map and take away.

The page is a frame; its rows come as a script beside it, since a page that is opened from a disk
can fetch nothing. A dataset that declares no explorer has one of the first table with record
pages, or of its first table.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sourcebook.site import downloads, explorer_columns, explorer_places, text
from sourcebook.site.declared import Explorer as Declared
from sourcebook.site.declared import Map
from sourcebook.site.explorer_scripts import scripts
from sourcebook.site.pages import GeneratedPage

if TYPE_CHECKING:
    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.explorer_columns import Column

STYLE = "assets/explorer.css"
_SHOWN = 7
"""Columns that are shown at first where nothing is declared."""
_FILTERS = ("code", "reference", "number", "date")


class Explorer:
    """The explorer of one package."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.contents = cells.contents
        pages = [page.table for page in cells.site.pages]
        first = (*pages, *(table.name for table in self.contents.tables))[0]
        self.declared = cells.site.explorer or Declared(table=first)
        self.table = next(t for t in self.contents.tables if t.name == self.declared.table)
        self.heading = text.visible(self.table.title or self.table.name)
        self.path = f"{self.contents.dataset.name}/explorer.md"

    def page(self) -> GeneratedPage:
        return GeneratedPage(
            path=self.path,
            title="Explorer",
            template="explorer.html",
            values=self.values,
            description=f"Filter, sort, map and download: {self.heading}.",
            hide=("navigation", "toc"),
        )

    def files(self) -> dict[str, str]:
        """The rows, and the scripts that show them."""
        return {self._data_path: self._data, **scripts()}

    def values(self, link: Link) -> dict[str, Any]:
        targets = {column.target for column in self._columns if column.target is not None}
        return {
            "explorer": self,
            "site": self.cells.site,
            "rows": len(self._rows),
            "scripts": [link(self._data_path), *(link(path) for path in scripts())],
            "style": link(STYLE),
            "downloads": link(f"{self.contents.dataset.name}/downloads.md"),
            "csv": link(f"{downloads.folder(self.contents)}/data/{self.table.source.name}"),
            "links": json.dumps({name: self._frame(name, link) for name in sorted(targets)}),
        }

    def _frame(self, table: str, link: Link) -> list[str]:
        """What stands before and after the name of a record's page in its address."""
        key = next((row[self.cells.key(table)] for row in self.contents.rows[table]), None)
        if key is None:
            return ["", ""]
        before, _, after = link(self.cells.address(table, key)).rpartition(text.stem(key))
        return [before, after]

    @cached_property
    def _rows(self) -> list[list[str]]:
        return explorer_columns.read(self.table)

    @cached_property
    def _keys(self) -> dict[str, int]:
        """The rows by their key; by their number where the key is not one field."""
        if len(self.table.primary_key) != 1:
            return {str(number): number for number in range(len(self._rows))}
        names = [field.name for field in self.table.fields]
        place = names.index(self.table.primary_key[0])
        return {row[place]: number for number, row in enumerate(self._rows)}

    @cached_property
    def _columns(self) -> list[Column]:
        """The title of each row, if it has any; the fields; what was added."""
        title = explorer_columns.titles(self.cells, self.table.name, self._rows)
        return [
            *([title] if title else []),
            *explorer_columns.own(self.cells, self.table, self._rows),
            *(explorer_columns.added(self.cells, one, self._keys) for one in self.declared.add),
        ]

    @property
    def area(self) -> str | None:
        return self._map.area if self._map else None

    @property
    def note(self) -> str | None:
        return self._map.note if self._map else None

    @property
    def mapped(self) -> bool:
        return self._map is not None

    @property
    def timed(self) -> bool:
        return self._date is not None

    @cached_property
    def _map(self) -> Map | None:
        declared = self.declared.map
        query = explorer_places.default_query(self.contents, self.table)
        if declared is None:
            return Map(query, None, None, None, "explorer.map") if query else None
        return declared if declared.query else replace(declared, query=query)

    @cached_property
    def _date(self) -> str | None:
        if self.declared.date:
            return self.declared.date
        dates = (column.name for column in self._columns if column.kind == "date")
        return next(dates, None)

    def _shown(self) -> list[str]:
        """The columns at first: as declared, as in the list of records, or the first few."""
        if self.declared.columns:
            return list(self.declared.columns)
        page = self.cells.site.page(self.table.name)
        if page is not None and page.columns:
            return list(page.columns)
        return [field.name for field in self.table.fields][:_SHOWN]

    def _filters(self) -> list[str]:
        """The columns one can filter by, those that are open at first before the others."""
        own = [column.name for column in self._columns if column.kind in _FILTERS and column.name]
        first = [name for name in self.declared.filters if name in own]
        return [*first, *(name for name in own if name not in first)]

    @cached_property
    def _data_path(self) -> str:
        digest = hashlib.sha256(self._data.encode()).hexdigest()[:12]
        return f"{self.contents.dataset.name}/explorer/rows-{digest}.js"

    @cached_property
    def _data(self) -> str:
        """A script that holds the rows as JSON in a text, which browsers read fastest."""
        site, dataset = self.cells.site, self.contents.dataset
        shown = {
            "file": f"{dataset.name}-{dataset.version or ''}-{self.table.name}".replace("--", "-"),
            "missing": text.visible(site.missing),
            "rows": len(self._rows),
            "key": self.table.primary_key[0] if len(self.table.primary_key) == 1 else None,
            "columns": [column.written() for column in self._columns],
            "shown": self._shown(),
            "filters": self._filters(),
            "open": len(self.declared.filters) or 3,
            "date": self._date,
            "map": self._placed(),
        }
        packed = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
        for sign, escaped in (("\\", "\\\\"), ("'", "\\'"), ("</", "<\\/")):
            packed = packed.replace(sign, escaped)
        packed = packed.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        return f"window.sourcebook = {{rows: JSON.parse('{packed}')}};\n"

    def _placed(self) -> dict[str, Any] | None:
        declared, file = self._map, self.cells.site.file
        if declared is None or declared.query is None:
            return None
        path = f"{declared.path}.query"
        found = explorer_places.placed(self.contents, declared.query, file, path, self._keys)
        areas = explorer_places.areas(self.contents, self.cells.site, declared, self._columns)
        return {**found, "areas": areas, "area": declared.area}
