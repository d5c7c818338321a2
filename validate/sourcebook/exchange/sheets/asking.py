"""What a spreadsheet asks of a cell: the list, the bounds and the message of a field.

A spreadsheet can ask less than a schema: no pattern, no rule, no key. What it asks is never
stricter than the schema is, so that no right value is turned away; the rest is told when the form
is read. Source of the limits: Excel's data validation (titles of 32 characters, messages of 255).
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.model import Category
from sourcebook.package.sheets import FIRST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Field

TITLE, MESSAGE = 32, 255
_FAR = 10**15
"""Spreadsheets keep fifteen digits of a number."""
_LAST = date(9999, 12, 31)
_KINDS = {"integer": "integer", "year": "integer", "number": "decimal", "date": "date"}
_KINDS |= {"datetime": "date", "time": "time"}


def vocabulary(field: Field) -> Sequence[Category]:
    """The values that a cell may have, where they can be listed."""
    if field.categories:
        return field.categories
    if field.type == "boolean":
        words = (field.true_values[:1], field.false_values[:1])
        return [Category(word[0]) for word in words if word]
    values = field.constraints.enum or ()
    if field.type in ("string", "integer", "number") and values:
        return [Category(v if isinstance(v, int) else str(v)) for v in values]
    return ()


def asked(field: Field, source: str | None, *, loose: bool, allotted: bool) -> dict[str, Any]:
    """The validation of a field's column, in xlsxwriter's words.

    ``source`` is where its list stands. ``loose``: other values than those of the list may be
    right, a name or a temporary id.
    """
    found: dict[str, Any] = {"validate": "any"}
    stern = "stop"
    if source is not None:
        found = {"validate": "list", "source": source}
        stern = "information" if loose else "stop"
    elif not allotted:
        found, stern = _bounded(field)
    told = message(field, allotted=allotted)
    words = {"input_title": _cut(field.title or field.name, TITLE), "input_message": told}
    if found["validate"] != "any":
        words |= {"error_title": "Not in the list" if source else "Not as it should be"}
        words |= {"error_message": _refusal(field, loose=loose), "error_type": stern}
    return {**found, **words, "ignore_blank": True}


def message(field: Field, *, allotted: bool) -> str:
    """What a field is, in as many characters as a message may have; the most needed first."""
    needed = "Required." if field.constraints.required else "May stay empty."
    if allotted:
        needed = "Leave it empty: the id is allotted. Or write new-1, to refer to the row."
    ends = [needed]
    if field.unit:
        ends.append(f"Unit: {field.unit}.")
    if field.example is not None:
        ends.append(f"Example: {field.example}")
    if labels := [f"{c.value} = {c.label}" for c in field.categories if _telling(c)]:
        ends.insert(1, _cut("; ".join(labels), MESSAGE // 2))
    end = _cut(" ".join(ends), MESSAGE)
    room = MESSAGE - len(end) - 1
    start = _cut(" ".join((field.description or "").split()), room) if room > 20 else ""
    return f"{start}\n{end}" if start else end


def _telling(category: Category) -> bool:
    label = (category.label or "").casefold()
    return bool(label) and label != str(category.value).replace("_", " ").casefold()


def _refusal(field: Field, *, loose: bool) -> str:
    if loose:
        return (
            "This is none of the list. A name or alias, a key, or a temporary id such as new-1 may "
            "be right too; what is not is told when the form is read."
        )
    return _cut(f"Choose from the list, or look at the column {field.name} in Read me.", MESSAGE)


def _bounded(field: Field) -> tuple[dict[str, Any], str]:
    """The bounds of a number, a date or a text's length, and how sternly they are held."""
    limits = field.constraints
    kind = _KINDS.get(field.type)
    if field.type == "string" and (limits.max_length or limits.min_length):
        most = 32_767 if limits.max_length is None else limits.max_length
        length = {"minimum": limits.min_length or 0, "maximum": most}
        return {"validate": "length", "criteria": "between", **length}, "stop"
    usual = field.format in ("default", "any") and field.decimal_char == "." and field.bare_number
    if kind is None or not usual:
        return {"validate": "any"}, "stop"
    least = _bound(field, limits.minimum, limits.exclusive_minimum, kind)
    most = _bound(field, limits.maximum, limits.exclusive_maximum, kind)
    if kind in ("integer", "decimal"):
        between = {"minimum": -_FAR if least is None else least, "maximum": most}
        between["maximum"] = _FAR if most is None else most
    elif kind == "date":
        between = {"minimum": FIRST if least is None else least}
        between["maximum"] = _LAST if most is None else most
    else:
        between = {"minimum": least or time(), "maximum": most or time(23, 59, 59)}
    # What a spreadsheet holds as text (a day before 1900, a long number) may be right as such.
    early = kind == "date" and least is None
    stern = "information" if early or kind in ("decimal", "time") else "stop"
    return {"validate": kind, "criteria": "between", **between}, stern


def _bound(field: Field, plain: Any, exclusive: Any, kind: str) -> Any:
    """A bound as xlsxwriter writes it; ``None`` where there is none that a spreadsheet can hold."""
    given = exclusive if plain is None else plain
    if given is None:
        return None
    value = lexical.constant(field, given)
    if isinstance(value, (int, Decimal)):
        number = int(value) if kind == "integer" else float(value)
        return number if abs(number) < _FAR else None
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(day, date) and day < FIRST:
        return None
    return value


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
