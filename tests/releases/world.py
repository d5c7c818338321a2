"""A small world to change at random: three tables, their rows, and what each edit must be told as.

``things`` has ids and a lifecycle, ``links`` a key of two fields, ``notes`` no key. The model holds
values; a file may spell each value in several ways, which are all the same to a diff.
"""

from __future__ import annotations

import copy
import csv
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from sourcebook.releases import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sourcebook.releases import Diff

    Row = dict[str, str | None]

SCHEMAS: dict[str, dict[str, Any]] = {
    "things": {
        "fields": [
            {"name": "id", "type": "string", "constraints": {"required": True}},
            {"name": "size", "type": "number"},
            {"name": "many", "type": "integer", "constraints": {"maximum": 1000}},
            {"name": "seen", "type": "boolean"},
            {"name": "note", "type": "string", "title": "Note"},
            {
                "name": "status",
                "type": "string",
                "categories": [{"value": code, "label": code} for code in ("open", "shut", "void")],
            },
            {"name": "into", "type": "string"},
        ],
        "primaryKey": ["id"],
        "lifecycle": {"status": "status", "withdrawn": ["void"], "merged_into": "into"},
        "rules": [
            {
                "id": "small",
                "title": "Things are small",
                "message": "large",
                "expression": "size < 5000",
            }
        ],
    },
    "links": {
        "fields": [
            {"name": "one", "type": "string"},
            {"name": "rank", "type": "integer"},
            {"name": "note", "type": "string"},
        ],
        "primaryKey": ["one", "rank"],
    },
    "notes": {
        "fields": [{"name": "text", "type": "string"}, {"name": "value", "type": "number"}],
    },
}
TYPES = {
    (table, each["name"]): each["type"]
    for table, schema in SCHEMAS.items()
    for each in schema["fields"]
}

texts = st.sampled_from(
    [None, "a", "b", 'say "x", y', "two\nlines", " blank ", "İ", "1", "01", "=1"]
)
numbers = st.sampled_from([None, "0", "1", "-1.5", "2.25", "1000"])
integers = st.sampled_from([None, "0", "1", "7", "-3"])
booleans = st.sampled_from([None, "true", "false"])
VALUES = {
    ("things", "size"): numbers,
    ("things", "many"): integers,
    ("things", "seen"): booleans,
    ("things", "note"): texts,
    ("things", "status"): st.sampled_from(["open", "shut"]),
    ("links", "note"): texts,
    ("notes", "text"): st.sampled_from(["x", "y"]),
    ("notes", "value"): st.sampled_from([None, "0", "1", "-1.5"]),
}
IDS = [f"t{number}" for number in range(8)]


@dataclass
class World:
    schemas: dict[str, dict[str, Any]]
    rows: dict[str, list[Row]]
    levels: list[Level] = field(default_factory=list)
    """Those that the edits ask for."""
    told: set[tuple[str, str | None, str]] = field(default_factory=set)
    """Table, field and property of the changes of the schema."""

    def copy(self) -> World:
        return copy.deepcopy(self)

    def names(self, table: str) -> list[str]:
        return [each["name"] for each in self.schemas[table]["fields"]]

    def field(self, table: str, name: str) -> dict[str, Any]:
        return next(each for each in self.schemas[table]["fields"] if each["name"] == name)

    def key(self, table: str, row: Row) -> tuple[str, ...]:
        names = self.schemas[table].get("primaryKey") or self.names(table)
        return tuple(row[name] or "" for name in names)


@st.composite
def worlds(draw: Callable[[Any], Any]) -> World:
    def filled(table: str, **given: str | None) -> Row:
        names = [each["name"] for each in SCHEMAS[table]["fields"]]
        return {name: given[name] if name in given else draw(VALUES[table, name]) for name in names}

    ids = draw(st.lists(st.sampled_from(IDS[:6]), unique=True))
    pairs = draw(
        st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["1", "2", "10"])), unique=True)
    )
    rows = {
        "things": [filled("things", id=each, into=None) for each in ids],
        "links": [filled("links", one=one, rank=rank) for one, rank in pairs],
        "notes": [filled("notes") for _ in range(draw(st.integers(0, 4)))],
    }
    return World(copy.deepcopy(SCHEMAS), rows)


