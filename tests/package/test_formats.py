"""The workbook, the database, GeoJSON and GeoParquet of a package, read by others' libraries."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from sourcebook.declare import Category, Constraints, Dataset, Field, ForeignKey, Table
from sourcebook.package import database, geojson, points, sheets, staging, workbook, writing

if TYPE_CHECKING:
    from collections.abc import Callable

TOOLS = Path(__file__).parents[2] / ".venv" / "tools" / "bin" / "python"


def tool(code: str, *arguments: object) -> str:
    """What a script prints, run where the tools are that are only tested with."""
    done = subprocess.run(
        [str(TOOLS), "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# The workbook ------------------------------------------------------------------------------------


def test_a_sheet_a_table_and_the_codebook(package: Path) -> None:
    with CalamineWorkbook.from_path(str(package / "weather.xlsx")) as book:
        assert book.sheet_names == ["stations", "readings", "changes", "codebook", "codes", "about"]
        stations = book.get_sheet_by_name("stations").to_python()
        readings = book.get_sheet_by_name("readings").to_python()
        codes = book.get_sheet_by_name("codes").to_python()
        fields = book.get_sheet_by_name("codebook").to_python()
        about = dict(row[:2] for row in book.get_sheet_by_name("about").to_python())
    assert stations[1] == ["st-1", "Fell, Upper", "hill", 54.5, -3.2, "north", 612, 1961, "", True]
    assert readings[2][1] == date(2020, 3, 1)
    assert readings[1][2:4] == [time(6, 30), datetime.fromisoformat("2020-02-29T06:31:05")]
    assert codes[1] == ["stations", "kind", "hill", "Hill", "Above 200 metres."]
    assert fields[2][:5] == ["stations", "name", "string", "", "name title"]
    assert about["version"] == "1.2.0"


def test_openpyxl_sees_the_frozen_header_the_comments_and_the_drop_downs(package: Path) -> None:
    found = json.loads(
        tool(
            """
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1])["stations"]
rules = sheet.data_validations.dataValidation
print(json.dumps({
    "frozen": sheet.freeze_panes,
    "comment": sheet["D1"].comment.text,
    "rules": [[rule.type, rule.formula1, str(rule.sqref)] for rule in rules],
    "bold": sheet["A1"].font.b,
}))
""",
            package / "weather.xlsx",
        )
    )
    assert found == {
        "frozen": "A2",
        "comment": "latitude title.\nUnit: degrees.\nat least -90.",
        "rules": [["list", "'codes'!$C$2:$C$3", "C2:C1048576"]],
        "bold": True,
    }


KEY = Field("id", "integer", number=1)


def staged(folder: Path, text: str, *fields: Field, **more: Any) -> tuple[Any, staging.Staged]:
    file = folder / "things.csv"
    file.write_text(text, "utf-8", newline="")
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    table = Table("things", file, "things.csv", "csv", (KEY, *fields), **more)
    connection = staging.connect(scratch)
    return connection, staging.stage(connection, table, scratch)


def sheet(folder: Path, text: str, *fields: Field) -> tuple[list[list[Any]], list[str]]:
    """The rows of the sheet after reading it back, and what is said of what it doesn't hold."""
    connection, laid = staged(folder, text, *fields)
    with connection:
        dataset = Dataset("d", folder, "d", (laid.table,), version="1")
        file = folder / "d.xlsx"
        book = workbook.write(connection, dataset, [laid], file, folder / "scratch")
        assert book is not None
        assert workbook.differences(connection, laid, file, "things") == 0
    with CalamineWorkbook.from_path(str(file)) as opened:
        return opened.get_sheet_by_name("things").to_python()[1:], list(book.notes)


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "=1+1",
        "@x",
        "<r>bold</r>",
        "<r></r>",
        "_x0041_",
        "a\x01b",
        "a\rb",
        "two\nlines",
        " blanks ",
        "\t",
        "é😀",
        "https://example.org/",
        "1",
        "TRUE",
        "#N/A",
        "{=x}",
        "x" * 32_767,
        "]]>&amp;",
    ],
)
def test_text_is_that_text_in_a_sheet(tmp_path: Path, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    rows, notes = sheet(tmp_path, f"id,t\n1,{quoted}\n", Field("t", "string", number=2))
    assert rows == [[1.0, text]]
    assert notes == []


@pytest.mark.parametrize(
    ("kind", "text", "held", "note"),
    [
        ("string", "x" * 32_768, "x" * 32_767, "longer than 32,767 characters, cut"),
        ("string", "😀" * 20_000, "😀" * 16_383, "longer than 32,767 characters, cut"),
        ("string", "a\ufffeb", "a\ufffdb", "with U+FFFE or U+FFFF, which no XML holds, written as U+FFFD"),
        ("date", "1900-02-28", "1900-02-28", "before 1 March 1900, written as text"),
        ("date", "0001-01-01", "0001-01-01", "before 1 March 1900, written as text"),
        ("date", "1900-03-01", date(1900, 3, 1), None),
        ("date", "9999-12-31", date(9999, 12, 31), None),
        ("datetime", "1899-12-31T00:00:01", "1899-12-31T00:00:01", "before 1 March 1900, written as text"),
        ("datetime", "2020-01-01T01:02:03.004", datetime.fromisoformat("2020-01-01T01:02:03.004"), None),
        ("datetime", "2020-01-01T01:02:03.0004", "2020-01-01T01:02:03.000400", "finer than a millisecond, written as text"),
        ("time", "23:59:59", time(23, 59, 59), None),
        ("integer", "9007199254740992", 9007199254740992.0, None),
        ("integer", "9007199254740993", "9007199254740993", "beyond 2^53, written as text"),
        ("number", "0.30000000000000004", 0.30000000000000004, None),
        ("number", "1e308", 1e308, None),
        ("number", "5e-324", 5e-324, None),
        ("number", "NaN", "nan", "not finite, written as text"),
        ("number", "-INF", "-inf", "not finite, written as text"),
    ],
)  # fmt: skip
def test_what_a_sheet_can_not_hold_is_said(
    tmp_path: Path, kind: str, text: str, held: Any, note: str | None
) -> None:
    rows, notes = sheet(tmp_path, f"id,v\n1,{text}\n", Field("v", kind, number=2))
    assert rows[0][1] == held
    assert notes == ([f"things.v: 1 value is {note}"] if note else [])


def test_an_empty_text_that_is_a_value_is_told(tmp_path: Path) -> None:
    field = Field("t", "string", number=2, missing_values=("-",))
    _, notes = sheet(tmp_path, "id,t\n1,\n2,-\n", field)
    assert notes == ["things.t: 1 value is an empty text, which looks like no value"]


def test_a_table_that_no_sheet_holds_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "ROWS", 3)
    connection, laid = staged(tmp_path, "id\n1\n2\n3\n")
    with connection:
        dataset = Dataset("d", tmp_path, "d", (laid.table,), version="1")
        assert workbook.write(connection, dataset, [laid], tmp_path / "d.xlsx", tmp_path) is None
        assert workbook.omitted([laid]) == ["things: has 3 rows, and a sheet holds 2"]


