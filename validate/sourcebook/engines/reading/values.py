"""A table whose source has values of its own: rows of arrays or objects in JSON, or a spreadsheet.

Each value becomes the text that its field reads as this value; one that is not of its field's type
is marked ``MISFIT``, for a number is no string even though its digits are. What an object does not
say is null. Source: *JSON Tabular Data* and ``property``, ``itemType`` and ``itemKeys`` of
https://datapackage.org/standard/table-dialect/.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.engines import labels
from sourcebook.engines.reading import header, items, source, spreadsheet, tokens
from sourcebook.engines.reading.fault import Fault, Faults, UnreadableError
from sourcebook.engines.reading.model import MISFIT, MISSING, Reading
from sourcebook.engines.reading.places import scratch_file
from sourcebook.engines.reading.records import NULS, Writer, ragged
from sourcebook.engines.reading.scan import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sourcebook.declare import Field, Table

    Convert = Callable[[Any], str]


_CELLS = 20_000_000
_SPARSE = 100
"""Of a table with that many cells, one in so many must be filled: else its keys are data."""


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` are values; ``problem`` says why there are none."""

    number: int
    line: int | None
    cells: Sequence[Any] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    head: header.Header
    below: Iterable[Row]
    """The rows below the header."""
    keyed: bool = False
    parts: tuple[int, ...] = (0,)
    """See ``Reading.parts``."""


def read(table: Table, scratch: Path, faults: list[Fault]) -> Reading:
    """The reading of a source with values. Raises ``UnreadableError``, ``OSError``."""
    rows = _spreadsheet(table, scratch) if table.format == "xlsx" else _json(table, scratch)
    head = rows.head
    width = head.width if head.labels else len(table.fields) or head.width
    found = Faults(list(faults), Counter(f.code for f in faults), {"nul-byte": NULS})
    reading = Reading(
        table, labels=head.labels, plain=False, skip=0, first=head.first, width=width,
        header_line=head.line, native=True, keyed=rows.keyed, parts=rows.parts,
    )  # fmt: skip
    columns, _ = labels.columns(reading)
    converts = [_convert(field) for field in columns]
    file = scratch_file(table, scratch, "records.csv")
    writer = Writer(head.first, width, found)
    with source.placed(rows.parts), file.open("w", encoding="utf-8", newline="") as out:
        for row in rows.below:
            if row.problem is not None:
                found.add(Fault("source-error", row.number, line=row.line, detail=row.problem))
                continue
            texts = [
                converts[at](value) if at < width else _shown(value)
                for at, value in enumerate(row.cells)
            ]
            state = _state(row, texts, width, found)
            whole = _sound(row, texts[:width], found) + [MISSING] * (width - len(texts))
            line = "" if row.line is None else row.line
            out.write(writer.record(row.number, line, state, whole))
    return replace(reading, file=file, faults=found.listed, found=found.found)


def _state(row: Row, texts: Sequence[str], width: int, faults: Faults) -> str:
    for column, text in enumerate(texts, start=1):
        if "\0" in text:
            faults.add(Fault("nul-byte", row.number, column, row.line, text))
    if all(text in ("", MISSING) for text in texts):
        return "blank"
    if len(texts) == width:
        return ""
    faults.many(*ragged(row.number, row.line, texts, width))
    return "broken"


def _sound(row: Row, texts: list[str], faults: Faults) -> list[str]:
    """Texts that can be written: JSON can spell halves of characters, which are none."""
    for at, text in enumerate(texts):
        if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
            detail = "half of a character (a surrogate that stands alone)"
            faults.add(Fault("encoding-error", row.number, at + 1, row.line, detail=detail))
            texts[at] = _replaced(text)
    return texts


