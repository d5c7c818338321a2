"""``waivers.yaml``: what it may say, and every mistake in it with its place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import sourcebook
from small import bakery
from sourcebook.declare import open_target
from sourcebook.declare.waivers import read_waivers
from sourcebook.findings import Waiver

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Dataset

WAIVER = """\
- rule: baked-after-order
  table: orders
  key: ord-002
  reason: Baked ahead for a fair.
  who: A. Curator
  expires: 2026-12-31
"""

KEYLESS = """\
name: counts
fields:
  - {name: day, type: date}
  - {name: number, type: integer, constraints: {minimum: 0}}
"""


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The bakery with a table that has no key and one that has two columns for one."""
    folder = bakery(tmp_path)
    monkeypatch.chdir(folder)
    descriptor = folder / "datapackage.yaml"
    more = "".join(
        f"  - {{name: {name}, path: {name}.csv, schema: {name}}}\n" for name in ("counts", "pairs")
    )
    descriptor.write_text(descriptor.read_text() + more)
    (tmp_path / "schemas/counts.yaml").write_text(KEYLESS)
    (tmp_path / "schemas/pairs.yaml").write_text(
        KEYLESS.replace("counts", "pairs") + "primaryKey: [day, number]\n"
    )
    for name in ("counts", "pairs"):
        (folder / f"{name}.csv").write_text("day,number\n2024-01-01,1\n")
    return open_target(".").dataset


def mistakes(dataset: Dataset, text: str | bytes) -> list[str]:
    raw = text.encode() if isinstance(text, str) else text
    (dataset.root / "waivers.yaml").write_bytes(raw)
    with pytest.raises(sourcebook.DeclarationError) as caught:
        read_waivers(dataset)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_a_waiver_is_read_with_its_place(dataset: Dataset) -> None:
    (dataset.root / "waivers.yaml").write_text(f"# why not\n\n{WAIVER}")
    assert read_waivers(dataset) == (
        Waiver(
            rule="baked-after-order",
            table="orders",
            key={"order_id": "ord-002"},
            reason="Baked ahead for a fair.",
            who="A. Curator",
            expires=date(2026, 12, 31),
            path="waivers.yaml",
            line=3,
        ),
    )


@pytest.mark.parametrize("text", ["", "# none yet\n", "[]\n"])
def test_a_file_without_waivers_has_none(dataset: Dataset, text: str) -> None:
    (dataset.root / "waivers.yaml").write_text(text)
    assert read_waivers(dataset) == ()


def test_without_the_file_there_are_none(dataset: Dataset) -> None:
    assert read_waivers(dataset) == ()


