"""Derived views: tables that a dataset computes from its others, as ``derived`` names them.

    derived: [orders_flat]

is ``views/orders_flat.sql`` beside the descriptor, one SELECT over the tables by their names, with
the schema ``schemas/orders_flat.yaml``, which says what its columns are. ``derived`` is a custom
property, so that to other readers of the standard the resources are what they are: data that are
there. (``views`` would be taken: in drafts of the standard it names charts.) A built package holds
the rows of a view too, as a resource of the view's name; the SQL then says where they are from.
Source: https://datapackage.org/standard/glossary/#custom-properties.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.declare.model import Table
from sourcebook.declare.node import said
from sourcebook.declare.paths import is_file, shown
from sourcebook.declare.resource import Surroundings, read_derived
from sourcebook.declare.schema_file import is_named, read_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sourcebook.declare.node import Node

FOLDER = "views"
WORD = "derived"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_TIMES = ("date", "time", "datetime")


def place(name: str) -> str:
    """The path of the SQL of a view, in its dataset."""
    return f"{FOLDER}/{name}.sql"


def names(node: Node) -> list[str]:
    """The names that stand under ``derived``; what is wrong there is told by ``read_views``."""
    given = node.mapping().get(WORD)
    return [name for name in given if isinstance(name, str)] if isinstance(given, list) else []


def read_views(node: Node, tables: list[Table], around: Surroundings) -> list[Table]:
    """``tables``, and after them the views of a descriptor, each once.

    A table of a view's name is one that was built from it.
    """
    found = {table.name.lower(): table for table in tables}
    seen: set[str] = set()
    for item in node.items(WORD):
        name = _name(item)
        if name is None:
            continue
        if name.lower() in seen:
            item.wrong(f"is a second view {said(name)}.", "Remove it.")
            continue
        seen.add(name.lower())
        query = _query(item, around.root / place(name))
        built = found.get(name.lower())
        if built is not None:
            _check_built(item, built, around.root)
            if query is not None:
                found[name.lower()] = replace(built, view=query)
        elif query is not None:
            view = _view(item, name, query, around)
            if view is not None:
                found[name.lower()] = view
    return list(found.values())


def _name(item: Node) -> str | None:
    """The name of a view, which is that of a file and of a table."""
    if not isinstance(item.value, str):
        item.wrong(f"must be the name of a view, not {said(item.value)}.", "Name it.")
    elif not _NAME.fullmatch(item.value):
        message = f"{said(item.value)} can't be the name of a view."
        item.wrong(message, "Use letters, digits, dots, hyphens and underscores.")
    else:
        return item.value
    return None


def _query(item: Node, file: Path) -> str | None:
    """The SQL of a view."""
    place = item.root(None, shown(file))
    if not is_file(file):
        hint = f"Write it, or remove {said(item.value)} from `{WORD}`."
        item.wrong(f"there is no file {said(shown(file))}.", hint)
        return None
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        place.wrong(f"is not UTF-8 at byte {error.start}.", "Save it as UTF-8.")
    except OSError as error:
        place.wrong(f"can't be read: {error.strerror}.", "Check the file.")
    else:
        if text.strip():
            return text
        place.wrong("is empty.", "Write one SELECT.")
    return None


def _check_built(item: Node, built: Table, root: Path) -> None:
    """Only a built package, whose schemas are written out, holds a view as data."""
    if is_named((built.resource or {}).get("schema"), root):
        hint = "Remove the resource: its rows are computed."
        item.wrong(f"{said(item.value)} is a resource too.", hint)


def _view(item: Node, name: str, query: str, around: Surroundings) -> Table | None:
    schema = read_schema(item.child("schema", {"schema": name}), around.root)
    if schema is None:
        return None
    file = around.root / place(name)
    found = Table(name, file, shown(file), "view", (), view=query)
    table = read_derived(schema, found, around)
    for at, message, hint in _unfit(table):
        schema.wrong(message, hint, at=at)
    return table


def _unfit(table: Table) -> Iterator[tuple[str, str, str]]:
    """What can't be said of values that come from SQL, typed, and not from a file, as text."""
    for field in table.fields:
        place = f"fields[{field.number - 1}]"
        if field.type in _TIMES and field.format != "default":
            yield f"{place}.format", "is of no use: a view is written in ISO 8601.", "Remove it."
        if field.decimal_char != ".":
            yield f"{place}.decimalChar", "is of no use: a view is written with dots.", "Remove it."
    if not table.primary_key:
        # Its rows come in no order of their own, and a finding would name none of them for good.
        yield "", "a view needs a `primaryKey`, by which its rows are known and sorted.", "Add it."
