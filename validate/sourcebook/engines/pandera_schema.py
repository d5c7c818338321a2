"""A table as a pandera schema: types, constraints, categories, keys and rules on typed columns.

Built from our own declaration and not with pandera's bridge to Frictionless, which loses foreign
keys, reads dates as texts, refuses empty cells among integers and anchors ``a|b`` as ``^a|b$``.
Every check is named by what it checks (``minimum``, ``primary key``, the id of a rule), so that a
failure can be told apart. ``pandera_pandas`` puts the same checks before a pandas frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandera.polars as pa
import polars as pl
from pandera.engines import polars_engine

from sourcebook.engines import polars_cells, polars_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pandera.api.polars.types import PolarsData

    from sourcebook.declare import Field, ForeignKey, Rule, Table
    from sourcebook.engines.polars_rules import Plan

    References = Mapping[str, Callable[[], pl.DataFrame]]
    """For each table that foreign keys may refer to, how to get its typed columns."""

PRIMARY_EMPTY = "primary key is not empty"
PRIMARY_UNIQUE = "primary key is unique"
REQUIRED = "required"
UNIQUE = "unique"


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on a table, for every row: true, false, or null where it can't be told."""

    code: str
    """``constraint-error``, ``primary-key`` ..., or the id of a rule."""
    name: str
    fields: tuple[str, ...]
    holds: Callable[[pl.DataFrame], pl.Series]
    limit: Any = None
    rule: Rule | None = None
    foreign: ForeignKey | None = None


def column_tests(field: Field) -> Iterator[Test]:
    """The constraints on single cells of a field."""
    if field.constraints.required:
        filled = row_by_row(pl.col(field.name).is_not_null())
        yield Test("constraint-error", REQUIRED, (field.name,), filled, True)
    for name, limit, condition in polars_cells.conditions(field, pl.col(field.name)):
        yield Test("constraint-error", name, (field.name,), row_by_row(condition), limit)


def key_tests(table: Table, present: set[str]) -> Iterator[Test]:
    """The keys within a table. A row with an empty cell in it repeats no key, as in SQL."""
    primary = table.primary_key
    if primary and present.issuperset(primary):
        full = pl.all_horizontal(pl.col(list(primary)).is_not_null())
        yield Test("primary-key", PRIMARY_EMPTY, primary, row_by_row(full))
        yield Test("primary-key", PRIMARY_UNIQUE, primary, row_by_row(_first(primary)))
    for field in table.fields:
        if field.constraints.unique and field.name in present:
            holds = row_by_row(_first((field.name,)))
            yield Test("unique-error", f"{UNIQUE} {field.name}", (field.name,), holds)
    for key in table.unique_keys:
        alone = len(key) == 1 and table.field(key[0]).constraints.unique
        if present.issuperset(key) and not alone:
            yield Test("unique-error", f"{UNIQUE} {', '.join(key)}", key, row_by_row(_first(key)))


def foreign_tests(table: Table, present: set[str], references: References) -> Iterator[Test]:
    """The foreign keys whose other side is known."""
    for key in table.foreign_keys:
        if key.resource in references and present.issuperset(key.fields):
            name = f"foreign key {', '.join(key.fields)}"
            holds = _looked_up(key, references[key.resource])
            yield Test("foreign-key", name, key.fields, holds, foreign=key)


def rule_tests(table: Table, plans: Mapping[str, Plan]) -> Iterator[Test]:
    """The rules that are expressions over columns of the table itself."""
    for plan in plans.values():
        if plan.unable is None:
            rule = plan.rule
            holds = polars_rules.holds(rule, table)
            yield Test(rule.id, rule.id, rule.fields, holds, rule=rule)


def build(table: Table, fields: list[Field], tests: list[Test]) -> pa.DataFrameSchema:
    """The schema of a typed Polars frame with these columns, and ``tests`` on its rows."""
    ordered = table.fields_match == "exact"
    return pa.DataFrameSchema(
        {field.name: _column(field) for field in fields},
        checks=[as_check(test) for test in tests],
        name=table.name,
        title=table.title,
        description=table.description,
        strict=table.fields_match in ("exact", "equal", "superset"),
        ordered=ordered,
    )


def _column(field: Field) -> pa.Column:
    # pandera takes NaN for an empty cell; for the standard it is a number like any other.
    checked = field.type == "number"
    tests = [test for test in column_tests(field) if checked or test.name != REQUIRED]
    return pa.Column(
        _Lenient(field.type),
        checks=[asas_check(test) for test in tests],
        nullable=checked or not field.constraints.required,
        title=field.title,
        description=field.description,
        metadata={"unit": field.unit} if field.unit else None,
    )


def as_check(test: Test) -> pa.Check:
    """A test as a pandera check. What can't be told passes."""
    def passes(data: PolarsData) -> pl.LazyFrame:
        frame = data.lazyframe.collect()
        return pl.LazyFrame({"holds": test.holds(frame).fill_null(True)})

    told = test.rule.title if test.rule else test.name
    return pa.Check(passes, name=test.name, error=told)


def row_by_row(condition: pl.Expr) -> Callable[[pl.DataFrame], pl.Series]:
    """A condition as a function of the frame."""
    return lambda frame: frame.select(condition.alias("holds")).to_series()


def _first(names: tuple[str, ...]) -> pl.Expr:
    empty = pl.any_horizontal(pl.col(list(names)).is_null())
    return empty | pl.struct(list(names)).is_first_distinct()


def _looked_up(
    key: ForeignKey, other: Callable[[], pl.DataFrame]
) -> Callable[[pl.DataFrame], pl.Series]:
    def holds(frame: pl.DataFrame) -> pl.Series:
        own = frame.select(key.fields).with_row_index("?row")
        known = other().select(key.reference_fields).cast(
            {theirs: own.schema[ours] for ours, theirs in
             zip(key.fields, key.reference_fields, strict=True)},
            strict=False,
        )  # fmt: skip
        lost = own.drop_nulls().join(
            known, left_on=key.fields, right_on=key.reference_fields, how="anti"
        )
        return ~own["?row"].is_in(lost["?row"].implode())

    return holds


class _Lenient(polars_engine.DataType):
    """A column type that takes what loads without loss: any integer width, a column of nulls."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "type", polars_cells.DTYPES[name])

    def check(self, pandera_dtype: Any, data_container: PolarsData | None = None) -> bool:
        """Whether a column of ``pandera_dtype`` holds such values."""
        kind = getattr(pandera_dtype, "type", pandera_dtype)
        return fits(self.name, kind) or (
            data_container is not None
            and data_container.lazyframe.select(
                pl.col(data_container.key).is_null().all()
            ).collect().item()
        )

    def __str__(self) -> str:
        return str(self.name)


def fits(name: str, kind: Any) -> bool:
    """Whether a Polars type can hold the values of a type of the standard, and nothing else."""
    match name:
        case "integer" | "year":
            return bool(kind.is_integer())
        case "number":
            return bool(kind.is_numeric())
        case "string":
            return kind == pl.String or isinstance(kind, (pl.Categorical, pl.Enum))
        case "datetime":
            return isinstance(kind, pl.Datetime)
        case "any":
            return True
        case _:
            return bool(kind == polars_cells.DTYPES[name])