def edited(draw: Callable[[Any], Any], old: World) -> World:
    """The world after some edits."""
    new = old.copy()
    for _ in range(draw(st.integers(0, 4))):
        draw(st.sampled_from(EDITS))(draw, new)
    for table in new.rows:
        new.rows[table] = draw(st.permutations(new.rows[table]))
    return new


def _add(draw: Callable[[Any], Any], world: World) -> None:
    table = draw(st.sampled_from(list(world.rows)))
    row = {
        name: draw(VALUES[table, name]) if (table, name) in VALUES else None
        for name in world.names(table)
    }
    if table == "things":
        free = sorted({*IDS} - {row["id"] for row in world.rows[table]})
        if not free:
            return
        row["id"] = draw(st.sampled_from(free))
    if table == "links":
        row |= {"one": draw(st.sampled_from("cd")), "rank": draw(st.sampled_from(["3", "-4"]))}
        if any(world.key(table, each) == world.key(table, row) for each in world.rows[table]):
            return
    world.rows[table].append(row)


def _remove(draw: Callable[[Any], Any], world: World) -> None:
    table = draw(st.sampled_from(list(world.rows)))
    if world.rows[table]:
        world.rows[table].pop(draw(st.integers(0, len(world.rows[table]) - 1)))


def _change(draw: Callable[[Any], Any], world: World) -> None:
    table = draw(st.sampled_from(list(world.rows)))
    names = [name for name in world.names(table) if (table, name) in VALUES]
    if world.rows[table] and names:
        name = draw(st.sampled_from(names))
        draw(st.sampled_from(world.rows[table]))[name] = draw(VALUES[table, name])


def _withdraw(draw: Callable[[Any], Any], world: World) -> None:
    if world.rows["things"]:
        row = draw(st.sampled_from(world.rows["things"]))
        row["status"] = "void"
        if draw(st.booleans()):
            row["into"] = draw(st.sampled_from(IDS))


def _schema(
    table: str, name: str | None, what: str, level: Level
) -> Callable[[Callable[[World], None]], Callable[[Any, World], None]]:
    """An edit of a schema, made once, and how it has to be told."""

    def made(edit: Callable[[World], None]) -> Callable[[Any, World], None]:
        def once(_draw: Any, world: World) -> None:
            gone = name is not None and what != "field" and name not in world.names(table)
            if (table, name, what) in world.told or gone:
                return
            world.told.add((table, name, what))
            world.levels.append(level)
            edit(world)

        return once

    return made


@_schema("notes", "more", "field", Level.MINOR)
def _more_columns(world: World) -> None:
    world.schemas["notes"]["fields"].append({"name": "more", "type": "string"})
    for row in world.rows["notes"]:
        row["more"] = "m"


@_schema("things", "many", "field", Level.MAJOR)
def _fewer_columns(world: World) -> None:
    world.told = {each for each in world.told if each[1] != "many" or each[2] == "field"}
    world.schemas["things"]["fields"] = [
        each for each in world.schemas["things"]["fields"] if each["name"] != "many"
    ]
    for row in world.rows["things"]:
        row.pop("many", None)


@_schema("things", "status", "categories.new", Level.MINOR)
def _code(world: World) -> None:
    world.field("things", "status")["categories"].append({"value": "new", "label": "new"})


@_schema("things", "status", "categories.shut.label", Level.PATCH)
def _reworded(world: World) -> None:
    world.field("things", "status")["categories"][1]["label"] = "closed"


@_schema("things", "note", "title", Level.PATCH)
def _title(world: World) -> None:
    world.field("things", "note")["title"] = "Remark"


@_schema("things", "size", "unit", Level.PATCH)
def _unit(world: World) -> None:
    world.field("things", "size")["unit"] = "m"


@_schema("links", "note", "constraints.maxLength", Level.PATCH)
def _stricter(world: World) -> None:
    world.field("links", "note")["constraints"] = {"maxLength": 99}


