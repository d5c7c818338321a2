"""Checks on running text: ``max-words`` and ``person-name``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import literal, names

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


def max_words(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The rows whose text has more than ``words`` words; ``count`` tells how many it has."""
    assert rule.params is not None
    number = f"len(regexp_extract_all({quote(rule.params['field'])}, '[^\\s]+'))"
    return (
        f"SELECT {names(table.primary_key)}, {number} AS count FROM {quote(table.name)} "
        f"WHERE {number} > {int(rule.params['words'])}"
    )


def person_name(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The rows in which one of ``titles`` stands before a capitalised word."""
    assert rule.params is not None
    titles = "|".join(re.escape(str(title)) for title in rule.params["titles"])
    pattern = literal(rf"\b(?:{titles})\.?\s+\p{{Lu}}[\p{{L}}'\x{{2019}}-]+")
    key = names(table.primary_key)
    # All fields in one: such a pattern takes longer to compile than a small table to search.
    return (
        f"SELECT * FROM (SELECT {key}, regexp_extract(text, {pattern}) AS found FROM ("
        f"SELECT {key}, unnest([{names(rule.params['fields'])}]) AS text "
        f"FROM {quote(table.name)})) WHERE found <> ''"
    )