def test_sheets_have_names_that_a_workbook_takes() -> None:
    long = "a_table_with_a_name_of_more_than_31_letters"
    found = sheets.names(["history", long, f"{long}_2", "Codes", "codes"])
    assert found == [
        "history~2",
        "a_table_with_a_name_of_more_tha",
        "a_table_with_a_name_of_more_t~2",
        "Codes",
        "codes~2",
    ]


# The database ------------------------------------------------------------------------------------


def test_the_database_has_types_keys_and_the_codebook(package: Path) -> None:
    with closing(sqlite3.connect(package / "weather.sqlite")) as found:
        found.execute("PRAGMA foreign_keys = ON")
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert found.execute("PRAGMA foreign_key_check").fetchall() == []
        row = found.execute("SELECT * FROM stations WHERE station_id = 'st-2'").fetchone()
        assert row == ("st-2", 'The "Quay" # 2', "coast", 50.1, -5.5, "south", -2, 2004, "st-1", 0)
        joined = "SELECT name, day FROM readings JOIN stations USING (station_id) ORDER BY day"
        assert found.execute(joined).fetchone() == ("Émile|*bold*", "1969-12-31")
        unit = (
            "SELECT unit FROM sourcebook_fields WHERE \"table\" = 'stations' AND field = 'height'"
        )
        assert found.execute(unit).fetchone() == ("metres",)
        assert found.execute("SELECT count(*) FROM sourcebook_codes").fetchone() >= (2,)
        for wrong in (
            "INSERT INTO readings (station_id, day) VALUES ('st-9', '2020-01-01')",
            "UPDATE stations SET height = 'high'",
            "UPDATE stations SET name = NULL",
            "UPDATE stations SET station_id = 'st-1'",
            "UPDATE stations SET active = 2",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                found.execute(wrong)


def test_keys_that_sqlite_can_not_hold_are_left_out(tmp_path: Path) -> None:
    other = Field("other", "integer", number=2)
    # A key to what is not unique is right by the standard.
    keys = (ForeignKey(("other",), "things", ("other",)), ForeignKey(("other",), "things", ("id",)))
    unique = Field("u", "string", number=3, constraints=Constraints(unique=True, required=True))
    connection, laid = staged(
        tmp_path, "id,other,u\n1,1,a\n", other, unique, primary_key=("id",), foreign_keys=keys
    )
    with connection:
        database.write(connection, [laid], tmp_path / "d.sqlite")
        assert database.differences(connection, laid, tmp_path / "d.sqlite") == 0
    with closing(sqlite3.connect(tmp_path / "d.sqlite")) as found:
        sql = found.execute("SELECT sql FROM sqlite_master WHERE name = 'things'").fetchone()[0]
    assert sql.splitlines()[1:] == [
        '    "id" INTEGER NOT NULL,',
        '    "other" INTEGER,',
        '    "u" TEXT NOT NULL,',
        '    PRIMARY KEY ("id"),',
        '    UNIQUE ("u"),',
        '    FOREIGN KEY ("other") REFERENCES "things" ("id")',
        ") STRICT",
    ]


@pytest.mark.parametrize("names", [("rowid", "x"), ("RowId", "oid"), ("rowid", "_rowid_", "oid")])
def test_fields_may_have_the_names_of_sqlites_order(tmp_path: Path, names: tuple[str, ...]) -> None:
    fields = [Field(name, "string", number=number) for number, name in enumerate(names, start=2)]
    text = f"id,{','.join(names)}\n1{',z' * len(names)}\n2{',a' * len(names)}\n"
    connection, laid = staged(tmp_path, text, *fields)
    with connection:
        database.write(connection, [laid], tmp_path / "d.sqlite")
        assert database.differences(connection, laid, tmp_path / "d.sqlite") == 0


def test_what_is_no_number_is_null_in_sqlite_and_that_is_told(tmp_path: Path) -> None:
    connection, laid = staged(tmp_path, "id,n\n1,NaN\n2,-INF\n", Field("n", "number", number=2))
    with connection:
        notes = database.write(connection, [laid], tmp_path / "d.sqlite")
    assert notes == ["things.n: 1 times NaN, written as NULL"]
    with closing(sqlite3.connect(tmp_path / "d.sqlite")) as found:
        assert found.execute("SELECT n FROM things").fetchall() == [(None,), (float("-inf"),)]


# Where there are coordinates ---------------------------------------------------------------------


def test_geojson_has_a_feature_a_row(package: Path) -> None:
    found = json.loads((package / "stations.geojson").read_text("utf-8"))
    assert found["type"] == "FeatureCollection"
    assert len(found["features"]) == 3
    assert found["features"][2] == {
        "type": "Feature",
        "id": "st-3",
        "geometry": {"type": "Point", "coordinates": [-3.0, 54.9]},
        "properties": {
            "station_id": "st-3",
            "name": "Émile|*bold*",
            "kind": "hill",
            "latitude": 54.9,
            "longitude": -3.0,
            "region": "north",
            "height": None,
            "opened": 1999,
            "parent_id": "st-1",
            "active": True,
        },
    }
    assert not (package / "readings.geojson").exists()


def test_geopandas_opens_the_parquet_file(package: Path) -> None:
    code = """
import sys, geopandas
found = geopandas.read_parquet(sys.argv[1])
print(found.crs.to_string(), [(p.x, p.y) for p in found.geometry], list(found.total_bounds))
"""
    assert tool(code, package / "data" / "stations.parquet") == (
        "OGC:CRS84 [(-3.2, 54.5), (-5.5, 50.1), (-3.0, 54.9)] "
        "[np.float64(-5.5), np.float64(50.1), np.float64(-3.0), np.float64(54.9)]\n"
    )


def test_the_metadata_of_geoparquet_are_whole(package: Path) -> None:
    file = pq.ParquetFile(package / "data" / "stations.parquet")
    assert json.loads(file.schema_arrow.metadata[b"geo"]) == {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": ["Point"],
                "bbox": [-5.5, 50.1, -3.0, 54.9],
            }
        },
    }
    column = file.metadata.row_group(0).column(0)
    assert column.has_offset_index
    assert column.has_column_index
    assert column.has_dictionary_page


GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        (
            "id,latitude,longitude\n1,1.5,2.5\n2,1.5,\n3,,\n4,NaN,1\n",
            [{"name": "latitude", "type": "number"}, {"name": "longitude", "type": "number"}],
            [[2.5, 1.5], None, None, None],
        ),
        (
            "id,n,e\n1,1.5,2.5\n",
            [
                {"name": "n", "type": "number", "rdfType": f"{GEO}lat"},
                {"name": "e", "type": "number", "rdfType": f"{GEO}long"},
            ],
            [[2.5, 1.5]],
        ),
        ('id,p\n1,"2.5, 1.5"\n2,\n', [{"name": "p", "type": "geopoint"}], [[2.5, 1.5], None]),
        (
            'id,p\n1,"[2.5, 1.5]"\n',
            [{"name": "p", "type": "geopoint", "format": "array"}],
            [[2.5, 1.5]],
        ),
        (
            'id,p\n1,"{""lon"": 2.5, ""lat"": 1.5}"\n',
            [{"name": "p", "type": "geopoint", "format": "object"}],
            [[2.5, 1.5]],
        ),
    ],
)
def test_what_is_declared_as_coordinates(
    tmp_path: Path, text: str, fields: list[dict[str, str]], expected: list[list[float] | None]
) -> None:
    declared = [
        Field(each["name"], each["type"], each.get("format", "default"), number=number)
        for number, each in enumerate(fields, start=2)
    ]
    schema = {"fields": [{"name": "id", "type": "integer"}, *fields]}
    connection, laid = staged(tmp_path, text, *declared, schema=schema)
    with connection:
        geojson.write(connection, laid, tmp_path / "t.geojson")
        writing.write_parquet(connection, laid, tmp_path / "t.parquet")
        assert geojson.differences(connection, laid, tmp_path / "t.geojson") == 0
    features = json.loads((tmp_path / "t.geojson").read_text())["features"]
    found = [each["geometry"] and each["geometry"]["coordinates"] for each in features]
    assert found == expected
    import shapely

    shapes = shapely.from_wkb(pq.read_table(tmp_path / "t.parquet")["geometry"].to_pylist())
    assert [shape and [shape.x, shape.y] for shape in shapes] == expected


