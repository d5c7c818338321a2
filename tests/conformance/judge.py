"""What we say of a case held against what the reference said of it: agreed, listed or open.

The reference's verdicts are made the outcome of an engine, and that is compared with ours by the
code that compares our three (``engines.agreement``), so that what is excused here is what is
excused there. Differences about descriptors have conditions of their own (``refusals``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from conformance.corpus import group
from conformance.refusals import Refusal
from conformance.refusals import recognise as refused
from sourcebook.engines.agreement import explain, place_of
from sourcebook.engines.frictionless import UNMATCHED
from sourcebook.engines.outcome import Outcome
from sourcebook.findings import Coverage, Finding, Severity, Status, TableReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conformance.candidate import Candidate, Checked
    from conformance.corpus import Corpus, Verdict

_SAME = {"scheme-error": "source-error", "format-error": "source-error"}
"""Both say that there is nothing to read."""
_WHOLE = frozenset({"error", "package-error", "resource-error", "schema-error", "dialect-error"})
"""What the reference says of a descriptor, or of a table as a whole, and then nothing else."""
REFERENCE = "frictionless"
OURS = "ours"


@dataclass(frozen=True, slots=True)
class Difference:
    resource: str | None
    what: str
    quirk: str | None = None
    """The id of what excuses it; ``None`` where nothing does."""
    error: tuple[str, int | None, int | None] | None = None
    """The finding, where it is one of ours."""


@dataclass(frozen=True, slots=True)
class Judged:
    case: str
    differences: tuple[Difference, ...]
    candidates: tuple[Candidate, ...]
    outside: tuple[Candidate, ...]
    """The same without what a quirk accounts for: the reference's reading, where it is decided."""

    @property
    def group(self) -> str:
        return group(self.case)

    @property
    def open(self) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.quirk is None)

    @property
    def standing(self) -> str:
        if self.open:
            return "open"
        return "listed" if self.differences else "agreed"


def judge(corpus: Corpus, case: str, checked: Checked) -> Judged:
    """Hold one case against the corpus."""
    found: list[Difference] = []
    by_name = {candidate.resource: candidate for candidate in checked.candidates}
    outside = dict(by_name)
    excuse = corpus.excused(case)
    for verdict in corpus.verdicts.get(case, []):
        candidate = by_name.get(verdict.resource) or by_name.get(None)
        if candidate is None:
            found.append(Difference(verdict.resource, "we say nothing of it"))
            continue
        if candidate.outcome != "ok":
            found.append(Difference(verdict.resource, f"we crash: {candidate.said[0]}"))
            continue
        told = list(_compare(corpus, verdict, candidate, checked))
        if verdict.outcome != "ok":
            outside[verdict.resource] = _without(candidate, verdict, told)
            told = [Difference(verdict.resource, "the reference crashes", "crash")]
        elif excuse is not None:
            told = [replace(each, quirk=each.quirk or excuse) for each in told]
        found += told
        if verdict.outcome == "ok":
            outside[verdict.resource] = _without(candidate, verdict, told)
    return Judged(case, tuple(found), checked.candidates, tuple(outside.values()))


def _without(candidate: Candidate, verdict: Verdict, told: Sequence[Difference]) -> Candidate:
    """What we say but for what a quirk accounts for."""
    excused = {each.error for each in told if each.quirk is not None}
    left = tuple(error for error in candidate.errors if error not in excused)
    settled = bool(told) and all(each.quirk is not None for each in told)
    valid = bool(verdict.valid) if settled else candidate.valid
    return replace(candidate, resource=verdict.resource, errors=left, valid=valid)


def _compare(
    corpus: Corpus, verdict: Verdict, candidate: Candidate, checked: Checked
) -> Iterator[Difference]:
    theirs = {error[0] for error in verdict.errors}
    refusing = "descriptor" in (verdict.stage, candidate.stage)
    if refusing or verdict.aborted or theirs & _WHOLE:
        if candidate.valid == verdict.valid and _alike(verdict, candidate):
            return
        refusal = Refusal(
            verdict.case,
            tuple(f"{error[0]}: {error[4]}" for error in verdict.errors),
            bool(verdict.valid),
            candidate.said,
            candidate.valid,
            unlooked=_skipped(verdict, checked, "foreign-key") is not None,
        )
        yield Difference(verdict.resource, str(refusal), refused(refusal))
        return
    if checked.dataset is None:
        return  # nothing but the descriptor, and the reference crashed on it
    differences = list(_data(corpus, verdict, candidate, checked))
    yield from differences
    if candidate.valid != verdict.valid and not differences:
        why = _skipped(verdict, checked, "type-error")
        what = why or f"we say valid={candidate.valid}, and nothing differs"
        yield Difference(verdict.resource, what, "skipped" if why else None)


