"""A cell in canonical form, or why it can't be brought into it.

Of a text it is Unicode's form NFC, no blanks around it, and LF for a line break inside it. That
changes what a reader sees in nothing and what a program compares in everything, so it is done only
where nothing but the text itself depends on it:

* The cells of keys stay: other rows, waivers and publications refer to them.
* A cell that was valid stays valid, and a value of any type but text stays that value.
* One of the allowed values is not changed into another, nor a text into *no value*.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sourcebook.declare import lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sourcebook.declare import Dataset, Field, Table

_BREAK = re.compile("\r\n?")


def canonical(text: str) -> str:
    """A text in canonical form."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", _BREAK.sub("\n", text)).strip()


def all_canonical(record: Sequence[str]) -> bool:
    """Whether a quick look shows that every cell of a record is in canonical form."""
    line = "|".join(record)
    edges = "| " in line or " |" in line or line[:1] == " " or line[-1:] == " "
    return not edges and line.isascii() and line.isprintable()


def keys(dataset: Dataset, table: Table) -> frozenset[str]:
    """The fields of a table whose cells are keys, or refer to one."""
    found = {*table.primary_key, *(name for key in table.unique_keys for name in key)}
    found |= {field.name for field in table.fields if field.constraints.unique}
    for other in (*dataset.tables, *dataset.external):
        for key in other.foreign_keys:
            if other.name == table.name:
                found |= {*key.fields}
            if key.resource == table.name:
                found |= {*key.reference_fields}
    if table.claims is not None:
        found |= {table.claims.subject_table, table.claims.subject_id, table.claims.field}
    if table.lifecycle is not None and table.lifecycle.merged_into is not None:
        found.add(table.lifecycle.merged_into)
    return frozenset(found)


def objection(field: Field | None, *, key: bool) -> Callable[[str, str], str | None]:
    """What says why a cell of a field can't be changed from one text into another, if it can't.

    ``None`` stands for a column that the schema does not have. The words end "as it is …".
    """
    if field is None:
        return lambda _before, _after: None
    read, check = lexical.reader(field), lexical.checker(field)
    constraints = field.constraints

    def told(before: str, after: str) -> str | None:
        if before.lstrip() != before and after[:1] == '"' == after[-1:]:
            return "it stands in quotes with a blank before them, which may be meant in two ways"
        if key:
            return "it is a key, or refers to one, and would be another"
        if after in field.missing_values:
            return "it would stand for no value"
        was = read(before)
        if was is lexical.INVALID:
            return None
        broken = check(was)
        if not broken and (constraints.enum is not None or field.categories):
            return "it is one of the allowed values as it is"
        now = read(after)
        if now is lexical.INVALID:
            return f"it would not be of type {field.type} any more"
        text = field.type in ("string", "any") and field.format != "binary"
        if not text and lexical.canonical(field, was) != lexical.canonical(field, now):
            return "it would be another value"
        new = [name for name in check(now) if name not in broken]
        return f"it would break its {new[0]}" if new else None

    return told
