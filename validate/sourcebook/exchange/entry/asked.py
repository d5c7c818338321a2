"""The form of one table for a browser: its inputs, and all that the check there is made with.

The form is of a dataset as it is kept, since that is where a row is added: the columns are those of
the file, and the keys those that its rows have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.engines import formulas
from sourcebook.errors import UseError
from sourcebook.exchange.entry import conditions, json_schema, words
from sourcebook.exchange.ids import counter
from sourcebook.exchange.sheets import known, layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.declare import Category, Dataset, Field, Rule, Table
    from sourcebook.editing.text import Text
    from sourcebook.exchange.entry.json_schema import Told
    from sourcebook.exchange.sheets.known import Roster

MOST = 5000
"""Rows whose keys a page is given: beyond, it would weigh more than what it helps."""
_KINDS = {"date": "date", "yearmonth": "month"}
_DIGITS = {"integer": "numeric", "year": "numeric", "number": "decimal"}


@dataclass(frozen=True, slots=True)
class Input:
    """A field as it is filled in."""

    field: Field
    told: Told
    kind: str
    """``select``, ``area``, or the type of an HTML input."""
    needed: bool
    choices: tuple[Category, ...] = ()
    refers: str | None = None
    """The table whose rows it names, where the page knows them."""
    value: str = ""
    """What stands in it at first: the next free id."""

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(words.asked(self.field, needed=self.needed, untold=self.told.untold))

    @property
    def keyboard(self) -> str | None:
        """The ``inputmode`` of a field of digits."""
        return _DIGITS.get(self.field.type)


@dataclass(frozen=True, slots=True)
class Entry:
    """The form of a table."""

    table: Table
    labels: tuple[str, ...]
    """The columns of its file, in their order."""
    inputs: tuple[Input, ...]
    told: Mapping[str, conditions.Tree]
    """The rules that are checked in the browser, by id."""
    keys: tuple[tuple[tuple[str, ...], list[list[str]] | None], ...]
    """Fields that no two rows share, and what the rows have there; ``None`` of too many."""
    rosters: Mapping[str, Roster]
    """By name, the tables that its fields refer to."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a row."""
        pairs = [(each.field, each.told) for each in self.inputs]
        needed = [each.field.name for each in self.inputs if each.needed]
        return json_schema.row(pairs, self.table.title or self.table.name, needed)

    def data(self) -> dict[str, Any]:
        """All that the page's script is given, as JSON has it."""
        texts = {field.name for field in formulas.fields(self.table)}
        by_name = {field.name.lower(): field for field in self.table.fields}
        return {
            "table": self.table.name,
            "path": self.table.source.name,
            "delimiter": self.table.dialect.delimiter,
            "labels": [*self.labels],
            "marks": formulas.MARKS,
            "harmless": f"^(?:{formulas.PLAIN})$",
            "fields": [_written(each, texts) for each in self.inputs],
            "rules": [
                _rule(rule, self.told[rule.id], by_name)
                for rule in self.table.rules
                if rule.id in self.told
            ],
            "keys": [
                {"fields": [*names], "rows": rows} for names, rows in self.keys if rows is not None
            ],
            "references": {
                name: [[key, label, key in roster.retired] for key, label in roster.labels.items()]
                for name, roster in self.rosters.items()
            },
        }


def entries(dataset: Dataset) -> list[Entry]:
    """The form of each table that a row can be added to.

    Raises ``UseError`` where a file of the dataset can't be read without guessing.
    """
    found = known.rows(dataset)
    rosters = known.rosters(dataset, found)
    return [
        _entry(dataset, table, found, rosters)
        for table in layout.open_tables(dataset)
        if table.name in found
    ]


