"""A Table Schema as frozen values: fields, constraints and keys, every mistake with its place.

Source: https://datapackage.org/standard/table-schema/ (v2; v1's words are accepted).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from sourcebook.declare.model import Category, Constraints, Field, ForeignKey
from sourcebook.declare.spelling import did_you_mean
from sourcebook.declare.types import CATEGORICAL, LATER, TYPES
from sourcebook.declare.values import is_of

if TYPE_CHECKING:
    from sourcebook.declare.model import FieldsMatch
    from sourcebook.declare.node import Node

_CONSTRAINTS = frozenset().union(*(kind.constraints for kind in TYPES.values()))
_MATCHES = ("exact", "equal", "subset", "superset", "partial")
_SCHEMA_WORDS = (
    "$schema", "name", "title", "description", "homepage", "version", "created", "keywords",
    "contributors", "fields", "fieldsMatch", "missingValues", "primaryKey", "uniqueKeys",
    "foreignKeys", "rules", "examples",
)  # fmt: skip
_FIELD_WORDS = (
    "name", "type", "format", "title", "description", "example", "examples", "unit", "constraints",
    "categories", "categoriesOrdered", "missingValues", "trueValues", "falseValues", "rdfType",
    "decimalChar", "groupChar", "bareNumber", "delimiter", "itemType",
)  # fmt: skip


def read_missing(node: Node) -> tuple[str, ...] | None:
    """``missingValues``: plain texts, or v2's ``{value, label}``; ``None`` where it is absent."""
    if not node.has("missingValues"):
        return None
    found = []
    for item in node.items("missingValues"):
        value = item.value.get("value") if isinstance(item.value, dict) else item.value
        if isinstance(value, str):
            found.append(value)
        else:
            item.wrong(f"must be a text, not {value!r}.", "Put it in quotes.")
    return tuple(found)


def read_fields(node: Node) -> tuple[Field, ...]:
    """The fields of a schema, in order. Field names are unique, whatever their case."""
    missing = read_missing(node)
    node.words(_SCHEMA_WORDS)
    if node.has("fields") and node.mapping()["fields"] == []:
        node.wrong("is empty.", "List the columns of the table.", at="fields")
    if not node.has("fields"):
        node.wrong("is missing.", "List the columns of the table under `fields:`.", at="fields")
    fields: list[Field] = []
    seen: dict[str, str] = {}
    for number, item in enumerate(node.items("fields"), start=1):
        field = _field(item, number, ("",) if missing is None else missing)
        if field is None:
            continue
        if field.name.lower() in seen:
            item.wrong(f"is a second field {field.name!r}.", "Give it another name.", at="name")
            continue
        seen[field.name.lower()] = field.name
        fields.append(field)
    return tuple(fields)


def _field(node: Node, number: int, missing: tuple[str, ...]) -> Field | None:
    name = node.text("name", required=True)
    if not name:
        return None
    node.words(_FIELD_WORDS)
    kind = node.text("type") or "any"
    if kind not in TYPES:
        if kind in LATER:
            node.wrong(f"{kind!r} is not checked yet.", "Use `string` with a pattern.", at="type")
        else:
            node.wrong(f"unknown type {kind!r}.", did_you_mean(kind, TYPES), at="type")
        return Field(name, number=number)
    form = node.text("format") or "default"
    if form not in TYPES[kind].formats:
        node.wrong(
            f"{kind!r} has no format {form!r}.",
            did_you_mean(form, TYPES[kind].formats),
            at="format",
        )
    own_missing = read_missing(node)
    return Field(
        name=name,
        type=kind,
        format=form,
        title=node.text("title"),
        description=node.text("description"),
        unit=node.text("unit"),
        example=node.mapping().get("example"),
        constraints=_constraints(node, kind),
        categories=_categories(node, kind),
        categories_ordered=node.flag("categoriesOrdered"),
        missing_values=missing if own_missing is None else own_missing,
        true_values=node.names("trueValues") or ("true", "True", "TRUE", "1"),
        false_values=node.names("falseValues") or ("false", "False", "FALSE", "0"),
        number=number,
    )


