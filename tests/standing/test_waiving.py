"""Waivers applied: what they cover is listed, counted apart, and fails nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sourcebook
from onetable import dataset, field, schema
from small import bakery, break_everything, change
from sourcebook.findings import Severity, WaiverState

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.findings import Report

DAY = date(2026, 6, 1)


def waive(folder: Path, *waivers: tuple[str, str, str] | tuple[str, str, str, str]) -> None:
    """Write ``waivers.yaml``: rule, table, key and, if it expires, its last day."""
    lines = []
    for rule, table, key, *expires in waivers:
        lines += [f"- rule: {rule}", f"  table: {table}", f"  key: {key}", "  reason: known"]
        lines += ["  who: A. Curator", *(f"  expires: {each}" for each in expires)]
    (folder / "waivers.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def states(report: Report) -> list[tuple[str, str, int]]:
    return [(told.waiver.rule, told.state.value, told.found) for told in report.waivers]


def marks(report: Report) -> list[tuple[str, int | None, bool]]:
    return [(f.code, f.row, f.waiver is not None) for f in report.findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The bakery with an error of a rule, an error of a cell and a warning."""
    folder = bakery(tmp_path)
    change(folder / "orders.csv", "2024-03-09,2024-03-09", "2024-03-09,2024-03-08")
    change(folder / "orders.csv", "brd-01,2,", "brd-01,0,")
    change(folder / "breads.csv", "2024-03-31", "2024-03-29")
    return folder


def test_a_waived_finding_is_listed_and_counted_apart(folder: Path) -> None:
    waive(folder, ("baked-after-order", "orders", "ord-004"))
    report = sourcebook.validate(folder, today=DAY)
    assert marks(report) == [
        ("constraint-error", 2, False),
        ("baked-after-order", 5, True),
        ("still-sold", 6, False),
    ]
    breads, orders = report.tables
    assert (orders.errors, orders.warnings, orders.waived) == (1, 1, 1)
    assert (breads.errors, breads.warnings, breads.waived) == (0, 0, 0)
    covers = {cover.rule: (cover.found, cover.waived, cover.new) for cover in orders.coverage}
    assert covers["baked-after-order"] == (1, 1, None)
    assert covers["constraint-error"] == (1, 0, None)
    assert states(report) == [("baked-after-order", "applied", 1)]
    assert not report.valid


def test_a_dataset_with_nothing_but_waived_errors_is_valid(folder: Path) -> None:
    waive(
        folder,
        ("baked-after-order", "orders", "ord-004"),
        ("constraint-error", "orders", "ord-001"),
        ("still-sold", "orders", "ord-005"),
    )
    report = sourcebook.validate(folder, today=DAY)
    assert report.valid
    assert (report.errors, report.warnings) == (0, 0)
    assert report.tables[1].waived == 3
    assert all(finding.waiver is not None for finding in report.findings)


@pytest.mark.parametrize(
    ("expires", "state", "errors"),
    [("2026-06-01", "applied", 0), ("2026-05-31", "expired", 1), ("2026-06-02", "applied", 0)],
)
def test_the_last_day_is_a_day_on_which_it_holds(
    folder: Path, expires: str, state: str, errors: int
) -> None:
    change(folder / "orders.csv", "brd-01,0,", "brd-01,2,")
    waive(folder, ("baked-after-order", "orders", "ord-004", expires))
    report = sourcebook.validate(folder, today=DAY)
    assert states(report) == [("baked-after-order", state, 1)]
    assert report.errors == errors


def test_a_waiver_of_another_row_covers_nothing_and_is_unused(folder: Path) -> None:
    waive(folder, ("baked-after-order", "orders", "ord-001"))
    report = sourcebook.validate(folder, today=DAY)
    assert states(report) == [("baked-after-order", "unused", 0)]
    assert report.errors == 2


def test_an_expired_waiver_that_would_cover_nothing_is_told_as_expired(folder: Path) -> None:
    waive(folder, ("baked-after-order", "orders", "ord-001", "2020-01-01"))
    assert states(sourcebook.validate(folder, today=DAY)) == [("baked-after-order", "expired", 0)]


def test_a_waiver_whose_rule_could_not_be_checked_is_not_called_unused(folder: Path) -> None:
    change(folder / "orders.csv", "2024-03-30,2024-03-30", "soon,2024-03-30")
    waive(folder, ("still-sold", "orders", "ord-005"), ("type-error", "orders", "ord-001"))
    report = sourcebook.validate(folder, today=DAY)
    assert states(report) == [("still-sold", "applied", 0), ("type-error", "unused", 0)]
    (folder / "orders.csv").write_bytes(b"\xff")
    report = sourcebook.validate(folder, today=DAY)
    assert [state for _, state, _ in states(report)] == ["applied", "applied"]


