"""What two schemas say differently of the fields of a table; see ``schemas`` for the levels."""

from __future__ import annotations

import json
import re
from dataclasses import fields as attributes
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.model import Category, Constraints
from sourcebook.package.plain import plain_field
from sourcebook.releases.changes import Level, SchemaChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sourcebook.declare import Field, Table

    Told = Callable[[str, Any, Any, Level, str], SchemaChange]

FORM = (
    "format",
    "decimal_char",
    "group_char",
    "bare_number",
    "delimiter",
    "item_type",
)
"""What decides which value a text is. Booleans are apart: a package writes them in one way."""

_WORDS = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "json_schema": "jsonSchema",
    "decimal_char": "decimalChar",
    "group_char": "groupChar",
    "bare_number": "bareNumber",
    "item_type": "itemType",
}
_LEAST = ("minimum", "exclusive_minimum", "min_length")
_MOST = ("maximum", "exclusive_maximum", "max_length")
_STRICTER = "The cells promise more than they did."
_REWORDED = "It is other words for the same."
_REDEFINED = "The definition has other words: where they mean something else, it is major."
_LOOSER = "Values may come that could not before."


def fields(old: Table, new: Table) -> Iterator[SchemaChange]:
    """Fields that came and went, their order, and what is said of those that stayed."""

    def told(field: str | None) -> Told:
        def change(what: str, old: Any, new: Any, level: Level, why: str) -> SchemaChange:
            return SchemaChange(table, field, what, _text(old), _text(new), level, why)

        return change

    table = new.name
    was = {field.name: field for field in old.fields}
    now = {field.name: field for field in new.fields}
    for name in was:
        if name not in now:
            why = "Who reads the column finds it no more."
            yield told(name)("field", name, None, Level.MAJOR, why)
    for name, field in now.items():
        if name not in was:
            yield told(name)("field", None, name, Level.MINOR, "There is a column more.")
        else:
            yield from _field(told(name), was[name], field)
    kept = [name for name in was if name in now], [name for name in now if name in was]
    if kept[0] != kept[1]:
        why = "Columns are read by name; who counts them has to look."
        yield told(None)("fields", kept[0], kept[1], Level.MINOR, why)


def _field(told: Told, old: Field, new: Field) -> Iterator[SchemaChange]:
    if old.type != new.type:
        why = "The column is of another type, in Parquet and in every typed reader."
        yield told("type", old.type, new.type, Level.MAJOR, why)
    else:
        yield from _form(told, plain_field(old), plain_field(new))
    if old.unit != new.unit:
        if old.unit is None:
            yield told("unit", None, new.unit, Level.PATCH, "It is said what was not said before.")
        else:
            why = "The same number means something else."
            yield told("unit", old.unit, new.unit, Level.MAJOR, why)
    if set(old.missing_values) != set(new.missing_values):
        before, after = list(old.missing_values), list(new.missing_values)
        why = "A text that was a value is none now, or the other way round."
        yield told("missingValues", before, after, Level.MAJOR, why)
    yield from _codes(told, old, new)
    yield from _constraints(told, old, new)
    yield from _words(told, "", old, new, ("title", "description", "example"))


def _words(
    told: Told, place: str, old: Any, new: Any, parts: tuple[str, ...]
) -> Iterator[SchemaChange]:
    """What is said of a field or a code. No program can tell whether a definition means the same,
    so other words in it are more than a correction.
    """
    for part in parts:
        before, after = getattr(old, part), getattr(new, part)
        if before == after:
            continue
        level, why = Level.PATCH, _REWORDED
        if part == "description" and before and _letters(before) != _letters(after or ""):
            level, why = Level.MINOR, _REDEFINED
        elif not before:
            why = "It is said what was not said before."
        yield told(f"{place}{part}", before, after, level, why)


def _letters(text: str) -> list[str]:
    """The words of a text, whatever their case and the signs between them."""
    return re.findall(r"\w+", text.casefold())


def _form(told: Told, old: Field, new: Field) -> Iterator[SchemaChange]:
    """How a text is read, of fields as a package has them: it writes most types in one way."""
    for word in FORM:
        before, after = getattr(old, word), getattr(new, word)
        if before == after:
            continue
        what = _WORDS.get(word, word)
        if word == "format" and new.type == "string":
            looser = before != "default"
            level, why = (Level.MINOR, _LOOSER) if looser else (Level.PATCH, _STRICTER)
            yield told(what, before, after, level, why)
        else:
            why = "The same text is another value now."
            yield told(what, before, after, Level.MAJOR, why)


