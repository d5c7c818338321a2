"""The shipped dataset: an incident with its place, actor, claim and source, told in a form."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

import command
import sourcebook
from filledforms import fill, form
from repository import state

ROOT = Path(__file__).parents[3]
PLACE = "datasets/pakistan-militancy"
SOURCE = {"source_id": "new-page", "publisher": "Made up", "title": "A page", "url": "https://example.org/page", "published_on": "2021-03-05", "published_basis": "shown", "source_type": "news", "language": "en", "origin": "Made up"}  # fmt: skip
INCIDENT = {"incident_id": "new-1", "date_start": dt.date(2021, 3, 4), "date_end": dt.date(2021, 3, 4), "date_precision": 1, "place_id": "Peshawar (settlement, PK, PK-KP) [plc-0052]", "geo_precision": "exact place", "locality": "A made-up street", "violence_type": "one_sided", "attack_type": "Armed assault", "device": "firearm", "target_class": "civilians", "event_clarity": 1, "status": "provisional", "summary": "An incident of a test."}  # fmt: skip
CLAIM = {"subject_table": "incidents", "subject_id": "new-1", "field": "attributed_to", "value": "grp-0001", "qualifier": "unspecified", "source_id": "new-page", "locator": "the group is suspected", "adopted": False}  # fmt: skip
ACTOR = {"incident_id": "new-1", "group_id": "TTP", "role": "perpetrator", "attribution": "suspected", "confidence": "low"}  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    shutil.copytree(ROOT / PLACE, folder / PLACE)
    return form(folder, Path(PLACE))


def run(empty: Path, *options: str, **sheets: list[dict[str, Any]]) -> tuple[int, str, str]:
    filled = fill(empty, **sheets)
    return command.run(empty.parent, "import", filled.name, "--into", PLACE, *options)


def test_an_incident_with_all_that_bears_it_is_added(empty: Path, tmp_path: Path) -> None:
    for name in ("schemas", PLACE):
        shutil.copytree(ROOT / name, tmp_path / name)
    mine = Path(shutil.copy(empty, tmp_path))
    before = state(tmp_path)
    code, out, err = run(mine, incidents=[INCIDENT], claims=[CLAIM], sources=[SOURCE], incident_actors=[ACTOR])  # fmt: skip
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == f"{PLACE}/incidents.csv: 1 row added"
    changed = {name for name, value in state(tmp_path).items() if before.get(name) != value}
    tables = ("claims", "incident_actors", "incidents", "sources")
    assert changed == {*(f"{PLACE}/{name}.csv" for name in tables), "filled.xlsx"}
    for name in tables:
        # Nothing but the new row is new, wherever it stands.
        old, new = (folder / PLACE / f"{name}.csv" for folder in (ROOT, tmp_path))
        lines = old.read_text(encoding="utf-8").splitlines()
        more = [line for line in new.read_text(encoding="utf-8").splitlines() if line not in lines]
        assert len(more) == 1, name
        if name == "incident_actors":
            assert more == ["inc-00303,grp-0001,perpetrator,suspected,low,"]
    assert sourcebook.validate(tmp_path / PLACE).valid


def test_each_typical_mistake_is_told_at_its_cell(empty: Path) -> None:
    known = "https://www.steningsimpson.com.au/events/powerful-blast-occurs-at-a-shiite-mosque/"
    code, out, err = run(
        empty,
        "--dry-run",
        incidents=[{**INCIDENT, "place_id": "Peshawar", "date_start": dt.date(2024, 3, 4)}],
        claims=[{**CLAIM, "asserted_on": dt.date(2021, 3, 1)}],
        sources=[{**SOURCE, "url": known}],
        incident_actors=[{**ACTOR, "group_id": "Tehreek Taliban Pakistan"}],
    )
    assert (code, out) == (1, "")
    told = [
        "incidents!B3 (date_start): '2024-03-04' is above the greatest value allowed",
        "incidents!E3 (place_id): 'Peshawar' is the name of 2 rows of places. Choose one of them: Peshawar (admin2, PK, PK-KP) [plc-0051], Peshawar (settlement, PK, PK-KP) [plc-0052].",
        "incident_actors!B3 (group_id): 'Tehreek Taliban Pakistan' is neither a key nor a name in groups. Did you mean ",
        "claims!L3 (asserted_on): The spreadsheet has made the date 2021-03-01 of what was written.",
        "sources!D3 (url): ",
    ]
    lines = err.replace("error filled.xlsx: ", "").splitlines()[:-1]
    assert [line[: len(start)] for line, start in zip(lines, told, strict=True)] == told
    assert "[grp-0001]" in lines[2]


def test_an_actor_without_a_claim_is_told(empty: Path) -> None:
    code, _, err = run(
        empty,
        "--dry-run",
        incidents=[INCIDENT],
        claims=[{**CLAIM, "value": "grp-0002"}],
        sources=[SOURCE],
        incident_actors=[ACTOR],
    )
    assert code == 1
    assert (
        "incident_actors!D3 (attribution): grp-0001 is 'suspected', but no live claim says so"
        in err
    )
    assert "inc-00303" not in err