def _replaced(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _convert(field: Field | None) -> Convert:
    """What makes a value of a column a text."""

    def convert(value: Any) -> str:
        if isinstance(value, str):
            return value
        if value is None:
            return MISSING
        if field is None:
            return _shown(value)
        logical = lexical.native(field, value)
        if logical is not lexical.INVALID:
            try:
                return lexical.written(field, logical)
            except ValueError:
                # A list with its own delimiter in an item, which no cell can hold.
                pass
        return MISFIT + _shown(value)

    return convert


def _shown(value: Any) -> str:
    """A value as its source would write it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    try:
        if type(value) is int:
            return str(value)
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return "..."


def _json(table: Table, scratch: Path) -> Rows:
    """The rows of JSON, of newline-delimited JSON or of data inside the descriptor."""
    dialect = table.dialect
    parts: tuple[int, ...] = (0,)
    if table.format == "inline":
        data = table.data
        found = items.inside(data, dialect.property if isinstance(data, dict) else None)
        again: Callable[[], Iterable[items.Item]] = partial(iter, found)
    else:
        text = source.text(table, scratch_file(table, scratch, "text.json"))
        parts = text.parts
        with source.placed(parts):
            look(text.file, '"', ",", lines=False)
        if table.format == "json":
            again = partial(items.document, text.file, dialect.property)
        else:
            again = partial(items.lines, text.file)
    with source.placed(parts):
        return replace(_tabular(table, again), parts=parts)


def _tabular(table: Table, again: Callable[[], Iterable[items.Item]]) -> Rows:
    dialect = table.dialect
    first = next(iter(again()), None)
    if first is None:
        raise UnreadableError(Fault("source-error", detail="it has no rows"))
    if (dialect.item_type or type(first.value)) in ("object", dict):
        return _objects(again, dialect.item_keys, [field.name for field in table.fields])
    return _arrays(again, first, headed=dialect.header)


def _objects(
    again: Callable[[], Iterable[items.Item]], named: Sequence[str] | None, names: Sequence[str]
) -> Rows:
    """Keys that are fields stand in their order, the others as they first appear."""
    seen = dict.fromkeys(named or ())
    if named is None:
        rows = values = 0
        for item in again():
            if isinstance(item.value, dict):
                seen.update(dict.fromkeys(item.value))
                rows, values = rows + 1, values + len(item.value)
        if rows * len(seen) > max(_CELLS, _SPARSE * values):
            detail = f"its {rows:,} objects have {len(seen):,} keys between them, and few each"
            raise UnreadableError(Fault("source-error", detail=detail))
    keys = [*(name for name in names if name in seen), *(key for key in seen if key not in names)]

    def below() -> Iterator[Row]:
        for number, item in enumerate(again(), start=2):
            problem = items.misplaced(item, dict)
            cells = [] if problem else [item.value.get(key) for key in keys]
            yield Row(number, item.line, cells, problem)

    if not keys:
        raise UnreadableError(Fault("blank-header", 1, detail="its objects have no keys"))
    return Rows(header.Header([_replaced(str(key)) for key in keys], 2, len(keys)), below(), True)


def _arrays(again: Callable[[], Iterable[items.Item]], first: items.Item, *, headed: bool) -> Rows:
    problem = items.misplaced(first, list)
    if problem is not None:
        raise UnreadableError(Fault("source-error", 1, line=first.line, detail=problem))

    def below() -> Iterator[Row]:
        for number, item in enumerate(again(), start=1):
            if number == 1 and headed:
                continue
            problem = items.misplaced(item, list)
            yield Row(number, item.line, [] if problem else item.value, problem)

    if not headed:
        return Rows(header.Header([], 1, len(first.value)), below())
    named = [_replaced(_shown(label)) for label in first.value]
    if not named:
        raise UnreadableError(Fault("blank-header", 1, line=first.line))
    return Rows(header.Header(named, 2, len(named), first.line), below())


def _spreadsheet(table: Table, scratch: Path) -> Rows:
    sheet = spreadsheet.read(table, scratch)
    head = header.read(_batches(sheet, table), table.dialect)
    width = head.width if head.labels else len(table.fields) or head.width

    def below() -> Iterator[Row]:
        empty: list[Row] = []
        for number, cells in enumerate(sheet(), start=1):
            if number < head.first or _comment(number, cells, table):
                continue
            if not _filled(cells, 0):
                empty.append(Row(number, number))
                continue
            yield from empty
            empty.clear()
            # A sheet is a rectangle: what no label stands above is a cell only if it is filled.
            beyond = [None] * (width - len(cells))
            yield Row(number, number, [*_filled(cells, width), *beyond])
        # What was empty to the end is no row: only its cells have been given a format.

    return Rows(head, below())


def _batches(sheet: spreadsheet.Sheet, table: Table) -> Iterator[tokens.Batch]:
    for number, cells in enumerate(sheet(), start=1):
        texts = [_shown(cell) for cell in _filled(cells, 0)]
        record = tokens.COMMENT if _comment(number, cells, table) else texts
        yield tokens.Batch(number, [record], [number])


def _filled(cells: Sequence[Any], least: int) -> list[Any]:
    """The cells without the empty ones at the end, but at least so many."""
    filled = len(cells)
    while filled > least and cells[filled - 1] is None:
        filled -= 1
    return list(cells[:filled])


def _comment(number: int, cells: Sequence[Any], table: Table) -> bool:
    char = table.dialect.comment_char
    first = cells[0] if cells else None
    if char and isinstance(first, str) and first.startswith(char):
        return True
    return number in table.dialect.comment_rows
