"""Where engines agree, where they differ, and which differences the standard itself decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sourcebook
from onetable import dataset, field, found, schema
from small import bakery, break_everything, change
from sourcebook.declare import open_target
from sourcebook.engines import ENGINES, engine
from sourcebook.engines.agreement import compare
from sourcebook.engines.outcome import Outcome
from sourcebook.engines.quirks import QUIRKS
from sourcebook.findings import Coverage, Difference, Silent, Status

if TYPE_CHECKING:
    from sourcebook.declare import Target

ROOT = Path(__file__).parents[2]


def outcomes(target: Target) -> dict[str, Outcome]:
    return {name: engine(name)(target, None, Silent()) for name in ENGINES}


def differences(folder: Path) -> tuple[Difference, ...]:
    target = open_target(folder)
    agreement = compare(outcomes(target), target.dataset)
    assert agreement.compared == ENGINES
    return agreement.differences


def test_three_engines_agree_on_a_dataset_without_fault(tmp_path: Path) -> None:
    assert differences(bakery(tmp_path)) == ()


def test_three_engines_agree_on_many_faults(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    break_everything(folder)
    change(folder / "orders.csv", "ord-002,brd-02", "ord-001,brd-77")
    assert differences(folder) == ()


def test_a_finding_that_one_engine_misses_is_a_difference(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "orders.csv", "ord-004,brd-01,3", "ord-004,brd-01,three")
    target = open_target(folder)
    told = outcomes(target)
    for name in ("duckdb", "pandera", "frictionless"):
        changed = told | {name: replace(told[name], findings=())}
        others = tuple(other for other in ENGINES if other != name)
        assert compare(changed, target.dataset).differences == (
            Difference("orders", 5, "quantity", "type-error", others, (name,)),
        )


def test_an_engine_that_skips_a_rule_is_not_asked_for_it(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "orders.csv", "2024-03-09,2024-03-09", "2024-03-09,2024-03-08")
    target = open_target(folder)
    told = outcomes(target)
    assert compare(told, target.dataset).differences == ()
    lacking = told | {"pandera": replace(told["pandera"], findings=())}
    assert compare(lacking, target.dataset).differences == (
        Difference("orders", 5, None, "baked-after-order", ("duckdb",), ("pandera",)),
    )


def test_a_check_that_was_skipped_in_part_is_not_compared(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "orders.csv", "ord-004,brd-01,3", "ord-004,brd-01,three")
    target = open_target(folder)
    told = outcomes(target)
    skipped = (Coverage("type-error", Status.SKIPPED, "for a reason"),)
    tables = tuple(
        replace(table, coverage=(*table.coverage, *skipped)) for table in told["pandera"].tables
    )
    told["pandera"] = Outcome(tables, ())
    assert compare(told, target.dataset).differences == ()


def test_row_errors_are_compared_without_their_field(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "orders.csv", "ord-004,brd-01", "ord-001,brd-01")
    target = open_target(folder)
    told = outcomes(target)
    (found,) = told["duckdb"].findings
    told["duckdb"] = replace(told["duckdb"], findings=(replace(found, field=None, column=None),))
    assert found.code == "primary-key"
    assert compare(told, target.dataset).differences == ()


PAIR = {"primaryKey": ["k", "l"]}
# For each quirk a file on which frictionless-py alone is wrong, or alone finds fault.
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("Q04", schema(field("k"), field("v", required=True), missingValues=["", "-"]), "k,v\n-,-\n"),
    ("Q04", schema(field("k"), field("v"), primaryKey=["k"]), "k,v\na,b\n,\n"),
    ("Q05", schema(field("k"), field("v")), "k, v\na,b\n"),
    ("Q06", schema(field("k"), field("l"), **PAIR), "k,l\na,\n"),
    ("Q07", schema(field("k", "integer"), field("l"), primaryKey=["k"]), "k,l\nx,a\n"),
    ("Q10", schema(field("k"), field("v", "duration", minimum="PT1H")), "k,v\na,PT1M\n"),
    ("Q11", schema(field("k"), {"name": "v", "type": "integer", "groupChar": "."}), "k,v\na,1.000\n"),
    ("Q14", schema(field("k"), field("v", "integer", maximum=1)), "k,v\na,1_0\n"),
    ("Q14", schema(field("k"), field("v", "number")), "k,v\na,Infinity\nb,\u00a01\nc,٣\n"),
    ("Q14", schema(field("k", "integer"), field("v"), primaryKey=["k"]), "k,v\n10,a\n1_0,b\n"),
    ("Q14", schema(field("k"), {"name": "v", "type": "number", "groupChar": " "}), "k,v\na,1  0\n"),
    ("Q15", schema(field("k"), field("v", "date")), "k,v\na,2020-1-5\n"),
    ("Q15", schema(field("k"), {"name": "v", "type": "list", "itemType": "date"}),
     'k,v\na,"2020-01-05,2020-1-6"\n'),
    ("Q16", schema(field("k"), field("v", "datetime")), "k,v\na,2020-01-05t10:00:00\n"),
    ("Q17", schema(field("k"), field("v", "time")), "k,v\na,10:00:00.5\nb,10:00:00Z\n"),
    ("Q18", schema(field("k"), field("v", "year")), "k,v\na,2_24\nb,-0044\n"),
    ("Q19", schema(field("k"), field("v", "yearmonth")), "k,v\na,2024-1\nb,12024-01\n"),
    ("Q20", schema(field("k"), field("v", "duration")), "k,v\na,PT\nb,P1W\nc,P1.5D\n"),
    ("Q21", schema(field("k"), field("v", "geojson")),
     'k;v\na;{"type":"Point","coordinates":[1,2,3]}\n'),
    ("Q21", schema(field("k"), field("v", "geojson")),
     'k;v\na;{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}\n'),
    ("Q22", schema(field("k"), field("v", "array")), "k,v\na,[NaN]\n"),
    ("Q22", schema(field("k"), field("v", "geopoint", format="array")), 'k;v\na;["1",true]\n'),
    ("Q23", schema(field("k"), field("v", format="uuid")),
     "k,v\na,{c56a4180-65aa-42ec-a945-5fd21dec0538}\n"),
    ("Q23", schema(field("k"), field("v", format="binary")), "k,v\na,====\n"),
    ("Q14", schema(field("k"), field("v", "number")), "k,v\na,_0\n"),
    ("Q19", schema(field("k"), field("v", "yearmonth")), "k,v\na,0000-01\n"),
    ("Q23", schema(field("k"), field("v", format="email")), "k,v\na,\u0661a@b.org\n"),
    ("Q23", schema(field("k"), field("v", format="email")), "k,v\na,\u00a0a@b.org\n"),
    ("Q26", schema(field("k"), field("v", "datetime", unique=True)),
     "k,v\na,2020-01-01T00:00:00\nb,2020-01-01T00:00:00Z\n"),
    ("Q28", schema(field("k"), field("v", "number", minimum=0)), "k,v\na,NaN\n"),
    ("Q28", schema(field("k", "number"), field("v"), primaryKey=["k"]), "k,v\nNaN,a\nNaN,b\n"),
    ("Q34", schema(field("k"), field("v")), "k,v\n"),
    ("S01", schema(field("k"), field("v"), foreignKeys=[
        {"fields": ["k", "v"], "reference": {"resource": "", "fields": ["v", "k"]}}]),
     "k,v\na,\n"),
    ("S02", schema(field("k"), field("v")), 'k,v\na,"b\nc,d\n'),
    ("S05", schema(field("n k"), field("n v")), "n\nk,v\na,b\n"),
    ("S06", schema(field("k"), field("v", "integer")), 'k,v\n"#a",x\n#b,1\n'),
]  # fmt: skip


@pytest.mark.parametrize(("quirk", "declared", "text"), CASES)
def test_a_quirk_of_the_reference_is_no_difference(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    quirk: str,
    declared: dict[str, Any],
    text: str,
) -> None:
    folder = dataset(tmp_path, t=(declared, text))
    dialect = '"dialect": {"delimiter": ";"}' if ";" in text else None
    if text.startswith("n\n"):
        dialect = '"dialect": {"headerRows": [1, 2]}'
    if quirk == "S06":
        dialect = '"dialect": {"commentChar": "#"}'
    if quirk == "Q34":
        dialect = '"dialect": {"headerRows": [9]}'
    if dialect is not None:
        change(folder / "datapackage.json", '"path"', f'{dialect}, "path"')
    without = tuple(other for other in QUIRKS if other.id != quirk)
    with monkeypatch.context() as patch:
        patch.setattr("sourcebook.engines.quirks.QUIRKS", without)
        assert differences(folder) != ()
    assert differences(folder) == ()


def test_every_quirk_that_shows_between_our_engines_has_a_case() -> None:
    assert {quirk for quirk, _, _ in CASES} == {quirk.id for quirk in QUIRKS if not quirk.bare}


def test_a_quirk_excuses_no_other_cell_of_its_type(tmp_path: Path) -> None:
    declared = schema(field("k"), field("v", "date"))
    target = open_target(dataset(tmp_path, t=(declared, "k,v\na,2020-13-05\n")))
    told = outcomes(target)
    told["frictionless"] = replace(told["frictionless"], findings=())
    assert [each.row for each in compare(told, target.dataset).differences] == [2]


def test_a_quirk_excuses_neither_of_our_own_engines(tmp_path: Path) -> None:
    folder = dataset(tmp_path, t=(schema(field("k"), field("v", "date")), "k,v\na,2020-1-5\n"))
    target = open_target(folder)
    told = outcomes(target)
    told["pandera"] = replace(told["pandera"], findings=())
    assert compare(told, target.dataset).differences == (
        Difference("t", 2, "v", "type-error", ("duckdb",), ("pandera", "frictionless")),
    )


def test_a_file_without_its_dataset_is_checked_but_for_its_foreign_keys(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    loose = tmp_path / "orders.csv"
    (folder / "orders.csv").rename(loose)
    schema = tmp_path / "schemas" / "orders.yaml"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text[: text.index("  - id: still-sold")], encoding="utf-8")
    report = sourcebook.validate(loose, schema=schema, engine="all")
    assert report.valid
    assert report.tables[0].rows == 5
    (skipped,) = (c for c in report.tables[0].coverage if c.rule == "foreign-key" and c.reason)
    assert skipped.reason == "breads is not there to look the key up in"


@pytest.mark.parametrize("engine", ["duckdb", "pandera", "frictionless"])
@pytest.mark.parametrize("label", ["x\r\ny", "x\ry", "x\ny"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_break_in_a_label_hides_no_row(
    tmp_path: Path, engine: str, label: str, end: str
) -> None:
    fields = (field("a"), field(label, "integer"))
    text = f'a,"{label}"{end}x,1{end}y,no{end}'
    folder = dataset(tmp_path, t=(schema(*fields), text))
    report = sourcebook.validate(folder, engine=engine)
    assert report.tables[0].rows == 2
    assert [(f.code, f.row, f.field) for f in report.findings] == [("type-error", 3, label)]


@pytest.mark.parametrize(
    ("dialect", "text", "rows"),
    [
        ('{"commentChar": "#"}', "# first\nk,v\na,x\n# more\nb,1\n", [3]),
        ('{"commentChar": "#"}', "#,x\n# second\nk,v\na,1\nb,x\n", [5]),
        ('{"commentRows": [1]}', "anything\nk,v\na,x\n", [3]),
        ('{"commentChar": "#"}', "# alone\nk,v\n", []),
    ],
)
def test_a_comment_above_the_header_is_not_taken_for_it(
    tmp_path: Path, dialect: str, text: str, rows: list[int]
) -> None:
    folder = dataset(tmp_path, t=(schema(field("k"), field("v", "integer")), text))
    change(folder / "datapackage.json", '"path"', f'"dialect": {dialect}, "path"')
    told = outcomes(open_target(folder))
    assert len(told) == 3
    for name, outcome in told.items():
        assert found(outcome) == [("type-error", row, "v") for row in rows], name
