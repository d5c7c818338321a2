"""A package holds the rows of a view as a plain table, and the SQL from which they are."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import frictionless
import pytest

import sourcebook
from small import SALES, bakery, change, derive
from sourcebook.declare import open_target
from sourcebook.package.build import build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    found = bakery(tmp_path)
    derive(found)
    return found


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_rows_are_a_resource_like_others_and_the_sql_stands_beside_them(dataset: Path) -> None:
    package = build(dataset, dataset / "dist")
    assert [row["loaves"] for row in _rows(package / "data/sales.csv")] == ["5", "11", "1"]
    assert (package / "views/sales.sql").read_text(encoding="utf-8") == SALES
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert described["derived"] == ["sales"]
    (sales,) = [each for each in described["resources"] if each["name"] == "sales"]
    assert (sales["path"], sales["rows"], sales["title"]) == ("data/sales.csv", 3, "Sales")
    assert "views/sales.sql" in (package / "SHA256SUMS").read_text(encoding="utf-8")
    assert "`views/sales.sql`" in (package / "README.md").read_text(encoding="utf-8")
    report = json.loads((package / "validation.json").read_text(encoding="utf-8"))
    assert [table["path"] for table in report["tables"]][-1] == "views/sales.sql"
    assert frictionless.Package(str(package / "datapackage.json")).get_resource("sales").read_rows()


def test_a_package_is_checked_as_it_stands_and_knows_where_its_views_are_from(
    dataset: Path,
) -> None:
    package = build(dataset, dataset / "dist")
    table = open_target(package).dataset.table("sales")
    assert (table.format, table.view) == ("csv", SALES)
    report = sourcebook.validate(package, engine="all")
    assert report.valid
    change(package / "data/sales.csv", "brd-03,Zopf,1", "brd-03,Zopf,1001")
    (finding,) = [
        f
        for f in sourcebook.validate(package).findings
        if f.table == "sales" and f.code == "constraint-error"
    ]
    assert finding.path.endswith("data/sales.csv")
    assert finding.line == 4


def test_a_package_is_packaged_again_to_the_same_bytes(dataset: Path) -> None:
    first = build(dataset, dataset / "first")
    second = build(first, dataset / "second")
    for file in ("data/sales.csv", "data/sales.parquet", "views/sales.sql"):
        assert (first / file).read_bytes() == (second / file).read_bytes()


def test_a_view_that_can_not_be_computed_is_not_packaged(dataset: Path) -> None:
    change(dataset / "breads.csv", "brd-01,Bauernlaib,rye,4.2,", "brd-01,Bauernlaib,rye,dear,")
    with pytest.raises(sourcebook.UseError, match="1 error, so nothing was packaged"):
        build(dataset, dataset / "dist")
    (dataset / "waivers.yaml").write_text(
        "- {rule: type-error, table: breads, key: brd-01, reason: it is, who: me}\n",
        encoding="utf-8",
    )
    with pytest.raises(sourcebook.UseError, match="breads has a waived type-error"):
        build(dataset, dataset / "dist")
    assert not (dataset / "dist").exists() or not list((dataset / "dist").iterdir())


def test_an_error_of_a_view_keeps_it_from_being_packaged(dataset: Path) -> None:
    change(dataset.parent.parent / "schemas/sales.yaml", "maximum: 1000", "maximum: 10")
    with pytest.raises(sourcebook.UseError, match="1 error"):
        build(dataset, dataset / "dist")
