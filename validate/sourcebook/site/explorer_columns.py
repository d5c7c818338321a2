"""The columns of the explorer, each as a dictionary of its texts and a small number for each cell.

The dictionary holds the texts of the package's CSV as they are, sorted as the column sorts: in the
order of its codes, by number, by date, by what is shown. So a filter is a test of a few hundred
texts and a pass over small numbers, a range is a span of numbers, and what is taken away has the
very texts of the package. The first ``none`` texts of a dictionary stand for *no value*.
"""

from __future__ import annotations

import base64
import csv
import math
import re
import sys
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sourcebook.errors import DeclarationError, Mistake
from sourcebook.site import text
from sourcebook.site.cells import category, counted, field_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sourcebook.declare import Field, Table
    from sourcebook.site.cells import Cells
    from sourcebook.site.contents import Contents
    from sourcebook.site.declared import Added

_NUMERIC = ("integer", "number")
_DATE = re.compile(r"-?\d{4,}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}.*)?)?)?")
_JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_SIZES = ((1, "B"), (2, "H"), (4, "I"))
"""Bytes of a whole number, and their letter in the ``array`` module."""


Shown = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    kind: str
    """``code``, ``reference``, ``number``, ``date`` or ``text``."""
    values: Sequence[str]
    codes: Sequence[int]
    """One a row; or, where ``starts`` are told, the values of the rows one after another."""
    none: int = 1
    starts: Sequence[int] | None = None
    """Where the values of each row begin, and after the last one the end: many values a row."""
    labels: Sequence[str] | None = None
    """How the values are shown, where that differs."""
    description: str = ""
    json: str = "text"
    """What a value is in JSON: ``number``, ``boolean`` or ``text``."""
    own: bool = True
    """Whether it is a field of the table, not one that was added."""
    counted: bool = True
    target: str | None = None
    """The table whose record pages its values lead to."""
    stems: Mapping[str, str] = field(default_factory=dict)
    """Names of those pages, where they differ from the value."""

    def written(self) -> dict[str, Any]:
        """The column as the browser reads it; what is usual is left out."""
        in_order = self.starts is None and list(self.codes) == list(
            range(self.none, self.none + len(self.codes))
        )
        entries = {
            "name": self.name,
            "title": self.title,
            "kind": self.kind,
            "description": self.description,
            "values": list(self.values),
            "none": self.none,
            "labels": self.labels and list(self.labels),
            "codes": None if in_order else packed(self.codes, len(self.values)),
            "starts": self.starts and packed(self.starts, len(self.codes) + 1),
            "json": self.json,
            "own": self.own,
            "counted": self.counted,
            "target": self.target,
            "stems": dict(self.stems) or None,
        }
        return {name: value for name, value in entries.items() if value is not None}


def packed(numbers: Iterable[int], limit: int) -> dict[str, Any]:
    """Whole numbers below a limit as bytes in base64, little end first, as few as hold them."""
    size, code = next(one for one in _SIZES if limit <= 1 << 8 * one[0])
    return {"bytes": size, "data": _base64(array(code, numbers))}


def floats(numbers: Iterable[float]) -> str:
    """Numbers as 4 bytes each, in base64."""
    return _base64(array("f", numbers))


def _base64(numbers: array[Any]) -> str:
    if sys.byteorder == "big":
        numbers.byteswap()
    return base64.b64encode(numbers.tobytes()).decode("ascii")


def read(table: Table) -> list[list[str]]:
    """The cells of the package's CSV, as texts."""
    csv.field_size_limit(sys.maxsize)
    return _cells(table.source)


def _cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        next(reader)
        return [row for row in reader if row]


def own(cells: Cells, table: Table, rows: list[list[str]]) -> list[Column]:
    """The fields of the table, in their order."""
    targets = {key.fields[0]: key.resource for key in table.foreign_keys if len(key.fields) == 1}
    return [
        _own(cells, field, [row[place] for row in rows], targets.get(field.name))
        for place, field in enumerate(table.fields)
    ]


def _own(cells: Cells, field: Field, texts: list[str], target: str | None) -> Column:
    distinct = dict.fromkeys(texts)
    missing = [value for value in distinct if value in field.missing_values] or [""]
    filled = [value for value in distinct if value not in field.missing_values]
    kind = _kind(field, filled, target)
    shown = _shown(cells, field, kind, target)
    filled.sort(key=_order(field, kind, shown))
    values = [*missing, *filled]
    codes = {value: code for code, value in enumerate(values)}
    return Column(
        name=field.name,
        title=text.visible(field_title(field)),
        kind=kind,
        values=values,
        codes=[codes[value] for value in texts],
        none=len(missing),
        labels=[*(cells.site.missing for _ in missing), *map(shown, filled)] if shown else None,
        description=text.visible(field.description or ""),
        json=_json(field, filled),
        counted=counted(field),
        **_pages(cells, target, filled),
    )


def _kind(field: Field, filled: list[str], target: str | None) -> str:
    if field.categories or field.constraints.enum or field.type == "boolean":
        return "code"
    if target is not None:
        return "reference"
    if field.type in _NUMERIC:
        return "number"
    return "date" if filled and _dated(field) and all(map(_DATE.fullmatch, filled)) else "text"