@_schema("things", "many", "constraints.maximum", Level.MINOR)
def _looser(world: World) -> None:
    world.field("things", "many")["constraints"] = {"maximum": 2000}


@_schema("things", None, "rules.small", Level.MINOR)
def _rule(world: World) -> None:
    del world.schemas["things"]["rules"]


@_schema("things", None, "uniqueKeys", Level.PATCH)
def _unique(world: World) -> None:
    world.schemas["things"]["uniqueKeys"] = [["id", "note"]]


@_schema("notes", "value", "type", Level.MAJOR)
def _type(world: World) -> None:
    world.field("notes", "value")["type"] = "string"


ROW_EDITS = [_add, _remove, _change, _withdraw]
SCHEMA_EDITS = [
    _more_columns, _fewer_columns, _code, _reworded, _title, _unit, _stricter, _looser, _rule,
    _unique, _type,
]  # fmt: skip
EDITS = [*ROW_EDITS * 3, *SCHEMA_EDITS]

SPELLINGS: dict[str, Callable[[str], list[str]]] = {
    "number": lambda text: [text, f"{text}{'0' if '.' in text else '.0'}", f"{Decimal(text):E}"],
    "integer": lambda text: [text, f"{text[:1]}0{text[1:]}" if text[0] == "-" else f"0{text}"],
    "boolean": lambda text: {"true": ["true", "True", "1"], "false": ["false", "0"]}[text],
}


def written(draw: Callable[[Any], Any], world: World, folder: Path) -> Path:
    """The world as a dataset on the disk, each value in one of its spellings."""
    folder.mkdir(parents=True)
    resources = []
    for table, schema in world.schemas.items():
        resources.append({"name": table, "path": f"{table}.csv", "schema": schema})
        kinds = {each["name"]: each["type"] for each in schema["fields"]}
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
            lines.writerow(kinds)
            for row in world.rows[table]:
                lines.writerow(_spelt(draw, kinds[name], row[name]) for name in kinds)
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "world",
        "version": "1.2.3",
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def _spelt(draw: Callable[[Any], Any], kind: str, value: str | None) -> str:
    if value is None:
        return ""
    return draw(st.sampled_from(SPELLINGS[kind](value))) if kind in SPELLINGS else value


def valued(table: str, cells: Mapping[str, str | None]) -> dict[str, Any]:
    """Cells as values, of which equal ones are equal; of a column of numbers as decimals."""
    kinds = {name: TYPES.get((table, name), "string") for name in cells}
    return {name: _value(kinds[name], cells[name]) for name in cells}


def _value(kind: str, text: str | None) -> Any:
    if text is None or kind == "string":
        return text
    return text.lower() in ("true", "1") if kind == "boolean" else Decimal(text)


def applied(diff: Diff, old: World, new: World) -> dict[str, list[dict[str, Any]]]:
    """The old rows with the changes of a diff made to them; new columns come from the new ones."""
    rows = {}
    for table in diff.tables:
        before = [valued(table.name, row) for row in old.rows[table.name]]
        changes = [(each, valued(table.name, each.cells)) for each in table.rows]
        if table.key:
            keys = [old.key(table.name, row) for row in old.rows[table.name]]
            there = dict(zip(keys, before, strict=True))
            for change, cells in changes:
                if change.kind == "removed":
                    assert there.pop(change.key) == cells
                elif change.kind == "added":
                    assert change.key not in there
                    there[change.key] = cells
            for cell in table.cells:
                was = valued(table.name, {cell.field: cell.old})
                assert there[cell.key][cell.field] == was[cell.field]
                there[cell.key] |= valued(table.name, {cell.field: cell.new})
            before = list(there.values())
        else:
            for change, cells in changes:
                if change.kind == "removed":
                    before.remove(cells)
                else:
                    before.append(cells)
        gone = set(old.names(table.name)) - set(new.names(table.name))
        rows[table.name] = [
            {name: value for name, value in row.items() if name not in gone} for row in before
        ]
    return rows