def _codes(told: Told, old: Field, new: Field) -> Iterator[SchemaChange]:
    """The codes of a field, be they an enum or categories, and what is said of each."""
    was, now = _vocabulary(old), _vocabulary(new)
    word = "categories" if old.categories or new.categories else "constraints.enum"
    if was is None or now is None:
        if was is not None:
            yield told(word, list(was), None, Level.MINOR, _LOOSER)
        elif now is not None:
            yield told(word, None, list(now), Level.PATCH, _STRICTER)
        return
    for code in was:
        if code not in now:
            why = "Who looks for the code finds no row with it any more."
            yield told(f"{word}.{code}", code, None, Level.MAJOR, why)
    for code in now:
        if code not in was:
            yield told(f"{word}.{code}", None, code, Level.MINOR, "There is a code more.")
        else:
            yield from _code(told, f"{word}.{code}", was, now, code)
    yield from _ranks(told, word, old, new, [*was], [*now])


def _ranks(
    told: Told, word: str, old: Field, new: Field, was: list[str], now: list[str]
) -> Iterator[SchemaChange]:
    if new.categories_ordered != old.categories_ordered:
        what, level = "categoriesOrdered", Level.PATCH
        yield told(what, old.categories_ordered, new.categories_ordered, level, _STRICTER)
    one, other = [c for c in was if c in now], [c for c in now if c in was]
    if one != other:
        if old.categories_ordered and new.categories_ordered:
            yield told(word, one, other, Level.MAJOR, "The codes rank in another order.")
        else:
            yield told(word, one, other, Level.PATCH, "It is the same codes in another order.")


def _code(
    told: Told, what: str, was: dict[str, Category], now: dict[str, Category], code: str
) -> Iterator[SchemaChange]:
    before, after = was[code], now[code]
    labels = {each.label: other for other, each in was.items() if each.label}
    taken = labels.get(after.label or "", code)
    if before.label != after.label and taken != code:
        why = f"It has the label that {taken!r} had, so it means that now."
        yield told(f"{what}.label", before.label, after.label, Level.MAJOR, why)
        return
    yield from _words(told, f"{what}.", before, after, ("label", "description"))


def _vocabulary(field: Field) -> dict[str, Category] | None:
    """The codes that a cell may have, by their text; ``None`` where there is no list of them."""
    enum = field.constraints.enum
    allowed: dict[str, Category] | None = None
    if enum is not None:
        allowed = {_bound(field, code) or "": Category(str(code)) for code in enum}
    if not field.categories:
        return allowed
    listed = {_text(each.value) or "": each for each in field.categories}
    return {code: each for code, each in listed.items() if allowed is None or code in allowed}


def _constraints(told: Told, old: Field, new: Field) -> Iterator[SchemaChange]:
    for attribute in attributes(Constraints):
        name = attribute.name
        before, after = getattr(old.constraints, name), getattr(new.constraints, name)
        if name in (*_LEAST, *_MOST) and not name.endswith("length"):
            before, after = _bound(old, before), _bound(new, after)
        if name == "enum" or _text(before) == _text(after):
            continue
        what = f"constraints.{_WORDS.get(name, name)}"
        if name == "unique" and before:
            why = "A key is gone: what was told by it is no longer promised."
            yield told(what, True, None, Level.MAJOR, why)
        elif _stricter(name, before, after, new):
            yield told(what, before, after, Level.PATCH, _STRICTER)
        else:
            yield told(what, before, after, Level.MINOR, _LOOSER)


def _stricter(name: str, old: Any, new: Any, field: Field) -> bool:
    """Whether all values that the new constraint allows were allowed by the old one."""
    if name in ("required", "unique"):
        return bool(new)
    if old is None or new is None:
        return old is None
    if name not in (*_LEAST, *_MOST):
        return False  # whether one pattern allows more than another can't be told
    try:
        was, now = (lexical.value(plain_field(field), str(each)) for each in (old, new))
        if name.endswith("length"):
            was, now = int(old), int(new)
        return bool(now >= was if name in _LEAST else now <= was)
    except (ValueError, TypeError, ArithmeticError):
        return False  # nor of values that have no order


def _bound(field: Field, word: Any) -> str | None:
    """A value of the declaration as a package would write it; itself where it is none."""
    if word is None:
        return None
    try:
        return lexical.written(plain_field(field), lexical.constant(field, word))
    except ValueError:
        return _text(word)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if value is False:
        return None
    return json.dumps(value, ensure_ascii=False, default=str)
