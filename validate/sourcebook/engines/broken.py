"""The rows that break a rule, as findings: the first of them, each with its message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.declare.rules import placeholders
from sourcebook.engines import sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from sourcebook.declare import Field, Rule
    from sourcebook.engines.draft import Draft

_NAME = re.compile(r"\{\{|\}\}|\{([^{}:!]+)[^{}]*\}")


def worded(message: str, values: Mapping[str, Any]) -> str:
    """A message with the values of a row put in; an empty cell reads as ``nothing``.

    Names are those of SQL's columns, which know no case.
    """
    known = {name.lower(): value for name, value in values.items()}

    def put(found: re.Match[str]) -> str:
        name = found.group(1)
        if name is None:
            return found.group(0)[0]
        value = known.get(name.lower())
        return "nothing" if value is None else str(value)

    return _NAME.sub(put, message)


def of_expression(
    connection: duckdb.DuckDBPyConnection, draft: Draft, rule: Rule, source: str
) -> None:
    """Draft the first rows of ``source``, which are those of the table that break the rule."""
    fields = _quoted(draft, rule)
    selected = ", ".join(['"?row"', *map(sql.cell, fields)])
    limit = "" if draft.limit is None else f" LIMIT {draft.limit:d}"
    for row, *cells in connection.execute(
        f'SELECT {selected} FROM {source} ORDER BY "?row"{limit}'
    ).fetchall():
        _add(draft, rule, row, _by_name(fields, cells), {})


def of_query(
    connection: duckdb.DuckDBPyConnection, draft: Draft, rule: Rule, failed: str
) -> tuple[int, int, list[str]]:
    """Draft the first rows of the table ``failed``: ``?row``, and what a query gives of each.

    Gives the number of its rows that are in the checked table, that of all, and the columns of the
    query.
    """
    fields = _quoted(draft, rule)
    # At least one, since each row carries the numbers; more than asked for are cut off later.
    limit = "" if draft.limit is None else f" LIMIT {max(1, draft.limit):d}"
    given = 'CAST(COLUMNS(failed.* EXCLUDE ("?row", "?known", "?whole")) AS VARCHAR)'
    selected = ", ".join(['"?row"', '"?known"', '"?whole"', given, *map(sql.cell, fields)])
    result = connection.execute(
        f"SELECT {selected} "
        'FROM (SELECT *, count("?row") OVER () AS "?known", count(*) OVER () AS "?whole" '
        f"FROM {failed} ORDER BY ALL{limit}) AS failed "
        f'LEFT JOIN {draft.sheet.typed} AS rows USING ("?row") ORDER BY ALL'
    )
    names = [column[0] for column in result.description or ()]
    columns = names[3 : len(names) - len(fields)]
    known = whole = 0
    for row, known, whole, *cells in result.fetchall():  # noqa: B007 - the same in each
        if row is not None:
            told = dict(zip(columns, cells, strict=False))
            _add(draft, rule, row, _by_name(fields, cells[len(columns) :]), told)
    return known, whole, columns


def _quoted(draft: Draft, rule: Rule) -> list[Field]:
    """The fields of which a finding may tell."""
    fields = draft.sheet.table.fields
    if rule.check == "recompute":
        return list(fields)
    names = {*draft.sheet.table.primary_key, *rule.fields, *placeholders(rule.message)}
    lower = {name.lower() for name in names}
    return [field for field in fields if field.name.lower() in lower]


def _by_name(fields: list[Field], cells: list[str | None]) -> dict[str, str | None]:
    return {field.name: cell for field, cell in zip(fields, cells, strict=True)}


def _add(
    draft: Draft,
    rule: Rule,
    row: int,
    own: dict[str, str | None],
    told: dict[str, str | None],
) -> None:
    name = rule.fields[0] if len(rule.fields) == 1 else None
    if rule.check == "recompute":
        name = told["field"]
    draft.add(
        rule.id,
        (worded(rule.message, {**own, **told}), None),
        row=row,
        name=name,
        key=[own[part] for part in draft.sheet.table.primary_key],
        value=own[name] if name else None,
        severity=rule.severity,
    )
