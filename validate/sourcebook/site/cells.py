"""How a value is shown: a code by its label, a key by the row it names, a date in words.

Everything here gives HTML that is safe to put into a page: text from the data goes through
``text``. ``Link`` turns the source path of a page into an address relative to the page at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.declare.binding import quote
from sourcebook.site import standards, text

if TYPE_CHECKING:
    from sourcebook.declare import Category, Field, Table
    from sourcebook.site.contents import Contents, Row
    from sourcebook.site.declared import RecordPage, Reference, Site

Link = Callable[[str], str]

_NOT_COUNTED = frozenset({"code", "degree", "degrees", "year", "date"})
"""Units whose numbers are written as they are, without a thousands separator."""


@dataclass
class Cells:
    """The values of one package, as its site shows them."""

    contents: Contents
    site: Site
    titles: dict[str, dict[Any, str]] = field(default_factory=dict)
    """For each table with record pages or a reference: the title of each row, by its key."""

    def __post_init__(self) -> None:
        # A page's title comes last: it is the one that stands where a table has both.
        declared: tuple[Reference | RecordPage, ...] = (*self.site.references, *self.site.pages)
        for one in declared:
            self.titles[one.table] = self._titles(one.table, one.title, one.path)
        self._rows = {name: self.contents.by_key(name) for name in self.titles}

    def _titles(self, name: str, expression: str, path: str) -> dict[Any, str]:
        (key,) = self.contents.dataset.table(name).primary_key
        sql = f"SELECT {quote(key)}, ({expression}) AS title FROM {quote(name)}"
        rows = self.contents.ask(sql, self.site.file, f"{path}.title")
        return {row[key]: str(row[key] if row["title"] is None else row["title"]) for row in rows}

    @cached_property
    def _targets(self) -> dict[tuple[str, str], str]:
        """For each field that is a foreign key of one field, the table it refers to.

        The key of a record refers to its own page.
        """
        return {(page.table, self.key(page.table)): page.table for page in self.site.pages} | {
            (table.name, key.fields[0]): key.resource
            for table in self.contents.tables
            for key in table.foreign_keys
            if len(key.fields) == 1
        }

    def target(self, table: str, field: str) -> str | None:
        """The table that a field refers to, if it does."""
        return self._targets.get((table, field))

    @cached_property
    def _ranks(self) -> dict[str, dict[Any, int]]:
        return {
            page.table: {
                row[self.key(page.table)]: rank
                for rank, row in enumerate(self.ordered(page.table, page.order))
            }
            for page in self.site.pages
        }

    def table(self, name: str) -> Table:
        return self.contents.dataset.table(name)

    def key(self, table: str) -> str:
        return self.table(table).primary_key[0]

    def ordered(self, table: str, order: tuple[str, ...]) -> list[Row]:
        """The rows of a table by those fields, empty cells last."""
        rows = self.contents.rows[table]
        return sorted(rows, key=lambda row: [(row[name] is None, row[name]) for name in order])

    def sorting(self, table: str, name: str, value: Any) -> tuple[bool, Any]:
        """What a value sorts by: a key of a record by the place of the record in its list."""
        ranks = self._ranks.get(self._targets.get((table, name), ""), {}) if value else {}
        rank = ranks.get(value, value)
        return (rank is None, rank)

    def sort_key(self, table: str, name: str, value: Any) -> object:
        """What a reader's browser sorts a cell by: what it shows, but for dates and records."""
        if value is None:
            return ""
        target = self._targets.get((table, name), "")
        if target in self._ranks:
            return self._ranks[target].get(value, "")
        if target in self.titles:
            return self.title(target, value)
        code = category(self.table(table).field(name), value)
        if code is not None:
            return code.label or code.value
        return self._words(table, name, value) or value

    def address(self, table: str, key: Any) -> str:
        """The source path of a record's page."""
        return f"{self.contents.dataset.name}/{table}/{text.stem(key)}.md"

    def title(self, table: str, key: Any) -> str:
        return self.titles.get(table, {}).get(key, str(key))

    def show(self, table: str, name: str, value: Any, link: Link) -> Markup:
        """A cell's value, for reading."""
        if value is None or value == "":
            return Markup('<span class="sb-none">{}</span>').format(self.site.missing)
        target = self._targets.get((table, name))
        if target is not None and value in self._rows.get(target, ()):
            return self.reference(target, value, link)
        words = self._words(table, name, value)
        if words is not None:
            code = Markup('<span class="sb-code" title="{}">{}</span>')
            return code.format(text.visible(value), words)
        return self.value(self.table(table).field(name), value)

    def _words(self, table: str, name: str, value: Any) -> str | None:
        """A code of a standard in words; ``None`` where it is of none, or not known."""
        standard = self._standards.get((table, name))
        return standards.in_words(standard, value) if standard else None

    @cached_property
    def _standards(self) -> dict[tuple[str, str], str]:
        return {
            (table.name, field.name): standard
            for table in self.contents.tables
            for field in table.fields
            if (standard := standards.of_field(self.site, table.name, field.name)) is not None
        }

    def value(self, field: Field, value: Any) -> Markup:
        """A value that refers to no other row."""
        code = category(field, value)
        if code is not None:
            meaning = code.description or ""
            return Markup('<span class="sb-code" title="{}">{}</span>').format(
                text.visible(meaning), text.plain(code.label or code.value)
            )
        if isinstance(value, bool):
            return Markup("yes") if value else Markup("no")
        if isinstance(value, int | float):
            return text.plain(text.number(value) if counted(field) else value)
        dated = field.type != "string" or (field.unit or "").startswith("date")
        words = text.in_words(value) if dated else None
        if words is not None:
            return Markup('<time datetime="{}">{}</time>').format(str(value), words)
        if text.safe_url(value) is not None:
            return text.external(value, text.plain(value))
        return text.isolated(value)

    def named(self, table: str, value: Any, link: Link) -> Markup:
        """A value that may be the key of a row of that table."""
        if value in self._rows.get(table, ()):
            return self.reference(table, value, link)
        return text.isolated(value)

    def reference(self, table: str, key: Any, link: Link) -> Markup:
        """Another row, by its title: a link to its page, or to the address that it declares."""
        title = text.isolated(self.title(table, key))
        if self.site.page(table) is not None:
            return Markup('<a href="{}">{}</a>').format(link(self.address(table, key)), title)
        declared = self.site.reference(table)
        assert declared is not None
        row = self._rows[table][key]
        if declared.url and row[declared.url]:
            title = text.external(row[declared.url], title)
        return title + self._details(declared, row, link)

    def _details(self, declared: Reference, row: Row, link: Link) -> Markup:
        language = row[declared.language] if declared.language else None
        shown = [
            text.isolated(row[name], language)
            if declared.language and self._is_text(declared.table, name)
            else self.show(declared.table, name, row[name], link)
            for name in declared.details
            if row[name] not in (None, "")
        ]
        if not shown:
            return Markup("")
        return Markup(' <small class="sb-detail">{}</small>').format(Markup(", ").join(shown))

    def _is_text(self, table: str, name: str) -> bool:
        field = self.table(table).field(name)
        return field.type == "string" and not field.categories and field.unit is None

    def label(self, table: str, name: str) -> Markup:
        """The title of a field."""
        return text.plain(field_title(self.table(table).field(name)))


def field_title(field: Field) -> str:
    return field.title or field.name.replace("_", " ").capitalize()


def counted(field: Field) -> bool:
    """Whether the field's numbers are written with a thousands separator."""
    return field.unit not in _NOT_COUNTED and field.type != "year"


def category(field: Field, value: Any) -> Category | None:
    """The code of a field's vocabulary that a value is, told by its text."""
    return next((code for code in field.categories if str(code.value) == str(value)), None)