def _entry(
    dataset: Dataset, table: Table, found: Mapping[str, Text], rosters: Mapping[str, Roster]
) -> Entry:
    text = found[table.name]
    refers = _refers(table, rosters)
    allotted = layout.allotted(table, rosters, found)
    inputs = []
    for field in table.fields:
        if field.name in text.labels:
            value = _next(dataset, table, found, rosters) if field.name == allotted else ""
            inputs.append(_input(table, field, refers.get(field.name), value))
    used = {each.refers for each in inputs}
    return Entry(
        table,
        tuple(text.labels),
        tuple(inputs),
        conditions.conditions(table),
        tuple(_keys(table, text)),
        {name: roster for name, roster in rosters.items() if name in used},
    )


def _refers(table: Table, rosters: Mapping[str, Roster]) -> dict[str, str]:
    """The tables that single fields refer to, by field."""
    return {
        key.fields[0]: key.resource
        for key in table.foreign_keys
        if len(key.fields) == 1
        and known.refers(rosters, key.resource, key.reference_fields)
        and len(rosters[key.resource].labels) <= MOST
    }


def _input(table: Table, field: Field, refers: str | None, value: str) -> Input:
    told = json_schema.told(field)
    choices = tuple(json_schema.allowed(field))
    keyed = {*table.primary_key, *(name for key in table.foreign_keys for name in key.fields)}
    if choices:
        kind = "select"
    elif field.format == "default" and field.type in _KINDS and told.whole:
        kind = _KINDS[field.type]
    elif field.type == "string" and field.format in ("uri", "email"):
        kind = {"uri": "url", "email": "email"}[field.format]
    else:
        long = field.type == "string" and field.constraints.pattern is None
        kind = "area" if long and field.name not in keyed else "text"
    needed = field.constraints.required or field.name in table.primary_key
    needed = needed or (not field.missing_values and field.type not in ("string", "any"))
    return Input(field, told, kind, needed, choices, refers, value)


def _next(
    dataset: Dataset, table: Table, found: Mapping[str, Text], rosters: Mapping[str, Roster]
) -> str:
    """The next free id of a table; empty where none is left."""
    counted = counter(table, rosters[table.name].labels, dataset, found)
    assert counted is not None
    try:
        return counted.allot()
    except UseError:
        return ""


def _keys(table: Table, text: Text) -> list[tuple[tuple[str, ...], list[list[str]] | None]]:
    alone = [(field.name,) for field in table.fields if field.constraints.unique]
    keys = [key for key in (table.primary_key, *table.unique_keys, *alone) if key]
    made: list[tuple[tuple[str, ...], list[list[str]] | None]] = []
    for key in dict.fromkeys(keys):
        if not set(key) <= set(text.labels):
            continue
        places = [text.labels.index(name) for name in key]
        missing = [table.field(name).missing_values for name in key]
        rows = [[record[at] for at in places] for record in text.records]
        full = [
            row
            for row in rows
            if not any(cell in none for cell, none in zip(row, missing, strict=True))
        ]
        made.append((key, full if len(full) <= MOST else None))
    return made


def _written(each: Input, texts: set[str]) -> dict[str, Any]:
    field = each.field
    missing = field.missing_values
    meanings = dict.fromkeys(field.false_values, False) | dict.fromkeys(field.true_values, True)
    return {
        "name": field.name,
        "title": field.title or field.name,
        "type": field.type,
        "version": field.version,
        "schema": each.told.schema,
        "untold": [*each.told.untold],
        "words": words.wrong(field),
        "needed": each.needed,
        "missing": [*missing],
        "empty": "" if "" in missing or not missing else missing[0],
        "meanings": meanings if field.type == "boolean" else {},
        "refers": each.refers,
        "formula": field.name in texts,
    }


def _rule(rule: Rule, tree: conditions.Tree, fields: Mapping[str, Field]) -> dict[str, Any]:
    reads = conditions.reads(tree)
    about = rule.fields or tuple(f.name for f in fields.values() if f.name in reads)
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "message": words.parts(rule, fields),
        "fields": [*about],
        "reads": sorted(reads),
        "after": [*rule.after],
        "tree": tree,
    }
