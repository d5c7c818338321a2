"""The second engine: Polars reads the files, pandera checks them, nothing shared with the first.

Two schemas stand for a table. The first is on the texts: each is of its field's type. The second
is on the typed values and is the one that ``sourcebook.pandera_schema`` gives to Python users. What
they find is then thinned so that one mistake gives one finding: a cell that is wrong by itself
makes the rules that read it unknown, and a rule is unknown on rows that break one it comes
``after``.

The places of ragged and blank records are those of ``records``, which Polars can't tell. Rules that
are queries or named checks are skipped, and coverage says so.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandera.polars as pa
import polars as pl

from sourcebook.declare import Constraints, Field
from sourcebook.engines import (
    formulas,
    keys,
    messages,
    pandera_schema,
    pandera_tests,
    polars_frame,
    polars_rules,
)
from sourcebook.engines.broken import worded
from sourcebook.engines.draft import Draft
from sourcebook.engines.outcome import Outcome
from sourcebook.engines.pandera_tests import PRIMARY_EMPTY, REQUIRED, Test
from sourcebook.engines.polars_frame import BROKEN, ROW, Frame
from sourcebook.engines.standard import OF_FILE, STRUCTURE, structure
from sourcebook.engines.told import TYPE_ERROR
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sourcebook.declare import Rule, Table, Target
    from sourcebook.engines.polars_rules import Plan, Reads
    from sourcebook.findings import Progress

UNREADABLE = "the file could not be read"


def check(target: Target, limit: int | None, progress: Progress) -> Outcome:
    """Check the tables of a target with pandera. See ``outcome.Engine``."""
    dataset = target.dataset
    asked = [t for t in dataset.tables if target.only is None or t.name in target.only]
    progress.start(len(asked))
    frames: dict[str, Frame] = {}
    read = polars_rules.read_by(dataset)
    told = []
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:

        def frame(name: str) -> Frame:
            if name not in frames:
                table = dataset.table(name)
                keyed = keys.fields(table, dataset)
                frames[name] = polars_frame.load(
                    table, Path(folder), keyed, curated=dataset.curated
                )
            return frames[name]

        for table in asked:
            progress.step(f"{table.path} (pandera)")
            draft = Draft(frame(table.name).sheet, limit, partial(_records, frame(table.name)))
            checked = _Checked(draft, frame(table.name), frame)
            checked.check(read)
            if dataset.curated:
                checked.formulas()
            told.append(draft.finish())
    return Outcome(
        tuple(report for report, _ in told),
        tuple(finding for _, findings in told for finding in findings),
    )


def _records(frame: Frame, rows: Collection[int]) -> dict[int, list[str | None]]:
    if not frame.sheet.columns:
        return {}
    found = frame.cells.filter(
        pl.col(ROW).is_in(pl.Series(sorted(rows), dtype=pl.UInt32).implode())
    )
    numbers = [str(number) for number in range(1, len(frame.sheet.columns) + 1)]
    return {
        row: list(cells)
        for row, cells in zip(found[ROW].to_list(), found.select(numbers).iter_rows(), strict=True)
    }


def validate(
    schema: pa.DataFrameSchema, frame: pl.DataFrame
) -> tuple[dict[tuple[str | None, str], pl.Series], dict[str, str]]:
    """For each column (or ``None``) and check that fails, whether it holds on each row.

    And for each check that could not be run, why. Raises ``RuntimeError`` where pandera finds
    fault with the frame itself, which would be a mistake of ours.
    """
    failed: dict[tuple[str | None, str], pl.Series] = {}
    crashed: dict[str, str] = {}
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            column = error.schema.name if isinstance(error.schema, pa.Column) else None
            name = REQUIRED if error.check == "not_nullable" else getattr(error.check, "name", "")
            if error.reason_code == pa.errors.SchemaErrorReason.CHECK_ERROR:
                crashed[name] = str(error.failure_cases).splitlines()[0]
            elif error.check_output is None:
                raise RuntimeError(str(error)) from errors
            else:
                failed[column, name] = error.check_output.to_series()
    return failed, crashed


@dataclass(slots=True)
class _Checked:
    """One table on its way through the two schemas."""

    draft: Draft
    frame: Frame
    load: Callable[[str], Frame]
    wrong: dict[str, pl.Series] = field(default_factory=dict)
    """For the fields that have some, which cells are wrong by themselves."""

    @property
    def table(self) -> Table:
        return self.frame.sheet.table

    def check(self, read: Reads) -> None:
        draft, table, sheet = self.draft, self.table, self.frame.sheet
        if not sheet.columns:
            for code in (*_codes(table), *(rule.id for rule in table.rules)):
                if table.format != "none":
                    draft.skip(code, UNREADABLE)
            structure(draft)
            return
        draft.rows = self.frame.rows
        for code in (*OF_FILE, *STRUCTURE, *_codes(table)):
            draft.count(code, 0)
        structure(draft)
        fields = [_asked(f) if f.name in self.frame.told else f for f in sheet.present]
        present = {f.name for f in fields}
        plans = polars_rules.plan(table, present, read)
        rules = [*pandera_tests.rule_tests(table, plans)]
        self._types()
        schema = pandera_schema.build(table, fields, rules)
        failed, crashed = validate(schema, self.frame.values)
        for f in fields:
            for test in pandera_tests.column_tests(f):
                if (f.name, test.name) in failed:
                    self._constraint(f, test, ~failed[f.name, test.name])
        self._keys(present)
        self._rules(plans, failed, crashed)

    def formulas(self) -> None:
        """The cells that a spreadsheet would run."""
        asked = {field.name for field in formulas.fields(self.table)}
        if not asked or not self.frame.sheet.columns:
            return
        self.draft.count(formulas.CODE, 0, Severity.WARNING)
        marks = f"^[{re.escape(formulas.MARKS)}]"
        checks = {}
        for f in self.frame.sheet.present:
            if f.name in asked:
                texts = self.frame.texts[f.name]
                plain = texts.str.contains(f"^(?:{formulas.PLAIN})$")
                holds = ~texts.str.contains(marks) | plain
                test = Test(formulas.CODE, formulas.CODE, (f.name,), _given(holds), "no formula")
                text = {f.name: Field(f.name, "string")}
                checks[f.name] = pandera_schema.as_check(test, text)
        columns = {
            name: pa.Column(pl.String, checks=[c], nullable=True) for name, c in checks.items()
        }
        failed, _ = validate(pa.DataFrameSchema(columns), self.frame.texts)
        for (name, _test), holds in failed.items():
            assert name is not None
            texts = self.frame.texts[name]
            words = {at: messages.formula(texts[at]) for at in _where(~holds)}
            self._add(formulas.CODE, words, name, severity=Severity.WARNING)

    def _keys(self, present: set[str]) -> None:
        """Keys, on texts that equal values share."""
        table, keyed = self.table, self.frame.keys
        tests = [
            *pandera_tests.key_tests(table, present),
            *pandera_tests.foreign_tests(table, present, self._references()),
        ]
        if not tests or keyed.width == 0:
            return
        texts = {name: Field(name, "string") for name in keyed.columns}
        columns = {name: pa.Column(pl.String, nullable=True) for name in keyed.columns}
        checks = [pandera_schema.as_check(test, texts) for test in tests]
        failed, _ = validate(pa.DataFrameSchema(columns, checks=checks), keyed)
        for test in tests:
            if (None, test.name) in failed:
                self._key(test, ~failed[None, test.name])

    def _references(self) -> pandera_tests.References:
        """The tables that foreign keys refer to, as far as they can be read."""
        found: pandera_tests.References = {}
        for key in self.table.foreign_keys:
            try:
                other = self.load(key.resource)
            except KeyError:  # a single file, checked without its dataset
                self.draft.skip("foreign-key", f"{key.resource} is not there to look the key up in")
                continue
            own, theirs = set(self.frame.keys.columns), set(other.keys.columns)
            if own.issuperset(key.fields) and theirs.issuperset(key.reference_fields):
                found[key.resource] = partial(getattr, other, "keys")
            else:
                reason = f"{key.resource} is not there to look the key up in"
                self.draft.skip("foreign-key", reason)
        return found

    def _types(self) -> None:
        """Each text is of its field's type, and, where Python tells, within its constraints."""
        columns, tests = {}, {}
        for f in self.frame.sheet.present:
            tests[f.name] = self._text_tests(f)
            text = {f.name: Field(f.name, "string")}
            checks = [pandera_schema.as_check(test, text) for test in tests[f.name]]
            columns[f.name] = pa.Column(pl.String, checks=checks, nullable=True)
        failed, _ = validate(pa.DataFrameSchema(columns), self.frame.texts)
        for f in self.frame.sheet.present:
            cells = self.frame.texts[f.name]
            for test in tests[f.name]:
                if (f.name, test.name) not in failed:
                    continue
                bad = ~failed[f.name, test.name]
                self.wrong[f.name] = bad | self.wrong.get(f.name, bad)
                words = {
                    at: messages.type_error(f, cells[at])
                    if test.code == "type-error"
                    else messages.constraint_error(f, test.name, test.limit, cells[at])
                    for at in _where(bad)
                }
                self._add(test.code, words, f.name)

    def _text_tests(self, of: Field) -> list[Test]:
        place = (of.name,)
        wrong = self.frame.told.get(of.name)
        if wrong is None:
            values = self.frame.values[of.name]
            typed = self.frame.texts[of.name].is_null() | values.is_not_null()
            return [Test("type-error", "type", place, _given(typed), f"type {of.type}")]
        typed = (wrong != TYPE_ERROR).fill_null(value=True)
        tests = [Test("type-error", "type", place, _given(typed), f"type {of.type}")]
        for name, limit in pandera_tests.limits(of):
            broken = wrong.str.split(" ").list.contains(name).fill_null(value=False)
            tests.append(Test("constraint-error", name, place, _given(~broken), name, limit=limit))
        return tests

    def _constraint(self, of: Field, test: Test, bad: pl.Series) -> None:
        """Cells against a constraint; a cell that is not of its type is only that."""
        cells = self.frame.texts[of.name]
        bad = bad & ~(cells.is_not_null() & self.frame.values[of.name].is_null())
        self.wrong[of.name] = bad | self.wrong.get(of.name, bad)
        words = {
            at: messages.constraint_error(of, test.name, test.limit, cells[at])
            for at in _where(bad)
        }
        self._add(test.code, words, of.name)

    def _key(self, test: Test, bad: pl.Series) -> None:
        """Rows against a key."""
        fields = test.fields if test.foreign is None else test.foreign.fields
        texts = self.frame.texts.select(fields)
        if test.name == PRIMARY_EMPTY:
            bad = bad & texts.select(pl.any_horizontal(pl.all().is_null())).to_series()
            words = dict.fromkeys(_where(bad), messages.primary_key_empty(fields))
        elif test.foreign is not None:
            other = self.load(test.foreign.resource).keys[test.foreign.reference_fields[-1]]
            known = other.drop_nulls().unique().sort().head(20_000)
            choices = messages.Choices(known.to_list())
            resource = test.foreign.resource
            words = {
                at: messages.foreign_key(fields, texts.row(at), resource, choices)
                for at in _where(bad)
            }
        else:
            words = self._repeated(test, bad)
        self._add(test.code, words, fields[0] if len(fields) == 1 else None)

    def _repeated(self, test: Test, bad: pl.Series) -> dict[int, messages.Words]:
        fields = test.fields
        keyed = self.frame.keys.select(fields).with_columns(self.frame.place[ROW])
        first = keyed.select(pl.col(ROW).first().over(fields)).to_series()
        if test.code == "primary-key":
            return {at: messages.primary_key_duplicate(fields, first[at]) for at in _where(bad)}
        if len(fields) > 1:
            return {at: messages.unique_key_duplicate(fields, first[at]) for at in _where(bad)}
        of, cells = self.table.field(fields[0]), self.frame.texts[fields[0]]
        return {at: messages.unique_error(of, cells[at], first[at]) for at in _where(bad)}

    def _rules(
        self,
        plans: Mapping[str, Plan],
        failed: Mapping[tuple[str | None, str], pl.Series],
        crashed: Mapping[str, str],
    ) -> None:
        """Rows against rules, but for those on which a rule is unknown."""
        broken: dict[str, pl.Series] = {}
        for plan in plans.values():
            rule = plan.rule
            if plan.unable is not None or rule.id in crashed:
                self.draft.skip(rule.id, plan.unable or f"its SQL failed: {crashed[rule.id]}")
                continue
            self.draft.count(rule.id, 0, rule.severity)
            if (None, rule.id) not in failed:
                continue
            bad = ~failed[None, rule.id] & ~self.frame.place[BROKEN]
            for doubt in (
                *(self.wrong[name] for name in plan.reads if name in self.wrong),
                *(broken[name] for name in rule.after if name in broken),
            ):
                bad = bad & ~doubt
            broken[rule.id] = bad
            words = {
                at: (worded(rule.message, self.frame.texts.row(at, named=True)), None)
                for at in _where(bad)
            }
            self._add(rule.id, words, rule.fields[0] if len(rule.fields) == 1 else None, rule)

    def _add(
        self,
        code: str,
        words: Mapping[int, messages.Words],
        name: str | None,
        rule: Rule | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Draft a finding for each record, by its position in the frame."""
        severity = severity if rule is None else rule.severity
        present = {f.name for f in self.frame.sheet.present}
        keys = self.table.primary_key if present.issuperset(self.table.primary_key) else ()
        self.draft.count(code, len(words), severity)
        for at, said in words.items():
            self.draft.add(
                code,
                said,
                row=self.frame.place[ROW][at],
                name=name,
                key=[self.frame.texts[key][at] for key in keys] if keys else None,
                value=self.frame.texts[name][at] if name else None,
                severity=severity,
            )


def _asked(of: Field) -> Field:
    """A field without the constraints that were told on its texts already."""
    return replace(of, constraints=Constraints(required=of.constraints.required), categories=())


def _given(holds: pl.Series) -> Callable[[pl.DataFrame], pl.Series]:
    return lambda _: holds


def _where(bad: pl.Series) -> list[int]:
    return bad.arg_true().to_list()


def _codes(table: Table) -> list[str]:
    """The kinds of check beside the structure for which a declaration gives cause."""
    found = ["type-error", "constraint-error"]
    if table.primary_key:
        found.append("primary-key")
    if table.unique_keys or any(f.constraints.unique for f in table.fields):
        found.append("unique-error")
    if table.foreign_keys:
        found.append("foreign-key")
    return found