def _constraints(field: Node, kind: str) -> Constraints:
    if not field.has("constraints"):
        return Constraints()
    node = field.at("constraints")
    for name in node.mapping():
        if name not in _CONSTRAINTS:
            hint = did_you_mean(name, TYPES[kind].constraints)
            node.wrong("is not a constraint of the standard.", hint, at=name)
        elif name not in TYPES[kind].constraints:
            allowed = ", ".join(sorted(TYPES[kind].constraints))
            hint = f"It may have: {allowed}."
            node.wrong(f"a field of type {kind!r} can't have it.", hint, at=name)
    bounds = {
        name: _bound(node, key, kind)
        for key, name in (
            ("minimum", "minimum"),
            ("maximum", "maximum"),
            ("exclusiveMinimum", "exclusive_minimum"),
            ("exclusiveMaximum", "exclusive_maximum"),
        )
    }
    enum = tuple(item.value for item in node.items("enum")) if node.has("enum") else None
    for number, value in enumerate(enum or ()):
        if not is_of(kind, value):
            at = f"enum[{number}]"
            node.wrong(f"{value!r} is not of type {kind!r}.", "Write it as a cell would.", at=at)
    if enum is not None and not enum:
        node.wrong("is empty, so no value could ever fit.", "List the values.", at="enum")
    return Constraints(
        required=node.flag("required"),
        unique=node.flag("unique"),
        min_length=_length(node, "minLength"),
        max_length=_length(node, "maxLength"),
        pattern=_pattern(node),
        enum=enum or None,
        **bounds,
    )


def _length(node: Node, key: str) -> int | None:
    value = node.typed(key, int, "a whole number")
    if value is not None and value < 0:
        node.wrong("must not be negative.", "Use 0 or more.", at=key)
        return None
    return cast("int | None", value)


def _pattern(node: Node) -> str | None:
    pattern = node.text("pattern")
    if pattern is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            node.wrong(f"is not a regular expression: {error}.", "Mend it.", at="pattern")
            return None
    return pattern


def _bound(node: Node, key: str, kind: str) -> Any:
    """A bound, if it is a value of the field's type: otherwise it could never be compared."""
    value = node.mapping().get(key)
    if value is None:
        return None
    if not is_of(kind, value):
        node.wrong(f"{value!r} is not of type {kind!r}.", "Write it as a cell would.", at=key)
        return None
    return value


def _categories(field: Node, kind: str) -> tuple[Category, ...]:
    if not field.has("categories"):
        return ()
    if kind not in CATEGORICAL:
        field.wrong(
            f"a field of type {kind!r} can't have categories.",
            "Only string and integer fields can.",
            at="categories",
        )
        return ()
    found: list[Category] = []
    for item in field.items("categories"):
        plain = not isinstance(item.value, dict)
        value = item.value if plain else item.value.get("value")
        wanted = str if kind == "string" else int
        if not isinstance(value, wanted) or isinstance(value, bool) or not is_of(kind, value):
            item.wrong(f"{value!r} is not of type {kind!r}.", "Write a code of that type.")
        elif any(category.value == value for category in found):
            item.wrong(f"the code {value!r} stands twice.", "Remove one of them.")
        elif plain:
            found.append(Category(value))
        else:
            found.append(Category(value, item.text("label"), item.text("description")))
    return tuple(found)


def read_keys(
    node: Node, fields: tuple[Field, ...]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """``primaryKey`` and ``uniqueKeys``; each names fields of the schema."""
    known = [field.name for field in fields]
    primary = node.names("primaryKey")
    _known(node, "primaryKey", primary, known)
    unique = []
    for item in node.items("uniqueKeys"):
        value = [item.value] if isinstance(item.value, str) else item.value
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            item.wrong("must be a list of field names.", "Write it as `[first, second]`.")
            continue
        _known(item, "", tuple(value), known)
        unique.append(tuple(value))
    return primary, tuple(unique)


def read_foreign_keys(node: Node, fields: tuple[Field, ...], table: str) -> tuple[ForeignKey, ...]:
    """``foreignKeys``; that the other side exists is the package's matter."""
    known = [field.name for field in fields]
    found = []
    for item in node.items("foreignKeys"):
        own = item.names("fields")
        _known(item, "fields", own, known)
        if not item.has("reference"):
            item.wrong(
                "is missing.", "Say which `resource` and `fields` it refers to.", at="reference"
            )
            continue
        reference = item.at("reference")
        other = reference.names("fields")
        if len(own) != len(other):
            reference.wrong(
                f"names {len(other)} fields for {len(own)}.",
                "Name as many on each side.",
                at="fields",
            )
            continue
        found.append(ForeignKey(own, reference.text("resource") or table, other))
    return tuple(found)


def _known(node: Node, at: str, names: tuple[str, ...], known: list[str]) -> None:
    for name in names:
        if name not in known:
            node.wrong(f"there is no field {name!r}.", did_you_mean(name, known), at=at)


def read_match(node: Node) -> FieldsMatch:
    """``fieldsMatch``; v2.0's profile writes it as a list of one, its text as a word."""
    names = node.names("fieldsMatch")
    word = names[0] if names else "exact"
    if word not in _MATCHES:
        node.wrong(f"unknown word {word!r}.", did_you_mean(word, _MATCHES), at="fieldsMatch")
        return "exact"
    return cast("FieldsMatch", word)
