"""The same schema for pandas: its columns are lent to Polars, and the answers put back in place.

Every check of ``pandera_tests`` is written once, in Polars; pandas' own types (fractions for whole
numbers beside empty cells, times for dates, objects) are settled by ``polars_columns``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa
import polars as pl

from sourcebook.engines.pandera_tests import Test, column_tests, frame_words
from sourcebook.engines.polars_columns import settle, settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Field, Table


def build(table: Table, fields: Sequence[Field], tests: Sequence[Test]) -> pa.DataFrameSchema:
    """The schema of a typed pandas frame with these columns, and ``tests`` on its rows."""
    known = {field.name: field for field in fields}
    return pa.DataFrameSchema(
        {field.name: _column(table, field) for field in fields},
        checks=[_check(test, known) for test in tests],
        **frame_words(table),
    )


def _column(table: Table, field: Field) -> pa.Column:
    known = {field.name: field}
    # An empty cell of pandas is NaN, so ``nullable`` says all that ``required`` does.
    tests = [test for test in column_tests(field) if test.name != "required"]
    return pa.Column(
        None,
        checks=[_type(field), *(_check(test, known) for test in tests)],
        nullable=not field.constraints.required,
        required=table.fields_match not in ("superset", "partial"),
        title=field.title,
        description=field.description,
        metadata={"unit": field.unit} if field.unit else None,
    )


def _type(field: Field) -> pa.Check:
    def passes(column: pd.Series) -> bool:
        return settled(_lent(column), field) is not None

    return pa.Check(passes, name="type", error=f"type {field.type}", ignore_na=False)


def _check(test: Test, fields: dict[str, Field]) -> pa.Check:
    def passes(data: pd.Series | pd.DataFrame) -> pd.Series:
        frame = data.to_frame() if isinstance(data, pd.Series) else data
        lent = [_lent(frame[name]) for name in test.fields if name in frame.columns]
        typed = settle(pl.DataFrame(lent), fields)
        if len(typed.columns) < len(test.fields):
            return pd.Series(True, index=data.index)
        told = test.holds(typed).fill_null(value=True)
        return pd.Series(told.to_list(), index=data.index, dtype=bool)

    return pa.Check(passes, name=test.name, error=test.title, ignore_na=False)


def _lent(column: pd.Series) -> pl.Series:
    """A column of pandas in Polars; one of mixed objects as such, which no field takes."""
    try:
        return pl.Series(str(column.name), pl.from_pandas(column))
    except (TypeError, ValueError, pl.exceptions.PolarsError):
        return pl.Series(str(column.name), column.to_list(), dtype=pl.Object)
