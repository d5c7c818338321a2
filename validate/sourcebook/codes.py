"""The codes of the standard's checks: what each means and how it is mended.

``docs/checks.md`` and the rules of SARIF are made of this. The ids are Frictionless's error types,
beside ``byte-order-mark``, ``line-ending`` and ``formula-cell``, which are ours. What a rule of a
dataset means, its schema says; the named checks that a rule may use are told here.
"""

from __future__ import annotations

from dataclasses import dataclass

from sourcebook.findings import Severity


@dataclass(frozen=True, slots=True)
class Code:
    title: str
    meaning: str
    mending: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Check:
    """A named check of rules. Its severity is that of the rule."""

    title: str
    meaning: str
    mending: str
    params: dict[str, str]
    """What each parameter says."""
    quotes: dict[str, str]
    """What a message may quote, beside the columns of the row."""


FILE: dict[str, Code] = {
    "source-error": Code(
        "The file can't be read",
        "There is no such file, it may not be read, it is empty, or it is not of its format: a "
        "quote that is never closed, an archive that is broken, JSON that stops half way. What "
        "can't be read is not checked, and the report says so.",
        "Correct the file, or its `path`, `format` or `dialect` in the descriptor.",
    ),
    "encoding-error": Code(
        "Bytes are not in the declared encoding",
        "The file holds bytes that are no characters in its `encoding`, which is UTF-8 unless the "
        "resource says otherwise. The place is the first such byte; the hint says which encoding "
        "the file looks to be in.",
        "Save the file as UTF-8, or declare the `encoding` that it is in.",
    ),
    "byte-count": Code(
        "The file has another size",
        "The resource declares `bytes`, and its file has more or fewer: it was cut off, or "
        "replaced.",
        "Put the right file in its place. If it has been changed on purpose, correct `bytes`.",
    ),
    "hash-count": Code(
        "The file has another hash",
        "The resource declares a `hash`, and its file has another: not one byte may differ. A hash "
        "that can't be worked out here is a warning.",
        "Put the right file in its place. If it has been changed on purpose, correct `hash`.",
    ),
    "nul-byte": Code(
        "A cell holds a NUL character",
        "No text has it; it comes from a program that broke off, or from an encoding that is not "
        "the declared one.",
        "Remove it. If there are many, declare the `encoding`.",
    ),
    "byte-order-mark": Code(
        "The file begins with a byte order mark",
        "UTF-8 needs none, and some readers take it for a part of the first label. It is asked of "
        "curated datasets only, those whose schemas are named and stand in files of their own.",
        "Save the file as UTF-8 without the mark.",
        Severity.WARNING,
    ),
    "line-ending": Code(
        "A line does not end in LF alone",
        "Lines that end as on Windows (CR LF) make every line of the file a change when the next "
        "editor saves it. It is asked of curated datasets only.",
        "Save the file with the line ends of Unix (LF).",
        Severity.WARNING,
    ),
}
"""The file as a whole."""

HEADER: dict[str, Code] = {
    "blank-header": Code(
        "The header is blank",
        "The record that should name the columns has no cells, so nothing below it can be checked.",
        "Write the names of the columns there, or set `header: false` in the dialect.",
    ),
    "blank-label": Code(
        "A column has no name",
        "A cell of the header is empty.",
        "Name the column as the schema does, or remove it.",
    ),
    "duplicate-label": Code(
        "Two columns have one name",
        "Nobody can tell which of them is meant.",
        "Rename one of them as the schema does, or remove it.",
    ),
    "extra-label": Code(
        "A column is not in the schema",
        "The header has a name that no field of the schema has, and `fieldsMatch` does not allow "
        "it.",
        "Remove the column, or add a field to the schema.",
    ),
    "missing-label": Code(
        "A column is missing",
        "The schema has a field for which the header has no column. Rules that read it are "
        "skipped, and the report says so.",
        "Add the column, or remove the field from the schema.",
    ),
    "incorrect-label": Code(
        "A column has another name",
        "Unless `fieldsMatch` says otherwise, the columns stand in the order of the schema and "
        "under the names of its fields.",
        "Rename the column, or put the columns in the order of the schema.",
    ),
}
"""The header against the schema."""

ROW: dict[str, Code] = {
    "blank-row": Code(
        "A row is blank",
        "None of its cells holds anything.",
        "Remove the line.",
    ),
    "extra-cell": Code(
        "A row has too many cells",
        "It goes on beyond the last column. Most often a cell holds a comma and is not in quotes.",
        "Put the cell that holds the comma in double quotes, or remove the cell that is too much.",
    ),
    "missing-cell": Code(
        "A row has too few cells",
        "It ends before the last column.",
        "Add what is missing; for cells that are empty, their commas.",
    ),
}
"""The structure of a row."""

CELL: dict[str, Code] = {
    "type-error": Code(
        "A cell is not of its field's type",
        "It does not read as a value of the `type` and `format` of its field. Texts that stand for "
        "no value (`missingValues`) are of every type. A cell that is not of its type is not held "
        "against the constraints, and rules that read it are unknown for its row.",
        "Write the cell as its type is written.",
    ),
    "constraint-error": Code(
        "A cell breaks a constraint",
        "It is of its field's type, but not one of the values that the field allows.",
        "Correct the cell. If it is right, the constraint in the schema is not.",
    ),
    "formula-cell": Code(
        "A spreadsheet would run a cell as a formula",
        "It is a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, and who "
        "opens the CSV in a spreadsheet sees what the formula gives, or does what it says (CSV "
        "injection). Plain numbers such as -5 or +923001234567 and a sign alone are none. It is "
        "asked of curated datasets only, so that no package carries such a cell unannounced.",
        "Write the text so that it begins otherwise. If it has to be so, waive the finding with "
        "the reason.",
        Severity.WARNING,
    ),
}
"""One cell."""

