"""That the SQL of every rule binds, and which columns it reads, found out without any data.

``bind`` makes each table, empty, in a DuckDB that can reach neither files nor network, and
describes every statement there. The engine that runs the statements anyway checks what they give
as it goes (``gives``, ``quotes``), and binds only to tell all mistakes at once. What a rule reads
is taken from DuckDB's own syntax tree, so that engines know which rules are unknown where a cell
could not be read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.declare.checks import CHECKS
from sourcebook.declare.rules import placeholders
from sourcebook.declare.spelling import did_you_mean
from sourcebook.declare.types import TYPES
from sourcebook.errors import DeclarationError, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

    from sourcebook.declare.model import Dataset, Rule, Table

_OUTPUTS = {
    "near-duplicate": ("date", "latitude", "longitude"),
    "within-polygon": ("latitude", "longitude", "region"),
}
"""The columns that the SELECT of a named check has to return."""

LOCK = (
    "SET enable_external_access = false; SET python_enable_replacements = false; "
    "SET lock_configuration = true"
)
"""After this, no SQL reads or writes a file, sees a variable of Python's, loads an extension, or
unlocks it again."""


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def statement(rule: Rule, table: Table) -> tuple[str, str] | None:
    """The SELECT of a rule and where it stands in the rule; ``None`` for a check without SQL."""
    if rule.expression is not None:
        # In WHERE neither an aggregate nor a window may stand: a rule speaks of one row. The line
        # break ends a comment with which the text may end.
        text = f"SELECT {rule.expression}\n FROM {quote(table.name)} WHERE ({rule.expression}\n)"
        return text, "expression"
    if rule.query is not None:
        return rule.query, "query"
    assert rule.check is not None
    for name in CHECKS[rule.check].sql:
        return str((rule.params or {})[name]), f"params.{name}"
    return None


def mentioned(tree: Any) -> tuple[set[str], set[str]]:
    """The columns and the tables that a syntax tree mentions, in lower case."""
    columns, tables = set(), set()
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            if node.get("class") == "COLUMN_REF":
                columns.add(node["column_names"][-1].lower())
            elif node.get("class") == "STAR" or node.get("ref_type") == "NATURAL":
                columns.add("*")
            if node.get("type") == "BASE_TABLE":
                tables.add(node["table_name"].lower())
            columns.update(name.lower() for name in node.get("using_columns") or ())
            nodes += [each for each in node.values() if isinstance(each, (dict, list))]
        else:
            nodes += [each for each in node if isinstance(each, (dict, list))]
    return columns, tables


def reads(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, kind: str | None = None
) -> dict[str, dict[str, frozenset[str]]]:
    """By rule (of a kind, or of all), and by table that it reads, the columns it may read.

    A column name that two tables share counts for both, and ``*`` for all: too many columns make a
    rule unknown once too often, too few would let one mistake be told twice.
    """
    rules = [
        (rule, table)
        for table in dataset.tables
        for rule in table.rules
        if kind is None or rule.kind == kind
    ]
    found: dict[str, dict[str, set[str]]] = {rule.id: {} for rule, _ in rules}
    for rule, table in rules:
        if rule.check is not None:
            for name in CHECKS[rule.check].field_params:
                value = (rule.params or {})[name]
                names = value if isinstance(value, list) else [value]
                found[rule.id].setdefault(table.name, set()).update(names)
            for other in _looked_up(rule, table, dataset):
                found[rule.id].setdefault(other.name, set()).update(other.primary_key)
    texts = [(rule.id, sql[0]) for rule, table in rules if (sql := statement(rule, table))]
    # One round trip for all: each costs about a millisecond, and a dataset has many rules.
    trees = connection.execute(
        "SELECT json_serialize_sql(unnest(?::VARCHAR[]))", [[text for _, text in texts]]
    ).fetchall()
    for (rule_id, _), (tree,) in zip(texts, trees, strict=True):
        _read_tree(json.loads(tree), dataset, found[rule_id])
    return {
        rule_id: {name: frozenset(fields) for name, fields in tables.items()}
        for rule_id, tables in found.items()
    }


def _looked_up(rule: Rule, table: Table, dataset: Dataset) -> Iterator[Table]:
    """The tables in which a named check looks for keys: those that its column may name."""
    name = CHECKS[rule.check or ""].table_param
    if name is None:
        return
    codes = {category.value for category in table.field((rule.params or {})[name]).categories}
    for other in dataset.tables:
        if other.name in codes or not codes:
            yield other


def _read_tree(tree: Any, dataset: Dataset, found: dict[str, set[str]]) -> None:
    """Add, by table, the columns that a syntax tree may read."""
    columns, tables = mentioned(tree)
    for table in dataset.tables:
        if table.name.lower() in tables:
            found.setdefault(table.name, set()).update(
                field.name
                for field in table.fields
                if "*" in columns or field.name.lower() in columns
            )


def bind(dataset: Dataset) -> None:
    """Check the SQL of every rule and view. Raises ``DeclarationError`` with all that is wrong."""
    if not any(table.rules or table.view for table in dataset.tables):
        return
    import duckdb

    from sourcebook.declare import derived

    mistakes: list[Mistake] = []
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in dataset.tables:
            columns = ", ".join(f"{quote(f.name)} {TYPES[f.type].sql}" for f in table.fields)
            columns = columns or '"?" VARCHAR'  # a table in DuckDB has at least one
            connection.execute(f"CREATE TABLE {quote(table.name)} ({columns})")
        connection.execute(LOCK)
        try:
            for each in derived.derivations(connection, dataset):
                mistakes += derived.columns(connection, each.table, dataset)[1]
        except DeclarationError as error:
            mistakes += error.mistakes
        for table in dataset.tables:
            for rule in table.rules:
                mistakes += _bind(connection, rule, table, dataset)
        if not mistakes:
            mistakes += _reads_something(connection, dataset)
    if mistakes:
        raise DeclarationError(mistakes)


def _bind(
    connection: duckdb.DuckDBPyConnection, rule: Rule, table: Table, dataset: Dataset
) -> Iterator[Mistake]:
    sql = statement(rule, table)
    if sql is not None:
        text, at = sql
        place = f"{rule.path}.{at}"
        try:
            described = dict(describe(connection, text))
        except ValueError as error:
            hint = f"Rules of {table.name!r} read: {', '.join(t.name for t in dataset.tables)}."
            yield Mistake(table.schema_file, place, str(error), hint)
            return
        yield from gives(rule, table, place, described)
        yield from quotes(rule, table, described)
    else:
        yield from quotes(rule, table, ())
    if rule.kind != "expression" and not table.primary_key:
        message = "a query finds rows by their primary key, and this table has none."
        yield Mistake(table.schema_file, rule.path, message, "Declare a `primaryKey`.")


def quotes(rule: Rule, table: Table, columns: Iterable[str]) -> Iterator[Mistake]:
    """What the message of a rule quotes and neither its row nor ``columns`` of its SQL have."""
    names = {*columns, *(field.name for field in table.fields)}
    if rule.check is not None:
        names |= CHECKS[rule.check].columns
    known = {name.lower() for name in names}  # SQL's names know no case
    for name in sorted(each for each in placeholders(rule.message) if each.lower() not in known):
        hint = did_you_mean(name, names)
        yield Mistake(table.schema_file, f"{rule.path}.message", f"there is no {name!r}.", hint)


def describe(connection: duckdb.DuckDBPyConnection, text: str) -> list[tuple[str, str]]:
    """Name and type of each column of a SELECT. Raises ``ValueError`` where it is none."""
    import duckdb

    try:
        statements = connection.extract_statements(text)
        text = text.rstrip().rstrip(";")
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise ValueError("is not one SELECT.")
        described = connection.execute(f"DESCRIBE FROM ({text}\n)").fetchall()
        return [(row[0], row[1]) for row in described]
    except duckdb.Error as error:
        raise ValueError(f"does not bind: {str(error).splitlines()[0]}") from error


def gives(rule: Rule, table: Table, place: str, described: dict[str, str]) -> Iterator[Mistake]:
    """What the SQL of a rule fails to give, of the columns (name and type) that it gives."""
    if rule.expression is not None:
        kinds = set(described.values())
        if not kinds <= {"BOOLEAN", '"NULL"'} or len(described) != 1:
            message = f"gives {', '.join(sorted(kinds))}, not true or false."
            yield Mistake(table.schema_file, place, message, "Write a condition.")
        return
    given = {name.lower() for name in described}
    for key in table.primary_key:
        if key.lower() not in given:
            message = f"does not return {key!r}, which tells the row."
            hint = f"Select {', '.join(table.primary_key)}."
            yield Mistake(table.schema_file, place, message, hint)
    if rule.check is not None:
        params = rule.params or {}
        wanted = {*_OUTPUTS.get(rule.check, ()), *params.get("same", ()), *params.get("fields", ())}
        for name in sorted(each for each in wanted if each.lower() not in given):
            message = f"does not return {name!r}, which the check needs."
            yield Mistake(table.schema_file, place, message, f"Select it AS {name}.")


def _reads_something(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> Iterator[Mistake]:
    read = reads(connection, dataset)
    for table in dataset.tables:
        for rule in table.rules:
            if not any(read[rule.id].values()):
                message = "reads no column, so it says nothing of a row."
                hint = "Name the columns it is about."
                yield Mistake(table.schema_file, rule.path, message, hint)
