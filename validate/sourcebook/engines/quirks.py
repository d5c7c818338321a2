"""Where frictionless-py and the specification part: the differences that are no disagreement.

Each quirk has the id of the conformance corpus, the clause that decides, and a predicate that
recognises it in a dispute in which frictionless-py stands alone. ``docs/conformance.md`` tells the
same to readers; a test holds the two together. Nothing else is ever excused.
Clauses are those of https://datapackage.org/standard/table-schema/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sourcebook.engines.fields import LEXICAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sourcebook.declare import Field, Table


@dataclass(frozen=True, slots=True)
class Dispute:
    """A finding that frictionless-py alone makes (``alone``), or that it alone does not."""

    table: Table
    code: str
    row: int | None
    field: Field | None
    value: str | None
    """The cell, or the label, as it is written."""
    alone: bool
    cells: Mapping[str, str | None]
    """The record by field, null where a cell stands for no value; empty without a row."""
    theirs: frozenset[tuple[str, str | None]]
    """Code and field of all that frictionless-py finds in the row, or in the header."""
    ours: frozenset[tuple[str, str | None]]
    """The same of the other engines."""
    labels: tuple[str, ...]
    """The header as it is written."""


@dataclass(frozen=True, slots=True)
class Quirk:
    id: str
    clause: str
    covers: Callable[[Dispute], bool]


def _lexical(dispute: Dispute, kind: str) -> bool:
    """A cell of that type which frictionless-py takes and the specification's form does not."""
    return (
        dispute.code == "type-error"
        and not dispute.alone
        and dispute.field is not None
        and dispute.field.type == kind
        and dispute.value is not None
        and re.fullmatch(LEXICAL[kind], dispute.value, re.ASCII) is None
    )


def _number(dispute: Dispute) -> bool:
    if not (_lexical(dispute, "number") or _lexical(dispute, "integer")):
        return False
    try:
        Decimal((dispute.value or "").strip())
    except InvalidOperation:
        return False
    return True


def _year(dispute: Dispute) -> bool:
    negative = (
        dispute.code == "type-error"
        and dispute.alone
        and dispute.field is not None
        and dispute.field.type == "year"
        and re.fullmatch(r"-[0-9]{4}", dispute.value or "") is not None
    )
    return negative or _lexical(dispute, "year")


def _format(dispute: Dispute) -> bool:
    odd = {"uri": r"\s|%(?![0-9A-Fa-f]{2})|[<>\"{}|\\^`]", "uuid": r"[{}]|^[0-9A-Fa-f]{32}$"}
    return (
        dispute.code == "type-error"
        and not dispute.alone
        and dispute.field is not None
        and dispute.field.format in odd
        and re.search(odd[dispute.field.format], dispute.value or "") is not None
    )


def _blank(dispute: Dispute) -> bool:
    """Of a row that it calls blank, frictionless-py says nothing but that its key is empty."""
    blank = ("blank-row", None) in dispute.theirs
    return blank and (not dispute.alone or dispute.code in ("blank-row", "primary-key"))


def _partial_key(dispute: Dispute) -> bool:
    key = dispute.table.primary_key
    empty = [name for name in key if dispute.cells.get(name) is None]
    return dispute.code == "primary-key" and not dispute.alone and 0 < len(empty) < len(key)


def _untyped_key(dispute: Dispute) -> bool:
    faults = dispute.theirs | dispute.ours
    untyped = any(("type-error", name) in faults for name in dispute.table.primary_key)
    return dispute.code == "primary-key" and dispute.alone and untyped


def _partial_reference(dispute: Dispute) -> bool:
    """A foreign key of several fields with a cell empty or untyped; others are read alike."""
    faults = dispute.theirs | dispute.ours
    lost = any(
        dispute.cells.get(name) is None or ("type-error", name) in faults
        for key in dispute.table.foreign_keys
        if len(key.fields) > 1
        for name in key.fields
    )
    return dispute.code == "foreign-key" and dispute.alone and lost


def _not_a_number(dispute: Dispute) -> bool:
    """A bound on NaN, or a key with NaN in it, which to frictionless-py equals nothing."""
    table, names = dispute.table, {dispute.field.name} if dispute.field else set()
    if dispute.code == "primary-key":
        names.update(table.primary_key)
    elif dispute.code == "foreign-key":
        names.update(name for key in table.foreign_keys for name in key.fields)
    elif dispute.code not in ("constraint-error", "unique-error"):
        return False
    return any(
        table.field(name).type == "number" and (dispute.cells.get(name) or "").upper() == "NAN"
        for name in names
    )


def _padded_label(dispute: Dispute) -> bool:
    in_header = dispute.code.endswith("-label")
    return in_header and any(label != label.strip() for label in dispute.labels)


def _empty_header(dispute: Dispute) -> bool:
    return not any(dispute.labels) and (dispute.code == "source-error" or dispute.row is None)


QUIRKS = (
    Quirk("Q04", "The specification has no rule for blank rows.", _blank),
    Quirk("Q05", "fieldsMatch: fields MUST match; no blanks are removed.", _padded_label),
    Quirk("Q06", "primaryKey: the fields cannot be null.", _partial_key),
    Quirk("Q07", "primaryKey: a text of another type is not null.", _untyped_key),
    Quirk("Q14", "number, integer: the lexical form of XML Schema.", _number),
    Quirk("Q15", "date: MUST be yyyy-mm-dd.", lambda d: _lexical(d, "date")),
    Quirk("Q16", "datetime: MUST be in the form of XML Schema.", lambda d: _lexical(d, "datetime")),
    Quirk("Q17", "time: MUST be hh:mm:ss.", lambda d: _lexical(d, "time")),
    Quirk("Q18", "year: as XML Schema's gYear.", _year),
    Quirk("Q19", "yearmonth: as XML Schema's gYearMonth.", lambda d: _lexical(d, "yearmonth")),
    Quirk("Q23", "string: a valid URI, a uuid.", _format),
    Quirk("Q28", "number: NaN is a value; bounds on it are not defined.", _not_a_number),
    Quirk("Q34", "fieldsMatch: the data source MUST have the fields.", _empty_header),
    Quirk("S01", "foreignKeys: as in SQL, where a null refers to nothing.", _partial_reference),
)
"""In the order of ``docs/conformance.md``; S ids are ours, for what the corpus does not name."""

LEXICAL_QUIRKS = frozenset({"Q14", "Q15", "Q16", "Q17", "Q18", "Q19", "Q23"})
"""A cell that one side takes and the other refuses; keys that it stands in follow."""


def recognise(dispute: Dispute) -> Quirk | None:
    """The quirk that explains a dispute, if one does."""
    return next((quirk for quirk in QUIRKS if quirk.covers(dispute)), None)
