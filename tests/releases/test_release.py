"""A release is held against the last version: refused with every reason, or published whole."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import sourcebook
from repository import begin, commit
from small import bakery, change
from sourcebook import catalogue
from sourcebook.declare import open_target
from sourcebook.package import InvalidDatasetError, history
from sourcebook.releases.refusals import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

LIFECYCLE = "primaryKey: [bread_id]\nlifecycle: {status: flour, withdrawn: [rye]}\n"


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bakery in its first version, released to ``catalog`` in the working folder."""
    made = bakery(tmp_path)
    change(tmp_path / "schemas/breads.yaml", "primaryKey: [bread_id]\n", LIFECYCLE)
    monkeypatch.chdir(tmp_path)
    sourcebook.release(made, "catalog")
    return made


def version(dataset: Path, new: str, old: str = "1.0.0") -> None:
    change(dataset / "datapackage.yaml", f"version: {old}", f"version: {new}")


def refused(dataset: Path) -> dict[str, str]:
    before = published()
    with pytest.raises(RefusedError) as caught:
        sourcebook.release(dataset, "catalog")
    assert published() == before
    return {each.code: each.message for each in caught.value.refusals}


def published() -> dict[str, str]:
    catalog = catalogue.read("catalog")
    return {each.version: each.hash for each in catalog.datasets["bakery"].versions}


def past(version: str) -> history.History:
    return history.read(open_target(f"catalog/bakery/{version}").dataset)


def test_the_first_release_publishes_the_package_and_says_so(dataset: Path) -> None:
    assert list(published()) == ["1.0.0"]
    assert [entry.summary for entry in past("1.0.0").entries] == ["The first release."]
    assert dataset.is_dir()


def test_a_correction_is_published_with_its_changes(dataset: Path) -> None:
    change(dataset / "breads.csv", "rye,4.2,", "rye,4.5,")
    version(dataset, "1.0.1")
    done = sourcebook.release(dataset, "catalog")
    assert (done.version, done.last, done.new, str(done.diff.level)) == (
        "1.0.1",
        "1.0.0",
        True,
        "patch",
    )
    found = past("1.0.1")
    assert [(c.release, c.table, c.row, c.field, c.old, c.new, c.kind) for c in found.changes] == [
        ("1.0.1", "breads", "brd-01", "price", "4.2", "4.5", "cell changed")
    ]
    assert [(entry.version, entry.level) for entry in found.entries] == [
        ("1.0.1", "patch"),
        ("1.0.0", "minor"),
    ]
    assert "breads: 3 rows: 1 cell changed in 1 row" in found.entries[0].summary


def test_the_history_grows_from_release_to_release(dataset: Path) -> None:
    for last, new, price in (("1.0.0", "1.0.1", "4.5"), ("1.0.1", "1.0.2", "4.6")):
        file = dataset / "breads.csv"
        file.write_text(
            file.read_text().replace("rye,4.2" if new == "1.0.1" else "rye,4.5", f"rye,{price}")
        )
        version(dataset, new, last)
        sourcebook.release(dataset, "catalog")
    found = past("1.0.2")
    assert [change.release for change in found.changes] == ["1.0.2", "1.0.1"]
    assert [entry.version for entry in found.entries] == ["1.0.2", "1.0.1", "1.0.0"]


def test_a_new_table_is_one_change_with_the_number_of_its_rows(dataset: Path) -> None:
    (dataset / "more.csv").write_text("one,other\na,1\na,2\n")
    orders = "  - {name: orders, path: orders.csv, schema: orders}\n"
    schema = "{fields: [{name: one}, {name: other}], primaryKey: [one, other]}"
    more = f"  - {{name: more, path: more.csv, schema: {schema}}}\n"
    change(dataset / "datapackage.yaml", orders, orders + more)
    version(dataset, "1.1.0")
    sourcebook.release(dataset, "catalog")
    assert [(c.table, c.row, c.new, c.reason) for c in past("1.1.0").changes] == [
        ("more", "", "more", "table (minor). There is a table more. It has 2 rows.")
    ]
    (dataset / "more.csv").write_text("one,other\na,1\na,2\na,3\n")
    version(dataset, "1.1.1", "1.1.0")
    assert "The least is 1.2.0, because more: 1 row added" in refused(dataset)["version"]


