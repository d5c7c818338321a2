"""Any valid rows that are written into a form come out of it as the same rows."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import command
import sourcebook
import weather
from filledforms import FIRST, fill, form
from small import change
from sourcebook.declare import lexical, open_target
from sourcebook.exchange.ids import TEMPORARY
from sourcebook.exchange.sheets import bring

if TYPE_CHECKING:
    from sourcebook.declare import Table

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="=+-@_#'"),
    min_size=1,
    max_size=30,
).filter(lambda text: not TEMPORARY.fullmatch(text) and not text[0].isdigit())
"""Texts that no spreadsheet takes for something else."""
DAYS = st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31))
SECONDS = st.times().map(lambda at: at.replace(microsecond=0))
READINGS = st.lists(
    st.fixed_dictionaries(
        {
            "station_id": st.sampled_from(["st-1", "st-2", "st-3"]),
            "day": DAYS,
            "hour": st.none() | SECONDS,
            "seen_at": st.none() | st.builds(dt.datetime.combine, DAYS, SECONDS),
            "month": st.none() | DAYS.map(lambda day: f"{day:%Y-%m}"),
            "warmth": st.none() | st.decimals(-99, 99, places=2).map(float),
            "rain": st.none() | st.integers(0, 10**9),
            "note": st.none() | WORDS,
        }
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row["station_id"], row["day"]),
)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """The dataset, without the readings that it has, and its empty form."""
    folder = tmp_path_factory.mktemp("weather")
    place = weather.write_dataset(folder)
    header = weather.READINGS.partition("\n")[0] + "\n"
    (place / "readings.csv").write_text(header)
    return place, form(folder, place).read_bytes()


def values(table: Table, row: dict[str, str]) -> dict[str, Any]:
    """The logical values of a row of text."""
    return {
        field.name: None
        if row[field.name] in field.missing_values
        else lexical.value(field, row[field.name])
        for field in table.fields
    }


def meant(row: dict[str, Any]) -> dict[str, Any]:
    """The logical values of what was written into a form."""
    found = dict(row)
    if row["month"] is not None:
        found["month"] = dt.date.fromisoformat(f"{row['month']}-01")
    if row["warmth"] is not None:
        found["warmth"] = Decimal(repr(row["warmth"]))
    if row["note"] is not None:
        found["note"] = unicodedata.normalize("NFC", row["note"])
    return found


@given(rows=READINGS)
@settings(max_examples=25)
def test_valid_rows_come_out_as_they_went_in(
    rows: list[dict[str, Any]], station: tuple[Path, bytes]
) -> None:
    place, empty = station
    book = openpyxl.load_workbook(io.BytesIO(empty))
    columns = {cell.value: cell.column for cell in book["readings"][FIRST - 1]}
    for number, row in enumerate(rows, start=FIRST):
        for name, value in row.items():
            book["readings"].cell(number, columns[name]).value = value
    with TemporaryDirectory() as folder:
        book.save(Path(folder) / "filled.xlsx")
        done = bring(Path(folder) / "filled.xlsx", place, sourcebook.__version__, dry_run=True)
    assert done.faults == ()
    (added,) = done.added
    table = open_target(place).dataset.table("readings")
    found = [
        values(table, dict(zip(added.labels, record, strict=True))) for record in added.records
    ]
    assert found == [meant(row) for row in rows]


def test_rows_of_a_second_domain_with_keys_of_any_width_are_added(tmp_path: Path) -> None:
    place = weather.write_dataset(tmp_path)
    change(
        tmp_path / "schemas/stations.yaml",
        "primaryKey:\n- station_id\n",
        "primaryKey:\n- station_id\nnaming:\n  fields: name\n",
    )
    stations = [
        {"station_id": "new-1", "name": "Moor", "kind": "Hill", "opened": 2020, "active": True},
        {"name": "Beck", "parent_id": "new-1", "latitude": 54.25, "longitude": -3, "region": "north", "height": 12, "active": "false"},
    ]  # fmt: skip
    readings = [
        {"station_id": "moor", "day": dt.date(2020, 3, 2), "hour": dt.time(6, 30), "warmth": -0.5},
        {"station_id": "Fell, Upper", "day": "2020-03-02", "month": "2020-03"},
    ]
    filled = fill(form(tmp_path, place), stations=stations, readings=readings)
    code, _, err = command.run(tmp_path, "import", filled.name, "--into", str(place))
    assert (code, err) == (
        0,
        "warning filled.xlsx: stations!A3 (station_id): no height. A height is known. Correct the row.\n",
    )
    lines = (place / "stations.csv").read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == [
        "st-4,Moor,hill,,,,,2020,,true",
        "st-5,Beck,,54.25,-3,north,12,,st-4,false",
    ]
    text = (place / "readings.csv").read_text(encoding="utf-8")
    assert "st-4,2020-03-02,06:30:00,,,-0.5,,\n" in text
    assert "st-1,2020-03-02,,,2020-03,,,\n" in text


def test_a_key_that_stands_twice_is_told_at_its_cell(tmp_path: Path) -> None:
    place = weather.write_dataset(tmp_path)
    day = dt.date(2020, 3, 2)
    readings = [
        {"station_id": "st-1", "day": dt.date(2020, 2, 29)},
        {"station_id": "st-2", "day": day},
        {"station_id": "st-2", "day": day},
    ]
    filled = fill(form(tmp_path, place), readings=readings)
    err = command.run(tmp_path, "import", filled.name, "--into", str(place))[2]
    assert err.splitlines()[:-1] == [
        "error filled.xlsx: readings!B3 (day): readings has a row 'st-1, 2020-02-29' already, and a form only adds rows. Correct it in the table itself. A row that is to be added needs a key of its own.",
        "error filled.xlsx: readings!B5 (day): Row 4 of this form has the same key (st-2, 2020-03-02). Remove one of the rows, or correct its key.",
    ]


def test_a_temporary_id_is_also_known_where_no_foreign_key_is_declared(
    tmp_path: Path,
) -> None:
    place = weather.write_dataset(tmp_path)
    stations = [
        {"station_id": "new-1", "name": "Moor", "height": 1},
        {"name": "Beck", "height": 1, "region": "new-1", "parent_id": "new-1"},
    ]
    filled = fill(form(tmp_path, place), stations=stations)
    command.run(tmp_path, "import", filled.name, "--into", str(place))
    text = (place / "stations.csv").read_text(encoding="utf-8")
    assert "st-5,Beck,,,,st-4,1,,st-4,\n" in text
