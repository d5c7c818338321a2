"""The claims of a record: who said what of each of its fields, the published one marked.

Which table holds them and what its columns mean is declared; see ``declared.Claims``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.site import text
from sourcebook.site.cells import Cells, Link, category

if TYPE_CHECKING:
    from sourcebook.site.contents import Row
    from sourcebook.site.declared import Claims


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as its row in a page's table shows it."""

    id: str
    anchor: str
    value: Markup
    speaker: Markup
    source: Markup
    said_on: Markup
    notes: tuple[tuple[Markup, Markup], ...]
    adopted: bool
    replaced_by: str | None
    """The anchor of the claim that took its place."""
    replacement: Markup | None


class Sayings:
    """All claims of a package, by what they are about."""

    def __init__(self, cells: Cells, declared: Claims) -> None:
        self.cells = cells
        self.declared = declared
        self.key = cells.key(declared.table)
        self._rows: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._by_id: dict[Any, Row] = {}
        for row in sorted(cells.contents.rows[declared.table], key=self._order):
            about = (row[declared.subject_table], str(row[declared.subject_id]))
            self._rows[about][row[declared.field]].append(row)
            self._by_id[row[self.key]] = row

    def _order(self, row: Row) -> tuple[Any, ...]:
        """The adopted claim, then the others as they were made, then what was replaced."""
        declared = self.declared
        adopted = bool(declared.adopted and row[declared.adopted])
        replaced = bool(declared.superseded_by and row[declared.superseded_by])
        said = row[declared.said_on] if declared.said_on else None
        return (replaced, not adopted, said is None, str(said), row[self.key])

    def about(self, table: str, key: Any) -> dict[str, list[Row]]:
        """The claims on one record, by the field they are about."""
        return self._rows.get((table, str(key)), {})

    def label(self, table: str, name: str) -> Markup:
        """What a claimed field is called: a field of the record, or a code of the vocabulary."""
        if any(field.name == name for field in self.cells.table(table).fields):
            return self.cells.label(table, name)
        field = self.cells.table(self.declared.table).field(self.declared.field)
        code = category(field, name)
        return text.plain((code.label if code else None) or name.replace("_", " ").capitalize())

    def show(self, row: Row, link: Link) -> Claim:
        declared, table = self.declared, self.declared.table

        def cell(name: str | None) -> Markup:
            if name is None or row[name] in (None, ""):
                return Markup("")
            return self.cells.show(table, name, row[name], link)

        newer = self._by_id.get(row[declared.superseded_by]) if declared.superseded_by else None
        return Claim(
            id=str(row[self.key]),
            anchor=text.anchor(row[self.key]),
            value=self.value(row, link),
            speaker=cell(declared.speaker),
            source=cell(declared.source),
            said_on=cell(declared.said_on),
            notes=tuple(
                (self.cells.label(table, name), cell(name))
                for name in declared.notes
                if row[name] not in (None, "", *declared.unsaid)
            ),
            adopted=bool(declared.adopted and row[declared.adopted]),
            replaced_by=text.anchor(newer[self.key]) if newer else None,
            replacement=self.value(newer, link) if newer else None,
        )

    def value(self, row: Row, link: Link) -> Markup:
        """A claim's value with its qualifier, and the source's wording where that differs."""
        declared = self.declared
        shown = self._typed(row, link)
        wording = row[declared.text] if declared.text else None
        if shown is None:
            shown = text.isolated(wording) if wording else Markup("")
            wording = None
        qualifier = row[declared.qualifier] if declared.qualifier else None
        if qualifier is not None:
            template = declared.words.get(str(qualifier))
            if template is not None:
                before, _, after = template.partition("{value}")
                shown = text.plain(before) + shown + text.plain(after)
            else:
                assert declared.qualifier is not None
                field = self.cells.table(declared.table).field(declared.qualifier)
                shown = Markup("{} ({})").format(shown, self.cells.value(field, qualifier))
        if wording and str(wording) != str(row[declared.value]):
            said = Markup(' <small class="sb-detail">“{}”</small>')
            shown += said.format(text.isolated(wording))
        return shown

    def _typed(self, row: Row, link: Link) -> Markup | None:
        """The value as the record's own field would show it."""
        value = row[self.declared.value]
        if value in (None, ""):
            return None
        table, name = row[self.declared.subject_table], row[self.declared.field]
        named = self.declared.values.get(name)
        if named is not None:
            return self.cells.named(named, value, link)
        if any(other.name == table for other in self.cells.contents.tables):
            for field in self.cells.table(table).fields:
                if field.name == name:
                    return self.cells.show(table, name, typed(field.type, value), link)
        return text.isolated(value)


def typed(kind: str, value: Any) -> Any:
    """A claim's text as a value of that field type; the text itself where it is none."""
    try:
        if kind == "integer":
            return int(value)
        if kind == "number":
            return float(value)
    except ValueError:
        pass
    return value