def test_a_version_that_is_too_small_is_refused_with_the_least_and_the_reason(
    dataset: Path,
) -> None:
    file = dataset / "breads.csv"
    file.write_text(file.read_text() + "brd-04,Fladenbrot,wheat,3,\n")
    version(dataset, "1.0.1")
    assert refused(dataset) == {
        "version": "version 1.0.1 is too small after 1.0.0. The least is 1.1.0, because breads: "
        "1 row added (minor). Raise it in the descriptor."
    }
    version(dataset, "1.1.0", "1.0.1")
    assert sourcebook.release(dataset, "catalog").version == "1.1.0"


def test_a_change_without_a_new_version_is_refused(dataset: Path) -> None:
    change(dataset / "breads.csv", "rye,4.2,", "rye,4.5,")
    assert (
        "The least is 1.0.1, because breads: 1 cell changed (patch)" in refused(dataset)["version"]
    )


def test_an_id_that_is_gone_is_refused(dataset: Path) -> None:
    file = dataset / "orders.csv"
    change(file, "ord-004,brd-01,3,2024-03-09,2024-03-09,\n", "")
    version(dataset, "2.0.0")
    message = refused(dataset)["vanished-id"]
    assert message.startswith(
        "orders: 1 id gone (ord-004); what was cited must stay. Put the rows back."
    )


def test_a_table_that_is_gone_takes_no_ids_with_it(dataset: Path) -> None:
    descriptor = dataset / "datapackage.yaml"
    lines = descriptor.read_text().splitlines(keepends=True)
    descriptor.write_text("".join(line for line in lines if "name: orders" not in line))
    version(dataset, "2.0.0")
    assert refused(dataset) == {
        "vanished-id": "the table orders is gone, with all its ids. Keep it, and withdraw its rows "
        "where it is not to be used any more."
    }


def test_a_table_goes_on_being_told_by_its_ids(dataset: Path) -> None:
    schemas = dataset.parents[1] / "schemas"
    change(schemas / "orders.yaml", "primaryKey: [order_id]", "primaryKey: [bread_id, order_id]")
    version(dataset, "2.0.0")
    assert refused(dataset) == {
        "vanished-id": "orders: ids stood in order_id, which is its key no more, so nobody can see "
        "that none is gone. Keep the key."
    }


def test_an_id_that_was_withdrawn_is_never_used_again(dataset: Path) -> None:
    change(dataset / "breads.csv", "Baguette,wheat", "Baguette,rye")
    version(dataset, "1.0.1")
    sourcebook.release(dataset, "catalog")
    assert past("1.0.1").changes[0].kind == "row withdrawn"
    change(dataset / "breads.csv", "Baguette,rye", "Baguette,wheat")
    version(dataset, "1.0.2", "1.0.1")
    assert refused(dataset) == {
        "reused-id": "breads: 1 id used again (brd-02; brd-02 was withdrawn in 1.0.1). "
        "Give these rows new ids."
    }


def test_wrong_data_are_refused_with_the_report(dataset: Path) -> None:
    change(dataset / "orders.csv", "brd-02,10,", "brd-02,ten,")
    version(dataset, "1.0.1")
    before = published()
    with pytest.raises(InvalidDatasetError) as caught:
        sourcebook.release(dataset, "catalog")
    assert [finding.code for finding in caught.value.report.findings] == ["type-error"]
    assert published() == before