def test_waivers_of_tables_that_are_not_looked_at_are_not_judged(folder: Path) -> None:
    waive(folder, ("type-error", "breads", "brd-01"), ("baked-after-order", "orders", "ord-004"))
    report = sourcebook.validate(folder / "orders.csv", today=DAY)
    assert states(report) == [("baked-after-order", "applied", 1)]


def test_a_waiver_covers_every_finding_of_its_code_in_the_row(folder: Path) -> None:
    change(folder / "orders.csv", "2024-03-30,2024-03-30", "soon,later")
    waive(folder, ("type-error", "orders", "ord-005"))
    report = sourcebook.validate(folder, today=DAY)
    assert states(report) == [("type-error", "applied", 2)]


def test_a_fault_of_the_structure_is_waived_by_the_key_of_its_row(folder: Path) -> None:
    change(folder / "orders.csv", "for a party", "for, a, party")
    waive(folder, ("extra-cell", "orders", "ord-002"))
    report = sourcebook.validate(folder, today=DAY)
    assert states(report) == [("extra-cell", "applied", 2)]


def test_two_datasets_with_tables_of_one_name_keep_their_own_waivers(tmp_path: Path) -> None:
    folders = [bakery(tmp_path / name) for name in ("one", "two")]
    for folder in folders:
        change(folder / "orders.csv", "brd-01,2,", "brd-01,0,")
    waive(folders[0], ("constraint-error", "orders", "ord-001"))
    report = sourcebook.validate(folders, today=DAY)
    assert [table.errors for table in report.tables] == [0, 0, 0, 1]
    assert [finding.waiver is not None for finding in report.findings] == [True, False]


@pytest.mark.parametrize("engine", ["duckdb", "pandera", "frictionless", "all"])
def test_every_engine_knows_waivers(folder: Path, engine: sourcebook.EngineName) -> None:
    change(folder / "orders.csv", "ord-002,brd-02,10", "ord-002,brd-02,ten")
    waive(folder, ("type-error", "orders", "ord-002"), ("constraint-error", "orders", "ord-001"))
    report = sourcebook.validate(folder, engine=engine, today=DAY)
    assert states(report) == [("type-error", "applied", 1), ("constraint-error", "applied", 1)]
    assert not report.agreement.differences


def test_what_is_waived_is_listed_last_and_the_totals_stay(folder: Path) -> None:
    text = (folder / "orders.csv").read_text(encoding="utf-8")
    rows = "".join(f"x-{n:03},brd-01,0,2024-03-09,,\n" for n in range(20))
    (folder / "orders.csv").write_text(text + rows, encoding="utf-8")
    waive(folder, *(("constraint-error", "orders", f"x-{n:03}") for n in range(19)))
    report = sourcebook.validate(folder, today=DAY, limit=2)
    cover = next(c for c in report.tables[1].coverage if c.rule == "constraint-error")
    # One pattern and one minimum in each of the rows, and the minimum of ord-001.
    assert (cover.found, cover.listed, cover.waived) == (41, 2, 38)
    shown = [f for f in report.findings if f.code == "constraint-error"]
    assert [(f.key, f.waiver) for f in shown] == [
        ({"order_id": "ord-001"}, None),
        ({"order_id": "x-019"}, None),
    ]


