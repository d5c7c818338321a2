"""The conditions of a table on typed Polars columns, each with its name and kind.

What pandera is given to check, by the second engine and by ``sourcebook.pandera_schema`` alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from sourcebook.engines import polars_cells, polars_rules, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sourcebook.declare import Field, ForeignKey, Rule, Table
    from sourcebook.engines.polars_rules import Plan

    Condition = Callable[[pl.DataFrame], pl.Series]
    References = dict[str, Callable[[], pl.DataFrame] | None]
    """How to get the typed columns of a table by its name; ``None`` for the frame in hand."""

PRIMARY_EMPTY = "primary key is not empty"
PRIMARY_UNIQUE = "primary key is unique"
REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Test:
    """One condition, for every row of a frame: true, false, or null where it can't be told."""

    code: str
    """``constraint-error``, ``primary-key`` ..., or the id of a rule."""
    name: str
    """Stands once for a column, and once for the table's own conditions."""
    fields: tuple[str, ...]
    """The columns that it reads."""
    holds: Condition
    title: str
    limit: Any = None
    rule: Rule | None = None
    foreign: ForeignKey | None = None


def column_tests(field: Field) -> Iterator[Test]:
    """The constraints on single cells of a field."""
    place = (field.name,)
    if polars_cells.dtype(field) == pl.String and not polars_cells.native(field):
        yield from _told(field)
        return
    if field.constraints.required:
        filled = row_by_row(pl.col(field.name).is_not_null())
        yield Test("constraint-error", REQUIRED, place, filled, REQUIRED, limit=True)
    if field.type == "string" and field.format != "default":
        right = polars_cells.value(field, pl.col(field.name)).is_not_null()
        fits = row_by_row(pl.col(field.name).is_null() | right)
        yield Test("type-error", "type", place, fits, f"string of format {field.format}")
    for name, limit, condition in polars_cells.conditions(field, pl.col(field.name)):
        told = name if isinstance(limit, tuple) else f"{name} {limit}"
        yield Test("constraint-error", name, place, row_by_row(condition), told, limit=limit)


def _told(field: Field) -> Iterator[Test]:
    """The same for a type that a column holds as text, and whether the text is of the type."""
    place = (field.name,)

    def fits(name: str) -> Condition:
        def holds(frame: pl.DataFrame) -> pl.Series:
            cells = frame[field.name]
            texts = cells.drop_nulls().unique().to_list()
            wrong = [text for text, _, _, why in told.tell(field, texts) if name in why.split()]
            return ~cells.is_in(pl.Series(wrong, dtype=pl.String).implode())

        return holds

    if field.constraints.required:
        filled = row_by_row(pl.col(field.name).is_not_null())
        yield Test("constraint-error", REQUIRED, place, filled, REQUIRED, limit=True)
    yield Test("type-error", "type", place, fits(told.TYPE_ERROR), f"type {field.type}")
    for name, limit in limits(field):
        yield Test("constraint-error", name, place, fits(name), name, limit=limit)


def limits(field: Field) -> Iterator[tuple[str, Any]]:
    """Each constraint on the values of a field, by the specification's name, and its limit."""
    given = field.constraints
    words = {
        "minLength": given.min_length,
        "maxLength": given.max_length,
        "minimum": given.minimum,
        "maximum": given.maximum,
        "exclusiveMinimum": given.exclusive_minimum,
        "exclusiveMaximum": given.exclusive_maximum,
        "pattern": given.pattern,
        "enum": given.enum,
        "jsonSchema": given.json_schema,
        "categories": tuple(category.value for category in field.categories) or None,
    }
    yield from ((name, limit) for name, limit in words.items() if limit is not None)


def key_tests(table: Table, present: set[str]) -> Iterator[Test]:
    """The keys within a table. A row with an empty cell in it repeats no key, as in SQL."""
    primary = table.primary_key
    if primary and present.issuperset(primary):
        full = pl.all_horizontal(pl.col(list(primary)).is_not_null())
        yield Test("primary-key", PRIMARY_EMPTY, primary, row_by_row(full), PRIMARY_EMPTY)
        yield Test("primary-key", PRIMARY_UNIQUE, primary, _first(primary), PRIMARY_UNIQUE)
    unique = [(field.name,) for field in table.fields if field.constraints.unique]
    for key in dict.fromkeys([*unique, *table.unique_keys]):
        if present.issuperset(key):
            name = f"unique {', '.join(key)}"
            yield Test("unique-error", name, key, _first(key), name)


def frame_words(table: Table) -> dict[str, Any]:
    """What a pandera schema says of a frame as a whole, whatever library the frame is of."""
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "strict": table.fields_match in ("exact", "equal", "superset"),
        "ordered": table.fields_match == "exact",
    }


def foreign_tests(table: Table, present: set[str], references: References) -> Iterator[Test]:
    """The foreign keys whose other side is known."""
    for number, key in enumerate(table.foreign_keys, start=1):
        if key.resource in references and present.issuperset(key.fields):
            title = f"{', '.join(key.fields)} in {key.resource}"
            other = references[key.resource]
            # A field that refers to itself is read once.
            own = () if other is not None else key.reference_fields
            read = tuple(dict.fromkeys((*key.fields, *own)))
            name = f"foreign key {number}"
            holds = _looked_up(key, other)
            yield Test("foreign-key", name, read, holds, title, foreign=key)


def rule_tests(table: Table, plans: Mapping[str, Plan]) -> Iterator[Test]:
    """The rules that are expressions over columns of the table itself."""
    for plan in plans.values():
        if plan.unable is None:
            rule = plan.rule
            holds = polars_rules.holds(rule, table)
            yield Test(rule.id, rule.id, tuple(sorted(plan.reads)), holds, rule.title, rule=rule)


def row_by_row(condition: pl.Expr) -> Condition:
    """A condition on single rows as a function of the frame."""
    return lambda frame: frame.select(condition.alias("holds")).to_series()


def _first(names: tuple[str, ...]) -> Condition:
    empty = pl.any_horizontal(pl.col(list(names)).is_null())
    return row_by_row(empty | pl.struct(list(names)).is_first_distinct())


def _looked_up(key: ForeignKey, other: Callable[[], pl.DataFrame] | None) -> Condition:
    own_names, their_names = list(key.fields), list(key.reference_fields)

    def holds(frame: pl.DataFrame) -> pl.Series:
        own = frame.select(own_names).with_row_index("?row")
        known = (frame if other is None else other()).select(their_names)
        types = {
            theirs: own.schema[ours] for ours, theirs in zip(own_names, their_names, strict=True)
        }
        known = known.cast(types, strict=False)  # type: ignore[arg-type]
        lost = own.drop_nulls().join(known, left_on=own_names, right_on=their_names, how="anti")
        return ~own["?row"].is_in(lost["?row"].implode())

    return holds
