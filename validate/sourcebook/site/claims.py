"""The claims of a record: who said what of each of its fields, the published one marked.

Which table holds them and what its columns mean is declared; see ``declared.Claims``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.site import text
from sourcebook.site.cells import Cells, Link, category
from sourcebook.site.course import Saying

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
    origin: str | None


@dataclass(frozen=True, slots=True)
class Voices:
    """How many independent origins the claims on a figure have."""

    claims: int
    """Those that are still upheld."""
    origins: tuple[tuple[str, int], ...]
    """Each with its number of claims, the most frequent first."""

    @property
    def unknown(self) -> int:
        """Claims whose origin is not known, or mixed; they count for no voice."""
        return self.claims - sum(count for _, count in self.origins)


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
        self.sources: dict[Any, Row] = self._sources()
        self._origins = self._named()
        for row in sorted(cells.contents.rows[declared.table], key=self._order):
            about = (row[declared.subject_table], str(row[declared.subject_id]))
            self._rows[about][row[declared.field]].append(row)
            self._by_id[row[self.key]] = row

    def _sources(self) -> dict[Any, Row]:
        """The rows of the sources' table, where claims refer to one by its key."""
        target = self.cells.target(self.declared.table, self.declared.source)
        if target is None or len(self.cells.table(target).primary_key) != 1:
            return {}
        return dict(self.cells.contents.by_key(target))

    def _named(self) -> dict[str, str]:
        """How origins are written, where a query tells."""
        if self.declared.origin_names is None:
            return {}
        place = "claims.origin_names"
        rows = self.cells.contents.ask(self.declared.origin_names, self.cells.site.file, place)
        return {str(origin): str(name) for origin, name, *_ in (row.values() for row in rows)}

    def voice(self, origin: str) -> str:
        """An origin in words; as it stands in its cell where nothing tells them."""
        return self._origins.get(origin, origin)

    def subjects(self) -> dict[tuple[str, str], dict[str, list[Row]]]:
        """All claims: by table and key of the record, then by field."""
        return self._rows

    def upheld(self, row: Row) -> bool:
        """Whether no later claim took the place of this one."""
        return not (self.declared.superseded_by and row[self.declared.superseded_by])

    def origin(self, row: Row) -> str | None:
        """Whose voice the claim is; ``None`` where that is not known, mixed or not declared."""
        source = self.sources.get(row[self.declared.source])
        value = source[self.declared.origin] if source and self.declared.origin else None
        return None if value in (None, "") else str(value)

    def voices(self, rows: list[Row]) -> Voices:
        """The independent origins of the claims that are still upheld."""
        upheld = [row for row in rows if self.upheld(row)]
        counts = Counter(origin for row in upheld if (origin := self.origin(row)) is not None)
        named = [(self.voice(origin), count) for origin, count in counts.items()]
        ordered = sorted(named, key=lambda found: (-found[1], found[0].casefold(), found[0]))
        return Voices(len(upheld), tuple(ordered))

    def course(self, rows: list[Row]) -> list[Saying]:
        """The claims that have a day and a number, in the order of their days."""
        found = []
        for row in rows:
            said = _day(row[self.declared.said_on]) if self.declared.said_on else None
            day = said or self._printed(row)
            value = typed("number", row[self.declared.value] or "")
            if day is not None and isinstance(value, float):
                shown = self.value(row, lambda _: "").striptags()
                label = f"{shown}: {self._publisher(row)}"
                day_in_words = text.in_words(day)
                label += f", {day_in_words}" if said else f", published {day_in_words}"
                replaced = not self.upheld(row)
                found.append(Saying(day, value, said is not None, replaced, label))
        return sorted(found, key=lambda saying: (saying.day, saying.value))

    def _printed(self, row: Row) -> date | None:
        source = self.sources.get(row[self.declared.source])
        return (
            _day(source[self.declared.printed_on]) if source and self.declared.printed_on else None
        )

    def _publisher(self, row: Row) -> str:
        target = self.cells.target(self.declared.table, self.declared.source)
        key = row[self.declared.source]
        return self.cells.title(target, key) if target else str(key)

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
            origin=self.origin(row),
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


def _day(value: Any) -> date | None:
    """A whole date, typed or as text; ``None`` for a month, a year or none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
