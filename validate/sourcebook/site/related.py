"""The rows of another table that belong to a record: as sentences, and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.site import listed, text
from sourcebook.site.cells import category, field_title
from sourcebook.site.listed import Cell
from sourcebook.site.named import placeholders

if TYPE_CHECKING:
    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.contents import Row
    from sourcebook.site.declared import Related


class RelatedRows:
    """What one declaration of related rows gives for each record."""

    def __init__(self, cells: Cells, declared: Related) -> None:
        self.cells = cells
        self.declared = declared
        self.table = cells.table(declared.table)
        self._rows = self._by_subject()
        self._beside: dict[str, list[Row]] = {}
        if declared.beside is not None:
            place = f"{declared.beside.path}.query"
            self._beside = cells.contents.ask_by_key(declared.beside.query, cells.site.file, place)

    def _by_subject(self) -> dict[str, list[Row]]:
        """The rows by the record they belong to, in their order."""
        declared, name = self.declared, self.table.name
        order = declared.order or self.table.primary_key

        def place(row: Row) -> list[tuple[bool, Any]]:
            return [self.cells.sorting(name, field, row[field]) for field in order]

        found: dict[str, list[Row]] = {}
        for row in sorted(self.cells.contents.rows[name], key=place):
            if all(row.get(field) == value for field, value in declared.where.items()):
                found.setdefault(str(row[declared.by]), []).append(row)
        return found

    def show(self, key: Any, link: Link) -> dict[str, Any] | None:
        """The rows of the record with that key; ``None`` where there are none."""
        rows = self._rows.get(str(key), [])
        if not rows:
            return None
        filled = [name for name in self.declared.show if any(r[name] is not None for r in rows)]
        labels = [
            (
                text.plain(field_title(self.table.field(name))),
                listed.numeric(self.cells, self.table.name, name),
            )
            for name in filled
        ]
        shown = [[self._cell(name, row, link) for name in filled] for row in rows]
        if self.declared.beside is not None and any(map(self._own, rows)):
            labels.append((text.plain(self.declared.beside.title), True))
            for cells, row in zip(shown, rows, strict=True):
                cells.append(_beside(self._own(row)))
        return {
            "labels": labels,
            "rows": shown,
            "sentences": [s for row in rows if (s := self.sentence(row, link)) is not None],
            "meanings": self._meanings(filled, rows),
        }

    def _own(self, row: Row) -> Any:
        """What the query beside the rows gives for one."""
        (key,) = self.table.primary_key
        found = self._beside.get(str(row[key]))
        return next(iter(found[0].values()), None) if found else None

    def _cell(self, name: str, row: Row, link: Link) -> Cell:
        declared, value = self.declared, row[name]
        code = category(self.table.field(name), value) if value is not None else None
        if code is not None:
            # What it means is told once, below the table.
            return Cell(text.plain(code.label or code.value), None, "")
        cell = listed.cell(self.cells, self.table.name, name, row, link)
        if name in declared.languages and value is not None:
            script = row[declared.scripts[name]] if name in declared.scripts else None
            html = text.isolated(value, row[declared.languages[name]], script)
            return Cell(html, cell.sort, cell.kind)
        return cell

    def _meanings(
        self, names: list[str], rows: list[Row]
    ) -> list[tuple[Markup, list[tuple[Markup, Markup]]]]:
        """For each field with codes, those that the rows have, and what they mean."""
        found = []
        for name in names:
            field = self.table.field(name)
            used = {str(row[name]) for row in rows if row[name] is not None}
            codes = [
                (text.plain(code.label or code.value), text.plain(code.description))
                for code in field.categories
                if str(code.value) in used and code.description
            ]
            if codes:
                found.append((text.plain(field_title(field)), codes))
        return found

    def sentence(self, row: Row, link: Link) -> Markup | None:
        """A row in plain words, if its code has any."""
        declared = self.declared.sentence
        if declared is None:
            return None
        template = declared.words.get(str(row[declared.field]))
        if template is None:
            return None
        parts: dict[str, Markup] = {
            name: self.cells.show(self.table.name, name, row[name], link)
            for name in placeholders(template)
        }
        return text.plain(template).format(**parts)


def _beside(value: Any) -> Cell:
    if value is None:
        return Cell(Markup(""), None, "")
    shown = text.number(value) if isinstance(value, int | float) else value
    return listed.told(text.plain(shown), text.visible(value), "sb-number")