@pytest.mark.parametrize(
    ("table", "written", "key"),
    [
        ("orders", "ord-002", {"order_id": "ord-002"}),
        ("orders", "{order_id: ord-002}", {"order_id": "ord-002"}),
        ("orders", "007", {"order_id": "007"}),
        ("orders", "1e3", {"order_id": "1e3"}),
        ("orders", "null", {"order_id": "null"}),
        ("orders", "2024-01-01", {"order_id": "2024-01-01"}),
        ("pairs", "{number: 01, day: 2024-01-01}", {"day": "2024-01-01", "number": "01"}),
        ("counts", "{number: -1}", {"number": "-1"}),
        ("counts", "{number: -1, day: ''}", {"number": "-1", "day": ""}),
    ],
)
def test_a_key_is_the_text_that_is_written(
    dataset: Dataset, table: str, written: str, key: dict[str, str]
) -> None:
    (dataset.root / "waivers.yaml").write_text(
        f"- {{rule: type-error, table: {table}, key: {written}, reason: r, who: w}}\n"
    )
    assert [waiver.key for waiver in read_waivers(dataset)] == [key]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "expires:",
            "expire:",
            "waivers.yaml: waivers[0].expire: is not a word of a waiver. Did you mean 'expires'?",
        ),
        (
            "table: orders",
            "table: order",
            "waivers.yaml: waivers[0].table: there is no table 'order'. Did you mean 'orders'?",
        ),
        (
            "rule: baked-after-order",
            "rule: baked-after-orders",
            (
                "waivers.yaml: waivers[0].rule: 'orders' has no rule 'baked-after-orders'. "
                "Did you mean 'baked-after-order'?"
            ),
        ),
        (
            "rule: baked-after-order",
            "rule: missing-label",
            (
                "waivers.yaml: waivers[0].rule: 'missing-label' is a fault of the file, which can't be waived. "
                "Mend the file."
            ),
        ),
        (
            "rule: baked-after-order",
            "rule: blank-row",
            (
                "waivers.yaml: waivers[0].rule: 'blank-row' is a fault of the file, which can't be waived. "
                "Mend the file."
            ),
        ),
        (
            "table: orders\n  key: ord-002",
            "table: breads\n  key: brd-01",
            (
                "waivers.yaml: waivers[0].rule: 'baked-after-order' is a rule of 'orders', not of "
                "'breads'. Write `table: orders`."
            ),
        ),
        (
            "  reason: Baked ahead for a fair.\n",
            "",
            "waivers.yaml: waivers[0].reason: is missing. Add `reason:`.",
        ),
        (
            "who: A. Curator",
            "who: ' '",
            "waivers.yaml: waivers[0].who: is missing. Add `who:`.",
        ),
        (
            "who: A. Curator",
            "who: [A]",
            "waivers.yaml: waivers[0].who: must be a text, not ['A'].",
        ),
        (
            "expires: 2026-12-31",
            "expires: 31.12.2026",
            (
                "waivers.yaml: waivers[0].expires: '31.12.2026' is not a date. Write the last day on "
                "which it holds as YYYY-MM-DD, such as 2026-12-31."
            ),
        ),
        (
            "expires: 2026-12-31",
            "expires: 2026-02-30",
            (
                "waivers.yaml: waivers[0].expires: '2026-02-30' is not a date (day is out of range "
                "for month). Write the last day on which it holds as YYYY-MM-DD, such as 2026-12-31."
            ),
        ),
        (
            "expires: 2026-12-31",
            "expires: 20261231",
            (
                "waivers.yaml: waivers[0].expires: '20261231' is not a date. Write the last day on "
                "which it holds as YYYY-MM-DD, such as 2026-12-31."
            ),
        ),
        (
            "  key: ord-002\n",
            "",
            "waivers.yaml: waivers[0].key: is missing. Add `key: {order_id: ...}`.",
        ),
        (
            "key: ord-002",
            "key: {order: ord-002}",
            (
                "waivers.yaml: waivers[0].key.order: is not in the primary key of 'orders'. "
                "Did you mean 'order_id'?"
            ),
        ),
        (
            "key: ord-002",
            "key: [ord-002]",
            (
                "waivers.yaml: waivers[0].key: does not tell a row of 'orders'. "
                "Write `key: {order_id: ...}`."
            ),
        ),
        (
            "key: ord-002",
            "key: {order_id: [a]}",
            (
                "waivers.yaml: waivers[0].key.order_id: must be a text. "
                "Write the cell as it stands in the file."
            ),
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(dataset: Dataset, old: str, new: str, told: str) -> None:
    assert WAIVER.count(old) == 1
    assert any(line.startswith(told) for line in mistakes(dataset, WAIVER.replace(old, new)))


@pytest.mark.parametrize(
    ("table", "key", "told"),
    [
        (
            "pairs",
            "2024-01-01",
            "key: does not tell a row of 'pairs'. Write `key: {day: ..., number: ...}`.",
        ),
        (
            "pairs",
            "{day: 2024-01-01}",
            "key.number: is missing. Add `number:`; the primary key has it.",
        ),
        (
            "pairs",
            "{day: 2024-01-01, number: ''}",
            "key.number: is missing. Add `number:`; the primary key has it.",
        ),
        (
            "counts",
            "{}",
            "key: is missing. Name the columns that tell the row: `key: {column: text}`.",
        ),
        ("counts", "17", "key: does not tell a row of 'counts'. Write `key: {column: text}`."),
        ("counts", "{numbr: 1}", "key.numbr: is not a field of 'counts'. Did you mean 'number'?"),
    ],
)
def test_a_key_of_another_shape(dataset: Dataset, table: str, key: str, told: str) -> None:
    text = f"- {{rule: type-error, table: {table}, key: {key}, reason: r, who: w}}\n"
    assert mistakes(dataset, text) == [f"waivers.yaml: waivers[0].{told}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rule: x\n", "waivers.yaml: waivers: must be a list. Put `- ` before each waiver."),
        ("- x\n", "waivers.yaml: waivers[0]: must be an object"),
        ("- {a: 1\n", "waivers.yaml: line 2, column 1: is not YAML: "),
        ("- {a: 1, a: 2}\n", "waivers.yaml: line 1, column 10: is not YAML: the key 'a' stands"),
        ("&a [*a]\n", "waivers.yaml: "),
        (b"\xff", "waivers.yaml: is not UTF-8 at byte 0. Save it as UTF-8."),
    ],
)
def test_a_file_of_another_shape(dataset: Dataset, text: str | bytes, told: str) -> None:
    assert mistakes(dataset, text)[0].startswith(told)


def test_two_waivers_for_the_same_row_and_rule(dataset: Dataset) -> None:
    assert mistakes(dataset, WAIVER + WAIVER.replace("ord-002", "{order_id: ord-002}")) == [
        (
            "waivers.yaml: waivers[1]: waives 'baked-after-order' for the same row as line 1. "
            "Remove one."
        )
    ]


def test_all_mistakes_are_told_at_once(dataset: Dataset) -> None:
    text = WAIVER.replace("who:", "whom:") + WAIVER.replace("orders", "ordrs")
    assert [told.partition(": ")[2].partition(":")[0] for told in mistakes(dataset, text)] == [
        "waivers[0].whom",
        "waivers[0].who",
        "waivers[1].table",
    ]


@pytest.mark.parametrize("name", ["waivers.yml", "waivers.json"])
def test_a_file_of_a_name_that_is_not_read(dataset: Dataset, name: str) -> None:
    (dataset.root / name).write_text(WAIVER)
    with pytest.raises(sourcebook.DeclarationError) as caught:
        read_waivers(dataset)
    assert str(caught.value) == f"{name}: is not read. Name it waivers.yaml."


def test_mistakes_of_several_datasets_are_told_together(tmp_path: Path) -> None:
    folders = [bakery(tmp_path / name) for name in ("one", "two")]
    for folder in folders:
        (folder / "waivers.yaml").write_text(WAIVER.replace("orders", "ordrs"))
    with pytest.raises(sourcebook.DeclarationError) as caught:
        sourcebook.validate(folders)
    assert len(caught.value.mistakes) == 2
