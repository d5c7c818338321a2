"""How to contribute: the form of each table to fill in here, its rules in words, the spreadsheet.

The pages are of the dataset as it is kept, not of its package: a row is added there. A dataset
without a table in a plain CSV file has none of them.
"""

from __future__ import annotations

import json
import tempfile
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.declare import open_target
from sourcebook.exchange.entry import entries
from sourcebook.exchange.sheets import template
from sourcebook.site import codebook, text
from sourcebook.site.pages import GeneratedPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sourcebook.declare import ForeignKey, Rule, Table
    from sourcebook.exchange.entry import Entry
    from sourcebook.site.cells import Link
    from sourcebook.site.contact import Contact
    from sourcebook.site.contents import Contents

STYLE, _SCRIPT = "assets/entry.css", "assets/entry.js"
_PARTS = ("values", "schema", "rules", "row", "page")
"""The scripts, in the order in which each uses those before it."""


class Contribute:
    """The pages of one dataset. Raises ``UseError`` where its tables can't be read."""

    title = "Contribute"

    def __init__(
        self,
        descriptor: Path,
        contents: Contents,
        people: Contact,
        titles: Mapping[str, Mapping[Any, str]] | None = None,
    ) -> None:
        self.descriptor = descriptor
        self.contents = contents
        self.people = people
        self.titles = titles or {}
        """How the site calls rows that no name is declared of, by table and key."""
        self.name = contents.dataset.name
        self.index = f"{self.name}/contribute/index.md"
        self._book = f"{self.name}/contribute/{text.stem(self.name)}-form.xlsx"
        self.entries = entries(open_target(self.descriptor.parent).dataset)

    def pages(self) -> Iterator[GeneratedPage]:
        """The list of the forms, then each form."""
        if not self.entries:
            return
        yield GeneratedPage(
            path=self.index,
            title=self.title,
            template="contribute.html",
            values=self._values,
            description="Add a row: in a form here, in a spreadsheet, or in git.",
        )
        for entry in self.entries:
            yield GeneratedPage(
                path=self._address(entry.table.name),
                title=f"Add a row: {text.visible(entry.table.title or entry.table.name)}",
                template="entry.html",
                values=partial(self._entry, entry),
                description=entry.table.description or "",
            )

    def files(self) -> dict[str, str | bytes]:
        """The spreadsheet, the JSON Schemas, and the script of the forms."""
        if not self.entries:
            return {}
        folder = files("sourcebook.site").joinpath("assets/entry")
        scripts = (folder.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in _PARTS)
        schemas = {
            self._schema(entry): json.dumps(entry.schema(), ensure_ascii=False, indent=2) + "\n"
            for entry in self.entries
        }
        return {_SCRIPT: "".join(scripts), self._book: self._template(), **schemas}

    def _template(self) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "form.xlsx"
            template(self.descriptor.parent, file)
            return file.read_bytes()

    def _address(self, table: str) -> str:
        return f"{self.name}/contribute/{text.stem(table)}.md"

    def _schema(self, entry: Entry) -> str:
        return f"{self.name}/contribute/{text.stem(entry.table.name)}.schema.json"

    def _values(self, link: Link) -> dict[str, Any]:
        return {
            "tables": [
                (entry.table, len(entry.inputs), link(self._address(entry.table.name)))
                for entry in self.entries
            ],
            "book": link(self._book),
            "issues": self.people.issues,
        }

    def _entry(self, entry: Entry, link: Link) -> dict[str, Any]:
        packed = json.dumps(
            _shown(entry.data(), self.titles), ensure_ascii=False, separators=(",", ":")
        )
        return {
            "entry": entry,
            "table": entry.table,
            "data": Markup(packed.replace("<", "\\u003c")),  # noqa: S704 - no tag is left in it
            "rules": [(rule, _where(rule, entry)) for rule in entry.table.rules],
            "needed": [each.field for each in entry.inputs if each.needed],
            "coded": [each.field for each in entry.inputs if each.choices],
            "keys": [_titles(entry.table, names) for names, _ in entry.keys],
            "late_keys": [
                _titles(entry.table, names) for names, rows in entry.keys if rows is None
            ],
            "foreign": [_foreign(entry, key) for key in entry.table.foreign_keys],
            "issues": self.people.issues,
            "style": link(STYLE),
            "script": link(_SCRIPT),
            "schema": link(self._schema(entry)),
            "book": link(self._book),
            "index": link(self.index),
            "codebook": link(codebook.address(self.contents, entry.table.name)),
        }


def _shown(data: dict[str, Any], titles: Mapping[str, Mapping[Any, str]]) -> dict[str, Any]:
    """What the script is given, with what hides or turns text around written out in all words."""
    for field in data["fields"]:
        field["title"] = text.visible(field["title"])
        field["words"] = {word: text.visible(said) for word, said in field["words"].items()}
    for rule in data["rules"]:
        rule["title"] = text.visible(rule["title"])
        rule["message"] = [
            [kind, text.visible(part) if kind == "text" else part] for kind, part in rule["message"]
        ]
    for table, rows in data["references"].items():
        for row in rows:
            key, label, _ = row
            row[1] = text.visible(titles.get(table, {}).get(key, label) if label == key else label)
    return data


def _where(rule: Rule, entry: Entry) -> str:
    return "here" if rule.id in entry.told else "when the row is submitted"


def _titles(table: Table, names: Sequence[str]) -> str:
    return " and ".join(table.field(name).title or name for name in names)


def _foreign(entry: Entry, key: ForeignKey) -> tuple[str, str, bool]:
    """The fields of a foreign key, the table that they refer to, and whether it is checked here."""
    here = any((each.field.name,) == key.fields and each.refers for each in entry.inputs)
    return _titles(entry.table, key.fields), key.resource, here
