"""The rules of a table: expressions in the fused pass, queries and named checks after it.

A rule is *unknown* on a row, and so not broken, where it reads a cell that is wrong by itself or
where a rule that it comes ``after`` is broken. A query may draw on many rows, so it is skipped,
with the reason, when any cell that it may read is wrong: one mistake, one finding, no cascade.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb

from sourcebook.declare.binding import gives, quote, quotes, reads
from sourcebook.declare.rules import placeholders
from sourcebook.engines import sql
from sourcebook.engines.checks import IMPLEMENTED
from sourcebook.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.declare import Dataset, Rule, Table
    from sourcebook.engines.draft import Draft
    from sourcebook.engines.sheet import Sheet
    from sourcebook.engines.standard import Counts

_NAME = re.compile(r"\{\{|\}\}|\{([^{}:!]+)[^{}]*\}")


def worded(message: str, values: Mapping[str, Any]) -> str:
    """A message with the values of a row put in; an empty cell reads as ``nothing``."""

    def put(found: re.Match[str]) -> str:
        name = found.group(1)
        if name is None:
            return found.group(0)[0]
        value = values.get(name)
        return "nothing" if value is None else str(value)

    return _NAME.sub(put, message)


@dataclass
class Run:
    """The rules of a dataset on their way through one connection."""

    connection: duckdb.DuckDBPyConnection
    dataset: Dataset
    sheets: dict[str, Sheet]
    counts: dict[str, Counts]
    kept: set[str] = field(default_factory=set)
    """Rules whose broken rows are laid down in a table of their own."""
    failed: list[Mistake] = field(default_factory=list)
    """Rules whose SQL fails when it meets the data."""
    doubtful: bool = False
    """Some rule's SQL was not seen to run and give what it should: it has to be bound by itself."""

    @cached_property
    def reads(self) -> dict[str, dict[str, frozenset[str]]]:
        """By rule and table, the columns that the rule may read."""
        return reads(self.connection, self.dataset)

    @cached_property
    def read_by_expressions(self) -> dict[str, dict[str, frozenset[str]]]:
        """The same of the rules that are expressions, which every run has to know."""
        return reads(self.connection, self.dataset, "expression")

    def conditions(self, table: Table) -> dict[str, str]:
        """For each rule that is an expression, the condition under which a row breaks it."""
        found: dict[str, str] = {}
        for rule in table.rules:
            if not _is_condition(rule, table):
                continue
            read = self.read_by_expressions[rule.id].get(table.name, frozenset())
            unknown = ['"?broken"', '"?blank"']
            unknown += [sql.flag(f) for f in self.sheets[table.name].checked if f.name in read]
            earlier = [f"coalesce({found[name]}, false)" for name in rule.after]
            doubt = " OR ".join(unknown + earlier)
            found[rule.id] = f"NOT ({rule.expression}\n) AND NOT ({doubt})"
        return found

    def check(self, draft: Draft) -> None:
        """Draft the findings of every rule of a table whose fused pass is done."""
        table = draft.sheet.table
        needed = {name for rule in table.rules for name in rule.after}
        clean = self.counts[table.name].rules is None
        conditions = {} if clean else self.conditions(table)
        for rule in table.rules:
            try:
                if _is_condition(rule, table):
                    self.doubtful |= any(quotes(rule, table, ()))
                    condition = conditions.get(rule.id)
                    self._expression(draft, rule, condition, keep=rule.id in needed)
                else:
                    self._query(draft, rule, keep=rule.id in needed)
            except duckdb.Error as error:
                # A rule that crashes on the data is a fault of the rule: nothing may be called
                # valid that it was to check. The others go on, to tell all such at once.
                problem = str(error).splitlines()[0]
                hint = "Let it give NULL instead, as TRY_CAST does."
                place = table.schema_file, f"{rule.path}.{rule.kind}"
                self.failed.append(Mistake(*place, f"fails on the data: {problem}.", hint))
                draft.skip(rule.id, f"its SQL failed: {problem}")

    def _expression(self, draft: Draft, rule: Rule, condition: str | None, *, keep: bool) -> None:
        table = draft.sheet.table
        counts = self.counts[table.name]
        if condition is None or counts.rules is None:  # the table is clean
            draft.count(rule.id, 0, rule.severity)
            return
        absent = self.read_by_expressions[rule.id].get(table.name, frozenset()) - {
            field.name for field in draft.sheet.present
        }
        if absent:
            draft.skip(rule.id, f"the column {min(absent)!r} is missing")
            return
        # Rules that could not be counted with the rest may be broken where nothing else is wrong.
        rows = draft.sheet.bad if rule.id in counts.rules else draft.sheet.typed
        source = f"{rows} AS {quote(table.name)}"
        if rule.id not in counts.rules:
            query = f"SELECT count(*) FROM {source} WHERE {condition}"
            counts.rules[rule.id] = self.connection.execute(query).fetchall()[0][0]
        number = counts.rules[rule.id]
        draft.count(rule.id, number, rule.severity)
        if number:
            select = f'SELECT "?row" FROM {source} WHERE {condition}'
            if keep:
                self._keep(rule, select)
            self._list(draft, rule, select, [])

    def _keep(self, rule: Rule, select: str) -> str:
        name = quote(f"failed {rule.id}")
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {select}")
        self.kept.add(rule.id)
        return name

    def _query(self, draft: Draft, rule: Rule, *, keep: bool) -> None:
        table = draft.sheet.table
        reason = self._unknown(rule, table)
        if reason is not None:
            self.doubtful = True
            draft.skip(rule.id, reason)
            return
        if rule.query is not None:
            query = rule.query
        elif rule.expression is not None:
            query = f"SELECT * FROM {quote(table.name)} WHERE NOT ({rule.expression}\n)"
        else:
            assert rule.check is not None
            query = IMPLEMENTED[rule.check](self.connection, self.dataset, table, rule)
        query = query.strip().rstrip(";") + "\n"  # which ends a comment
        if ";" in query and len(duckdb.extract_statements(query)) != 1:
            self.doubtful = True
            return
        result = self.connection.execute(f"SELECT * FROM ({query})")
        columns = dict.fromkeys((column[0] for column in result.description or ()), "")
        if any(quotes(rule, table, columns)) or (
            rule.query and any(gives(rule, table, "", columns))
        ):
            self.doubtful = True
            return
        if result.fetchone() is None:
            draft.count(rule.id, 0, rule.severity)
        else:
            self._broken_rows(draft, rule, query, list(columns), keep=keep)

    def _broken_rows(
        self, draft: Draft, rule: Rule, query: str, columns: list[str], *, keep: bool
    ) -> None:
        """Count and list the rows that a query names."""
        table = draft.sheet.table
        same = " AND ".join(
            f"found.{quote(name)} = rows.{quote(name)}" for name in table.primary_key
        )
        earlier = "".join(
            f' AND "?row" NOT IN (SELECT "?row" FROM {quote(f"failed {name}")})'
            for name in rule.after
            if name in self.kept
        )
        # Keys that repeat are told elsewhere; here the first row stands for them all.
        key = sql.names_of("rows", table.primary_key)
        select = (
            f'SELECT DISTINCT min(rows."?row") OVER (PARTITION BY {key}) AS "?row", found.* '
            f"FROM ({query}) AS found JOIN {draft.sheet.typed} AS rows ON {same} "
            f'WHERE NOT "?broken"{earlier}'
        )
        if rule.query is not None:
            self._know_all(rule, table, query)
        if keep:
            select = f"FROM {self._keep(rule, select)}"
        draft.count(rule.id, self._list(draft, rule, select, columns), rule.severity)

    def _know_all(self, rule: Rule, table: Table, query: str) -> None:
        """Note a query that names rows which are not there: it would be taken for satisfied."""
        key = ", ".join(quote(name) for name in table.primary_key)
        strange = self.connection.execute(
            f"SELECT {key} FROM ({query}) ANTI JOIN {quote(table.name)} USING ({key}) LIMIT 1"
        ).fetchone()
        if strange is not None:
            message = f"names a row that {table.name} does not have: {strange}."
            hint = f"Return the key of a row of {table.name}."
            place = table.schema_file, f"{rule.path}.query"
            self.failed.append(Mistake(*place, message, hint))

    def _unknown(self, rule: Rule, table: Table) -> str | None:
        """Why a query can't be told, if it can't."""
        if all(self._sound(name) for name in self.sheets):
            return None
        for name, fields in {table.name: frozenset[str](), **self.reads[rule.id]}.items():
            sheet = self.sheets[name]
            if not sheet.readable:
                return f"{sheet.table.path} could not be read"
            for column in sorted(fields):
                if sheet.column(column) is None:
                    return f"the column {column!r} of {name} is missing"
                wrong = self.counts[name].wrong.get(column, 0)
                if wrong:
                    cells = "1 cell" if wrong == 1 else f"{wrong} cells"
                    return f"{cells} of {name}.{column} must be mended first"
            if any(f.code in ("extra-cell", "missing-cell") for f in sheet.faults):
                return f"rows of {name} have too many or too few cells"
        return None

    def _sound(self, name: str) -> bool:
        """Whether every cell of a table can be used."""
        sheet = self.sheets[name]
        whole = len(sheet.present) == len(sheet.table.fields)
        return sheet.readable and whole and not sheet.faults and not self.counts[name].wrong

    def _list(self, draft: Draft, rule: Rule, select: str, columns: list[str]) -> int:
        """Draft the rows that a SELECT names, with what it says of each; give their number."""
        table = draft.sheet.table
        quoted = {*table.primary_key, *rule.fields, *(placeholders(rule.message) - set(columns))}
        if rule.check == "recompute":
            quoted = {f.name for f in table.fields}
        fields = [f for f in table.fields if f.name in quoted]
        texts = [f"rows.{sql.cell(f)}" for f in fields]
        given = [f"CAST(failed.{quote(name)} AS VARCHAR)" for name in columns]
        # At least one row, since each carries the number of them all; more are cut off later.
        limit = "" if draft.limit is None else f" LIMIT {max(1, draft.limit):d}"
        order = ", ".join(str(3 + number) for number in range(len(given))) or "2"
        selected = ", ".join(['count(*) OVER (), failed."?row"', *given, *texts])
        found = 0
        for number, row, *cells in self.connection.execute(
            f"SELECT {selected} FROM ({select}) AS failed JOIN {draft.sheet.typed} AS rows "
            f'ON rows."?row" = failed."?row" ORDER BY 2, {order}{limit}'
        ).fetchall():
            found = number
            told = dict(zip(columns, cells[: len(columns)], strict=True))
            own = {
                field.name: cell for field, cell in zip(fields, cells[len(columns) :], strict=True)
            }
            name = rule.fields[0] if len(rule.fields) == 1 else None
            if rule.check == "recompute":
                name = told["field"]
            draft.add(
                rule.id,
                (worded(rule.message, {**own, **told}), None),
                row=row,
                name=name,
                key=[own[part] for part in table.primary_key],
                value=own[name] if name else None,
                severity=rule.severity,
            )
        return found


def _is_condition(rule: Rule, table: Table) -> bool:
    """Whether a rule is told in the fused pass: an expression that waits for no query."""
    if rule.expression is None:
        return False
    earlier = [other for other in table.rules if other.id in rule.after]
    return all(_is_condition(other, table) for other in earlier)
