"""Where frictionless-py and the specification part: the differences that are no disagreement.

Each quirk has the id of the conformance corpus, the clause that decides, and a predicate that
recognises it in a dispute in which frictionless-py stands alone. ``docs/conformance.md`` tells the
same to readers; a test holds the two together. Nothing else is ever excused. What is odd about the
text of a cell is told in ``lexical_quirks``.
Clauses are those of https://datapackage.org/standard/table-schema/ unless they name another page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.engines import lexical_quirks as lexical
from sourcebook.engines.frictionless_schema import unspeakable

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
    record: tuple[str, ...]
    """The same record as it is written, one cell for each column."""
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
    lexical: bool = False
    """A cell that one side takes and the other refuses; keys that it stands in follow."""
    bare: bool = False
    """Shows only where frictionless-py was asked as it is, and not by our engine: that tells it
    otherwise, or says in its coverage that it does not look."""


def _blank(dispute: Dispute) -> bool:
    """Of a row that it calls blank, frictionless-py says nothing but that its key is empty.

    It calls one blank that has no value, we one that has no text.
    """
    theirs, ours = (("blank-row", None) in each for each in (dispute.theirs, dispute.ours))
    if theirs:
        return not dispute.alone or dispute.code in ("blank-row", "primary-key")
    return ours and (dispute.alone or dispute.code == "blank-row")


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
    fields = lexical.keyed(dispute)
    if dispute.code == "constraint-error" and dispute.field is not None:
        fields = [dispute.field]
    return any(
        of.type == "number" and (dispute.cells.get(of.name) or "").upper() == "NAN" for of in fields
    )


def _zone(dispute: Dispute) -> bool:
    """Two moments, one with a zone and one without, which to frictionless-py are never equal."""
    fields = lexical.keyed(dispute)
    if dispute.code == "constraint-error" and dispute.field is not None:
        fields = [dispute.field]
    unequal = dispute.code in ("foreign-key", "constraint-error")
    return unequal == dispute.alone and any(of.type == "datetime" for of in fields)


def _padded_label(dispute: Dispute) -> bool:
    """A label with blanks around, or the column below it where fields are matched by name."""
    padded = {label.strip() for label in dispute.labels if label != label.strip()}
    if dispute.row is None:
        return bool(padded) and dispute.code.endswith("-label")
    # The keys of objects are names too.
    by_name = dispute.table.fields_match != "exact" or dispute.table.format != "csv"
    if dispute.code == "missing-cell" and dispute.field is None:
        return by_name and bool(padded)
    fields = [dispute.field] if dispute.field is not None else lexical.keyed(dispute)
    return by_name and any(of.name in padded for of in fields)


def _joined_header(dispute: Dispute) -> bool:
    """The labels of a header of several records."""
    several = len(dispute.table.dialect.header_rows) > 1
    by_name = dispute.table.fields_match != "exact"
    return several and (by_name or dispute.code.endswith("-label"))


def _empty_header(dispute: Dispute) -> bool:
    """A header without a word in it."""
    return any(code == "blank-header" for code, _ in dispute.ours)


def _open_quote(dispute: Dispute) -> bool:
    """A file in which a quote is opened and never closed: it has an odd number of them."""
    table, quote = dispute.table, dispute.table.dialect.quote_char
    if dispute.code != "source-error" or dispute.alone or table.format != "csv" or quote is None:
        return False
    texts = [part.read_bytes().decode(table.encoding, "replace") for part in table.files]
    return table.compression is None and sum(text.count(quote) for text in texts) % 2 == 1


def _nul(dispute: Dispute) -> bool:
    written = any("\0" in cell for cell in (*dispute.record, *dispute.labels))
    return dispute.code == "nul-byte" and not dispute.alone and written


def _other_hash(dispute: Dispute) -> bool:
    declared = dispute.table.hash or ""
    counted = ":" not in declared or declared.startswith(("md5:", "sha256:"))
    return dispute.code == "hash-count" and not dispute.alone and not counted


def _unique_key(dispute: Dispute) -> bool:
    known = dispute.table.unique_keys
    return dispute.code == "unique-error" and not dispute.alone and bool(known)


def _category(dispute: Dispute) -> bool:
    field = dispute.field
    if dispute.code != "constraint-error" or dispute.alone or field is None or not field.categories:
        return False
    return all(dispute.value != str(category.value) for category in field.categories)


def _unspoken(dispute: Dispute) -> bool:
    """A constraint that frictionless-py has not been told, because it refuses it for the type."""
    field = dispute.field
    if dispute.code != "constraint-error" or dispute.alone or field is None:
        return False
    return bool(unspeakable(field))


def _null_sequence(dispute: Dispute) -> bool:
    """A record with a cell that is the null sequence, which frictionless-py takes for a text."""
    sequence = dispute.table.dialect.null_sequence
    return sequence is not None and dispute.row is not None


def _line_terminator(dispute: Dispute) -> bool:
    return dispute.table.dialect.line_terminator not in (None, "\n", "\r\n", "\r")


def _loose_pattern(dispute: Dispute) -> bool:
    """A text that ``^pattern$`` matches in part; a pattern with signs of XML Schema's own."""
    field = dispute.field
    pattern = field.constraints.pattern if field is not None else None
    if dispute.code != "constraint-error" or pattern is None or dispute.value is None:
        return False
    if re.search(r"-\[|\\[iIcCpP]", pattern):
        return True
    try:
        whole = re.fullmatch(f"(?:{pattern})", dispute.value)
        loose = re.match(f"^{pattern}$", dispute.value)
    except re.error:
        return False
    return not dispute.alone and whole is None and loose is not None


