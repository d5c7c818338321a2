"""The rows of a source in JSON: arrays or objects, one after the other, with their lines if any."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.engines.reading.fault import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sourcebook.declare import Table

DOCUMENT = 256 << 20
"""Bytes of the longest JSON document that is read: it has to be held in memory as a whole."""
_LINE = 16 << 20
"""Characters of the longest line of newline-delimited JSON."""
_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    dict: "an object",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A row, or why there is none."""

    value: Any = None
    line: int | None = None
    problem: str | None = None


def document(table: Table, file: Path) -> list[Item]:
    """The rows of a JSON document. Raises ``UnreadableError``, ``OSError``."""
    if file.stat().st_size > DOCUMENT:
        detail = (
            f"a JSON document of more than {DOCUMENT >> 20} MiB is not read; "
            "give the rows as CSV or as newline-delimited JSON (.ndjson)"
        )
        raise UnreadableError(Fault("source-error", detail=detail))
    try:
        data = _loads(file.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        detail = f"it is no JSON: {error.msg} in column {error.colno}"
        raise UnreadableError(Fault("source-error", line=error.lineno, detail=detail)) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(Fault("source-error", detail=_told(error))) from error
    return inside(data, table.dialect.property)


def inside(data: Any, path: str | None) -> list[Item]:
    """The rows in a value, at the key or, between points, the keys of ``path``."""
    keys = [] if path is None else [path] if _has(data, path) else path.split(".")
    for key in keys:
        if not _has(data, key):
            detail = f"it has no {path!r}, where its rows should be"
            raise UnreadableError(Fault("source-error", detail=detail))
        data = data[key]
    if not isinstance(data, list):
        detail = f"it holds {_kind(data)} where an array of rows is expected"
        if isinstance(data, dict) and path is None:
            detail += "; name the key of the rows as `property` of the dialect"
        raise UnreadableError(Fault("source-error", detail=detail))
    return [Item(value) for value in data]


def lines(file: Path) -> Iterator[Item]:
    """The rows of newline-delimited JSON; blank lines are none. Raises ``OSError``."""
    with file.open(encoding="utf-8-sig", newline="\n") as source:
        number = 0
        while text := source.readline(_LINE):
            number += 1
            if len(text) == _LINE:
                yield Item(line=number, problem=f"the line has more than {_LINE:,} characters")
                return
            if not text.strip():
                continue
            try:
                yield Item(_loads(text), number)
            except json.JSONDecodeError as error:
                problem = f"the line is no JSON: {error.msg} in column {error.colno}"
                yield Item(line=number, problem=problem)
            except (ValueError, RecursionError) as error:
                yield Item(line=number, problem=_told(error))


def misplaced(item: Item, kind: type) -> str | None:
    """Why an item is no row of this kind (``list`` or ``dict``)."""
    if item.problem is not None or isinstance(item.value, kind):
        return item.problem
    wanted = "an array" if kind is list else "an object"
    return f"the row is {_kind(item.value)} and not {wanted}"


def _has(data: Any, key: str) -> bool:
    return isinstance(data, dict) and key in data


def _kind(value: Any) -> str:
    return "null" if value is None else _KINDS.get(type(value), "an array")


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=_real, parse_constant=_refuse)


def _real(digits: str) -> float | Decimal:
    value = float(digits)
    return value if math.isfinite(value) else Decimal(digits)


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _told(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if "integer string conversion" in str(error):
        return "a number in it has more than 4,300 digits"
    return str(error)