def test_engines_that_disagree_are_refused_though_nothing_is_wrong(
    dataset: Path, tmp_path: Path
) -> None:
    # A rule that tosses a coin for each row is evaluated by two engines, each with coins of its
    # own: that they land alike on 90 rows has a chance of 1 in 10^27. A warning is no error.
    change(
        tmp_path / "schemas/breads.yaml",
        "primaryKey: [bread_id]\n",
        "primaryKey: [bread_id]\nrules:\n  - {id: coin, title: Heads, message: tails, severity: warning, "
        "expression: price > 0 and random() < 0.5}\n",
    )
    file = dataset / "breads.csv"
    more = (f"brd-{number},Bread {number},rye,4,\n" for number in range(10, 100))
    file.write_text(file.read_text() + "".join(more))
    version(dataset, "1.1.0")
    before = published()
    with pytest.raises(InvalidDatasetError, match=r"the engines disagree in \d+ places") as caught:
        sourcebook.release(dataset, "catalog")
    assert caught.value.report.errors == 0
    assert {each.code for each in caught.value.report.agreement.differences} == {"coin"}
    assert published() == before


def test_a_day_that_has_not_come_is_refused(dataset: Path) -> None:
    version(dataset, "1.0.1\ncreated: '2999-01-01T00:00:00Z'")
    assert refused(dataset)["future-date"].startswith(
        "`created` is 2999-01-01T00:00:00Z, which has"
    )


def test_a_release_before_the_last_one_is_refused(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version(dataset, "1.0.1")
    change(dataset / "breads.csv", "rye,4.2,", "rye,4.5,")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert "the release before it, 1.0.0, is of " in refused(dataset)["future-date"]


def test_files_that_are_not_committed_are_refused(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("catalog\n*.tmp\n")
    begin(tmp_path)
    change(dataset / "breads.csv", "rye,4.2,", "rye,4.5,")
    version(dataset, "1.0.1")
    (dataset / "ignored.tmp").touch()
    (tmp_path / "elsewhere.txt").touch()
    message = refused(dataset)["dirty-tree"]
    assert message.startswith("2 files not as committed (datasets/bakery/breads.csv, datasets/")
    commit(tmp_path, "second")
    change(tmp_path / "schemas/breads.yaml", "title: Breads", "title: All breads")
    assert "schemas/breads.yaml" in refused(dataset)["dirty-tree"]
    commit(tmp_path, "third")
    assert sourcebook.release(dataset, "catalog").version == "1.0.1"


def test_every_reason_is_told_at_once(dataset: Path) -> None:
    change(dataset / "orders.csv", "ord-004,brd-01,3,2024-03-09,2024-03-09,\n", "")
    change(
        dataset / "datapackage.yaml",
        "version: 1.0.0",
        "version: 1.0.0\ncreated: '2999-01-01T00:00:00Z'",
    )
    assert set(refused(dataset)) == {"version", "vanished-id", "future-date"}


def test_a_dry_run_shows_all_and_changes_nothing(dataset: Path, tmp_path: Path) -> None:
    change(dataset / "breads.csv", "rye,4.2,", "rye,4.5,")
    version(dataset, "1.0.1")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    command = [sys.executable, "-m", "sourcebook", "release", str(dataset), "--catalog", "catalog"]
    done = subprocess.run(
        [*command, "--dry-run"], capture_output=True, encoding="utf-8", check=True
    )
    assert "Since 1.0.0: Different: 1 cell changed in 1 row." in done.stdout
    assert "  data/breads.csv\n" in done.stdout
    assert "bakery 1.0.1: would be released in " in done.stdout
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_what_is_released_already_is_released_again_without_a_trace(dataset: Path) -> None:
    before = published()
    (latest := dataset.parent.parent / "catalog/bakery/latest.json").unlink()
    assert sourcebook.release(dataset, "catalog").new is False
    assert published() == before
    assert json.loads(latest.read_text())["version"] == "1.0.0"


def test_a_refusal_is_a_verdict_with_a_line_for_each_reason(dataset: Path) -> None:
    change(dataset / "breads.csv", "rye,4.2,", "rye,4.5,")
    command = [sys.executable, "-m", "sourcebook", "release", str(dataset), "--catalog", "catalog"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert lines[0] == f"sourcebook: {dataset}: not released."
    assert lines[1].startswith("  version: version 1.0.0 is too small after 1.0.0.")


def test_a_version_that_is_none_is_told_with_the_form(dataset: Path) -> None:
    version(dataset, "'2024'")
    with pytest.raises(sourcebook.UseError, match=r"'2024' is no version. Write three numbers, as"):
        sourcebook.release(dataset, "catalog")
