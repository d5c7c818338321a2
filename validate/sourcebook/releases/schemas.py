"""What two declarations of a dataset say differently, and what each difference means to a user.

By design: *major* is a column, code or key that is gone or means something else; *minor* is more
of them, or values that could not come before; *patch* is the rest, among it every promise that has
become stricter, since data that hold it held the old one too. What is no matter of a package (the
form of the file that was curated) is not compared.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.releases.changes import Level, SchemaChange
from sourcebook.releases.fields import fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sourcebook.declare import Dataset, Rule, Table

_ABOUT = (
    "title",
    "description",
    "homepage",
    "licenses",
    "keywords",
    "contributors",
    "sources",
)
"""What a descriptor says of the dataset that a user would want to know has changed."""


def schemas(
    old: Dataset, new: Dataset, before: Sequence[Table], after: Sequence[Table]
) -> tuple[SchemaChange, ...]:
    """Every difference of the declarations: of the dataset, then table by table as in ``new``."""
    found = [*_about(old.descriptor or {}, new.descriptor or {})]
    there = {table.name: table for table in before}
    for table in after:
        was = there.pop(table.name, None)
        if was is None:
            why = "There is a table more."
            found.append(_table(table.name, None, table.name, Level.MINOR, why))
        else:
            found += _tables(was, table)
    for name in there:
        found.append(_table(name, name, None, Level.MAJOR, "Who reads the table finds it no more."))
    return tuple(found)


def written(value: Any) -> str | None:
    """A value of a descriptor as text; ``None`` for none."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _table(name: str, old: str | None, new: str | None, level: Level, why: str) -> SchemaChange:
    return SchemaChange(name, None, "table", old, new, level, why)


def _about(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    for word in _ABOUT:
        if old.get(word) != new.get(word):
            why = "It is said of the dataset, not in it."
            before, after = written(old.get(word)), written(new.get(word))
            yield SchemaChange("", None, word, before, after, Level.PATCH, why)


def _tables(old: Table, new: Table) -> Iterator[SchemaChange]:
    def told(what: str, before: Any, after: Any, level: Level, why: str) -> SchemaChange:
        return SchemaChange(new.name, None, what, written(before), written(after), level, why)

    for word in ("title", "description"):
        before, after = _said(old, word), _said(new, word)
        if before != after:
            yield told(word, before, after, Level.PATCH, "It is other words for the same.")
    yield from fields(old, new)
    if old.primary_key != new.primary_key:
        before, after = list(old.primary_key) or None, list(new.primary_key) or None
        if old.primary_key:
            why = "Rows are told by another key: what was linked by the old one may break."
            yield told("primaryKey", before, after, Level.MAJOR, why)
        else:
            why = "Rows can be told by a key."
            yield told("primaryKey", before, after, Level.MINOR, why)
    yield from _keys(told, "uniqueKeys", _unique(old), _unique(new))
    yield from _keys(told, "foreignKeys", _foreign(old), _foreign(new))
    yield from _rules(told, old.rules, new.rules)
    yield from _view(told, old.view, new.view)
    if old.lifecycle != new.lifecycle or old.claims != new.claims:
        yield from _readings(told, old, new)


def _view(told: Any, old: str | None, new: str | None) -> Iterator[SchemaChange]:
    if old != new:
        why = "Its rows are computed in another way."
        if old is None or new is None:
            why = f"Its rows are {'kept' if new is None else 'computed'} now."
        yield told("view", old, new, Level.MINOR, why)


def _readings(told: Any, old: Table, new: Table) -> Iterator[SchemaChange]:
    for what in ("lifecycle", "claims"):
        before, after = ((each.schema or {}).get(what) for each in (old, new))
        if before != after:
            why = "It tells how rows are read, and changes none."
            yield told(what, before, after, Level.PATCH, why)


def _said(table: Table, word: str) -> Any:
    """A package writes the resource's own title, or that of its schema."""
    return (table.resource or {}).get(word) or getattr(table, word)


def _unique(table: Table) -> dict[str, Any]:
    return {json.dumps(key): list(key) for key in table.unique_keys}


def _foreign(table: Table) -> dict[str, Any]:
    found = {}
    for key in table.foreign_keys:
        said = {"fields": key.fields, "resource": key.resource, "reference": key.reference_fields}
        found[json.dumps(said)] = (
            f"{', '.join(key.fields)} → {key.resource} ({', '.join(key.reference_fields)})"
        )
    return found


def _keys(
    told: Any, what: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[SchemaChange]:
    for name in old:
        if name not in new:
            why = "A key is gone: what was joined or told by it is no longer promised."
            yield told(what, old[name], None, Level.MAJOR, why)
    for name in new:
        if name not in old:
            yield told(what, None, new[name], Level.PATCH, "The rows promise more than they did.")


def _rules(told: Any, old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[SchemaChange]:
    was, now = ({rule.id: rule for rule in rules} for rules in (old, new))
    for name, rule in was.items():
        if name not in now:
            level, why = Level.MINOR, "Rows may come that the rule kept out."
            if rule.severity == "warning":
                level, why = Level.PATCH, "The rule kept nothing out."
            yield told(f"rules.{name}", rule.title, None, level, why)
    for name, rule in now.items():
        before = was.get(name)
        if before is None:
            why = "The rows promise more than they did."
            yield told(f"rules.{name}", None, rule.title, Level.PATCH, why)
        elif _asks(before) != _asks(rule):
            level, why = Level.MINOR, "Rows may come that the rule kept out."
            if before.severity == "warning":
                level, why = Level.PATCH, "Before, the rule kept nothing out."
            yield told(f"rules.{name}", _sql(before), _sql(rule), level, why)
        elif (before.title, before.description, before.message) != (
            rule.title,
            rule.description,
            rule.message,
        ):
            why = "It is other words for the same."
            yield told(f"rules.{name}", before.title, rule.title, Level.PATCH, why)


def _asks(rule: Rule) -> Any:
    return rule.severity, rule.expression, rule.query, rule.check, written(rule.params), rule.after


def _sql(rule: Rule) -> str:
    said = rule.expression or rule.query or f"{rule.check} {written(rule.params)}"
    return f"{rule.severity}: {said.strip()}"
