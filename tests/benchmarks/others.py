"""The checks of the incident table as users of other libraries write them, reading included.

    python tests/benchmarks/others.py pandera FILE
    python tests/benchmarks/others.py dataframely FILE

Both are given typed columns, as Polars reads them: types are not told from texts there, which is
less work than the toolkit's engines do. A file that is not valid gives exit code 1.
"""

from __future__ import annotations

import sys
from typing import Any

import polars as pl
from incidents import FIELDS

TYPES = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
    "boolean": pl.Boolean,
    "datetime": pl.Datetime("us", "UTC"),
}
DEATHS = ("deaths_low", "deaths_best", "deaths_high")


def read(file: str) -> pl.DataFrame:
    return pl.read_csv(
        file, schema={field["name"]: TYPES[field["type"]] for field in FIELDS}, try_parse_dates=True
    )


def ordered() -> pl.Expr:
    low, best, high = map(pl.col, DEATHS)
    return (low <= best) & (best <= high)


def pandera(file: str) -> bool:
    import pandera.polars as pa

    columns = {}
    for field in FIELDS:
        limits: dict[str, Any] = field["constraints"]
        checks = []
        if "minimum" in limits:
            checks.append(pa.Check.ge(limits["minimum"]))
        if "maximum" in limits:
            checks.append(pa.Check.le(limits["maximum"]))
        if "pattern" in limits:
            checks.append(pa.Check.str_matches(f"^(?:{limits['pattern']})$"))
        if "enum" in limits:
            checks.append(pa.Check.isin(limits["enum"]))
        if "minLength" in limits:
            checks.append(pa.Check.str_length(limits["minLength"], limits["maxLength"]))
        columns[field["name"]] = pa.Column(
            TYPES[field["type"]],
            checks,
            nullable="required" not in limits,
            unique=field["name"] == "incident_id",
        )
    rule = pa.Check(lambda data: data.lazyframe.select(ordered()))
    schema = pa.DataFrameSchema(columns, checks=[rule])
    try:
        schema.validate(read(file), lazy=True)
    except pa.errors.SchemaErrors:
        return False
    return True


def dataframely(file: str) -> bool:
    import dataframely as dy

    kinds = {
        "string": dy.String,
        "integer": dy.Int64,
        "number": dy.Float64,
        "date": dy.Date,
        "boolean": dy.Bool,
    }
    body: dict[str, Any] = {}
    for field in FIELDS:
        limits: dict[str, Any] = field["constraints"]
        name, nullable = field["name"], "required" not in limits
        if field["type"] == "datetime":
            body[name] = dy.Datetime(nullable=nullable, time_zone="UTC")
        elif "enum" in limits:
            allowed = pl.Series(limits["enum"])
            body[name] = dy.String(
                nullable=nullable, check=lambda column, allowed=allowed: column.is_in(allowed)
            )
        else:
            words = {
                "minimum": "min", "maximum": "max", "pattern": "regex",
                "minLength": "min_length", "maxLength": "max_length",
            }  # fmt: skip
            more = {words[key]: value for key, value in limits.items() if key in words}
            if "regex" in more:
                more["regex"] = f"^(?:{more['regex']})$"
            key = {"primary_key": True} if name == "incident_id" else {"nullable": nullable}
            body[name] = kinds[field["type"]](**more, **key)

    def rule(_schema: type) -> pl.Expr:
        return ordered()

    body["deaths_ordered"] = dy.rule()(rule)
    schema = type("Incidents", (dy.Schema,), body)
    _, failure = schema.filter(read(file))
    return not failure.counts()


if __name__ == "__main__":
    library, file = sys.argv[1:]
    sys.exit(0 if {"pandera": pandera, "dataframely": dataframely}[library](file) else 1)