def _shown(cells: Cells, field: Field, kind: str, target: str | None) -> Shown | None:
    """How a value is shown, where it isn't shown as it is."""
    if kind == "code":
        return lambda value: _label(field, value)
    return _titles(cells, target) if kind == "reference" and target else None


def _order(field: Field, kind: str, shown: Shown | None) -> Callable[[str], Any]:
    """What the values of a column sort by."""
    if kind == "code":
        places = {value: place for place, value in enumerate(_vocabulary(field))}
        return lambda value: (places.get(value, len(places)), value)
    if kind == "number":
        return lambda value: (_number(value), value)
    if kind == "date":
        return lambda value: value
    return lambda value: ((shown(value) if shown else value).casefold(), value)


def added(cells: Cells, declared: Added, keys: dict[str, int]) -> Column:
    """A column that a query gives: its values by the rows whose keys stand beside them."""
    query = (declared.query, cells.site.file, f"{declared.path}.query")
    found = answer(cells.contents, *query, ("a row's key", "a value"))
    of: list[list[str]] = [[] for _ in keys]
    shown: dict[str, str] = {}
    titles = _titles(cells, declared.refers_to) if declared.refers_to else str
    for key, value, *label in found:
        place = keys.get(str(key))
        if place is None or value is None:
            continue
        name = str(value)
        shown[name] = text.visible(label[0] if label and label[0] is not None else titles(name))
        if name not in of[place]:
            of[place].append(name)
    values = sorted(shown, key=lambda value: (shown[value].casefold(), value))
    codes = {value: code for code, value in enumerate(values, 1)}
    starts, flat = [0], []
    for names in of:
        flat += sorted(codes[name] for name in names) or [0]
        starts.append(len(flat))
    many = len(flat) > len(of)
    return Column(
        name=declared.name,
        title=text.visible(declared.title),
        kind="reference",
        values=["", *values],
        codes=flat,
        starts=starts if many else None,
        labels=[cells.site.missing, *(shown[value] for value in values)],
        description=text.visible(declared.description or ""),
        own=False,
        **_pages(cells, declared.refers_to, values),
    )


def answer(
    contents: Contents, sql: str, file: str, path: str, columns: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    """The rows of a query that gives at least these columns. Raises ``DeclarationError``."""
    found = [tuple(row.values()) for row in contents.ask(sql, file, path)]
    if found and len(found[0]) < len(columns):
        problem = f"gives {len(found[0])} of {len(columns)} columns."
        wrong = Mistake(file, path, problem, f"Select {', '.join(columns)}.")
        raise DeclarationError([wrong])
    return found


def titles(cells: Cells, name: str, rows: list[list[str]]) -> Column | None:
    """What each row is called, in the order of its list; ``None`` where rows have no page."""
    page = cells.site.page(name)
    if page is None:
        return None
    key = cells.key(name)
    place = [field.name for field in cells.table(name).fields].index(key)
    ordered = cells.ordered(name, page.order)
    rank = {str(row[key]): number for number, row in enumerate(ordered, 1)}
    return Column(
        name="",
        title=text.visible(page.one),
        kind="text",
        values=["", *(text.visible(cells.title(name, row[key])) for row in ordered)],
        codes=[rank[row[place]] for row in rows],
        own=False,
        target=name,
        stems=_stems([str(row[key]) for row in ordered]),
    )


def _pages(cells: Cells, target: str | None, values: list[str]) -> dict[str, Any]:
    if target is None or cells.site.page(target) is None:
        return {}
    return {"target": target, "stems": _stems(values)}


def _stems(keys: Iterable[str]) -> dict[str, str]:
    return {key: stem for key in keys if (stem := text.stem(key)) != key}


def _titles(cells: Cells, table: str) -> Shown:
    found = {str(key): title for key, title in cells.titles.get(table, {}).items()}
    return lambda value: text.visible(found.get(value, value))


def _vocabulary(field: Field) -> list[str]:
    if field.categories:
        return [str(code.value) for code in field.categories]
    return [str(value) for value in field.constraints.enum or ()]


def _label(field: Field, value: str) -> str:
    code = category(field, value)
    if code is not None:
        return text.visible(code.label or code.value)
    words = {"true": "yes", "false": "no"} if field.type == "boolean" else {}
    return text.visible(words.get(value, value))


def _number(value: str) -> tuple[bool, float]:
    """A number of a package, which is written plainly; what is none comes last."""
    number = float(value)
    return (math.isnan(number), number)


def _dated(field: Field) -> bool:
    kinds = ("date", "datetime", "year", "yearmonth")
    return field.type in kinds or (field.type == "string" and (field.unit or "").startswith("date"))


def _json(field: Field, filled: list[str]) -> str:
    if field.type == "boolean":
        return "boolean"
    numeric = field.type in (*_NUMERIC, "year") and all(map(_JSON_NUMBER.fullmatch, filled))
    return "number" if numeric else "text"
