"""The content hash says what a table says, and anybody can work it out again."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebook.declare import Field, Table
from sourcebook.package import build, content, staging

if TYPE_CHECKING:
    from pathlib import Path

# What follows is docs/packages.md in Python's standard library. It imports nothing of ours.


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def fraction(moment: datetime | time) -> str:
    return f".{moment.microsecond:06d}".rstrip("0").rstrip(".")


def canonical(kind: str, text: str) -> str:
    if kind in ("integer", "year"):
        return str(int(text))
    if kind == "number":
        return repr(float(text) + 0.0)
    if kind in ("boolean", "date"):
        return text
    if kind == "time":
        moment = time.fromisoformat(text)
        return f"{moment:%H:%M:%S}{fraction(moment)}"
    if kind == "datetime":
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at
        return f"{at:%Y-%m-%d %H:%M:%S}{fraction(at)}"
    return quoted(text)


def recomputed(package: Path, resource: dict[str, Any]) -> str:
    """The content hash of a table, of its CSV file; its rows are in order already."""
    schema = resource["schema"]
    fields = schema["fields"]
    digest = hashlib.sha256()
    digest.update(",".join(quoted(field["name"]) for field in fields).encode() + b"\n")
    with (package / resource["path"]).open(encoding="utf-8", newline="") as file:
        for row in list(csv.reader(file))[1:]:
            cells = []
            for field, text in zip(fields, row, strict=True):
                marks = field.get("missingValues", schema.get("missingValues", [""]))
                cells.append("" if text in marks else canonical(field["type"], text))
            digest.update(",".join(cells).encode() + b"\n")
    return f"sha256:{digest.hexdigest()}"


def test_the_standard_library_finds_the_same_hash(package: Path) -> None:
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        assert recomputed(package, resource) == resource["contentHash"], resource["name"]


# From here on it is ours again.

FIELDS = tuple(
    Field(name, kind, number=number)
    for number, (name, kind) in enumerate(
        [
            ("id", "integer"),
            ("t", "string"),
            ("n", "number"),
            ("b", "boolean"),
            ("d", "date"),
            ("at", "datetime"),
            ("h", "time"),
        ],
        start=1,
    )
)


def hashed(folder: Path, text: str, fields: tuple[Field, ...] = FIELDS, **more: Any) -> str:
    file = folder / "things.csv"
    file.write_text(text, "utf-8", newline="")
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    table = Table("things", file, "things.csv", "csv", fields, **{"primary_key": ("id",), **more})
    with staging.connect(scratch) as connection:
        staged = staging.stage(connection, table, scratch)
        values = f"(SELECT {staged.values} FROM {staged.relation})"
        return content.sha256(connection, staged.table.fields, values)


HEADER = "id,t,n,b,d,at,h\n"
ROW = "1,a,1.5,true,2020-02-29,2020-02-29T01:02:03Z,01:02:03\n"


@pytest.mark.parametrize(
    "same",
    [
        "01,a,1.5,true,2020-02-29,2020-02-29T01:02:03Z,01:02:03\n",
        "+1,a,1.50,1,2020-02-29,2020-02-29T01:02:03,01:02:03\n",
        "1,a,15e-1,TRUE,2020-02-29,2020-02-29T03:02:03+02:00,01:02:03\n",
        '"1","a",1.5,true,2020-02-29,2020-02-29T01:02:03.000Z,01:02:03\n',
        "1,a,1.5,true,2020-02-29,2020-02-29T01:02:03Z,01:02:03",
    ],
)
def test_the_same_table_in_another_spelling_has_the_same_hash(tmp_path: Path, same: str) -> None:
    assert hashed(tmp_path, HEADER + ROW) == hashed(tmp_path, HEADER + same)


@pytest.mark.parametrize(
    "other",
    [
        ROW.replace(",a,", ",A,"),
        ROW.replace(",a,", ", a,"),
        ROW.replace(",a,", ",,"),
        ROW.replace("1.5", "1.6"),
        ROW.replace("true", ""),
        ROW.replace("02-29,", "02-28,"),
        ROW.replace("03Z", "03.1Z"),
        ROW + ROW.replace("1,a", "2,a"),
        "",
    ],
)
def test_another_table_has_another_hash(tmp_path: Path, other: str) -> None:
    assert hashed(tmp_path, HEADER + ROW) != hashed(tmp_path, HEADER + other)


def test_rows_with_keys_have_no_order_and_rows_without_have(tmp_path: Path) -> None:
    rows = [f"{number},x,,,,,\n" for number in (2, 10, 1)]
    one, other = HEADER + "".join(rows), HEADER + "".join(reversed(rows))
    assert hashed(tmp_path, one) == hashed(tmp_path, other)
    assert hashed(tmp_path, one, primary_key=()) != hashed(tmp_path, other, primary_key=())


def test_cells_can_not_be_taken_for_others(tmp_path: Path) -> None:
    two = (Field("a", "string", number=1), Field("b", "string", number=2))
    texts = ['"x"",""y",z', 'x,"y"",""z"', '"x,y",z', 'x,"y,z"', "x,", ",x", '"x\n",', 'x,"\n"']
    found = {hashed(tmp_path, f"a,b\n{text}\n", two, primary_key=()) for text in texts}
    assert len(found) == len(texts)


def test_minus_zero_is_zero_and_what_is_no_number_has_a_word(tmp_path: Path) -> None:
    number = (Field("n", "number"),)
    zero, minus, nan = (
        hashed(tmp_path, f"n\n{text}\n", number, primary_key=()) for text in ("0", "-0.0", "NaN")
    )
    assert zero == minus == "sha256:" + hashlib.sha256(b'"n"\n0.0\n').hexdigest()
    assert nan == "sha256:" + hashlib.sha256(b'"n"\nnan\n').hexdigest()


@settings(max_examples=40)
@given(st.lists(st.floats(allow_nan=False) | st.integers(-(10**18), 10**18), max_size=30))
def test_numbers_are_written_as_python_writes_them(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[float]
) -> None:
    texts = [str(n).replace("inf", "INF") for n in numbers]
    lines = "".join(f"{float(n) + 0.0!r}\n" for n in numbers)
    found = hashed(
        tmp_path_factory.mktemp("numbers"),
        "n\n" + "".join(f"{text}\n" for text in texts),
        (Field("n", "number"),),
        primary_key=(),
    )
    assert found == "sha256:" + hashlib.sha256(b'"n"\n' + lines.encode()).hexdigest()


def test_a_package_of_other_spellings_has_iso_dates_and_points(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    fields = [
        {"name": "id", "type": "integer", "groupChar": "."},
        {
            "name": "d",
            "type": "date",
            "format": "%d/%m/%Y",
            "constraints": {"minimum": "01/01/2000", "enum": ["24/12/2020", "01/02/2001"]},
            "example": "24/12/2020",
        },
        {"name": "n", "type": "number", "decimalChar": ",", "groupChar": "."},
        {"name": "p", "type": "integer", "bareNumber": False},
        {"name": "g", "type": "geopoint"},
        {"name": "o", "type": "object"},
    ]
    schema = {"fields": fields, "primaryKey": ["id"]}
    resource = {"name": "t", "path": "t.csv", "schema": schema, "dialect": {"delimiter": ";"}}
    descriptor = {"name": "odd", "version": "1.0.0", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    (folder / "t.csv").write_text(
        'id;d;n;p;g;o\n1.000;24/12/2020;1.234,50;$5;7, 50;{"a": 1}\n2;01/02/2001;;;;\n', "utf-8"
    )
    built = build(folder, tmp_path / "dist")
    assert (built / "data" / "t.csv").read_text("utf-8") == (
        'id,d,n,p,g,o\n2,2001-02-01,,,,\n1000,2020-12-24,1234.50,5,"7, 50","{""a"": 1}"\n'
    )
    packaged = json.loads((built / "datapackage.json").read_text("utf-8"))["resources"][0]
    assert "dialect" not in packaged
    assert packaged["schema"]["fields"][1] == {
        "name": "d",
        "type": "date",
        "constraints": {"minimum": "2000-01-01", "enum": ["2020-12-24", "2001-02-01"]},
        "example": "2020-12-24",
    }
    assert recomputed(built, packaged) == packaged["contentHash"]
    features = json.loads((built / "t.geojson").read_text("utf-8"))["features"]
    assert features[0]["geometry"] is None
    assert features[1]["geometry"] == {"type": "Point", "coordinates": [7.0, 50.0]}


def test_an_integer_that_no_column_holds_is_refused_with_a_word(tmp_path: Path) -> None:
    folder = tmp_path / "big"
    folder.mkdir()
    schema = {"fields": [{"name": "n", "type": "integer"}]}
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    descriptor = {"name": "big", "version": "1.0.0", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    (folder / "t.csv").write_text("n\n123456789012345678901234567890\n", "utf-8")
    from sourcebook.errors import UseError

    with pytest.raises(UseError, match="no Parquet column can hold one of its values") as refusal:
        build(folder, tmp_path / "dist")
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "dist").exists()
