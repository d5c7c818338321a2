"""A table as a pandera schema: types, constraints, categories, keys and rules on typed columns.

Built from our own declaration and not with pandera's bridge to Frictionless, which loses foreign
keys, reads dates as texts, refuses empty cells among integers and anchors ``a|b`` as ``^a|b$``.
Every check is named by what it checks (``minimum``, ``primary key is unique``, the id of a rule).
``pandera_tests`` has the conditions, ``pandera_pandas`` puts them before a pandas frame.
"""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandera.polars as pa
import polars as pl
from pandera.engines import polars_engine

from sourcebook.engines import pandera_tests, polars_frame, polars_rules
from sourcebook.engines.pandera_tests import REQUIRED, Test, column_tests
from sourcebook.engines.polars_cells import dtype
from sourcebook.engines.polars_columns import settle, settled
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from pandera.api.base.schema import BaseSchema
    from pandera.api.polars.types import PolarsData

    from sourcebook.declare import Dataset, Field, Table


def pandera_schema(
    table: str | Table,
    dataset: str | Path | Dataset | None = None,
    backend: Literal["polars", "pandas"] = "polars",
) -> BaseSchema:
    """The schema of a table as a ``pandera.polars`` or ``pandera.pandas`` ``DataFrameSchema``.

    It checks a frame whose columns are typed, as our Parquet gives them or a reader of CSV does:
    types, empty cells, constraints, categories, keys, and rules that are expressions. Foreign keys
    are looked up in the files of ``dataset``; without one, only those within the table are checked.
    Rules that are queries or named checks, or that read other tables, are left to ``validate``.
    Use ``schema.validate(frame, lazy=True)`` to get all failures, and a ``DataFrame``: of a Polars
    ``LazyFrame`` pandera looks at the types alone.

    ``table`` is a name, looked for in ``dataset`` (a folder or descriptor) or, without one, below
    ``datasets/``; or a ``Table``. Raises ``UseError`` where there is no such table or backend.
    """
    found, whole = _find(table, dataset)
    present = {field.name for field in found.fields}
    tests = [
        *pandera_tests.key_tests(found, present),
        *pandera_tests.foreign_tests(found, present, _references(found, whole)),
        *pandera_tests.rule_tests(
            found, polars_rules.plan(found, present, polars_rules.read_by(whole))
        ),
    ]
    if backend == "polars":
        return build(found, found.fields, tests)
    if backend == "pandas":
        from sourcebook.engines import pandera_pandas

        return pandera_pandas.build(found, found.fields, tests)
    raise UseError(f"There is no backend {backend!r}. Use 'polars' or 'pandas'.")


def _find(table: str | Table, dataset: str | Path | Dataset | None) -> tuple[Table, Dataset]:
    from sourcebook.declare import Dataset as Whole
    from sourcebook.declare import every_dataset, open_target
    from sourcebook.declare.spelling import did_you_mean

    if not isinstance(table, str):
        if isinstance(dataset, Whole):
            return table, dataset
        alone = Whole(table.name, table.source.parent, "", (table,))
        return table, alone if dataset is None else open_target(dataset).dataset
    if isinstance(dataset, Whole):
        datasets = [dataset]
    else:
        places = every_dataset() if dataset is None else [dataset]
        datasets = [open_target(place).dataset for place in places]
    names = [found.name for each in datasets for found in each.tables]
    for each in datasets:
        if table in {found.name for found in each.tables}:
            return each.table(table), each
    raise UseError(f"There is no table {table!r}. {did_you_mean(table, names)}")


def _references(table: Table, dataset: Dataset) -> pandera_tests.References:
    """The tables that can be looked up in: the frame itself, and the files of the others."""
    found: pandera_tests.References = {table.name: None}
    for other in (*dataset.tables, *dataset.external):
        if other.name != table.name and other.source.is_file():
            found[other.name] = cache(partial(_values, other))
    return found


def _values(table: Table) -> pl.DataFrame:
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        return polars_frame.load(table, Path(folder)).values


def build(table: Table, fields: Sequence[Field], tests: Sequence[Test]) -> pa.DataFrameSchema:
    """The schema of a typed Polars frame with these columns, and ``tests`` on its rows."""
    known = {field.name: field for field in fields}
    return pa.DataFrameSchema(
        {field.name: _column(table, field) for field in fields},
        checks=[as_check(test, known) for test in tests],
        **pandera_tests.frame_words(table),
    )


def _column(table: Table, field: Field) -> pa.Column:
    # pandera takes NaN for an empty cell; for the standard it is a number like any other.
    checked = field.type == "number"
    tests = [test for test in column_tests(field) if checked or test.name != REQUIRED]
    return pa.Column(
        _Declared(field),  # type: ignore[arg-type] # pandera's own base class of types
        checks=[as_check(test, {field.name: field}) for test in tests],
        nullable=checked or not field.constraints.required,
        required=table.fields_match not in ("superset", "partial"),
        title=field.title,
        description=field.description,
        metadata={"unit": field.unit} if field.unit else None,
    )


def as_check(test: Test, fields: dict[str, Field]) -> pa.Check:
    """A test as a pandera check. It passes where it can't be told, as with a column mistyped."""

    def passes(data: PolarsData) -> pl.LazyFrame:
        frame = data.lazyframe.collect()
        typed = settle(frame, {name: fields[name] for name in test.fields})
        holds = pl.repeat(value=True, n=frame.height, dtype=pl.Boolean, eager=True)
        if len(typed.columns) == len(test.fields):
            holds = test.holds(typed).fill_null(value=True)
        return pl.LazyFrame({"holds": holds})

    return pa.Check(passes, name=test.name, error=test.title)


class _Declared(polars_engine.DataType):
    """The type of a field, for pandera. It takes what loads without loss (``polars_columns``)."""

    field: Field

    def __init__(self, field: Field) -> None:
        object.__setattr__(self, "field", field)
        object.__setattr__(self, "type", dtype(field))

    def check(self, pandera_dtype: Any, data_container: Any = None) -> bool:
        """Whether a column, of ``pandera_dtype``, holds values of the field's type."""
        if data_container is None:
            return bool(getattr(pandera_dtype, "type", pandera_dtype) == self.type)
        column = data_container.lazyframe.select(data_container.key).collect().to_series()
        return settled(column, self.field) is not None

    def __str__(self) -> str:
        return str(self.field.type)
