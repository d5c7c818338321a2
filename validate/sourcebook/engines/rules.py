"""The rules of a table: expressions in the fused pass, queries and named checks after it.

A rule is *unknown* on a row, and so not broken, where it reads a cell that is wrong by itself or
where a rule that it comes ``after`` is broken. A query may draw on many rows, so it is skipped,
with the reason, when any cell that it may read is wrong: one mistake, one finding, no cascade.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare.binding import gives, quote, quotes, reads
from sourcebook.declare.rules import placeholders
from sourcebook.engines import broken, sql
from sourcebook.engines.checks import IMPLEMENTED
from sourcebook.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sourcebook.declare import Dataset, Rule, Table
    from sourcebook.engines.draft import Draft
    from sourcebook.engines.sheet import Sheet
    from sourcebook.engines.standard import Counts


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
        queries: dict[str, str | None] = {}
        for rule in table.rules:
            if rule.id not in conditions and not (clean and rule.expression is not None):
                with self._blamed(draft, rule):
                    queries |= self._query(draft, rule)
        doubted = self._doubted(table, queries)
        for rule in table.rules:
            with self._blamed(draft, rule):
                self.doubtful |= rule.query is None and any(quotes(rule, table, ()))
                if rule.id in conditions:
                    self._expression(draft, rule, conditions[rule.id], keep=rule.id in needed)
                elif rule.id in doubted:
                    self._broken_rows(draft, rule, doubted[rule.id], keep=rule.id in needed)
                elif rule.id not in draft.skipped:
                    draft.count(rule.id, 0, rule.severity)

    @contextmanager
    def _blamed(self, draft: Draft, rule: Rule) -> Iterator[None]:
        """Note an error of DuckDB's as a fault of the rule.

        Nothing may be called valid that it was to check. The others go on, to tell all such at
        once.
        """
        try:
            yield
        except duckdb.Error as error:
            problem = str(error).splitlines()[0]
            hint = "Let it give NULL instead, as TRY_CAST does."
            place = draft.sheet.table.schema_file, f"{rule.path}.{rule.kind}"
            self.failed.append(Mistake(*place, f"fails on the data: {problem}.", hint))
            draft.skip(rule.id, f"its SQL failed: {problem}")

    def _expression(self, draft: Draft, rule: Rule, condition: str, *, keep: bool) -> None:
        table = draft.sheet.table
        counts = self.counts[table.name].rules or {}
        read = dict(self.read_by_expressions[rule.id])
        absent = read.pop(table.name, frozenset()) - {f.name for f in draft.sheet.present}
        # A wrong cell of its own row makes it unknown there, one of another table everywhere.
        reason = f"the column {min(absent)!r} is missing" if absent else self.unknown(read)
        if reason is not None:
            draft.skip(rule.id, reason)
            return
        # Rules that could not be counted with the rest may be broken where nothing else is wrong.
        rows = draft.sheet.bad if rule.id in counts else draft.sheet.typed
        source = f"{rows} AS {quote(table.name)}"
        if rule.id not in counts:
            query = f"SELECT count(*) FROM {source} WHERE {condition}"
            counts[rule.id] = self.connection.execute(query).fetchall()[0][0]
        number = counts[rule.id]
        draft.count(rule.id, number, rule.severity)
        if number and keep:
            self._lay_down(f"failed {rule.id}", f'SELECT "?row" FROM {source} WHERE {condition}')
            self.kept.add(rule.id)
        if number:
            broken.of_expression(self.connection, draft, rule, f"{source} WHERE {condition}")

    def _lay_down(self, name: str, select: str) -> str:
        """Lay down the result of a SELECT in a table of that name; give the name, quoted."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quote(name)} AS {select}")
        return quote(name)

    def _query(self, draft: Draft, rule: Rule) -> dict[str, str | None]:
        """The rule's SELECT of offending rows, ``None`` if there are none; nothing if unknown."""
        table = draft.sheet.table
        sound = all(self._sound(name) for name in self.sheets)
        reason = None if sound else self.unknown({table.name: frozenset(), **self.reads[rule.id]})
        if reason is not None:
            self.doubtful = True
            draft.skip(rule.id, reason)
            return {}
        query: str | None
        if rule.query is not None:
            query = rule.query
        elif rule.expression is not None:
            query = f"SELECT * FROM {quote(table.name)} WHERE NOT ({rule.expression}\n)"
        else:
            assert rule.check is not None
            query = IMPLEMENTED[rule.check](self.connection, self.dataset, table, rule)
        if query is not None:
            query = query.strip().rstrip(";") + "\n"  # which ends a comment
            if ";" in query and len(self.connection.extract_statements(query)) != 1:
                self.doubtful = True
                return {}
        return {rule.id: query}

    def _doubted(self, table: Table, queries: Mapping[str, str | None]) -> dict[str, str]:
        """Those of some queries that may return a row."""
        known = {rule: query for rule, query in queries.items() if query is not None}
        if self._large:
            return known  # No query reads a large file twice.
        # Small tables cost nothing to read; what costs is a statement, so that all are asked in
        # one. It names the columns which each query has to give.
        parts = []
        for number, rule in enumerate(each for each in table.rules if each.id in known):
            wanted = set(table.primary_key)
            if rule.query is not None:
                wanted |= placeholders(rule.message) - {field.name for field in table.fields}
            names = ", ".join(map(quote, sorted(wanted)))
            parts.append(f"(SELECT {number} FROM (SELECT {names} FROM ({known[rule.id]})) LIMIT 1)")
        try:
            found = self.connection.execute("\nUNION ALL ".join(parts)).fetchall() if parts else []
        except duckdb.Error:
            return known  # One of them fails: each is run by itself.
        ids = [rule.id for rule in table.rules if rule.id in known]
        return {ids[number]: known[ids[number]] for (number,) in found}

    def _broken_rows(self, draft: Draft, rule: Rule, query: str, *, keep: bool) -> None:
        """Run a query, once, and count and list the rows that it names."""
        table = draft.sheet.table
        given = f"({query})"
        if self._large:
            # Most find nothing: only then is the file read for the numbers of rows.
            given = self._lay_down("?given", f"SELECT * FROM {given}")
        same = " AND ".join(
            f"given.{quote(name)} = rows.{quote(name)}" for name in table.primary_key
        )
        earlier = "".join(
            f' AND ("?row" NOT IN (SELECT "?row" FROM {quote(f"failed {name}")})) IS NOT FALSE'
            for name in rule.after
            if name in self.kept
        )
        # Keys that repeat are told elsewhere; here the first row stands for them all.
        key = sql.names_of("rows", table.primary_key)
        failed = self._lay_down(
            f"failed {rule.id}" if keep else "?failed",
            f'SELECT DISTINCT min(rows."?row") OVER (PARTITION BY {key}) AS "?row", given.* '
            f"FROM {given} AS given LEFT JOIN {draft.sheet.typed} AS rows ON {same} "
            f'WHERE "?broken" IS NOT TRUE{earlier}',
        )
        if keep:
            self.kept.add(rule.id)
        known, whole, columns = broken.of_query(self.connection, draft, rule, failed)
        draft.count(rule.id, known, rule.severity)
        if any(quotes(rule, table, columns)) or (
            rule.query and any(gives(rule, table, "", dict.fromkeys(columns, "")))
        ):
            self.doubtful = True
        elif known < whole:
            self._strange(rule, table, failed)

    def _strange(self, rule: Rule, table: Table, failed: str) -> None:
        """Note a query that names rows which are not there: it would be taken for satisfied."""
        key = sql.names(table.primary_key)
        strange = self.connection.execute(
            f'SELECT {key} FROM {failed} WHERE "?row" IS NULL LIMIT 1'
        ).fetchone()
        message = f"names a row that {table.name} does not have: {strange}."
        hint = f"Return the key of a row of {table.name}."
        place = table.schema_file, f"{rule.path}.query"
        self.failed.append(Mistake(*place, message, hint))

    def unknown(
        self, read: Mapping[str, frozenset[str]], waived: Collection[str] = ()
    ) -> str | None:
        """Why SQL that reads these columns, by table, can't be told, if it can't.

        A wrong cell of the tables ``waived`` is no reason.
        """
        for name, fields in read.items():
            sheet = self.sheets[name]
            if not sheet.readable:
                return sheet.unable or f"{sheet.table.path} could not be read"
            for column in sorted(fields):
                if sheet.column(column) is None:
                    return f"the column {column!r} of {name} is missing"
                wrong = self.counts[name].wrong.get(column, 0)
                if wrong and name not in waived:
                    cells = "1 cell" if wrong == 1 else f"{wrong} cells"
                    return f"{cells} of {name}.{column} must be mended first"
            if self._uneven(sheet):
                return f"rows of {name} have too many or too few cells"
        return None

    @property
    def _large(self) -> bool:
        """Whether some table is read again by each statement."""
        return any(sheet.large for sheet in self.sheets.values())

    def _sound(self, name: str) -> bool:
        """Whether every cell of a table can be used."""
        sheet = self.sheets[name]
        whole = len(sheet.present) == len(sheet.table.fields)
        counts = self.counts[name]
        return (
            sheet.readable and whole and not (sheet.faults or counts.wrong or self._uneven(sheet))
        )

    def _uneven(self, sheet: Sheet) -> bool:
        """Whether rows have too many or too few cells, whoever found it."""
        counts = self.counts[sheet.table.name]
        codes = ("extra-cell", "missing-cell")
        return bool(counts.extra or counts.missing or any(f.code in codes for f in sheet.faults))


def _is_condition(rule: Rule, table: Table) -> bool:
    """Whether a rule is told in the fused pass: an expression that waits for no query."""
    if rule.expression is None:
        return False
    earlier = [other for other in table.rules if other.id in rule.after]
    return all(_is_condition(other, table) for other in earlier)
