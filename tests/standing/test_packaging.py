"""A dataset whose errors are waived is packaged; the package says so, and is valid like it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import pytest

import sourcebook
from small import bakery, change
from sourcebook.findings import WaiverState

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.findings import WaiverReport

WAIVERS = """\
- {rule: baked-after-order, table: orders, key: ord-004, reason: r, who: w, expires: 2999-12-31}
- {rule: constraint-error, table: orders, key: ord-001, reason: r, who: w}
- {rule: constraint-error, table: orders, key: ord-005, reason: r, who: w}
- {rule: foreign-key, table: orders, key: ord-002, reason: r, who: w}
- {rule: primary-key, table: breads, key: brd-01, reason: r, who: w}
"""


@pytest.fixture
def flawed(tmp_path: Path) -> Path:
    """The bakery with five errors, all of them waived."""
    folder = bakery(tmp_path)
    change(folder / "orders.csv", "2024-03-09,2024-03-09", "2024-03-09,2024-03-08")
    change(folder / "orders.csv", "ord-001,brd-01,2,", "ord-001,brd-01,0,")
    change(folder / "orders.csv", "ord-002,brd-02,", "ord-002,brd-09,")
    change(folder / "orders.csv", "1,2024-03-30", ",2024-03-30")
    change(folder / "breads.csv", "brd-03,Zopf", "brd-01,Zopf")
    change(folder / "orders.csv", "brd-03", "brd-01")
    (folder / "waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    return folder


def judged(waivers: tuple[WaiverReport, ...]) -> list[tuple[str, WaiverState, int]]:
    return [(told.waiver.rule, told.state, told.found) for told in waivers]


def test_a_dataset_with_waived_errors_is_packaged(flawed: Path, tmp_path: Path) -> None:
    package = sourcebook.build(flawed, tmp_path / "dist")
    rows = duckdb.sql(
        f"SELECT order_id, bread_id, quantity FROM '{package}/data/orders.parquet'"
    ).fetchall()
    assert rows[0] == ("ord-001", "brd-01", 0)
    assert rows[4] == ("ord-005", "brd-02", None)
    assert (package / "waivers.yaml").read_bytes() == (flawed / "waivers.yaml").read_bytes()
    assert "waivers.yaml" in (package / "SHA256SUMS").read_text()


def test_the_package_is_as_valid_as_its_dataset(flawed: Path, tmp_path: Path) -> None:
    package = sourcebook.build(flawed, tmp_path / "dist")
    ours, theirs = sourcebook.validate(flawed), sourcebook.validate(package)
    assert ours.valid
    assert theirs.valid
    assert judged(ours.waivers) == judged(theirs.waivers)
    assert [told.state for told in theirs.waivers] == [WaiverState.APPLIED] * 5
    (package / "waivers.yaml").unlink()
    assert sourcebook.validate(package).errors == 5


def test_nothing_of_the_machine_is_in_its_report(flawed: Path, tmp_path: Path) -> None:
    package = sourcebook.build(flawed, tmp_path / "dist")
    text = (package / "validation.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert json.loads(text)["valid"] is True


def test_the_same_waived_dataset_gives_the_same_bytes(flawed: Path, tmp_path: Path) -> None:
    sums = [(sourcebook.build(flawed, tmp_path / n) / "SHA256SUMS").read_bytes() for n in "ab"]
    assert sums[0] == sums[1]


def test_an_error_beside_the_waived_ones_refuses_it(flawed: Path, tmp_path: Path) -> None:
    change(flawed / "orders.csv", "ord-003,brd-01,1,", "ord-003,brd-01,0,")
    with pytest.raises(sourcebook.UseError, match=r"1 error, so nothing was packaged\."):
        sourcebook.build(flawed, tmp_path / "dist")


def test_an_expired_waiver_refuses_it(
    flawed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(flawed / "waivers.yaml", "2999-12-31", "2024-01-01")
    with pytest.raises(sourcebook.UseError, match=r"1 error, so nothing was packaged\."):
        sourcebook.build(flawed, tmp_path / "dist")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1704067200")  # that day
    assert sourcebook.build(flawed, tmp_path / "dist").is_dir()


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("type-error", "ord-003,brd-01,1,", "ord-003,brd-01,one,"),
        ("extra-cell", "2024-03-30,2024-03-30,", "2024-03-30,2024-03-30,,x"),
    ],
)
def test_a_waived_cell_that_no_package_can_hold_is_told(
    flawed: Path, tmp_path: Path, code: str, old: str, new: str
) -> None:
    change(flawed / "orders.csv", old, new)
    key = "ord-003" if code == "type-error" else "ord-005"
    with (flawed / "waivers.yaml").open("a", encoding="utf-8") as file:
        file.write(f"- {{rule: {code}, table: orders, key: {key}, reason: r, who: w}}\n")
    assert sourcebook.validate(flawed).valid
    with pytest.raises(sourcebook.UseError) as caught:
        sourcebook.build(flawed, tmp_path / "dist")
    assert str(caught.value) == (
        f"{flawed}: orders has a waived {code}, and no package can hold such a cell as it is. "
        "Mend it."
    )
    assert not (tmp_path / "dist").exists()