def _later_part(dispute: Dispute) -> bool:
    """Of a table in several files; frictionless-py drops the first line of all but one."""
    return len(dispute.table.parts) > 1 and dispute.table.dialect.header


def _quoted_comment(dispute: Dispute) -> bool:
    """A record that begins with a quote, and in it with the comment character."""
    char = dispute.table.dialect.comment_char
    return bool(char) and any(
        cells[0].startswith(char or "") for cells in (dispute.labels, dispute.record) if cells
    )


QUIRKS = (
    Quirk("Q04", "The specification has no rule for blank rows.", _blank),
    Quirk("Q05", "fieldsMatch: fields MUST match; no blanks are removed.", _padded_label),
    Quirk("Q06", "primaryKey: the fields cannot be null.", _partial_key),
    Quirk("Q07", "primaryKey: a text of another type is not null.", _untyped_key),
    Quirk("Q08", "uniqueKeys: fields required to have unique values.", _unique_key, bare=True),
    Quirk("Q09", "categories: MUST exactly match one of the values.", _category, bare=True),
    Quirk("Q10", "constraints: MUST apply all the constraints.", _unspoken),
    Quirk(
        "Q11", "groupChar: groups digits within the integer.", lexical.grouped_integer, lexical=True
    ),
    Quirk("Q12", "nullSequence, lineTerminator: of Table Dialect.", _null_sequence, bare=True),
    Quirk("Q12", "nullSequence, lineTerminator: of Table Dialect.", _line_terminator, bare=True),
    Quirk("Q13", "pattern: an XML Schema regular expression.", _loose_pattern, bare=True),
    Quirk("Q14", "number, integer: the lexical form of XML Schema.", lexical.number, lexical=True),
    Quirk("Q14", "number, integer: the lexical form of XML Schema.", lexical.misread),
    Quirk("Q15", "date: MUST be yyyy-mm-dd.", lexical.date, lexical=True),
    Quirk("Q15", "date: MUST be yyyy-mm-dd.", lexical.guessed),
    Quirk("Q16", "datetime: MUST be in the form of XML Schema.", lexical.datetime, lexical=True),
    Quirk("Q17", "time: MUST be hh:mm:ss.", lexical.time, lexical=True),
    Quirk("Q18", "year: as XML Schema's gYear.", lexical.year, lexical=True),
    Quirk("Q19", "yearmonth: as XML Schema's gYearMonth.", lexical.yearmonth, lexical=True),
    Quirk("Q20", "duration: as XML Schema's duration.", lexical.duration, lexical=True),
    Quirk("Q21", "geojson: as per the GeoJSON spec.", lexical.geojson, lexical=True),
    Quirk("Q22", "object, array, geopoint: JSON.", lexical.json_constant, lexical=True),
    Quirk("Q23", "string: a valid URI, base64, a uuid.", lexical.text, lexical=True),
    Quirk("Q24", "path: MUST be able to concatenate the files.", _later_part, bare=True),
    Quirk("Q26", "datetime: optional timezone parts.", _zone),
    Quirk("Q28", "number: NaN is a value; bounds on it are not defined.", _not_a_number),
    Quirk("Q31", "hash: algorithms can be indicated by a prefix.", _other_hash, bare=True),
    Quirk("Q34", "fieldsMatch: the data source MUST have the fields.", _empty_header),
    Quirk("S01", "foreignKeys: as in SQL, where a null refers to nothing.", _partial_reference),
    Quirk("S02", "RFC 4180: a quoted field ends with a quote.", _open_quote),
    Quirk("S03", "RFC 4180: a NUL is no character of a text.", _nul, bare=True),
    Quirk("S05", "headerRows: the first of them spans the columns.", _joined_header),
    Quirk("S06", "commentChar: how a row begins in the file.", _quoted_comment),
)
"""In the order of ``docs/conformance.md``; S ids are ours, for what the corpus does not name."""


def recognise(dispute: Dispute, *, bare: bool = False) -> Quirk | None:
    """The quirk that explains a dispute, if one does.

    ``bare``: frictionless-py was asked as it is, not through our engine, which tells it otherwise.
    """
    for quirk in QUIRKS:
        if (bare or not quirk.bare) and quirk.covers(dispute):
            return quirk
    return None