def test_numbers_of_other_names_are_no_coordinates(tmp_path: Path) -> None:
    connection, laid = staged(
        tmp_path, "id,lat,long\n1,1,2\n", Field("lat", "number"), Field("long", "number", number=2)
    )
    connection.close()
    assert points.points(laid.table) is None


def test_a_field_named_geometry_keeps_its_name(tmp_path: Path) -> None:
    fields = [
        Field("Geometry", "string", number=2, categories=(Category("x"),)),
        Field("p", "geopoint", number=3),
    ]
    connection, laid = staged(tmp_path, 'id,Geometry,p\n1,x,"1,2"\n', *fields)
    with connection:
        writing.write_parquet(connection, laid, tmp_path / "t.parquet")
    assert pq.read_schema(tmp_path / "t.parquet").names == ["id", "Geometry", "p", "geometry_2"]


# What is written wrong is noticed ----------------------------------------------------------------


def spoil_text(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


def spoil_database(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file)) as found:
        found.execute(sql)
        found.commit()


def spoil_sheet(file: Path, code: str) -> None:
    tool(
        "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1]); sheet = book['things']; "
        f"{code}; book.save(sys.argv[1])",
        file,
    )


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("sqlite", lambda f: spoil_database(f, "UPDATE things SET n = 1.25 WHERE id = 1")),
        ("sqlite", lambda f: spoil_database(f, "UPDATE things SET t = NULL WHERE id = 1")),
        ("sqlite", lambda f: spoil_database(f, "DELETE FROM things WHERE id = 2")),
        ("sqlite", lambda f: spoil_database(f, "INSERT INTO things (id) VALUES (3)")),
        ("xlsx", lambda f: spoil_sheet(f, "sheet['C2'] = 1.25")),
        ("xlsx", lambda f: spoil_sheet(f, "sheet['B2'] = None")),
        ("xlsx", lambda f: spoil_sheet(f, "sheet['D2'] = True")),
        ("xlsx", lambda f: spoil_sheet(f, "sheet.delete_rows(3)")),
        ("xlsx", lambda f: spoil_sheet(f, "sheet['A4'] = 3")),
        ("xlsx", lambda f: spoil_sheet(f, "sheet['B1'] = 'T'")),
        ("geojson", lambda f: spoil_text(f, b"[7.0,50.0]", b"[50.0,7.0]")),
        ("geojson", lambda f: spoil_text(f, b'"a"', b'"b"')),
        ("geojson", lambda f: spoil_text(f, b'{"type": "Feature", "geo', b'{"type": "F", "geo')),
        ("geojson", lambda f: spoil_text(f, b"}},\n{", b"}}\n{")),
        ("geojson", lambda f: spoil_text(f, b"\n]}", b',\n{"type": "Feature"}\n]}')),
    ],
)
def test_a_file_that_holds_something_else_is_noticed(
    tmp_path: Path, kind: str, spoil: Callable[[Path], None]
) -> None:
    fields = [
        Field("t", "string", number=2),
        Field("n", "number", number=3),
        Field("d", "date", number=4),
        Field("p", "geopoint", number=5),
    ]
    connection, laid = staged(
        tmp_path, 'id,t,n,d,p\n1,a,1.5,2020-01-01,"7,50"\n2,a,,2020-01-02,\n', *fields
    )
    file = tmp_path / f"d.{kind}"
    with connection:
        if kind == "sqlite":
            database.write(connection, [laid], file)
        elif kind == "geojson":
            geojson.write(connection, laid, file)
        else:
            dataset = Dataset("d", tmp_path, "d", (laid.table,), version="1")
            workbook.write(connection, dataset, [laid], file, tmp_path / "scratch")
        differences = {
            "sqlite": lambda: database.differences(connection, laid, file),
            "geojson": lambda: geojson.differences(connection, laid, file),
            "xlsx": lambda: workbook.differences(connection, laid, file, "things"),
        }[kind]
        assert differences() == 0
        spoil(file)
        assert differences() > 0