class TestWithoutAKey:
    """Rows are told by their cells where a table has no primary key."""

    @pytest.fixture
    def counts(self, tmp_path: Path) -> Path:
        fields = field("day"), field("number", "integer", minimum=0), field("note")
        text = "day,number,note\nmon,1,\ntue,-1,a\nwed,-1,\ntue,-2,b\n"
        return dataset(tmp_path / "counts", counts=(schema(*fields), text))

    def test_a_row_is_told_by_some_of_its_cells(self, counts: Path) -> None:
        waive(counts, ("constraint-error", "counts", "{day: wed}"))
        report = sourcebook.validate(counts, today=DAY)
        assert marks(report) == [
            ("constraint-error", 3, False),
            ("constraint-error", 4, True),
            ("constraint-error", 5, False),
        ]

    def test_an_empty_cell_tells_a_row_too(self, counts: Path) -> None:
        waive(counts, ("constraint-error", "counts", "{number: -1, note: ''}"))
        assert states(sourcebook.validate(counts, today=DAY)) == [
            ("constraint-error", "applied", 1)
        ]

    def test_the_same_row_twice_is_one_row(self, counts: Path) -> None:
        file = counts / "counts.csv"
        file.write_text(file.read_text() + "wed,-1,\n")
        waive(counts, ("constraint-error", "counts", "{day: wed}"))
        assert states(sourcebook.validate(counts, today=DAY)) == [
            ("constraint-error", "applied", 2)
        ]

    def test_it_goes_with_the_row_when_rows_are_put_above_it(self, counts: Path) -> None:
        waive(counts, ("constraint-error", "counts", "{day: wed}"))
        change(counts / "counts.csv", "mon,1,", "sun,-7,\nmon,1,")
        assert [row for _, row, waived in marks(sourcebook.validate(counts)) if waived] == [5]

    def test_cells_that_fit_several_rows_are_a_mistake_with_its_line(self, counts: Path) -> None:
        waive(
            counts,
            ("constraint-error", "counts", "{day: wed}"),
            ("constraint-error", "counts", "{day: tue}"),
        )
        with pytest.raises(sourcebook.DeclarationError) as caught:
            sourcebook.validate(counts)
        assert str(caught.value).endswith(
            "waivers.yaml: line 6: the key fits several rows that break 'constraint-error'. "
            "Name more columns, so that it tells one row."
        )


class TestTheDay:
    def test_it_is_that_of_source_date_epoch(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waive(folder, ("baked-after-order", "orders", "ord-004", "2020-02-02"))
        # 2020-02-02 and the day after, in UTC.
        for epoch, state in (("1580687999", "applied"), ("1580688000", "expired")):
            monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
            assert states(sourcebook.validate(folder))[0][1] == state

    def test_it_is_today_without_it(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
        far, past = "2999-01-01", "2020-01-01"
        for expires, state in ((far, WaiverState.APPLIED), (past, WaiverState.EXPIRED)):
            waive(folder, ("baked-after-order", "orders", "ord-004", expires))
            assert sourcebook.validate(folder).waivers[0].state is state

    @pytest.mark.parametrize("epoch", ["yesterday", "1e9", "99999999999999999999"])
    def test_one_that_is_no_time_is_told(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
    ) -> None:
        waive(folder, ("baked-after-order", "orders", "ord-004"))
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        with pytest.raises(sourcebook.UseError) as caught:
            sourcebook.validate(folder)
        assert str(caught.value) == (
            f"SOURCE_DATE_EPOCH is {epoch!r}, not a time in seconds. Set it to one, or unset it."
        )

    def test_it_is_not_asked_where_nothing_is_waived(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
        assert sourcebook.validate(folder).errors == 2


WAIVED = st.lists(
    st.tuples(
        st.sampled_from(
            ["type-error", "constraint-error", "foreign-key", "baked-after-order", "primary-key"]
        ),
        st.sampled_from([f"ord-00{n}" for n in range(1, 6)]),
        st.sampled_from(["2020-01-01", "2030-01-01"]),
    ),
    unique_by=lambda waiver: waiver[:2],
)


@given(WAIVED)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_waivers_never_change_what_is_found(
    tmp_path: Path, waivers: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path / "datasets/bakery"
    if not folder.exists():
        break_everything(bakery(tmp_path))
    (folder / "waivers.yaml").unlink(missing_ok=True)
    plain = sourcebook.validate(folder)
    waive(folder, *((rule, "orders", key, day) for rule, key, day in waivers))
    report = sourcebook.validate(folder, today=DAY)
    expected = {(rule, key) for rule, key, day in waivers if day > "2026-06-01"}
    assert [(f.code, f.row, f.field, f.message) for f in report.findings] == [
        (f.code, f.row, f.field, f.message) for f in plain.findings
    ]
    for now, before in zip(report.tables, plain.tables, strict=True):
        assert now.errors + now.warnings + now.waived == before.errors + before.warnings
        assert [c.found for c in now.coverage] == [c.found for c in before.coverage]
        assert sum(c.waived for c in now.coverage) == now.waived
    for finding in report.findings:
        key = (finding.key or {}).get("order_id")
        assert (finding.waiver is not None) == ((finding.code, key) in expected)
    failing = [f for f in report.findings if f.severity is Severity.ERROR and f.waiver is None]
    assert report.errors == len(failing)
