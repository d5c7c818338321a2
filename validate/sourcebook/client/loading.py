"""A table of a published dataset as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from sourcebook.client import cache
from sourcebook.client.getting import Source, find, listed, table_of, warn
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from sourcebook.catalogue import Transfer

Frame = Literal["polars", "pandas", "arrow", "duckdb"]


@overload
def load(
    table: str, *, dataset: str | None = ..., version: str | None = ...,
    as_: Literal["polars"] = ..., catalog: str | Path | None = ...,
    progress: Transfer | None = ..., remarked: Callable[[str], object] | None = ...,
) -> pl.DataFrame: ...  # fmt: skip
@overload
def load(
    table: str, *, dataset: str | None = ..., version: str | None = ...,
    as_: Literal["pandas"], catalog: str | Path | None = ...,
    progress: Transfer | None = ..., remarked: Callable[[str], object] | None = ...,
) -> pd.DataFrame: ...  # fmt: skip
@overload
def load(
    table: str, *, dataset: str | None = ..., version: str | None = ...,
    as_: Literal["arrow"], catalog: str | Path | None = ...,
    progress: Transfer | None = ..., remarked: Callable[[str], object] | None = ...,
) -> pa.Table: ...  # fmt: skip
@overload
def load(
    table: str, *, dataset: str | None = ..., version: str | None = ...,
    as_: Literal["duckdb"], catalog: str | Path | None = ...,
    progress: Transfer | None = ..., remarked: Callable[[str], object] | None = ...,
) -> duckdb.DuckDBPyRelation: ...  # fmt: skip
def load(
    table: str,
    *,
    dataset: str | None = None,
    version: str | None = None,
    as_: Frame = "polars",
    catalog: str | Path | None = None,
    progress: Transfer | None = None,
    remarked: Callable[[str], object] | None = None,
) -> Any:
    """A table of a published dataset, verified, as a data frame or a relation of DuckDB.

    ``version`` is a version or a range (``1``, ``1.2``, ``>=1,<2``); by default the newest, or that
    of ``sourcebook.lock``. ``dataset`` may be left out where only one in the catalogue has the
    table. Raises and remarks as ``sourcebook.get`` does.
    """
    if as_ not in ("polars", "pandas", "arrow", "duckdb"):
        raise UseError(f"as_={as_!r} is no kind of table. Ask for polars, pandas, arrow or duckdb.")
    remarked = remarked or warn
    name = dataset or _only(table, catalog, remarked)
    source = find(name if version is None else f"{name}@{version}", catalog, remarked)
    file = _parquet(source, table, progress)
    return _READERS[as_](str(file))


def _only(table: str, catalog: str | Path | None, remarked: Callable[[str], object]) -> str:
    """The one dataset that has a table, by its newest version."""
    datasets = listed(catalog, remarked).datasets.values()
    having = [
        each.name
        for each in datasets
        if any(known.name == table for known in (each.latest or each.versions[-1]).tables)
    ]
    if len(having) != 1:
        what = f"{len(having)} datasets have" if having else "No dataset has"
        names = ", ".join(having or [each.name for each in datasets])
        raise UseError(f"{what} a table {table!r}. Name the dataset: {names}.")
    return having[0]


def _parquet(source: Source, table: str, progress: Transfer | None) -> Path:
    path = table_of(source.version, table).files.get("parquet")
    file = None if path is None else source.version.file(path)
    if file is None:
        raise UseError(
            f"{source.version.name}: {table} is not there as Parquet. Use sourcebook get."
        )
    return cache.hold(source.store, source.version, [file], progress) / file.path


def _polars(file: str) -> pl.DataFrame:
    import polars as pl

    return pl.read_parquet(file, glob=False)


def _pandas(file: str) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError:
        raise UseError(
            "pandas is not installed. Install sourcebook[pandas], or ask for another kind."
        ) from None
    return pd.read_parquet(file, engine="pyarrow")


def _arrow(file: str) -> pa.Table:
    import pyarrow.parquet as pq

    return pq.read_table(file)


def _duckdb(file: str) -> duckdb.DuckDBPyRelation:
    import glob

    import duckdb

    return duckdb.read_parquet(glob.escape(file))


_READERS: dict[str, Callable[[str], Any]] = {
    "polars": _polars,
    "pandas": _pandas,
    "arrow": _arrow,
    "duckdb": _duckdb,
}
