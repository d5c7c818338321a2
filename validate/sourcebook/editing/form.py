"""The canonical form of a table's file, so that a diff shows only what has changed.

Rows by their key, columns in the order of the schema, UTF-8 without a mark, LF, quotes only where
they are needed, no blank lines, cells as ``cells`` has them. A column that the schema does not have
is kept, after those that it has. Spelling stays: ``1.50`` is not made ``1.5``.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcebook.editing import cells, order, text
from sourcebook.editing.text import Refusal, RefusedError, Text
from sourcebook.engines.messages.words import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sourcebook.declare import Dataset, Table


@dataclass(frozen=True, slots=True)
class Form:
    """A file and what becomes of it. One that is refused, or is no plain text, stays as it is."""

    file: Path
    path: str
    """The file as the user would name it."""
    content: bytes | None = None
    """The canonical form; ``None`` where there is none."""
    changes: tuple[str, ...] = ()
    """What is otherwise now, in words. Empty where the file is in canonical form."""
    refusals: tuple[Refusal, ...] = ()
    left: str | None = None
    """Why it is nothing that has a canonical form."""


def form(dataset: Dataset, table: Table) -> Form:
    """The canonical form of the file of a table; nothing is written. Raises ``OSError``."""
    why = text.plain(table)
    if why is not None:
        return Form(table.source, table.path, left=why)
    try:
        found = text.read(table.source, table.dialect.delimiter)
        return _form(dataset, table, found)
    except RefusedError as error:
        return Form(table.source, table.path, refusals=error.refusals)


def _form(dataset: Dataset, table: Table, found: Text) -> Form:
    before = table.source.read_bytes()
    after, changed = arranged(dataset, table, found)
    if after == before:
        return Form(table.source, table.path, after)
    told = (*_layout(before, found, table.dialect.delimiter), *changed)
    return Form(table.source, table.path, after, told)


def arranged(dataset: Dataset, table: Table, found: Text) -> tuple[bytes, list[str]]:
    """The canonical form of a table that is read already, and what in it is otherwise now.

    Raises ``RefusedError``.
    """
    labels = _labels(table, found)
    records, changed = _cells(dataset, table, replace(found, labels=labels))
    names = [field.name for field in table.fields]
    columns = sorted(
        range(len(labels)),
        key=lambda at: names.index(labels[at]) if labels[at] in names else len(names),
    )
    labels_then = [labels[at] for at in columns]
    moved = columns != sorted(columns)
    ordered = [[record[at] for at in columns] for record in records] if moved else records
    rank = order.ranking(table, labels_then)
    in_order = sorted(ordered, key=rank)
    told = [
        *(["the labels of the header"] if labels != found.labels else []),
        *(["the order of the columns"] if moved else []),
        *changed,
    ]
    if in_order != ordered:
        first = next(
            at for at in range(1, len(ordered)) if rank(ordered[at]) < rank(ordered[at - 1])
        )
        told.append(f"the order of the rows (line {found.lines[first]} is the first out of place)")
    return text.write(labels_then, in_order, table.dialect.delimiter), told


def _labels(table: Table, found: Text) -> list[str]:
    """The labels in canonical form. Raises ``RefusedError`` where they don't tell columns apart."""
    names = {field.name for field in table.fields}
    labels = [each if each in names else cells.canonical(each) for each in found.labels]
    refusals = []
    for column, label in enumerate(labels, start=1):
        if not label or label.startswith("\ufeff"):
            message, hint = "The column has no name in the header.", "Name it, or remove it."
            refusals.append(Refusal(1, column, message, hint))
        elif label in labels[: column - 1]:
            message = f"The name {shown(label)} stands twice in the header."
            refusals.append(Refusal(1, column, message, "Rename one of the columns."))
    for name in table.primary_key:
        if name not in labels:
            message = f"The column {name!r} of the primary key is missing."
            refusals.append(Refusal(1, None, message, "Add it: rows are told apart by it."))
    if refusals:
        raise RefusedError(refusals)
    return labels


def _cells(dataset: Dataset, table: Table, found: Text) -> tuple[list[list[str]], list[str]]:
    """The records in canonical form, and what was changed. Raises ``RefusedError``."""
    fields = {field.name: field for field in table.fields}
    keys = cells.keys(dataset, table)
    objections: dict[int, Callable[[str, str], str | None]] = {}
    records, places, refusals = [], [], []
    for line, record in zip(found.lines, found.records, strict=True):
        new = record if cells.all_canonical(record) else [*map(cells.canonical, record)]
        if new != record:
            for at, (was, now) in enumerate(zip(record, new, strict=True)):
                name = found.labels[at]
                if was == now or (name in fields and was in fields[name].missing_values):
                    new[at] = was
                    continue
                if at not in objections:
                    objections[at] = cells.objection(fields.get(name), key=name in keys)
                why = objections[at](was, now)
                if why is None:
                    places.append((line, at + 1))
                else:
                    refusals.append(_refusal(line, at + 1, name, was, now, why))
        records.append(new)
    if refusals:
        raise RefusedError(refusals)
    if not places:
        return records, []
    many = f"{len(places):,} cells" if len(places) > 1 else "1 cell"
    first = ":".join(map(str, places[0]))
    return records, [f"blanks, line breaks or Unicode's form in {many} (first at {first})"]


def _refusal(line: int, column: int, name: str, was: str, now: str, why: str) -> Refusal:
    what = "is not in Unicode's form NFC" if now == was.strip() or was == was.strip() else ""
    if was != was.strip():
        what = "has blanks around it"
    elif "\r" in was:
        what = "has a line break other than LF in it"
    message = f"{name}: {shown(was)} {what}, and can't be changed: {why}."
    return Refusal(line, column, message, "Write it anew, and what refers to it.")


def _layout(before: bytes, found: Text, delimiter: str) -> Iterator[str]:
    """What is otherwise in how the file is written, apart from its cells and their order."""
    mark = before.startswith(codecs.BOM_UTF8)
    body = before[3:] if mark else before
    if mark:
        yield "a byte order mark"
    same = text.write(found.labels, found.records, delimiter)
    if b"\r" in body:
        yield "line ends other than LF"
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        same = same.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not body.endswith(b"\n"):
        yield "no line end after the last row"
        body += b"\n"
    if found.blank:
        yield "blank lines"
    elif body != same:
        yield "quotes that are not needed"
