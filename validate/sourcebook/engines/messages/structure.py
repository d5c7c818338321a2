"""The file and its structure: what can't be read, labels, and rows that are too long or short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.spelling import nearest
from sourcebook.engines.messages.words import shown
from sourcebook.engines.reading import Fault

if TYPE_CHECKING:
    from collections.abc import Collection

    from sourcebook.engines.messages.words import Words

BLANK = Fault("blank-row")
_MARKS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def structure(
    fault: Fault,
    label: str | None = None,
    *,
    names: Collection[str] = (),
    labels: Collection[str] = (),
    delimiter: str = ",",
) -> Words:
    """The words for a fault of the structure.

    ``label`` is the field expected at its place, ``names`` are the fields of the schema, ``labels``
    those of the header; ``delimiter`` stands between the cells. Raises ``KeyError`` for a code that
    is no fault of structure.
    """
    written, detail = shown(fault.value), fault.detail
    mark = _MARKS.get(delimiter, repr(delimiter))
    words: dict[str, Words] = {
        "blank-row": ("The row is blank.", "Remove the line."),
        "extra-cell": (
            f"The row has a cell more than there are columns: {written}.",
            f"If a {mark} belongs to a cell, put that cell in double quotes; else remove the cell.",
        ),
        "missing-cell": (
            f"The row ends before {label or 'its last cell'}.",
            f"Add the cell; one that is empty needs its {mark} too.",
        ),
        "blank-label": (
            f"The column{f' for {label}' if label else ''} has no name in the header.",
            f"Name it {label!r}." if label else "Name it, or remove the column.",
        ),
        "duplicate-label": (
            f"The name {written} stands twice in the header.",
            "Rename one of the columns, or remove it.",
        ),
        "extra-label": (f"The schema has no field for the column {written}.", None),
        "missing-label": (f"The column {label!r} is missing.", None),
        "incorrect-label": (f"The column is named {written} where {label!r} is expected.", None),
        "encoding-error": (f"The file can't be decoded at {detail}.", "Save it as UTF-8."),
        "nul-byte": (
            f"The cell holds a NUL character, which no text has: {written}.",
            "Remove it; if there are many, the file is no text or is in another encoding.",
        ),
        "blank-header": (
            f"The header is blank{f': {detail}' if detail else ''}.",
            "Write the names of the columns in its place.",
        ),
        "byte-order-mark": (
            "The file begins with a byte order mark.",
            "Save it as plain UTF-8, not as 'UTF-8 with BOM'.",
        ),
        "line-ending": (
            "The line does not end in LF alone.",
            "Save the file with line ends as on Unix (LF).",
        ),
        "byte-count": (
            f"The file is not the one declared: {detail}.",
            "Put the right file there; if this is it, correct `bytes`.",
        ),
        "hash-count": (
            f"The file is not the one declared: {detail}.",
            "Put the right file there; if this is it, correct `hash`.",
        ),
        "source-error": (
            f"The file can't be read: {detail}.",
            "Correct the file, or its path, format and dialect in the descriptor.",
        ),
    }
    message, hint = words[fault.code]
    return message, fault.hint or _label(fault, label, names, labels) or hint


def _label(
    fault: Fault, label: str | None, names: Collection[str], labels: Collection[str]
) -> str | None:
    """What to do with a label, by the names that the schema has and the file has not."""
    value = fault.value or ""
    if fault.code == "missing-label" and label is not None:
        guess = nearest(label, [each for each in labels if each not in names])
        if guess is not None:
            return f"If it is the column {shown(guess)}, rename that."
        return "Add the column, or remove the field from the schema."
    if fault.code == "extra-label":
        guess = nearest(value, [each for each in names if each not in labels])
        if guess is not None:
            return f"Did you mean {shown(guess)}?"
        return "Remove the column, or add a field to the schema."
    if fault.code == "incorrect-label":
        if value in names:
            return "Put the columns in the order of the schema, or set its `fieldsMatch`."
        if label is not None and nearest(value, [label]) is not None:
            return f"Rename it: did you mean {label!r}?"
        return "Rename it, or put the columns in the order of the schema."
    return None