KEY: dict[str, Code] = {
    "unique-error": Code(
        "A value that must be unique stands twice",
        "The field is `unique`, or several fields are one of the `uniqueKeys`. Values are "
        "compared, not texts: 5 and 5.0 are one number. An empty cell equals no other.",
        "Correct one of the rows, or remove the one that is there twice.",
    ),
    "primary-key": Code(
        "A primary key is empty or stands twice",
        "The primary key tells the rows of a table apart, so each has one and no two have the "
        "same.",
        "Give the row a key of its own, or remove the row that is there twice.",
    ),
    "foreign-key": Code(
        "A row refers to what is not there",
        "The table that it refers to has no row with this key. A key with an empty part refers to "
        "nothing, and is no fault.",
        "Correct the key, or add the row that it refers to.",
    ),
}
"""Rows against each other."""

CODES: dict[str, Code] = {**FILE, **HEADER, **ROW, **CELL, **KEY}

CONSTRAINTS: dict[str, str] = {
    "required": "The cell may not be empty.",
    "minLength": "At least so many characters (strings), items (arrays, lists), properties "
    "(objects).",
    "maxLength": "At most so many of these.",
    "minimum": "The least value allowed.",
    "maximum": "The greatest value allowed.",
    "exclusiveMinimum": "The value is above this one.",
    "exclusiveMaximum": "The value is below this one.",
    "pattern": "The whole text has the form of a regular expression.",
    "enum": "The value is one of those listed.",
    "jsonSchema": "The object or array is valid by a JSON Schema.",
    "categories": "The value is one of the codes of the vocabulary; their labels are for readers.",
}
"""What can break in a ``constraint-error``. ``unique`` has its own code."""

CHECKS: dict[str, Check] = {
    "acyclic": Check(
        "Following the parent of a row never leads back to it",
        "It finds the rows that are on a cycle, not those which merely lead to one.",
        "Correct the parent of one of the rows on the cycle.",
        {
            "id": "the field that names a row",
            "parent": "the field that names the row above it; empty at the top",
        },
        {"path": "the way from the row back to itself"},
    ),
    "cell-reference": Check(
        "A row that speaks of a cell of another table speaks of one that exists",
        "A claim or a correction names a table, a row, a field and a value. The row must be there, "
        "the field must be one of that table (or a code of the vocabulary of `field`), and its "
        "cell must be able to hold the value.",
        "Correct what the row names.",
        {
            "table": "the field with the name of the other table",
            "key": "the field with the primary key of its row",
            "field": "the field with the name of its field",
            "value": "the field with the value",
        },
        {"problem": "which of these is not there"},
    ),
    "max-words": Check(
        "A text has no more than so many words",
        "Words are what stands between blanks.",
        "Shorten the text.",
        {"field": "the field with the text", "words": "how many words it may have"},
        {"count": "how many it has"},
    ),
    "near-duplicate": Check(
        "No two rows are close in time and space and alike in what matters",
        "Two such rows are perhaps one event that was entered twice. The later of the two keys is "
        "named. It is a question more than a fault, so its rule is best a warning.",
        "Merge the rows; if they are two events, waive the finding with the reason.",
        {
            "rows": "a SELECT of the primary key, `date`, `latitude`, `longitude` and the columns "
            "of `same`",
            "days": "how many days they may lie apart",
            "km": "how many kilometres, on a sphere",
            "same": "a list of columns in which they agree",
        },
        {
            "other": "the key of the earlier row",
            "days": "how many days lie between them",
            "km": "how many kilometres",
        },
    ),
    "person-name": Check(
        "A text names no person",
        "It finds one of some titles before a word with a capital: Colonel Ahmad, Dr. Khan.",
        "Remove the name, or say the office.",
        {"fields": "a list of fields with texts", "titles": "a list of titles"},
        {"found": "the title and the name"},
    ),
    "recompute": Check(
        "A derived cell holds what its query gives when it is worked out again",
        "A row that the query does not return is worked out as empty. `sourcebook.recompute` gives "
        "the values.",
        "Write what the query gives into the cell, or correct what it is worked out of.",
        {
            "query": "a SELECT of the primary key and of the fields",
            "fields": "a list of the derived fields",
        },
        {
            "field": "the field that differs",
            "stored": "what stands in the file",
            "recomputed": "what the query gives",
        },
    ),
    "within-polygon": Check(
        "A point lies inside the region that its row names",
        "Points are held against the polygons of a GeoJSON file of the dataset. A row without a "
        "point is passed over.",
        "Correct the point or the region. Where they are swapped, latitude stands for longitude.",
        {
            "rows": "a SELECT of the primary key, `region`, `latitude` and `longitude`",
            "polygons": "the GeoJSON file, as the dataset's folder names it",
            "property": "the property of a feature that names its region",
        },
        {
            "region": "what the row names",
            "latitude": "where the point is",
            "longitude": "where the point is",
            "nearest": "the region that the point lies in, if any",
        },
    ),
}
"""The named checks of rules, by the name that stands as ``check`` in a rule."""