def _skipped(verdict: Verdict, checked: Checked, code: str) -> str | None:
    """Why an engine did not look for faults of a kind."""
    for report in checked.outcome.tables if checked.outcome is not None else ():
        for entry in report.coverage:
            if report.name == verdict.resource and entry.rule == code and entry.reason is not None:
                return entry.reason
    return None


def _alike(verdict: Verdict, candidate: Candidate) -> bool:
    """Whether both refuse for a reason of one kind: the descriptor, or the file as a whole."""
    if verdict.valid or verdict.stage == "descriptor":
        return True
    theirs = {_SAME.get(error[0], error[0]) for error in verdict.errors}
    if candidate.stage == "descriptor":
        return verdict.aborted
    return theirs <= {code for code, _, _ in candidate.errors}


def _data(
    corpus: Corpus, verdict: Verdict, candidate: Candidate, checked: Checked
) -> Iterator[Difference]:
    assert checked.dataset is not None
    assert checked.outcome is not None
    resource = verdict.resource
    assert resource is not None
    table = checked.dataset.table(resource)
    silent = corpus.silent_rows(verdict.case)
    last = max((error[1] or 0 for error in verdict.errors), default=0)
    ours = [
        finding
        for finding in checked.outcome.findings
        if finding.table == resource
        and finding.severity is Severity.ERROR
        and (not verdict.truncated or (finding.row or 0) <= last)
    ]
    reports = [report for report in checked.outcome.tables if report.name == resource]
    theirs = tuple(_findings(verdict, [field.name for field in table.fields]))
    codes = {finding.code for finding in (*ours, *theirs)}
    outcomes = {
        OURS: Outcome(tuple(reports), tuple(ours)),
        REFERENCE: _recorded(verdict, theirs, codes),
    }
    at_place = {place_of(each, table): (each.code, each.row, each.column) for each in ours}
    for each in explain(outcomes, checked.dataset, bare=True):
        place = each.difference
        who = "we alone" if OURS in place.found_by else "the reference alone"
        at = f"row {place.row}" if place.row else "header or file"
        what = f"{place.code}, {at}, {place.field or '-'}: {who}"
        quirk = each.quirk.id if each.quirk is not None else None
        if quirk is None and place.row in silent:
            quirk = "Q00"
        yield Difference(resource, what, quirk, at_place.get(each.place))
    counted = verdict.rows is not None and candidate.rows is not None
    if counted and verdict.rows != candidate.rows:
        what = f"{candidate.rows} rows, the reference {verdict.rows}"
        joined = len(table.parts) > 1
        yield Difference(resource, what, "Q24" if joined else None)


def _recorded(verdict: Verdict, findings: tuple[Finding, ...], codes: Iterable[str]) -> Outcome:
    """The verdict of the reference as the outcome of an engine that looked at everything."""
    ran = tuple(Coverage(code, Status.RAN) for code in (*codes, "unique-keys"))
    report = TableReport(verdict.resource or "", "", verdict.rows, len(findings), 0, ran)
    return Outcome((report,), findings)


def _findings(verdict: Verdict, fields: Iterable[str]) -> Iterator[Finding]:
    named = {error[3] for error in verdict.errors if error[0] == "missing-label"}
    for code, row, column, name, note in verdict.errors:
        if code == UNMATCHED:
            for field in fields:
                if field not in named:
                    yield _finding(verdict, "missing-label", None, None, field, note)
        else:
            yield _finding(verdict, _SAME.get(code, code), row, column, name, note)


def _finding(
    verdict: Verdict, code: str, row: int | None, column: int | None, name: Any, note: str
) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        table=verdict.resource or "",
        path="",
        line=None,
        row=row,
        column=column,
        field=name if isinstance(name, str) and name else None,
        key=None,
        value=None,
        message=note,
    )
